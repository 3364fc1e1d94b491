import datetime as dt
import re
import threading
import time

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from documents import actions, views
from documents.models import Job
from groups.models import CareCollaboration
from samla import clock
from samla.tasks import task
from tests.background import work_off_queue

PDF = b"%PDF-1.7 provfil"


@task()
def make_pdf(job_id):
    job = actions.begin(job_id)
    actions.finish(job, PDF)


@pytest.fixture
def anna(db):
    return a_person("anna@example.org")


def a_person(email):
    return get_user_model().objects.create_user(email, "Anna")


def a_job(by, key="k", **changes):
    return actions.start("case_file", key, by=by, filename="Akt åäö.pdf", task=make_pdf, **changes)


def a_request(user, address="/arenden/x/akt.pdf", **headers):
    request = RequestFactory().get(address, headers=headers)
    request.user = user
    request.htmx = HtmxDetails(request)
    request.collaboration = CareCollaboration(slug="x", name="X", short_name="X", number_prefix="X", is_home=True)
    return request


def is_the_file(response):
    return (
        response.status_code == 200
        and response.content == PDF
        and response["Content-Type"] == "application/pdf"
        and response["Content-Disposition"] == "inline; filename*=utf-8''Akt%20%C3%A5%C3%A4%C3%B6.pdf"
        and response["X-Content-Type-Options"] == "nosniff"
        and response["Cache-Control"] == "private, no-store"
    )


def test_the_owner_follows_her_work_and_gets_the_file_when_it_is_done(client, anna):
    client.force_login(anna)
    job = a_job(anna)

    waiting = client.get(job.get_absolute_url())
    work_off_queue()
    done = client.get(job.get_absolute_url())

    assert waiting.status_code == 202
    assert "Filen skapas" in waiting.text
    assert is_the_file(done)


def test_nobody_elses_work_is_seen(client, anna):
    job = a_job(anna)
    work_off_queue()
    client.force_login(a_person("bo@example.org"))

    assert client.get(job.get_absolute_url()).status_code == 404


def test_a_stranger_is_led_to_sign_in(client, anna):
    response = client.get(a_job(anna).get_absolute_url())

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_the_waiting_page_works_without_javascript_and_polls_with_it(client, anna):
    client.force_login(anna)
    job = a_job(anna)
    url = job.get_absolute_url()

    page = client.get(url)

    without_script = page.text.partition("<noscript>")[2].partition("</noscript>")[0].strip()
    assert without_script == f'<meta http-equiv="refresh" content="2;url={url}">'
    assert f'hx-get="{url}"' in page.text
    assert 'hx-trigger="every 1s"' in page.text
    assert page["Cache-Control"] == "private, no-store"


def test_the_progress_is_swapped_alone_and_tells_the_step(client, anna):
    client.force_login(anna)
    job = actions.begin(a_job(anna).pk)
    actions.progress(job, 40, "Lägger ihop handlingarna")

    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert "<html" not in part.text
    assert re.search(r'<progress max="100"\s+value="40"', part.text)
    assert "Lägger ihop handlingarna" in part.text


def test_a_finished_file_is_fetched_by_the_whole_page(client, anna):
    client.force_login(anna)
    job = a_job(anna)
    work_off_queue()

    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})

    assert part["HX-Refresh"] == "true"
    assert PDF not in part.content


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_failed_work_says_why_and_leads_to_another_try(client, anna, headers):
    client.force_login(anna)
    job = a_job(anna, address="/arenden/SAMLA-2026-0001/akt.pdf?version=2")
    actions.fail(job, "Handlingen är för stor. Dela upp den och försök igen.")

    page = client.get(job.get_absolute_url(), headers=headers)

    assert "Handlingen är för stor. Dela upp den och försök igen." in page.text
    assert 'href="/arenden/SAMLA-2026-0001/akt.pdf?version=2"' in page.text
    assert "hx-trigger" not in page.text
    assert "http-equiv" not in page.text
    assert page.status_code == (200 if headers else 503)


def test_a_page_about_work_whose_worker_is_gone_says_so(client, anna):
    client.force_login(anna)
    job = a_job(anna)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    with time_machine.travel(clock.now() + dt.timedelta(minutes=1)):
        page = client.get(job.get_absolute_url())

    assert actions.INTERRUPTED in page.text


def test_only_reading_is_answered(client, anna):
    client.force_login(anna)

    assert client.post(a_job(anna).get_absolute_url()).status_code == 405


def test_progress_is_asked_for_without_the_bytes(client, anna, django_assert_max_num_queries):
    client.force_login(anna)
    job = a_job(anna)

    with django_assert_max_num_queries(12) as queries:
        client.get(job.get_absolute_url(), headers={"HX-Request": "true"})

    assert not any('"documents_job"."result"' in query["sql"] for query in queries.captured_queries)


def test_a_file_that_is_ready_in_time_is_the_answer(cloned_database):
    anna = a_person("anna@example.org")
    job = a_job(anna)

    def worker():
        time.sleep(0.2)
        make_pdf.func(str(job.pk))
        connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    response = views.answer_with(a_request(anna), job)
    thread.join()

    assert is_the_file(response)


def test_a_file_that_takes_longer_is_answered_with_the_waiting_page(cloned_database):
    anna = a_person("anna@example.org")
    began = time.monotonic()

    response = views.answer_with(a_request(anna), a_job(anna), wait=0.3)

    assert 0.3 <= time.monotonic() - began < 1.5
    assert response.status_code == 202


def test_inside_a_transaction_nobody_waits_in_vain(anna):
    began = time.monotonic()

    response = views.answer_with(a_request(anna), a_job(anna))

    assert time.monotonic() - began < 1
    assert response.status_code == 202
    assert Job.objects.count() == 1
