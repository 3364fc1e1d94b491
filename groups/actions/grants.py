"""Powers that do not follow from a seat. `by=None` is the operator at the command line."""

import datetime as dt

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction

from groups import rules
from groups.models import Body, BodyGrant, Grant, Organisation, OrganisationGrant, User
from groups.powers import Power, forget
from samla import clock
from samla.formats import date_text
from samla.writing import write

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def grant(
    power: Power,
    thing: Organisation | Body,
    user: User,
    *,
    starts_on: dt.date,
    reason: str,
    ends_on: dt.date | None = None,
    by: User | None,
) -> Grant:
    """Give a power from a first to a last day (both included), with the reason.

    Raises PermissionDenied when `by` may not give it; ValidationError at `user`, `starts_on`, `ends_on` or `reason`
    when this person may not have it, when the days are wrong, or when she already has it on one of them.
    """
    thing = _locked(thing)
    rules.may_grant(by, power, thing).require()
    receiver = User.objects.get(pk=user.pk)  # as she is now: she may have been shut out meanwhile
    if not (verdict := rules.may_receive(by, power, thing, receiver)):
        raise ValidationError({"user": verdict.reason})
    _check_days(thing, starts_on, ends_on, by)
    model = OrganisationGrant if isinstance(thing, Organisation) else BodyGrant
    permission = Permission.objects.get(content_type=ContentType.objects.get_for_model(thing), codename=power)
    given = model(
        content_object=thing,
        user=receiver,
        permission=permission,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        given_by=by,
    )
    write(given)
    forget(user)
    return given


@transaction.atomic
def withdraw(
    given: Grant, *, reason: str, by: User | None, on: dt.date | None = None, confirmed: bool = False
) -> Grant:
    """Let a grant hold no more from a day on, today when none is named. What has not begun by then never begins.

    The row stays, with who withdrew it, when and why. Raises PermissionDenied when `by` may not, or when it has already
    ended or been withdrawn; ValidationError at `reason`, `on`, or at `confirmed` when it is the organisation's last
    administrator and nobody has said that this is meant.
    """
    _locked(given.content_object)
    given = type(given).objects.select_for_update(of=("self",)).with_names().get(pk=given.pk)
    today = clock.today()
    on = on or today
    rules.may_withdraw(by, given).require()
    _check_withdrawal(given, on, reason)
    if by is not None and not confirmed and rules.leaves_no_administrator(given, on):
        raise ValidationError(
            {"confirmed": f"{given.content_object} har sedan ingen administratör. Bekräfta att det är meningen."}
        )
    given.ends_on = (on if given.starts_on < on else today) - ONE_DAY
    given.withdrawn_at, given.withdrawn_by, given.withdrawn_reason = clock.now(), by, reason.strip()
    given.save(update_fields=["ends_on", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    forget(given.user)
    return given


def _locked(thing: Organisation | Body) -> Organisation | Body:
    """Who gives and who withdraws over the same thing wait for each other; who only points at it does not."""
    if isinstance(thing, Organisation):
        return Organisation.objects.select_for_update(no_key=True).get(pk=thing.pk)
    return Body.objects.select_for_update(no_key=True).get(pk=thing.pk)


def _check_days(thing: Organisation | Body, starts_on: dt.date, ends_on: dt.date | None, by: User | None) -> None:
    """The operator may write down what has been; others give from today on."""
    last = thing.ended_on if isinstance(thing, Organisation) else thing.valid_to
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({"ends_on": "Sista dagen kan inte ligga före den första."})
    if by is not None and starts_on < clock.today():
        raise ValidationError({"starts_on": "Behörigheten kan börja idag eller senare, inte bakåt i tiden."})
    if last is not None and last < starts_on:
        raise ValidationError({"starts_on": f"{thing} finns bara till och med den {date_text(last)}."})


def _check_withdrawal(given: Grant, on: dt.date, reason: str) -> None:
    if on < clock.today():
        raise ValidationError(
            {"on": "Behörigheten kan tas tillbaka från idag eller en senare dag, inte bakåt i tiden."}
        )
    if given.ends_on is not None and on > given.ends_on:
        raise ValidationError({"on": f"Behörigheten slutar redan den {date_text(given.ends_on)}."})
    if not reason.strip():
        raise ValidationError({"reason": "Skriv varför behörigheten tas tillbaka."})
    given.withdrawn_reason = reason.strip()
    try:
        given.clean_fields(exclude={field.name for field in given._meta.fields} - {"withdrawn_reason"})
    except ValidationError as error:
        raise ValidationError({"reason": error.messages}) from None
