"""The whole file of a case as one document."""

import hashlib
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string

from cases import rules
from cases.models import Case
from cases.workflow import State
from samla import clock
from samla.formats import date_short, date_text, instant_text
from samla.pdf import render_pdf

TEXTS = (
    ("background", "Bakgrund"),
    ("question", "Fråga"),
    ("proposal", "Förslag till beslut"),
    ("consequence", "Konsekvenser och ekonomi"),
    ("attachments", "Bilagor och underlag"),
)


def _lines_of(case: Case, documents: Iterable[int]) -> list[tuple[str, str, str, str]]:
    """Number, title with type, state and day of each document."""
    links = case.document_links.filter(document__in=list(documents)).in_order()
    return [
        (
            link.document.number or "",
            f"{link.document.title} ({link.document.document_type})",
            link.document.get_state_display(),
            date_short(link.document.finalised_at or link.document.created_at),
        )
        for link in links.select_related("document__document_type")
    ]


@cache
def layout() -> str:
    """What the document looks like, as a short text: another one after an update that changes it."""
    folder = settings.BASE_DIR
    files = ("templates/cases/file.html", "templates/pdf/base.html", "static/css/pdf.css", "static/css/tokens.css")
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in files)).hexdigest()[:12]


def file_of(case: Case, *, with_notes: bool, documents: Iterable[int] = ()) -> bytes:
    """The case with its texts, readiness and way as PDF/A-3a and PDF/UA-1; working notes only for those who may read them.

    `documents`: the keys of the documents that the reader may read, which are listed.
    `case` comes with `origin`, `holder`, `collaboration` loaded. Takes a tenth of a second a page: call it in a task.
    """
    today = clock.today()
    title = f"Akt {case.number}"
    texts = (*TEXTS, ("outcome", "Utfall" if case.state == State.CLOSED else "Svar"))
    context = {
        "case": case,
        "title": f"{case.number} {case.title}",
        "sender": case.collaboration.name,
        "printed": date_text(today),
        "texts": [(label, getattr(case, name)) for name, label in texts if getattr(case, name)],
        "target_groups": [str(link.target_group) for link in case.target_group_links.select_related("target_group")],
        "parties": [str(link.organisation) for link in case.party_links.select_related("organisation__principal")],
        "readiness": rules.readiness(case),
        "documents": _lines_of(case, documents),
        "steps": case.steps.select_related("from_body", "to_body"),
        "notes": [(note, instant_text(note.at)) for note in case.notes.select_related("body")] if with_notes else [],
    }
    return render_pdf(render_to_string("cases/file.html", context), title=title, author=case.collaboration.name)
