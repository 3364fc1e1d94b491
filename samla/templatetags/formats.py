"""The formatters as template filters. An empty value is shown as nothing."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from samla import formats
from samla import markdown as markdown_text

register = template.Library()


@register.filter
def kronor(amount: int | Decimal | None) -> str:
    """{{ 1563000|kronor }} -> 1 563 000 kronor."""
    return "" if amount is None else formats.kronor(amount)


@register.filter
def kronor_approximate(amount: int | Decimal | None) -> str:
    """{{ 1563000|kronor_approximate }} -> ca 1 563 000 kronor."""
    return "" if amount is None else formats.kronor(amount, approximate=True)


@register.filter
def percent(share: int | Decimal | None) -> str:
    """{{ 50|percent }} -> 50 %."""
    return "" if share is None else formats.percent(share)


@register.filter
def date_text(day: dt.date | None) -> str:
    """{{ meeting.held_on|date_text }} -> 12 december 2025."""
    return formats.date_text(day) if day else ""


@register.filter
def unbroken_dates(text: str) -> str:
    """{{ title|unbroken_dates }} -> the same, with no line break within a date."""
    return formats.unbroken_dates(text)


@register.filter
def date_short(day: dt.date | None) -> str:
    """{{ meeting.held_on|date_short }} -> 2025-12-12."""
    return formats.date_short(day) if day else ""


@register.filter
def instant_text(instant: dt.datetime | None) -> str:
    """{{ step.taken_at|instant_text }} -> 22 november 2026 kl. 13.20."""
    return formats.instant_text(instant) if instant else ""


@register.filter
def clock_text(instant: dt.datetime | None) -> str:
    """{{ step.taken_at|clock_text }} -> 13.20."""
    return formats.clock_text(instant) if instant else ""


@register.filter
def days_text(days: int | None) -> str:
    """{{ 3|days_text }} -> 3 dagar."""
    return "" if days is None else formats.days_text(days)


@register.filter
def weekday(day: dt.date | None) -> str:
    """{{ meeting.held_on|weekday }} -> fredag."""
    return formats.weekday(day) if day else ""


@register.filter
def genitive(name: str | None) -> str:
    """{{ body.short_name|genitive }} -> AU:s."""
    return formats.genitive(name) if name else ""


@register.filter
def markdown(text: str, shift: int = markdown_text.HEADING_SHIFT) -> SafeString:
    """{{ case.background|markdown }} -> cleaned HTML; |markdown:1 where the text is the whole page, below its h1."""
    return markdown_text.render(text, shift)


@register.filter
def in_words(count: int | None) -> str:
    """{{ 2|in_words }} -> två."""
    return "" if count is None else formats.in_words(count)
