"""The structure of a collaboration, loaded from a file: who is part of it, where they meet, which ways lead on."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from groups.models.accounts import User
from groups.powers import powers_of
from samla import clock
from samla.addresses import address
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers
from samla.swedish import swedish_order


class Side(models.TextChoices):
    """What rotates, and what the costs are split between."""

    REGION = "REGION", "region"
    MUNICIPAL = "MUNICIPAL", "kommun"


class Party(models.TextChoices):
    """The three parties that AU must always consist of (rules 51, 52)."""

    REGIONAL_PRIMARY_CARE = "REGIONAL_PRIMARY_CARE", "regional primärvård"
    MUNICIPALITY = "MUNICIPALITY", "kommun"
    HOSPITAL = "HOSPITAL", "sjukhus"


class OrganisationKind(models.TextChoices):
    BOARD = "BOARD", "nämnd eller styrelse"
    SERVICE = "SERVICE", "verksamhet"
    EXTERNAL = "EXTERNAL", "extern part"


class BodyKind(models.TextChoices):
    POLITICAL = "POLITICAL", "politisk samrådsgrupp"
    COORDINATION = "COORDINATION", "samordningsgrupp"
    WORKING_COMMITTEE = "WORKING_COMMITTEE", "arbetsutskott"
    LOCAL = "LOCAL", "närområdessamverkan"
    THEME = "THEME", "temagrupp"
    WORKING_GROUP = "WORKING_GROUP", "arbetsgrupp"
    EXTERNAL = "EXTERNAL", "extern mottagare"


class Level(models.TextChoices):
    """The levels of rule 1."""

    POLITICAL = "POLITICAL", "politisk nivå"
    ADMINISTRATIVE = "ADMINISTRATIVE", "förvaltningsnivå"
    OPERATIONAL = "OPERATIONAL", "verksamhetsnivå"
    EXTERNAL = "EXTERNAL", "utanför samverkan"


class Convener(models.TextChoices):
    PROCESS_LEADER = "PROCESS_LEADER", "processledaren"
    PROCESS_LEADER_AND_CHAIR = "PROCESS_LEADER_AND_CHAIR", "processledaren tillsammans med ordföranden"
    CHAIR = "CHAIR", "ordföranden"
    NOBODY = "NOBODY", "ingen i portalen"


class Secretary(models.TextChoices):
    PROCESS_LEADER = "PROCESS_LEADER", "processledaren"
    CHAIR = "CHAIR", "ordföranden"
    NOBODY = "NOBODY", "ingen utsedd"


class QueueKeeper(models.TextChoices):
    """Who may take the steps of the cases that a body holds."""

    MEMBERS = "MEMBERS", "gruppens ledamöter"
    PRESIDIUM = "PRESIDIUM", "ordförande och vice ordförande"
    PROCESS_LEADER = "PROCESS_LEADER", "processledaren"


class ViewsShown(models.TextChoices):
    """From when the members read each other's written views; chair and convener always do at once."""

    AT_ONCE = "AT_ONCE", "för gruppen så snart de har lämnats"
    DEADLINE = "DEADLINE", "för gruppen från sista dagen för synpunkter"


class CareCollaborationQuerySet(models.QuerySet["CareCollaboration"]):
    def home(self) -> Self:
        """The one collaboration whose addresses have no prefix."""
        return self.filter(is_home=True)


