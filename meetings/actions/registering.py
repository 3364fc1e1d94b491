"""What was handed in becomes a received document, registered as one (section 3, 11)."""

import contextlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from documents.actions import register_made
from documents.models import Direction, DocumentHome, DocumentType
from meetings.models import Meeting, SubmissionDocument, ViewSubmission
from samla import clock
from samla.formats import date_text, instant_text
from samla.pdf import render_pdf

TYPE, TYPE_NAME = "synpunkter", "Synpunkter inför möte"


def register_submission(pk: int) -> None:
    """Lay out and register; nothing when it is done. Raises ValidationError without a registering authority (L6).

    Document, line and pointer are one transaction: a worker that dies leaves nothing of it, and may run again.
    """
    submission = _submission(pk)
    if SubmissionDocument.objects.filter(submission=submission).exists():
        return
    data = pdf_of(submission)
    with transaction.atomic():
        Meeting.objects.select_for_update(no_key=True).only("pk").get(pk=submission.meeting_id)
        if SubmissionDocument.objects.filter(submission=submission).exists():
            return
        meeting = submission.meeting
        document = register_made(
            meeting.body,
            data,
            f"synpunkter-{submission.pk}.pdf",
            document_type=_type(submission),
            title=title_of(submission)[:200],
            home=DocumentHome.MEETING,
            by=submission.user,
            direction=Direction.RECEIVED,
            counterparty=submission.organisation_name,
            drawn_up_on=submission.at.astimezone(clock.STOCKHOLM).date(),
        )
        SubmissionDocument.objects.create(submission=submission, document=document, at=clock.now())


def register_missing() -> None:
    """Those that are not registered yet, because a worker gave up or the authority was named later. Seldom any."""
    waiting = ViewSubmission.objects.filter(registered=None).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        with contextlib.suppress(ValidationError):
            register_submission(pk)


def title_of(submission: ViewSubmission) -> str:
    """What the document is called; of a meeting and an organisation, never of what was said."""
    meeting = submission.meeting
    return f"Synpunkter från {submission.organisation_name} inför {meeting.name} {date_text(meeting.day)}"


def pdf_of(submission: ViewSubmission) -> bytes:
    """The views of one press as PDF/A-3a and PDF/UA-1. Call it in a task."""
    meeting, title = submission.meeting, title_of(submission)
    context = {
        "title": title,
        "sender": meeting.collaboration.name,
        "printed": f"Inlämnade {instant_text(submission.at)}",
        "facts": [
            ("Möte", f"{meeting.name} {instant_text(meeting.starts_at)}"),
            ("Organisation", submission.organisation_name),
            ("Lämnade av", f"{submission.by_name}, {submission.seat_text}"),
            ("Inlämnade", instant_text(submission.at)),
            *([("Anmärkning", "Efter sista dagen för synpunkter")] if submission.is_late else []),
        ],
        "views": [
            (
                view.item.title
                if not (view.item.case and view.item.case.secrecy_provision)
                else "Ärende med sekretess",
                view.get_position_display(),
                view.text,
                "Ersätter en tidigare synpunkt." if view.number > 1 else "",
            )
            for view in submission.views.select_related("item__case").order_by("item__position", "pk")
        ],
    }
    return render_pdf(
        render_to_string("meetings/submission_pdf.html", context), title=title, author=submission.organisation_name
    )


def _type(submission: ViewSubmission) -> DocumentType:
    found, _ = DocumentType.objects.get_or_create(
        collaboration=submission.meeting.collaboration, slug=TYPE, defaults={"name": TYPE_NAME}
    )
    return found


def _submission(pk: int) -> ViewSubmission:
    related = ("meeting__collaboration", "meeting__body__collaboration", "user", "organisation")
    found: ViewSubmission = ViewSubmission.objects.select_related(*related).get(pk=pk)
    return found
