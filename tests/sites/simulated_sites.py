"""Sites that were never built: seeded, of several kinds, each with its truth.

The forecast was tuned on `TUNED` alone; what it is held to is measured on `HELD_OUT`, whose works,
nights, troubles and ways of reporting are others. A kind is a dataclass of habits; a site is drawn
from it with a seed and lived in steps of a quarter of an hour, apart from the product's code.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

STEP = 0.25
LONGEST = 24 * 25
SHANGHAI = timezone(timedelta(hours=8))
START = datetime(2022, 4, 18, tzinfo=UTC).astimezone(SHANGHAI)

# The product's own list: item, target, planned hours, what it waits for.
SHELTER = (
    ("area", 3000, 6, ()),
    ("power", 500, 10, ("area",)),
    ("water", 25, 12, ("area",)),
    ("zones", 3, 8, ("area",)),
    ("passages", 2, 6, ("zones",)),
    ("partitions", 500, 12, ("area",)),
    ("beds", 500, 14, ("area",)),
    ("toilets", 34, 10, ("water",)),
    ("network", 10, 6, ("power",)),
    ("care_units", 25, 6, ("beds", "partitions", "power")),
    ("fire", 1, 2, ("power", "partitions")),
    ("accepted", 500, 4, ("beds", "toilets", "passages", "fire", "network", "care_units")),
)


@dataclass(frozen=True)
class Kind:
    """How the sites of one kind work, stop and report."""

    name: str
    layout: str = "shelter"  # shelter, chain, wide or drawn
    site: tuple[float, float] = (0.9, 0.25)  # its pace against the plan: median, log-spread
    item_spread: float = 0.25
    heavy: bool = False  # items differ with a heavy tail
    night: tuple[float, float, float] = (22, 6, 1.0)  # from, until, pace
    breaks: tuple[float, ...] = ()  # hours of the day at which nobody works
    noise: float = 0.4
    drag: float = 3.0  # hours that a good or a bad spell lasts
    tail: float = 1.0  # the pace of the last sixth of an item
    learning: float = 0.0  # the pace rises by this part a day
    shift_after: tuple[float, float] | None = None  # after so many hours, times so much
    item_stops: tuple[float, float] = (0.0, 4.0)  # how many an hour of work, how many hours
    site_stops: tuple[float, float] = (0.0, 5.0)
    stop_told: float = 1.0  # how often a stop is told with its reason
    hands: int = 99  # so many items are worked at at once, in their order
    lumps: int = 1  # goods come in so many deliveries
    unreported: float = 0.0  # how often an item's hour is not reported
    quiet: float = 0.0  # how often an hour of the whole site falls out at night
    typos: float = 0.0


@dataclass
class Lived:
    """One site: its lines as reported, when it began, when all was done."""

    kind: str
    begin: datetime
    end: datetime
    lines: list[dict] = field(default_factory=list)

    def until(self, share: float) -> list[dict]:
        """The lines of the first part of its time."""
        at = self.begin + share * (self.end - self.begin)
        return [line for line in self.lines if datetime.fromisoformat(line["at"]) <= at]


TUNED = (
    Kind("steady", noise=0.25, item_spread=0.2),
    Kind("slow nights", night=(22, 6, 0.5), item_stops=(0.02, 3)),
    Kind("told stops", layout="drawn", item_stops=(0.05, 5), site=(0.85, 0.3), noise=0.5),
    Kind("one crew", layout="chain", item_spread=0.4, drag=6, night=(21, 5, 0.7)),
    Kind("long tails", layout="wide", tail=0.5, item_spread=0.3, night=(23, 6, 0.3)),
    Kind("typed in haste", site=(1.1, 0.2), unreported=0.2, typos=0.01, item_stops=(0.02, 6)),
    Kind("deliveries", layout="wide", lumps=4, item_spread=0.3, site=(0.95, 0.2), drag=2),
    Kind("learning", layout="chain", learning=0.2, site=(0.8, 0.2), item_spread=0.3),
    Kind("more hands", shift_after=(16, 1.4), site=(0.75, 0.2), item_spread=0.35, noise=0.5),
    Kind("few hands", hands=3, site=(1.2, 0.2), heavy=True, night=(21, 6, 0.75)),
)
HELD_OUT = (
    Kind(
        "two shifts",
        layout="drawn",
        night=(19, 7, 0.4),
        breaks=(12.0, 18.0),
        item_spread=0.3,
        noise=0.35,
    ),
    Kind(
        "half told",
        layout="drawn",
        item_stops=(0.04, 4),
        stop_told=0.5,
        unreported=0.15,
        quiet=0.3,
        night=(22, 7, 0.55),
    ),
    Kind("tired hands", layout="wide", learning=-0.1, site=(1.15, 0.25), night=(0, 6, 0.2)),
    Kind("noon heat", night=(11, 16, 0.4), site=(1.1, 0.2), heavy=True),
    Kind("rain", layout="chain", site_stops=(0.015, 7), item_spread=0.35, site=(1.0, 0.15)),
    Kind("late goods", lumps=3, item_stops=(0.01, 8), night=(22, 6, 0.8), drag=5),
)


def sites(kind: Kind, count: int, seed: int = 1) -> Iterator[Lived]:
    """So many sites of a kind, the same for the same seed."""
    for n in range(count):
        yield lived(kind, random.Random(f"{seed}:{kind.name}:{n}"))


def works(kind: Kind, draw: random.Random) -> list[tuple[str, int, float, tuple[str, ...]]]:
    """A site's items: those of a shelter of some size, or drawn ones."""
    if kind.layout == "shelter":
        size = draw.choice([0.4, 1, 2])
        return [
            (key, target if target < 5 else max(round(target * size), 2), hours, after)
            for key, target, hours, after in SHELTER
        ]
    made: list[tuple[str, int, float, tuple[str, ...]]] = []
    for n in range(draw.randint(4, 6) if kind.layout == "chain" else draw.randint(6, 12)):
        before = [key for key, *_rest in made]
        if kind.layout == "chain":
            after = before[-1:]
        elif kind.layout == "wide":
            after = before[:1] if before and draw.random() < 0.6 else []
        else:
            after = draw.sample(before, min(len(before), draw.choice([0, 1, 1, 2, 3])))
        target = draw.choice([1, 3, 8, 20, 60, 150, 400, 1000])
        made.append((f"w{n}", target, float(draw.randint(3, 22)), tuple(after)))
    return made


