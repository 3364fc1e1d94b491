"""The small link from the page of a thing to its history."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from desk import rules
from desk.models import kind_of
from samla.http import Request

register = template.Library()


@register.simple_tag(takes_context=True)
def history_link(context: dict[str, Any], slug: str, key: Any) -> SafeString | str:
    """{% history_link "grupp" body.pk %} -> a link for whoever may read it, otherwise nothing. Asks no database."""
    request: Request = context["request"]
    kind = kind_of(slug)
    if not rules.may_read(request.user, kind, key, request.collaboration):
        return ""
    address = reverse("history:thing", args=[slug, key])
    return format_html('<a class="history-link" href="{}">Historik: vem ändrade vad när</a>', address)
