"""A case file as PDF against WeasyPrint's own time for the same HTML."""

import logging
import statistics
import time
from collections.abc import Callable
from unittest import mock

from bench.databases import working_in
from bench.report import Report
from bench.scenes import Scene
from cases.actions import filing
from cases.models import Case
from samla import pdf

PDF_BAR = 1.15
PAIRS = 15


def compare(scene: Scene, report: Report) -> None:
    """The file of a case with notes, as the worker makes it; in turns, in the processor's seconds."""
    for library in ("weasyprint", "fontTools"):
        logging.getLogger(library).setLevel(logging.ERROR)
    with working_in(scene.database):
        pdf.warm_up()
        number = scene.cases[0].strip("/").split("/")[-1].replace("-", " ", 1)
        related = Case.objects.select_related("collaboration", "origin", "holder")
        with mock.patch.object(filing, "render_pdf", wraps=pdf.render_pdf) as seen:
            filing.file_of(related.get(number=number), with_notes=True)
        html = seen.call_args.args[0]
        pairs = [
            (
                _seconds(lambda: filing.file_of(related.get(number=number), with_notes=True)),
                _seconds(lambda: _bare(html)),
            )
            for _ in range(PAIRS)
        ]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    report.add("Akt som PDF: gånger WeasyPrint", ratio, PDF_BAR, remark=f"{ours:.2f} mot {theirs:.2f} s")


def _bare(html: str) -> bytes:
    """WeasyPrint with the same options and fonts, and nothing of ours after it."""
    from weasyprint import HTML  # noqa: PLC0415  a second that only this part of the run needs

    page = HTML(string=html, base_url=pdf.BASE_URL, url_fetcher=pdf.StaticFetcher())
    written: bytes = page.write_pdf(font_config=pdf._fonts(), pdf_variant="pdf/a-3a", pdf_tags=True)  # noqa: SLF001
    return written


def _seconds(make: Callable[[], bytes]) -> float:
    began = time.process_time()
    make()
    return time.process_time() - began
