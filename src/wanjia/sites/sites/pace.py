"""How fast a site works, learned from its reports: by item, by hour of the day, how unevenly. Pure.

Work is counted in planned hours: an item of 14 planned hours that is half done has done 7. A pace
of 1 keeps to the plan. Items of one site are alike and yet differ: an item's own pace is drawn to
the site's as long as its own hours are few, the site's to what sites usually do.

How uneven the work is and how the nights differ is learned from all reports but each item's last:
so that one better figure can only make a forecast earlier, never shake it into a wider range.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

HOUR = timedelta(hours=1)
Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Beliefs:
    """What is believed of any site before it has reported; each gives way to its reports."""

    site_pace: float = 1.0  # of the plan
    site_spread: float = 0.35  # of the logarithm, between sites
    item_spread: float = 0.27  # of the logarithm, between the items of one site
    uneven: float = 0.5  # squared variation of an hour's work, with what it drags along
    memory: float = 12.0  # hours of work after which an old hour counts a third
    night: float = 0.7  # of the pace by day
    night_spread: float = 0.35  # of the logarithm, where no night has been seen
    stops_an_hour: float = 0.02  # how often work stops
    stop_hours: float = 4.0  # how long a stop takes
    stop_tail: float = 2.0  # the smaller, the longer the longest
    trend_spread: float = 0.3  # of the logarithm, a day: hands come, hands tire
    drift: float = 0.25  # of the logarithm, in a day, unforeseen
    tail: float = 0.9  # the pace of an item's last part against the rest of it
    wider: float = 1.05  # the range's last factor


BELIEFS = Beliefs()
TAIL = 0.15  # the last part of an item


@dataclass(frozen=True)
class Stretch:
    """What was done of an item between two reports; `shares` are hours of the day and their part.

    `last`: between its last two reports. `reached`: the part of the item that was done then.
    """

    item: str
    begin: datetime
    end: datetime
    work: float
    shares: tuple[tuple[int, float], ...]
    last: bool
    reached: float = 0.0


@dataclass(frozen=True)
class Own:
    """An item's own evidence: hours of work that count, the pace in them, how many days ago."""

    hours: float
    pace: float
    age: float = 0.0


@dataclass(frozen=True)
class Pace:
    """What was learned of a site.

    `profile`: how the 24 hours of the day compare with one by day; `seen`: how much each was seen
    (0 never, 1 often). `site` and `spread`: the logarithm of the site's pace now and how unsure it
    is; `trend` and `trend_spread` likewise how it grows a day. `tail`: the pace of an item's last
    part against its rest.
    """

    profile: Numbers
    seen: Numbers
    site: float
    spread: float
    uneven: float
    item_spread: float
    stops_an_hour: float
    stop_hours: float
    trend: float = 0.0
    trend_spread: float = 0.0
    drift: float = 0.0
    tail: float = 1.0
    own: Mapping[str, Own] = field(default_factory=dict)


def hours_between(begin: datetime, end: datetime) -> tuple[tuple[int, float], ...]:
    """The hours of the day from a moment to another, each with how much of it."""
    found: list[tuple[int, float]] = []
    at = begin
    while at < end and len(found) < 24 * 60:
        until = min(at.replace(minute=0, second=0, microsecond=0) + HOUR, end)
        found.append((at.hour, (until - at) / HOUR))
        at = until
    return tuple(found)


def usual_day(night: float) -> Numbers:
    """The day as it is believed before a night was seen: slower from ten to six."""
    day = np.ones(24)
    day[[22, 23, 0, 1, 2, 3, 4, 5]] = night
    day[[21, 6]] = (1 + night) / 2
    return day


