"""What the process leader does about letters."""

from django.db import transaction

from desk import rules
from desk.models.letters import letters_in
from groups.models import CareCollaboration, User
from outbox import actions as outbox
from outbox.models import OutgoingMail


@transaction.atomic
def retry_letter(letter: OutgoingMail, collaboration: CareCollaboration, *, by: User) -> None:
    """Queue a letter again that could not be sent, to its person's address of today.

    Raises PermissionDenied with the rule's reason: of two who press at once, the second reads that it is in the queue.
    """
    current = OutgoingMail.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=letter.pk)
    rules.may_retry(by, current, collaboration).require()
    outbox.try_again(OutgoingMail.objects.filter(pk=current.pk))


@transaction.atomic
def retry_letters(collaboration: CareCollaboration, *, by: User) -> int:
    """Queue every letter again that could not be sent to somebody who may sign in; answers how many.

    Raises PermissionDenied with the rule's reason.
    """
    rules.may_see_letters(by, collaboration).require()
    failed = letters_in(collaboration).exclude(recipient__is_active=False)
    return outbox.try_again(OutgoingMail.objects.filter(pk__in=failed.values("pk")))
