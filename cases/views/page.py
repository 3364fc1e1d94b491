"""One case: its texts, its way, what can be done with it, and its file."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from cases import actions, rules, tasks
from cases.forms import NoteForm
from cases.http import bodies_of, find_case, with_bodies
from cases.models import Case, CaseDocument, CaseNote, CaseParty, CaseStep
from cases.views.document_rows import documents_context
from cases.views.rows import BADGE, aim_texts, due_text
from cases.views.way import stations_of
from cases.workflow import NEXT, STEPS, Need, State, Verb
from documents.actions import fingerprint, start
from documents.views import answer_with
from groups.models import Body, QueueKeeper, Route, User
from groups.powers import powers_of
from samla import clock, registry
from samla.formats import date_text, instant_text
from samla.http import Request
from samla.prepared import fetch_prepared_models
from samla.verdict import Verdict

TEXTS = (
    ("background", "Bakgrund"),
    ("question", "Fråga"),
    ("proposal", "Förslag till beslut"),
    ("consequence", "Konsekvenser och ekonomi"),
    ("attachments", "Bilagor och underlag"),
)
MAIN_VERBS = {
    Verb.SUBMIT,
    Verb.RECEIVE,
    Verb.ANSWER,
    Verb.REPLY,
    Verb.MARK_READY,
    Verb.SEND,
    Verb.RESUME,
    Verb.ACKNOWLEDGE,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One button on the page of a case: open, or shut with its reason."""

    key: str
    label: str
    url: str
    verdict: Verdict
    is_press: bool
    is_main: bool
    is_first: bool = True


def choices_for(case: Case, user: User, bodies: Mapping[int, Body], *, back: str = "") -> list[Choice]:
    """The buttons of a case for this person, from the table of steps: only those of its state that can be hers."""
    query = f"?{urlencode({'vidare': back})}" if back else ""
    address = case.get_absolute_url()
    found = []
    for verb in Verb:
        step = STEPS[verb]
        if case.state not in step.sources or not rules.BY_ACTOR[step.actor](user, case):
            continue
        url = f"{address}steg/{step.slug}/"
        if verb == Verb.SEND:
            ways = routes_from(case, bodies)
            found += [_way(case, user, route, url, query, is_only=len(ways) == 1) for route in ways]
            continue
        is_press = not step.needs & {Need.NOTE, Need.MESSAGE, Need.DATE, Need.POSITION}
        found.append(
            Choice(
                verb.value.lower(),
                verb.label,
                f"{url}{query}",
                rules.may_take(user, case, verb),
                is_press,
                verb in MAIN_VERBS or (verb == NEXT.get(State(case.state)) and case.asked is None),
            )
        )
    return found  # fmt: skip


def _way(case: Case, user: User, route: Route, url: str, query: str, *, is_only: bool) -> Choice:
    return Choice(
        f"send-{route.target.slug}",
        route.label,
        f"{url}{route.target.slug}/{query}",
        rules.may_send(user, case, route),
        is_press=False,
        is_main=True,
        is_first=is_only or route.requires_readiness,
    )


def routes_from(case: Case, bodies: Mapping[int, Body]) -> list[Route]:
    """The declared ways from the body that holds the case, the one to the meeting that it aims at first."""
    ways = fetch_prepared_models(Route, "source_id = %(body)s AND ended_on IS NULL", {"body": case.holder_id})
    routes = with_bodies(ways, bodies, ["target"])
    return sorted(
        routes,
        key=lambda way: (way.target_id != case.aims_at_id, not way.requires_readiness, way.target.position, way.pk),
    )


def page_context(request: Request, case: Case, *, next_url: str = "") -> dict[str, Any]:
    """Everything that the page of a case shows this reader."""
    user, today = request.user, clock.today()
    bodies = bodies_of(request)
    steps = with_bodies(parts_of(case, CaseStep), bodies, ["from_body", "to_body"])
    parties = [
        one.organisation for one in parts_of(case, CaseParty, related=("organisation", "organisation__principal"))
    ]
    case.__dict__["names_parties"] = bool(parties)  # for `rules.has_parties`
    choices = choices_for(case, user, bodies, back=next_url)
    may_revise = rules.may_revise(user, case)
    sees_notes = rules.may_read_notes(user, case)
    return {
        "case": case,
        "badge_state": BADGE[State(case.state)],
        "stations": stations_of(case, steps),
        "texts": [(label, getattr(case, name)) for name, label in TEXTS if getattr(case, name)],
        "facts": facts_of(case, sorted(map(str, parties)), today=today),
        "steps": [(step, instant_text(step.at)) for step in reversed(steps)],
        "main_choices": [choice for choice in choices if choice.is_main and choice.verdict],
        "shut_choices": shut(choices),
        "other_choices": [choice for choice in choices if not choice.is_main and choice.verdict],
        "asking": asking(case, steps),
        "waits_for": waits_for(case) if waits(case, choices) else "",
        "may_revise": may_revise,
        "readiness": rules.readiness(case) if may_revise and case.state != State.DRAFT else [],
        "warnings": rules.warnings(case, parties) if may_revise or powers_of(user).leads else [],
        "sees_notes": sees_notes,
        "notes": [(note, instant_text(note.at)) for note in parts_of(case, CaseNote)]
        if sees_notes and case.number
        else [],
        **documents_context(case, user),
        "note_form": blank_note_form() if sees_notes and case.number and case.state != State.CLOSED else "",
    }


