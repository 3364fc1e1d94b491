"""Asking colleagues without an account: her page of links, and the open page that a link leads to."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from documents.models import DocumentVersion
from documents.views.files import send
from documents.workflow import LOCKED
from meetings import actions, rules
from meetings.forms import AnchorForm
from meetings.models import AgendaItem, Anchoring, AnchoringNote, Meeting
from meetings.models.mine import OwnSeat
from meetings.views.page import scene_of
from meetings.views.planning import trail_of
from samla.formats import date_text, instant_text
from samla.forms import refuse
from samla.http import OpenRequest, Request
from samla.markdown import render as markdown


@require_http_methods(["GET", "POST"])
def anchor(request: Request, pk: int) -> HttpResponse:
    """Send chosen items of hers to a colleague, and see the links that she, or whoever had the seat before, has sent."""
    scene = scene_of(request, pk)
    own = scene.seat(request.GET.get("plats", ""))
    if own is None:
        raise Http404("Du har ingen plats vid mötet som lämnar synpunkter.")
    verdict = rules.may_anchor(request.user, scene.meeting, own.seat, sits=True)
    items = actions.shareable_items(scene.meeting, own.seat)
    is_sent = request.method == "POST"
    form = AnchorForm(request.POST if is_sent else None, items=items, meeting=scene.meeting)
    if is_sent:
        verdict.require()
    if is_sent and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "email", "message", "until")}
        chosen = AgendaItem.objects.filter(pk__in=form.cleaned_data["items"])
        try:
            actions.anchor(scene.meeting, own.seat, chosen, **given, by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, f"Länken är skickad till {given['name']}.")
            return HttpResponseRedirect(f"{request.path}?plats={own.seat.pk}")
    context = {
        "meeting": scene.meeting,
        "own": own,
        "form": form,
        "verdict": verdict,
        "links": links_of(own, scene.meeting),
        "trail": trail_of(scene.meeting, "Förankra"),
    }
    return render(request, "meetings/anchor.html", context, status=422 if is_sent else 200)


def links_of(own: OwnSeat, meeting: Meeting) -> list[dict[str, Any]]:
    """The seat's links with their state, newest first; two queries."""
    links = Anchoring.objects.filter(seat=own.seat, meeting=meeting).select_related("sent_by").order_by("-pk")
    answered = set(AnchoringNote.objects.filter(anchoring__in=links).values_list("anchoring", flat=True))
    return [
        {
            "key": link.pk,
            "who": f"{link.name}, {link.email}",
            "sent": f"{instant_text(link.sent_at)} av {link.sent_by.name}",
            "until": instant_text(link.expires_at),
            "state": "Återkallad" if link.revoked_at else ("Gäller" if link.is_open else "Har gått ut"),
            "is_open": link.is_open,
            "answered": link.pk in answered,
        }
        for link in links
    ]


@require_POST
def anchor_revoke(request: Request, pk: int, link: int) -> HttpResponse:
    """Withdraw a link; it leads nowhere from now on."""
    scene = scene_of(request, pk)
    seats = [own.seat.pk for own in scene.writing]
    found = get_object_or_404(Anchoring, pk=link, meeting=scene.meeting, seat__in=seats)
    actions.revoke(found, by=request.user)
    messages.success(request, f"Länken till {found.name} är återkallad.")
    return HttpResponseRedirect(f"{scene.meeting.get_absolute_url()}forankra/?plats={found.seat_id}")


# The open page. Whoever has the link reads what may be shared, and nothing else.


