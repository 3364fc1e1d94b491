"""Seats and who sits in them on which days. Powers, pages and old documents read the views at the end."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from groups.models.accounts import User, UserQuerySet
from groups.models.structure import Body, Convener, Organisation, Principal, QueueKeeper, Secretary, Side
from groups.powers import holdings_in, powers_by_person
from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers
from samla.ranges import Days, LastDayOfYear, OneOfTwo, Same


class SeatStatus(models.TextChoices):
    REGULAR = "REGULAR", "ordinarie"
    CO_OPTED = "CO_OPTED", "adjungerad"
    DERIVED = "DERIVED", "följer av uppdrag"
    STAFF = "STAFF", "tjänst"


class StaffRole(models.TextChoices):
    PROCESS_LEADER = "PROCESS_LEADER", "processledare"
    SUBREGIONAL_COORDINATOR = "SUBREGIONAL_COORDINATOR", "delregional samordnare"
    COMMUNICATOR = "COMMUNICATOR", "kommunikatör"
    PROJECT_LEADER = "PROJECT_LEADER", "projektledare"


class Office(models.TextChoices):
    CHAIR = "CHAIR", "ordförande"
    VICE_CHAIR = "VICE_CHAIR", "vice ordförande"


class PeriodQuerySet[M: models.Model](models.QuerySet[M]):
    def on(self, day: dt.date) -> Self:
        """What holds on that day; both ends of a period are included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def current(self) -> Self:
        """What holds today."""
        return self.on(clock.today())


