"""Who sits where: people, organisations, bodies, seats and what follows from them."""

from groups.models.accounts import User
from groups.models.grants import BodyGrant, OrganisationGrant
from groups.models.seats import (
    Appointment,
    ChairTerm,
    Office,
    OfficeHolding,
    Seat,
    SeatStatus,
    Sitting,
    StaffRole,
    keepers_of,
)
from groups.models.series import NumberSeries
from groups.models.structure import (
    Body,
    BodyKind,
    CareCollaboration,
    Convener,
    Level,
    MandateSlot,
    Organisation,
    OrganisationKind,
    Party,
    Principal,
    QueueKeeper,
    Route,
    Secretary,
    Side,
)

__all__ = [
    "Appointment",
    "Body",
    "BodyGrant",
    "BodyKind",
    "CareCollaboration",
    "ChairTerm",
    "Convener",
    "Level",
    "MandateSlot",
    "NumberSeries",
    "Office",
    "OfficeHolding",
    "Organisation",
    "OrganisationGrant",
    "OrganisationKind",
    "Party",
    "Principal",
    "QueueKeeper",
    "Route",
    "Seat",
    "SeatStatus",
    "Secretary",
    "Side",
    "Sitting",
    "StaffRole",
    "User",
    "keepers_of",
]
