"""What the desk adds to its own first page, and to the page of what the parties to a case have been told."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cases.models import Case
from desk import rules
from desk.models.letters import told_of
from desk.views.letters import told_words
from groups.powers import powers_of
from samla.http import Request
from samla.registry import register_panel


@register_panel("start", order=90, template="desk/_audit.html")
def audit(request: Request, _thing: None) -> Mapping[str, Any] | None:
    """For the auditor, for whom no case waits: the way to what she is here for."""
    if request.collaboration.pk not in powers_of(request.user).audits:
        return None
    return {"url": reverse("history:search"), "collaboration": request.collaboration}


@register_panel("informed", order=90, template="desk/_told.html")
def told(request: Request, case: Case) -> Mapping[str, Any] | None:
    """For the process leader: who was told of which step, and when (rule 15)."""
    if case.number is None or not rules.may_see_letters(request.user, request.collaboration):
        return None
    steps = told_of(case)
    if not steps:
        return None
    return {
        "steps": [(step, [(each.name, told_words(each)) for each in told]) for step, told in steps],
        "url": f"{reverse('letters:list')}?{urlencode({'q': case.number})}",
    }
