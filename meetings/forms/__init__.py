"""Clean input about meetings."""

from meetings.forms.anchoring import AnchorForm
from meetings.forms.planning import (
    ApproveForm,
    CancelForm,
    EditForm,
    MeetingsFilterForm,
    MoveForm,
    NewForm,
    YearForm,
    instant_of,
)
from meetings.forms.year import WheelForm

__all__ = [
    "AnchorForm",
    "ApproveForm",
    "CancelForm",
    "EditForm",
    "MeetingsFilterForm",
    "MoveForm",
    "NewForm",
    "WheelForm",
    "YearForm",
    "instant_of",
]
