"""Pages whose words the process leader writes: about, principles, how the region is governed, contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from groups.models import CareCollaboration
from groups.powers import powers_of
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from groups.models import User

ABOUT, CONTACT = "om", "kontakt"
LONGEST = 60_000


class PageQuerySet(models.QuerySet["Page"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Every public page; the others to those who belong to the collaboration."""
        return self.filter(Q(is_public=True) | Q(collaboration__in=powers_of(user).collaborations))


@tracked()
class Page(models.Model):
    """A page that the process leader writes (redigerbar sida). Its versions are its history; there are no drafts."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="pages", editable=False)
    slug = models.SlugField("kortnamn i adressen", max_length=60, editable=False)
    title = models.CharField("rubrik", max_length=120, validators=[refuse_identity_numbers])
    content = models.TextField("text", max_length=LONGEST, blank=True, validators=[refuse_identity_numbers])
    addresses = models.JSONField("e-postadresser per roll", default=dict, blank=True, editable=False)
    is_public = models.BooleanField("synlig för alla, utan inloggning", default=True)
    position = models.PositiveSmallIntegerField("ordning", default=0, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    changed_at = models.DateTimeField("ändrad", default=clock.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "redigerbar sida"
        verbose_name_plural = "redigerbara sidor"
        ordering = ["position", "title"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="page_slug"),
            models.CheckConstraint(name="page_addresses_only_for_contact", condition=Q(slug=CONTACT) | Q(addresses={})),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.slug in {ABOUT, CONTACT}:
            return reverse("documents:about" if self.slug == ABOUT else "documents:contact")
        return reverse("documents:page", args=[self.slug])
