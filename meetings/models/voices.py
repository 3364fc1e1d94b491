"""What organisations say before a meeting: whether they come, and what they think. Nobody says it for another (34, 35)."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from documents.models import Document
from groups.models import Organisation, Seat, User
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.workflow import NEEDS_WORDS, Answer, Position
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
FREE = [refuse_identity_numbers]

# Who sits in a seat of the meeting's bodies that day. `{day}` and `{meeting}` are expressions.
SITS = """
    SELECT FROM groups_sitting sitting
    JOIN meetings_meeting meeting ON meeting.id = {meeting}
    WHERE sitting.seat_id = NEW.seat_id AND sitting.user_id = NEW.user_id
      AND (sitting.body_id = meeting.body_id
           OR sitting.body_id IN (SELECT body_id FROM meetings_jointbody WHERE meeting_id = meeting.id))
      AND ({days})
"""
ON_THE_DAY = (
    "(meeting.starts_at AT TIME ZONE 'Europe/Stockholm')::date"
    " BETWEEN sitting.starts_on AND coalesce(sitting.ends_on, 'infinity')"
)
NOW = (
    "(NEW.at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN sitting.starts_on AND coalesce(sitting.ends_on, 'infinity')"
)


def _sits(meeting: str, days: str) -> str:
    return f"""
        IF NOT EXISTS ({SITS.format(meeting=meeting, days=days)}) THEN
            RAISE EXCEPTION 'nobody speaks for a seat but whoever sits in it' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """


@tracked()
class Reply(models.Model):
    """What one person in one seat says of coming to a meeting (anmälan). Only she can say it, and she may change it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="replies", verbose_name="möte")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="plats")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="person")
    answer = models.CharField("svar", max_length=10, choices=Answer)
    reason = models.CharField("orsak", max_length=300, blank=True, validators=FREE)
    by_name = models.CharField("namn då", max_length=200, editable=False)
    at = models.DateTimeField("när", default=clock.now, editable=False)

    class Meta:
        verbose_name = "anmälan"
        verbose_name_plural = "anmälningar"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat", "user"], name="reply_once")]
        triggers = [
            pgtrigger.Trigger(
                name="for_her_own_seat",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=_sits("NEW.meeting_id", ON_THE_DAY),
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.get_answer_display()}"


@tracked(exclude=["text", "position", "saved_at"])
class ViewDraft(models.Model):
    """What is being written for a seat on an item and has not been handed in (utkast till synpunkt).

    It belongs to the seat: a colleague in it goes on, and a successor inherits it. Read by them and by whoever may read
    the organisation's drafts, by nobody else.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="view_drafts", verbose_name="punkt")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="plats")
    text = models.TextField("synpunkt", blank=True, validators=FREE)
    position = models.CharField("ställningstagande", max_length=20, blank=True, choices=Position)
    saved_at = models.DateTimeField("sparat", default=clock.now, editable=False)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="sparat av", editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        verbose_name = "utkast till synpunkt"
        verbose_name_plural = "utkast till synpunkter"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="view_draft_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.item}"


class ViewSubmission(models.Model):
    """Views handed in with one press for one seat (inlämning): a received document, registered as one (section 3, 11)."""

    is_append_only = True

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="submissions", verbose_name="möte")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="plats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="organisation"
    )
    organisation_name = models.CharField("organisation då", max_length=200)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="lämnad av")
    by_name = models.CharField("namn då", max_length=200)
    seat_text = models.CharField("plats då", max_length=300)
    is_late = models.BooleanField("efter sista dagen", default=False)
    at = models.DateTimeField("när", default=clock.now)

    class Meta:
        verbose_name = "inlämning av synpunkter"
        verbose_name_plural = "inlämningar av synpunkter"
        ordering = ["pk"]
        indexes = [models.Index(name="view_submission_when", fields=["at", "id"])]
        triggers = [
            APPEND_ONLY,
            pgtrigger.Trigger(
                name="for_her_own_seat",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=_sits("NEW.meeting_id", f"{ON_THE_DAY} OR {NOW}"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_name} {self.at:%Y-%m-%d %H.%M}"


class SubmissionDocument(models.Model):
    """The registered document that a submission became (inlämningens handling)."""

    is_append_only = True

    submission = models.OneToOneField(
        ViewSubmission, models.PROTECT, related_name="registered", verbose_name="inlämning"
    )
    document = models.OneToOneField(Document, models.PROTECT, related_name="submission_link", verbose_name="handling")
    at = models.DateTimeField("när", default=clock.now)

    class Meta:
        verbose_name = "inlämningens handling"
        verbose_name_plural = "inlämningarnas handlingar"
        indexes = [models.Index(name="submission_document_when", fields=["at", "id"])]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.document)


class WrittenViewQuerySet(models.QuerySet["WrittenView"]):
    def that_count(self) -> Self:
        """Of each seat and item, the words that count: those handed in last."""
        return self.order_by("item_id", "seat_id", "-number").distinct("item_id", "seat_id")


class WrittenView(models.Model):
    """One organisation's words and position on one item, as handed in (synpunkt, rule 35). A change is the next number."""

    is_append_only = True

    submission = models.ForeignKey(ViewSubmission, models.PROTECT, related_name="views", verbose_name="inlämning")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="views", verbose_name="punkt")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="plats")
    number = models.PositiveSmallIntegerField("nummer")
    position = models.CharField("ställningstagande", max_length=20, blank=True, choices=Position)
    text = models.TextField("synpunkt", blank=True, validators=FREE)
    is_late = models.BooleanField("efter sista dagen", default=False)
    at = models.DateTimeField("när", default=clock.now)

    objects = WrittenViewQuerySet.as_manager()

    class Meta:
        verbose_name = "synpunkt"
        verbose_name_plural = "synpunkter"
        ordering = ["pk"]
        indexes = [models.Index(name="written_view_when", fields=["at", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["item", "seat", "number"], name="written_view_number"),
            models.CheckConstraint(
                name="written_view_says_something",
                condition=~Q(position="") | ~Q(text=""),
                violation_error_message="Skriv en synpunkt eller välj ett ställningstagande.",
            ),
            models.CheckConstraint(
                name="written_view_nothing_is_nothing",
                condition=~Q(position=Position.NO_VIEWS) | Q(text=""),
                violation_error_message="Med ”Inga synpunkter” följer ingen text. Välj ett annat ställningstagande eller ta bort texten.",
            ),
            models.CheckConstraint(
                name="written_view_needs_words",
                condition=~Q(position__in=sorted(NEEDS_WORDS)) | ~Q(text=""),
                violation_error_message="Skriv tillägget, eller varför organisationen inte står bakom.",
            ),
        ]
        triggers = [
            APPEND_ONLY,
            pgtrigger.Trigger(
                name="of_its_submission",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM meetings_viewsubmission one JOIN meetings_agendaitem item ON item.id = NEW.item_id
                        WHERE one.id = NEW.submission_id AND one.seat_id = NEW.seat_id
                          AND one.meeting_id = item.meeting_id
                    ) THEN
                        RAISE EXCEPTION 'a view belongs to its submission' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_position_display()}: {self.item}"
