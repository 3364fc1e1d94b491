"""Clean input, a file for each kind of page."""

from groups.forms.appointments import AppointForm, AppointmentForm, EndForm, SeatForm
from groups.forms.chairs import DayForm, ElectForm, LeaveForm, NameForm, ScheduleForm, WithdrawTermForm
from groups.forms.grants import GrantForm, WithdrawForm
from groups.forms.imports import ImportForm
from groups.forms.organisations import OrganisationForm
from groups.forms.people import NewPersonForm, PeopleFilterForm, PersonForm, ReasonForm
from groups.forms.profile import NotificationForm, ProfileForm
from groups.forms.seats import SeatsDayForm
from groups.forms.sign_in import CodeRequestForm

__all__ = [
    "AppointForm",
    "AppointmentForm",
    "CodeRequestForm",
    "DayForm",
    "ElectForm",
    "EndForm",
    "GrantForm",
    "ImportForm",
    "LeaveForm",
    "NameForm",
    "NewPersonForm",
    "NotificationForm",
    "OrganisationForm",
    "PeopleFilterForm",
    "PersonForm",
    "ProfileForm",
    "ReasonForm",
    "ScheduleForm",
    "SeatForm",
    "SeatsDayForm",
    "WithdrawForm",
    "WithdrawTermForm",
]
