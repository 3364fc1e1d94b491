"""What is kept for somebody's morning letter, and that a morning's work is done."""

from typing import Self

from django.db import models
from django.db.models import Q

from groups.models.accounts import NotificationKind, User
from groups.models.structure import CareCollaboration
from outbox.models import OutgoingMail
from samla.history import tracked


class DigestLineQuerySet(models.QuerySet["DigestLine"]):
    def waiting(self) -> Self:
        """Lines that no letter has taken and that nobody has dropped."""
        return self.filter(letter=None, dropped_at=None)


@tracked()
class DigestLine(models.Model):
    """One thing that a person is to be told of in her next morning letter (rad i morgonbrevet), once per business key.

    Written with what it tells of. It goes into one letter, or is dropped when she may not or will not be told.
    """

    key = models.CharField("nyckel", max_length=200, unique=True, editable=False)
    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="+", editable=False)
    recipient = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="mottagare", editable=False, db_index=False
    )
    kind = models.CharField("vad", max_length=30, choices=NotificationKind, editable=False)
    heading = models.CharField("rubrik", max_length=200, editable=False)
    text = models.CharField("text", max_length=400, editable=False)
    address = models.CharField("sida", max_length=300, editable=False)
    noted_at = models.DateTimeField("antecknat", editable=False)
    letter = models.ForeignKey(
        OutgoingMail, models.PROTECT, null=True, related_name="digest_lines", verbose_name="brev", editable=False
    )
    dropped_at = models.DateTimeField("struket", null=True, editable=False)

    objects = DigestLineQuerySet.as_manager()

    class Meta:
        verbose_name = "rad i morgonbrev"
        verbose_name_plural = "rader i morgonbrev"
        indexes = [
            models.Index(
                name="digest_line_waiting", fields=["recipient", "id"], condition=Q(letter=None, dropped_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="digest_line_told_or_dropped", condition=Q(letter=None) | Q(dropped_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.recipient}"


class MorningWork(models.TextChoices):
    REMINDERS = "REMINDERS", "Påminnelser"
    LETTERS = "LETTERS", "Morgonbrev"


@tracked()
class MorningRound(models.Model):
    """That a part of a morning's work is done (morgonrond): of all who ask, only the first does it."""

    work = models.CharField("vad", max_length=20, choices=MorningWork, editable=False)
    day = models.DateField("dag", editable=False)
    done_at = models.DateTimeField("gjort", editable=False)

    class Meta:
        verbose_name = "morgonrond"
        verbose_name_plural = "morgonronder"
        constraints = [models.UniqueConstraint(fields=["work", "day"], name="morning_round_once")]

    def __str__(self) -> str:
        return f"{self.get_work_display()} {self.day}"
