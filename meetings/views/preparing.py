"""The agenda is built: what is missing at the top, what waits beside it, and every change of its order."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetings import actions, rules
from meetings.actions.material import Wanted
from meetings.actions.preparing import missing_of
from meetings.forms.agenda import ItemForm
from meetings.models import AgendaItem, Meeting, bodies_of, places_of
from meetings.models.preparation import cases_for, differs, hidden_items, items_to_prepare, meeting_to_prepare
from meetings.views.draft_rows import case_rows, change_rows, draft_rows, end_of_agenda, standing_rows
from meetings.workflow import GROUP_OF_KIND, ItemKind, MeetingVerb
from samla.addresses import address
from samla.formats import clock_text, date_text
from samla.htmx import wants_fragment
from samla.http import Request

PAGE = "meetings/prepare.html"
FRAGMENT = f"{PAGE}#arbete"
MESSAGES = {"upp": "Punkten är flyttad uppåt.", "ned": "Punkten är flyttad nedåt."}


def find_preparation(request: Request, pk: int) -> Meeting:
    """The meeting of a key with what is asked around it, for whoever prepares it. Raises 404, and 403 with the reason."""
    meetings = meeting_to_prepare(Meeting.objects.visible_to(request.user))
    meeting: Meeting = get_object_or_404(meetings, collaboration=request.collaboration, pk=pk)
    meeting.collaboration = request.collaboration
    for body in bodies_of(meeting):
        body.collaboration = request.collaboration
    rules.may_see_preparation(request.user, meeting).require()
    return meeting


@require_GET
def prepare(request: Request, pk: int) -> HttpResponse:
    """The page of whoever builds the agenda."""
    return render(request, PAGE, context_of(request, find_preparation(request, pk)))


def context_of(request: Request, meeting: Any) -> dict[str, Any]:
    """Everything that the page shows; a fixed number of queries however many items."""
    items, places = items_to_prepare(meeting), places_of(meeting)
    hidden = hidden_items(items, request.user)
    missing = missing_of(meeting, items, places, hidden)
    at = meeting.get_absolute_url()
    changes_url = f"{meeting.body.get_absolute_url()}forandringar/"
    ends, ends_words, is_late = end_of_agenda(meeting, items)
    cases = case_rows(meeting, cases_for(meeting, bodies_of(meeting), request.user), items)
    material = [
        ("Ärenden", "arenden", cases, "Inga ärenden väntar på mötet."),
        ("Organisatoriska förändringar", "forandringar", change_rows(meeting, items, changes_url), ""),
        ("Stående punkter", "staende", standing_rows(meeting, items), ""),
    ]
    return {
        "meeting": meeting,
        "at": at,
        "is_changed": differs(meeting, items),
        "rows": draft_rows(meeting, items, hidden),
        "stops": [line for line in missing if line.stops],
        "warns": [line for line in missing if not line.stops],
        "material": [part for part in material if part[2] or part[3]],
        "may_prepare": rules.may_prepare(request.user, meeting),
        "may_change": bool(rules.may_take(request.user, meeting, MeetingVerb.REVISE)),
        "may_copy": meeting.previous_key is not None,
        "next_key": meeting.next_key,
        "ends": ends,
        "ends_words": ends_words,
        "is_late": is_late,
        "starts": clock_text(meeting.starts_at),
        "day": date_text(meeting.day),
        "standing_url": f"{meeting.body.get_absolute_url()}staende-punkter/",
        "new_change_url": f"{changes_url}ny/",
        "trail": trail_of(meeting),
    }


def trail_of(meeting: Meeting, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to the page of preparation, and on."""
    at = meeting.get_absolute_url()
    trail: list[tuple[str, str | None]] = [
        ("Start", address("start")),
        ("Möten", f"{meeting.collaboration.prefix}/moten/"),
        (meeting.name, at),
        ("Förbered", f"{at}forbered/" if more else None),
    ]
    return [*trail, *more]


