"""For whoever has lost telephone, keys and recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups.actions.factors import remove_every_factor
from groups.models import User


class Command(BaseCommand):
    help = "Tar bort en persons inloggningsnycklar, app och reservkoder, så att hon kan börja om med kod till e-post."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="personens e-postadress i portalen")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError when nobody has the address."""
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Ingen person i portalen har adressen {options['email']}.")
        self.stdout.write(f"Borttaget: {remove_every_factor(user, by=None)}.")
