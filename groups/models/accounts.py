"""People who sign in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from groups.powers import powers_of
from samla import clock
from samla.addresses import address
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers
from samla.swedish import swedish_order

if TYPE_CHECKING:
    from groups.models.structure import Body, CareCollaboration


class UserQuerySet(models.QuerySet["User"]):
    def create_user(self, email: str, name: str, **fields: Any) -> User:
        """A person who signs in with codes sent by e-mail; she has no password."""
        user = self.model(email=email.strip().lower(), name=name, **fields)
        user.set_unusable_password()
        user.save(using=self.db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        """By the address that she signs in with, as Django's own sign-in asks."""
        return self.get(email=email)

    def known_in(self, collaboration: CareCollaboration | int) -> Self:
        """Whoever has, had or is to have a seat, an office or a grant there, and whoever was added there.

        Offices follow from seats, so that nobody has one without an appointment.
        """
        key = getattr(collaboration, "pk", collaboration)
        return self.filter(
            Q(added_in=key)
            | _has("Appointment", seat__body__collaboration=key)
            | _has("BodyGrant", content_object__collaboration=key)
            | _has("OrganisationGrant", content_object__collaboration=key)
        )

    def visible_to(self, user: User) -> Self:
        """The people of every collaboration to which the person belongs, and herself. What of them, the rules say."""
        visible = Q(pk=user.pk)
        for key in powers_of(user).collaborations:
            visible |= Q(pk__in=User.objects.known_in(key).values("pk"))
        return self.filter(visible)

    def of_organisations(self, organisations: Iterable[int]) -> Self:
        """Whoever sits, sat or is to sit for one of the organisations, or has a grant over one."""
        keys = list(organisations)
        return self.filter(
            _has("Appointment", seat__organisation__in=keys) | _has("OrganisationGrant", content_object__in=keys)
        )

    def lasting_in(self, collaboration: CareCollaboration) -> Self:
        """Whoever has something there today or is to have it: a seat or a grant that has not ended."""
        lasting = {"ends_on__gte": clock.today()}, {"ends_on": None}
        found = Q()
        for when in lasting:
            found |= _has("Appointment", seat__body__collaboration=collaboration, **when)
            found |= _has("BodyGrant", content_object__collaboration=collaboration, **when)
            found |= _has("OrganisationGrant", content_object__collaboration=collaboration, **when)
        return self.filter(found)

    def seated_in(self, collaboration: CareCollaboration) -> Self:
        """Whoever has a seat there today or is to have one."""
        seats = {"seat__body__collaboration": collaboration}
        today = clock.today()
        return self.filter(
            _has("Appointment", **seats, ends_on=None) | _has("Appointment", **seats, ends_on__gte=today)
        )

    def in_body(self, body: Body) -> Self:
        """Whoever sits, sat or is to sit in the body by a seat of her own."""
        return self.filter(_has("Appointment", seat__body=body))

    def not_signed_in(self) -> Self:
        """Whoever may sign in and never has."""
        return self.filter(is_active=True, last_login=None)

    def matching(self, text: str) -> Self:
        """People in whose name, address or title every word is found."""
        found = self
        for word in text.split():
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(title__icontains=word))
        return found

    def in_swedish_order(self) -> Self:
        """By name, with å, ä and ö last."""
        return self.order_by(swedish_order("name"), "pk")


