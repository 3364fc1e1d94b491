"""Finding the document, the body or the line of the register that an address names."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from documents import rules
from documents.models import Document, GoverningRevision, PublicEntry, RecordEntry
from groups.models import Body, User
from samla.addresses import address
from samla.http import OpenRequest, Request
from samla.registry import addresses_of_documents

type Trail = list[tuple[str, str | None]]

BESIDE = ("document_type", "author", "shared_by", "finalised_by", "attested_by", "published_by", "disposed_by")


def find_document(request: Request, pk: int) -> Document:
    """The document of a body, with what its page names, if the reader may see it; otherwise 404.

    Raises GoverningError, a 404 too, for a revision of a governing document.
    """
    visible = Document.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    document: Document = get_object_or_404(visible.select_related("body", "governing_revision__slot", *BESIDE), pk=pk)
    document.collaboration = document.body.collaboration = request.collaboration
    if (revision := revision_of(document)) is not None:
        raise GoverningError(revision)
    return document


class GoverningError(Http404):
    """The document is a revision of a governing document, which has pages of its own."""

    def __init__(self, revision: GoverningRevision) -> None:
        super().__init__("Handlingen är ett styrande dokument och har en egen sida.")
        self.revision = revision


def revision_of(document: Document) -> GoverningRevision | None:
    """The revision of a governing document that the document is, if it is one."""
    return getattr(document, "governing_revision", None)


def find_body(request: Request, slug: str) -> Body:
    """The body of a slug, if the reader may see it; otherwise 404. Those outside the portal have no documents here."""
    bodies = Body.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    body = get_object_or_404(bodies, slug=slug)
    if body.is_external:
        raise Http404
    body.collaboration = request.collaboration
    return body


def find_line(request: OpenRequest, designation: str) -> PublicEntry | RecordEntry:
    """The line of a designation: the public part, or a secret line for whoever may read its document; otherwise 404."""
    here = {"collaboration": request.collaboration.pk, "designation": designation}
    line = PublicEntry.objects.filter(**here).select_related("body", "authority__organisation").first()
    if line is not None:
        return line
    entry = RecordEntry.objects.filter(**here).select_related("body", "authority__organisation", "document").first()
    if entry is None or not may_read_secret(request, entry):
        raise Http404
    return entry


def may_read_secret(request: OpenRequest, entry: RecordEntry) -> bool:
    """A secret line is for whoever keeps the register, and whoever may open the document (L7)."""
    if not isinstance(request.user, User):
        return False
    signed_in: Request = request  # type: ignore[assignment]  # just said so
    return bool(rules.may_keep_register(request.user, entry.body)) or entry.document_id in addresses_of_documents(
        signed_in, [entry.document]
    )


def address_of(document: Document) -> str:
    """The page of a body's document."""
    return address("documents:document", document.pk)


def trail_to(document: Document, last: str = "") -> Trail:
    """The way to the page of a body's document, or to a page of it called `last`."""
    body = document.body
    trail: Trail = [
        ("Start", reverse("start")),
        (body.short_name, body.get_absolute_url()),
        ("Handlingar", reverse("documents:of_body", args=[body.slug])),
        (document.number or document.title, address_of(document) if last else None),
    ]
    return [*trail, (last, None)] if last else trail
