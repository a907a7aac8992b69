"""The rows behind the figures of a day: collected when it is sealed, read page by page after."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.people.residents.register import people_living_at
from wanjia.reports.answers.status import results_of
from wanjia.reports.daily.counters import (
    ROUND_COUNTS,
    FigureRows,
    line_values,
    other_rows,
    rows_of_fields,
)
from wanjia.reports.daily.report import Report
from wanjia.reports.models import Alarm, Round, SealedRows
from wanjia.reports.queries import residents_with_status, visible_rounds
from wanjia.zoning.models import Case
from wanjia.zoning.queries import stairwell_zones

BLOCK = 500
NO_ZONE = "none"  # instead of a zone's id: who lived in no zone


@dataclass
class FigureLines:
    """The rows of one figure: what they are, and each as subject, resident, dwelling, word."""

    kind: str
    lines: list[list[str]] = field(default_factory=list)


def collect_rows(
    viewer: Viewer, report: Report, start: datetime, as_of: datetime
) -> dict[str, FigureLines]:
    """Return the rows of every figure of a day, by the figure's key; figures of 0 have none."""
    found = _resident_rows(viewer, as_of)
    found |= round_rows(viewer, [figures.id for figures in report.rounds])
    counted = follow_up_rows(viewer, start, as_of) | other_rows(viewer, start, as_of)
    fields = rows_of_fields(viewer, start, as_of)
    counted |= {f"field:{key}": rows for key, rows in fields.items()}
    for key, rows in counted.items():
        if lines := rows.lines():
            found[key] = FigureLines(rows.kind, lines)
    return found


def _resident_rows(viewer: Viewer, as_of: datetime) -> dict[str, FigureLines]:
    """Return who lived in each zone, and in none, door by door."""
    zones = stairwell_zones(viewer, as_of)
    found: dict[str, FigureLines] = defaultdict(lambda: FigureLines("resident"))
    for living in people_living_at(viewer.community_id, as_of):
        zone = zones.get(living.stairwell)
        line = line_values((living.resident, living.resident, living.dwelling, living.where))
        found[f"residents:{zone.id if zone else NO_ZONE}"].lines.append(line)
    return dict(found)


def round_rows(viewer: Viewer, round_ids: Sequence[UUID]) -> dict[str, FigureLines]:
    """Return who is what to these rounds, and whose tests came to what."""
    found: dict[str, FigureLines] = defaultdict(lambda: FigureLines("resident"))
    rounds = {
        one.id: one for one in visible_rounds(viewer, cancelled=True).filter(id__in=round_ids)
    }
    for round_id in round_ids:
        for line, keys in _round_lines(viewer, rounds[round_id]):
            for key in keys:
                found[key].lines.append(line)
    return dict(found)


def _round_lines(viewer: Viewer, round_: Round) -> Iterable[tuple[list[str], list[str]]]:
    columns = ("id", "dwelling_id", "status", "abnormal", "said__antigen", "said__pcr")
    for resident, dwelling, status, abnormal, antigen, pcr in residents_with_status(
        viewer, round_
    ).values_list(*columns):
        keys = [f"round:{round_.id}:{status}"]
        keys += [f"round:{round_.id}:abnormal"] if abnormal else []
        yield line_values((resident, resident, dwelling, status)), keys
        for result in results_of(antigen or "", pcr or ""):
            line = line_values((resident, resident, dwelling, result))
            yield line, ["field:sampled", f"field:{result}"]


def follow_up_rows(viewer: Viewer, start: datetime, as_of: datetime) -> dict[str, FigureRows]:
    """Return cases and alarms by figure."""
    scope = {"community_id": viewer.community_id}
    cases = Case.objects.filter(**scope, withdrawn_at=None, recorded_at__lte=as_of)
    alarms = Alarm.objects.filter(**scope, opened_at__lte=as_of)
    found = {
        "cases:new": cases.filter(recorded_at__gte=start),
        "cases:total": cases,
        "alarms:new": alarms.filter(opened_at__gte=start),
        "alarms:open": alarms.exclude(closed_at__lte=as_of),
        "alarms:closed": alarms.filter(closed_at__gte=start, closed_at__lte=as_of),
    }
    return {
        key: FigureRows("case", rows, "resident_id", "dwelling_id", word="test")
        if key.startswith("cases")
        else FigureRows("alarm", rows, "resident_id", "resident__dwelling_id", word="kind")
        for key, rows in found.items()
    }


def live_rows(
    viewer: Viewer, report: Report, start: datetime, as_of: datetime, key: str
) -> FigureLines:
    """Return the rows of a figure that is not sealed yet; none for one that nobody counts."""
    kind, _, name = key.partition(":")
    if kind == "field" and name in ROUND_COUNTS:
        found = round_rows(viewer, [figures.id for figures in report.rounds])
        return found.get(key, FigureLines("resident"))
    if kind == "field":
        rows = rows_of_fields(viewer, start, as_of).get(name)
    else:
        rows = other_rows(viewer, start, as_of).get(key)
    if rows is None:
        return FigureLines("resident")
    return FigureLines(rows.kind, rows.lines())


def blocks_of(key: str, rows: FigureLines) -> list[SealedRows]:
    """Return the rows of a figure in blocks, as they are stored."""
    return [
        SealedRows(
            key=key,
            number=number,
            kind=rows.kind,
            count=len(rows.lines[first : first + BLOCK]),
            rows=rows.lines[first : first + BLOCK],
        )
        for number, first in enumerate(range(0, len(rows.lines), BLOCK))
    ]


@dataclass
class SealedLines:
    """The rows of some figures of a sealed report, of which only a page's blocks are read."""

    community: UUID
    report: UUID
    keys: Sequence[str]

    def __post_init__(self) -> None:
        rows = self._blocks().filter(key__in=self.keys).values_list("key", "number", "count", "id")
        order = {key: place for place, key in enumerate(self.keys)}
        self._known = sorted(rows, key=lambda row: (order[row[0]], row[1]))

    def _blocks(self) -> Any:
        return SealedRows.objects.filter(community_id=self.community, report=self.report)

    def __len__(self) -> int:
        return sum(count for _key, _number, count, _id in self._known)

    def __getitem__(self, wanted: slice) -> list[tuple[str, list[str]]]:
        """Return some rows, each with what it is."""
        first, last = wanted.start or 0, wanted.stop
        spans, at = [], 0
        for _key, _number, count, block in self._known:
            if at < last and at + count > first:
                spans.append((block, max(first - at, 0), min(last - at, count)))
            at += count
        rows = {one.id: one for one in self._blocks().filter(id__in=[span[0] for span in spans])}
        return [
            (rows[block].kind, line)
            for block, since, until in spans
            for line in rows[block].rows[since:until]
        ]
