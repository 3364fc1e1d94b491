"""Asking colleagues without an account: her page of links, and the open page that a link leads to."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.models import DocumentVersion
from documents.views.files import send
from documents.workflow import LOCKED
from groups.actions import StaleError
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

MOST = 50


@require_http_methods(["GET", "POST"])
def anchor(request: Request, pk: int) -> HttpResponse:
    """Send chosen items of hers to a colleague, and see the links that she, or whoever had the seat before, has sent."""
    scene = scene_of(request, pk)
    own = scene.seat(request.GET.get("plats", ""))
    if own is None:
        raise Http404("Du har ingen plats vid mötet som lämnar synpunkter.")
    verdict = rules.may_anchor(request.user, scene.meeting, own.seat, sits=True)
    items = _shareable(scene.meeting)
    bound = request.POST if request.method == "POST" else None
    form = AnchorForm(bound, items=items, meeting=scene.meeting)
    if bound:
        verdict.require()
    if bound and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "email", "message", "until")}
        try:
            actions.anchor(scene.meeting, own.seat, form.cleaned_data["items"], **given, by=request.user)
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
    return render(request, "meetings/anchor.html", context, status=422 if bound else 200)


def _shareable(meeting: Meeting) -> Any:
    """The items that may be shown outside: called, standing, without a secret case."""
    notice = meeting.notices.order_by("-number").first()
    keys = [item["item"] for item in notice.content["items"]] if notice else []
    open_items = AgendaItem.objects.standing().filter(pk__in=keys).exclude(kind="FORMALITY")
    return open_items.exclude(case__secrecy_provision__gt="").order_by("position")


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


@require_POST
def anchor_use(request: Request, pk: int, note: int) -> HttpResponse:
    """Put a colleague's words into the draft."""
    scene = scene_of(request, pk)
    seats = [own.seat.pk for own in scene.writing]
    found = get_object_or_404(
        AnchoringNote.objects.select_related("anchoring__seat", "item"),
        pk=note,
        anchoring__meeting=scene.meeting,
        anchoring__seat__in=seats,
    )
    try:
        actions.use_note(found, by=request.user)
    except StaleError:
        messages.error(request, "Någon sparade utkastet i samma stund. Försök igen.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Texten är tillagd i ditt utkast. Inget är lämnat än.")
    back = f"{scene.meeting.get_absolute_url()}synpunkter/?plats={found.anchoring.seat_id}#punkt-{found.item_id}"
    return HttpResponseRedirect(back)


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
    link = actions.opened(token)
    if link is None or link.meeting.collaboration_id != request.collaboration.pk:
        return _open(render(request, "meetings/anchoring_gone.html", status=404))
    items = shared_items(link, request.path)
    status, general, done = 200, "", False
    if request.method == "POST":
        for item in items:
            item.text = request.POST.get(f"text-{item.key}", "")[:10_000]
        try:
            actions.answer(link, {item.key: item.text for item in items})
        except ValidationError as error:
            status = 422
            faults = error.message_dict if hasattr(error, "error_dict") else {}
            for item in items:
                item.error = " ".join(faults.get(str(item.key), []))
            general = "" if faults else " ".join(error.messages)
        else:
            done = True
    context = {
        "link": link,
        "items": items,
        "general": general,
        "done": done,
        "organisation": link.seat.organisation or link.seat.label,
        "day": date_text(link.meeting.day),
        "until": instant_text(link.expires_at),
    }
    return _open(render(request, "meetings/anchoring.html", context, status=status))


@login_not_required
@never_cache
@require_safe
def anchoring_document(request: OpenRequest, token: str, document: int) -> HttpResponseBase:
    """An open document of one of the items, by the link."""
    link = actions.opened(token)
    if link is None:
        raise Http404
    for key, version in _documents(link):
        if version.document_id == document and key:
            return _open(send(request, version, as_attachment=True))
    raise Http404


def shared_items(link: Anchoring, at: str) -> list[SharedItem]:
    """The items with what may be shared: headings, proposals, the case's open words, and open documents."""
    papers: dict[int, list[tuple[str, str]]] = {}
    for key, version in _documents(link):
        papers.setdefault(key, []).append((f"{at}handling/{version.document_id}/", version.document.title))
    found = []
    for one in link.item_links.select_related("item__case").order_by("item__position"):
        item, case = one.item, one.item.case
        if not actions.is_shareable(item, link.meeting):
            continue
        found.append(
            SharedItem(
                key=item.pk,
                title=item.title,
                proposal=markdown(item.proposal) if item.proposal else "",
                background=markdown(case.background) if case and case.background else "",
                question=markdown(case.question) if case and case.question else "",
                documents=papers.get(item.pk, []),
            )
        )
    return found


def _documents(link: Anchoring) -> list[tuple[int, DocumentVersion]]:
    """The newest version of each document of the items that is finalised and not marked secret."""
    links = link.item_links.filter(item__withdrawn_at=None).exclude(item__case__secrecy_provision__gt="")
    versions = DocumentVersion.objects.filter(
        document__item_links__item__in=links.values("item"),
        document__state__in=sorted(LOCKED),
        document__secrecy_provision="",
    ).select_related("document", "blob")
    newest = {version.document_id: version for version in versions.order_by("document", "number")}
    wanted = AgendaItem.objects.filter(pk__in=links.values("item")).values_list("pk", "document_links__document")
    return [(item, newest[document]) for item, document in wanted if document in newest]


def _open[R: HttpResponseBase](response: R) -> R:
    """Whoever follows the link leaves no trace of it elsewhere."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
