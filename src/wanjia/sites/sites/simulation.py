"""A site's remaining work lived through many times, each with a pace it may have. Pure.

Each life draws the site's pace, each item's, its nights, its stops and how long the present ones
last; items follow what they wait for. The opening is the last finish of a life, the range what
most lives agree on, and the slowest chain the one that most lives wait for: a maximum of medians
would know neither.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from wanjia.sites.sites.pace import BELIEFS, TAIL, Beliefs, Pace

LIVES = 600
LONGEST = 24.0 * 120
Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Rest:
    """What is `left` of an item's planned `hours`, and what it waits for (`after`).

    `since`: hours from now (negative) from which on its work went unreported; `silent`: that is
    longer than usual. `active`: it is worked at; `begun`: even while another is unfinished.
    `blocked`: for how many hours something has been in its way; None: nothing is.
    """

    key: str
    left: float
    hours: float
    after: tuple[str, ...]
    since: float
    silent: bool = False
    begun: bool = False
    active: bool = False
    blocked: float | None = None


@dataclass(frozen=True)
class Lives:
    """The hours from now at which each unfinished item ends, by life; who holds the opening."""

    ends: Mapping[str, Numbers]
    opening: Numbers
    holding: Mapping[str, float]


@cache
def _draws(count: int) -> tuple[Numbers, Numbers]:
    """The same draws each time: two forecasts differ only by what was reported."""
    numbers = np.random.default_rng(20220418)
    normal = numbers.standard_normal((LIVES // 2, 3 + 3 * count))
    even = numbers.random((LIVES // 2, 2 + 3 * count))
    return np.vstack([normal, -normal]), np.vstack([even, 1 - even])


def live(
    rests: Sequence[Rest],
    pace: Pace,
    now: datetime,
    hands: int | None = None,
    beliefs: Beliefs = BELIEFS,
) -> Lives:
    """Live the rest of a site's work; `rests` in an order in which each follows what it needs.

    `hands`: no more items than that are worked at at once.
    """
    if not rests:
        return Lives({}, np.zeros(LIVES), {})
    normal, even = _draws(64 * (1 + (len(rests) - 1) // 64))
    wide = beliefs.wider
    day = _days(pace, normal[:, 0], beliefs)
    site = np.exp(pace.site + wide * pace.spread * normal[:, 1])
    trend = pace.trend + wide * pace.trend_spread * normal[:, 2]
    silence = np.clip((even[:, 0] - 0.6) / 0.4, 0, None)  # in most lives nothing was done unseen
    crews = np.zeros((LIVES, hands)) if hands else None
    lives = np.arange(LIVES)
    clock = now.hour + now.minute / 60
    ends: dict[str, Numbers] = {}
    waits: dict[str, tuple[list[str], Numbers]] = {}
    for place, rest in enumerate(rests):
        z, u = normal[:, 3 + 3 * place : 6 + 3 * place], even[:, 2 + 3 * place : 5 + 3 * place]
        begin = np.full(LIVES, rest.since) * (silence if rest.silent else 1.0)
        if rest.blocked is not None:
            begin = _residual(rest.blocked, u[:, 0], pace, beliefs)
        needs = [key for key in rest.after if key in ends]
        before = [begin, *(ends[key] for key in needs)]
        start = begin if rest.begun else np.max(before, axis=0)
        crew = crews.argmin(axis=1) if crews is not None else lives
        if crews is not None and not rest.begun and not rest.active:
            start = np.maximum(start, crews[lives, crew])
        growth = _growth(start, trend, pace, z[:, 2], beliefs)
        work = _work(rest, site * growth, growth, z, pace, beliefs)
        stop = _stops(work, u[:, 1], u[:, 2], pace, beliefs)
        end = np.minimum(_at_work(start, work, day, clock) + stop, LONGEST)
        if crews is not None:
            crews[lives, crew] = np.maximum(crews[lives, crew], end)
        floor = np.max([np.zeros(LIVES), *(ends[key] for key in needs)], axis=0)
        ends[rest.key] = np.maximum(end, floor)
        waits[rest.key] = (needs, end if rest.begun else begin)
    opening = np.max(list(ends.values()), axis=0)
    return Lives(ends, opening, _holding(rests, ends, waits))


def _days(pace: Pace, draws: Numbers, beliefs: Beliefs) -> Numbers:
    """The day's profile of each life, summed up hour by hour: what was not seen may be other."""
    unsure = beliefs.night_spread * (1 - pace.seen) * beliefs.wider
    night = np.abs(np.arange(24) - 12 + 0.5) > 7
    factor = np.exp(np.outer(draws, np.where(night, unsure, 0.0)))
    profile = np.clip(pace.profile[None, :] * factor, 0.03, 5.0)
    return np.hstack([np.zeros((LIVES, 1)), np.cumsum(profile, axis=1)])


