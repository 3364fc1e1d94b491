"""Disposal: the rows first, in one transaction with its log; the bytes afterwards, by a task that may be asked again (L10)."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

# The task calls `remove_unneeded_bytes` below, and disposing queues the task: each needs the other only when called.
from documents import rules, tasks
from documents.actions.life import take
from documents.models import (
    Blob,
    DisposalRun,
    DisposedDocument,
    Document,
    DocumentType,
    DocumentVersion,
    GoverningRevision,
    RecordEntry,
    TakenStep,
)
from documents.workflow import DocumentState, DocumentVerb
from groups.models import Organisation, User
from samla import clock, registry
from samla.storage import files
from samla.writing import write

MOST = 200  # at a time: whoever confirms has read the list


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision by who took it, when, and its number in that authority's register."""

    body: str
    on: dt.date
    number: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document whose type and date allow that it is disposed of; `veto` says why it may not be now."""

    document: Document
    entry: RecordEntry
    veto: str = ""


def candidates(document_type: DocumentType, authority: Organisation) -> list[Candidate]:
    """What may be disposed of of a type in an authority's register today, the oldest first, at most MOST; five queries."""
    documents = Document.objects.filter(document_type=document_type, record_entry__authority__organisation=authority)
    if document_type.preserved:
        return []
    if document_type.disposed_after_years is None:
        found = documents.kept_while_needed()
    else:
        found = documents.due_for_disposal(clock.today())
    chosen = list(found.select_related("record_entry", "body").order_by("drawn_up_on", "pk")[:MOST])
    said = vetoes_against([document.pk for document in chosen])
    return [Candidate(document, document.record_entry, said.get(document.pk, "")) for document in chosen]


def vetoes_against(documents: Collection[int]) -> dict[int, str]:
    """Why some of the documents may not be disposed of now: they are in force, or an upper app objects."""
    in_force = GoverningRevision.objects.in_force().values("pk")
    held = GoverningRevision.objects.filter(pk__in=in_force, document__in=documents).values_list("document", flat=True)
    said = dict.fromkeys(held, "Handlingen gäller som styrande dokument tills nästa revision är godkänd.")
    return {**registry.vetoes_against(documents), **said}


def confirmation_of(document_type: DocumentType) -> str:
    """What whoever disposes confirms, and what the log keeps."""
    is_judged = document_type.disposed_after_years is None
    read = "Jag har bedömt att de valda handlingarna inte längre behövs." if is_judged else "Jag har läst listan."
    return f"{read} De valda handlingarna gallras och filerna förstörs. Det går inte att ångra."


@transaction.atomic
def dispose(
    document_type: DocumentType,
    authority: Organisation,
    documents: Collection[int],
    *,
    application: Decision,
    confirmed: bool,
    by: User,
) -> DisposalRun:
    """Dispose of the chosen documents (their keys) of one type in one authority's register, and write the log of it.

    `application` is the authority's own decision to apply the plan's. The bytes are destroyed by a task after the commit.
    Raises PermissionDenied with the rule's reason, and ValidationError when anything has come in between.
    """
    rules.may_dispose(by, document_type.collaboration).require()
    document_type = DocumentType.objects.select_for_update(no_key=True).get(pk=document_type.pk)
    list(Document.objects.select_for_update().filter(pk__in=documents).order_by("pk").values_list("pk"))
    chosen = _chosen(document_type, authority, documents)
    _check(chosen, application, confirmed=confirmed)
    run = _run_of(document_type, authority, application, by)
    run.count = len(chosen)
    write(run)
    _carry_out(run, chosen)
    return run


def _run_of(document_type: DocumentType, authority: Organisation, application: Decision, by: User) -> DisposalRun:
    """The log's first row, with what the plan says now. Raises ValidationError when the plan has no decision."""
    if document_type.decision_on is None:
        raise ValidationError("Ingenting gallras utan gallringsbeslut. Skriv in beslutet i dokumenthanteringsplanen.")
    return DisposalRun(
        collaboration_id=document_type.collaboration_id,
        document_type=document_type,
        type_name=document_type.name,
        retention=document_type.retention_text,
        method=document_type.disposal_method,
        authority=authority,
        authority_name=authority.name,
        decision_body=document_type.decision_body,
        decision_on=document_type.decision_on,
        decision_number=document_type.decision_number,
        application_body=application.body,
        application_on=application.on,
        application_number=application.number,
        confirmation=confirmation_of(document_type),
        by=by,
        by_name=by.name,
    )


