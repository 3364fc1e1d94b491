"""Clean input about meetings."""

from meetings.forms.anchoring import AnchorForm
from meetings.forms.planning import (
    CancelForm,
    EditForm,
    MeetingsFilterForm,
    MoveForm,
    NewForm,
    YearForm,
    instant_of,
)

__all__ = [
    "AnchorForm",
    "CancelForm",
    "EditForm",
    "MeetingsFilterForm",
    "MoveForm",
    "NewForm",
    "YearForm",
    "instant_of",
]
