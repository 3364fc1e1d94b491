"""Sign-in by an OpenID Connect provider: authorisation code with PKCE, state and nonce. Authlib keeps the protocol."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.integrations.django_client import DjangoOAuth2App, OAuth, OAuthError
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from joserfc.errors import JoseError

from groups.http.federated import (
    BROKEN,
    FORGOTTEN,
    SKEW,
    UNREACHABLE,
    NotVouchedError,
    Vouched,
    begin,
    begun,
    come_in,
    hsa_ids_in,
    refuse,
)
from samla.federation import OpenIdConnect, level_of

SECONDS = 10  # for each question to the provider


@never_cache
@require_GET
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Send her to the provider. Whoever is signed in already is asked there to show once more who she is."""
    config = cast("OpenIdConnect", settings.OIDC)
    wanted = {"acr_values": config.acr_values} if config.acr_values else {}
    again = {"prompt": "login", "max_age": "0"} if request.user.is_authenticated else {}
    address = f"{settings.SITE_URL}{reverse('oidc_answer')}"
    try:
        answer = _client(config).authorize_redirect(request, address, **wanted, **again)
    except requests.RequestException:
        return refuse(request, UNREACHABLE, why="unreachable", status=503)
    begin(request, parse_qs(urlsplit(answer["Location"]).query)["state"][0])
    return HttpResponseRedirect(answer["Location"])


@never_cache
@require_GET
@login_not_required
def answer(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer: who it is, and how surely."""
    began = begun(request, request.GET.get("state", ""))
    if began is None:
        return refuse(request, FORGOTTEN, why="not begun here", status=400)
    if request.GET.get("error") == "access_denied":
        return refuse(request, "Du avbröt inloggningen hos legitimeringstjänsten.", why="cancelled")
    config = cast("OpenIdConnect", settings.OIDC)
    try:
        vouched = _vouched(request, config, since=began["at"] - SKEW if began["confirming"] else 0)
    except requests.RequestException:
        return refuse(request, UNREACHABLE, why="unreachable", status=503)
    except (OAuthError, JoseError, NotVouchedError, ValueError) as error:
        return refuse(request, BROKEN, why=f"{type(error).__name__}: {error}", status=400)
    return come_in(request, vouched, config.lowest_level, began)


def _client(config: OpenIdConnect) -> DjangoOAuth2App:
    """Made anew each time, so that keys and addresses which the provider has changed are the new ones."""
    oauth = OAuth()
    oauth.register(
        "oidc",
        client_id=config.client_id,
        client_secret=config.client_secret,
        server_metadata_url=f"{config.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": config.scope, "code_challenge_method": "S256", "default_timeout": SECONDS},
    )
    return oauth.oidc


def _vouched(request: HttpRequest, config: OpenIdConnect, *, since: float) -> Vouched:
    """Raises what the protocol's parts raise, and NotVouchedError."""
    client = _client(config)
    expected = {
        "iss": {"essential": True, "value": config.issuer},
        "aud": {"essential": True, "value": config.client_id},
    }
    token = client.authorize_access_token(request, claims_options=expected)
    claims: Mapping[str, Any] | None = token.get("userinfo")
    if claims is None:
        raise NotVouchedError("no id_token")
    if (claims.get("auth_time") or 0) < since:
        raise NotVouchedError("she was not asked again")
    hsa_ids = hsa_ids_in(claims, config.hsa_names)
    if not hsa_ids and client.load_server_metadata().get("userinfo_endpoint"):
        more = client.userinfo(token=token)
        if more.get("sub") != claims["sub"]:
            raise NotVouchedError("userinfo is about somebody else")
        hsa_ids = hsa_ids_in(more, config.hsa_names)
    return Vouched(hsa_ids, level_of(str(claims.get("acr", ""))))
