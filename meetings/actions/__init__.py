"""Every change of meetings, agendas, notices, and of what is said before a meeting."""

from meetings.actions.agenda import (
    add_item,
    attach_document,
    co_opt,
    detach_document,
    revise_item,
    shift_item,
    withdraw_item,
)
from meetings.actions.anchoring import anchor, answer, opened, revoke, shareable_items, use_note
from meetings.actions.answering import Said, fault_of, hand_in, reply, save_draft, sits_for
from meetings.actions.changes import changes_between, masked
from meetings.actions.feeds import feed_of, meetings_of_feed, open_feed, revoke_feed
from meetings.actions.joining import catch_up, catch_up_all
from meetings.actions.notices import call
from meetings.actions.planning import (
    approve_notice,
    cancel_meeting,
    check_instants,
    move_meeting,
    plan_meeting,
    revise_meeting,
)
from meetings.actions.preparing import refusals_of, unready
from meetings.actions.writing import write_missing, write_notice, write_to_read

__all__ = [
    "Said",
    "add_item",
    "anchor",
    "answer",
    "approve_notice",
    "attach_document",
    "call",
    "cancel_meeting",
    "catch_up",
    "catch_up_all",
    "changes_between",
    "check_instants",
    "co_opt",
    "detach_document",
    "fault_of",
    "feed_of",
    "hand_in",
    "masked",
    "meetings_of_feed",
    "move_meeting",
    "open_feed",
    "opened",
    "plan_meeting",
    "refusals_of",
    "reply",
    "revise_item",
    "revise_meeting",
    "revoke",
    "revoke_feed",
    "save_draft",
    "shareable_items",
    "shift_item",
    "sits_for",
    "unready",
    "use_note",
    "withdraw_item",
    "write_missing",
    "write_notice",
    "write_to_read",
]
