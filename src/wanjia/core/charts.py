"""The one drawing of all charts: axes with units, a legend in words, today, the range, a table.

Pure: plain values in, shapes out. x is in percent of the drawing's width, y in pixels, so that a
chart is as wide as its page and its words are never stretched; lines are drawn in a box of 1,000
by `HIGH` units. A template shows it by `{% chart %}`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log10
from typing import Any

TOP = 26  # room above the highest bar for its number and the word at today's line
HIGH = 140  # from the foot to the highest step of the scale
FOOT = TOP + HIGH
TALL = FOOT + 26  # and what is written beneath
WIDE = 1000
MOST_LABELS = 8  # as many as a phone has room for
WIDEST_BAR = 7.0  # percent: a single day is no block
STEPS = 4


@dataclass(frozen=True)
class Column:
    """What stands at one place of the horizontal axis: written beneath, in the table, and linked.

    `values` go with the chart's series; None where nobody knows.
    """

    label: str
    title: str
    values: tuple[float | None, ...]
    url: str = ""


@dataclass(frozen=True)
class Mark:
    """A moment on the horizontal axis, in percent, with its word: now, the aim."""

    x: float
    words: str
    kind: str = "now"


@dataclass(frozen=True)
class Band:
    """A stretch of the horizontal axis, in percent, with its word."""

    x: float
    width: float
    words: str


@dataclass(frozen=True)
class Line:
    """A line through points (x in percent, value), with its word."""

    words: str
    points: tuple[tuple[float, float], ...]
    kind: str = "real"
    dots: bool = False


@dataclass(frozen=True)
class Chart:
    """What a chart tells, in words and values.

    `unit` is what the upright axis counts in, `axis` what the other one, `span` its range.
    `step` labels columns that are `shown`; `series` are the words of bars; `top` is the end of the
    scale where that is known (100 %), `low` its beginning.
    """

    title: str
    unit: str
    axis: str
    span: str
    columns: tuple[Column, ...] = ()
    series: tuple[str, ...] = ()
    now: int | None = None
    now_words: str = ""
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    bands: tuple[Band, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    top: float | None = None
    low: float = 0


@dataclass(frozen=True)
class Bar:
    """A bar: where it stands, how tall, its number, the words that name it."""

    x: str
    y: int
    width: str
    height: int
    kind: int
    middle: str
    above: int
    number: str
    words: str
    url: str
    labelled: bool


@dataclass(frozen=True)
class Drawing:
    """A chart with its shapes."""

    chart: Chart
    bars: tuple[Bar, ...]
    paths: tuple[tuple[Line, str, tuple[tuple[str, str], ...]], ...]
    scale: tuple[tuple[int, str], ...]
    below: tuple[tuple[str, str, str], ...]
    marks: tuple[tuple[Mark, str, str], ...]
    bands: tuple[tuple[Band, str, str], ...]
    rows: tuple[tuple[Column, tuple[str, ...]], ...]
    top: int = TOP
    high: int = HIGH
    foot: int = FOOT
    tall: int = TALL

    @property
    def has_legend(self) -> bool:
        """Whether there is more than one thing to tell apart, or a word at a line."""
        chart = self.chart
        return bool(chart.series or chart.lines or chart.bands or self.marks)


def draw(chart: Chart) -> Drawing:
    """Draw a chart: nothing leaves the drawing, and each bar is as tall as its number."""
    known = [value for column in chart.columns for value in column.values if value is not None]
    known += [value for line in chart.lines for _x, value in line.points]
    steps = _steps(chart.low, chart.top if chart.top is not None else max(known, default=0))
    low, high = steps[0], steps[-1]

    def y_of(value: float) -> int:
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return FOOT - round(HIGH * share)

    marks = chart.marks
    if chart.now is not None and chart.columns:
        middle = 100 * (chart.now + 0.5) / len(chart.columns)
        marks = (*marks, Mark(middle, chart.now_words, "now"))
    series = () if chart.lines else _bars(chart, y_of)
    return Drawing(
        chart=replace(chart, marks=marks),
        bars=series,
        paths=tuple(
            (
                line,
                " ".join(f"{x * WIDE / 100:g},{y_of(value) - TOP}" for x, value in line.points),
                tuple((f"{x:g}%", str(y_of(value))) for x, value in line.points)
                if line.dots
                else (),
            )
            for line in chart.lines
        ),
        scale=tuple((y_of(step), number(step)) for step in steps),
        below=_below(chart),
        marks=tuple((mark, f"{mark.x:g}%", _anchor(mark.x)) for mark in marks),
        bands=tuple((band, f"{band.x:g}%", f"{band.width:g}%") for band in chart.bands),
        rows=tuple(
            (column, tuple("" if value is None else number(value) for value in column.values))
            for column in chart.columns
        ),
    )


def number(value: float) -> str:
    """Return a number as it is written in a chart: 1,200 or 0.5."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def spot(at: float, first: float, last: float) -> float:
    """Return where a value stands between two others, in percent, within the drawing."""
    share = (at - first) / (last - first) if last > first else 0.0
    return round(100 * min(max(share, 0.0), 1.0), 2)


