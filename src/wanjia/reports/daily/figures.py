"""日报: the figures of one day, each with the address of the list that it counts.

Screen, workbook, JSON and the text for the town are all made of the same `Report`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Community
from wanjia.places.queries import people_behind
from wanjia.reports.models import Alarm, Round
from wanjia.reports.queries import rounds_of_day
from wanjia.reports.rounds.progress import Progress
from wanjia.reports.rounds.progress_cache import kept_progress
from wanjia.zoning.models import Case, Zone
from wanjia.zoning.protocols.protocol import Protocol, Text, day_of
from wanjia.zoning.protocols.protocol_store import class_of
from wanjia.zoning.queries import Spans, protocols, zone_spans

LOOKS = ("sealed", "controlled", "precaution")


@dataclass(frozen=True)
class ClassFigures:
    """People under one class of a protocol: 封控区 45 户 168 人."""

    protocol: str
    klass: str
    look: str
    name: Text
    zones: int
    households: int
    residents: int


@dataclass(frozen=True)
class ZoneFigures:
    """One zone that was in force, with the day it was in."""

    id: UUID
    name: Text
    estate: str
    klass: str
    look: str
    class_name: Text
    day: int
    households: int
    residents: int
    planned_end: datetime | None
    clear_days: int | None = None


@dataclass(frozen=True)
class RoundFigures:
    """One round of the day.

    `asked` are those who were neither away nor exempt.
    """

    id: UUID
    zone: UUID
    zone_name: Text
    name: Text
    opens_at: datetime
    closes_at: datetime
    asked: int
    reported: int
    missing: int
    abnormal: int
    away: int
    exempt: int


@dataclass(frozen=True)
class NeedFigures:
    """Requests of one category.

    Taken in that day, closed that day, open at its end.
    """

    category: str
    name: Text
    new: int
    closed: int
    open: int
    url: str = ""


@dataclass(frozen=True)
class OtherFigure:
    """A count of the day that a higher floor keeps, and the list that it opens."""

    key: str
    name: Text
    value: float
    url: str = ""


@dataclass(frozen=True)
class Report:
    """The daily report.

    How it stood at `as_of`, the end of the day or now.

    Of a day whose facts are forgotten (`kept`) the figures stay, without the lists behind them.
    """

    community: str
    community_en: str
    town: str
    day: date
    as_of: datetime
    households: int
    residents: int
    classes: tuple[ClassFigures, ...]
    zones: tuple[ZoneFigures, ...]
    rounds: tuple[RoundFigures, ...]
    cases_new: int
    cases_total: int
    alarms_new: int
    alarms_open: int
    alarms_closed: int
    needs: tuple[NeedFigures, ...]
    others: tuple[OtherFigure, ...] = ()
    kept: bool = False

    @property
    def empty(self) -> bool:
        """Whether the day has nothing to tell."""
        told = self.zones or self.rounds or self.cases_total or self.needs or self.others
        return not told


Needs = Callable[[Viewer, datetime, datetime], Sequence[NeedFigures]]
_needs: list[Needs] = []


def needs_from(finder: Needs) -> Needs:
    """Register the function of a higher floor that counts requests between two moments."""
    _needs[:] = [finder]
    return finder


Others = Callable[[Viewer, datetime, datetime], Sequence[OtherFigure]]
_others: list[Others] = []


def others_from(finder: Others) -> Others:
    """Register a function of a higher floor that counts something else between two moments."""
    if finder not in _others:
        _others.append(finder)
    return finder


LastKept = Callable[[UUID, date], Report | None]
_kept: list[LastKept] = []


def kept_from(finder: LastKept) -> LastKept:
    """Register the function that finds the last report up to a day whose figures were kept."""
    _kept[:] = [finder]
    return finder


def span_of(day: date) -> tuple[datetime, datetime]:
    """Return a local day's first moment and the one after its last."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


ProgressOf = Callable[[Viewer, Sequence[Round], Spans], dict[UUID, Progress]]


def figures(
    viewer: Viewer,
    day: date,
    community: Community | None = None,
    progress_of: ProgressOf = kept_progress,
) -> Report:
    """Return the figures of a local day.

    A past day as it stood at its end. The town sees the same.

    The viewer's `community` is not asked for again where it is at hand. `progress_of` adds the
    rounds up; who goes through all communities leaves alone what is kept for those who look.
    """
    viewer.need("head", "desk", "town")
    last = next((kept for find in _kept if (kept := find(viewer.community_id, day))), None)
    if last and last.day == day:
        return last
    whole = system_viewer(viewer.community_id)
    community = community or Community.objects.get(id=viewer.community_id)
    start, end = span_of(day)
    as_of = min(clock.now(), end - timedelta(seconds=1))
    shelf = protocols(viewer.community_id)
    behind = people_behind(whole, None)
    spans = zone_spans(whole, after=start)
    standing = _standing_zones(whole, spans, as_of) if start <= as_of else {}
    zones = _zone_figures(shelf, standing, behind, as_of)
    recorded = list(_cases_until(viewer.community_id, as_of))
    return Report(
        community=community.name,
        community_en=community.name_en or community.name,
        town=community.town,
        day=day,
        as_of=as_of,
        households=sum(homes for homes, _people in behind.values()),
        residents=sum(people for _homes, people in behind.values()),
        classes=_class_figures(zones, {zone.id: zone for zone in standing}),
        zones=zones,
        rounds=_all_round_figures(whole, day, spans, progress_of),
        cases_new=sum(start <= moment < end for moment in recorded),
        cases_total=_count_total(recorded, last),
        **_alarm_figures(viewer.community_id, start, end, as_of),
        needs=tuple(need for finder in _needs for need in finder(whole, start, as_of)),
        others=tuple(other for finder in _others for other in finder(whole, start, as_of)),
    )


