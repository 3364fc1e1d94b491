"""Mail as rows: written once per business key with what it tells of, sent by a task, never twice by us once marked."""

import contextlib
import datetime as dt
import hashlib
import re
import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.validators import validate_email
from django.db import models, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

# The task calls `deliver` below, and `queue` queues the task: each module needs the other only when it is called.
from outbox import tasks
from outbox.models import MailState, OutgoingMail
from samla import clock
from samla.secret_paths import masked

GIVE_UP_AFTER = dt.timedelta(days=3)
PERMANENT = 500  # replies from 500 on will not change by asking again (RFC 5321, 4.2.1)
LONGEST_ERROR = 500
LONGEST_SUBJECT = 200
JOB = "mail-{}"
METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


class NotDeliveredError(Exception):
    """The mail server could not be reached or put us off: the queue tries again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter that is to be queued. `area` is the slug of the collaboration that it is about, if it is about one.

    `calendar` is a whole iCalendar object with its METHOD, which calendars in mail programs take as an invitation.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    recipient: models.Model | None = None
    area: str = ""


def queue(
    key: str,
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    recipient: models.Model | None = None,
    area: str = "",
) -> OutgoingMail:
    """Write a letter that is sent when the transaction commits. The same key again gives the letter already written.

    Raises ValidationError when `to` is no e-mail address. Line breaks in the subject become spaces.
    """
    draft = Draft(to=to, subject=subject, text=text, html=html, recipient=recipient, area=area)
    return queue_all({key: draft})[key]


def queue_for_each(
    receivers: Mapping[str, tuple[str, models.Model | None]], *, subject: str, text: str, html: str = "", area: str = ""
) -> None:
    """Write the same letter once for each key, with its address and person. Otherwise as `queue_all`."""
    queue_all(
        {
            key: Draft(to=address, subject=subject, text=text, html=html, recipient=person, area=area)
            for key, (address, person) in receivers.items()
        }
    )


@transaction.atomic
def queue_all(drafts: Mapping[str, Draft]) -> dict[str, OutgoingMail]:
    """Write letters by key, in the same few queries however many; answers them, without their texts.

    Otherwise as `queue`.
    """
    for draft in drafts.values():
        validate_email(draft.to)
    now = clock.now()
    OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(
                key=key,
                area=draft.area,
                address=draft.to,
                recipient_id=draft.recipient.pk if draft.recipient else None,
                subject=" ".join(draft.subject.split())[:LONGEST_SUBJECT],
                text=draft.text,
                html=draft.html,
                calendar=draft.calendar,
                message_id=message_id(key),
                queued_at=now,
            )
            for key, draft in drafts.items()
        ],
        ignore_conflicts=True,  # the same key is the same letter
    )
    letters = {mail.key: mail for mail in OutgoingMail.objects.filter(key__in=drafts).defer("text", "html", "calendar")}
    waiting = sorted(mail.pk for mail in letters.values() if mail.state == MailState.QUEUED)
    if waiting:
        tasks.deliver_mails.enqueue(waiting)
    return letters


def deliver(pk: int) -> None:
    """Send one letter and mark it, under a lock; a letter that is sent, given up or in other hands is left alone.

    Raises NotDeliveredError when it should be tried again. A crash between the server's yes and our mark sends it again,
    with the same Message-ID, by which the receiver's server knows it.
    """
    with transaction.atomic():
        mail = OutgoingMail.objects.queued().select_for_update(skip_locked=True).filter(pk=pk).first()
        if mail is None:
            return
        failure, is_permanent = _hand_over(mail)
        mail.attempts += 1
        mail.tried_at = clock.now()
        mail.last_error = failure[:LONGEST_ERROR]
        if not failure:
            mail.state, mail.sent_at = MailState.SENT, mail.tried_at
            mail.text, mail.html = masked(mail.text), masked(mail.html)  # a secret address is kept nowhere
        elif is_permanent or mail.tried_at - mail.in_queue_since >= GIVE_UP_AFTER:
            mail.state = MailState.FAILED
        mail.save(update_fields=["attempts", "last_error", "state", "tried_at", "sent_at", "text", "html"])
    if mail.state == MailState.QUEUED:
        raise NotDeliveredError(mail.last_error)


def deliver_waiting() -> None:
    """Queue every unsent letter again whose tries are used up: the mail server may be back."""
    send_soon(OutgoingMail.objects.queued().order_by("queued_at").values_list("pk", flat=True))


@transaction.atomic
def try_again(letters: models.QuerySet[OutgoingMail]) -> int:
    """Queue again those of the letters that could not be sent, for another three days; answers how many.

    They go to the address that their person has today: a wrong one is the usual reason.
    """
    failed = list(letters.failed().select_for_update(of=("self",)).select_related("recipient").order_by("pk"))  # type: ignore[attr-defined]  # OutgoingMailQuerySet
    for mail in failed:
        if mail.recipient is not None:
            mail.address = getattr(mail.recipient, mail.recipient.get_email_field_name())
        mail.state, mail.retried_at = MailState.QUEUED, clock.now()
        mail.save(update_fields=["address", "state", "retried_at"])
    send_soon(mail.pk for mail in failed)
    return len(failed)


def next_tries(letters: Iterable[OutgoingMail]) -> dict[int, dt.datetime | None]:
    """When each letter in the queue is tried next, by its key; None is at once, and whoever is missing waits for the clock."""
    names = {JOB.format(mail.pk): mail.pk for mail in letters if mail.state == MailState.QUEUED}
    if not names:
        return {}
    jobs = ProcrastinateJob.objects.filter(queueing_lock__in=names, status="todo")
    return {names[name]: at for name, at in jobs.values_list("queueing_lock", "scheduled_at")}


def message_id(key: str) -> str:
    """The letter's Message-ID: the same for the same key, so that a letter sent twice is known as one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


def send_soon(pks: Iterable[int]) -> None:
    """Give each letter a job of its own, so that one that cannot be sent keeps no other waiting."""
    for pk in pks:
        tasks.deliver_mail.keyed(dedupe=JOB.format(pk)).enqueue(pk)


def _hand_over(mail: OutgoingMail) -> tuple[str, bool]:
    """Give the letter to the mail server: what went wrong, if anything, and whether that is for good."""
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.address],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        method = METHOD.search(mail.calendar)
        # As RFC 6047 wants it: an alternative of the text, so that a calendar takes it and others show the letter.
        message.attach_alternative(mail.calendar, f"text/calendar; method={method[1] if method else 'PUBLISH'}")
    mailer = mailers.default
    try:
        mailer.open()
        mailer.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        code, reply = next(iter(refused.recipients.values()))
        return _words(code, reply), code >= PERMANENT
    except smtplib.SMTPDataError as refused:
        return _words(refused.smtp_code, refused.smtp_error), refused.smtp_code >= PERMANENT
    except smtplib.SMTPResponseException as refused:  # who we are or our password: not this letter's fault
        return _words(refused.smtp_code, refused.smtp_error), False
    except OSError as failure:  # SMTPException is one
        return f"{type(failure).__name__}: {failure}", False
    except ValueError as failure:  # an address that no mail server takes
        return str(failure), True
    finally:
        with contextlib.suppress(OSError):  # once it has said yes, how it says goodbye does not matter
            mailer.close()
    return "", False


def _words(code: int, reply: bytes | str) -> str:
    """The server's own words, on one line."""
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"
