"""Finding the meeting that an address names."""

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404

from meetings.models import JointBody, Meeting
from samla.http import Request


def find_meeting(request: Request, pk: int) -> Meeting:
    """The meeting of a key with its bodies, if the reader may know of it; otherwise 404. One query, two when it is joint."""
    joint = JointBody.objects.filter(meeting=OuterRef("pk"))
    meetings = (
        Meeting.objects.visible_to(request.user)
        .select_related("collaboration", "body")
        .annotate(is_joint=Exists(joint))
    )
    meeting: Meeting = get_object_or_404(meetings, collaboration=request.collaboration, pk=pk)
    meeting.collaboration = request.collaboration
    if meeting.__dict__["is_joint"]:
        prefetch_related_objects([meeting], Prefetch("joint_bodies", queryset=JointBody.objects.select_related("body")))
    else:
        meeting.__dict__["_prefetched_objects_cache"] = {"joint_bodies": JointBody.objects.none()}
    return meeting