def _cases_until(community: UUID, as_of: datetime) -> QuerySet[Any]:
    rows = Case.objects.filter(community_id=community, withdrawn_at=None, recorded_at__lte=as_of)
    return rows.values_list("recorded_at", flat=True)


def _alarm_spans(community: UUID, as_of: datetime) -> QuerySet[Any]:
    rows = Alarm.objects.filter(community_id=community, opened_at__lte=as_of)
    return rows.values_list("opened_at", "closed_at")


def _count_total(recorded: Sequence[datetime], last: Report | None) -> int:
    """Return all cases so far.

    Those known when the last day was kept, and those since.
    """
    if last is None:
        return len(recorded)
    over = span_of(last.day)[1]
    return last.cases_total + sum(moment >= over for moment in recorded)


def _standing_zones(viewer: Viewer, spans: Spans, at: datetime) -> dict[Zone, list[UUID]]:
    """Return the zones that stood at a moment, each with its stairwells."""
    doors = {
        zone: [
            well for well, since, until in wells if since <= at and (until is None or until > at)
        ]
        for zone, wells in spans.items()
    }
    rows = (
        Zone.objects.of(viewer)
        .filter(id__in=[zone for zone, wells in doors.items() if wells])
        .select_related("estate")
    )
    return {zone: doors[zone.id] for zone in rows}


def _zone_figures(
    shelf: Any,
    standing: dict[Zone, list[UUID]],
    behind: dict[UUID, tuple[int, int]],
    as_of: datetime,
) -> tuple[ZoneFigures, ...]:
    counts = {
        zone.id: [sum(behind.get(well, (0, 0))[place] for well in wells) for place in (0, 1)]
        for zone, wells in standing.items()
    }
    tz = timezone.get_current_timezone()
    zones = [
        ZoneFigures(
            id=zone.id,
            name=Text(zone.name, zone.name_en or zone.name),
            estate=zone.estate.name,
            klass=zone.klass,
            look=_look_of(shelf, zone),
            class_name=_class_name(shelf, zone),
            day=max(day_of(zone.clock_from, as_of, tz), 1),
            households=counts[zone.id][0],
            residents=counts[zone.id][1],
            planned_end=zone.planned_end,
            clear_days=zone.clear_days,
        )
        for zone in standing
    ]
    return tuple(sorted(zones, key=lambda zone: (LOOKS.index(zone.look), zone.name.zh)))


def _look_of(shelf: dict[str, Protocol], zone: Zone) -> str:
    klass = class_of(shelf, zone)
    return klass.look if klass else "precaution"


def _class_name(shelf: dict[str, Protocol], zone: Zone) -> Text:
    klass = class_of(shelf, zone)
    return klass.name if klass else Text(zone.klass, zone.klass)


def _class_figures(
    zones: Sequence[ZoneFigures], rows: dict[UUID, Zone]
) -> tuple[ClassFigures, ...]:
    grouped: dict[tuple[str, str], list[ZoneFigures]] = {}
    for zone in zones:
        grouped.setdefault((rows[zone.id].protocol, zone.klass), []).append(zone)
    return tuple(
        ClassFigures(
            protocol=protocol,
            klass=klass,
            look=members[0].look,
            name=members[0].class_name,
            zones=len(members),
            households=sum(zone.households for zone in members),
            residents=sum(zone.residents for zone in members),
        )
        for (protocol, klass), members in grouped.items()
    )


def _all_round_figures(
    viewer: Viewer, day: date, spans: Spans, progress_of: ProgressOf
) -> tuple[RoundFigures, ...]:
    now = clock.now()
    rounds = [round_ for round_ in rounds_of_day(viewer, day) if round_.opens_at <= now]
    progress = progress_of(viewer, rounds, spans)
    return tuple(_round_figures(round_, progress[round_.id]) for round_ in rounds)


def _round_figures(round_: Any, progress: Progress) -> RoundFigures:
    return RoundFigures(
        id=round_.id,
        zone=round_.zone_id,
        zone_name=Text(round_.zone.name, round_.zone.name_en or round_.zone.name),
        name=Text(round_.name, round_.name_en or round_.name),
        opens_at=round_.opens_at,
        closes_at=round_.closes_at,
        asked=progress.asked,
        reported=progress.reported,
        missing=progress.missing,
        abnormal=progress.abnormal,
        away=progress.away,
        exempt=progress.exempt,
    )


def _alarm_figures(
    community_id: UUID, start: datetime, end: datetime, as_of: datetime
) -> dict[str, Any]:
    spans = _alarm_spans(community_id, as_of)
    return {
        "alarms_new": sum(start <= opened < end for opened, _closed in spans),
        "alarms_open": sum(closed is None or closed > as_of for _opened, closed in spans),
        "alarms_closed": sum(
            closed is not None and start <= closed <= as_of for _opened, closed in spans
        ),
    }
