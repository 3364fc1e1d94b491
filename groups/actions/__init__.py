"""Every change of people, organisations, seats, offices, grants and numbers."""

from groups.actions import imports
from groups.actions.appointments import rehearse, revise_appointment, what_follows
from groups.actions.chairs import elect, leave, name_holder, withdraw_term
from groups.actions.grants import grant, withdraw
from groups.actions.mornings import do_morning_work, register_reminders, write_morning_letters, write_reminders
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
from groups.actions.rotation import StaleRotationError, Wish, next_wish, plan_rotation, preview_rotation, write_rotation
from groups.actions.seats import appoint, end_appointment, most_at_once
from groups.actions.series import take_number
from groups.actions.stale import StaleError
from groups.actions.telling import Notification, tell, tell_each

__all__ = [
    "KnownError",
    "Notification",
    "Place",
    "StaleError",
    "StaleRotationError",
    "Wish",
    "add_organisation",
    "add_person",
    "add_process_leader",
    "appoint",
    "choose_notifications",
    "do_morning_work",
    "elect",
    "end_appointment",
    "grant",
    "imports",
    "invite",
    "leave",
    "most_at_once",
    "name_holder",
    "next_wish",
    "plan_rotation",
    "preview_rotation",
    "register_reminders",
    "rehearse",
    "revise_appointment",
    "revise_organisation",
    "revise_own",
    "revise_person",
    "set_sign_in",
    "take_number",
    "tell",
    "tell_each",
    "what_follows",
    "withdraw",
    "withdraw_term",
    "write_morning_letters",
    "write_reminders",
    "write_rotation",
]
