import time
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from documents import actions
from documents.models import Job, JobState
from samla.htmx import wants_fragment
from samla.http import Request
from samla.storage import files

POLL_SECONDS = 0.05
PAGE = "documents/job_waiting.html"


@require_safe
def job_detail(request: Request, job_id: UUID) -> HttpResponseBase:
    """The progress of the reader's own work, and its file when it is done."""
    job = get_object_or_404(Job.objects.without_result().owned_by(request.user), pk=job_id)
    return _answer(request, actions.settle(job))


def answer_with(request: Request, job: Job, wait: float = 2.0) -> HttpResponseBase:
    """For upper apps, when the access is checked and the job started: the file if it is done within `wait` seconds.

    Otherwise 202 and a page that shows the progress and brings the file when it is there, with or without JavaScript.
    """
    # Inside a transaction the worker cannot see the job yet, so waiting would be in vain.
    patience = 0.0 if connection.in_atomic_block else wait
    until = time.monotonic() + patience
    while not job.is_finished and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
        job = Job.objects.without_result().get(pk=job.pk)
    return _answer(request, actions.settle(job))


def _answer(request: Request, job: Job) -> HttpResponseBase:
    if wants_fragment(request):
        return _fragment(request, job)
    if job.state == JobState.DONE:
        return _file(job)
    status = 503 if job.state == JobState.FAILED else 202
    return _private(render(request, PAGE, {"job": job}, status=status))


def _fragment(request: Request, job: Job) -> HttpResponseBase:
    """Under HTMX a finished file is fetched by the whole page: a file cannot be swapped into it."""
    if job.state == JobState.DONE:
        return _private(HttpResponseClientRefresh())
    return _private(render(request, f"{PAGE}#progress", {"job": job}))


def _file(job: Job) -> HttpResponseBase:
    """From the row, or a part at a time from the storage, so that a large file takes no more memory than a small one."""
    response: HttpResponseBase
    if job.storage_name:
        try:
            with files().open(job.storage_name) as file:
                size = file.size
            response = StreamingHttpResponse(files().chunks(job.storage_name, 0, size), content_type=job.media_type)
        except FileNotFoundError:
            raise Http404("Filen finns inte längre. Begär den en gång till.") from None
        response["Content-Length"] = str(size)
    else:
        response = HttpResponse(job.result, content_type=job.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=job.filename) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return _private(response)


def _private[R: HttpResponseBase](response: R) -> R:
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response
