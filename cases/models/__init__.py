"""Cases, their way and what belongs to them."""

from cases.models.case import Case, CaseKind, CaseParty, CaseScope, CaseSource, CaseTargetGroup
from cases.models.documents import CaseDocument
from cases.models.information import Information, InformationReceiver
from cases.models.trail import CaseNote, CaseStep

__all__ = [
    "Case",
    "CaseDocument",
    "CaseKind",
    "CaseNote",
    "CaseParty",
    "CaseScope",
    "CaseSource",
    "CaseStep",
    "CaseTargetGroup",
    "Information",
    "InformationReceiver",
]
