"""What is due before a meeting, derived from its day by its body's settings (section 3, 13)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from groups.models import Body
from samla.workdays import at_latest, workdays_before


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days before a meeting. Each ends at 23.59, Swedish time."""

    cases_by: dt.date
    notice_by: dt.date
    views_by: dt.date
    preparing_by: dt.date | None

    def fields(self) -> dict[str, dt.date]:
        """Those that the meeting's own row keeps."""
        return {"cases_by": self.cases_by, "notice_by": self.notice_by, "views_by": self.views_by}


def deadlines_of(body: Body, day: dt.date) -> Deadlines:
    """The deadlines of a meeting of the body on the day: days before it, on a working day; views by working days.

    `preparing_by` is the last day for the preparing body's meeting (46), None where no body prepares.
    """

    def before(days: int) -> dt.date:
        return at_latest(day - dt.timedelta(days=days))

    return Deadlines(
        cases_by=before(body.case_days),
        notice_by=before(body.notice_days),
        views_by=workdays_before(day - dt.timedelta(days=1), max(body.view_days, 1) - 1),
        preparing_by=before(body.preparing_days) if body.prepared_by_id else None,
    )
