"""Writing governing documents: a slot, the next revision, its words, the moment it is finalised and approved."""

import time
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from documents import actions, rules, tasks
from documents.actions import Approval, StaleRevisionError
from documents.actions.governing_work import packed
from documents.forms import ApprovalForm, GoverningForm, SlotForm
from documents.models import GoverningRevision, Job, JobState
from documents.views.governing import find_slot
from documents.views.governing_lines import ELSEWHERE, FREEZING, Slot, approving_bodies, full_header, trail_to
from documents.views.steps import step_page
from documents.workflow import DocumentVerb
from groups.models import Body
from samla.filetypes import FileRefusedError
from samla.forms import refuse
from samla.http import Request

PATIENCE, POLL_SECONDS = 2.0, 0.05
WORKING = "Dokumentet fastställs. Det tar några sekunder; ladda om sidan om en liten stund."


@require_http_methods(["GET", "POST"])
def slot_add(request: Request, slug: str) -> HttpResponse:
    """Add a slot for a governing document to a body."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    body = get_object_or_404(bodies.select_related("collaboration"), slug=slug)
    rules.may_add_slot(request.user, body).require()
    form = SlotForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            slot = actions.add_slot(body, form.cleaned_data["title"], by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Dokumentplatsen är tillagd. Nu kan dokumentet skrivas eller laddas upp.")
            return HttpResponseRedirect(reverse("documents:governing", args=[body.slug, slot.slug]))
    trail = [
        ("Start", reverse("start")),
        ("Grupper", reverse("groups:list")),
        (body.short_name, body.get_absolute_url()),
        ("Ny dokumentplats", None),
    ]
    context = {"form": form, "body": body, "trail": trail}
    return render(request, "documents/governing_slot.html", context, status=422 if form.is_bound else 200)


@require_POST
def revision_begin(request: Request, slug: str, slot: str) -> HttpResponse:
    """Begin the next revision, as a copy of the one before."""
    found = _find(request, slug, slot)
    draft = actions.begin_revision(found.slot, by=request.user)
    return HttpResponseRedirect(f"{draft.get_absolute_url()}andra/")


@require_http_methods(["GET", "POST"])
def revision_edit(request: Request, slug: str, slot: str, number: int) -> HttpResponse:
    """Change a draft. The preview saves nothing; a stale form is answered 409 with both texts."""
    draft = _find_revision(request, slug, slot, number)
    rules.may_revise(request.user, draft).require()
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = GoverningForm(*given, instance=draft)
    context = {"form": form, "shown": draft, "slot": draft.slot, "trail": _trail(request, draft, "Ändra")}
    if not form.is_bound:
        return render(request, "documents/governing_edit.html", context)
    if form.is_valid():
        if "preview" in request.POST:
            preview = {"header": full_header(form.instance), "text": form.cleaned_data["text"]}
            return render(request, "documents/governing_edit.html", {**context, "preview": preview})
        try:
            _save(request, draft, form)
        except StaleRevisionError as stale:
            return render(request, "409.html", _conflict(form, stale.current), status=409)
        except FileRefusedError as error:
            form.add_error("file", str(error))
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Utkastet är sparat.")
            return HttpResponseRedirect(draft.get_absolute_url())
    return render(request, "documents/governing_edit.html", context, status=422)


def _save(request: Request, draft: GoverningRevision, form: GoverningForm) -> None:
    file = form.cleaned_data["file"]
    actions.revise(
        draft,
        form.values,
        version=form.cleaned_data["version"],
        by=request.user,
        file=file,
        filename=file.name if file else "",
    )


@require_http_methods(["GET", "POST"])
def revision_step(request: Request, slug: str, slot: str, number: int, verb: DocumentVerb) -> HttpResponse:
    """A step of the revision's document, on the page that all documents have; it is finalised on its own page."""
    shown = _find_revision(request, slug, slot, number)
    if verb in ELSEWHERE:
        raise Http404
    back, trail = shown.get_absolute_url(), _trail(request, shown, verb.label)
    away = reverse("documents:governing", args=[slug, slot])
    return step_page(request, shown.document, verb, back=back, trail=trail, away=away)


