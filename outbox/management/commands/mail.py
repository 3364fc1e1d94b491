"""The mail as the one who runs the installation sees it: every collaboration's letters, and the sign-in's."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count, QuerySet

from outbox.actions import next_tries, try_again
from outbox.models import MailState, OutgoingMail
from samla import clock
from samla.clock import STOCKHOLM


class Command(BaseCommand):
    help = "Visar breven: vad som väntar, är skickat och inte gick fram. Kan lägga det som inte gick fram i kön igen."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with which letters."""
        parser.add_argument("do", choices=["list", "failed", "retry"], help="visa alla; visa eller försök igen med fel")
        parser.add_argument("--address", default="", help="bara brev vars adress innehåller texten")
        parser.add_argument("--key", default="", help="bara brev vars nyckel börjar så, till exempel case-step:17:")
        parser.add_argument("--limit", type=int, default=50, help="så många visas, de senaste först (50)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line a letter, or queue again what failed."""
        letters = OutgoingMail.objects.filter(address__icontains=options["address"], key__startswith=options["key"])
        if options["do"] == "retry":
            self.stdout.write(f"{try_again(letters)} brev ligger i kön igen.")
            return
        if options["do"] == "failed":
            letters = letters.failed()
        self._count(letters)
        shown = list(letters.order_by("-pk").defer("text", "html")[: options["limit"]])
        tries = next_tries(shown)
        for mail in shown:
            next_at = tries.get(mail.pk) or (clock.now() if mail.pk in tries else None)
            self.stdout.write(_line(mail, f"nästa {next_at.astimezone(STOCKHOLM):%H.%M}" if next_at else ""))

    def _count(self, letters: QuerySet[OutgoingMail]) -> None:
        counts = dict(letters.order_by().values_list("state").annotate(count=Count("pk")))
        words = (f"{state.label}: {counts.get(state, 0)}" for state in MailState)
        self.stdout.write(" · ".join(words))


def _line(mail: OutgoingMail, following: str) -> str:
    """One letter: state, when, tries, to whom, what about, and what went wrong. Never the text."""
    when = (mail.sent_at or mail.tried_at or mail.queued_at).astimezone(STOCKHOLM)
    parts = [
        f"{mail.pk}",
        mail.get_state_display(),
        f"{when:%Y-%m-%d %H.%M}",
        f"{mail.attempts} försök",
        following,
        mail.address,
        mail.subject,
        mail.key,
        mail.last_error,
    ]
    return "  ".join(part for part in parts if part)