@dataclass(slots=True)
class SharedItem:
    """One item as a colleague outside reads it."""

    key: int
    title: str
    proposal: Any
    background: Any
    question: Any
    documents: list[tuple[str, str]]
    text: str = ""
    error: str = ""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def anchoring_page(request: OpenRequest, token: str) -> HttpResponse:
    """What a link leads to, and the form for the answer. An unknown, ended or withdrawn one says what to do."""
    link = _link(request, token)
    if link is None:
        return _gone(request)
    items = shared_items(link, request.path)
    general = ""
    if request.method == "POST":
        for item in items:
            item.text = request.POST.get(f"text-{item.key}", "").replace("\r\n", "\n")
        try:
            actions.answer(link, {item.key: item.text for item in items})
        except PermissionDenied:
            return _gone(request)
        except ValidationError as error:
            faults = error.message_dict if hasattr(error, "error_dict") else {}
            for item in items:
                item.error = " ".join(faults.get(str(item.key), []))
            general = "" if faults else " ".join(error.messages)
        else:
            return _open(HttpResponseRedirect(f"{request.path}?tack=1"))
    context = {
        "link": link,
        "items": items,
        "general": general,
        "faults": [item for item in items if item.error],
        "done": request.method == "GET" and "tack" in request.GET,
        "organisation": link.seat.organisation or link.seat.label,
        "day": date_text(link.meeting.day),
        "until": instant_text(link.expires_at),
    }
    status = 422 if request.method == "POST" else 200
    return _open(render(request, "meetings/anchoring.html", context, status=status))


@login_not_required
@never_cache
@require_safe
def anchoring_document(request: OpenRequest, token: str, document: int) -> HttpResponseBase:
    """An open document of one of the items, by the link."""
    link = _link(request, token)
    for _key, version in _documents(link, _told(link)) if link else []:
        if version.document_id == document:
            return _open(send(request, version, as_attachment=True))
    return _gone(request)


def _link(request: OpenRequest, token: str) -> Anchoring | None:
    link = actions.opened(token)
    return link if link and link.meeting.collaboration_id == request.collaboration.pk else None


def _gone(request: OpenRequest) -> HttpResponse:
    """The same plain page for every link that leads nowhere; what was typed is there to be copied."""
    texts = [text for name, text in request.POST.items() if name.startswith("text-") and str(text).strip()]
    return _open(render(request, "meetings/anchoring_gone.html", {"texts": texts}, status=404))


def _told(link: Anchoring) -> list[dict[str, Any]]:
    """The link's items as the latest notice has them, those that may be shared today; three queries."""
    asked = set(link.item_links.values_list("item", flat=True))
    return [item for item in actions.shareable_items(link.meeting, link.seat) if item["item"] in asked]


def shared_items(link: Anchoring, at: str) -> list[SharedItem]:
    """The items with what may be shared: headings and proposals as sent, the case's open words, and open documents."""
    told = _told(link)
    papers: dict[int, list[tuple[str, str]]] = {}
    for key, version in _documents(link, told):
        papers.setdefault(key, []).append((f"{at}handling/{version.document_id}/", version.document.title))
    cases = Case.objects.filter(secrecy_provision="").in_bulk([item["case_key"] for item in told if item["case_key"]])
    return [_shared(item, cases.get(item["case_key"]), papers.get(item["item"], [])) for item in told]


def _shared(item: dict[str, Any], case: Case | None, documents: list[tuple[str, str]]) -> SharedItem:
    return SharedItem(
        key=item["item"],
        title=item["title"],
        proposal=markdown(item["proposal"]) if item["proposal"] else "",
        background=markdown(case.background) if case and case.background else "",
        question=markdown(case.question) if case and case.question else "",
        documents=documents,
    )


def _documents(link: Anchoring, told: list[dict[str, Any]]) -> list[tuple[int, DocumentVersion]]:
    """The documents that went with the items in the notice, if they are finalised and not marked secret."""
    wanted = [(item["item"], paper["document"]) for item in told for paper in item["documents"]]
    if not wanted:
        return []
    versions = DocumentVersion.objects.filter(
        document__in={document for _, document in wanted},
        document__collaboration=link.meeting.collaboration_id,
        document__state__in=sorted(LOCKED),
        document__secrecy_provision="",
    ).select_related("document", "blob")
    newest = {version.document_id: version for version in versions.order_by("document", "number")}
    return [(item, newest[document]) for item, document in wanted if document in newest]


def _open[R: HttpResponseBase](response: R) -> R:
    """Whoever follows the link leaves no trace of it elsewhere."""
    # Never the address; without the origin, browsers send ”Origin: null” with the form, which is refused as foreign.
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
