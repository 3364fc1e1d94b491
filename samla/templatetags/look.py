"""Small marks that stand in every row of a list, made once per process instead of once per row."""

import json
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

ICON_OF_STATE = {
    "draft": "pencil",
    "waiting": "clock",
    "active": "arrow-right",
    "ready": "check",
    "returned": "return",
    "paused": "pause",
    "done": "check-circle",
    "warning": "warning",
    "danger": "warning",
}


@register.simple_tag(name="static")
@lru_cache(maxsize=256)
def static_once(path: str) -> str:
    """{% static "css/base.css" %} -> Django's own answer, which does not change while the process lives."""
    return static(path)


@register.simple_tag
@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """{% icon "check" %} -> a decorative icon of static/icons.svg; the words beside it carry the meaning."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name)


@register.simple_tag
@lru_cache(maxsize=256)
def badge(state: str, word: str) -> SafeString:
    """{% badge "waiting" "Väntar på svar" %} -> the word with the icon and colour of its state (ICON_OF_STATE)."""
    return format_html('<span class="badge" data-state="{}">{}{}</span>', state, icon(ICON_OF_STATE[state]), word)


@register.filter
def as_json(value: Any) -> str:
    """{{ options|as_json }} in an attribute; the template escapes it as any text."""
    return json.dumps(value)
