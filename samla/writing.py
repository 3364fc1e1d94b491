"""One write in place of many questions: the database holds the rules, and its refusal is told in their own words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model


def write(row: Model, update_fields: Sequence[str] | None = None) -> None:
    """Check what each field allows by itself, then save. Raises ValidationError, also for what a constraint refuses.

    `full_clean` would ask the database once for every constraint and key, and save after that all the same.
    """
    row.clean_fields(exclude={field.name for field in row._meta.concrete_fields if field.is_relation})
    with explained(type(row)):
        row.save(update_fields=update_fields)


@contextmanager
def explained(model: type[Model]) -> Iterator[None]:
    """Within the block, what a constraint of the model refuses is a ValidationError with the constraint's own sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        named = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        constraint = next((one for one in model._meta.constraints if one.name == named), None)
        if constraint is None:
            raise
        raise ValidationError(constraint.get_violation_error_message()) from error
