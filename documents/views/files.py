"""A file on its way out."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from documents.models import DocumentVersion
from samla.filetypes import SHOWN_IN_BROWSER
from samla.http import OpenRequest


def send(_request: OpenRequest, version: DocumentVersion, *, as_attachment: bool) -> FileResponse:
    """The bytes of a version that the reader may have: the caller has asked. Inline only what a browser shows safely."""
    blob = version.blob
    if blob.disposed_at is not None or not default_storage.exists(blob.storage_name):
        raise Http404("Filen finns inte kvar.")
    return FileResponse(
        default_storage.open(blob.storage_name),
        as_attachment=as_attachment or blob.media_type not in SHOWN_IN_BROWSER,
        filename=version.filename,
        content_type=blob.media_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"},
    )
