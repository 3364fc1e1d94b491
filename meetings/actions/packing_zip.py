"""The documents of a meeting as files in folders, one for each item."""

import datetime as dt
import shutil
import zipfile
from pathlib import Path
from uuid import UUID

from documents.actions import begin, fail, finish_with_file, progress
from documents.models import DocumentVersion, Job
from groups.models import User
from meetings.actions.packing import TEXTS, Bundle, Leaf, bundle_of
from meetings.actions.workroom import CHUNK, TOO_MUCH, is_too_much, workroom
from meetings.actions.writing import pdf_of
from meetings.models import Meeting, Notice
from meetings.rules import is_limited
from samla import clock
from samla.storage import files

ABOUT = "Läs mig.txt"


def write_zip(job_id: str | UUID, meeting_pk: int, notice_pk: int, user_pk: int) -> None:
    """In the worker: what the person may read now, file by file; never more than one part of one in memory."""
    job = begin(job_id)
    if job is None:
        return
    meeting, user = Meeting.objects.with_bodies().get(pk=meeting_pk), User.objects.get(pk=user_pk)
    notice = Notice.objects.select_related("meeting__collaboration", "meeting__body").get(pk=notice_pk, meeting=meeting)
    bundle = bundle_of(meeting, notice, user)
    if is_too_much(bundle):
        fail(job, TOO_MUCH)
        return
    with workroom() as room:
        path = room / "handlingar.zip"
        _write(path, bundle, job, is_whole=not is_limited(user, meeting))
        finish_with_file(job, path, media_type="application/zip")


def _write(path: Path, bundle: Bundle, job: Job, *, is_whole: bool) -> None:
    """The same content, the same bytes: in the order of the agenda, dated as the notice."""
    sent, missing = bundle.notice.sent_at.astimezone(clock.STOCKHOLM), []
    leaves = bundle.leaves
    with zipfile.ZipFile(path, "w") as archive:
        if is_whole:
            _add_notice(archive, bundle.notice, sent)
        done = 0
        for chapter in bundle.chapters:
            for leaf in chapter.leaves:
                done += 1
                progress(job, 95 * done // (len(leaves) + 1), f"Handling {done} av {len(leaves)}")
                name = f"{chapter.folder}/{leaf.name}"
                if not _may_come(leaf) or not _add(archive, name, leaf.version, sent):
                    missing.append(name)
        if missing or not leaves:
            archive.writestr(_info(ABOUT, sent), _about(missing), zipfile.ZIP_DEFLATED)


def _add(archive: zipfile.ZipFile, name: str, version: DocumentVersion, at: dt.datetime) -> bool:
    """Copy one file in; False when its bytes are gone. Only text shrinks: the rest is packed already."""
    try:
        with files().open(version.blob.storage_name) as source:
            info = _info(name, at)
            info.file_size = version.blob.size
            info.compress_type = zipfile.ZIP_DEFLATED if version.blob.media_type in TEXTS else zipfile.ZIP_STORED
            with archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, CHUNK)
    except FileNotFoundError:
        return False
    return True


def _add_notice(archive: zipfile.ZipFile, notice: Notice, at: dt.datetime) -> None:
    """The notice as it was registered; before that has been done, as it will be."""
    name = f"Kallelse {notice.number}.pdf"
    versions = DocumentVersion.objects.filter(document=notice.document_id, blob__disposed_at=None)
    registered = versions.select_related("blob").order_by("-number").first() if notice.document_id else None
    if registered is None or not _add(archive, name, registered, at):
        archive.writestr(_info(name, at), pdf_of(notice))


def _info(name: str, at: dt.datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    info.external_attr = 0o640 << 16
    return info


def _may_come(leaf: Leaf) -> bool:
    return not leaf.version.blob.is_infected and not leaf.version.blob.disposed_at


def _about(missing: list[str]) -> str:
    if not missing:
        return "Kallelsen har inga handlingar som du kan läsa.\r\n"
    lines = "\r\n".join(missing)
    return f"De här filerna gick inte att ta med. De saknas på servern, eller innehåller virus:\r\n\r\n{lines}\r\n"
