"""What is missing before a notice can go, and what stands in its way: computed, never stored."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from cases.models import CaseStep
from cases.rules import readiness
from documents.models import RegisteringAuthority
from groups.models import Body, BodyKind, Office, missing_parties
from meetings.models import AgendaItem, Meeting, Place, Reply, ViewSubmission, bodies_of, presidium_on
from meetings.models.preparation import papers_of_item
from meetings.workflow import Answer, ItemKind, MeetingKind
from samla import clock
from samla.formats import date_text, number, sequence

NAMES_SHOWN = 5
NOT_SHARED = "En handling är inte delad och följer inte med kallelsen"
PRESENTED = frozenset({ItemKind.DECISION, ItemKind.DIALOGUE, ItemKind.REPORT})
"""Kinds of item that somebody is expected to present."""


class Severity(StrEnum):
    """Does it stop the notice, or is it only said?"""

    STOPS = "stops"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: the sentence, where it is mended (an address, or an anchor of the page), how bad it is."""

    sentence: str
    url: str
    severity: Severity
    link: str

    @property
    def stops(self) -> bool:
        """Is no notice sent while it is missing?"""
        return self.severity == Severity.STOPS


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who has said that she cannot come, and whether her organisation has given any view."""

    seat_id: int
    user_id: int
    name: str
    has_views: bool


def refusals_of(meeting: Meeting, items: Iterable[AgendaItem], hidden: Collection[int] = ()) -> list[str]:
    """The sentences for which the notice is not sent at all; empty when it may go. One query."""
    return [line.sentence for line in stopping(meeting, list(items), hidden)]


def missing_of(
    meeting: Meeting, items: Iterable[AgendaItem], places: Iterable[Place], hidden: Collection[int] = ()
) -> list[Missing]:
    """Everything that is missing, first what stops the notice, then what only warns, in the order of the page.

    Six queries, however many items. `hidden`: keys of items whose heading the reader may not know; they are told by
    their number. Items come as `freezing.items_of` or the page of preparation fetches them.
    """
    items, places = list(items), list(places)
    return [
        *stopping(meeting, items, hidden),
        *_around(meeting, places),
        *_of_items(items),
        *_secret_for_others(meeting, items),
        *_too_long(meeting, items),
    ]


def stopping(meeting: Meeting, items: list[AgendaItem], hidden: Collection[int] = ()) -> list[Missing]:
    """What stops the notice (45, 54, L6)."""
    found = []
    at = meeting.get_absolute_url()

    def stops(sentence: str, url: str, link: str) -> None:
        found.append(Missing(sentence, url, Severity.STOPS, link))

    if not items:
        stops("Dagordningen är tom. Lägg till minst en punkt.", "#underlag", "Till underlaget")
    if not meeting.place and not meeting.link:
        stops("Ange plats, länk eller båda.", f"{at}andra/", "Ändra mötet")
    year = clock.today().year
    if not _has_authority(meeting, year):
        stops(
            f"Ingen registrerande myndighet är angiven för {meeting.body.short_name} {year}. "
            "Kallelsen blir en registrerad handling och kan inte skickas utan den.",
            f"{meeting.collaboration.prefix}/handlingar/myndigheter/",
            "Registrerande myndigheter",
        )
    if meeting.body.chair_approves_notice and meeting.approved_at is None:
        stops("Ordföranden har inte godkänt att kallelsen skickas.", f"{at}godkann/", "Godkännande")
    name = _namer(items, hidden)
    for item in items:
        if not item.unready_reason and (lacking := unready(item)):
            what = sequence(lacking)
            stops(
                f"{name(item)} är inte färdigberedd: {what} saknas. "
                "Komplettera ärendet, eller skriv varför punkten tas upp ändå.",
                f"#punkt-{item.pk}",
                "Till punkten",
            )
    return found


def unready(item: AgendaItem) -> list[str]:
    """What a decision item lacks of the readiness list (45): of its case, or without one its own proposal."""
    if item.kind != ItemKind.DECISION:
        return []
    if item.case is None:
        return [] if item.proposal.strip() else ["förslag till beslut"]
    return [line.label.lower() for line in readiness(item.case) if not line.met]


def absent_at(meeting: Meeting) -> list[Absent]:
    """Who has said that she cannot come (35); nobody before the notice. One query."""
    if meeting.called_at is None:
        return []
    given = ViewSubmission.objects.filter(meeting=OuterRef("meeting"), seat=OuterRef("seat"))
    declined = Reply.objects.filter(meeting=meeting, answer=Answer.DECLINES).annotate(has_views=Exists(given))
    return [Absent(one.seat_id, one.user_id, one.user.name, one.has_views) for one in declined.select_related("user")]


def _around(meeting: Meeting, places: list[Place]) -> list[Missing]:
    """Seats, chair, parties, absent persons and the preparing meeting (44, 52, 35): all of them on the meeting's day."""
    found = []
    at, day, body = meeting.get_absolute_url(), date_text(meeting.day), meeting.body

    def warns(sentence: str, url: str, link: str) -> None:
        found.append(Missing(sentence, url, Severity.WARNS, link))

    if body.prepared_by_id and meeting.kind == MeetingKind.ORDINARY and not _has_preparing(meeting):
        warns("Inget förberedande möte är planerat före mötet.", f"{at}andra/", "Planera ett förberedande möte")
    if not _has_chair(meeting):
        warns(f"{body.short_name} har ingen ordförande {day}.", f"{_page(body)}ordforande/", "Ordförandeskap")
    for one in {place.body.pk: place.body for place in places}.values():
        if one.kind == BodyKind.WORKING_COMMITTEE:
            for gap in missing_parties(one, meeting.day):
                warns(
                    f"{one.short_name} saknar part {day}: {gap.party.label}. Utan alla tre kan inga beslut fattas.",
                    f"{_page(one)}platser/",
                    "Platser",
                )
        if vacant := [place.seat.label for place in places if place.is_vacant and place.body.pk == one.pk]:
            what = "En plats är vakant" if len(vacant) == 1 else f"{number(len(vacant))} platser är vakanta"
            warns(f"{what} i {one.short_name} {day}: {_shortened(vacant)}.", f"{_page(one)}platser/", "Platser")
    sitting = {(place.seat.pk, user.pk) for place in places for user in place.people}
    silent = [one.name for one in absent_at(meeting) if not one.has_views and (one.seat_id, one.user_id) in sitting]
    if silent:
        warns(
            f"Kan inte komma och har inte lämnat synpunkter: {_shortened(silent)}.", f"{at}horda/", "Vilka som är hörda"
        )
    return found


