"""Who may change people, seats, offices and grants, and why not."""

from groups.rules.chairs import (
    derived_offices,
    has_not_begun,
    may_change_side,
    may_elect,
    may_leave,
    may_name,
    may_plan_chairs,
    may_schedule,
    may_withdraw_term,
)
from groups.rules.grants import (
    grantable,
    leaves_no_administrator,
    may_grant,
    may_read_reasons,
    may_receive,
    may_withdraw,
)
from groups.rules.identities import may_come_in
from groups.rules.imports import may_import
from groups.rules.organisations import can_be, may_change_organisation, may_change_to, may_end_organisation
from groups.rules.parties import committee_with, may_decide_as_committee
from groups.rules.people import (
    leads,
    may_add_person,
    may_change_hsa_id,
    may_change_identity,
    may_change_person,
    may_close_sign_in,
    may_invite,
    may_see_people,
    may_see_person,
)
from groups.rules.seats import may_appoint, may_be_appointed, may_end

__all__ = [
    "can_be",
    "committee_with",
    "derived_offices",
    "grantable",
    "has_not_begun",
    "leads",
    "leaves_no_administrator",
    "may_add_person",
    "may_appoint",
    "may_be_appointed",
    "may_change_hsa_id",
    "may_change_identity",
    "may_change_organisation",
    "may_change_person",
    "may_change_side",
    "may_change_to",
    "may_close_sign_in",
    "may_come_in",
    "may_decide_as_committee",
    "may_elect",
    "may_end",
    "may_end_organisation",
    "may_grant",
    "may_import",
    "may_invite",
    "may_leave",
    "may_name",
    "may_plan_chairs",
    "may_read_reasons",
    "may_receive",
    "may_schedule",
    "may_see_people",
    "may_see_person",
    "may_withdraw",
    "may_withdraw_term",
]