@tracked()
class Seat(models.Model):
    """An organisation's place in a body (plats). It is the seat that has powers; people come and go (rule 31)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    slug = models.SlugField("kortnamn", max_length=80)
    label = models.CharField("benämning", max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="seats")
    status = models.CharField("status", max_length=20, choices=SeatStatus)
    role = models.CharField("tjänst", max_length=30, choices=StaffRole, blank=True)
    min_persons = models.PositiveSmallIntegerField("minst antal personer", default=1)
    max_persons = models.PositiveSmallIntegerField("högst antal personer", default=1)
    derived_from = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="derived_seats")
    derived_office = models.CharField("följer av", max_length=20, choices=Office, blank=True)
    confers_office = models.CharField("ger uppdraget", max_length=20, choices=Office, blank=True)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    valid_from = models.DateField("från och med", null=True, blank=True)
    valid_to = models.DateField("till och med", null=True, blank=True)

    class Meta:
        verbose_name = "plats"
        verbose_name_plural = "platser"
        ordering = ["position", "label"]
        constraints = [
            models.UniqueConstraint(fields=["body", "slug"], name="seat_slug"),
            models.CheckConstraint(
                name="seat_min_at_most_max", condition=Q(min_persons__lte=F("max_persons"), max_persons__gte=1)
            ),
            models.CheckConstraint(
                name="seat_derived_iff_source",
                condition=(Q(status=SeatStatus.DERIVED, derived_from__isnull=False) & ~Q(derived_office=""))
                | (~Q(status=SeatStatus.DERIVED) & Q(derived_from=None, derived_office="")),
            ),
            models.CheckConstraint(
                name="seat_confers_only_when_derived",
                condition=Q(confers_office="") | Q(status=SeatStatus.DERIVED),
            ),
            models.CheckConstraint(
                name="seat_staff_iff_role",
                condition=(Q(status=SeatStatus.STAFF) & ~Q(role="")) | (~Q(status=SeatStatus.STAFF) & Q(role="")),
            ),
        ]

    def __str__(self) -> str:
        return self.label


@tracked()
class Appointment(models.Model):
    """Who holds a seat, from a first to a last day (förordnande). Nobody stands in for her (rule 34)."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="appointments")
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)
    scope = models.CharField("område", max_length=120, blank=True, validators=[refuse_identity_numbers])

    objects = PeriodQuerySet["Appointment"].as_manager()

    class Meta:
        verbose_name = "förordnande"
        verbose_name_plural = "förordnanden"
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            ExclusionConstraint(
                name="appointment_once_at_a_time",
                index_type="GIST",
                expressions=[
                    (Same("seat_id"), RangeOperators.OVERLAPS),
                    (Same("user_id"), RangeOperators.OVERLAPS),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Personen har redan den platsen under en del av perioden.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.seat}"


class ChairTermQuerySet(PeriodQuerySet["ChairTerm"]):
    def with_holders(self) -> Self:
        """With all that the rules and the pages read of a term, in one query and in the order of time."""
        holder = "appointment__seat__organisation__principal"
        related = ("body", "follows", "principal", "appointment__user", holder)
        return self.select_related(*related).order_by("starts_on", "office")

    def around(self, *bodies: Body) -> Self:
        """The terms that must agree with the bodies': their own, and those of whom they follow or are followed by."""
        roots = {body.chair_follows_id or body.pk for body in bodies if body.chair_rotates}
        return self.filter(Q(body__in=bodies) | Q(follows__in=roots))


@tracked()
class ChairTerm(models.Model):
    """One office of one body for one holder's part of a period of office (ordförandeperiod, rules 38–41).

    Without an appointment it is planned: the side is known, the person is not yet. Side, rotation and what is followed
    are copies from the day of the election, so that what was right then stays so when an organisation changes.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="chair_terms")
    office = models.CharField("uppdrag", max_length=20, choices=Office)
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, blank=True, related_name="chair_terms")
    principal = models.ForeignKey(Principal, models.PROTECT, null=True, blank=True, related_name="+")
    side = models.CharField("sida", max_length=20, choices=Side, blank=True, editable=False)
    rotates = models.BooleanField("växlar mellan sidorna", default=False, editable=False)
    follows = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", editable=False)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    period_starts_on = models.DateField("mandatperioden börjar", editable=False)
    period_ends_on = models.DateField("mandatperioden slutar", editable=False)
    same_side_reason = models.CharField(
        "skäl att samma sida fortsätter", max_length=300, blank=True, validators=[refuse_identity_numbers]
    )
    ended_reason = models.CharField(
        "skäl att uppdraget lämnades", max_length=300, blank=True, validators=[refuse_identity_numbers]
    )

    objects = ChairTermQuerySet.as_manager()

    class Meta:
        verbose_name = "ordförandeperiod"
        verbose_name_plural = "ordförandeperioder"
        constraints = [
            models.CheckConstraint(name="chair_term_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="chair_term_within_period",
                condition=Q(starts_on__gte=F("period_starts_on"), ends_on__lte=F("period_ends_on")),
            ),
            models.CheckConstraint(
                name="chair_term_one_year",
                condition=Q(rotates=False) | Q(period_ends_on=LastDayOfYear("period_starts_on")),
                violation_error_message="En mandatperiod är exakt ett år.",
            ),
            models.CheckConstraint(
                name="chair_term_rotates_between_sides",
                condition=Q(rotates=False, follows=None) | (Q(rotates=True, follows__isnull=False) & ~Q(side="")),
            ),
            models.CheckConstraint(
                name="chair_term_has_holder_or_side", condition=Q(appointment__isnull=False) | ~Q(side="")
            ),
            *(
                ExclusionConstraint(
                    name=f"{office.lower()}_term_one_at_a_time",
                    index_type="GIST",
                    expressions=[
                        (Same("body_id"), RangeOperators.OVERLAPS),
                        (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                    ],
                    condition=Q(office=office),
                    violation_error_message=f"Gruppen har redan en {office.label} under en del av perioden.",
                )
                for office in Office
            ),
            ExclusionConstraint(
                name="chair_term_sides_opposite",  # rules 40, 41
                index_type="GIST",
                expressions=[
                    (Same("body_id"), RangeOperators.OVERLAPS),
                    (OneOfTwo("side", Side.REGION), RangeOperators.OVERLAPS),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(rotates=True),
                violation_error_message="Ordförande och vice ordförande ska komma från var sin sida.",
            ),
            ExclusionConstraint(
                name="chair_term_sides_together",  # rule 38: different sides are adjacent, the same side is not
                index_type="GIST",
                expressions=[
                    (Same("follows_id"), RangeOperators.OVERLAPS),
                    (OneOfTwo("side", Side.REGION), RangeOperators.ADJACENT_TO),
                    (Days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(rotates=True, office=Office.CHAIR),
                violation_error_message="Ordföranden ska komma från samma sida som den politiska gruppens.",
            ),
        ]

    def __str__(self) -> str:
        who = self.appointment.user if self.appointment else self.get_side_display()
        return f"{self.get_office_display()} i {self.body}, {who}"

    @property
    def held(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day on which the office is held, as `OfficeHolding` has them; None without a holder."""
        if self.appointment is None:
            return None
        seat = self.appointment.seat
        firsts = (self.starts_on, self.appointment.starts_on, seat.valid_from, self.body.valid_from)
        lasts = (self.ends_on, self.appointment.ends_on, seat.valid_to, self.body.valid_to)
        first, last = max(day for day in firsts if day), min(day for day in lasts if day)
        return (first, last) if first <= last else None


class OfficeHolding(models.Model):
    """Who holds which office of which body on which days: chair terms, and those that follow from another body (55)."""

    id = models.TextField(primary_key=True)
    body = models.ForeignKey(Body, models.DO_NOTHING, related_name="+")
    office = models.CharField(max_length=20, choices=Office)
    user = models.ForeignKey(User, models.DO_NOTHING, related_name="+")
    appointment = models.ForeignKey(Appointment, models.DO_NOTHING, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = PeriodQuerySet["OfficeHolding"].as_manager()

    class Meta:
        managed = False
        db_table = "groups_officeholding"
        verbose_name = "ordförandeuppdrag"
        verbose_name_plural = "ordförandeuppdrag"

    def __str__(self) -> str:
        return f"{self.get_office_display()}: {self.user}"


class Sitting(models.Model):
    """Who sits in which seat on which days: appointments, and the seats derived from offices (rules 55, 63)."""

    id = models.TextField(primary_key=True)
    body = models.ForeignKey(Body, models.DO_NOTHING, related_name="+")
    seat = models.ForeignKey(Seat, models.DO_NOTHING, related_name="+")
    user = models.ForeignKey(User, models.DO_NOTHING, related_name="+")
    appointment = models.ForeignKey(Appointment, models.DO_NOTHING, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = PeriodQuerySet["Sitting"].as_manager()

    class Meta:
        managed = False
        db_table = "groups_sitting"
        verbose_name = "plats på en dag"
        verbose_name_plural = "platser på en dag"

    def __str__(self) -> str:
        return f"{self.user} – {self.seat}"


def keepers_of(body: Body) -> UserQuerySet:
    """Everybody who takes the steps of the cases that a body holds today; the same people as `Powers.keeps_queue`."""
    keepers = Q(pk__in=OfficeHolding.objects.current().filter(body=body).values("user"))
    if body.queue_kept_by == QueueKeeper.MEMBERS:
        members = Sitting.objects.current().filter(body=body, seat__status__in=[SeatStatus.REGULAR, SeatStatus.DERIVED])
        keepers |= Q(pk__in=members.values("user"))
    leading = {QueueKeeper.PROCESS_LEADER, Secretary.PROCESS_LEADER, Convener.PROCESS_LEADER_AND_CHAIR}
    if {body.queue_kept_by, body.secretary, body.convener} & leading:
        leaders = Sitting.objects.current().filter(
            seat__role=StaffRole.PROCESS_LEADER, seat__body__collaboration=body.collaboration_id
        )
        keepers |= Q(pk__in=leaders.values("user"))
    return User.objects.filter(keepers, is_active=True)


def keepers_by_body(bodies: Iterable[Body]) -> dict[int, list[User]]:
    """`keepers_of` for many bodies by key, for one query a collaboration and one for the people."""
    wanted = list(bodies)
    keepers: dict[int, list[int]] = {body.pk: [] for body in wanted}
    for collaboration in {body.collaboration_id for body in wanted}:
        for user, powers in powers_by_person(holdings_in(collaboration)).items():
            for body in wanted:
                if body.collaboration_id == collaboration and powers.keeps_queue(body):
                    keepers[body.pk].append(user)
    people = User.objects.filter(is_active=True).in_bulk({user for users in keepers.values() for user in users})
    return {body: [people[user] for user in users if user in people] for body, users in keepers.items()}