def _has(model: str, **conditions: Any) -> Q:
    """Is there such a row about the person of the outer query? By name, since these models come after her."""
    rows: models.QuerySet[Any] = apps.get_model("groups", model).objects.filter(user=OuterRef("pk"), **conditions)
    return Q(Exists(rows))


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person (person). What she may do follows from dated seats, offices and grants, never from this row."""

    email = models.EmailField("e-post", unique=True)
    name = models.CharField("namn", max_length=200, validators=[refuse_identity_numbers])
    title = models.CharField("titel", max_length=200, blank=True, validators=[refuse_identity_numbers])
    phone = models.CharField("telefon i tjänsten", max_length=40, blank=True, validators=[refuse_identity_numbers])
    hsa_id = models.CharField("HSA-id", max_length=60, blank=True, validators=[refuse_identity_numbers])
    is_active = models.BooleanField("får logga in", default=True)
    joined_at = models.DateTimeField("upplagd", default=clock.now, editable=False)
    invited_at = models.DateTimeField("senast inbjuden", null=True, editable=False)
    added_in = models.ForeignKey(
        "groups.CareCollaboration",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="upplagd i",
        editable=False,
    )
    sign_in_reason = models.CharField(
        "skäl för inloggningens läge",
        max_length=300,
        blank=True,
        validators=[refuse_identity_numbers],
        editable=False,
    )
    version = models.PositiveIntegerField("version", default=1, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserQuerySet.as_manager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        constraints = [
            models.CheckConstraint(name="user_email_is_lower_case", condition=models.Q(email=Lower("email"))),
            models.UniqueConstraint(
                name="user_hsa_id_once",
                fields=["hsa_id"],
                condition=~models.Q(hsa_id=""),
                violation_error_message="En annan person har redan det HSA-id:t.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("groups:person", self.pk)


class NotificationKind(models.TextChoices):
    """What a person is told of by e-mail."""

    CASE_ARRIVED = "CASE_ARRIVED", "Ett ärende har kommit till, eller återförts till, en grupp vars ärenden du sköter"
    CASE_QUESTION = "CASE_QUESTION", "En fråga eller ett svar i ett ärende"
    CASE_CLOSED = "CASE_CLOSED", "Ett ärende som din grupp väckte är avslutat"
    CASE_INFORMATION = "CASE_INFORMATION", "Information till din organisation i ett ärende som den berörs av"
    CASE_REMINDER = "CASE_REMINDER", "En sista dag närmar sig eller har passerat i ett ärende som du sköter"
    MEETING_CHANGE = "MEETING_CHANGE", "En punkt som du har lämnat synpunkter på ändras, flyttas eller utgår"
    MEETING_VIEWS = "MEETING_VIEWS", "Anmälningar och synpunkter inför ett möte som du förbereder eller leder"
    MEETING_ANCHORING = "MEETING_ANCHORING", "En kollega har svarat på det som du förankrar inför ett möte"
    MEETING_REMINDER = "MEETING_REMINDER", "En sista dag närmar sig inför ett möte: svar, synpunkter eller kallelse"

    @property
    def timings(self) -> tuple[NotificationTiming, ...]:
        """What can be chosen for it, the usual first. A reminder is worked out in the morning, and is in its letter."""
        if self in REMINDERS:
            return NotificationTiming.DAILY, NotificationTiming.NEVER
        if self == NotificationKind.MEETING_VIEWS:  # sixty answers are one letter in the morning
            return NotificationTiming.DAILY, NotificationTiming.AT_ONCE, NotificationTiming.NEVER
        return NotificationTiming.AT_ONCE, NotificationTiming.DAILY, NotificationTiming.NEVER

    @property
    def usual_timing(self) -> NotificationTiming:
        """How whoever has chosen nothing is told."""
        return self.timings[0]


REMINDERS = frozenset({NotificationKind.CASE_REMINDER, NotificationKind.MEETING_REMINDER})


class NotificationTiming(models.TextChoices):
    AT_ONCE = "AT_ONCE", "Brev med en gång"
    DAILY = "DAILY", "I morgonbrevet, ett samlat brev kl. 7"
    NEVER = "NEVER", "Inget brev; det syns i Mitt arbete"


@tracked()
class NotificationChoice(models.Model):
    """How a person wants to be told of one kind of thing (aviseringsval); without a row, in its usual way."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notification_choices")
    kind = models.CharField("vad", max_length=30, choices=NotificationKind)
    timing = models.CharField("hur", max_length=10, choices=NotificationTiming)

    class Meta:
        verbose_name = "aviseringsval"
        verbose_name_plural = "aviseringsval"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_timing_display()}"
