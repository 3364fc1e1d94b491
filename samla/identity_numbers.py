"""Personal identity numbers in free text. The portal is about structure and holds nothing about individuals (rule 7, L20)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from personnummer.personnummer import Personnummer, PersonnummerException

from samla import clock

# Date and number may be parted by a hyphen (as typed, or as a word processor writes it), a plus sign or spaces.
CANDIDATE = re.compile(
    r"(?<![0-9])(?P<century>18|19|20)?(?P<date>[0-9]{6})"
    r"(?P<between>[ \u00a0]{0,2}[-+\u2010\u2011\u2012\u2013\u2212]?[ \u00a0]{0,2})(?P<number>[0-9]{4})(?![0-9])"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a text that reads as a personal identity number. It never carries the number itself."""

    start: int
    end: int
    masked: str
    is_coordination_number: bool

    @property
    def word(self) -> str:
        """What the number is called in Swedish."""
        return "samordningsnummer" if self.is_coordination_number else "personnummer"


def find(text: str) -> list[Match]:
    """Every personnummer and samordningsnummer in the text whose date and check digit are right.

    Ten bare digits that begin with 07 are taken for a mobile phone number.
    Organisation numbers pass, since what stands for a month in them is 20 or more.
    """
    return list(_matches(text))


def refuse_identity_numbers(value: str) -> None:
    """Validator for every free text. Raises ValidationError with a sentence that masks the number (rule 7, L20)."""
    for match in _matches(value):
        raise ValidationError(
            "Texten innehåller något som ser ut som ett %(word)s (%(masked)s). Portalen får inte innehålla uppgifter "
            "om enskilda personer som får vård eller insatser. Ta bort numret och beskriv frågan utan personuppgifter.",
            code="identity_number",
            params={"word": match.word, "masked": match.masked},
        )


def _matches(text: str) -> Iterator[Match]:
    for candidate in CANDIDATE.finditer(text):
        century, date, between, number = candidate.group("century", "date", "between", "number")
        if not century and not between and date.startswith("07"):
            continue
        separator = "+" if "+" in between and not century else ""
        try:
            found = Personnummer(f"{century or ''}{date}{separator}{number}")
        except PersonnummerException:
            continue
        if century and found.get_date() > clock.today():
            continue
        yield Match(
            candidate.start(),
            candidate.end(),
            f"{century or ''}{date[:2]}••••-••••",
            found.is_coordination_number(),
        )
