"""Clean input about meetings."""

from meetings.forms.planning import (
    CancelForm,
    EditForm,
    MeetingsFilterForm,
    MoveForm,
    NewForm,
    YearForm,
    instant_of,
)

__all__ = ["CancelForm", "EditForm", "MeetingsFilterForm", "MoveForm", "NewForm", "YearForm", "instant_of"]
