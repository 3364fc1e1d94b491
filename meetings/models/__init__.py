"""Meetings, what is on their agendas, the notices that were sent, and what organisations say before them."""

from meetings.models.agenda import AgendaItem, ItemDocument, OrganisationalChange, ResourcePerson, StandingItem
from meetings.models.anchoring import Anchoring, AnchoringItem, AnchoringNote
from meetings.models.meeting import JointBody, Meeting, MeetingCopy
from meetings.models.notices import Notice, NoticeReceiver
from meetings.models.participants import Place, bodies_of, places_of, places_of_all, presidium_on, rows_of_coverage
from meetings.models.private import CalendarFeed, PrivateNote, kept_notes, notes_of
from meetings.models.voices import Reply, SubmissionDocument, ViewDraft, ViewSubmission, WrittenView

__all__ = [
    "AgendaItem",
    "Anchoring",
    "AnchoringItem",
    "AnchoringNote",
    "CalendarFeed",
    "ItemDocument",
    "JointBody",
    "Meeting",
    "MeetingCopy",
    "Notice",
    "NoticeReceiver",
    "OrganisationalChange",
    "Place",
    "PrivateNote",
    "Reply",
    "ResourcePerson",
    "StandingItem",
    "SubmissionDocument",
    "ViewDraft",
    "ViewSubmission",
    "WrittenView",
    "bodies_of",
    "kept_notes",
    "notes_of",
    "places_of",
    "places_of_all",
    "presidium_on",
    "rows_of_coverage",
]
