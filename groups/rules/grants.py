"""Who may give and withdraw powers that do not follow from a seat, and to whom they may be given."""

import datetime as dt

from groups.models import Body, Grant, Organisation, OrganisationGrant, User
from groups.powers import BODY_POWERS, ORGANISATION_POWERS, Power, powers_of
from samla import clock
from samla.formats import date_text
from samla.verdict import ALLOWED, Verdict, deny


def may_grant(user: User | None, power: Power, thing: Organisation | Body) -> Verdict:
    """May this person give and withdraw the power over an organisation or a body? `None` is the operator.

    The process leader may all of it; an organisation's administrator lets colleagues read its drafts, and no more.
    """
    if user is None or powers_of(user).can(Power.LEAD, thing):
        return ALLOWED
    administers = isinstance(thing, Organisation) and powers_of(user).can(Power.ADMINISTER, thing)
    if administers and power == Power.READ_ORGANISATION:
        return ALLOWED
    if administers:
        return deny("Bara processledaren ger och tar tillbaka den behörigheten. Du kan låta kolleger läsa utkast.")
    return deny("Bara processledaren kan ge och ta tillbaka behörigheter.")


def grantable(user: User, thing: Organisation | Body) -> list[Power]:
    """The powers over an organisation or a body that this person may give."""
    powers = ORGANISATION_POWERS if isinstance(thing, Organisation) else BODY_POWERS
    return [power for power in powers if may_grant(user, power, thing)]


def may_receive(user: User | None, power: Power, thing: Organisation | Body, receiver: User) -> Verdict:
    """May this person be given the power? Nobody gives herself one, and an auditor is independent of what she audits."""
    if not receiver.is_active:
        return deny(f"{receiver.name} får inte logga in och kan därför inte få någon behörighet.")
    if user is None:
        return ALLOWED
    if power == Power.AUDIT and powers_of(receiver).can(Power.LEAD, thing):
        return deny("En granskare ska vara oberoende. Processledaren kan inte granska sitt eget arbete.")
    if receiver.pk == user.pk:
        return deny("Ingen ger sig själv en behörighet. Be en annan processledare eller den som driver portalen.")
    return ALLOWED


def may_withdraw(user: User | None, grant: Grant) -> Verdict:
    """May this person withdraw the grant? Whoever may give it may withdraw it. A grant that has ended cannot be."""
    if not (verdict := may_grant(user, Power(grant.permission.codename), grant.content_object)):
        return verdict
    if grant.ends_on is None or grant.ends_on >= clock.today():
        return ALLOWED
    if grant.withdrawn_at:
        by = f" av {grant.withdrawn_by}" if grant.withdrawn_by else ""
        return deny(f"Behörigheten är redan tillbakatagen{by}.")
    return deny(f"Behörigheten gick ut den {date_text(grant.ends_on)}.")


def leaves_no_administrator(grant: Grant, on: dt.date) -> bool:
    """Would the organisation have no administrator on the day from which this grant no longer holds?"""
    if not isinstance(grant, OrganisationGrant) or grant.permission.codename != Power.ADMINISTER:
        return False
    others = OrganisationGrant.objects.that_administer(grant.content_object, on).exclude(pk=grant.pk)
    return not others.exists()


def may_read_reasons(user: User, thing: Organisation | Body) -> bool:
    """May this person read why powers were given? The process leader, the organisation's administrator, the auditor."""
    powers = powers_of(user)
    administers = isinstance(thing, Organisation) and powers.can(Power.ADMINISTER, thing)
    return administers or powers.can(Power.LEAD, thing) or powers.can(Power.AUDIT, thing)
