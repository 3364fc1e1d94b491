"""One formatter for money, one for dates: Swedish typography, rules L28 and L29. U+00A0 is the only special space."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal

from samla.clock import STOCKHOLM

KILO = 1024
TENTH = Decimal("0.1")
NBSP = "\u00a0"
MINUS = "\u2212"
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_DATE = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")
_SWEDISH = str.maketrans({",": NBSP, ".": ",", "-": MINUS})
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def number(amount: int | Decimal) -> str:
    """1563000 -> "1 563 000", with U+00A0 between thousands, U+2212 for minus and a decimal comma (L28)."""
    if not amount:
        return "0"  # a Decimal may be minus nothing
    digits = f"{amount:,f}" if isinstance(amount, Decimal) else f"{amount:,d}"
    return digits.translate(_SWEDISH)


def kronor(amount: int | Decimal, *, approximate: bool = False) -> str:
    """An amount in whole kronor, or kronor with öre when a Decimal has them: "ca 1 563 000 kronor" (L28, rule 78)."""
    if isinstance(amount, Decimal):
        amount = int(amount) if amount == amount.to_integral_value() else amount.quantize(Decimal("0.01"))
    return f"{'ca' + NBSP if approximate else ''}{number(amount)}{NBSP}kronor"


def percent(share: int | Decimal) -> str:
    """Hundredths, not a fraction of one: 50 -> "50 %" (L28)."""
    if isinstance(share, Decimal):
        share = int(share) if share == share.to_integral_value() else share.normalize()
    return f"{number(share)}{NBSP}%"


def date_text(day: dt.date) -> str:
    """A date in running text: "12 december 2025" (L29). An instant gives its date in Stockholm."""
    day = _local_date(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def unbroken_dates(text: str) -> str:
    """The text with its dates kept on one line: for headings."""
    return _DATE.sub(NBSP.join((r"\1", r"\2", r"\3")), text)


def date_short(day: dt.date) -> str:
    """A date in tables and metadata: "2025-12-12" (L29). An instant gives its date in Stockholm."""
    return _local_date(day).isoformat()


def period_text(first: dt.date, last: dt.date) -> str:
    """A stretch of days in running text: "1 januari–31 december 2027", "1 juli 2026–30 juni 2027" (L29)."""
    if first == last:
        return date_text(first)
    begins = date_text(first)
    return f"{begins.removesuffix(f' {first.year}') if first.year == last.year else begins}–{date_text(last)}"


def clock_text(instant: dt.datetime) -> str:
    """The time in Stockholm with a full stop: "13.20" (L29)."""
    return f"{instant.astimezone(STOCKHOLM):%H.%M}"


def times_text(starts: dt.datetime, ends: dt.datetime) -> str:
    """From when to when, in Stockholm: "13.00–16.30" (L29)."""
    return f"{clock_text(starts)}–{clock_text(ends)}"


def instant_text(instant: dt.datetime) -> str:
    """An instant in running text, in Stockholm: "22 november 2026 kl. 13.20" (L29)."""
    return f"{date_text(instant)} kl. {clock_text(instant)}"


def days_text(days: int) -> str:
    """A length in days: "1 dag", "3 dagar"."""
    return f"{number(days)} {'dag' if abs(days) == 1 else 'dagar'}"


def size_text(size: int) -> str:
    """The size of a file: "812 byte", "14 kB", "2,4 MB", with U+00A0 before the unit."""
    if size < KILO:
        return f"{number(size)}{NBSP}byte"
    if size < KILO * KILO:
        return f"{number(max(1, round(size / KILO)))}{NBSP}kB"
    return f"{number((Decimal(size) / KILO / KILO).quantize(TENTH))}{NBSP}MB"


def counted(count: int, one: str, many: str) -> str:
    """So many of something, in figures: "1 handling", "12 handlingar"."""
    return f"{number(count)} {one if count == 1 else many}"


def weekday(day: dt.date) -> str:
    """The weekday in lower case: "fredag" (L29)."""
    return WEEKDAYS[_local_date(day).weekday()]


def genitive(name: str) -> str:
    """Whose: "AU" -> "AU:s", "Samordningsgruppen" -> "Samordningsgruppens", "NOSAM Alingsås" -> "NOSAM Alingsås"."""
    if name.lower().endswith(("s", "x", "z")):
        return name
    return f"{name}:s" if name.rpartition(" ")[2].isupper() else f"{name}s"


def _local_date(day: dt.date) -> dt.date:
    return day.astimezone(STOCKHOLM).date() if isinstance(day, dt.datetime) else day


def in_words(count: int) -> str:
    """Small numbers as words in running text, ”två”; from 13 on as figures (L29). Nouns in -t take ”ett” themselves."""
    return WORDS[count] if 0 < count < len(WORDS) else number(count)


def sequence(words: Iterable[str]) -> str:
    """Words in a row: "kommun", "kommun och sjukhus", "regional primärvård, kommun och sjukhus"."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} och {last}" if first else last
