"""Each seat with everybody who has sat, sits or will sit in it: what is vacant, since when, and what ends soon (31, K9)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from groups.models.days import DAY, Gap, gap_on, gaps
from groups.models.seats import Seat, Sitting

ENDS_SOON = dt.timedelta(days=60)  # so long before its last day an appointment is said to end soon


@dataclass(frozen=True, slots=True)
class SeatDays:
    """One seat and all its sittings, in the order in which they begin."""

    seat: Seat
    sittings: tuple[Sitting, ...]

    def holders(self, day: dt.date) -> list[Sitting]:
        """Who sits here on that day."""
        return [one for one in self.sittings if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)]

    def vacancy(self, day: dt.date) -> Gap | None:
        """The days around this one on which the seat has fewer persons than it must have; None when it has enough."""
        periods = [(one.starts_on, one.ends_on) for one in self.sittings]
        return gap_on(
            gaps(periods, needed=self.seat.min_persons, first=self.seat.valid_from, last=self.seat.valid_to), day
        )

    def coming(self, day: dt.date) -> list[Sitting]:
        """Who begins after that day, soonest first; whoever merely goes on is not among them."""
        goes_on = {(one.user_id, one.ends_on + DAY) for one in self.sittings if one.ends_on}
        return [one for one in self.sittings if one.starts_on > day and (one.user_id, one.starts_on) not in goes_on]

    def period(self, sitting: Sitting) -> tuple[dt.date, dt.date | None]:
        """The first and last day of her time in the seat: periods that follow directly on each other are one."""
        hers = [one for one in self.sittings if one.user_id == sitting.user_id]
        first, last = sitting.starts_on, sitting.ends_on
        for one in hers:
            if last is not None and one.starts_on == last + DAY:
                last = one.ends_on
        for one in reversed(hers):
            if one.ends_on is not None and one.ends_on + DAY == first:
                first = one.starts_on
        return first, last

    def ends_soon(self, day: dt.date) -> list[tuple[Sitting, dt.date, bool]]:
        """Whose time in the seat ends within sixty days: with her last day, and whether somebody takes over then."""
        found = []
        for one in self.holders(day):
            last = self.period(one)[1]
            if (
                last is not None
                and last <= day + ENDS_SOON
                and (self.seat.valid_to is None or last < self.seat.valid_to)
            ):
                found.append((one, last, len(self.holders(last + DAY)) >= len(self.holders(last))))
        return found


def seat_days(seats: Iterable[Seat], sittings: Iterable[Sitting]) -> list[SeatDays]:
    """Seats with their sittings, in the order of the seats."""
    of_seat: dict[int, list[Sitting]] = defaultdict(list)
    for sitting in sorted(sittings, key=lambda one: (one.starts_on, one.pk)):
        of_seat[sitting.seat_id].append(sitting)
    return [SeatDays(seat, tuple(of_seat[seat.pk])) for seat in seats]
