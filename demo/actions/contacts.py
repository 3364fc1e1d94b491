"""Made-up addresses of the roles, written by the process leaders on their contact pages."""

from documents import actions
from documents.models import CONTACT, Page
from groups.models import Body, BodyKind, Office, StaffRole, User
from groups.powers import Power, powers_of

DOMAIN = "exempel.invalid"


def write_contacts(people: dict[str, User]) -> None:
    """An address for the process leader and for the chair of each local body, on a page that nobody has changed yet."""
    for page in Page.objects.filter(slug=CONTACT, version=1):
        leader = next((user for user in people.values() if powers_of(user).can(Power.LEAD, page)), None)
        local = Body.objects.filter(collaboration=page.collaboration_id, kind=BodyKind.LOCAL)
        addresses = {StaffRole.PROCESS_LEADER.value: f"{page.collaboration.slug}@{DOMAIN}"}
        addresses |= {f"{Office.CHAIR}:{body.slug}": f"{body.slug}@{DOMAIN}" for body in local}
        if leader is not None:
            actions.publish(page, {"addresses": addresses}, version=1, by=leader)