def _chosen(document_type: DocumentType, authority: Organisation, documents: Collection[int]) -> list[Candidate]:
    """The candidates of these keys as they are under the lock. Raises ValidationError when one is none any more."""
    wanted = set(documents)
    found = [one for one in candidates(document_type, authority) if one.document.pk in wanted]
    if len(found) < len(wanted):
        raise ValidationError("Listan har ändrats sedan du öppnade den. Ingenting är gallrat; läs listan igen.")
    return found


def _check(chosen: list[Candidate], application: Decision, *, confirmed: bool) -> None:
    if not chosen:
        raise ValidationError({"documents": "Välj minst en handling."})
    for one in chosen:
        if one.veto:
            raise ValidationError({"documents": f"{one.entry.designation} kan inte gallras nu. {one.veto}"})
    if not (application.body and application.number):
        raise ValidationError("Ingenting gallras utan myndighetens tillämpningsbeslut: instans, dag och diarienummer.")
    if verdict := rules.is_taken(application.on).reason:
        raise ValidationError({"application_on": verdict})
    if not confirmed:
        raise ValidationError({"confirmed": "Bekräfta att handlingarna ska gallras."})


def _carry_out(run: DisposalRun, chosen: list[Candidate]) -> None:
    """The log's rows, then the documents' state and the register's note, then the task; the database has the last word."""
    keys = [one.document.pk for one in chosen]
    last, files = _versions_of(keys)
    DisposedDocument.objects.bulk_create(
        DisposedDocument(
            run=run,
            document=one.document,
            designation=one.entry.designation,
            subject=one.entry.subject_public,
            dated_on=one.entry.dated_on,
            files=files[one.document.pk],
            sha256=last[one.document.pk].blob.sha256,
            size=last[one.document.pk].blob.size,
            by=run.by,
            at=run.at,
        )
        for one in chosen
    )
    _note_steps(run, chosen)
    Document.objects.filter(pk__in=keys).update(
        state=DocumentState.DISPOSED,
        disposed_by=run.by,
        disposed_at=run.at,
        published_by=None,
        published_at=None,
        version=F("version") + 1,
    )
    RecordEntry.objects.filter(document__in=keys).update(
        is_published=False, disposed_on=clock.today(), version=F("version") + 1
    )
    tasks.remove_unneeded_bytes.enqueue()


def _note_steps(run: DisposalRun, chosen: list[Candidate]) -> None:
    """What happened, as the page of each document tells it."""
    TakenStep.objects.bulk_create(
        TakenStep(
            document=one.document,
            verb=DocumentVerb.DISPOSE,
            state_before=one.document.state,
            state_after=DocumentState.DISPOSED,
            by=run.by,
            by_name=run.by_name,
            at=run.at,
        )
        for one in chosen
    )


def _versions_of(documents: Iterable[int]) -> tuple[dict[int, DocumentVersion], dict[int, int]]:
    """The last version of each document, and how many versions it has."""
    last: dict[int, DocumentVersion] = {}
    files: dict[int, int] = {}
    versions = DocumentVersion.objects.filter(document__in=documents).select_related("blob").order_by("number")
    for version in versions:
        last[version.document_id] = version
        files[version.document_id] = files.get(version.document_id, 0) + 1
    return last, files


@transaction.atomic
def discard(document: Document, *, by: User) -> Document:
    """Throw away a draft that was never shared: its row says so, its bytes go, and nobody sees it any more.

    Raises PermissionDenied with the rule's reason.
    """
    document = take(document, DocumentVerb.DISCARD, by=by)
    tasks.remove_unneeded_bytes.enqueue()
    return document


def remove_unneeded_bytes() -> int:
    """Destroy the bytes that no document has any more, one at a time; answers how many. May be asked again at any time."""
    return sum(_remove(pk) for pk in list(Blob.objects.unneeded().values_list("pk", flat=True)))


@transaction.atomic
def _remove(pk: int) -> bool:
    """Under the lock that an upload of the same bytes takes too: it waits, and writes them anew.

    The bytes go before the mark: if we die in between, the next one removes what is already gone, and marks it.
    """
    Blob.objects.select_for_update().get(pk=pk)
    blob = Blob.objects.unneeded().filter(pk=pk).first()  # asked again: a version may have come while we waited
    if blob is None:
        return False
    files().delete(blob.storage_name)
    blob.disposed_at = clock.now()
    blob.save(update_fields=["disposed_at"])
    return True
