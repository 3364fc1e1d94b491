"""Numbers without gaps."""

from django.db import models

from groups.models.structure import CareCollaboration
from samla.history import tracked


@tracked()
class NumberSeries(models.Model):
    """The last number given in a series and year (nummerserie); the next one is taken under its row's lock (L6)."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="number_series")
    name = models.CharField("serie", max_length=40)
    year = models.PositiveSmallIntegerField("år")
    last = models.PositiveIntegerField("senaste nummer", default=0)

    class Meta:
        verbose_name = "nummerserie"
        verbose_name_plural = "nummerserier"
        constraints = [models.UniqueConstraint(fields=["collaboration", "name", "year"], name="series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.last}"