def lived(kind: Kind, draw: random.Random) -> Lived:
    """Live one site from its first hour until all is done; each full hour is reported."""
    items = works(kind, draw)
    begin = START + timedelta(hours=draw.randint(0, 47))
    pace = kind.site[0] * draw.lognormvariate(0, kind.site[1])
    factor = {key: _factor(kind, draw) for key, *_rest in items}
    done = {key: 0.0 for key, *_rest in items}
    spell = dict.fromkeys(done, 0.0)
    stop: dict[str, float] = {}
    told: dict[str, bool] = {}
    site_stop = 0.0
    ended: dict[str, float] = {}
    found = Lived(kind.name, begin, begin)
    hours = 0.0
    while hours < LONGEST:
        if round(hours / STEP) % round(1 / STEP) == 0:
            _report(found, kind, draw, items, done, ended, stop, told, site_stop, hours)
            if all(key in ended for key in done):
                break
        if site_stop > 0:
            site_stop -= STEP
        elif draw.random() < kind.site_stops[0] * STEP:
            site_stop = draw.expovariate(1 / kind.site_stops[1])
        at = begin + timedelta(hours=hours)
        base = pace * _of_day(kind, at.hour + at.minute / 60) * (1 + kind.learning * hours / 24)
        if kind.shift_after and hours >= kind.shift_after[0]:
            base *= kind.shift_after[1]
        hours += STEP
        busy = 0
        for key, _target, planned, after in items:
            spell[key] += -spell[key] * STEP / kind.drag
            spell[key] += kind.noise * (2 * STEP / kind.drag) ** 0.5 * draw.gauss(0, 1)
            if key in ended or site_stop > 0 or any(one not in ended for one in after):
                continue
            if stop.get(key, 0) > 0:
                stop[key] -= STEP
                continue
            if draw.random() < kind.item_stops[0] * STEP:
                stop[key] = draw.expovariate(1 / kind.item_stops[1])
                told[key] = draw.random() < kind.stop_told
                continue
            busy += 1
            if busy > kind.hands:
                continue
            rate = base * factor[key] * 2.718281828 ** (spell[key] - kind.noise**2 / 2)
            if done[key] > 5 / 6:
                rate *= kind.tail
            done[key] = min(
                done[key] + rate * STEP / planned,
                _stock(kind, draw, key, hours, planned, factor, pace),
            )
            if done[key] >= 1 - 1e-9:
                done[key] = 1.0
                ended[key] = hours
    found.end = begin + timedelta(hours=max(ended.values()) if len(ended) == len(done) else hours)
    return found


def _factor(kind: Kind, draw: random.Random) -> float:
    if kind.heavy:
        return draw.gammavariate(6, 1 / 6) + 0.1
    return draw.lognormvariate(0, kind.item_spread)


def _of_day(kind: Kind, hour: float) -> float:
    since, until, slow = kind.night
    night = hour >= since or hour < until if since > until else since <= hour < until
    if any(one <= hour < one + 1 for one in kind.breaks):
        return 0.0
    return slow if night else 1.0


def _stock(
    kind: Kind,
    draw: random.Random,
    key: str,
    hours: float,
    planned: float,
    factor: dict[str, float],
    pace: float,
) -> float:
    """How much of an item the goods that have come allow."""
    if kind.lumps == 1:
        return 1.0
    every = planned / pace / factor[key] / kind.lumps * 1.1
    return min((1 + int(hours / every)) / kind.lumps, 1.0)


def _report(
    found: Lived,
    kind: Kind,
    draw: random.Random,
    items: list[tuple[str, int, float, tuple[str, ...]]],
    done: dict[str, float],
    ended: dict[str, float],
    stop: dict[str, float],
    told: dict[str, bool],
    site_stop: float,
    hours: float,
) -> None:
    at = found.begin + timedelta(hours=hours)
    all_done = len(ended) == len(done)
    if kind.quiet and _of_day(kind, at.hour) < 1 and draw.random() < kind.quiet and not all_done:
        return
    for key, target, planned, after in items:
        if draw.random() < kind.unreported and not all_done:
            continue
        figure = int(done[key] * target + 1e-9)
        if draw.random() < kind.typos and key not in ended:
            figure = max(0, figure + draw.choice([-1, 1]) * max(1, target // 10))
        blocked = None
        if key not in ended and not any(one not in ended for one in after):
            if site_stop > 0:
                blocked = "下雨停工"
            elif stop.get(key, 0) > 0 and told.get(key):
                blocked = "缺料"
        found.lines.append(
            {
                "site": found.kind,
                "item": key,
                "target": target,
                "hours": planned,
                "after": list(after),
                "at": at.isoformat(),
                "done": figure,
                "blocked": blocked,
            }
        )
