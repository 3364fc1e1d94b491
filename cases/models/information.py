"""Information to the parties concerned (rule 15): the same words to all, and who was told when."""

import pgtrigger
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from groups.models import Organisation, User
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers


class Information(models.Model):
    """One sending of the same words to everybody chosen (information till berörda). Never changed; one may send again."""

    is_append_only = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="informations", verbose_name="ärende")
    text = models.TextField("information", max_length=4000, validators=[refuse_identity_numbers])
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="av")
    by_name = models.CharField("namn då", max_length=200)
    seat_text = models.CharField("plats då", max_length=300, blank=True)
    at = models.DateTimeField("när", default=clock.now)

    class Meta:
        verbose_name = "information till berörda"
        verbose_name_plural = "information till berörda"
        ordering = ["-pk"]
        indexes = [models.Index(name="information_when", fields=["at", "id"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Information {self.at:%Y-%m-%d}"


@tracked()
class InformationReceiver(models.Model):
    """Somebody who was told (mottagare), with name and organisation as they were then, and when she had read it."""

    information = models.ForeignKey(
        Information, models.PROTECT, related_name="receivers", verbose_name="information till berörda"
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="mottagare")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField("namn då", max_length=200, editable=False)
    organisation_name = models.CharField("organisationens namn då", max_length=200, editable=False)
    read_at = models.DateTimeField("läst", null=True, editable=False)

    class Meta:
        verbose_name = "mottagare av information"
        verbose_name_plural = "mottagare av information"
        ordering = ["organisation_name", "name"]
        constraints = [models.UniqueConstraint(fields=["information", "user"], name="information_once_each")]
        indexes = [models.Index(name="information_unread", fields=["user"], condition=Q(read_at=None))]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation_name}"
