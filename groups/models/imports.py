"""People taken in from a file."""

from typing import Self

from django.db import models
from django.db.models import Q

from groups.models.accounts import User
from groups.models.structure import CareCollaboration, Organisation
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers


class ImportState(models.TextChoices):
    READ = "READ", "väntar på att läsas in"
    APPLIED = "APPLIED", "inläst"
    DISCARDED = "DISCARDED", "kastad"
    EXPIRED = "EXPIRED", "för gammal"


class PeopleImportQuerySet(models.QuerySet["PeopleImport"]):
    def visible_to(self, user: User) -> Self:
        """The person's own: a file that was never taken in is nobody else's business."""
        return self.filter(by=user)

    def waiting(self) -> Self:
        """Read and neither taken in nor thrown away."""
        return self.filter(state=ImportState.READ)


@tracked(exclude=["text"])
class PeopleImport(models.Model):
    """A file with people, seats and days that one person is about to take in (personfil).

    Its text is kept until it is taken in or thrown away, at most a day. An identity number in it is masked before.
    """

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="people_imports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="people_imports", verbose_name="uppladdad av")
    filename = models.CharField("filens namn", max_length=200, validators=[refuse_identity_numbers])
    text = models.TextField("filens innehåll", blank=True, editable=False)
    ends_missing_on = models.DateField("avslutar dem som saknas från och med", null=True, blank=True)
    state = models.CharField("läge", max_length=10, choices=ImportState, default=ImportState.READ, editable=False)
    counts = models.JSONField("antal", default=dict, editable=False)
    created_at = models.DateTimeField("uppladdad", default=clock.now, editable=False)
    applied_at = models.DateTimeField("inläst", null=True, editable=False)

    objects = PeopleImportQuerySet.as_manager()

    class Meta:
        verbose_name = "personfil"
        verbose_name_plural = "personfiler"
        constraints = [
            models.CheckConstraint(
                name="people_import_text_only_while_waiting", condition=Q(state=ImportState.READ) | Q(text="")
            ),
            models.CheckConstraint(
                name="people_import_applied_at_iff_applied",
                condition=Q(state=ImportState.APPLIED, applied_at__isnull=False)
                | (~Q(state=ImportState.APPLIED) & Q(applied_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.filename
