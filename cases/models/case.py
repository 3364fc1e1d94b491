"""The case itself."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases.models.queries import CaseQuerySet
from cases.workflow import State
from groups.models import Body, BodyKind, CareCollaboration, Organisation, Seat, User
from plans.models import TargetGroup
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers


class CaseKind(models.TextChoices):
    QUESTION = "QUESTION", "Samverkansfråga"
    DEVELOPMENT_AREA = "DEVELOPMENT_AREA", "Utvecklings- eller förbättringsområde"
    COUNTY_WIDE = "COUNTY_WIDE", "Länsgemensam fråga"
    INITIATIVE_TO_REGION = "INITIATIVE_TO_REGION", "Initiativ till regionen"


class CaseScope(models.TextChoices):
    """Strategic questions are the coordination group's; local ones are suggested back (rule 29)."""

    STRATEGIC = "STRATEGIC", "Strategisk, gemensam för hela området"
    LOCAL = "LOCAL", "Lokal"


class CaseSource(models.TextChoices):
    """Where a case came from (rule 19); which local group it was is told by its origin body."""

    LOCAL = "LOCAL", "Närområdessamverkan"
    THEME_GROUP = "THEME_GROUP", "Temagrupp"
    WORKING_GROUP = "WORKING_GROUP", "Arbetsgrupp"
    PROJECT = "PROJECT", "Projekt"
    WORKING_COMMITTEE = "WORKING_COMMITTEE", "Arbetsutskottet"
    COORDINATION = "COORDINATION", "Samordningsgruppen"
    POLITICAL = "POLITICAL", "Politiska samrådsgruppen"
    COUNTY = "COUNTY", "Länsgemensam nivå"
    PARTY = "PARTY", "En av parterna"
    DEVIATION = "DEVIATION", "Avvikelse i samverkan"


SOURCE_OF_KIND = {
    BodyKind.LOCAL: CaseSource.LOCAL,
    BodyKind.THEME: CaseSource.THEME_GROUP,
    BodyKind.WORKING_GROUP: CaseSource.WORKING_GROUP,
    BodyKind.WORKING_COMMITTEE: CaseSource.WORKING_COMMITTEE,
    BodyKind.COORDINATION: CaseSource.COORDINATION,
    BodyKind.POLITICAL: CaseSource.POLITICAL,
    BodyKind.EXTERNAL: CaseSource.COUNTY,
}

FREE = [refuse_identity_numbers]


