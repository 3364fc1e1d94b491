"""Who may change people, seats, offices and grants, and why not."""

from groups.rules.chairs import may_elect
from groups.rules.grants import may_grant
from groups.rules.identities import may_come_in
from groups.rules.seats import may_appoint, may_be_appointed, may_end

__all__ = ["may_appoint", "may_be_appointed", "may_come_in", "may_elect", "may_end", "may_grant"]
