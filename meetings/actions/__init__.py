"""Every change of meetings, agendas, notices, and of what is said before a meeting."""

from meetings.actions.agenda import (
    add_item,
    attach_document,
    co_opt,
    detach_document,
    dismiss,
    revise_item,
    shift_item,
    withdraw_item,
)
from meetings.actions.anchoring import anchor, answer, opened, revoke, shareable_items, use_note
from meetings.actions.answering import Said, fault_of, hand_in, reply, save_draft, sits_for
from meetings.actions.changes import changes_between, masked
from meetings.actions.feeds import feed_of, meetings_of_feed, note_reading, open_feed, revoke_feed
from meetings.actions.item_documents import add_file, choose_documents, documents_for
from meetings.actions.joining import catch_up, catch_up_all
from meetings.actions.material import Wanted, copy_agenda, take_up
from meetings.actions.moving import move_item, next_meeting, place_item
from meetings.actions.notices import call
from meetings.actions.noting import mark_of, save_note
from meetings.actions.organisational import acknowledge_change, register_change, revise_change, take_back_change
from meetings.actions.packing_pdf import write_pack
from meetings.actions.packing_zip import write_zip
from meetings.actions.planning import (
    approve_notice,
    cancel_meeting,
    check_instants,
    move_meeting,
    plan_meeting,
    revise_meeting,
)
from meetings.actions.preparing import missing_of, refusals_of, unready
from meetings.actions.registering import register_missing, register_submission
from meetings.actions.standing import add_standing, end_standing, revise_standing, shift_standing, take_over_outline
from meetings.actions.writing import write_missing, write_notice, write_to_read

__all__ = [
    "Said",
    "Wanted",
    "acknowledge_change",
    "add_file",
    "add_item",
    "add_standing",
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
    "choose_documents",
    "co_opt",
    "copy_agenda",
    "detach_document",
    "dismiss",
    "documents_for",
    "end_standing",
    "fault_of",
    "feed_of",
    "hand_in",
    "mark_of",
    "masked",
    "meetings_of_feed",
    "missing_of",
    "move_item",
    "move_meeting",
    "next_meeting",
    "note_reading",
    "open_feed",
    "opened",
    "place_item",
    "plan_meeting",
    "refusals_of",
    "register_change",
    "register_missing",
    "register_submission",
    "reply",
    "revise_change",
    "revise_item",
    "revise_meeting",
    "revise_standing",
    "revoke",
    "revoke_feed",
    "save_draft",
    "save_note",
    "shareable_items",
    "shift_item",
    "shift_standing",
    "sits_for",
    "take_back_change",
    "take_over_outline",
    "take_up",
    "unready",
    "use_note",
    "withdraw_item",
    "write_missing",
    "write_notice",
    "write_pack",
    "write_to_read",
    "write_zip",
]