def labelled(place: int, count: int, most: int = MOST_LABELS) -> bool:
    """Return whether a column is labelled: as many as fit on a phone, the last one always."""
    every = -(-count // most) or 1
    return (count - 1 - place) % every == 0


def _steps(low: float, top: float) -> list[float]:
    """Return the steps of a scale: round ones, whole for small counts, two at the least."""
    span = max(top - low, 1.0)
    rough = span / STEPS
    size = 10.0 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    if step < 1 or (step == 2.5 and span <= 10):
        step = max(1.0, float(round(step + 0.01)))
    first = floor(low / step) * step
    steps = [first]
    while steps[-1] < top or len(steps) < 2:
        steps.append(steps[-1] + step)
    return steps


def _bars(chart: Chart, y_of: Callable[[float], int]) -> tuple[Bar, ...]:
    count = len(chart.columns) or 1
    width = 100 / count
    together = min(width * 0.7, WIDEST_BAR * max(len(chart.series), 1))
    single = together / max(len(chart.series), 1)
    drawn = []
    for place, column in enumerate(chart.columns):
        left = width * (place + 0.5) - together / 2
        for kind, value in enumerate(column.values):
            if value is None:
                continue
            y = y_of(value)
            y = min(y, FOOT - 2) if value else FOOT
            words = f"{column.title} {number(value)} {chart.unit}"
            if len(chart.series) > 1:
                words = f"{column.title} {chart.series[kind]} {number(value)} {chart.unit}"
            x = left + kind * single
            drawn.append(
                Bar(
                    x=f"{x:.3f}%",
                    y=y,
                    width=f"{single:.3f}%",
                    height=FOOT - y,
                    kind=kind,
                    middle=f"{x + single / 2:.3f}%",
                    above=y - 5,
                    number=number(value) if value and len(chart.series) < 2 else "",
                    words=words,
                    url=column.url,
                    labelled=labelled(place, count),
                )
            )
    return tuple(drawn)


def _below(chart: Chart) -> tuple[tuple[str, str, str], ...]:
    """Return what is written beneath, each with its place and how it is anchored there."""
    if chart.ticks:
        return tuple((f"{x:g}%", words, _anchor(x)) for x, words in chart.ticks)
    count = len(chart.columns)
    return tuple(
        (f"{100 * (place + 0.5) / count:.3f}%", column.label, "middle")
        for place, column in enumerate(chart.columns)
        if labelled(place, count)
    )


def _anchor(x: float) -> str:
    return "start" if x < 6 else "end" if x > 94 else "middle"


def stacks(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each row with the widths of its done, abnormal and missing parts in percent."""
    drawn = []
    for row in rows:
        parts = {name: int(row.get(name) or 0) for name in ("done", "abnormal", "missing")}
        total = sum(parts.values())
        shares = {
            name: round(100 * count / total, 2) if total else 0 for name, count in parts.items()
        }
        drawn.append(
            {
                **row,
                **parts,
                "total": total,
                "heard": parts["done"] + parts["abnormal"],
                "share": shares,
                "abnormal_from": shares["done"],
                "missing_from": round(shares["done"] + shares["abnormal"], 2),
            }
        )
    return drawn


SPARK_WIDTH, SPARK_HEIGHT, SPARK_GAP = 9, 22, 3


@dataclass(frozen=True)
class SparkBar:
    """One bar, in pixels from the left and from the top."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Spark:
    """The bars of some days, the oldest first; `change` is from the day before to the last."""

    bars: tuple[SparkBar, ...]
    width: int
    last: int
    change: int
    most: int

    @property
    def fewer(self) -> int:
        """How much less it was on the last day."""
        return -self.change


def draw_spark(values: Sequence[int]) -> Spark | None:
    """Draw the values as bars as high as the greatest; None for less than two days."""
    if len(values) < 2:
        return None
    top = max(values) or 1
    bars = []
    for place, value in enumerate(values):
        height = max(round(SPARK_HEIGHT * value / top), 1)
        bars.append(SparkBar(place * (SPARK_WIDTH + SPARK_GAP), SPARK_HEIGHT - height, height))
    width = len(values) * (SPARK_WIDTH + SPARK_GAP) - SPARK_GAP
    return Spark(tuple(bars), width, values[-1], values[-1] - values[-2], max(values))
