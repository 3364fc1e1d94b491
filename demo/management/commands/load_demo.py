"""Load the demonstration's data from the command line."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.actions import cast, load_demo
from groups.models import CareCollaboration


class Command(BaseCommand):
    help = "Läser in demonstrationens personer och ärenden, efter load_structure. Kan köras om: bara det som saknas läggs till."

    def handle(self, *_args: Any, verbosity: int = 1, **_options: Any) -> None:
        """All or nothing. Raises CommandError outside the demonstration, and before the structures are loaded."""
        if not settings.DEMO:
            raise CommandError("load_demo är till för demonstrationen (SAMLA_DEMO=1).")
        areas = {person.collaboration for person in cast()}
        if areas - set(CareCollaboration.objects.values_list("slug", flat=True)):
            raise CommandError("Läs först in strukturerna med manage.py load_structure.")
        loaded = load_demo()
        if verbosity:
            self.stdout.write(
                f"Demonstrationen: {loaded.people} personer, {loaded.cases} ärenden, {loaded.terms} ordförandeperioder, "
                f"{loaded.plans} samverkansplaner, {loaded.documents} handlingar, {loaded.revisions} styrande dokument och {loaded.meetings} möten är nya."
            )
