"""What organisations hand in before a meeting is a received document: registered once, whatever happens to the worker (L3)."""

import contextlib
import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.text import slugify

from documents.actions import authority_of, register_made
from documents.models import Direction, Document, DocumentHome, DocumentType
from meetings.models import Meeting, SubmissionDocument, ViewSubmission
from samla import clock
from samla.formats import date_text, instant_text
from samla.pdf import render_pdf

TYPE, TYPE_NAME = "synpunkter", "Skriftliga synpunkter"


def register_submission(pk: int) -> None:
    """Lay out and register what was handed in; nothing when it is done. Raises ValidationError without a registering
    authority: the views count all the same, and `register_missing` tries again.

    The document, its line and the link to it are one transaction: a worker that dies leaves nothing of it.
    """
    submission = _submission(pk)
    if SubmissionDocument.objects.filter(submission=pk).exists():
        return
    data = pdf_of(submission)
    with transaction.atomic():
        Meeting.objects.select_for_update().only("pk").get(pk=submission.meeting_id)
        if SubmissionDocument.objects.filter(submission=pk).exists():
            return
        document = register_made(
            submission.meeting.body,
            data,
            f"{slugify(title_of(submission))}.pdf",
            document_type=submission_type(submission),
            title=title_of(submission)[:200],
            home=DocumentHome.MEETING,
            by=submission.user,
            direction=Direction.RECEIVED,
            counterparty=submission.organisation_name,
            drawn_up_on=_day(submission),
            **_secrecy(submission),
        )
        SubmissionDocument(submission=submission, document=document).save(force_insert=True)


def register_missing() -> None:
    """Those that are not registered yet, because a worker gave up or the authority was named later. Seldom any."""
    waiting = ViewSubmission.objects.filter(registered=None).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        with contextlib.suppress(ValidationError):
            register_submission(pk)


def title_of(submission: ViewSubmission) -> str:
    """What the document is called in the register; it says nothing of what was written, and names no person."""
    meeting = submission.meeting
    return f"Synpunkter från {submission.organisation_name} inför {meeting.name} {date_text(meeting.day)}"


def submission_type(submission: ViewSubmission) -> DocumentType:
    """The line of the records plan that written views follow."""
    found, _ = DocumentType.objects.get_or_create(
        collaboration=submission.meeting.collaboration, slug=TYPE, defaults={"name": TYPE_NAME}
    )
    return found


def pdf_of(submission: ViewSubmission) -> bytes:
    """The submission as PDF/A-3a and PDF/UA-1. Call it in a task."""
    meeting, title = submission.meeting, title_of(submission)
    late = f", efter sista dagen {date_text(meeting.views_by)}" if submission.is_late else ""
    context = {
        "title": title,
        "sender": meeting.collaboration.name,
        "printed": f"Inlämnat {instant_text(submission.at)}",
        "facts": [
            ("Organisation", submission.organisation_name),
            ("Lämnat av", f"{submission.by_name}, {submission.seat_text}"),
            ("Inlämnat", f"{instant_text(submission.at)}{late}"),
            ("Möte", f"{meeting.name} {instant_text(meeting.starts_at)}"),
        ],
        "views": list(submission.views.select_related("item").order_by("item__position", "pk")),
    }
    return render_pdf(
        render_to_string("meetings/submission_pdf.html", context), title=title, author=meeting.collaboration.name
    )


def _secrecy(submission: ViewSubmission) -> dict[str, Any]:
    """The marking of the cases that were written about: views on them are marked as they are (L7)."""
    marked = submission.views.exclude(item__case=None).exclude(item__case__secrecy_provision="")
    provisions = sorted(set(marked.values_list("item__case__secrecy_provision", flat=True)))
    if not provisions:
        return {}
    there = Document(body=submission.meeting.body, drawn_up_on=_day(submission))
    return {
        "secrecy_provision": "; ".join(provisions)[:120],
        "secrecy_on": clock.today(),
        "secrecy_authority": authority_of(there).organisation.name[:120],
    }


def _day(submission: ViewSubmission) -> dt.date:
    return submission.at.astimezone(clock.STOCKHOLM).date()


def _submission(pk: int) -> ViewSubmission:
    related = ("meeting__collaboration", "meeting__body__collaboration", "user")
    return ViewSubmission.objects.select_related(*related).prefetch_related("meeting__joint_bodies__body").get(pk=pk)
