"""What was handed in about cases that are marked secret, and from whom it is kept (L7)."""

from __future__ import annotations

from collections.abc import Collection

from cases.models import Case
from groups.models import User
from groups.powers import powers_of
from meetings.models.voices import ViewSubmission, WrittenView


def closed_to(user: User, submissions: Collection[ViewSubmission]) -> set[int]:
    """The submissions with words on a marked case that the person may not read, but for what she or her seat wrote. One query."""
    seats = {row.seat for row in powers_of(user).held if row.kind == "seat"}
    others = [one.pk for one in submissions if one.seat_id not in seats and one.user_id != user.pk]
    if not others:
        return set()
    hidden = Case.objects.exclude(secrecy_provision="").exclude(pk__in=Case.objects.visible_to(user).values("pk"))
    views = WrittenView.objects.filter(submission__in=others, item__case__in=hidden)
    return set(views.values_list("submission", flat=True))
