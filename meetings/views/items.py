"""One item of the agenda: changed, given documents and persons, moved to the next meeting, taken away."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from groups.actions import StaleError
from groups.views.conflict import answer_stale
from meetings import actions, rules
from meetings.actions.item_documents import documents_for
from meetings.forms.agenda import FileForm, ItemForm, PersonForm, ReasonForm
from meetings.models import AgendaItem, Meeting, bodies_of, places_of
from meetings.models.preparation import hidden_items, papers_of_item
from meetings.views.preparing import answer_work, find_item, find_preparation, trail_of
from samla.filetypes import FileRefusedError
from samla.formats import date_text
from samla.forms import refuse
from samla.htmx import wants_fragment
from samla.http import Request
from samla.uploads import refused_uploads

SECRET = "Ärendet i punkten är sekretessmarkerat, och du hör inte till dem som får läsa det."  # noqa: S105  no password


def _found(request: Request, pk: int, item: int) -> tuple[Meeting, AgendaItem]:
    """The meeting and its item, for whoever prepares it and may read its case. Raises 404, and 403 with the reason."""
    meeting = find_preparation(request, pk)
    rules.may_prepare(request.user, meeting).require()
    found = find_item(meeting, item)
    if hidden_items([found], request.user):
        raise PermissionDenied(SECRET)
    return meeting, found


def _page(meeting: Meeting, item: AgendaItem, title: str) -> dict[str, Any]:
    at = f"{meeting.get_absolute_url()}forbered/"
    return {
        "meeting": meeting,
        "item": item,
        "title": title,
        "kicker": item.title,
        "url": f"{at}punkt/{item.pk}/",
        "back": f"{at}#punkt-{item.pk}",
        "trail": trail_of(meeting, (title, None)),
    }


def _done(request: Request, pk: int, message: str, item: AgendaItem | None = None) -> HttpResponse:
    anchor = f"punkt-{item.pk}" if item else "dagordning"
    return answer_work(request, pk, message=message, anchor=anchor, focus=anchor)


@require_http_methods(["GET", "POST"])
def item_edit(request: Request, pk: int, item: int) -> HttpResponse:
    """Change an item, on its own page or in place under HTMX; a stale form is answered 409 with both texts."""
    meeting, found = _found(request, pk, item)
    people = [user.name for place in places_of(meeting) for user in place.people]
    typed = request.POST if request.method == "POST" else None
    form = ItemForm(typed, instance=found, people=people, bodies=bodies_of(meeting), auto_id=f"punkt-{item}-%s")
    if form.is_bound and form.is_valid():
        try:
            actions.revise_item(found, form.values, version=form.cleaned_data["version"], by=request.user)
        except StaleError as stale:
            return answer_stale(request, form, stale, f"{meeting.get_absolute_url()}forbered/punkt/{item}/")
        except ValidationError as error:
            refuse(form, error)
        else:
            return _done(request, pk, "Punkten är ändrad.", found)
    context = {**_page(meeting, found, "Ändra punkten"), "form": form, "others": _others(meeting, found)}
    template = "meetings/item_edit.html#formular" if wants_fragment(request) else "meetings/item_edit.html"
    response = render(request, template, context, status=422 if form.errors else 200)
    if form.errors and wants_fragment(request):  # the form stands in place; the page around it stays
        response.headers["HX-Retarget"] = f"#andra-{item}"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _others(meeting: Meeting, item: AgendaItem) -> list[tuple[int, str]]:
    """The items after which it may stand, with their numbers; what it stands after now is marked by the page."""
    rows = meeting.items.standing().order_by("position", "pk").values_list("pk", "title", "case__secrecy_provision")
    return [
        (key, f"{at}. {'Ärende med sekretess' if secret else title}")
        for at, (key, title, secret) in enumerate(rows, start=1)
        if key != item.pk
    ]


@require_http_methods(["GET", "POST"])
def item_remove(request: Request, pk: int, item: int) -> HttpResponse:
    """Take an item off the agenda: before the notice it is removed, after it, it stays as withdrawn with the reason."""
    meeting, found = _found(request, pk, item)
    needs_reason = meeting.called_at is not None or hasattr(found, "moved_from")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.withdraw_item(found, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            return _done(request, pk, "Punkten utgår." if needs_reason else "Punkten är borttagen.")
    lead = (
        "Punkten står kvar som utgången i kallelsen, med skälet. De som har lämnat synpunkter får veta det."
        if needs_reason
        else "Ingen kallelse är skickad. Punkten tas bort, och ärendet ligger kvar i kön."
    )
    if not needs_reason:
        del form.fields["reason"]
    context = {
        **_page(meeting, found, "Låt punkten utgå" if needs_reason else "Ta bort punkten"),
        "form": form,
        "lead": lead,
        "button": "Låt punkten utgå" if needs_reason else "Ta bort",
    }
    return render(request, "documents/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def item_move(request: Request, pk: int, item: int) -> HttpResponse:
    """Move an item to the body's next meeting, with a reason."""
    meeting, found = _found(request, pk, item)
    later = actions.next_meeting(meeting)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.move_item(found, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            return _done(request, pk, f"Punkten är flyttad till mötet {date_text(later.day) if later else ''}.")
    lead = (
        f"Punkten tas upp {date_text(later.day)} i stället. Handlingar och resurspersoner följer med. "
        "Synpunkter som redan är lämnade stannar här, och de som lämnade dem får veta det."
        if later
        else "Inget senare möte är planerat. Planera ett möte först, eller låt punkten utgå."
    )
    context = {
        **_page(meeting, found, "Flytta till nästa möte"),
        "form": form,
        "lead": lead,
        "button": "Flytta punkten",
    }
    return render(request, "documents/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def item_documents(request: Request, pk: int, item: int) -> HttpResponse:
    """Which documents go with the item: tick those of the case and the body, or add a new file."""
    meeting, found = _found(request, pk, item)
    offered = documents_for(found, request.user)
    there = {paper.document for paper in papers_of_item(found)}
    typed = (request.POST, request.FILES) if "ladda-upp" in request.POST else ()
    form = FileForm(*typed, collaboration=request.collaboration)
    error = ""
    if form.is_bound:
        for one in refused_uploads(request):
            form.add_error("file", one.reason)
        if form.is_valid() and _add_file(request, found, form):
            return _done(request, pk, "Handlingen är tillagd och delad.", found)
    elif request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("handling") if key.isdecimal()]
        seen = [int(key) for key in request.POST.getlist("erbjuden") if key.isdecimal()]
        try:
            actions.choose_documents(found, chosen, seen, by=request.user)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            return _done(request, pk, "Punktens handlingar är ändrade.", found)
    context = {
        **_page(meeting, found, "Punktens handlingar"),
        "form": form,
        "error": error,
        "documents": [(one, one.pk in there, one.get_state_display()) for one in offered],
    }
    return render(request, "meetings/item_documents.html", context, status=422 if form.errors or error else 200)


def _add_file(request: Request, item: AgendaItem, form: FileForm) -> bool:
    given = form.cleaned_data
    file = given["file"]
    try:
        actions.add_file(
            item, file, file.name or "", document_type=given["document_type"], title=given["title"], by=request.user
        )
    except FileRefusedError as error:
        form.add_error("file", str(error))
    except ValidationError as error:
        refuse(form, error)
    finally:
        file.close()
    return not form.errors


@require_http_methods(["GET", "POST"])
def item_people(request: Request, pk: int, item: int) -> HttpResponse:
    """Who is co-opted for the item, and sees no other (56)."""
    meeting, found = _found(request, pk, item)
    form = PersonForm(collaboration=request.collaboration)
    at = f"{meeting.get_absolute_url()}forbered/punkt/{item}/personer/"
    if request.method == "POST" and "ta-bort" in request.POST:
        wanted = request.POST["ta-bort"]
        person = get_object_or_404(found.resource_persons, pk=int(wanted) if wanted.isdecimal() else 0)
        actions.dismiss(person, by=request.user)
        return HttpResponseRedirect(at)
    if request.method == "POST":
        form = PersonForm(request.POST, collaboration=request.collaboration)
        if form.is_valid():
            try:
                actions.co_opt(found, form.cleaned_data["user"], about=form.cleaned_data["about"], by=request.user)
            except ValidationError as error:
                refuse(form, error)
            else:
                return HttpResponseRedirect(at)
    context = {
        **_page(meeting, found, "Resurspersoner"),
        "form": form,
        "people": list(found.resource_persons.select_related("user")),
    }
    return render(request, "meetings/item_people.html", context, status=422 if form.errors else 200)