def learn(
    stretches: Sequence[Stretch],
    finished: Mapping[str, bool],
    pieces: Mapping[str, float],
    stops: tuple[int, float],
    now: datetime,
    beliefs: Beliefs = BELIEFS,
) -> Pace:
    """Learn a site's pace; `pieces` are the planned hours of one piece of each item.

    `stops`: how many stops are over, and how many hours they took.
    """
    by_item: dict[str, list[Stretch]] = {}
    for stretch in stretches:
        by_item.setdefault(stretch.item, []).append(stretch)
    earlier = {key: [one for one in some if not one.last] for key, some in by_item.items()}
    profile, seen = _profile(earlier, beliefs)
    uneven = _unevenness(earlier, profile, beliefs)
    before = {
        key: _own(some, profile, pieces[key], True, now, beliefs) for key, some in earlier.items()
    }
    own = {
        key: _own(some, profile, pieces[key], finished[key], now, beliefs)
        for key, some in by_item.items()
    }
    item_spread = _item_spread(before, uneven, beliefs)
    trend, trend_spread = _trend(earlier, profile, uneven, item_spread, now, beliefs)
    site, spread = _site_pace(own, uneven, item_spread, trend, beliefs)
    worked = sum(one.hours for one in own.values())
    count, hours = stops
    return Pace(
        profile,
        seen,
        site,
        spread,
        uneven,
        item_spread,
        (beliefs.stops_an_hour * 60 + count) / (60 + worked),
        (beliefs.stop_hours * 3 + hours) / (3 + count),
        trend,
        trend_spread,
        beliefs.drift,
        _tail([some for key, some in earlier.items() if finished[key]], profile, beliefs),
        {key: one for key, one in own.items() if one.hours > 0},
    )


def _profile(by_item: Mapping[str, Sequence[Stretch]], beliefs: Beliefs) -> tuple[Numbers, Numbers]:
    """Each hour of the day against one by day, and how much it was seen."""
    usual = usual_day(beliefs.night)
    profile = usual.copy()
    known = np.zeros(24)
    for _round in range(3):
        work, hours = np.zeros(24), np.zeros(24)
        for stretches in by_item.values():
            expected = sum(_exposure(one, profile) for one in stretches)
            done = sum(one.work for one in stretches)
            if expected < 3 or done <= 0:
                continue
            pace = done / expected
            for one in stretches:
                whole = sum(part for _hour, part in one.shares) or 1.0
                for hour, part in one.shares:
                    work[hour] += min(one.work / pace / whole, 4.0) * part
                    hours[hour] += part
        work, known = _smoothed(work), _smoothed(hours)
        profile = (4 * usual + work) / (4 + known)
        day = slice(8, 18)
        seen_by_day = known[day].sum()
        if seen_by_day:
            profile = profile / (profile[day] * known[day]).sum() * seen_by_day
    return np.clip(profile, 0.05, 5.0), known / (known + 4)


def _smoothed(values: Numbers) -> Numbers:
    around: Numbers = values + 0.6 * (np.roll(values, 1) + np.roll(values, -1))
    return around


def _exposure(stretch: Stretch, profile: Numbers) -> float:
    return sum(float(profile[hour]) * part for hour, part in stretch.shares)


def _blocks(
    stretches: Sequence[Stretch], profile: Numbers, least: float
) -> list[tuple[float, float, datetime]]:
    """Hours of work, what was done in them and when, in blocks of at least so many hours."""
    found = []
    hours = work = 0.0
    for one in stretches:
        hours, work = hours + _exposure(one, profile), work + one.work
        if hours >= least:
            found.append((hours, work, one.end))
            hours = work = 0.0
    return found


def _unevenness(
    by_item: Mapping[str, Sequence[Stretch]], profile: Numbers, beliefs: Beliefs
) -> float:
    """The squared variation of an hour's work: what short blocks show, or longer ones if more."""
    return max(_variation(by_item, profile, least, beliefs) for least in (3.0, 7.0))


def _variation(
    by_item: Mapping[str, Sequence[Stretch]], profile: Numbers, least: float, beliefs: Beliefs
) -> float:
    total, count = 8 * beliefs.uneven, 8.0
    for stretches in by_item.values():
        blocks = _blocks(stretches, profile, least)
        hours, done = sum(one[0] for one in blocks), sum(one[1] for one in blocks)
        if len(blocks) < 2 or done <= 0:
            continue
        off = [min((work / done * hours / long - 1) ** 2 * long, 6.0) for long, work, _at in blocks]
        total += sum(off) * len(blocks) / (len(blocks) - 1)
        count += len(blocks)
    return total / count


