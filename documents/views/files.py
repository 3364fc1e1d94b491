"""The bytes of a version on their way out: after the caller has checked the access, and never as anything active."""

import logging
import re
from contextlib import closing
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from documents.models import Blob, DocumentVersion
from samla.filetypes import SHOWN_IN_BROWSER
from samla.storage import files

logger = logging.getLogger(__name__)

# What is shown loads nothing and runs nothing, and only our own pages may frame it. A browser's reader of PDFs runs apart
# from the page and from us; that of Chromium opens under this policy, and some versions of it not in a sandbox.
POLICY_OF_PDF = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
POLICY = f"{POLICY_OF_PDF}; sandbox"
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Stretch:
    """The bytes that are sent, of how many."""

    start: int
    length: int
    size: int

    @property
    def is_part(self) -> bool:
        """Less than everything?"""
        return self.length < self.size

    @property
    def words(self) -> str:
        """As Content-Range says it."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def send(request: HttpRequest, version: DocumentVersion, *, as_attachment: bool) -> HttpResponseBase:
    """The file of a version that the caller has let this reader have; `version` comes with its `blob` and `document`.

    Shown in the browser only if it is a PDF, a picture or plain text; anything else is a file to save. Answers 304 to
    whoever has it already, and a part to whoever asks for one. Raises PermissionDenied for a file with a virus or one
    that has been disposed of, Http404 when the bytes are gone.
    """
    blob = version.blob
    if blob.is_infected:
        raise PermissionDenied(f"Filen innehåller virus ({blob.scan_finding}) och lämnas därför inte ut.")
    if not version.document.is_readable or blob.disposed_at:
        raise PermissionDenied("Handlingen är gallrad, och filen finns inte längre.")
    is_shown = not as_attachment and blob.media_type in SHOWN_IN_BROWSER
    etag, modified = f'"{blob.sha256}"', int(version.at.timestamp())
    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    if unchanged is not None:
        return _dressed(unchanged, version, is_shown=is_shown)
    stretch = _wanted(request, blob.size, etag, modified)
    if stretch is None:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{blob.size}"})
        return _dressed(refused, version, is_shown=is_shown)
    response = _bytes_of(request, blob, stretch)
    response["Content-Disposition"] = content_disposition_header(not is_shown, version.filename) or "attachment"
    return _dressed(response, version, is_shown=is_shown)


def _bytes_of(request: HttpRequest, blob: Blob, stretch: Stretch) -> StreamingHttpResponse:
    """A quarter of a megabyte at a time, so that a large file takes no more memory than a small one."""
    try:
        content_type = _content_type(blob)
        chunks = files().chunks(blob.storage_name, stretch.start, 0 if request.method == "HEAD" else stretch.length)
    except FileNotFoundError:
        logger.exception("files.missing", extra={"sha256": blob.sha256})
        raise Http404("Filen saknas i lagringen. Säg till processledaren.") from None
    response = StreamingHttpResponse(chunks, status=206 if stretch.is_part else 200, content_type=content_type)
    response["Content-Length"] = str(stretch.length)
    if stretch.is_part:
        response["Content-Range"] = stretch.words
    return response


def _dressed(response: HttpResponseBase, version: DocumentVersion, *, is_shown: bool) -> HttpResponseBase:
    """Kept by her browser only, which asks each time whether she may still read it.

    Every answer says what may be done with the file: a browser takes over the policy of ”unchanged” for what it has.
    """
    is_pdf = version.blob.media_type == "application/pdf"
    response["ETag"] = f'"{version.blob.sha256}"'
    response["Last-Modified"] = http_date(int(version.at.timestamp()))
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY_OF_PDF if is_shown and is_pdf else POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _wanted(request: HttpRequest, size: int, etag: str, modified: int) -> Stretch | None:
    """Everything, or the one stretch that is asked for; None when there is no such stretch."""
    whole = Stretch(0, size, size)
    asked = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or request.method != "GET" or not any(asked.groups()):
        return whole
    condition = request.headers.get("If-Range", "")
    if condition and condition != etag and parse_http_date_safe(condition) != modified:
        return whole
    first, last = asked.groups()
    if not first:  # so many bytes from the end
        length = min(int(last), size)
        return Stretch(size - length, length, size) if length else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return whole  # no range at all
    return Stretch(start, end - start + 1, size) if start < size else None


def _content_type(blob: Blob) -> str:
    """Text says its letters, or å, ä and ö become something else."""
    if not blob.media_type.startswith("text/"):
        return blob.media_type
    with closing(files().chunks(blob.storage_name, 0, min(HEAD, blob.size))) as chunks:
        head = b"".join(chunks)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"{blob.media_type}; charset=utf-16"
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3 or len(head) < HEAD:
            return f"{blob.media_type}; charset=windows-1252"
    return f"{blob.media_type}; charset=utf-8"
