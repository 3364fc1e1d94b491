"""All documents of a meeting at once, made in the background for one reader."""

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from documents.actions import fingerprint, start
from documents.views.jobs import answer_with
from meetings import tasks
from meetings.actions.packing import Bundle, bundle_of, safe
from meetings.http import find_meeting
from samla.http import Request


@require_GET
def pack(request: Request, pk: int) -> HttpResponseBase:
    """As one PDF, with her own notes when she asks for them; the same again is not made anew."""
    with_notes = request.GET.get("anteckningar") == "ja"
    bundle = _bundle(request, pk, with_notes=with_notes)
    job = start(
        "meeting-pack",
        fingerprint(bundle.key, with_notes),
        by=request.user,
        filename=f"{_name(bundle)}.pdf",
        task=tasks.write_pack,
        args=[pk, bundle.notice.pk, request.user.pk, with_notes],
        address=bundle.meeting.get_absolute_url(),
    )
    return answer_with(request, job)


@require_GET
def pack_zip(request: Request, pk: int) -> HttpResponseBase:
    """As files in a folder for each item."""
    bundle = _bundle(request, pk, with_notes=False)
    job = start(
        "meeting-pack-zip",
        fingerprint(bundle.key, "zip"),
        by=request.user,
        filename=f"{_name(bundle)}.zip",
        task=tasks.write_pack_zip,
        args=[pk, bundle.notice.pk, request.user.pk],
        address=bundle.meeting.get_absolute_url(),
    )
    return answer_with(request, job)


def _bundle(request: Request, pk: int, *, with_notes: bool) -> Bundle:
    meeting = find_meeting(request, pk)
    notice = meeting.notices.order_by("-number").first()
    if notice is None:
        raise PermissionDenied("Ingen kallelse har skickats än. Handlingarna kommer med den.")
    return bundle_of(meeting, notice, request.user, with_notes=with_notes)


def _name(bundle: Bundle) -> str:
    return f"Handlingar {safe(bundle.meeting.name)} {bundle.meeting.day:%Y-%m-%d}"
