"""Who may change people, seats, offices and grants, and why not."""

from groups.rules.chairs import may_elect
from groups.rules.grants import may_grant
from groups.rules.seats import may_appoint

__all__ = ["may_appoint", "may_elect", "may_grant"]
