"""Mail as rows: written once per business key with what it tells of, sent by a task, never twice by us once marked."""

import datetime as dt
import hashlib
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import models, transaction

# The task calls `deliver` below, and `queue` queues the task: each module needs the other only when it is called.
from outbox import tasks
from outbox.models import MailState, OutgoingMail
from samla import clock

GIVE_UP_AFTER = dt.timedelta(days=3)
PERMANENT = 500  # replies from 500 on will not change by asking again (RFC 5321, 4.2.1)
LONGEST_ERROR = 500


class NotDeliveredError(Exception):
    """The mail server could not be reached or put us off: the queue tries again."""


@transaction.atomic
def queue(
    key: str, *, to: str, subject: str, text: str, html: str = "", recipient: models.Model | None = None
) -> OutgoingMail:
    """Write a letter that is sent when the transaction commits. The same key again gives the letter already written.

    Raises ValidationError when `to` is no e-mail address. Line breaks in the subject become spaces.
    """
    validate_email(to)
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "address": to,
            "subject": " ".join(subject.split())[:200],
            "text": text,
            "html": html,
            "recipient_id": recipient.pk if recipient else None,
            "message_id": message_id(key),
            "queued_at": clock.now(),
        },
    )
    if is_new:
        _send_soon(mail.pk)
    return mail


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
        mail.last_error = failure[:LONGEST_ERROR]
        if not failure:
            mail.state, mail.sent_at = MailState.SENT, clock.now()
        elif is_permanent or clock.now() - mail.queued_at >= GIVE_UP_AFTER:
            mail.state = MailState.FAILED
        mail.save(update_fields=["attempts", "last_error", "state", "sent_at"])
    if mail.state == MailState.QUEUED:
        raise NotDeliveredError(mail.last_error)


def deliver_waiting() -> None:
    """Queue every unsent letter again whose tries are used up: the mail server may be back."""
    for pk in OutgoingMail.objects.queued().order_by("queued_at").values_list("pk", flat=True):
        _send_soon(pk)


def message_id(key: str) -> str:
    """The letter's Message-ID: the same for the same key, so that a letter sent twice is known as one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


def _send_soon(pk: int) -> None:
    tasks.deliver_mail.keyed(dedupe=f"mail-{pk}").enqueue(pk)


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
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, reply = next(iter(refused.recipients.values()))
        return f"{code} {reply.decode(errors='replace')}", code >= PERMANENT
    except OSError as failure:  # SMTPException is one
        return f"{type(failure).__name__}: {failure}", False
    return "", False
