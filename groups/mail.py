"""What we write to people about themselves."""

import uuid

from groups.models import CareCollaboration, User
from outbox import actions as outbox
from outbox.mail import write

FACTORS_PAGE = "/min-inloggning/"


def tell_of_factor(user: User, what: str) -> None:
    """Queue a letter that tells her how her sign-in was changed, so that she notices if it was not she."""
    home = CareCollaboration.objects.home().first()
    letter = write(
        what,
        ["Var det du behöver du inte göra något. Var det inte du, kontakta genast den som sköter portalen."],
        address=FACTORS_PAGE,
        button="Öppna Min inloggning",
        why="Du får brevet för att sättet du loggar in på har ändrats.",
        sender=home.name if home else "Vårdsamverkan",
    )
    key = f"factor:{user.pk}:{uuid.uuid4()}"  # every change is a letter of its own
    outbox.queue(key, to=user.email, subject=what, text=letter.text, html=letter.html, recipient=user)
