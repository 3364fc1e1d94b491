"""Sign-in by a SAML 2.0 identity provider. python3-saml in strict mode keeps the protocol: signature, audience, clock."""

import datetime as dt
import secrets
from typing import Any, cast
from urllib.error import URLError
from urllib.parse import urlsplit

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

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
from samla.federation import Saml, level_of

HELD = 60  # seconds between the answer and the page that reads it
LARGEST = 512 * 1024
METADATA_KEPT = 4 * 60 * 60  # seconds
USED_KEPT = 24 * 60 * 60


@never_cache
@require_GET
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Send her to the identity provider. Whoever is signed in already is asked there to show once more who she is."""
    try:
        auth = _auth("")
    except (URLError, OSError):
        return refuse(request, UNREACHABLE, why="unreachable", status=503)
    address = auth.login(return_to="", force_authn=request.user.is_authenticated)
    begin(request, auth.get_last_request_id())
    return HttpResponseRedirect(address)


@csrf_exempt  # it comes from the provider's page; the signature and InResponseTo are what protects
@require_POST
@login_not_required
def receive(request: HttpRequest) -> HttpResponse:
    """Take the answer aside for a moment. The browser sends our session's cookie first with the page that follows."""
    sent = request.POST.get("SAMLResponse", "")
    if not ratelimit.consume(request, action="federated"):
        return cast("HttpResponse", ratelimit.respond_429(request))
    if not sent or len(sent) > LARGEST:
        return refuse(request, BROKEN, why="no or too large SAMLResponse", status=400)
    token = secrets.token_urlsafe(32)
    cache.set(f"saml-answer:{token}", sent, HELD)
    return HttpResponseRedirect(f"{reverse('saml_answer')}?svar={token}")


@never_cache
@require_GET
@login_not_required
def answer(request: HttpRequest) -> HttpResponse:
    """Read the answer: who it is, and how surely. The page it came with (RelayState) is never followed."""
    key = f"saml-answer:{request.GET.get('svar', '')[:100]}"
    sent = cache.get(key)
    cache.delete(key)
    if not sent:
        return refuse(request, FORGOTTEN, why="answer gone", status=400)
    try:
        auth, began = _read(request, sent)
    except (URLError, OSError):
        return refuse(request, UNREACHABLE, why="unreachable", status=503)
    except NotVouchedError as error:
        return refuse(request, error.sentence, why=str(error), status=400)
    config = cast("Saml", settings.SAML)
    levels = [level_of(one) for one in auth.get_last_authn_contexts()]
    vouched = Vouched(hsa_ids_in(auth.get_attributes(), config.hsa_names), min(levels, default=0))
    return come_in(request, vouched, config.lowest_level, began)


def _read(request: HttpRequest, sent: str) -> tuple[OneLogin_Saml2_Auth, dict[str, Any]]:
    """The answer when it is right in every part, and what was begun. Raises NotVouchedError, URLError and OSError."""
    auth = _auth(sent)
    try:
        auth.process_response()
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, SyntaxError, ValueError) as error:
        raise NotVouchedError(f"{type(error).__name__}: {error}") from error
    if auth.get_errors() or not auth.is_authenticated():
        raise NotVouchedError(str(auth.get_last_error_reason() or auth.get_errors()))
    began = begun(request, auth.get_last_response_in_response_to() or "")
    if began is None or not cache.add(f"saml-used:{auth.get_last_assertion_id()}", value=True, timeout=USED_KEPT):
        raise NotVouchedError("not begun here, or used before", FORGOTTEN)
    if began["confirming"] and not _is_asked_again(auth, began["at"]):
        raise NotVouchedError("she was not asked again")
    return auth, began


@require_GET
@login_not_required
def metadata(request: HttpRequest) -> HttpResponse:
    """What the identity provider needs to know of us."""
    ours = OneLogin_Saml2_Settings(_settings({}), sp_validation_only=True)
    return HttpResponse(ours.get_sp_metadata(), content_type="application/samlmetadata+xml")


def _is_asked_again(auth: OneLogin_Saml2_Auth, began_at: float) -> bool:
    """Has she shown the provider who she is since she was sent there? It may not let her through on an old sign-in."""
    instants = Xml.query(Xml.to_etree(auth.get_last_response_xml()), "//saml:AuthnStatement/@AuthnInstant")
    return bool(instants) and all(dt.datetime.fromisoformat(one).timestamp() >= began_at - SKEW for one in instants)


def _auth(sent: str) -> OneLogin_Saml2_Auth:
    """The exchange with an answer, or before one. Raises URLError or OSError when metadata cannot be fetched."""
    site = urlsplit(settings.SITE_URL)
    asked = {  # as the outside sees us, whatever stands in front
        "https": "on" if site.scheme == "https" else "off",
        "http_host": site.netloc,
        "script_name": reverse("saml_receive"),
        "get_data": {},
        "post_data": {"SAMLResponse": sent} if sent else {},
    }
    return OneLogin_Saml2_Auth(asked, _settings(_provider()))


def _provider() -> dict[str, Any]:
    config = cast("Saml", settings.SAML)
    wanted = config.entity_id or None
    if config.metadata:
        return dict(Parser.parse(config.metadata, entity_id=wanted)["idp"])
    key = f"saml-metadata:{config.metadata_address}:{config.entity_id}"
    known = cache.get(key)
    if known is None:
        known = dict(Parser.parse_remote(config.metadata_address, entity_id=wanted, timeout=10)["idp"])
        cache.set(key, known, METADATA_KEPT)
    return dict(known)


def _settings(provider: dict[str, Any]) -> dict[str, Any]:
    config = cast("Saml", settings.SAML)
    service = {
        "entityId": f"{settings.SITE_URL}{reverse('saml_metadata')}",
        "assertionConsumerService": {
            "url": f"{settings.SITE_URL}{reverse('saml_receive')}",
            "binding": Constants.BINDING_HTTP_POST,
        },
        "NameIDFormat": Constants.NAMEID_UNSPECIFIED,
        "x509cert": config.certificate,
        "privateKey": config.key,
    }
    security = {
        "wantAssertionsSigned": True,
        "wantNameId": False,
        "rejectDeprecatedAlgorithm": True,
        "authnRequestsSigned": bool(config.key),
        "signMetadata": bool(config.key),
        "signatureAlgorithm": Constants.RSA_SHA256,
        "digestAlgorithm": Constants.SHA256,
        "requestedAuthnContext": list(config.requested) or False,
        "requestedAuthnContextComparison": "minimum",
        "allowSingleLabelDomains": True,
    }
    return {"strict": True, "sp": service, "security": security, **({"idp": provider} if provider else {})}
