"""Saying that one comes or not, and handing in views; with one page, with or without JavaScript."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from groups.actions import StaleError
from meetings import actions, rules
from meetings.actions import Said
from meetings.models import AgendaItem, AnchoringNote, ViewDraft
from meetings.models.mine import OwnSeat
from meetings.views.page import Scene, context_of, scene_of
from meetings.views.rows import ItemRow
from meetings.workflow import Answer, Position
from samla.formats import clock_text, counted, in_words, sequence
from samla.htmx import wants_fragment
from samla.http import Request

SAVE, ALL, REST = "spara", "lamna", "resten"
ONE, NOTHING, USE = "lamna-", "inga-", "anvand-"


@require_POST
def meeting_reply(request: Request, pk: int) -> HttpResponse:
    """Jag deltar, or Jag kan inte delta: for one seat, or for all of hers at once."""
    scene = scene_of(request, pk)
    answer = request.POST.get("svar", "")
    wanted = request.POST.getlist("plats")
    seats = [own for own in scene.seats if str(own.seat.pk) in wanted]
    if answer not in Answer.values or not seats:
        raise PermissionDenied("Välj om du deltar eller inte, och för vilken plats. Ladda om sidan och försök igen.")
    try:
        for own in seats:
            actions.reply(
                scene.meeting, own.seat, Answer(answer), reason=request.POST.get("reason", ""), by=request.user
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(f"{scene.meeting.get_absolute_url()}#svara")
    if answer == Answer.ATTENDS:
        messages.success(request, "Tack. Det är noterat att du deltar.")
        return HttpResponseRedirect(f"{scene.meeting.get_absolute_url()}#svara")
    messages.success(request, "Det är noterat att du inte kan delta. Lämna gärna synpunkter här nedanför.")
    return HttpResponseRedirect(f"{scene.meeting.get_absolute_url()}?plats={seats[0].seat.pk}#dagordning")


@require_http_methods(["GET", "POST"])
def meeting_views(request: Request, pk: int) -> HttpResponse:
    """The form for the views of a seat: drafts are kept, one item or all are handed in, “inga synpunkter” on the rest."""
    scene = scene_of(request, pk)
    own = scene.seat(request.GET.get("plats", ""))
    if own is None:
        raise Http404("Du har ingen plats vid mötet som lämnar synpunkter.")
    if request.method == "GET":
        rules.may_write_view(request.user, scene.meeting, own.seat, sits=True).require()
        return render(request, "meetings/meeting.html", context_of(request, scene, own, writes=True))
    typed = Typed(request.POST, scene.rows, own)
    if not rules.may_write_view(request.user, scene.meeting, own.seat, sits=True):
        return _kept_for_her(request, scene, own, typed)
    return _take(request, scene, own, typed)


@dataclass(slots=True)
class Typed:
    """What stood in the form, item by item, and which button was pressed."""

    post: QueryDict
    rows: list[ItemRow]
    own: OwnSeat

    @property
    def button(self) -> str:
        return str(self.post.get("gor", SAVE))

    def said(self, row: ItemRow) -> Said:
        """What was typed at an item."""
        position = str(self.post.get(f"position-{row.key}", ""))
        text = str(self.post.get(f"text-{row.key}", "")).replace("\r\n", "\n").strip()
        return Said(position if position in Position.values else "", text)

    def version(self, row: ItemRow) -> int:
        """The draft's version when the page was opened."""
        given = str(self.post.get(f"version-{row.key}", "0"))
        return int(given) if given.isdecimal() and len(given) < 9 else 0

    def is_here(self, row: ItemRow) -> bool:
        """Did the form have the item at all?"""
        return f"text-{row.key}" in self.post

    def is_new(self, row: ItemRow) -> bool:
        """Was anything typed that has not been handed in as it stands?"""
        said, given = self.said(row), self.own.views.get(row.key, [])
        last = Said(given[-1].position, given[-1].text) if given else Said("", "")
        return self.is_here(row) and said != last

    def nothing(self, row: ItemRow) -> Said:
        """”Inga synpunkter”, with what stands in the field if it is new: she is asked before it is thrown away."""
        given, text = self.own.views.get(row.key, []), self.said(row).text
        return Said(Position.NO_VIEWS, "" if given and given[-1].text == text else text)

    def versions(self) -> dict[int, int]:
        """The drafts' versions when the page was opened."""
        return {row.key: self.version(row) for row in self.rows}

    def strays(self) -> dict[int, Said]:
        """What was typed at items that have been withdrawn since the page was opened."""
        standing = {row.key for row in self.rows if not row.withdrawn}
        keys = {name.removeprefix("text-") for name in self.post if name.startswith("text-")}
        found = {int(key) for key in keys if key.isdecimal() and len(key) < 10} - standing
        return {key: Said("", text) for key in sorted(found) if (text := str(self.post[f"text-{key}"]).strip())}

    def to_hand_in(self) -> dict[int, Said]:
        """The views that the pressed button hands in."""
        button = self.button
        here = [row for row in self.rows if self.is_here(row) and not row.withdrawn]
        if button.startswith((ONE, NOTHING)):
            key = button.rpartition("-")[2]
            chosen = [row for row in here if str(row.key) == key]
            return {row.key: self.nothing(row) if button.startswith(NOTHING) else self.said(row) for row in chosen}
        found = {row.key: self.said(row) for row in here if self.is_new(row) and self.said(row) != Said("", "")}
        if button == REST:
            silent = [row for row in here if row.asks and row.key not in found and not self.own.views.get(row.key)]
            found |= {row.key: Said(Position.NO_VIEWS, "") for row in silent}
        return found


