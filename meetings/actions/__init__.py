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
from meetings.actions.anchoring import anchor, answer, is_shareable, opened, revoke, use_note
from meetings.actions.answering import Said, fault_of, hand_in, reply, save_draft, sits_for
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

__all__ = [
    "Said",
    "add_item",
    "anchor",
    "answer",
    "approve_notice",
    "attach_document",
    "call",
    "cancel_meeting",
    "check_instants",
    "co_opt",
    "detach_document",
    "fault_of",
    "hand_in",
    "is_shareable",
    "move_meeting",
    "opened",
    "plan_meeting",
    "refusals_of",
    "reply",
    "revise_item",
    "revise_meeting",
    "revoke",
    "save_draft",
    "shift_item",
    "sits_for",
    "unready",
    "use_note",
    "withdraw_item",
]
