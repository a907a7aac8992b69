"""One report a line, as `wanjia forecast` reads it: to works by site. Pure.

A line that cannot be read is refused with its number: a report that is left out would be silence.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wanjia.sites.sites.works import Point, Work

LOCAL = ZoneInfo("Asia/Shanghai")


class LineError(ValueError):
    """What is wrong in a line: its number, its key, what must stand there."""

    def __init__(self, line: int, key: str, need: str, need_zh: str) -> None:
        super().__init__(f"line {line}: {key} {need}")
        self.zh = f"第 {line} 行：{key} {need_zh}"


@dataclass(frozen=True)
class Report:
    """One line: what was said of one item of one site at a moment."""

    site: str
    item: str
    target: int
    hours: float
    after: tuple[str, ...]
    at: datetime
    done: int
    blocked: str


def read_reports(text: str) -> list[Report]:
    """Read the lines that are not blank; raises LineError."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise LineError(number, "line", "is not a JSON object", "不是 JSON 对象")
        found.append(_report(number, row))
    return found


def _report(number: int, row: Mapping[str, Any]) -> Report:
    after = row.get("after") or []
    if not isinstance(after, list) or not all(isinstance(key, str) for key in after):
        raise LineError(number, "after", "must be a list of items", "要是项目的列表")
    blocked = row.get("blocked")
    if blocked is not None and not isinstance(blocked, str):
        raise LineError(number, "blocked", "must be a text or null", "要是文字或 null")
    return Report(
        _text(number, row, "site"),
        _text(number, row, "item"),
        int(_number(number, row, "target", least=1)),
        _number(number, row, "hours", least=0.01),
        tuple(after),
        read_moment(row.get("at"), number, "at"),
        int(_number(number, row, "done", least=0)),
        (blocked or "").strip(),
    )


def _text(number: int, row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    raise LineError(number, key, "must be a text", "要是文字")


def _number(number: int, row: Mapping[str, Any], key: str, least: float) -> float:
    value = row.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value < 1e9:
        return float(value)
    raise LineError(number, key, f"must be a number from {least:g}", f"要是不小于 {least:g} 的数")


def read_moment(value: Any, number: int = 0, key: str = "--at") -> datetime:
    """A moment of ISO 8601; without an offset it is Shanghai's. Raises LineError."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise LineError(
            number,
            key,
            "must be a time such as 2022-04-18T06:00+08:00",
            "要是时间，如 2022-04-18T06:00+08:00",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def sites_of(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """The reports of each site by time, the sites in the order of the file."""
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.site, []).append(report)
    return {site: sorted(some, key=lambda one: one.at) for site, some in found.items()}


def works_of(reports: Iterable[Report], now: datetime) -> list[Work]:
    """One site's works as known at a moment: of what was said later, the plan alone is known.

    The last word for a moment counts.
    """
    plans: dict[str, Report] = {}
    points: dict[str, dict[datetime, Point]] = {}
    for report in reports:
        said = points.setdefault(report.item, {})
        if report.at <= now:
            plans[report.item] = report
            at = local(report.at)
            said[at] = Point(at, report.done, report.blocked)
        else:
            plans.setdefault(report.item, report)
    return [
        Work(key, plan.target, plan.hours, plan.after, tuple(points[key].values()))
        for key, plan in plans.items()
    ]


def local(moment: datetime) -> datetime:
    """A moment by the clock of the place: nights are dark there. UTC tells no place: Shanghai."""
    utc = moment.tzinfo is UTC or moment.utcoffset() == timedelta(0)
    return moment.astimezone(LOCAL) if utc else moment
