"""The list as it leaves the portal: in the columns that it is taken in by, so that what goes out can come in again."""

import csv
import io
from collections.abc import Iterable

from django.db.models import Q

from groups.actions.imports.reading import COLUMNS, neutralised
from groups.models import Appointment, CareCollaboration, Organisation
from samla import clock

EXAMPLE = (
    "fornamn.efternamn@exempel.invalid",
    "Förnamn Efternamn",
    "Verksamhetschef",
    "010-000 00 00",
    "gruppens namn",
    "platsens namn",
    "Vård och omsorg",
    "2026-01-01",
    "",
)


def template_list() -> bytes:
    """The columns with one example, which is refused as it stands: its group does not exist."""
    return _written([EXAMPLE])


def people_list(collaboration: CareCollaboration, organisation: Organisation | None) -> bytes:
    """Everybody who has a seat today or later in the collaboration, or from the organisation."""
    held = Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=clock.today()), seat__body__collaboration=collaboration
    )
    if organisation is not None:
        held = held.filter(seat__organisation=organisation)
    ordered = held.select_related("user", "seat__body").order_by(
        "seat__body__position", "seat__body__name", "seat__position", "seat__label", "starts_on", "pk"
    )
    return _written(_row(one) for one in ordered)


def _row(one: Appointment) -> tuple[str, ...]:
    user, seat = one.user, one.seat
    last = one.ends_on.isoformat() if one.ends_on else ""
    return (
        *(user.email, user.name, user.title, user.phone),
        *(seat.body.slug, seat.slug, one.scope, one.starts_on.isoformat(), last),
    )


def _written(rows: Iterable[tuple[str, ...]]) -> bytes:
    """As Excel in Swedish opens it: semicolons, and a mark that says UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([neutralised(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")
