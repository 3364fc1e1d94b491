"""The way of a case as a line with stations."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.models import Case, CaseStep
from cases.workflow import State
from samla.clock import STOCKHOLM
from samla.formats import date_short


@dataclass(slots=True)
class Station:
    """One body on the line: where the case was, is, or is going."""

    label: str
    state: str
    date_text: str = ""
    note_text: str = ""


def stations_of(case: Case, steps: Sequence[CaseStep]) -> list[Station]:
    """Every body that the case has come to, in order; the last is where it is, then where it is prepared for."""
    line = [Station(case.origin.short_name, "past", _day(case, None), "Väcktes")]
    moves = (step for step in steps if step.to_body_id != step.from_body_id)
    line += [Station(step.to_body.short_name, "past", _day(case, step), step.label) for step in moves]
    now = line[-1]
    if case.state == State.CLOSED:
        line.append(
            Station(
                "Avslutat", "end", date_short(case.closed_at.astimezone(STOCKHOLM).date()) if case.closed_at else ""
            )
        )
        return line
    now.state = "now"
    now.note_text = State(case.state).label
    if case.aims_at is not None and case.aims_at_id != case.holder_id:
        line.append(Station(case.aims_at.short_name, "next", date_short(case.aims_on) if case.aims_on else ""))
    return line


def _day(case: Case, step: CaseStep | None) -> str:
    instant = step.at if step else case.created_at
    return date_short(instant.astimezone(STOCKHOLM).date())