@tracked()
class Case(models.Model):
    """A question that the bodies are asked to prepare or decide (ärende). One row; it moves, it is never copied."""

    collaboration = models.ForeignKey(CareCollaboration, models.PROTECT, related_name="cases", editable=False)
    number = models.CharField("ärendenummer", max_length=24, unique=True, null=True, editable=False)  # noqa: DJ001  unique when given
    version = models.PositiveIntegerField("version", default=1, editable=False)
    state = models.CharField("läge", max_length=20, choices=State, default=State.DRAFT, editable=False)
    origin = models.ForeignKey(Body, models.PROTECT, related_name="raised_cases", editable=False)
    holder = models.ForeignKey(Body, models.PROTECT, related_name="held_cases", editable=False)
    sender = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", editable=False)
    asked = models.ForeignKey(Body, models.PROTECT, null=True, related_name="asked_cases", editable=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="written_cases", editable=False)
    author_seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+", editable=False)

    title = models.CharField("rubrik", max_length=160, validators=FREE)
    background = models.TextField("bakgrund", blank=True, validators=FREE)
    question = models.TextField("fråga", blank=True, validators=FREE)
    proposal = models.TextField("förslag till beslut", blank=True, validators=FREE)
    consequence = models.TextField("konsekvenser och ekonomi", blank=True, validators=FREE)
    attachments = models.TextField("bilagor och underlag", blank=True, validators=FREE)
    prepared_by = models.CharField("berett av", max_length=200, blank=True, validators=FREE)

    kind = models.CharField("slag", max_length=30, choices=CaseKind, default=CaseKind.QUESTION)
    source = models.CharField("ursprung", max_length=30, choices=CaseSource)
    scope = models.CharField("räckvidd", max_length=20, choices=CaseScope, default=CaseScope.STRATEGIC)
    secrecy_provision = models.CharField("sekretess enligt", max_length=120, blank=True, validators=FREE)
    external_number = models.CharField("avsändarens diarienummer", max_length=60, blank=True, validators=FREE)
    sender_name = models.CharField("kom från", max_length=200, blank=True, validators=FREE)
    sender_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="sent_cases", verbose_name="organisation"
    )
    received_on = models.DateField("kom in den", null=True, blank=True)

    priority = models.PositiveSmallIntegerField("prioritet", null=True, editable=False)
    priority_reason = models.CharField(
        "skäl till prioriteten", max_length=300, blank=True, editable=False, validators=FREE
    )
    aims_at = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="siktar på möte i"
    )
    aims_on = models.DateField("mötesdag", null=True, blank=True)
    deadline = models.DateField("svar senast", null=True, blank=True)
    answer_by = models.DateField("fråga besvaras senast", null=True, editable=False)
    resume_on = models.DateField("vilande till", null=True, editable=False)
    outcome = models.TextField("utfall", blank=True, editable=False, validators=FREE)

    created_at = models.DateTimeField("skapat", default=clock.now, editable=False)
    changed_at = models.DateTimeField("ändrat", default=clock.now, editable=False)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField("inlämnat", null=True, editable=False)
    arrived_at = models.DateTimeField("kom till gruppen", null=True, editable=False)
    closed_at = models.DateTimeField("avslutat", null=True, editable=False)
    outcome_seen_at = models.DateTimeField("ursprunget har tagit del", null=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        indexes = [
            models.Index(fields=["holder", "state"], name="case_queue"),
            models.Index(fields=["collaboration", "state", "-changed_at"], name="case_list"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_number_iff_submitted",
                condition=Q(state__in=[State.DRAFT, State.DISCARDED], number=None, submitted_at=None)
                | (
                    ~Q(state__in=[State.DRAFT, State.DISCARDED])
                    & Q(number__isnull=False, submitted_at__isnull=False, arrived_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="case_closed_at_iff_closed",
                condition=Q(state=State.CLOSED, closed_at__isnull=False) | (~Q(state=State.CLOSED) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="case_resume_on_iff_parked",
                condition=Q(state=State.PARKED, resume_on__isnull=False) | (~Q(state=State.PARKED) & Q(resume_on=None)),
            ),
            models.CheckConstraint(
                name="case_asked_while_waiting",
                condition=~Q(state=State.COMPLETION) | Q(asked__isnull=False),
            ),
            models.CheckConstraint(name="case_asks_another_body", condition=Q(asked=None) | ~Q(asked=F("holder"))),
            models.CheckConstraint(
                name="case_aim_is_whole",
                condition=Q(aims_on=None) | Q(aims_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'Utkast'} {self.title}"

    def get_absolute_url(self) -> str:
        if self.number is None:
            return reverse("cases:draft", args=[self.pk])
        return reverse("cases:case", args=[self.number])

    @property
    def is_draft(self) -> bool:
        """Is it still only its author's?"""
        return self.state in {State.DRAFT, State.DISCARDED}


@tracked()
class CaseTargetGroup(models.Model):
    """A target group that a case is about (rule 5)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="target_group_links")
    target_group = models.ForeignKey(TargetGroup, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ärendets målgrupp"
        verbose_name_plural = "ärendets målgrupper"
        constraints = [models.UniqueConstraint(fields=["case", "target_group"], name="case_target_group_once")]

    def __str__(self) -> str:
        return str(self.target_group)


@tracked()
class CaseParty(models.Model):
    """An organisation that a case concerns (berörd part, rule 3)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="party_links")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "berörd part"
        verbose_name_plural = "berörda parter"
        constraints = [models.UniqueConstraint(fields=["case", "organisation"], name="case_party_once")]

    def __str__(self) -> str:
        return str(self.organisation)
