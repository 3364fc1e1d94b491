"""Two bodies whose chair moves between the sides, one following the other, with somebody from each side in both."""

from dataclasses import dataclass, field

from groups.models import Appointment, Body, BodyKind, CareCollaboration, Office, Principal, SeatStatus, Side, User
from tests import builders as a

ROTATES = {"chair_rotates": True}


@dataclass
class House:
    """`people["sg", "MUNICIPAL"]` is the appointment of the municipal person in Samordningsgruppen."""

    collaboration: CareCollaboration
    political: Body
    sg: Body
    au: Body
    nosam: Body
    municipalities: list[Principal]
    region: Principal
    leader: User
    people: dict[tuple[str, str], Appointment] = field(default_factory=dict)


def a_house(starts_on=None) -> House:
    """AU's presidium is Samordningsgruppens. Two municipalities; the first one's people sit."""
    samla = a.a_collaboration()
    political = a.a_body(samla, "politiska-samradsgruppen", BodyKind.POLITICAL, **ROTATES)
    sg = a.a_body(samla, "samordningsgruppen", BodyKind.COORDINATION, chair_follows=political, position=1, **ROTATES)
    au = a.a_body(samla, "au", BodyKind.WORKING_COMMITTEE, short_name="AU", position=2)
    nosam = a.a_body(samla, "nosam-lerum", short_name="NOSAM Lerum", position=3)
    for office in Office:
        derived = {"derived_from": sg, "derived_office": office, "confers_office": office}
        a.a_seat(au, f"au-{office.lower()}", SeatStatus.DERIVED, **derived)
    lerum = Principal.objects.create(collaboration=samla, slug="lerum", name="Lerums kommun", side=Side.MUNICIPAL)
    leader = a.a_member(sg, "Petra Processledare", status=SeatStatus.STAFF, role="PROCESS_LEADER")
    organisations = {side: a.an_organisation(samla, f"org-{side.lower()}", side) for side in Side}
    house = House(
        collaboration=samla,
        political=political,
        sg=sg,
        au=au,
        nosam=nosam,
        municipalities=[organisations[Side.MUNICIPAL].principal, lerum],
        region=organisations[Side.REGION].principal,
        leader=leader,
    )
    for name, body in (("political", political), ("sg", sg), ("nosam", nosam)):
        for side in Side:
            seat = a.a_seat(body, f"{name}-{side.lower()}", organisation=organisations[side], max_persons=3)
            person = a.a_person(f"{name.capitalize()} {side.label.capitalize()}")
            house.people[name, side] = a.an_appointment(seat, person, starts_on)
    return house
