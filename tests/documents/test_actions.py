import datetime as dt
import hashlib
import threading
import uuid

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from documents import actions
from documents.models import Job, JobState
from samla import clock
from samla.tasks import task
from tests.background import waiting_jobs, work_off_queue

FAR_LATER = dt.timedelta(minutes=5)


@task()
def make_file(job_id, text):
    job = actions.begin(job_id)
    if job is not None:
        actions.progress(job, 50, "Skriver")
        actions.finish(job, text.encode(), media_type="text/plain")


@pytest.fixture
def anna(db):
    return a_person("anna@example.org")


def a_person(email):
    return get_user_model().objects.create_user(email, "Anna")


def a_job(by, key="k1", **changes):
    return actions.start(
        "case_file", key, **{"by": by, "filename": "akt.pdf", "task": make_file, "args": ["hej"]} | changes
    )


def set_queue(status, job):
    with connection.cursor() as cursor:
        for step in ("doing", status):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [step, job.task_id]
            )


def test_work_is_asked_for_done_by_the_queue_and_kept_with_its_checksum(anna):
    job = a_job(anna)
    assert (job.state, waiting_jobs()) == (JobState.WAITING, [make_file.module_path])

    work_off_queue()

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert bytes(job.result) == b"hej"
    assert job.sha256 == hashlib.sha256(b"hej").hexdigest()
    assert (job.media_type, job.percent) == ("text/plain", 100)
    assert job.created_at <= job.started_at <= job.finished_at


def test_asking_again_for_the_same_gives_the_same_job_while_it_waits_runs_and_is_done(anna):
    job = a_job(anna)
    assert a_job(anna) == job
    actions.begin(job.pk)
    assert a_job(anna) == job
    work_off_queue()
    assert a_job(anna) == job

    assert Job.objects.count() == 1
    assert waiting_jobs() == []


def test_other_content_and_other_people_get_jobs_of_their_own(anna):
    bo = a_person("bo@example.org")

    assert len({a_job(anna).pk, a_job(anna, "k2").pk, a_job(bo).pk}) == 3


def test_work_that_failed_can_be_asked_for_again(anna):
    job = a_job(anna)
    actions.fail(job, "Det gick inte.")

    again = a_job(anna)

    assert again.pk != job.pk
    assert again.state == JobState.WAITING


def test_work_is_rolled_back_with_what_asked_for_it(anna):
    with transaction.atomic():
        a_job(anna)
        transaction.set_rollback(True)

    assert not Job.objects.exists()
    assert waiting_jobs() == []


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "arenden/"])
def test_a_way_back_that_leaves_the_portal_is_refused(anna, address):
    with pytest.raises(ValueError, match="Not an address of ours"):
        a_job(anna, address=address)


def test_progress_stays_between_0_and_100_and_only_while_running(anna):
    job = a_job(anna)
    actions.progress(job, 30, "För tidigt")
    assert Job.objects.get().step == ""

    job = actions.begin(job.pk)
    actions.progress(job, 130, "Lägger ihop")

    job.refresh_from_db()
    assert (job.percent, job.step) == (100, "Lägger ihop")


def test_a_task_that_runs_twice_keeps_the_first_result(anna):
    job = a_job(anna)
    work_off_queue()
    assert actions.begin(job.pk) is None

    actions.finish(job, b"annat")
    actions.fail(job, "Sent fel")

    job.refresh_from_db()
    assert (bytes(job.result), job.state) == (b"hej", JobState.DONE)


def test_work_that_is_not_there_cannot_begin(db):
    assert actions.begin(uuid.uuid4()) is None


@pytest.mark.parametrize("status", ["failed", "succeeded", "cancelled", "aborted"])
def test_a_job_that_the_queue_has_dropped_fails_with_a_sentence(anna, status):
    job = a_job(anna)
    actions.begin(job.pk)
    set_queue(status, job)

    with time_machine.travel(clock.now() + FAR_LATER):
        actions.settle_all()

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, actions.INTERRUPTED)


def test_a_job_that_is_gone_from_the_queue_fails_with_a_sentence(anna):
    job = a_job(anna)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    with time_machine.travel(clock.now() + FAR_LATER):
        assert actions.settle(job).state == JobState.FAILED


@pytest.mark.parametrize("status", ["todo", "doing"])
def test_a_job_that_still_waits_or_is_given_back_is_left_alone(anna, status):
    job = a_job(anna)
    set_queue(status, job)

    with time_machine.travel(clock.now() + FAR_LATER):
        assert actions.settle(job).state == JobState.WAITING


def test_a_job_is_not_given_up_in_the_moment_between_its_own_mark_and_the_queues(anna):
    job = a_job(anna)
    set_queue("succeeded", job)

    assert actions.settle(job).state == JobState.WAITING


def test_results_older_than_a_day_are_removed_and_younger_ones_are_kept(anna):
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)):
        old, failed = a_job(anna, "old"), a_job(anna, "failed")
        actions.fail(failed, "Nej.")
        work_off_queue()
    with time_machine.travel(dt.datetime(2026, 11, 21, 11, tzinfo=dt.UTC)):
        young = a_job(anna, "young")
        work_off_queue()
        waiting = a_job(anna, "waiting")

    with time_machine.travel(dt.datetime(2026, 11, 21, 12, 1, tzinfo=dt.UTC)):
        assert actions.remove_old() == 2

    assert set(Job.objects.all()) == {young, waiting}
    assert old.pk not in Job.objects.values_list("pk", flat=True)


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": JobState.DONE},
        {"result": b"x"},
        {"state": JobState.FAILED},
        {"error": "Fel"},
        {"finished_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"percent": 101},
    ],
)
def test_the_database_refuses_a_job_that_contradicts_itself(anna, impossible):
    job = a_job(anna)

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**impossible)


def test_the_history_of_a_job_holds_no_file_and_no_progress(anna):
    job = a_job(anna)
    job = actions.begin(job.pk)
    before = job.events.count()
    actions.progress(job, 10, "a")
    actions.progress(job, 20, "b")

    assert job.events.count() == before
    assert not {"result", "percent", "step"} & {field.name for field in job.events.model._meta.fields}


def test_a_fingerprint_tells_content_apart_and_fits_its_column():
    assert actions.fingerprint("a", 1) == actions.fingerprint("a", "1")
    assert actions.fingerprint("a", "b") != actions.fingerprint("ab")
    assert len(actions.fingerprint("x" * 1000)) == Job._meta.get_field("key").max_length


def test_two_requests_at_once_start_the_work_once(cloned_database):
    anna = a_person("anna@example.org")
    started, barrier = [], threading.Barrier(2)

    def ask():
        barrier.wait()
        started.append(a_job(anna).pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(started) == 2
    assert len(set(started)) == 1
    assert waiting_jobs() == [make_file.module_path]
