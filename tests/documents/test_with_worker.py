"""The whole way: asked for in a request, rendered by a real worker, answered in the same request."""

import time

import pytest
from django.template.loader import render_to_string

from documents import actions, views
from samla import pdf, worker
from samla.tasks import task
from tests.documents.test_views import a_person, a_request


@task(retries=1)
def render_letter(job_id, title):
    job = actions.begin(job_id)
    if job is not None:
        html = render_to_string("pdf/base.html", {"title": title, "sender": "SAMLA"})
        actions.finish(job, pdf.render_pdf(html, title=title))


@pytest.fixture
def running_worker(cloned_database):
    pdf.warm_up()
    thread = worker.Thread()
    thread.start()
    yield
    thread.stop()


def test_a_short_document_is_the_answer_to_the_request_that_asked_for_it(running_worker):
    anna = a_person("anna@example.org")
    began = time.monotonic()
    job = actions.start("letter", "k", by=anna, filename="brev.pdf", task=render_letter, args=["Hej"])

    response = views.answer_with(a_request(anna), job, wait=10)

    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert time.monotonic() - began < 9  # within its patience, on a machine that does other things too
