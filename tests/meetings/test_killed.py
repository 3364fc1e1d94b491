"""A worker that dies while it registers leaves nothing or all of it, and the next one makes one document of it (L3)."""

import pytest

from documents.actions.made import register_made
from documents.models import Document, DocumentVersion, RecordEntry
from meetings import actions
from meetings.actions import registering, writing
from meetings.models import Notice, SubmissionDocument
from samla.storage import files as kept
from tests.cast import build
from tests.killing import killed_at, lines_of
from tests.meetings.building import a_called_meeting, fresh, views_on


@pytest.fixture
def cast(cloned_database):
    return build()


@pytest.fixture
def meeting(cast):
    return a_called_meeting(cast.sg, cast.process_leader)


@pytest.fixture
def _laid_out_once(monkeypatch):
    """The real layout is made once, since all of it comes before anything is kept."""
    for module in (writing, registering):
        real, known = module.pdf_of, {}

        def pdf_of(thing, real=real, known=known):
            known["pdf"] = known.get("pdf") or real(thing)
            return known["pdf"]

        monkeypatch.setattr(module, "pdf_of", pdf_of)


def document_of_notice(pk):
    return Notice.objects.get(pk=pk).document


def document_of_submission(pk):
    link = SubmissionDocument.objects.filter(submission=pk).select_related("document").first()
    return link and link.document


def stages(start, work, document_of, functions):
    """For each line at which a worker was killed: was anything kept? After the next worker there is exactly one."""
    work(start())  # lays it out
    found = {}
    for place in lines_of(work, start(), functions):
        pk, before = start(), Document.objects.count()
        killed_at(place, work, pk, functions)
        left = document_of(pk)
        assert Document.objects.count() - before == (left is not None), place
        work(pk)
        work(pk)
        document = document_of(pk)
        assert Document.objects.count() - before == 1, place
        assert left in {None, document}
        assert RecordEntry.objects.filter(document=document).count() == 1
        version = DocumentVersion.objects.get(document=document)
        assert kept().exists(version.blob.storage_name), place
        found[place] = left is not None
    return found


@pytest.mark.usefixtures("_laid_out_once")
def test_a_notice_is_registered_once_wherever_the_worker_was_killed(cast, meeting):
    def start():
        return actions.call(meeting, version=fresh(meeting).version, note="En påminnelse.", by=cast.process_leader).pk

    found = stages(start, actions.write_notice, document_of_notice, {actions.write_notice, register_made})

    assert len(found) > 15
    assert not any(found.values())  # what is not committed is not there


@pytest.mark.usefixtures("_laid_out_once")
def test_handed_in_views_are_registered_once_wherever_the_worker_was_killed(cast, meeting):
    seat = cast.representative.appointments.get().seat

    def start():
        said = views_on(meeting, text="Ja.")
        return actions.hand_in(meeting, seat, said, by=cast.representative).pk

    found = stages(start, actions.register_submission, document_of_submission, {actions.register_submission})

    assert len(found) > 8
    assert not any(found.values())
