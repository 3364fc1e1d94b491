"""What happened to a case: never changed, never removed."""

import pgtrigger
from django.db import models

from cases.models.case import Case
from cases.workflow import STEPS, State, Verb
from groups.models import Body, Seat, User
from samla import clock
from samla.identity_numbers import refuse_identity_numbers

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class CaseStep(models.Model):
    """One step on a case's way (händelse). Who is a person and the seat she had then; the names are snapshots."""

    is_append_only = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    verb = models.CharField("steg", max_length=20, choices=Verb)
    label = models.CharField("vad som gjordes", max_length=120)
    state_before = models.CharField("läge före", max_length=20, choices=State)
    state_after = models.CharField("läge efter", max_length=20, choices=State)
    from_body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="från")
    to_body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="till")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="av")
    by_name = models.CharField("namn då", max_length=200)
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+", verbose_name="plats")
    seat_text = models.CharField("plats då", max_length=300)
    at = models.DateTimeField("när", default=clock.now)
    note = models.TextField("anteckning", blank=True, validators=[refuse_identity_numbers])
    deadline = models.DateField("senast", null=True)

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["pk"]
        indexes = [models.Index(fields=["from_body", "case"], name="step_from_body")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.label} {self.at:%Y-%m-%d}"

    @property
    def what(self) -> str:
        """What was done, as somebody tells it: ”Tog emot”, ”Skickade till AU”. Needs `to_body` when it was sent."""
        if self.verb == Verb.SEND:
            return f"Skickade till {self.to_body.short_name}"
        return STEPS[Verb(self.verb)].past


class CaseNote(models.Model):
    """A working note (arbetsanteckning), read by the body that holds the case now and by the process leader."""

    is_append_only = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="grupp")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="av")
    by_name = models.CharField("namn då", max_length=200)
    at = models.DateTimeField("när", default=clock.now)
    text = models.TextField("anteckning", validators=[refuse_identity_numbers])

    class Meta:
        verbose_name = "arbetsanteckning"
        verbose_name_plural = "arbetsanteckningar"
        ordering = ["pk"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.by_name} {self.at:%Y-%m-%d}"
