"""Who may come in by an identity provider (L26): known by her HSA-id, exactly, and surely enough."""

from groups.models import User
from samla.verdict import ALLOWED, Verdict, deny


def may_come_in(person: User | None, hsa_ids: list[str], level: int, lowest: int, *, signed_in: User | None) -> Verdict:
    """May whoever the provider vouches for sign in as `person`?

    `hsa_ids` are all that it gave, `level` the level of assurance (0 when it names none that we know), and `signed_in`
    whoever is signed in already and was asked to confirm. An e-mail address or a name never counts.
    """
    if level < lowest:
        given = f"nivå {level}" if level else "ingen nivå som portalen känner till"
        return deny(f"Din inloggning hade för låg tillitsnivå: {given}. Portalen kräver minst nivå {lowest}.")
    if not hsa_ids:
        return deny("Din inloggning innehöll inget HSA-id, och portalen känner bara igen dig på det.")
    if len(hsa_ids) > 1:
        return deny("Din inloggning innehöll flera HSA-id:n. Välj ett av dem när du loggar in.")
    if person is None:
        return deny(f"HSA-id {hsa_ids[0]} finns inte i portalen. Be din organisations administratör att lägga in det.")
    if signed_in is not None and signed_in.pk != person.pk:
        return deny(f"Du är inloggad som {signed_in.name}, men legitimationen är någon annans.")
    return ALLOWED
