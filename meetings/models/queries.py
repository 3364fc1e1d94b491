"""The questions that are asked of many meetings at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Prefetch, Q

from groups.models import Body, User
from groups.powers import powers_of
from meetings.workflow import MeetingState
from samla import clock

if TYPE_CHECKING:
    from meetings.models.meeting import Meeting  # noqa: F401  named in the class line below


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> Self:
        """Meetings that the person may know of: all in her collaborations, and those to which she is called.

        When and where, that is; what is on the agenda, `rules.may_read_agenda` says (56: a resource person, her items).
        """
        powers = powers_of(user)
        receivers = apps.get_model("meetings", "NoticeReceiver").objects.filter(user=user)
        heard = apps.get_model("meetings", "ResourcePerson").objects.filter(user=user)
        called = Q(pk__in=receivers.values("notice__meeting")) | Q(pk__in=heard.values("item__meeting"))
        return self.filter(Q(collaboration__in=powers.readable) | called)

    def of_body(self, body: Body) -> Self:
        """Those that the body convenes, and those that it takes part in."""
        return self.filter(Q(body=body) | Q(joint_bodies__body=body)).distinct()

    def to_be_held(self) -> Self:
        """Neither cancelled nor over."""
        return self.exclude(state=MeetingState.CANCELLED).filter(ends_at__gte=clock.now())

    def standing(self) -> Self:
        """Not cancelled."""
        return self.exclude(state=MeetingState.CANCELLED)

    def in_year(self, year: int) -> Self:
        """Those that begin in the year, in Stockholm."""
        first = dt.datetime(year, 1, 1, tzinfo=clock.STOCKHOLM)
        return self.filter(starts_at__gte=first, starts_at__lt=first.replace(year=year + 1))

    def with_bodies(self) -> Self:
        """With all that its name, its bodies and its rules need: two queries."""
        joint = apps.get_model("meetings", "JointBody").objects.select_related("body")
        return self.select_related("collaboration", "body").prefetch_related(Prefetch("joint_bodies", queryset=joint))