@tracked()
class CareCollaboration(models.Model):
    """One area's joint work between region and municipalities (vårdsamverkan): the root of all that is not a person."""

    slug = models.SlugField("kortnamn i adressen", unique=True)
    name = models.CharField("namn", max_length=200)
    short_name = models.CharField("kort namn", max_length=40)
    number_prefix = models.CharField("ärendenumrets början", max_length=12, unique=True)
    home_url = models.URLField("hemsida", blank=True)
    is_home = models.BooleanField("adresser utan prefix", default=False)

    objects = CareCollaborationQuerySet.as_manager()

    class Meta:
        verbose_name = "vårdsamverkan"
        verbose_name_plural = "vårdsamverkan"
        constraints = [
            models.UniqueConstraint(fields=["is_home"], condition=Q(is_home=True), name="collaboration_one_home"),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def prefix(self) -> str:
        """What its addresses begin with: nothing, or `/o/<slug>`."""
        return "" if self.is_home else f"/o/{self.slug}"


@tracked()
class Principal(models.Model):
    """A legal body that is responsible (huvudman): the region or a municipality (K10)."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="principals")
    slug = models.SlugField("kortnamn")
    name = models.CharField("namn", max_length=200)
    side = models.CharField("sida", max_length=20, choices=Side)

    class Meta:
        verbose_name = "huvudman"
        verbose_name_plural = "huvudmän"
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="principal_slug")]

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> Self:
        """The organisations of every collaboration where the person has a seat, an office or a grant."""
        return self.filter(collaboration__in=powers_of(user).collaborations)

    def current(self) -> Self:
        """Those that have not ended."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=clock.today()))

    def in_swedish_order(self) -> Self:
        """By name, with å, ä and ö last."""
        return self.order_by(swedish_order("name"), "pk")


@tracked()
class Organisation(models.Model):
    """What appoints to a seat (organisation): a board, a service or an external party."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="organisations")
    slug = models.SlugField("kortnamn", max_length=80)
    name = models.CharField("namn", max_length=200, validators=[refuse_identity_numbers])
    alias = models.CharField("även kallad", max_length=200, blank=True, validators=[refuse_identity_numbers])
    kind = models.CharField("slag", max_length=20, choices=OrganisationKind)
    principal = models.ForeignKey(Principal, models.PROTECT, null=True, blank=True, related_name="organisations")
    side = models.CharField("sida", max_length=20, choices=Side, blank=True)
    party = models.CharField("part i AU", max_length=30, choices=Party, blank=True)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    ended_on = models.DateField("upphörde", null=True, blank=True)
    kept_in_portal = models.BooleanField("ändrad i portalen", default=False, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        permissions = [
            ("administer_organisation", "Administrera organisationens personer"),
            ("read_organisation", "Läsa organisationens utkast"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="organisation_slug"),
            models.CheckConstraint(
                name="organisation_external_has_no_principal",
                condition=~Q(kind=OrganisationKind.EXTERNAL) | Q(principal=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("groups:organisation", self.slug)


def side_of(organisation: Organisation | None) -> str:
    """The side that an organisation stands on: its own, otherwise its principal's; none for an external party (K10)."""
    if organisation is None:
        return ""
    return organisation.side or (organisation.principal.side if organisation.principal else "")


@tracked()
class Population(models.Model):
    """How many people live in a principal's area on a day, and who says so (invånarantal, rule 82)."""

    principal = models.ForeignKey(Principal, models.PROTECT, related_name="populations")
    count = models.PositiveIntegerField("antal invånare")
    counted_on = models.DateField("den")
    source = models.CharField("källa", max_length=200, validators=[refuse_identity_numbers])

    class Meta:
        verbose_name = "invånarantal"
        verbose_name_plural = "invånarantal"
        ordering = ["-counted_on"]
        constraints = [models.UniqueConstraint(fields=["principal", "counted_on"], name="population_once_a_day")]

    def __str__(self) -> str:
        return f"{self.principal}: {self.count} ({self.counted_on})"


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, user: User) -> Self:
        """The bodies of every collaboration where the person has a seat, an office or a grant."""
        return self.filter(collaboration__in=powers_of(user).collaborations)

    def active(self) -> Self:
        """Bodies that exist today."""
        today = clock.today()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today))

    def with_slots(self) -> Self:
        """Each with its mandate slots (`Body.slots`), asked with the body instead of after it."""
        slots = MandateSlot.objects.filter(body=OuterRef("pk")).order_by("position", "title")
        facts = JSONObject(id="pk", slug="slug", title="title", position="position")
        return self.annotate(slot_rows=ArraySubquery(slots.values_list(facts)))


