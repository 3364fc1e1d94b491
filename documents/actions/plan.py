"""The records plan: a row added, changed, moved or ended, and what a change would mean before it is made (L10, L11)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from documents import rules
from documents.models import Document, DocumentType
from documents.workflow import LOCKED
from groups.actions import StaleError
from groups.models import CareCollaboration, User
from samla import clock
from samla.formats import counted, number
from samla.writing import write

RETENTION = ("preserved", "disposed_after_years")


@transaction.atomic
def add_document_type(
    collaboration: CareCollaboration, fields: Mapping[str, Any], *, by: User, after: DocumentType | None = None
) -> DocumentType:
    """A new row of the plan, in its place after another, or first.

    Raises PermissionDenied with the rule's reason, and ValidationError.
    """
    _lock(collaboration)
    rules.may_change_plan(by, collaboration).require()
    made = DocumentType(collaboration=collaboration, **fields)
    made.slug = _free_slug(made)
    _check(DocumentType(), made)
    write(made)
    _place(made, after)
    return made


@transaction.atomic
def revise_document_type(
    document_type: DocumentType,
    fields: Mapping[str, Any],
    *,
    version: int,
    by: User,
    after: DocumentType | None = None,
    confirmed: bool = False,
) -> DocumentType:
    """Change what the plan says of a type, where it stands, or let it end. A new retention must be `confirmed`.

    Raises PermissionDenied with the rule's reason, StaleError when somebody else has saved since, and ValidationError:
    at `confirmed` with what the new retention would mean.
    """
    _lock(document_type.collaboration)
    current = DocumentType.objects.select_for_update(no_key=True).get(pk=document_type.pk)
    rules.may_change_plan(by, document_type.collaboration).require()
    if current.version != version:
        raise StaleError(current)
    before = DocumentType.objects.get(pk=current.pk)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, fields[name])
    _check(before, current)
    if set(changed) & set(RETENTION) and not confirmed:
        raise ValidationError({"confirmed": what_it_means(before, current)})
    if changed:
        current.version += 1
        write(current, update_fields=[*changed, "version"])
    _place(current, after)
    return current


def what_it_means(before: DocumentType, after: DocumentType) -> str:
    """Which documents a new retention concerns, and how many of them could be disposed of at once, in sentences."""
    concerned = Document.objects.filter(document_type=before, state__in=LOCKED)
    count = concerned.count()
    now = f"”{after}” {after.retention_text}, i stället för som nu: {before.retention_text}."
    if not count:
        return f"{now} Ingen handling berörs idag. Bekräfta att det ska gälla."
    if after.preserved:
        told = "De bevaras från och med nu."
    elif after.disposed_after_years is None:
        told = "De kan gallras när någon bedömer att de inte längre behövs."
    else:
        last = clock.today().year - after.disposed_after_years
        due = concerned.filter(drawn_up_on__year__lt=last).count()
        told = f"{number(due)} av dem kan gallras redan nu." if due else "Ingen av dem kan gallras än."
    return f"{now} {counted(count, 'handling', 'handlingar')} berörs. {told} Bekräfta att det ska gälla."


def _check(before: DocumentType, after: DocumentType) -> None:
    """Raise every objection, each at its field."""
    faults: dict[str, str] = {}
    if after.preserved and after.disposed_after_years is not None:
        faults["disposed_after_years"] = "Det som bevaras gallras inte. Lämna antalet år tomt."
    verdicts = {
        "decision_number": rules.has_new_decision(before, after),
        "decision_on": rules.is_taken(after.decision_on),
    }
    faults |= {name: verdict.reason for name, verdict in verdicts.items() if not verdict}
    if faults:
        raise ValidationError(faults)


def _place(moved: DocumentType, after: DocumentType | None) -> None:
    """Put the row after another, or first; only rows whose place changes are written."""
    others = list(DocumentType.objects.filter(collaboration=moved.collaboration_id).exclude(pk=moved.pk))
    index = next((number for number, row in enumerate(others, start=1) if after and row.pk == after.pk), 0)
    ordered = [*others[:index], moved, *others[index:]]
    for position, row in enumerate(ordered, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _lock(collaboration: CareCollaboration) -> None:
    """One change of the plan at a time: rows have an order, and names are unique."""
    CareCollaboration.objects.select_for_update(no_key=True).get(pk=collaboration.pk)


def _free_slug(document_type: DocumentType) -> str:
    """A slug of the name that no other type of the collaboration has, or has had."""
    own = slugify(document_type.name)[:70] or "handlingsslag"
    taken = set(document_type.collaboration.document_types.values_list("slug", flat=True))
    return next(slug for slug in (own, *(f"{own}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
