"""The chart of a child's weights."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from wanjia.core.charts import Chart, Column, Line, spot


def weight_chart(points: Sequence[tuple[date, int]]) -> Chart | None:
    """Return the curve of weights (day, grams); None for fewer than two."""
    if len(points) < 2:
        return None
    days = [day.toordinal() for day, _grams in points]
    grams = [weight for _day, weight in points]
    xs = [spot(day, days[0], days[-1]) for day in days]
    return Chart(
        title=_("体重"),
        unit=_("克"),
        axis=_("日期"),
        span=_("%(first)s 至 %(last)s")
        % {"first": f"{points[0][0]:%m-%d}", "last": f"{points[-1][0]:%m-%d}"},
        columns=tuple(Column(f"{day:%m-%d}", day.isoformat(), (weight,)) for day, weight in points),
        series=(),
        lines=(Line(_("体重"), tuple(zip(xs, grams, strict=True)), dots=True),),
        ticks=tuple(
            (x, f"{day:%m-%d}") for x, (day, _weight) in _apart(list(zip(xs, points, strict=True)))
        ),
        low=min(grams) - 100,
    )


def _apart(
    ticks: list[tuple[float, tuple[date, int]]], room: float = 14
) -> list[tuple[float, tuple[date, int]]]:
    """Return those of the days that have room to be written, the last one always."""
    kept = [ticks[-1]]
    for tick in reversed(ticks[:-1]):
        if kept[-1][0] - tick[0] >= room:
            kept.append(tick)
    return kept[::-1]
