"""Meetings for the reader's own calendar: one at a time, or all of hers by an address that only she has."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from meetings import actions
from meetings.actions.calendar import published
from meetings.http import find_meeting
from meetings.models import CalendarFeed
from samla.http import OpenRequest, Request

MEDIA_TYPE = "text/calendar; charset=utf-8"


@require_safe
def meeting_ics(request: Request, pk: int) -> HttpResponse:
    """The meeting as it stands, for whoever may know of it."""
    meeting = find_meeting(request, pk)
    response = HttpResponse(published([meeting]), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slugify(meeting.name)}-{meeting.day}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
def feed(request: OpenRequest, token: str) -> HttpResponseBase:
    """Her calendar by its secret address: no sign-in, no cookie; unknown, closed and shut-out are all 404."""
    found = actions.feed_of(token)
    if found is None:
        raise Http404
    actions.note_reading(found)
    text = published(actions.meetings_of_feed(found.user), name=f"Möten, {request.collaboration.short_name}")
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    answered = unchanged if isinstance(unchanged, HttpResponseNotModified) else response
    answered["ETag"] = etag
    answered["Cache-Control"] = "private, max-age=900"
    answered["Referrer-Policy"] = "no-referrer"
    answered["X-Robots-Tag"] = "noindex"
    return answered


@never_cache
@require_safe
def my_calendar(request: Request) -> HttpResponse:
    """Her calendar's address: shown once, when it is made."""
    return render(request, "meetings/my_calendar.html", _context(request))


@never_cache
@require_POST
def my_calendar_new(request: Request) -> HttpResponse:
    """A new address, shown this once; the old one stops."""
    token = actions.open_feed(by=request.user)
    address = request.build_absolute_uri(reverse("meetings:feed", args=[token]))
    return render(request, "meetings/my_calendar.html", {**_context(request), "address": address})


@require_POST
def my_calendar_close(request: Request) -> HttpResponse:
    """The address stops at once."""
    actions.revoke_feed(by=request.user)
    messages.success(request, "Kalenderadressen är återkallad. Kalendrar som prenumererar får inget mer.")
    return HttpResponseRedirect(reverse("meetings:my_calendar"))


def _context(request: Request) -> dict[str, object]:
    return {
        "feed": CalendarFeed.objects.open().filter(user=request.user).first(),
        "trail": [
            ("Start", reverse("start")),
            ("Mina uppgifter", reverse("groups:profile")),
            ("Min kalender", None),
        ],
    }
