"""What the worker does for governing documents: a draft frozen as its PDF, and a PDF to look at."""

import datetime as dt
from typing import Any
from uuid import UUID

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from documents.actions.governing import Approval, finalise_revision, pdf_of
from documents.actions.jobs import begin, fail, finish
from documents.models import GoverningRevision
from groups.models import Body, User
from samla.filetypes import FileRefusedError
from samla.storage import files


def packed(approval: Approval | None) -> dict[str, Any] | None:
    """An approval as the queue can carry it."""
    if approval is None:
        return None
    issued_on = approval.issued_on.isoformat() if approval.issued_on else None
    return {
        "body": approval.body.pk,
        "on": approval.on.isoformat(),
        "decision": approval.decision,
        "issued_on": issued_on,
    }


def unpacked(carried: dict[str, Any] | None) -> Approval | None:
    """The approval that was carried."""
    if carried is None:
        return None
    issued_on = dt.date.fromisoformat(carried["issued_on"]) if carried["issued_on"] else None
    body = Body.objects.get(pk=carried["body"])
    return Approval(
        body=body, on=dt.date.fromisoformat(carried["on"]), decision=carried["decision"], issued_on=issued_on
    )


def finalise_in_work(job_id: str | UUID, revision_pk: int, by_pk: int, approval: dict[str, Any] | None) -> None:
    """Finalise a draft in the person's name. The job is done in the same transaction, so that a second run finds nothing.

    What stands in the way is told by the job.
    """
    job = begin(job_id)
    if job is None:
        return
    revision = GoverningRevision.objects.with_header().get(pk=revision_pk)
    try:
        with pghistory.context(user=by_pk, url=job.address), transaction.atomic():
            done = finalise_revision(revision, by=User.objects.get(pk=by_pk), approval=unpacked(approval))
            blob = done.document.versions.select_related("blob").order_by("-number")[0].blob
            with files().open(blob.storage_name) as file:
                finish(job, file.read(), media_type=blob.media_type)
    except ValidationError as error:
        fail(job, " ".join(error.messages))
    except (PermissionDenied, FileRefusedError) as error:
        fail(job, str(error))


def write_in_work(job_id: str | UUID, revision_pk: int) -> None:
    """The revision's text as PDF, as it is now."""
    job = begin(job_id)
    if job is not None:
        finish(job, pdf_of(GoverningRevision.objects.with_header().get(pk=revision_pk)))
