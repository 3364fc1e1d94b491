import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from samla.history import tracked


class MailState(models.TextChoices):
    QUEUED = "QUEUED", "I kö"
    SENT = "SENT", "Skickat"
    FAILED = "FAILED", "Gick inte att skicka"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def queued(self) -> Self:
        """Letters that nobody has got yet."""
        return self.filter(state=MailState.QUEUED)

    def failed(self) -> Self:
        """Letters that are not tried any more."""
        return self.filter(state=MailState.FAILED)


@tracked(exclude=["text", "html", "calendar"])
class OutgoingMail(models.Model):
    """A letter to one person, written once per business key (utgående brev)."""

    key = models.CharField("nyckel", max_length=200, unique=True, editable=False)
    # A collaboration's slug, written by whoever queues the letter; this floor knows of no collaborations.
    area = models.CharField("vårdsamverkan", max_length=50, blank=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="mottagare",
        editable=False,
    )
    address = models.EmailField("adress", editable=False)
    subject = models.CharField("ämne", max_length=200, editable=False)
    text = models.TextField("text", editable=False)
    html = models.TextField("text som HTML", blank=True, editable=False)
    # An invitation that calendars understand, as the whole iCalendar object; its METHOD stands in it.
    calendar = models.TextField("kalenderinbjudan", blank=True, editable=False)
    message_id = models.CharField("meddelande-id", max_length=200, unique=True, editable=False)
    state = models.CharField("läge", max_length=10, choices=MailState, default=MailState.QUEUED, editable=False)
    attempts = models.PositiveSmallIntegerField("försök", default=0, editable=False)
    last_error = models.CharField("senaste fel", max_length=500, blank=True, editable=False)
    queued_at = models.DateTimeField("skrivet", editable=False)
    tried_at = models.DateTimeField("senaste försöket", null=True, editable=False)
    retried_at = models.DateTimeField("på nytt i kö", null=True, editable=False)
    sent_at = models.DateTimeField("skickat", null=True, editable=False)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "utgående brev"
        verbose_name_plural = "utgående brev"
        indexes = [
            models.Index(name="outgoingmail_queued", fields=["queued_at"], condition=Q(state=MailState.QUEUED)),
            models.Index(name="outgoingmail_failed", fields=["tried_at"], condition=Q(state=MailState.FAILED)),
            models.Index(name="outgoingmail_of_area", fields=["area", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="outgoingmail_sent_at_iff_sent",
                condition=Q(state=MailState.SENT, sent_at__isnull=False) | Q(~Q(state=MailState.SENT), sent_at=None),
            ),
            models.CheckConstraint(
                name="outgoingmail_failed_says_why", condition=~Q(state=MailState.FAILED) | ~Q(last_error="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"

    @property
    def in_queue_since(self) -> dt.datetime:
        """From when its tries are counted: when it was written, or given another chance."""
        return self.retried_at or self.queued_at
