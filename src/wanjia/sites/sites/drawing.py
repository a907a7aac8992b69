"""The charts of a site's board: progress against plan, and beds by the hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from wanjia.core.charts import Band, Chart, Column, Line, Mark, spot
from wanjia.sites.beds.occupancy import Hour

TICKS = 6
Shares = Sequence[tuple[datetime, float]]


@dataclass(frozen=True)
class Tick:
    """A moment on the line of hours; `x` in percent."""

    at: datetime
    x: float


def x_of(at: datetime, first: datetime, last: datetime) -> float:
    """Return where a moment stands between two others, in percent, within the drawing."""
    return spot(at.timestamp(), first.timestamp(), last.timestamp())


def progress_chart(
    plan: Shares,
    done: Shares,
    now: datetime,
    target: datetime | None,
    forecast: tuple[datetime | None, datetime | None, datetime | None],
) -> Chart:
    """Draw progress against plan; `forecast` is (early, likely, late), None where nobody knows."""
    early, likely, late = forecast
    known = [at for at, _share in (*plan, *done)]
    known += [moment for moment in (now, target, early, likely, late) if moment]
    first, last = min(known), max(known)
    last = max(last, first + timedelta(hours=1))
    marks = [Mark(x_of(now, first, last), _("现在"))]
    if target:
        marks.append(Mark(x_of(target, first, last), _("目标"), "aim"))
    if likely:
        marks.append(Mark(x_of(likely, first, last), _("最可能开舱"), "likely"))
    from_, until = x_of(early or last, first, last), x_of(late or last, first, last)
    bands = (Band(from_, round(max(until - from_, 0.0), 2), _("预计开舱的时段")),) if early else ()
    return Chart(
        title=_("完成和计划，逐时"),
        unit="%",
        axis=_("时间（日-时）"),
        span=_span(first, last),
        lines=(
            Line(_("计划"), _percents(plan, first, last), "plan"),
            Line(_("完成"), _percents(done, first, last), "real"),
        ),
        marks=tuple(marks),
        bands=bands,
        ticks=tuple((tick.x, f"{tick.at.day}-{tick.at.hour}") for tick in hour_ticks(first, last)),
        top=100,
    )


def _percents(points: Shares, first: datetime, last: datetime) -> tuple[tuple[float, float], ...]:
    return tuple((x_of(at, first, last), round(100 * share, 1)) for at, share in points)


def _span(first: datetime, last: datetime) -> str:
    return _("%(first)s 至 %(last)s") % {
        "first": f"{first:%m-%d %H:%M}",
        "last": f"{last:%m-%d %H:%M}",
    }


def beds_chart(hours: Sequence[Hour], beds: int) -> Chart | None:
    """Draw the beds that were taken at each full hour, oldest first; None before the first."""
    if not hours:
        return None
    taken = list(reversed(hours))
    return Chart(
        title=_("每个整点住了多少张床"),
        unit=_("张床"),
        axis=_("整点（时）"),
        span=_span(taken[0].at, taken[-1].at),
        columns=tuple(
            Column(str(hour.at.hour), f"{hour.at:%m-%d %H:%M}", (hour.taken,)) for hour in taken
        ),
        series=(_("已住"),),
        top=max([beds, *(hour.taken for hour in hours)]) or None,
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