def _of_items(items: list[AgendaItem]) -> list[Missing]:
    """Presenters and documents that are missing: a line of each, with the numbers of the items."""
    lacking: dict[str, list[int]] = {"Föredragande saknas": [], "Handling saknas": [], NOT_SHARED: []}
    for at, item in enumerate(items, start=1):
        papers = papers_of_item(item)
        if item.kind in PRESENTED and not item.presenter.strip():
            lacking["Föredragande saknas"].append(at)
        if item.kind == ItemKind.DECISION and item.case_id and not papers:
            lacking["Handling saknas"].append(at)
        if any(not paper.goes_out for paper in papers):
            lacking[NOT_SHARED].append(at)
    return [
        Missing(
            f"{what} på punkt {sequence(str(at) for at in numbers)}.",
            f"#punkt-{items[numbers[0] - 1].pk}",
            Severity.WARNS,
            "Till punkten" if len(numbers) == 1 else "Till den första",
        )
        for what, numbers in lacking.items()
        if numbers
    ]


def _secret_for_others(meeting: Meeting, items: list[AgendaItem]) -> list[Missing]:
    """Secret cases that have not been on the way to the bodies that are to treat them; one query when there are any."""
    secret = {item.case_id for item in items if item.case and item.case.secrecy_provision}
    if not secret:
        return []
    bodies = [body.pk for body in bodies_of(meeting)]
    way = Q(to_body__in=bodies) | Q(from_body__in=bodies)
    reached = set(CaseStep.objects.filter(way, case__in=secret).values_list("case", flat=True))
    return [
        Missing(
            f"Ärendet i punkt {at} är sekretessmarkerat och har inte varit hos {meeting.body.short_name}. "
            "De flesta som kallas kan inte läsa det.",
            f"#punkt-{item.pk}",
            Severity.WARNS,
            "Till punkten",
        )
        for at, item in enumerate(items, start=1)
        if item.case_id in secret - reached
    ]


def _too_long(meeting: Meeting, items: list[AgendaItem]) -> list[Missing]:
    planned = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    needed = sum(item.minutes for item in items)
    if needed <= planned:
        return []
    return [
        Missing(
            f"Punkterna tar {number(needed)} minuter, {number(needed - planned)} mer än mötet.",
            "#dagordning",
            Severity.WARNS,
            "Till dagordningen",
        )
    ]


def _namer(items: list[AgendaItem], hidden: Collection[int]) -> Callable[[AgendaItem], str]:
    """What an item is called in a sentence: by its heading, or only by its number where the reader may not know it."""
    numbers = {item.pk: at for at, item in enumerate(items, start=1)}

    def name(item: AgendaItem) -> str:
        number_of = f"Punkt {numbers[item.pk]}"
        return number_of if item.pk in hidden else f"{number_of}, ”{item.title}”,"

    return name


def _shortened(names: list[str]) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - NAMES_SHOWN
    return sequence(names) if rest <= 0 else f"{', '.join(names[:NAMES_SHOWN])} och {number(rest)} till"


def _page(body: Body) -> str:
    return body.get_absolute_url()


def _has_authority(meeting: Meeting, year: int) -> bool:
    known: bool | None = meeting.__dict__.get("has_authority")
    if known is None:
        return RegisteringAuthority.objects.filter(body=meeting.body_id, year=year).exists()
    return known


def _has_chair(meeting: Meeting) -> bool:
    known: bool | None = meeting.__dict__.get("has_chair")
    return any(one.office == Office.CHAIR for one in presidium_on(meeting)) if known is None else known


def _has_preparing(meeting: Meeting) -> bool:
    known: bool | None = meeting.__dict__.get("has_preparing")
    return meeting.prepared_in.standing().exists() if known is None else known
