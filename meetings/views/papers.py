"""A document of an item on its way to whoever may read it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documents.models import DocumentVersion
from documents.views.files import send
from meetings import rules
from meetings.http import find_meeting
from meetings.models import ViewSubmission
from meetings.models.papers import items_for, papers_of
from meetings.models.submissions import closed_to
from samla.http import Request


@require_safe
def item_document(request: Request, pk: int, item: int, document: int) -> HttpResponseBase:
    """The file as a notice froze it: the latest notice that has it at this item. What she may not read does not exist."""
    meeting = find_meeting(request, pk)
    for notice in meeting.notices.order_by("-number"):
        items = [one for one in items_for(notice.content, meeting, request.user) if one["item"] == item]
        for paper in papers_of(meeting, items, request.user):
            if paper.document == document:
                versions = DocumentVersion.objects.select_related("blob", "document")
                version = get_object_or_404(versions, document=document, number=paper.version)
                return send(request, version, as_attachment=False)
    raise Http404("Handlingen finns inte, eller läses inte av dig.")


@require_safe
def submission_document(request: Request, pk: int, submission: int) -> HttpResponseBase:
    """What was handed in with one press, as it was registered (section 3, 11)."""
    meeting = find_meeting(request, pk)
    given = get_object_or_404(ViewSubmission.objects.select_related("meeting"), meeting=meeting, pk=submission)
    given.meeting = meeting
    rules.may_read_submission(request.user, given).require()
    if given.pk in closed_to(request.user, [given]):
        raise PermissionDenied("Synpunkterna rör ett ärende med sekretess som du inte har del av.")
    versions = DocumentVersion.objects.select_related("blob", "document")
    version = get_object_or_404(versions, document__submission_link__submission=given)
    return send(request, version, as_attachment=False)
