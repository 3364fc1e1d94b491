"""Large files on their way in and out: how long they take, and that they leave the web process as small as it was."""

import io
import random
import statistics
import time

import pikepdf

from bench.databases import working_in
from bench.report import Report
from bench.scenes import Scene
from bench.servers import Server
from cases.models import Case, CaseDocument
from documents.models import DocumentType

SIZE = 48_000_000
ROUNDS = 3
UPLOAD_BAR, DOWNLOAD_BAR = 5.0, 1.0  # seconds for 48 MB on the same machine


def a_pdf(size: int) -> bytes:
    """A real PDF of about so many bytes, which do not get smaller when packed."""
    document = pikepdf.new()
    page = document.add_blank_page()
    page.obj["/Contents"] = document.make_stream(random.Random(size).randbytes(size))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def typed(scene: Scene) -> dict[str, str]:
    """What is chosen in the form beside the file."""
    with working_in(scene.database):
        of_type = DocumentType.objects.filter(collaboration__is_home=True, ended_on=None).first()
        return {"document_type": str(of_type.pk if of_type else "")}


def compare(server: Server, scene: Scene, report: Report) -> None:
    """Send a large file to a case a few times and fetch it again."""
    member, chosen = scene.cookies["au"], typed(scene)
    with working_in(scene.database):
        case = Case.objects.open().filter(holder__slug="au", collaboration__is_home=True).order_by("number")[0]
    address = f"{case.get_absolute_url()}handlingar/"
    sent, fetched = [], []
    for number in range(ROUNDS):
        content = a_pdf(SIZE + number)
        began = time.monotonic()
        answer = server.upload(address, f"underlag-{number}.pdf", content, member, **chosen)
        sent.append(time.monotonic() - began)
        if answer.status != 302:
            raise RuntimeError(f"{address} answered {answer.status}")
        with working_in(scene.database):
            newest = CaseDocument.objects.filter(case=case).order_by("-pk")[0]
        began = time.monotonic()
        got = server.get(f"{address}{newest.document_id}/fil/1/", member)
        fetched.append(time.monotonic() - began)
        if got.body != content:
            raise RuntimeError(f"{address}{newest.document_id}/fil/1/ answered {got.status}, {len(got.body)} bytes")
    report.add("En fil på 48 MB in i ett ärende", statistics.median(sent), UPLOAD_BAR, unit="s")
    report.add("Samma fil ut igen", statistics.median(fetched), DOWNLOAD_BAR, unit="s")
