"""HTML to PDF/A-3a that is also PDF/UA-1, in the background worker: tagged, archivable, the same look as the pages."""

import hashlib
import mimetypes
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

from samla import clock

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcherResponse

# Addresses in a PDF's template are relative to the static files: href="css/pdf.css". The name can never exist in DNS.
BASE_URL = "https://static.invalid/"
GIVEN_URL = "https://given.invalid/"  # what the caller hands over with the document
LANGUAGE = "sv"

# WeasyPrint writes the identification of PDF/A or of PDF/UA, not of both; this adds the second with its schema.
_PDF_UA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>PDF/UA part</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
_END_OF_METADATA = b"</rdf:RDF>"

# Pango's font map is shared by all documents of a process and must not be used by two threads at a time.
_one_at_a_time = threading.Lock()


class RefusedError(ValueError):
    """An address that a document may not fetch. WeasyPrint logs it and goes on without it."""


class StaticFetcher:
    """Serves a document its style sheets, fonts and pictures: our own static files, what it was given, and nothing else."""

    _fail_on_errors = False  # read by WeasyPrint

    def __init__(self, given: Mapping[str, tuple[str, bytes]] | None = None) -> None:
        self.given = given or {}

    def __call__(self, url: str) -> "URLFetcherResponse":
        """The file. Raises RefusedError for any other address, FatalURLFetchingError for a file of ours that is missing."""
        from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse  # the named exception, see render_pdf

        if url in self.given:
            media_type, data = self.given[url]
            return URLFetcherResponse(url, data, {"Content-Type": media_type})
        path = _static_path(url)
        if path is None:
            raise FatalURLFetchingError(f"There is no static file {url.removeprefix(BASE_URL)}")
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})


def render_pdf(
    html: str, *, title: str, author: str = "", given: Mapping[str, tuple[str, bytes]] | None = None
) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1, in Swedish, dated by the clock: the same HTML at the same time, the same bytes.

    `html` is a whole page that extends `pdf/base.html`. Only our own static files are fetched, and what is `given`: by
    address under GIVEN_URL, a media type and bytes.
    Takes about 0.1 s per page and a second more the first time: call it in a task, never in a web request.
    Raises FileNotFoundError when the document names a static file that does not exist.
    """
    from weasyprint import HTML  # the named exception to imports at the top, see _fonts
    from weasyprint.urls import FatalURLFetchingError

    moment = clock.now().replace(microsecond=0).isoformat()
    identifier = hashlib.sha256(f"{moment}\n{title}\n{html}".encode()).digest()[:16]
    page = HTML(string=html, base_url=BASE_URL, url_fetcher=StaticFetcher(given))
    options = {"pdf_variant": "pdf/a-3a", "pdf_tags": True, "pdf_identifier": identifier}
    with _one_at_a_time:
        try:
            document = page.render(font_config=_fonts(), **options)
        except FatalURLFetchingError as missing:
            raise FileNotFoundError(str(missing)) from missing
        metadata = document.metadata
        metadata.title, metadata.lang, metadata.authors = title, LANGUAGE, [author] if author else []
        metadata.created = metadata.modified = moment
        written: bytes = document.write_pdf(finisher=_identify, **options)
    return written


def warm_up() -> None:
    """Load WeasyPrint and the fonts, about two seconds, so that the first document need not wait for them."""
    render_pdf('<!doctype html><link rel="stylesheet" href="css/pdf.css"><title>-</title><p>-', title="-")


@cache
def _fonts() -> "FontConfiguration":
    """The fonts, unpacked once per process: that takes a second, ten times as long as a page.

    WeasyPrint itself costs a second and 60 MB, which a web process never pays: hence the imports inside functions.
    """
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _static_path(url: str) -> Path | None:
    """Where our file lies, None when there is none. Raises RefusedError for an address that is not ours."""
    if not url.startswith(BASE_URL):
        raise RefusedError(f"Documents fetch nothing but our own static files: {url[:100]}")
    name = unquote(urlsplit(url).path).removeprefix(settings.STATIC_URL).lstrip("/")
    try:
        found = finders.find(name)
    except SuspiciousFileOperation as outside:
        raise RefusedError(f"Outside the static files: {name[:100]}") from outside
    return Path(found) if found else None


def _identify(document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher: the second identification, in metadata that archives read without unpacking."""
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata = b"".join(part if isinstance(part, bytes) else bytes(part) for part in stream.stream)
    head, end, tail = metadata.partition(_END_OF_METADATA)
    stream.stream = [head, _PDF_UA, end, tail]
    stream.compress = False
    stream.extra.pop("Filter", None)
    pdf.catalog.setdefault("ViewerPreferences", {"DisplayDocTitle": "true"})
