"""The figures of days whose facts are forgotten: kept before, shown after, without lists."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from wanjia.core.access.viewer import system_viewer
from wanjia.reports.daily import figures as daily
from wanjia.reports.models import DayKept, Round
from wanjia.zoning.protocols.protocol import Text

NONE_SECONDS = 60


def keep_day(community: UUID, day: date) -> bool:
    """Keep a past day's figures as they can still be counted.

    Again is harmless.
    """
    if DayKept.objects.filter(community_id=community, day=day).exists():
        return False
    report = daily.figures(system_viewer(community), day)
    if report.empty:
        return False
    DayKept.objects.get_or_create(
        community_id=community, day=day, defaults={"figures": plain(report)}
    )
    cache.delete(_none_of(community))
    return True


def last_kept(community: UUID, day: date) -> daily.Report | None:
    """Return the last report up to a day that was kept.

    That there is none is known for a minute.
    """
    if cache.get(_none_of(community)):
        return None
    rows = DayKept.objects.filter(community_id=community, day__lte=day)
    kept = rows.order_by("-day").first()
    if kept is None and not DayKept.objects.filter(community_id=community).exists():
        cache.set(_none_of(community), True, NONE_SECONDS)
    return read(kept.figures) if kept else None


def _none_of(community: UUID) -> str:
    return f"no-day-kept-{community}"


def plain(report: daily.Report) -> Any:
    """Return a report as plain JSON values."""
    return json.loads(json.dumps(asdict(report), cls=DjangoJSONEncoder))


def read(figures: dict[str, Any]) -> daily.Report:
    """Return the report again, marked as kept."""
    made = {
        **figures,
        "day": date.fromisoformat(figures["day"]),
        "as_of": _read_moment(figures["as_of"]),
        "classes": _read_rows(daily.ClassFigures, figures["classes"]),
        "zones": _read_rows(daily.ZoneFigures, figures["zones"]),
        "rounds": _read_rows(daily.RoundFigures, figures["rounds"]),
        "needs": _read_rows(daily.NeedFigures, figures["needs"]),
        "others": _read_rows(daily.OtherFigure, figures["others"]),
    }
    return replace(daily.Report(**made), kept=True)


def _read_rows(kind: Any, rows: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(
        kind(**{key: _read_value(key, value) for key, value in row.items()}) for row in rows
    )


def _read_value(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return Text(**value)
    if key in ("id", "zone"):
        return UUID(value)
    return _read_moment(value) if key.endswith("_at") or key == "planned_end" else value


def _read_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def kept_rounds(rounds: Iterable[Round]) -> dict[UUID, daily.RoundFigures]:
    """Return the kept figures of those rounds whose answers are forgotten."""
    rows = [round_ for round_ in rounds if round_]
    if not rows:
        return {}
    days = {timezone.localtime(row.opens_at).date() for row in rows}
    kept = DayKept.objects.filter(community_id=rows[0].community_id, day__in=days)
    figures = {figure.id: figure for day in kept for figure in read(day.figures).rounds}
    wanted = [row.id for row in rows if row.id in figures]
    told = Round.objects.filter(community_id=rows[0].community_id, id__in=wanted)
    still = set(told.filter(answers__isnull=False).values_list("id", flat=True)) if wanted else ()
    return {round_id: figures[round_id] for round_id in wanted if round_id not in still}
