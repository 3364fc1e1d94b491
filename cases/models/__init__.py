"""Cases, their way and what belongs to them."""

from cases.models.case import Case, CaseKind, CaseParty, CaseScope, CaseSource, CaseTargetGroup
from cases.models.trail import CaseNote, CaseStep

__all__ = [
    "Case",
    "CaseKind",
    "CaseNote",
    "CaseParty",
    "CaseScope",
    "CaseSource",
    "CaseStep",
    "CaseTargetGroup",
]
