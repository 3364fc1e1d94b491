"""The first process leader of a new installation: everybody else is then added on the portal's pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups.actions import add_process_leader
from groups.models import CareCollaboration
from samla import clock


class Command(BaseCommand):
    help = "Lägger upp en processledare från idag på de lediga platserna i en samverkan, och bjuder in henne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="E-POST")
        parser.add_argument("name", metavar="NAMN", help="förnamn och efternamn inom citattecken")
        parser.add_argument("--samverkan", required=True, metavar="KORTNAMN", help="t.ex. samla")

    def handle(self, *_args: Any, email: str, name: str, samverkan: str, **_options: Any) -> None:
        """Raises CommandError with the reason in words when the person cannot be added."""
        collaboration = CareCollaboration.objects.filter(slug=samverkan).first()
        if collaboration is None:
            known = ", ".join(CareCollaboration.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(
                f"Samverkan ”{samverkan}” finns inte. Det finns: {known or 'ingen (kör load_structure)'}."
            )
        try:
            person = add_process_leader(collaboration, email, name, starts_on=clock.today())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{person.name} är processledare i {collaboration} från idag. En inbjudan är på väg.")
