"""Every change of people, seats, offices, grants and numbers."""

from groups.actions.chairs import elect
from groups.actions.grants import grant
from groups.actions.seats import appoint, end_appointment, most_at_once
from groups.actions.series import take_number

__all__ = ["appoint", "elect", "end_appointment", "grant", "most_at_once", "take_number"]
