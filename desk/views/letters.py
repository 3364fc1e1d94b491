"""The operator's view of the mail: which letters wait, have gone and did not come through. Never what they say."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from desk import actions, rules
from desk.forms import LettersForm
from desk.models.letters import Told, letters_in, lines_of_letters, matching
from groups.powers import powers_of
from outbox.actions import next_tries
from outbox.models import MailState, OutgoingMail
from samla import clock
from samla.addresses import address
from samla.formats import clock_text, date_short
from samla.htmx import answer
from samla.http import Request
from samla.verdict import Verdict

PER_PAGE = 50
BADGES = {MailState.QUEUED: "waiting", MailState.SENT: "done", MailState.FAILED: "danger"}
LINES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One letter as a line of the list."""

    subject: str
    lines: Sequence[str]
    more: int
    name: str
    address: str
    badge: str
    word: str
    trouble: str
    tries: str
    written: str
    retry_url: str
    verdict: Verdict


@require_GET
def letter_list(request: Request) -> HttpResponse:
    """Every letter of the collaboration, the newest first."""
    _let_in(request)
    form = LettersForm(request.GET)
    letters = matching(letters_in(request.collaboration), form.chosen("q"))
    if state := form.chosen("lage"):
        letters = letters.filter(state=state)
    found = letters.select_related("recipient").order_by("-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines, tries = lines_of_letters(page), next_tries(page)
    rows = [_row(request, mail, _carried(mail, lines), tries) for mail in page]
    context = {
        "form": form,
        "page_obj": page,
        "rows": rows,
        "retries": sum(bool(row.verdict) for row in rows) > 1,
        "retry_all_url": reverse("letters:retry_all"),
        "clear_url": request.path if request.GET else "",
        "trail": [("Start", reverse("start")), ("Skickade brev", None)],
    }
    return answer(request, "desk/letters.html", "lista", context)


@require_POST
def letter_retry(request: Request, pk: int) -> HttpResponse:
    """Try a letter again."""
    _let_in(request)
    letter = get_object_or_404(letters_in(request.collaboration), pk=pk)
    actions.retry_letter(letter, request.collaboration, by=request.user)
    messages.success(request, "Brevet ligger i kön igen.")
    return HttpResponseRedirect(reverse("letters:list"))


@require_POST
def letters_retry(request: Request) -> HttpResponse:
    """Try every letter again that could not be sent."""
    _let_in(request)
    count = actions.retry_letters(request.collaboration, by=request.user)
    messages.success(request, f"{count} brev ligger i kön igen." if count else "Det finns inget brev att försöka med.")
    return HttpResponseRedirect(reverse("letters:list"))


def told_words(told: Told) -> str:
    """How and when somebody was told, or is to be, in a few words."""
    if told.letter is None:
        dropped = told.line is not None and told.line.dropped_at is not None
        return "inget brev: valde bort det, eller hör inte längre hit" if dropped else "står i nästa morgonbrev"
    kind = "morgonbrev" if told.line else "brev"
    match told.letter.state:
        case MailState.SENT if told.letter.sent_at:
            return f"{kind} {_when(told.letter.sent_at)}"
        case MailState.FAILED:
            return f"{kind} som inte gick att skicka"
        case _:
            return f"{kind} i kö"


def _let_in(request: Request) -> None:
    """404 for strangers, 403 with the rule's reason for others who may not see the letters."""
    if request.collaboration.pk not in powers_of(request.user).collaborations:
        raise Http404
    rules.may_see_letters(request.user, request.collaboration).require()


def _carried(mail: OutgoingMail, lines: Mapping[int, Sequence[str]]) -> Sequence[str]:
    """What a morning letter tells of, unless it is the one thing that its subject says already."""
    carried = lines.get(mail.pk, ())
    return () if list(carried) == [mail.subject] else carried


def _row(request: Request, mail: OutgoingMail, lines: Sequence[str], tries: Mapping[int, dt.datetime | None]) -> Row:
    state = MailState(mail.state)
    return Row(
        subject=mail.subject,
        lines=lines[:LINES_SHOWN],
        more=max(0, len(lines) - LINES_SHOWN),
        name=str(mail.recipient) if mail.recipient else "",
        address=mail.address,
        badge=BADGES[state],
        word=state.label,
        trouble=f"Det som gick fel: {mail.last_error}" if mail.last_error else "",
        tries=_tries(mail, tries),
        written=_when(mail.queued_at),
        retry_url=address("letters:retry", mail.pk),
        verdict=rules.may_retry(request.user, mail, request.collaboration),
    )


def _tries(mail: OutgoingMail, tries: Mapping[int, dt.datetime | None]) -> str:
    """What has been tried, and when it is tried again."""
    if mail.sent_at:
        return _when(mail.sent_at)
    times = (
        "inget försök än" if not mail.attempts else "ett försök" if mail.attempts == 1 else f"{mail.attempts} försök"
    )
    last = f", senast {_when(mail.tried_at)}" if mail.tried_at else ""
    if mail.state != MailState.QUEUED:
        return f"{times}{last}"
    at = tries.get(mail.pk)
    if at is not None and at > clock.now():
        return f"{times}{last}; nästa {_when(at)}"
    return f"{times}{last}; nästa {'strax' if mail.pk in tries else 'inom tio minuter'}"


def _when(instant: dt.datetime) -> str:
    return f"{date_short(instant)} kl. {clock_text(instant)}"