@tracked()
class Body(models.Model):
    """Any meeting body (grupp), and those outside that cases come from and go to."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="bodies")
    slug = models.SlugField("kortnamn i adressen")
    name = models.CharField("namn", max_length=200)
    short_name = models.CharField("kort namn", max_length=60)
    purpose = models.TextField("uppdrag", blank=True)
    kind = models.CharField("slag", max_length=20, choices=BodyKind)
    level = models.CharField("nivå", max_length=20, choices=Level)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    convener = models.CharField("sammankallande", max_length=30, choices=Convener, default=Convener.NOBODY)
    secretary = models.CharField("sekreterare", max_length=30, choices=Secretary, default=Secretary.NOBODY)
    queue_kept_by = models.CharField("kön sköts av", max_length=20, choices=QueueKeeper, default=QueueKeeper.PRESIDIUM)
    chair_rotates = models.BooleanField("ordförandeskapet växlar mellan sidorna", default=False)
    chair_follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="ordförandeskapet följer",
    )
    case_days = models.PositiveSmallIntegerField("ärenden senast, dagar före möte", default=21)
    answer_days = models.PositiveSmallIntegerField("svar senast, dagar efter fråga", default=30)
    prepared_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="prepares", verbose_name="mötena förbereds av"
    )
    preparing_days = models.PositiveSmallIntegerField("förberedande möte, dagar före", default=14)
    notice_days = models.PositiveSmallIntegerField("kallelse senast, dagar före möte", default=10)
    view_days = models.PositiveSmallIntegerField("synpunkter senast, arbetsdagar före möte", default=3)
    views_shown = models.CharField("synpunkter visas", max_length=20, choices=ViewsShown, default=ViewsShown.DEADLINE)
    least_meetings = models.PositiveSmallIntegerField("minst möten per halvår", null=True, blank=True)
    most_meetings = models.PositiveSmallIntegerField("högst möten per halvår", null=True, blank=True)
    chair_approves_notice = models.BooleanField("ordföranden godkänner kallelsen", default=False)
    valid_from = models.DateField("från och med", null=True, blank=True)
    valid_to = models.DateField("till och med", null=True, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "grupp"
        verbose_name_plural = "grupper"
        ordering = ["position", "name"]
        permissions = [
            ("register_body", "Registrera handlingar för gruppen"),
            ("audit_body", "Granska samverkans historik"),
            ("read_body", "Läsa gruppens ärenden"),
            ("read_drafts_body", "Läsa gruppens utkast"),
            ("convene_body", "Sammankalla gruppen"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="body_slug"),
            models.CheckConstraint(
                name="body_follows_only_when_it_rotates", condition=Q(chair_follows=None) | Q(chair_rotates=True)
            ),
            models.CheckConstraint(name="body_follows_another", condition=~Q(chair_follows=models.F("pk"))),
            models.CheckConstraint(name="body_prepared_by_another", condition=~Q(prepared_by=models.F("pk"))),
            models.CheckConstraint(
                name="body_least_at_most_most",
                condition=Q(least_meetings=None)
                | Q(most_meetings=None)
                | Q(least_meetings__lte=models.F("most_meetings")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("groups:body", self.slug)

    @property
    def slots(self) -> list[MandateSlot]:
        """Its mandate slots in their order; no query when they came with it (`with_slots`)."""
        rows: list[dict[str, Any]] | None = self.__dict__.get("slot_rows")
        return list(self.mandate_slots.all()) if rows is None else [MandateSlot(body=self, **row) for row in rows]

    @property
    def is_external(self) -> bool:
        """Does it stand outside, so that the process leader registers what it sends and answers (rule 49)?"""
        return self.kind == BodyKind.EXTERNAL


@tracked()
class Route(models.Model):
    """A declared way between two bodies (väg), with the words on its button."""

    source = models.ForeignKey(Body, models.PROTECT, related_name="routes_out")
    target = models.ForeignKey(Body, models.PROTECT, related_name="routes_in")
    label = models.CharField("knappens text", max_length=80)
    requires_readiness = models.BooleanField("kräver att ärendet är klart för möte", default=False)
    ended_on = models.DateField("upphörde", null=True, blank=True)

    class Meta:
        verbose_name = "väg"
        verbose_name_plural = "vägar"
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="route_once"),
            models.CheckConstraint(name="route_leads_elsewhere", condition=~Q(source=models.F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


@tracked()
class MandateSlot(models.Model):
    """A governing document that a body should have (uppdragsbeskrivning), shown as missing until it is there (42, 64)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="mandate_slots")
    slug = models.SlugField("kortnamn", max_length=80)
    title = models.CharField("dokument", max_length=200)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "dokumentplats"
        verbose_name_plural = "dokumentplatser"
        ordering = ["position", "title"]
        constraints = [models.UniqueConstraint(fields=["body", "slug"], name="mandate_slot_slug")]

    def __str__(self) -> str:
        return self.title
