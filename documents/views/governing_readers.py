"""”Vem kan se det här?” of a governing document: `GoverningRevisionQuerySet.visible_to`, asked from the other end.

A test holds the two in step, person by person and state by state.
"""

from collections import defaultdict
from enum import StrEnum

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from documents.models import GoverningRevision
from documents.views.governing import find_slot
from documents.views.governing_lines import Slot, trail_to
from documents.workflow import DocumentState
from groups.powers import Powers, powers_by_person, powers_of
from groups.views.readers import ReaderGroup, active_holdings, sorted_names
from samla.http import Request


class Role(StrEnum):
    """As what somebody reads a governing document; the order is the page's."""

    LEADER = "leader"
    AUTHOR = "author"
    PRESIDIUM = "presidium"
    DRAFTS = "drafts"
    SEAT = "seat"
    OTHERS = "others"


@require_GET
def revision_readers(request: Request, slug: str, slot: str, number: int) -> HttpResponse:
    """Who may see this revision, for those who belong here and may see it themselves."""
    found = find_slot(request, slug, slot)
    if not isinstance(found, Slot):
        raise Http404
    revision = next((one for one in found.visible if one.number == number), None)
    if revision is None or found.slot.body.collaboration_id not in powers_of(request.user).collaborations:
        raise Http404  # names of people are for those who belong here, also when the document is for everybody
    context = {
        "shown": revision,
        "is_open_to_all": revision.document.state == DocumentState.PUBLISHED,
        "groups": groups_of(revision),
        "trail": trail_to(
            request,
            found.slot,
            (f"Revision {number}", revision.get_absolute_url()),
            ("Vem kan se det här?", None),
        ),
    }
    return render(request, "documents/governing_readers.html", context)


def groups_of(revision: GoverningRevision) -> list[ReaderGroup]:
    """Those who read the revision by role, each person in the first role that she has. Two queries."""
    holdings, people = active_holdings(revision.slot.body.collaboration_id)
    names: dict[Role, list[str]] = defaultdict(list)
    for user, powers in powers_by_person(holdings).items():
        role = role_of(user, powers, revision)
        if role is not None:
            names[role].append(people[user].name)
    return [ReaderGroup(*_words(role, revision), sorted_names(names[role])) for role in Role if role in names]


def role_of(user: int, powers: Powers, revision: GoverningRevision) -> Role | None:
    """As what a person with these powers reads the revision; None when she does not."""
    document, body = revision.document, revision.slot.body
    belongs = body.collaboration_id in powers.collaborations
    answers = {
        Role.LEADER: body.collaboration_id in powers.leads,
        Role.AUTHOR: user == document.author_id and belongs,
        Role.PRESIDIUM: revision.is_open and body.pk in powers.presides,
        Role.DRAFTS: revision.is_open and body.pk in powers.drafts,
        Role.SEAT: document.state != DocumentState.DRAFT and body.pk in powers.bodies,
        Role.OTHERS: belongs and not revision.is_open and not document.secrecy_provision,
    }
    return next((role for role, reads in answers.items() if reads), None)


def _words(role: Role, revision: GoverningRevision) -> tuple[str, str]:
    """The heading of a group of readers, and why they read the document."""
    body = revision.slot.body.short_name
    return {
        Role.LEADER: ("Processledare", "Läser alla styrande dokument och utkast i samverkan."),
        Role.AUTHOR: ("Den som började på revisionen", "Läser alltid det hon har börjat på."),
        Role.PRESIDIUM: (f"Ordförande och vice ordförande i {body}", "Skriver gruppens styrande dokument."),
        Role.DRAFTS: ("Behörighet: läsa gruppens utkast", "Har fått behörighet att läsa gruppens utkast."),
        Role.SEAT: (f"Alla med plats i {body}", "Gruppen läser det som är delat eller fastställt."),
        Role.OTHERS: (
            "Andra som hör till samverkan",
            "Alla som hör till samverkan läser det som är fastställt.",
        ),
    }[role]
