"""What the outbox adds to the page of health."""

import datetime as dt

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce

from outbox.models import MailState, OutgoingMail
from samla import clock
from samla.health import Part, register_part

LONG_MINUTES = 15  # by then the mail server has been asked some six times
DAY = dt.timedelta(days=1)


@register_part("brev")
def mail() -> Part:
    """How many letters wait, for how long the oldest, and how many could not be sent; one query, no address."""
    now = clock.now()
    queued, failed = Q(state=MailState.QUEUED), Q(state=MailState.FAILED)
    told = OutgoingMail.objects.filter(queued | failed).aggregate(  # each half has its own small index
        waiting=Count("pk", filter=queued),
        since=Min(Coalesce(F("retried_at"), F("queued_at")), filter=queued),
        failed=Count("pk", filter=failed),
        lately=Count("pk", filter=failed & Q(tried_at__gte=now - DAY)),
    )
    minutes = int((now - told["since"]).total_seconds() // 60) if told["since"] else 0
    warnings = []
    if minutes >= LONG_MINUTES:
        warnings.append(f"E-posten går inte fram: {told['waiting']} brev väntar, det äldsta sedan {minutes} minuter.")
    if told["lately"]:
        warnings.append(f"{told['lately']} brev har inte gått att skicka det senaste dygnet.")
    figures = {
        "i_ko": told["waiting"],
        "aldsta_minuter": minutes,
        "misslyckade": told["failed"],
        "misslyckade_senaste_dygnet": told["lately"],
    }
    return Part(figures, warnings)
