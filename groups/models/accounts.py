"""People who sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from samla import clock
from samla.history import tracked
from samla.identity_numbers import refuse_identity_numbers


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, **fields: Any) -> User:
        """A person who signs in with codes sent by e-mail; she has no password."""
        user = self.model(email=email.strip().lower(), name=name, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person (person). What she may do follows from dated seats, offices and grants, never from this row."""

    email = models.EmailField("e-post", unique=True)
    name = models.CharField("namn", max_length=200)
    title = models.CharField("titel", max_length=200, blank=True, validators=[refuse_identity_numbers])
    phone = models.CharField("telefon i tjänsten", max_length=40, blank=True, validators=[refuse_identity_numbers])
    hsa_id = models.CharField("HSA-id", max_length=60, blank=True, validators=[refuse_identity_numbers])
    is_active = models.BooleanField("får logga in", default=True)
    joined_at = models.DateTimeField("upplagd", default=clock.now, editable=False)
    invited_at = models.DateTimeField("senast inbjuden", null=True, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

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


class NotificationKind(models.TextChoices):
    """What a person is told of by e-mail."""

    CASE_ARRIVED = "CASE_ARRIVED", "Ett ärende har kommit till, eller återförts till, en grupp vars ärenden du sköter"
    CASE_QUESTION = "CASE_QUESTION", "En fråga eller ett svar i ett ärende"
    CASE_CLOSED = "CASE_CLOSED", "Ett ärende som din grupp väckte är avslutat"


class NotificationTiming(models.TextChoices):
    AT_ONCE = "AT_ONCE", "Brev med en gång"
    NEVER = "NEVER", "Inget brev; det syns i Mitt arbete"


@tracked()
class NotificationChoice(models.Model):
    """How a person wants to be told of one kind of thing (aviseringsval); without a row, by letter at once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notification_choices")
    kind = models.CharField("vad", max_length=30, choices=NotificationKind)
    timing = models.CharField("hur", max_length=10, choices=NotificationTiming)

    class Meta:
        verbose_name = "aviseringsval"
        verbose_name_plural = "aviseringsval"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_timing_display()}"
