"""What the environment says. Whatever is missing is named in one sentence at start."""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Another way to sign in: the words on its button and where that leads."""

    label: str
    address: str


def text(name: str, default: str | None = None) -> str:
    """The value of a variable; without a default it must be given."""
    value = os.environ.get(name, default)
    if value is None or (value == "" and default is None):
        raise ImproperlyConfigured(f"Miljövariabeln {name} saknas. Den måste anges när SAMLA_DEMO inte är 1.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, ja; False for 0, false, nej; anything else is refused."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "false", "nej"}:
        return default if value == "" else False
    if value in {"1", "true", "ja"}:
        return True
    raise ImproperlyConfigured(f"Miljövariabeln {name} ska vara 1 eller 0, inte ”{value}”.")


def number(name: str, default: int, *, least: int = 1) -> int:
    """A whole number of at least `least`."""
    given = os.environ.get(name, "").strip() or str(default)
    if not given.isdecimal() or int(given) < least:
        raise ImproperlyConfigured(f"Miljövariabeln {name} ska vara ett heltal, minst {least}, inte ”{given}”.")
    return int(given)


def words(name: str, default: str | None = None) -> list[str]:
    """A list parted by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's settings for a PostgreSQL address (postgresql://user:password@host:port/name)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("Databasens adress ska se ut som postgresql://användare:lösenord@värd:port/namn.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Prepared is what asks for it (samla/prepared.py), and nothing else, however often it is asked.
        "OPTIONS": {"connect_timeout": 5, "prepare_threshold": 1_000_000_000},
    }


def object_storage() -> dict[str, Any] | None:
    """Django's settings for an S3-compatible storage, when SAMLA_S3_BUCKET names one; otherwise None."""
    bucket = text("SAMLA_S3_BUCKET", "")
    if not bucket:
        return None
    options = {
        "bucket_name": bucket,
        "endpoint_url": text("SAMLA_S3_ENDPOINT", "") or None,
        "region_name": text("SAMLA_S3_REGION", "") or None,
        "access_key": text("SAMLA_S3_KEY_ID", None),
        "secret_key": text("SAMLA_S3_SECRET_KEY", None),
        "addressing_style": text("SAMLA_S3_ADDRESSING", "path"),
        "signature_version": "s3v4",
        "file_overwrite": True,  # the name says what the content is
        "max_memory_size": 2 * 1024 * 1024,
    }
    return {"BACKEND": "samla.objectstorage.ObjectStorage", "OPTIONS": options}
