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
    is_active = models.BooleanField("får logga in", default=True)
    joined_at = models.DateTimeField("upplagd", default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        constraints = [
            models.CheckConstraint(name="user_email_is_lower_case", condition=models.Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name
