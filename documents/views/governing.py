"""Governing documents as people read them: what holds, what came before, what is missing (rules 42, 57, 64)."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from documents import actions, tasks
from documents.models import DocumentVersion, GoverningRevision
from documents.views.differences import differences
from documents.views.files import send
from documents.views.governing_lines import (
    Slot,
    badge_of,
    choices_of,
    facts_of,
    full_header,
    row_of,
    slots_of,
    standing_words,
    trail_to,
    work_on,
)
from documents.views.jobs import answer_with
from groups.models import Body, MandateSlot, User
from groups.powers import powers_of
from samla.http import OpenRequest, Request

KIND = "governing-pdf"


@login_not_required
@require_GET
def governing_list(request: OpenRequest) -> HttpResponse:
    """Every governing document of the collaboration; to the public those that are published (42)."""
    belongs = request.collaboration.pk in powers_of(request.user).collaborations
    slots = MandateSlot.objects.filter(body__collaboration=request.collaboration, body__in=Body.objects.active())
    slots = slots.select_related("body__collaboration").order_by("body__position", "body__name", "position", "title")
    groups: dict[Body, list[dict[str, Any]]] = defaultdict(list)
    for slot in slots_of(list(slots), request.user):
        if belongs or slot.shown:
            groups[slot.slot.body].append(row_of(slot))
    missing = sum(row["state"] == "missing" for rows in groups.values() for row in rows)
    context = {
        "groups": dict(groups),
        "belongs": belongs,
        "missing": missing,
        "trail": [("Start", reverse("start")), ("Styrande dokument", None)],
    }
    return render(request, "documents/governing_list.html", context)


@login_not_required
@require_GET
def governing(request: OpenRequest, slug: str, slot: str) -> HttpResponse:
    """A mandate slot: the document in force with its header, its other revisions, or that it is missing."""
    found = find_slot(request, slug, slot)
    if not isinstance(found, Slot):
        return found
    if found.shown is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())  # it may be there for whoever belongs here
    return render(request, "documents/governing.html", page_of(request, found, found.shown))


@login_not_required
@require_GET
def revision(request: OpenRequest, slug: str, slot: str, number: int) -> HttpResponse:
    """One revision, which may be a draft or one that no longer holds."""
    found = find_slot(request, slug, slot)
    if not isinstance(found, Slot):
        return found
    shown = next((one for one in found.visible if one.number == number), None)
    if shown is None:
        return _not_for(request)
    return render(request, "documents/governing.html", page_of(request, found, shown, is_single=True))


@login_not_required
@require_GET
def revision_changes(request: OpenRequest, slug: str, slot: str, number: int) -> HttpResponse:
    """What differs from the revision before, in the header and in the text."""
    found = find_slot(request, slug, slot)
    if not isinstance(found, Slot):
        return found
    after = next((one for one in found.visible if one.number == number), None)
    before = next((one for one in found.visible if one.number < number), None)
    if after is None or before is None:
        return _not_for(request)
    pairs = zip(full_header(before), full_header(after), strict=True)
    context = {
        "slot": found.slot,
        "before": before,
        "after": after,
        "header": [(label, old, new) for (label, old), (_, new) in pairs if old != new],
        "are_texts": before.is_text and after.is_text,
        "lines": differences(before.text, after.text),
        "trail": trail_to(request, found.slot, (f"Revision {number}", after.get_absolute_url()), ("Ändringar", None)),
    }
    return render(request, "documents/governing_changes.html", context)


@login_not_required
@require_GET
def revision_file(request: OpenRequest, slug: str, slot: str, number: int) -> HttpResponseBase:
    """The file that was frozen, byte by byte; of a draft its text as it is now, for those who are signed in."""
    found = find_slot(request, slug, slot)
    if not isinstance(found, Slot):
        return found
    wanted = next((one for one in found.visible if one.number == number), None)
    if wanted is None:
        return _not_for(request)
    laid_out = wanted.is_text and (wanted.is_open or (wanted.is_approved_afterwards and "fil" not in request.GET))
    if laid_out and isinstance(request.user, User):
        return _write(request, wanted)
    version = wanted.document.versions.select_related("blob").order_by("-number").first()
    if version is None:
        raise Http404("Dokumentet har ingen fil ännu.")
    return send(request, version, as_attachment=version.blob.has_active_content)


def find_slot(request: OpenRequest, slug: str, slot: str) -> Slot | HttpResponse:
    """The slot of an address; 404 for whoever does not belong and can read nothing in it, to sign-in if signed out."""
    slots = MandateSlot.objects.filter(body__collaboration=request.collaboration, body__slug=slug, slug=slot)
    one = slots.select_related("body__collaboration").first()
    belongs = request.collaboration.pk in powers_of(request.user).collaborations
    if one is not None:
        (found,) = slots_of([one], request.user)
        if belongs or found.visible:
            return found
    return _not_for(request)


def page_of(
    request: OpenRequest, found: Slot, shown: GoverningRevision | None, *, is_single: bool = False
) -> dict[str, Any]:
    """Everything on the page of a slot, or of one of its revisions."""
    slot, user, holds = found.slot, request.user, found.holds
    context: dict[str, Any] = {
        "slot": slot,
        "body": slot.body,
        "shown": shown,
        "is_hidden": shown is None and holds is not None,
        "draft": found.draft if found.draft != shown else None,
        "others": [(one, badge_of(one, holds), standing_words(one)) for one in found.visible],
        "belongs": slot.body.collaboration_id in powers_of(user).collaborations,
        "choices": choices_of(user, shown, found),
        "trail": trail_to(request, slot),
    }
    if shown is None:
        return context
    if is_single:
        context["trail"] = trail_to(request, slot, (f"Revision {shown.number}", None))
    is_draft_text = shown.is_open and shown.is_text
    return context | {
        "badge": badge_of(shown, holds),
        "newer": holds if holds in found.visible and holds != shown and not shown.is_open else None,
        "header": full_header(shown),
        "facts": facts_of(shown, belongs=context["belongs"]),
        "file": None if is_draft_text else _file_of(shown),
        "before": next((one for one in found.visible if one.number < shown.number), None),
        "work": work_on(shown) if shown.is_open and context["choices"].revise else None,
    }


def _file_of(revision: GoverningRevision) -> DocumentVersion | None:
    return revision.document.versions.select_related("blob").order_by("-number").first()


def _write(request: OpenRequest, revision: GoverningRevision) -> HttpResponseBase:
    signed_in: Request = request  # type: ignore[assignment]  # the caller has looked
    job = actions.start(
        KIND,
        actions.pdf_key(revision),
        by=signed_in.user,
        filename=f"{revision.slot.slug}-revision-{revision.number}.pdf",
        task=tasks.write_governing_pdf,
        args=[revision.pk],
        address=revision.get_absolute_url(),
    )
    return answer_with(signed_in, job)


def _not_for(request: OpenRequest) -> HttpResponse:
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())