def _take(request: Request, scene: Scene, own: OwnSeat, typed: Typed) -> HttpResponse:
    """Hand in, or keep as drafts; a fault stands at its item and everything that was typed is still there."""
    seats = [own, *(one for one in scene.writing if str(one.seat.pk) in request.POST.getlist("aven"))]
    note = _note(scene, own, typed.button) if typed.button.startswith(USE) else None
    said = typed.to_hand_in() if typed.button != SAVE and note is None else {}
    try:
        if typed.button == SAVE:
            kept = _save(scene, own, typed, request)
            messages.success(request, f"Utkasten är sparade: {counted(kept, 'punkt', 'punkter')}. Inget är lämnat än.")
        elif note is not None:
            _save(scene, own, typed, request)  # what she has typed stays before the colleague's words
            actions.use_note(note, by=request.user)
            messages.success(request, "Texten är tillagd i ditt utkast. Inget är lämnat än.")
        else:
            _hand_in(scene, seats, typed, said, request)
            messages.success(request, _told(said, seats))
    except StaleError as stale:
        return _again(request, scene, own, typed, {stale.current.item_id: _stale(stale.current)}, status=409)
    except ValidationError as error:
        faults = error.message_dict if hasattr(error, "error_dict") else {}
        errors = {int(key): " ".join(found) for key, found in faults.items() if str(key).isdecimal()}
        general = "" if errors else " ".join(error.messages)
        return _again(request, scene, own, typed, errors, general=general)
    if titles := _keep_strays(scene, own, typed, request):
        words = f"Under tiden har {sequence(titles)} utgått ur dagordningen. Det du skrev där är kvar i ditt utkast."
        messages.warning(request, words)
    at = f"punkt-{note.item_id}" if note else "dagordning"
    target = f"?plats={own.seat.pk}#{at}" if len(scene.writing) > 1 else f"#{at}"
    return HttpResponseRedirect(f"{scene.meeting.get_absolute_url()}synpunkter/{target}")


def _note(scene: Scene, own: OwnSeat, button: str) -> AnchoringNote:
    """The colleague's answer that the button names. Raises Http404 for one to another seat."""
    key = button.removeprefix(USE)
    notes = AnchoringNote.objects.filter(anchoring__meeting=scene.meeting, anchoring__seat=own.seat)
    wanted = int(key) if key.isdecimal() and len(key) < 10 else 0
    return get_object_or_404(notes.select_related("anchoring__seat", "item"), pk=wanted)


def _hand_in(scene: Scene, seats: list[OwnSeat], typed: Typed, said: dict[int, Said], request: Request) -> None:
    """Hand in for each of the seats or for none, and keep as drafts what was typed at the other items."""
    own = seats[0]
    with transaction.atomic():
        for one in seats:
            versions = typed.versions() if one is own else None
            actions.hand_in(scene.meeting, one.seat, said, versions=versions, by=request.user)
        _save(scene, own, typed, request, but=said.keys())


def _keep_strays(scene: Scene, own: OwnSeat, typed: Typed, request: Request) -> list[str]:
    """Keep what was typed at items that have been withdrawn meanwhile; answers their titles."""
    said = typed.strays()
    items = AgendaItem.objects.filter(meeting=scene.meeting, pk__in=said) if said else []
    for item in items:
        _keep(item, own, said[item.pk], request)
    return [f"”{item.title}”" for item in items]


