"""Mail as rows: written once per business key with what it tells of, sent by a task, never twice by us once marked."""

import datetime as dt
import hashlib
import smtplib
from collections.abc import Iterable, Mapping
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
    queue_for_each({key: (to, recipient)}, subject=subject, text=text, html=html)
    return OutgoingMail.objects.get(key=key)


@transaction.atomic
def queue_for_each(
    receivers: Mapping[str, tuple[str, models.Model | None]], *, subject: str, text: str, html: str = ""
) -> None:
    """Write the same letter once for each key, with its address and person; the same few queries however many there are.

    Otherwise as `queue`.
    """
    for address, _ in receivers.values():
        validate_email(address)
    OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(
                key=key,
                address=address,
                recipient_id=person.pk if person else None,
                subject=" ".join(subject.split())[:200],
                text=text,
                html=html,
                message_id=message_id(key),
                queued_at=clock.now(),
            )
            for key, (address, person) in receivers.items()
        ],
        ignore_conflicts=True,  # the same key is the same letter
    )
    waiting = list(OutgoingMail.objects.queued().filter(key__in=receivers).values_list("pk", flat=True))
    if waiting:
        tasks.deliver_mails.enqueue(waiting)


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
    send_soon(OutgoingMail.objects.queued().order_by("queued_at").values_list("pk", flat=True))


def message_id(key: str) -> str:
    """The letter's Message-ID: the same for the same key, so that a letter sent twice is known as one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


def send_soon(pks: Iterable[int]) -> None:
    """Give each letter a job of its own, so that one that cannot be sent keeps no other waiting."""
    for pk in pks:
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
