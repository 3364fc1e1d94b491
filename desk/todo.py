"""What waits for the process leader: letters that did not come through."""

from collections.abc import Iterable

from django.db.models import Count, Max
from django.urls import reverse

from desk import rules
from desk.models.letters import failed_lately
from outbox.models import MailState
from samla import clock
from samla.formats import date_text
from samla.http import Request
from samla.registry import Todo, register_todo


@register_todo
def failed_letters(request: Request) -> Iterable[Todo]:
    """One line, while letters of the last month could not be sent; one query, and none for others."""
    if not rules.may_see_letters(request.user, request.collaboration):
        return []
    failed = failed_lately(request.collaboration, clock.now()).aggregate(count=Count("pk"), last=Max("tried_at"))
    if not failed["count"]:
        return []
    title = "Ett brev gick inte att skicka" if failed["count"] == 1 else f"{failed['count']} brev gick inte att skicka"
    why = f"senast {date_text(failed['last'])}; se om adressen är rätt och försök igen"
    return [Todo(title, why, f"{reverse('letters:list')}?lage={MailState.FAILED}", "Se breven")]