def _trend(
    by_item: Mapping[str, Sequence[Stretch]],
    profile: Numbers,
    uneven: float,
    item_spread: float,
    now: datetime,
    beliefs: Beliefs,
) -> tuple[float, float]:
    """How the logarithm of the pace grows a day, and how unsure that is: a regression over blocks
    of work in which each item may lie above or below the rest."""
    rows = [
        (place, hours, work, (at - now) / (24 * HOUR))
        for place, stretches in enumerate(by_item.values())
        for hours, work, at in _blocks(stretches, profile, 4.0)
    ]
    many = 2 + len(by_item)
    known = np.zeros((many, many))
    known[0, 0] = 1 / beliefs.site_spread**2
    known[1, 1] = 1 / beliefs.trend_spread**2
    known[range(2, many), range(2, many)] = 1 / item_spread**2
    said = np.zeros(many)
    said[0] = math.log(beliefs.site_pace) * known[0, 0]
    for place, hours, work, day in rows:
        row = np.zeros(many)
        row[[0, 1, 2 + place]] = 1.0, day, 1.0
        weight = 1 / (uneven / hours + 0.02)
        known += weight * np.outer(row, row)
        said += weight * row * math.log(min(max(work / hours, 0.2), 5.0))
    spread = np.linalg.inv(known)
    return float(np.clip((spread @ said)[1], -0.4, 0.4)), float(math.sqrt(spread[1, 1]))


def _tail(finished: Sequence[Sequence[Stretch]], profile: Numbers, beliefs: Beliefs) -> float:
    """The pace of the last part of an item against its rest, from the items that are done."""
    above, below = 8 * beliefs.tail, 8.0
    for stretches in finished:
        rest = [one for one in stretches if one.reached <= 1 - TAIL]
        tail = [one for one in stretches if one.reached > 1 - TAIL]
        hours, done = sum(_exposure(one, profile) for one in rest), sum(one.work for one in rest)
        if hours < 3 or done <= 0 or not tail:
            continue
        late = sum(_exposure(one, profile) for one in tail)
        above += min(sum(one.work for one in tail) / (done / hours), 3 * late)
        below += late
    return min(max(above / below, 0.3), 1.2)


def _own(
    stretches: Sequence[Stretch],
    profile: Numbers,
    piece: float,
    finished: bool,
    now: datetime,
    beliefs: Beliefs,
) -> Own:
    """An item's own pace; what it did last counts most, unless it is finished.

    A piece under way counts half: an item of one piece would else stand still until it is done.
    """
    exposures = [_exposure(one, profile) for one in stretches]
    ages = np.cumsum(exposures[::-1])[::-1] - exposures if exposures else np.zeros(0)
    weights = np.ones(len(exposures)) if finished else np.exp(-ages / beliefs.memory)
    hours = float((weights * exposures).sum())
    if hours <= 0:
        return Own(0.0, 0.0)
    work = float((weights * [one.work for one in stretches]).sum())
    days = [(now - one.end) / (24 * HOUR) for one in stretches]
    age = float((weights * exposures * days).sum()) / hours
    return Own(hours, max(work + (0.0 if finished else piece / 2), 0.0) / hours, age)


def _item_spread(own: Mapping[str, Own], uneven: float, beliefs: Beliefs) -> float:
    """How much the items of this site differ, in logarithms."""
    known = [one for one in own.values() if one.hours >= 3 and one.pace > 0]
    total, count = 6 * beliefs.item_spread**2, 6.0
    if len(known) >= 2:
        logs = [math.log(min(max(one.pace, 0.1), 10)) for one in known]
        middle = float(np.median(logs))
        for one, value in zip(known, logs, strict=True):
            total += min(max((value - middle) ** 2 - uneven / one.hours, 0.0), 1.0)
        count += len(known) - 1
    return math.sqrt(total / count)


def _site_pace(
    own: Mapping[str, Own], uneven: float, item_spread: float, trend: float, beliefs: Beliefs
) -> tuple[float, float]:
    """The site's pace now: what an item says counts less the longer ago it was."""
    weight = 1 / beliefs.site_spread**2
    total = weight * math.log(beliefs.site_pace)
    for one in own.values():
        if one.hours > 0:
            mine = 1 / (item_spread**2 + uneven / one.hours + beliefs.drift**2 * one.age)
            total += mine * (math.log(min(max(one.pace, 0.15), 8.0)) + trend * min(one.age, 3.0))
            weight += mine
    return total / weight, math.sqrt(1 / weight)
