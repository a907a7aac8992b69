"""The geometry of the board's curve and of the beds by the hour: plain values in, shapes out.

x is in percent of the drawing's width, y in pixels, as in the charts of the web floor; lines are
drawn in a box of 1,000 units so that they stretch with the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDE, HIGH = 1000, 200
TICKS = 6


@dataclass(frozen=True)
class Tick:
    """A moment on the line of hours; `x` in percent."""

    at: datetime
    x: float


@dataclass(frozen=True)
class Curve:
    """What is drawn: two lines, the ticks, and where now, the promise and the forecast stand."""

    plan: str
    done: str
    ticks: list[Tick]
    now: float
    target: float | None
    early: float
    wide: float
    likely: float | None


def x_of(at: datetime, first: datetime, last: datetime) -> float:
    """Return where a moment stands between two others, in percent, within the drawing."""
    share = (at - first) / (last - first) if last > first else 0.0
    return round(100 * min(max(share, 0.0), 1.0), 2)


def polyline(points: Sequence[tuple[datetime, float]], first: datetime, last: datetime) -> str:
    """Return the points of a polyline; shares from 0 to 1 rise from the foot of the box."""
    return " ".join(
        f"{x_of(at, first, last) * WIDE / 100:g},{HIGH - round(share * HIGH, 1):g}"
        for at, share in points
    )


def draw_curve(
    plan: Sequence[tuple[datetime, float]],
    done: Sequence[tuple[datetime, float]],
    now: datetime,
    target: datetime | None,
    forecast: tuple[datetime | None, datetime | None, datetime | None],
) -> Curve:
    """Draw progress against plan; `forecast` is (early, likely, late), None where nobody knows."""
    early, likely, late = forecast
    known = [at for at, _share in (*plan, *done)]
    known += [moment for moment in (now, target, early, likely, late) if moment]
    first, last = min(known), max(known)
    last = max(last, first + timedelta(hours=1))
    from_, until = x_of(early or last, first, last), x_of(late or last, first, last)
    return Curve(
        polyline(plan, first, last),
        polyline(done, first, last),
        hour_ticks(first, last),
        x_of(now, first, last),
        x_of(target, first, last) if target else None,
        from_,
        round(max(until - from_, 0.0), 2) if early else 0.0,
        x_of(likely, first, last) if likely else None,
    )


def hour_ticks(first: datetime, last: datetime) -> list[Tick]:
    """Full hours to write beneath, as many as a phone has room for."""
    hours = max((last - first) / timedelta(hours=1), 1)
    step = next(
        (hours_each for hours_each in (1, 2, 3, 6, 12, 24, 48, 96) if hours / hours_each <= TICKS),
        240,
    )
    at = first.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    at += timedelta(hours=-at.hour % step)
    all_ticks = []
    while at <= last:
        all_ticks.append(Tick(at, x_of(at, first, last)))
        at += timedelta(hours=step)
    return [tick for tick in all_ticks if 4 <= tick.x <= 96]
