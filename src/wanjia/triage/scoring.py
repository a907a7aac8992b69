"""Score triage on labelled requests: no danger missed, no calm word cried up. Pure."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wanjia.triage.verdict import Verdict

TIMED = 60  # rows by which the time a text takes is measured
Judge = Callable[[str, Sequence[str]], Verdict]


@dataclass(frozen=True)
class Score:
    """What came out of one labelled set; shares are between 0 and 1, None where nobody asked."""

    lines: int
    one_at_1: float | None
    one_missed: int
    two_at_1_2: float | None
    exact: float | None
    category: float | None
    deadline: float | None
    calm_at_1: int
    calm_asked: float | None
    ms: float


# How a figure is shown, and whether more of it is better.
FIGURES = (
    ("lines", "条数 lines", True),
    ("one_at_1", "1→1", True),
    ("one_missed", "1 漏 missed", False),
    ("two_at_1_2", "2→1–2", True),
    ("exact", "全对 exact", True),
    ("category", "类别 category", True),
    ("deadline", "时限 deadline", True),
    ("calm_at_1", "4→1", False),
    ("calm_asked", "4 问 asked", False),
    ("ms", "毫秒 ms", False),
)


def score(rows: Iterable[dict[str, Any]], judge: Judge) -> Score:
    """Judge each labelled row and count.

    A 1 is missed when it came out calmer than urgent and nothing was asked. An unsure verdict is
    seen, but never exact.
    """
    judged = [(row, judge(row["text"], row.get("person_risk") or ())) for row in rows]
    # Again for the clock: patterns are compiled when they are first needed.
    timed_rows = [row for row, _ in judged][:TIMED]
    begun = time.perf_counter()
    for row in timed_rows:
        judge(row["text"], row.get("person_risk") or ())
    spent = time.perf_counter() - begun
    of = {level: [pair for pair in judged if pair[0]["urgency"] == level] for level in range(1, 5)}
    timed = [pair for pair in judged if pair[0].get("deadline_hours") is not None]
    return Score(
        lines=len(judged),
        one_at_1=_share(verdict.urgency == 1 for _, verdict in of[1]),
        one_missed=sum(is_missed(row, verdict) for row, verdict in of[1]),
        two_at_1_2=_share(verdict.urgency <= 2 for _, verdict in of[2]),
        exact=_share(is_exact(row, verdict) for row, verdict in judged),
        category=_share(
            has_right_category(row, verdict) for row, verdict in judged if row.get("category")
        ),
        deadline=_share(has_right_deadline(row, verdict) for row, verdict in timed),
        calm_at_1=sum(verdict.urgency == 1 for _, verdict in of[4]),
        calm_asked=_share(verdict.unsure for _, verdict in of[4]),
        ms=round(spent * 1000 / max(1, len(timed_rows)), 2),
    )


def is_missed(row: dict[str, Any], verdict: Verdict) -> bool:
    """Tell whether a danger to life came out calm and unasked."""
    return bool(row["urgency"] == 1 and verdict.urgency > 2 and not verdict.unsure)


def is_exact(row: dict[str, Any], verdict: Verdict) -> bool:
    """Tell whether the urgency is the labelled one, said without doubt."""
    return bool(verdict.urgency == row["urgency"] and not verdict.unsure)


def has_right_category(row: dict[str, Any], verdict: Verdict) -> bool:
    """Tell whether the category is the labelled one or one that is fair too."""
    return verdict.category in (row["category"], *(row.get("category_also") or ()))


def has_right_deadline(row: dict[str, Any], verdict: Verdict) -> bool:
    """Tell whether the hours are within a factor of 1.5; 0 must be 6 at most."""
    labelled = float(row["deadline_hours"])
    if labelled == 0:
        return verdict.deadline_hours <= 6
    return labelled / 1.5 <= verdict.deadline_hours <= labelled * 1.5


def table(scores: dict[str, Score]) -> str:
    """Lay out scores, one set a row, as `wanjia triage --score` prints them."""
    rows = [["", *(title for _, title, _ in FIGURES)]]
    for name, one in scores.items():
        cells = [_cell(getattr(one, key)) for key, _, _ in FIGURES[:-1]]
        rows.append([name, *cells, f"{one.ms:.2f}"])
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            " " * (width - _width(cell)) + cell for cell, width in zip(row, widths, strict=True)
        ]
        cells[0] = row[0] + " " * (widths[0] - _width(row[0]))
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _share(hits: Iterable[bool]) -> float | None:
    values = [bool(hit) for hit in hits]
    return round(sum(values) / len(values), 4) if values else None


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        return str(value)
    return f"{value:.1%}"


def _width(text: str) -> int:
    return sum(2 if "\u2e80" <= char <= "\uffef" else 1 for char in text)
