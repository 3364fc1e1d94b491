"""Every change of people, organisations, seats, offices, grants and numbers."""

from groups.actions.appointments import rehearse, revise_appointment, what_follows
from groups.actions.chairs import elect
from groups.actions.grants import grant, withdraw
from groups.actions.organisations import add_organisation, revise_organisation
from groups.actions.people import (
    KnownError,
    Place,
    add_person,
    add_process_leader,
    choose_notifications,
    invite,
    revise_own,
    revise_person,
    set_sign_in,
)
from groups.actions.seats import appoint, end_appointment, most_at_once
from groups.actions.series import take_number
from groups.actions.stale import StaleError

__all__ = [
    "KnownError",
    "Place",
    "StaleError",
    "add_organisation",
    "add_person",
    "add_process_leader",
    "appoint",
    "choose_notifications",
    "elect",
    "end_appointment",
    "grant",
    "invite",
    "most_at_once",
    "rehearse",
    "revise_appointment",
    "revise_organisation",
    "revise_own",
    "revise_person",
    "set_sign_in",
    "take_number",
    "what_follows",
    "withdraw",
]