def _keep(item: AgendaItem, own: OwnSeat, said: Said, request: Request) -> ViewDraft:
    """In the seat's draft, behind what somebody else may have written there meanwhile."""
    draft = own.drafts.get(item.pk)
    if draft and said.text not in draft.text and draft.saved_by_id != request.user.pk:
        said = Said(said.position, f"{draft.text}\n\n{said.text}".strip())
    return actions.save_draft(item, own.seat, said, version=draft.version if draft else 0, by=request.user)


def _told(said: dict[int, Said], seats: list[OwnSeat]) -> str:
    nothing = sum(one.position == Position.NO_VIEWS for one in said.values())
    words = len(said) - nothing
    parts = [f"{in_words(words)} synpunkt{'er' if words != 1 else ''}"] if words else []
    parts += [f"”inga synpunkter” på {counted(nothing, 'punkt', 'punkter')}"] if nothing else []
    for_whom = f" För {' och '.join(own.name for own in seats)}." if len(seats) > 1 else ""
    return f"Tack. Lämnat: {' och '.join(parts)}.{for_whom} Du kan ändra fram till att mötet öppnas."


def _save(scene: Scene, own: OwnSeat, typed: Typed, request: Request, *, but: Collection[int] = ()) -> int:
    """Keep what differs from the draft, or from what was handed in; answers how many items."""
    kept = 0
    for row in scene.rows:
        draft = own.drafts.get(row.key)
        before = Said(draft.position, draft.text) if draft else None
        changed = typed.said(row) != before if before is not None else typed.is_new(row)
        if typed.is_here(row) and changed and not row.withdrawn and row.key not in but:
            actions.save_draft(
                AgendaItem(pk=row.key, meeting_id=scene.meeting.pk),
                own.seat,
                typed.said(row),
                version=typed.version(row),
                by=request.user,
            )
            kept += 1
    return kept


def _again(
    request: Request,
    scene: Scene,
    own: OwnSeat,
    typed: Typed,
    errors: dict[int, str],
    *,
    general: str = "",
    status: int = 422,
) -> HttpResponse:
    """The form as it was typed, with what is wrong at each item."""
    context = context_of(request, scene, own, writes=True)
    for row in scene.rows:
        if typed.is_here(row):
            row.position, row.text = typed.said(row)
            row.version = own.drafts[row.key].version if row.key in own.drafts else 0
        row.error = errors.get(row.key, "")
    return render(request, "meetings/meeting.html", {**context, "faults": errors, "general": general}, status=status)


def _kept_for_her(request: Request, scene: Scene, own: OwnSeat, typed: Typed) -> HttpResponse:
    """Too late, or cancelled: what she wrote is kept in her draft, and she reads where to send it."""
    verdict = rules.may_write_view(request.user, scene.meeting, own.seat, sits=True)
    for row in scene.rows:
        if typed.is_here(row) and typed.is_new(row):
            item = AgendaItem(pk=row.key, meeting_id=scene.meeting.pk)
            own.drafts[row.key] = _keep(item, own, typed.said(row), request)
    context = context_of(request, scene, own, writes=False)
    return render(request, "meetings/meeting.html", {**context, "general": verdict.reason}, status=403)


def _stale(draft: ViewDraft) -> str:
    words = " – ".join(part for part in (draft.get_position_display(), draft.text) if part)
    return (
        f"{draft.saved_by.name} har sparat en annan text kl. {clock_text(draft.saved_at)} sedan du öppnade sidan: "
        f"”{words}”. Din text står kvar i fältet. Spara igen om den ska gälla."
    )


@require_POST
def view_draft(request: Request, pk: int, item: int) -> HttpResponse:
    """Keep what is being written at one item, as she writes. Without JavaScript the form's own button does it."""
    scene = scene_of(request, pk)
    own = scene.seat(request.GET.get("plats", ""))
    row = next((one for one in scene.rows if one.key == item), None)
    if own is None or row is None:
        raise Http404
    typed = Typed(request.POST, [row], own)
    context: dict[str, Any] = {"row": row}
    try:
        draft = actions.save_draft(
            AgendaItem(pk=item, meeting_id=scene.meeting.pk),
            own.seat,
            typed.said(row),
            version=typed.version(row),
            by=request.user,
        )
    except StaleError as stale:
        row.version, row.error = typed.version(row), _stale(stale.current)
        return render(request, "meetings/_saved.html", context, status=409)
    except ValidationError as error:
        row.version, row.error = typed.version(row), " ".join(error.messages)
        return render(request, "meetings/_saved.html", context, status=422)
    row.version, row.saved = draft.version, f"Sparat kl. {clock_text(draft.saved_at)}"
    if not wants_fragment(request):
        return HttpResponseRedirect(f"{scene.meeting.get_absolute_url()}synpunkter/#punkt-{item}")
    return render(request, "meetings/_saved.html", context)
