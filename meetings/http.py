"""Finding the meeting that an address names."""

from django.shortcuts import get_object_or_404

from meetings.models import Meeting
from samla.http import Request


def find_meeting(request: Request, pk: int) -> Meeting:
    """The meeting of a key with its bodies, if the reader may know of it; otherwise 404. Two queries."""
    meetings = Meeting.objects.visible_to(request.user).with_bodies()
    meeting: Meeting = get_object_or_404(meetings, collaboration=request.collaboration, pk=pk)
    meeting.collaboration = request.collaboration
    return meeting
