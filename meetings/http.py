"""Finding the meeting that an address names."""

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404

from groups.powers import powers_of
from meetings.models import JointBody, Meeting
from samla.http import Request
from samla.prepared import fetch_prepared_models

FOUND = "meetings_meeting.id = %(meeting)s AND meetings_meeting.collaboration_id = %(collaboration)s"
IS_JOINT = "EXISTS (SELECT FROM meetings_jointbody j WHERE j.meeting_id = meetings_meeting.id)"


def find_meeting(request: Request, pk: int) -> Meeting:
    """The meeting of a key with its bodies, if the reader may know of it; otherwise 404. One query, two when it is joint."""
    meeting = _find(request, pk)
    meeting.collaboration = request.collaboration
    if meeting.__dict__["is_joint"]:
        prefetch_related_objects([meeting], Prefetch("joint_bodies", queryset=JointBody.objects.select_related("body")))
    else:
        meeting.__dict__["_prefetched_objects_cache"] = {"joint_bodies": JointBody.objects.none()}
    return meeting


def _find(request: Request, pk: int) -> Meeting:
    """Whoever reads the collaboration may know of all its meetings, as `visible_to` says; others only of some."""
    if request.collaboration.pk in powers_of(request.user).readable:
        asked = {"meeting": pk, "collaboration": request.collaboration.pk}
        found = fetch_prepared_models(Meeting, FOUND, asked, related=("body",), more=(("is_joint", IS_JOINT),))
        if not found:
            raise Http404
        return found[0]
    meetings = Meeting.objects.visible_to(request.user).filter(collaboration=request.collaboration)
    joint = Exists(JointBody.objects.filter(meeting=OuterRef("pk")))
    meeting: Meeting = get_object_or_404(meetings.select_related("body").annotate(is_joint=joint), pk=pk)
    return meeting
