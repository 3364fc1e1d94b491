import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from samla.history import tracked


class JobState(models.TextChoices):
    WAITING = "WAITING", "Väntar"
    RUNNING = "RUNNING", "Pågår"
    DONE = "DONE", "Klart"
    FAILED = "FAILED", "Misslyckades"


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def owned_by(self, user: models.Model) -> Self:
        """The work that this person asked for; nobody else sees it."""
        return self.filter(owner=user.pk)

    def without_result(self) -> Self:
        """For progress pages, which ask every second and need no bytes."""
        return self.defer("result")

    def unfinished(self) -> Self:
        """Work that waits or is under way."""
        return self.filter(state__in=UNFINISHED)


@tracked(exclude=["result", "percent", "step"])
class Job(models.Model):
    """Long work that one person asked for, its progress and its result (pågående arbete)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("slag", max_length=40, editable=False)
    key = models.CharField("fingeravtryck av underlaget", max_length=64, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    address = models.CharField("sida där arbetet begärdes", max_length=500, blank=True, editable=False)
    task_id = models.CharField("nummer i kön", max_length=40, blank=True, editable=False)
    state = models.CharField("läge", max_length=10, choices=JobState, default=JobState.WAITING, editable=False)
    percent = models.PositiveSmallIntegerField("procent", default=0, editable=False)
    step = models.CharField("steg", max_length=200, blank=True, editable=False)
    error = models.CharField("fel", max_length=500, blank=True, editable=False)
    filename = models.CharField("filnamn", max_length=200, editable=False)
    media_type = models.CharField("filtyp", max_length=100, blank=True, editable=False)
    sha256 = models.CharField("kontrollsumma", max_length=64, blank=True, editable=False)
    result = models.BinaryField("resultat", null=True, editable=False)
    storage_name = models.CharField("fil i lagringen", max_length=60, blank=True, editable=False)
    created_at = models.DateTimeField("begärt", editable=False)
    started_at = models.DateTimeField("påbörjat", null=True, editable=False)
    finished_at = models.DateTimeField("avslutat", null=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "pågående arbete"
        verbose_name_plural = "pågående arbeten"
        constraints = [
            models.UniqueConstraint(
                name="job_once_per_owner_and_content",
                fields=["owner", "kind", "key"],
                condition=~Q(state=JobState.FAILED),
            ),
            models.CheckConstraint(
                name="job_done_iff_result",
                condition=Q(state=JobState.DONE, result__isnull=False, sha256__gt="", media_type__gt="")
                | Q(~Q(state=JobState.DONE), result=None, sha256="", media_type=""),
            ),
            models.CheckConstraint(
                name="job_finished_at_iff_finished",
                condition=Q(state__in=UNFINISHED, finished_at=None)
                | Q(~Q(state__in=UNFINISHED), finished_at__isnull=False),
            ),
            models.CheckConstraint(name="job_failed_iff_error", condition=Q(state=JobState.FAILED) ^ Q(error="")),
            models.CheckConstraint(name="job_percent_is_hundredths", condition=Q(percent__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.filename}"

    def get_absolute_url(self) -> str:
        return reverse("documents:job_detail", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        """Done or failed: nothing more will happen to it."""
        return self.state not in UNFINISHED