def parts_of[M: Model](case: Case, model: type[M], *, related: tuple[str, ...] = ()) -> list[M]:
    """The rows of a model that belong to a case, in the order in which they came."""
    table = model._meta.db_table
    return fetch_prepared_models(
        model, f"{table}.case_id = %(case)s ORDER BY {table}.id", {"case": case.pk}, related=related
    )


@cache
def blank_note_form() -> SafeString:
    """The empty form, the same on every page."""
    return NoteForm().render()


def shut(choices: list[Choice]) -> list[tuple[str, str, list[Choice]]]:
    """The buttons that cannot be used now, gathered under their reason, with a key for each reason."""
    reasons: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices:
        if not choice.verdict:
            reasons[choice.verdict.reason].append(choice)
    return [(f"why-{found[0].key}", reason, found) for reason, found in reasons.items()]


def asking(case: Case, steps: list[CaseStep]) -> CaseStep | None:
    """The question that waits for an answer."""
    if case.asked is None:
        return None
    return next((step for step in reversed(steps) if step.verb in {Verb.ASK, Verb.DEEPEN}), None)


def facts_of(case: Case, parties: list[str], *, today: Any) -> list[tuple[str, str]]:
    """The short facts of a case; what is empty is left out."""
    due, late = due_text(case, today)
    aim = ", ".join(part for part in aim_texts(case, today)[:3] if part)
    sender = " · ".join(str(part) for part in (case.sender_name, case.sender_organisation) if part)
    pairs = [
        ("Ligger hos", case.holder.name),
        ("Väckt av", case.origin.name),
        ("Ursprung", case.get_source_display()),
        ("Kom från", sender),
        ("Kom in", date_text(case.received_on) if case.received_on else ""),
        ("Avsändarens diarienummer", case.external_number),
        ("Inlämnat", instant_text(case.submitted_at) if case.submitted_at else ""),
        ("Siktar på", aim),
        ("Senast", f"{due} (har passerat)" if late else due),
        ("Frågan besvaras av", str(case.asked or "")),
        ("Slag", case.get_kind_display()),
        ("Räckvidd", case.get_scope_display()),
        ("Målgrupper", ", ".join(case.__dict__["group_names"])),  # as `find_case` asks
        ("Berörda parter", ", ".join(parties)),
        ("Berett av", case.prepared_by),
        ("Prioritet", f"{case.priority} – {case.priority_reason}" if case.priority else ""),
        ("Sekretess", case.secrecy_provision),
        ("Senast ändrat", f"{instant_text(case.changed_at)} av {case.changed_by}" if case.changed_by else ""),
    ]
    return [(label, text) for label, text in pairs if text]


def waits(case: Case, choices: list[Choice]) -> bool:
    """Is the next step somebody else's? Whoever has asked may still do other things meanwhile."""
    asked = case.asked is not None and not any(choice.is_main for choice in choices)
    return case.state != State.CLOSED and (asked or not choices)


def waits_for(case: Case) -> str:
    """One sentence for whoever only reads: whose step is next."""
    if case.state == State.DRAFT:
        return f"Utkastet lämnas in av {case.author}, presidiet i {case.origin.name} eller processledaren."
    if case.asked is not None:
        return f"Nästa steg tas av {case.asked.name}, som har fått en fråga."
    return f"Nästa steg tas av {rules.KEEPERS[QueueKeeper(case.holder.queue_kept_by)]} i {case.holder.name}."


@require_GET
def case_page(request: Request, number: str | None = None, pk: int | None = None) -> HttpResponse:
    """One case as its reader may see it."""
    case = find_case(request, number, pk, extras=registry.extras_for("case", request))
    context = page_context(request, case)
    context |= {
        "panels": registry.panels_for("case", request, case),
        "trail": [("Start", reverse("start")), ("Ärenden", reverse("cases:list")), (case.number or "Utkast", None)],
    }
    return render(request, "cases/case.html", context)


@require_http_methods(["POST"])
def note_add(request: Request, number: str) -> HttpResponse:
    """Write a working note."""
    case = find_case(request, number)
    rules.may_read_notes(request.user, case).require()
    form = NoteForm(request.POST)
    if not form.is_valid():
        context = {**page_context(request, case), "note_form": form}
        return render(request, "cases/case.html", context, status=422)
    actions.add_note(case, form.cleaned_data["text"], by=request.user)
    messages.success(request, "Anteckningen är sparad.")
    return HttpResponseRedirect(f"{case.get_absolute_url()}#anteckningar")


@require_GET
def case_file(request: Request, number: str) -> HttpResponseBase:
    """The whole file of a case as PDF, made in the background; the same file again is not made anew."""
    case = find_case(request, number)
    with_notes = bool(rules.may_read_notes(request.user, case))
    notes = case.notes.count() if with_notes else "-"
    visible = CaseDocument.objects.visible_to(request.user).filter(case=case).in_order()
    documents = list(visible.values_list("document", "document__version", "document__title"))
    key = fingerprint("case-file", actions.layout(), case.pk, case.version, notes, str(documents), clock.today())
    job = start(
        "case-file",
        key,
        by=request.user,
        filename=f"{case.number}-akt.pdf".replace(" ", "-"),
        task=tasks.write_case_file,
        args=[case.pk, with_notes, [row[0] for row in documents]],
        address=case.get_absolute_url(),
    )
    return answer_with(request, job)
