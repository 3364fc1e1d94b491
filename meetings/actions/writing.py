"""The notice as a document: laid out from what was frozen, registered once, whatever happens to the worker in between (L3)."""

import contextlib
import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.text import slugify

from documents.actions import begin, finish, register_made
from documents.models import Direction, DocumentHome, DocumentType
from meetings.actions.changes import masked, when_text
from meetings.actions.telling import changes_of, secret_cases
from meetings.models import Notice
from meetings.workflow import ItemKind
from samla.formats import date_text, instant_text
from samla.pdf import render_pdf

TYPE, TYPE_NAME = "kallelse", "Dagordningar och kallelser"
COUNTERPARTY = "De som är kallade till mötet"


def write_notice(pk: int) -> None:
    """Lay out and register a notice; nothing when it is done. Raises ValidationError without a registering authority.

    The document, its line and the notice's pointer to it are one transaction: a worker that dies leaves nothing of it.
    """
    notice = _notice(pk)
    if notice.document_id:
        return
    data = pdf_of(notice)
    with transaction.atomic():
        if Notice.objects.select_for_update().only("document").get(pk=pk).document_id:
            return
        notice.document = register_made(
            notice.meeting.body,
            data,
            f"{slugify(title_of(notice))}.pdf",
            document_type=notice_type(notice),
            title=title_of(notice)[:200],
            home=DocumentHome.MEETING,
            by=notice.sent_by,
            direction=Direction.DISPATCHED,
            counterparty=COUNTERPARTY,
        )
        notice.save(update_fields=["document"])


def write_missing() -> None:
    """Those that are not registered yet, because a worker gave up or the authority was named later. Seldom any."""
    for pk in Notice.objects.filter(document=None).order_by("pk").values_list("pk", flat=True):
        with contextlib.suppress(ValidationError):
            write_notice(pk)


def write_to_read(job_id: str, pk: int) -> None:
    """The PDF for whoever asks before it is registered."""
    job = begin(job_id)
    if job is not None:
        finish(job, pdf_of(_notice(pk)))


def title_of(notice: Notice) -> str:
    """What the document is called in the register: ”Kallelse 1 till Samordningsgruppen 3 december 2026”."""
    head = notice.content["meeting"]
    word = "Inställt möte, meddelande" if notice.is_cancellation else "Kallelse"
    return f"{word} {notice.number} till {head['name']} {date_text(dt.datetime.fromisoformat(head['starts_at']))}"


def notice_type(notice: Notice) -> DocumentType:
    """The line of the records plan that agendas and notices follow."""
    found, _ = DocumentType.objects.get_or_create(
        collaboration=notice.meeting.collaboration, slug=TYPE, defaults={"name": TYPE_NAME}
    )
    return found


def pdf_of(notice: Notice) -> bytes:
    """The notice as PDF/A-3a and PDF/UA-1, with nothing of a case that is marked secret. Call it in a task."""
    secret = secret_cases(notice.content)
    content, meeting = masked(notice.content, secret), notice.meeting
    title = title_of(notice)
    context = {
        "title": title,
        "sender": meeting.collaboration.name,
        "printed": f"Kallelse {notice.number} · skickad {instant_text(notice.sent_at)}",
        "notice": notice,
        "before": notice.number - 1,
        "facts": facts_of(notice, content["meeting"]),
        "groups": _groups(content["items"]),
        "changes": changes_of(notice, secret),
        "called": content["called"],
        "vacant": content["vacant"],
        "copies": content["copies"],
        "practical": content["meeting"]["practical"],
    }
    return render_pdf(
        render_to_string("meetings/notice_pdf.html", context), title=title, author=meeting.collaboration.name
    )


def facts_of(notice: Notice, head: dict[str, Any]) -> list[tuple[str, str]]:
    """The head of a notice in short lines; what is empty is left out."""
    convened = f"{notice.sent_by_name}, {notice.seat_text}" if notice.seat_text else notice.sent_by_name
    if notice.co_convener_name:
        convened += f", tillsammans med ordföranden {notice.co_convener_name}"
    pairs = [
        ("Tid", when_text(head)),
        ("Plats", head["place"]),
        ("Länk", head["link"]),
        ("Grupper" if len(head["bodies"]) > 1 else "Grupp", ", ".join(head["bodies"])),
        ("Sammankallas av", convened),
        ("Synpunkter senast", f"{date_text(dt.date.fromisoformat(head['views_by']))} kl. 23.59"),
        ("Skickad", instant_text(notice.sent_at)),
    ]
    return [(label, text) for label, text in pairs if text]


def _groups(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items under their headings, with the words that the PDF prints."""
    groups: list[dict[str, Any]] = []
    for item in items:
        if not groups or groups[-1]["heading"] != item["group"]:
            groups.append({"heading": item["group"], "items": []})
        people = ", ".join(one["name"] for one in item["people"])
        facts = [
            ItemKind(item["kind"]).label,
            item["presenter"] and f"föredragande {item['presenter']}",
            item["case"],
            item["body"] and f"rör {item['body']}",
            people and f"adjungerad: {people}",
            item["is_late"] and "sent inkommet",
            item["unready_reason"] and f"tas upp fast den inte är färdigberedd: {item['unready_reason']}",
        ]
        groups[-1]["items"].append({**item, "facts": " · ".join(fact for fact in facts if fact)})
    return groups


def _notice(pk: int) -> Notice:
    return Notice.objects.select_related("meeting__collaboration", "meeting__body__collaboration", "sent_by").get(pk=pk)
