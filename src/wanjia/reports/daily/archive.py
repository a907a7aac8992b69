"""Sealed reports as they are stored and read again; what was kept of days that are forgotten."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Prefetch, Q
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import system_viewer
from wanjia.reports.daily import figures as daily
from wanjia.reports.daily.report import Change, FieldFigure, Report, Seal
from wanjia.reports.models import LateChange, Round, SealedReport
from wanjia.zoning.protocols.protocol import Text

NONE_SECONDS = 60
BLOCKS = "blocks"  # beside the figures: how many rows each figure has, and their checksums


def keep_day(community: UUID, day: date, loses_facts: bool = True) -> bool:
    """Keep a past day's figures as they can still be counted, before its facts are forgotten.

    Again is harmless; a day that was sealed stays as it was sealed.
    """
    rows = SealedReport.objects.filter(community_id=community, day=day)
    if rows.exists():
        if loses_facts:
            rows.filter(facts_forgotten=False).update(facts_forgotten=True)
        return False
    report = daily.figures(system_viewer(community), day)
    if report.empty:
        return False
    figures = plain(report)
    values = {"figures": figures, "checksum": checksum(figures), "facts_forgotten": True}
    SealedReport.objects.get_or_create(community_id=community, day=day, defaults=values)
    forget_none(community)
    return True


def find_kept(community: UUID, day: date) -> daily.Kept:
    """Return a day's sealed report, and the last up to it whose facts are forgotten.

    That there is none in the community is known for a minute.
    """
    if cache.get(_none_of(community)):
        return None, None
    rows = SealedReport.objects.filter(
        Q(day=day) | Q(day__lt=day, facts_forgotten=True), community_id=community
    )
    late = LateChange.objects.filter(community_id=community)
    found = list(rows.order_by("-day").prefetch_related(Prefetch("changes", late))[:2])
    if not found and not SealedReport.objects.filter(community_id=community).exists():
        cache.set(_none_of(community), True, NONE_SECONDS)
    # What a clock that ran ahead has sealed is not over yet: it is no report of that day.
    sealed = next((read_sealed(row) for row in found if row.day == day), None)
    if sealed and sealed.as_of >= clock.now():
        sealed = None
    last = next((read_known(row) for row in found if row.facts_forgotten), None)
    return sealed, last


def forget_none(community: UUID) -> None:
    """Let the next look find what has been sealed."""
    cache.delete(_none_of(community))


def _none_of(community: UUID) -> str:
    return f"no-day-kept-{community}"


def plain(report: Report) -> Any:
    """Return a report as plain JSON values."""
    return json.loads(json.dumps(asdict(report), cls=DjangoJSONEncoder))


def checksum(value: Any) -> str:
    """Return the SHA-256 of plain JSON values, whatever order a database gives their keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_sealed(row: SealedReport) -> Report:
    """Return a sealed report, with its seal and what was learned later."""
    report = replace(read(row.figures), kept=row.facts_forgotten)
    return replace(report, seal=_read_seal(row)) if row.sealed_at else report


def read_known(row: SealedReport) -> Report:
    """Return a day's report as it is known since it was sealed."""
    return read(row.known or row.figures)


def _read_seal(row: SealedReport) -> Seal:
    return Seal(
        id=row.id,
        sealed_at=row.sealed_at,  # type: ignore[arg-type]
        checksum=row.checksum,
        reported_at=row.reported_at,
        reported_by_name=row.reported_by_name,
        checked_at=row.checked_at,
        checked_by_name=row.checked_by_name,
        received_at=row.received_at,
        received_by_name=row.received_by_name,
        changes=tuple(_read_change(one) for one in row.changes.all()),
    )


def _read_change(row: LateChange) -> Change:
    name = Text(row.name, row.name_en or row.name)
    return Change(row.key, name, row.before, row.after, row.learned_at)


def read(figures: dict[str, Any]) -> Report:
    """Return the report again, marked as kept."""
    values = {key: value for key, value in figures.items() if key != BLOCKS}
    made = {
        **values,
        "day": date.fromisoformat(figures["day"]),
        "as_of": _read_moment(figures["as_of"]),
        "classes": _read_rows(daily.ClassFigures, figures["classes"]),
        "zones": _read_rows(daily.ZoneFigures, figures["zones"]),
        "rounds": _read_rows(daily.RoundFigures, figures["rounds"]),
        "needs": _read_rows(daily.NeedFigures, figures["needs"]),
        "others": _read_rows(daily.OtherFigure, figures["others"]),
        "fields": _read_rows(FieldFigure, figures.get("fields", ())),
        "seal": None,
    }
    return replace(Report(**made), kept=True)


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
    kept = SealedReport.objects.filter(
        community_id=rows[0].community_id, day__in=days, facts_forgotten=True
    )
    figures = {figure.id: figure for day in kept for figure in read(day.figures).rounds}
    wanted = [row.id for row in rows if row.id in figures]
    told = Round.objects.filter(community_id=rows[0].community_id, id__in=wanted)
    still = set(told.filter(answers__isnull=False).values_list("id", flat=True)) if wanted else ()
    return {round_id: figures[round_id] for round_id in wanted if round_id not in still}
