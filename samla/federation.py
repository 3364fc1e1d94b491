"""Identity providers, from the environment: off until an issuer or metadata is given (L26, ADR 0021).

Needs the extras `oidc` and `saml`; whatever is missing or wrong is named in one sentence at start.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from samla import environment

# By its name in Sambi's attribute profile, by its object identifier, and as some OpenID providers shorten it.
HSA_ID = "http://sambi.se/attributes/1/employeeHsaId,urn:oid:1.2.752.29.6.2.1,employeeHsaId"
LOCAL = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdConnect:
    """An OpenID Connect provider."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    acr_values: str
    hsa_names: tuple[str, ...]
    lowest_level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saml:
    """A SAML 2.0 identity provider, and what we are to it. `metadata` is its XML, or where it is fetched."""

    metadata: str
    metadata_address: str
    entity_id: str
    certificate: str
    key: str = field(repr=False)
    requested: tuple[str, ...]
    hsa_names: tuple[str, ...]
    lowest_level: int


def level_of(text: str) -> int:
    """The level of assurance that `http://id.sambi.se/loa/loa3`, `…#loa3` or `loa3` names; 0 for anything else."""
    found = re.fullmatch(r"(?:.*[/:#])?loa([1-4])", text)
    return int(found[1]) if found else 0


def openid_connect() -> OpenIdConnect | None:
    """What `SAMLA_OIDC_…` says; None without an issuer."""
    issuer = environment.text("SAMLA_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    return OpenIdConnect(
        issuer=_safe(issuer, "SAMLA_OIDC_ISSUER"),
        client_id=_with(issuer, "SAMLA_OIDC_CLIENT_ID"),
        client_secret=_with(issuer, "SAMLA_OIDC_CLIENT_SECRET"),
        scope=environment.text("SAMLA_OIDC_SCOPE", "openid"),
        acr_values=environment.text("SAMLA_OIDC_ACR_VALUES", ""),
        hsa_names=tuple(environment.words("SAMLA_OIDC_HSA_CLAIM", HSA_ID)),
        lowest_level=_lowest("SAMLA_OIDC_LOA"),
    )


def saml() -> Saml | None:
    """What `SAMLA_SAML_…` says; None without metadata of an identity provider."""
    place = environment.text("SAMLA_SAML_METADATA", "")
    if not place:
        return None
    is_address = "://" in place
    return Saml(
        metadata="" if is_address else _read(place, "SAMLA_SAML_METADATA"),
        metadata_address=_safe(place, "SAMLA_SAML_METADATA") if is_address else "",
        entity_id=environment.text("SAMLA_SAML_ENTITY_ID", ""),
        certificate=_read(environment.text("SAMLA_SAML_CERTIFICATE", ""), "SAMLA_SAML_CERTIFICATE"),
        key=_read(environment.text("SAMLA_SAML_KEY", ""), "SAMLA_SAML_KEY"),
        requested=tuple(environment.words("SAMLA_SAML_REQUESTED_LOA", "")),
        hsa_names=tuple(environment.words("SAMLA_SAML_HSA_ATTRIBUTE", HSA_ID)),
        lowest_level=_lowest("SAMLA_SAML_LOA"),
    )


def _with(value: str, name: str) -> str:
    given = environment.text(name, "")
    if value and not given:
        raise ImproperlyConfigured(f"Miljövariabeln {name} saknas. Den behövs när SAMLA_OIDC_ISSUER är angiven.")
    return given


def _safe(address: str, name: str) -> str:
    """Over https, or on this machine: what comes from there decides who signs in."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise ImproperlyConfigured(f"Adressen i {name} ska börja med https://.")
    return address


def _read(place: str, name: str) -> str:
    try:
        return Path(place).read_text(encoding="utf-8") if place else ""
    except OSError as error:
        raise ImproperlyConfigured(f"Filen i {name} går inte att läsa: {error.strerror}.") from error


def _lowest(name: str) -> int:
    given = environment.text(name, "loa3")
    level = level_of(given)
    if not level:
        raise ImproperlyConfigured(f"{name} ska vara loa1, loa2, loa3 eller loa4, inte ”{given}”.")
    return level
