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
    """Keep a past day's figures as they can still be counted; again is harmless."""
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
    """The last report up to a day that was kept; that there is none is known for a minute."""
    if cache.get(_none_of(community)):
        return None
    rows = DayKept.objects.filter(community_id=community, day__lte=day)
    found = rows.order_by("-day").first()
    if found is None and not DayKept.objects.filter(community_id=community).exists():
        cache.set(_none_of(community), True, NONE_SECONDS)
    return read(found.figures) if found else None


def _none_of(community: UUID) -> str:
    return f"no-day-kept-{community}"


def plain(report: daily.Report) -> Any:
    """A report as plain JSON values."""
    return json.loads(json.dumps(asdict(report), cls=DjangoJSONEncoder))


def read(figures: dict[str, Any]) -> daily.Report:
    """The report again, marked as kept."""
    made = {
        **figures,
        "day": date.fromisoformat(figures["day"]),
        "as_of": _moment(figures["as_of"]),
        "classes": _each(daily.ClassFigures, figures["classes"]),
        "zones": _each(daily.ZoneFigures, figures["zones"]),
        "rounds": _each(daily.RoundFigures, figures["rounds"]),
        "needs": _each(daily.NeedFigures, figures["needs"]),
        "others": _each(daily.OtherFigure, figures["others"]),
    }
    return replace(daily.Report(**made), kept=True)


def _each(kind: Any, rows: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**{key: _value(key, value) for key, value in one.items()}) for one in rows)


def _value(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return Text(**value)
    if key in ("id", "zone"):
        return UUID(value)
    return _moment(value) if key.endswith("_at") or key == "planned_end" else value


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def kept_rounds(rounds: Iterable[Round]) -> dict[UUID, daily.RoundFigures]:
    """The kept figures of those rounds whose answers are forgotten."""
    rows = [one for one in rounds if one]
    if not rows:
        return {}
    days = {timezone.localtime(one.opens_at).date() for one in rows}
    kept = DayKept.objects.filter(community_id=rows[0].community_id, day__in=days)
    figures = {one.id: one for day in kept for one in read(day.figures).rounds}
    wanted = [one.id for one in rows if one.id in figures]
    told = Round.objects.filter(community_id=rows[0].community_id, id__in=wanted)
    still = set(told.filter(answers__isnull=False).values_list("id", flat=True)) if wanted else ()
    return {one: figures[one] for one in wanted if one not in still}