def answer_work(
    request: Request, pk: int, *, message: str = "", error: str = "", focus: str = "", anchor: str = ""
) -> HttpResponse:
    """After a change: the whole work area under HTMX, otherwise back to the page, at the place that changed."""
    if message:
        messages.success(request, message)
    if error:
        messages.error(request, error)
    if not wants_fragment(request):
        return HttpResponseRedirect(f"{_at(request, pk)}{f'#{anchor}' if anchor else ''}")
    context = {**context_of(request, find_preparation(request, pk)), "focus": focus, "swapped": True}
    response = render(request, FRAGMENT, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _at(request: Request, pk: int) -> str:
    return f"{address('meetings:meeting', pk)}forbered/"


def find_item(meeting: Meeting, key: str | int) -> AgendaItem:
    """An item of the meeting. Raises 404."""
    if not str(key).isdecimal():
        raise Http404
    item = get_object_or_404(AgendaItem.objects.select_related("case", "change", "body"), meeting=meeting, pk=int(key))
    item.meeting = meeting
    return item


@require_POST
def order(request: Request, pk: int) -> HttpResponse:
    """Move an item: one step up or down from where it stands now, or right after another one (0: first)."""
    meeting = find_preparation(request, pk)
    given = request.POST
    way = next((one for one in MESSAGES if one in given), "")
    item = find_item(meeting, given.get(way or "punkt", ""))
    try:
        if way:
            actions.shift_item(item, -1 if way == "upp" else 1, by=request.user)
        else:
            after = given.get("efter", "")
            actions.place_item(item, None if after == "0" else find_item(meeting, after), by=request.user)
    except ValidationError as error:
        return answer_work(request, pk, error=" ".join(error.messages))
    message = MESSAGES.get(way, "Punkten är flyttad.")
    return answer_work(request, pk, message=message, focus=f"{way or 'upp'}-{item.pk}", anchor=f"punkt-{item.pk}")


@require_POST
def add_material(request: Request, pk: int) -> HttpResponse:
    """Take up what was ticked, or the one whose button was pressed."""
    meeting = find_preparation(request, pk)
    pressed = request.POST.getlist("en")
    try:
        new = actions.take_up(meeting, Wanted.of(pressed or request.POST.getlist("nyckel")), by=request.user)
    except ValidationError as error:
        return answer_work(request, pk, error=" ".join(error.messages), anchor="underlag")
    return answer_work(request, pk, message=_told(new), anchor="dagordning", focus="dagordning")


def _told(new: list[AgendaItem]) -> str:
    return "En punkt är tillagd." if len(new) == 1 else f"{len(new)} punkter är tillagda."


@require_POST
def copy(request: Request, pk: int) -> HttpResponse:
    """Begin with what goes on from the last agenda."""
    meeting = find_preparation(request, pk)
    try:
        new = actions.copy_agenda(meeting, by=request.user)
    except ValidationError as error:
        return answer_work(request, pk, error=" ".join(error.messages))
    return answer_work(request, pk, message=_told(new), anchor="dagordning", focus="dagordning")


@require_http_methods(["GET", "POST"])
def item_new(request: Request, pk: int) -> HttpResponse:
    """An item of its own, without a case; it lands where its kind usually stands, and can be moved from there."""
    meeting = find_preparation(request, pk)
    rules.may_prepare(request.user, meeting).require()
    people = [user.name for place in places_of(meeting) for user in place.people]
    typed = request.POST if request.method == "POST" else None
    form = ItemForm(typed, prefix="ny", people=people, bodies=bodies_of(meeting))
    if form.is_bound and form.is_valid():
        values = form.values
        values["group"] = values["group"] or GROUP_OF_KIND[ItemKind(values["kind"])]
        try:
            item = actions.add_item(meeting, by=request.user, **values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return answer_work(request, pk, message="Punkten är tillagd sist.", anchor=f"punkt-{item.pk}")
    context = {
        "form": form,
        "title": "Ny punkt",
        "kicker": f"Dagordning, {meeting}",
        "button": "Lägg till",
        "back": _at(request, pk),
        "trail": trail_of(meeting, ("Ny punkt", None)),
    }
    return render(request, "documents/add.html", context, status=422 if form.errors else 200)