@require_http_methods(["GET", "POST"])
def revision_finalise(request: Request, slug: str, slot: str, number: int) -> HttpResponse:
    """Finalise a draft without an approval: nobody knows the date, or the body has yet to decide (K24)."""
    draft = _find_revision(request, slug, slot, number)
    rules.may_revise(request.user, draft).require()
    context = {
        "shown": draft,
        "slot": draft.slot,
        "trail": _trail(request, draft, "Fastställ"),
        "header": full_header(draft),
    }
    if request.method == "GET":
        return render(request, "documents/governing_finalise.html", context)
    try:
        return _freeze(request, draft, None)
    except ValidationError as error:
        context["error"] = " ".join(error.messages)
        return render(request, "documents/governing_finalise.html", context, status=422)


@require_http_methods(["GET", "POST"])
def revision_approve(request: Request, slug: str, slot: str, number: int) -> HttpResponse:
    """Record the approving body's decision (57); a draft is finalised in the same moment."""
    shown = _find_revision(request, slug, slot, number)
    bodies = approving_bodies(request.user, shown)
    if not bodies:
        rules.may_approve(request.user, shown, shown.approved_by or rules.approvers_of(shown.slot)[0]).require()
    form = ApprovalForm(request.POST if request.method == "POST" else None, revision=shown, bodies=bodies)
    if form.is_bound and form.is_valid():
        try:
            return _freeze(request, shown, form.approval)
        except ValidationError as error:
            refuse(form, error)
    context = {"form": form, "shown": shown, "slot": shown.slot, "trail": _trail(request, shown, "Godkänn")}
    return render(request, "documents/governing_approve.html", context, status=422 if form.is_bound else 200)


def _freeze(request: Request, shown: GoverningRevision, approval: Approval | None) -> HttpResponse:
    """Finalise and approve: at once where nothing is laid out, otherwise in the worker, waited for a moment.

    Raises ValidationError with what stands in the way.
    """
    if not shown.is_open and approval is not None:
        actions.approve_revision(shown, approval, by=request.user)
    elif not shown.is_text:
        actions.finalise_revision(shown, by=request.user, approval=approval)
    else:
        actions.check_approval(shown, approval, by=request.user)
        job = _waited_for(_start(request, shown, approval))
        if job.state == JobState.FAILED:
            raise ValidationError(job.error)
        if job.state != JobState.DONE:
            messages.info(request, WORKING)
            return HttpResponseRedirect(shown.get_absolute_url())
    done = "Dokumentet är godkänt och låst." if approval else "Dokumentet är fastställt och registrerat."
    messages.success(request, done)
    return HttpResponseRedirect(reverse("documents:governing", args=[shown.slot.body.slug, shown.slot.slug]))


def _start(request: Request, shown: GoverningRevision, approval: Approval | None) -> Job:
    carried = packed(approval)
    return actions.start(
        FREEZING,
        actions.fingerprint(FREEZING, shown.pk, shown.document.version, carried),
        by=request.user,
        filename=f"{shown.slot.slug}-revision-{shown.number}.pdf",
        task=tasks.finalise_governing,
        args=[shown.pk, request.user.pk, carried],
        address=shown.get_absolute_url(),
    )


def _waited_for(job: Job) -> Job:
    """The job after at most two seconds. Inside a transaction the worker cannot see it, so nothing is waited for."""
    until = time.monotonic() + (0.0 if connection.in_atomic_block else PATIENCE)
    while not job.is_finished and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
        job = Job.objects.without_result().get(pk=job.pk)
    return actions.settle(job)


def _find(request: Request, slug: str, slot: str) -> Slot:
    """The slot of an address; whoever is signed in gets it or 404."""
    found = find_slot(request, slug, slot)
    if not isinstance(found, Slot):
        raise Http404
    return found


def _find_revision(request: Request, slug: str, slot: str, number: int) -> GoverningRevision:
    found = _find(request, slug, slot)
    revision = next((one for one in found.visible if one.number == number), None)
    if revision is None:
        raise Http404
    return revision


def _trail(request: Request, revision: GoverningRevision, last: str) -> list[tuple[str, str | None]]:
    return trail_to(request, revision.slot, (f"Revision {revision.number}", revision.get_absolute_url()), (last, None))


def _conflict(form: GoverningForm, current: GoverningRevision) -> dict[str, Any]:
    """What differs between what is saved and what was typed, in the words of the form."""
    pairs = [
        (str(form[name].label).capitalize(), _words(getattr(current, name)), _words(mine))
        for name, mine in form.values.items()
    ]
    return {
        "conflicts": [pair for pair in pairs if pair[1] != pair[2]],
        "thing_url": f"{current.get_absolute_url()}andra/",
    }


def _words(value: Any) -> str:
    return "" if value is None else str(value)