def _growth(start: Numbers, trend: Numbers, pace: Pace, z: Numbers, beliefs: Beliefs) -> Numbers:
    """What the pace has come to when an item is begun, as it grows or falls day by day."""
    days = np.clip(start / 24, 0.0, 3.0)
    off = trend * days + beliefs.wider * pace.drift * np.sqrt(days) * z
    return np.asarray(np.exp(np.clip(off, -1.2, 1.2)))


def _work(
    rest: Rest, site: Numbers, growth: Numbers, z: Numbers, pace: Pace, beliefs: Beliefs
) -> Numbers:
    """The hours by day that the rest takes in each life."""
    own = pace.own.get(rest.key)
    hours, mine = (own.hours, own.pace * growth) if own else (0.0, growth)
    if own:
        mine = mine * math.exp(pace.trend * min(own.age, 3.0))
    drawn = pace.uneven / pace.item_spread**2  # hours after which an item's own word is half
    rate = (drawn * site + hours * mine) / (drawn + hours)
    unsure = math.sqrt(pace.uneven / (drawn + hours))
    rate = rate * np.exp(np.clip(beliefs.wider * unsure * z[:, 0], -2.5, 2.5))
    tail = min(rest.left, TAIL * rest.hours)
    work = (rest.left + tail * (1 / pace.tail - 1)) / np.maximum(rate, 1e-3)
    off = np.sqrt(pace.uneven / np.maximum(work, 0.75))
    work = work * np.exp(np.clip(beliefs.wider * np.minimum(off, 0.8) * z[:, 1], -2.0, 2.0))
    return np.asarray(np.minimum(work, LONGEST))


def _residual(age: float, u: Numbers, pace: Pace, beliefs: Beliefs) -> Numbers:
    """How much longer something stays in the way: the longer it has, the longer it will."""
    scale = age + pace.stop_hours * (beliefs.stop_tail - 1)
    return np.asarray(scale * (np.maximum(1 - u, 1e-3) ** (-1 / beliefs.stop_tail) - 1))


def _stops(work: Numbers, u: Numbers, v: Numbers, pace: Pace, beliefs: Beliefs) -> Numbers:
    """The hours of stops yet to come."""
    mean = pace.stops_an_hour * work
    some = u > np.exp(-mean)
    length = _residual(0.0, v, pace, beliefs)
    return np.where(some, length * np.maximum(mean, 1.0), 0.0)


def _at_work(start: Numbers, work: Numbers, day: Numbers, clock: float) -> Numbers:
    """The hour at which so many hours by day are worked, from a start on."""
    at = (start + clock) % 24
    hour = np.minimum(at.astype(int), 23)
    rows = np.arange(len(at))
    whole = day[:, 24]
    done = day[rows, hour] + (at - hour) * (day[rows, hour + 1] - day[rows, hour])
    goal = done + work
    days = np.floor(goal / whole)
    rest = goal - days * whole
    place = np.clip((day[:, 1:] <= rest[:, None]).sum(axis=1), 0, 23)
    pace = day[rows, place + 1] - day[rows, place]
    until = days * 24 + place + (rest - day[rows, place]) / pace
    return np.asarray(start + until - at)


def _holding(
    rests: Sequence[Rest],
    ends: Mapping[str, Numbers],
    waits: Mapping[str, tuple[list[str], Numbers]],
) -> dict[str, float]:
    """The share of lives in which each item lies on the chain that ends last."""
    keys = [rest.key for rest in rests]
    on = {key: np.zeros(LIVES, bool) for key in keys}
    last = np.argmax(np.stack([ends[key] for key in keys]), axis=0)
    for place, key in enumerate(keys):
        on[key] |= last == place
    for key in reversed(keys):
        needs, own = waits[key]
        if not needs:
            continue
        table = np.stack([ends[one] for one in needs])
        held = on[key] & (table.max(axis=0) >= own)
        first = np.argmax(table, axis=0)
        for place, one in enumerate(needs):
            on[one] |= held & (first == place)
    return {key: float(on[key].mean()) for key in keys}


def after(now: datetime, hours: float) -> datetime:
    """The moment so many hours from now."""
    return now + timedelta(hours=hours)
