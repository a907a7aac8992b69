"""What the daily report counts: each feature registers the rows that a figure is made of.

A figure that is counted here is the number of its rows, so that it can always be opened:

    @figure_rows("fever")
    def rows_between(viewer, start, as_of):
        return {"fever": FigureRows("resident", Resident.objects.filter(…), resident="id", …)}

Its `daily_figures.py` is imported with all that registers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet, Subquery

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community
from wanjia.reports.daily.fields import FILE, DailyRules, load_rules
from wanjia.reports.daily.report import FieldFigure, RoundFigures

# Counted with the rounds themselves; their rows are those of the rounds.
ROUND_COUNTS = ("sampled", "waiting", "negative", "positive", "invalid")
OWN_FILE = "daily.toml"


@dataclass(frozen=True)
class FigureRows:
    """The rows of a figure: what they are (`kind`), and by which look-ups they name whom.

    `word` is a look-up, or with `said` a code, of what is told beside the name.
    """

    kind: str
    rows: QuerySet[Any]
    resident: str = ""
    dwelling: str = ""
    word: str = ""
    said: str = ""
    subject: str = "id"

    def lines(self) -> list[list[str]]:
        """Return each row as subject, resident, dwelling and word; empty where there is none."""
        paths = (self.subject, self.resident, self.dwelling, self.word)
        rows = self.rows.values(*{path for path in paths if path})
        return [
            [
                *(_text(row[path]) if path else "" for path in paths[:-1]),
                _text(row[self.word]) if self.word else self.said,
            ]
            for row in rows
        ]

    def count(self) -> Subquery:
        """Return the number of rows as one figure of a statement."""
        counted = self.rows.order_by().values("community").annotate(v=Count("pk", distinct=True))
        return Subquery(counted.values("v"))


RowsBetween = Callable[[Viewer, datetime, datetime], Mapping[str, FigureRows]]
_fields: dict[str, RowsBetween] = {}
_others: list[RowsBetween] = []


def figure_rows(*keys: str) -> Callable[[RowsBetween], RowsBetween]:
    """Register a function that gives the rows of these fields, between two moments.

    Without keys it gives the rows of figures that are counted elsewhere ("need:food:new").
    """

    def register(rows_between: RowsBetween) -> RowsBetween:
        for key in keys:
            _fields[key] = rows_between
        if not keys and rows_between not in _others:
            _others.append(rows_between)
        return rows_between

    return register


def daily_rules() -> DailyRules:
    """Return the rules in force: the committee's own `daily.toml`, or those beside the code."""
    own = settings.DATA / OWN_FILE
    path = own if own.is_file() else FILE
    return load_rules(path.read_text("utf-8"), path.name, frozenset([*ROUND_COUNTS, *_fields]))


def count_rows(community: UUID, rows: Mapping[str, FigureRows]) -> dict[str, int]:
    """Return how many rows each figure has, in one statement."""
    communities = Community.objects.filter(id=community)
    found = communities.values_list(*(figure.count() for figure in rows.values()))[0]
    return {key: count or 0 for key, count in zip(rows, found, strict=True)}


def list_fields(
    rounds: Iterable[RoundFigures], counted: Mapping[str, int]
) -> tuple[FieldFigure, ...]:
    """Return the fields that the town asks for, counted with the rounds or by their rows."""
    all_rounds = list(rounds)
    sums = {key: sum(getattr(one, key) for one in all_rounds) for key in ROUND_COUNTS}
    return tuple(
        FieldFigure(
            key=field.key,
            section=field.section,
            name=field.name,
            value=(sums | dict(counted))[field.key],
            short=field.short,
            settles=field.settles,
        )
        for field in daily_rules().fields
    )


def rows_of_fields(viewer: Viewer, start: datetime, as_of: datetime) -> dict[str, FigureRows]:
    """Return the rows of every field that is asked for and not counted with the rounds."""
    wanted = [field.key for field in daily_rules().fields if field.key in _fields]
    found: dict[str, FigureRows] = {}
    for rows_between in dict.fromkeys(_fields[key] for key in wanted):
        found |= rows_between(viewer, start, as_of)
    return {key: found[key] for key in wanted}


def other_rows(viewer: Viewer, start: datetime, as_of: datetime) -> dict[str, FigureRows]:
    """Return the rows of the figures that are counted elsewhere, by the figures' keys."""
    return {
        key: rows
        for rows_between in _others
        for key, rows in rows_between(viewer, start, as_of).items()
    }


def line_values(line: Iterable[Any]) -> list[str]:
    """Return a row as it is stored: texts, empty where there is nothing."""
    return [_text(value) for value in line]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def read_id(text: str) -> UUID | None:
    """Return the id that stands in a stored row."""
    return UUID(text) if text else None
