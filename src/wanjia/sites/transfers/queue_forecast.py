"""When those who wait for transfer will be taken: seats that are planned, then the present pace.

A range holds what comes about 80 times in 100. Cars come in bursts; the more of them were seen,
the narrower it is. Without a planned seat and without a car seen lately nobody can say. Pure.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

DAY = timedelta(days=1)
SEEN = 3 * DAY  # the pace is that of the last days
TOGETHER = timedelta(minutes=30)  # who leaves within it went by one car
SURE = 1.28
LONGEST = 14 * DAY
LATE = timedelta(hours=2)  # by which a planned trip leaves, 90 times in 100
NO_CARS, NO_BEDS, SEAT, PACE = "no_cars", "no_beds", "seat", "pace"


@dataclass(frozen=True)
class Seats:
    """A planned trip: when it leaves and how many seats on it nobody has yet."""

    leaves_at: datetime
    free: int


@dataclass(frozen=True)
class Leaving:
    """When somebody will be taken: likely, and between which hours; None: nobody can say.

    `basis`: `seat` (a planned one), `pace`, or why nobody can say: `no_cars`, `no_beds`.
    """

    likely: datetime | None
    early: datetime | None
    late: datetime | None
    basis: str


def queue(
    waiting: int,
    planned: Iterable[Seats],
    left: Sequence[datetime],
    beds: int,
    now: datetime,
    since: datetime,
) -> list[Leaving]:
    """Forecast for those without a seat, in the order in which they wait.

    `left`: when people were taken lately; `since`: from when on that is known; `beds`: free ones.
    """
    trips = sorted((one for one in planned if one.leaves_at > now), key=lambda one: one.leaves_at)
    seats = [one.leaves_at for one in trips for _seat in range(one.free)]
    after = max([now, *seats[-1:]])
    return [
        Leaving(None, None, None, NO_BEDS)
        if place >= beds
        else _on(seats[place])
        if place < len(seats)
        else _at_pace(place - len(seats) + 1, left, after, now, since)
        for place in range(waiting)
    ]


def _on(leaves_at: datetime) -> Leaving:
    return Leaving(leaves_at, leaves_at, leaves_at + LATE, SEAT)


def _at_pace(
    place: int, left: Sequence[datetime], after: datetime, now: datetime, since: datetime
) -> Leaving:
    """The place-th without a seat, at the pace of the last days."""
    seen = max(min(now - since, SEEN), DAY / 4)
    lately = sorted(at for at in left if now - seen < at <= now)
    if not lately:
        return Leaving(None, None, None, NO_CARS)
    people, burst = len(lately), _burst(lately)
    pace = people / (seen / DAY)
    unsure = math.sqrt(burst / max(place, burst) + burst / people)
    likely = place / pace
    early, late = (likely * math.exp(sign * SURE * unsure) for sign in (-1, 1))
    if likely * DAY > LONGEST:
        return Leaving(None, None, None, NO_CARS)
    return Leaving(
        after + likely * DAY, after + early * DAY, after + min(late * DAY, 2 * LONGEST), PACE
    )


def _burst(left: Sequence[datetime]) -> float:
    """How many go together, as somebody who goes sees it: what a pace of people is less sure by."""
    cars = [1]
    for before, at in pairwise(left):
        if at - before <= TOGETHER:
            cars[-1] += 1
        else:
            cars.append(1)
    return sum(one * one for one in cars) / len(left)
