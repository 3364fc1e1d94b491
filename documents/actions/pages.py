"""Publishing a page. Whoever saves publishes; what stood there before stays readable in the history."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from documents.models import Page
from documents.rules import may_edit
from groups.models import CareCollaboration, User
from samla import clock


class StalePageError(Exception):
    """Somebody else has published the page since the form was opened."""

    def __init__(self, current: Page) -> None:
        super().__init__(f"Sidan har ändrats sedan du öppnade formuläret (version {current.version}).")
        self.current = current


@transaction.atomic
def publish(page: Page, values: Mapping[str, Any], *, version: int, by: User) -> Page:
    """Publish new words for a page, which may be one that nobody has written yet (version 0).

    `values`: title, content, is_public, and for the contact page addresses. The same words again make no new version.
    Raises PermissionDenied with the rule's reason, StalePageError with the current page when `version` is no longer
    the page's, ValidationError on bad fields.
    """
    # The collaboration's lock, because a page that is not there yet has no row to lock.
    CareCollaboration.objects.select_for_update(no_key=True).get(pk=page.collaboration_id)
    current = Page.objects.filter(collaboration=page.collaboration_id, slug=page.slug).first()
    may_edit(by, current or page).require()
    if current is None:
        return _create(page, values, by)
    if current.version != version:
        raise StalePageError(current)
    differing = [name for name, value in values.items() if getattr(current, name) != value]
    for name in differing:
        setattr(current, name, values[name])
    current.clean_fields()
    if differing:
        current.version += 1
        current.changed_at, current.changed_by = clock.now(), by
        current.save(update_fields=[*differing, "version", "changed_at", "changed_by"])
    return current


def _create(page: Page, values: Mapping[str, Any], by: User) -> Page:
    made = Page(collaboration_id=page.collaboration_id, slug=page.slug, changed_by=by, **values)
    made.clean_fields()
    made.save(force_insert=True)
    return made
