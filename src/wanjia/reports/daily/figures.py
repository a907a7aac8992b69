"""日报: the figures of one day, each with the address of the list that it counts.

Screen, workbook, JSON and the text for the town are all made of the same `Report`.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Community
from wanjia.people.residents.register import people_behind_at
from wanjia.places.queries import people_behind
from wanjia.reports.daily.counters import count_rows, list_fields, rows_of_fields
from wanjia.reports.daily.cutoffs import span_of
from wanjia.reports.daily.report import (
    LOOKS,
    ClassFigures,
    NeedFigures,
    OtherFigure,
    Report,
    RoundFigures,
    ZoneFigures,
)
from wanjia.reports.daily.rows import follow_up_rows
from wanjia.reports.models import Round
from wanjia.reports.queries import rounds_between
from wanjia.reports.rounds.progress import Progress
from wanjia.reports.rounds.progress_cache import kept_progress
from wanjia.zoning.models import Case, Zone
from wanjia.zoning.protocols.protocol import Protocol, Text, day_of
from wanjia.zoning.protocols.protocol_store import class_of
from wanjia.zoning.queries import Spans, protocols, zone_spans

__all__ = [
    "LOOKS",
    "ClassFigures",
    "NeedFigures",
    "OtherFigure",
    "Report",
    "RoundFigures",
    "ZoneFigures",
    "figures",
    "kept_from",
    "needs_from",
    "others_from",
]

ALARMS = ("alarms:new", "alarms:open", "alarms:closed")

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


# The report of a day as it was sealed, and the last one up to it whose facts are forgotten.
Kept = tuple[Report | None, Report | None]
FindKept = Callable[[UUID, date], Kept]
_kept: list[FindKept] = []


def kept_from(finder: FindKept) -> FindKept:
    """Register the function that finds a sealed report, and the last that was kept."""
    _kept[:] = [finder]
    return finder


ProgressOf = Callable[[Viewer, Sequence[Round], Spans], dict[UUID, Progress]]


def figures(
    viewer: Viewer,
    day: date,
    community: Community | None = None,
    progress_of: ProgressOf = kept_progress,
    *,
    known_since: bool = False,
) -> Report:
    """Return the figures of a day, which ends at the community's cut-off.

    A sealed day as it was sealed, any other past day as it stood at its end. The town sees the
    same.

    The viewer's `community` is not asked for again where it is at hand. `progress_of` adds the
    rounds up; who goes through all communities leaves alone what is kept for those who look.
    With `known_since` a sealed day is counted anew, with all that was learned of it later.
    """
    viewer.need("head", "desk", "town")
    sealed, last = _kept[0](viewer.community_id, day) if _kept else (None, None)
    if sealed and (sealed.kept or not known_since):
        return sealed
    whole = system_viewer(viewer.community_id)
    community = community or Community.objects.get(id=viewer.community_id)
    start, end = span_of(day, community.report_hours)
    as_of = min(clock.now(), end - timedelta(seconds=1))
    shelf = protocols(viewer.community_id)
    # Who lives where is known as it is now; of a day that is over it is how it was at its end.
    running = clock.now() < end
    behind = people_behind(whole, None) if running else people_behind_at(whole.community_id, as_of)
    spans = zone_spans(whole, after=start)
    standing = _standing_zones(whole, spans, as_of) if start <= as_of else {}
    zones = _zone_figures(shelf, standing, behind, as_of)
    recorded = list(_cases_until(viewer.community_id, as_of))
    rounds = _all_round_figures(whole, (start, end), spans, progress_of)
    fields = rows_of_fields(whole, start, as_of)
    follow_ups = follow_up_rows(whole, start, as_of)
    counted = count_rows(viewer.community_id, fields | {key: follow_ups[key] for key in ALARMS})
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
        rounds=rounds,
        cases_new=sum(start <= moment < end for moment in recorded),
        cases_total=_count_total(recorded, last),
        alarms_new=counted["alarms:new"],
        alarms_open=counted["alarms:open"],
        alarms_closed=counted["alarms:closed"],
        needs=tuple(need for finder in _needs for need in finder(whole, start, as_of)),
        others=tuple(other for finder in _others for other in finder(whole, start, as_of)),
        fields=list_fields(rounds, counted),
    )


def _cases_until(community: UUID, as_of: datetime) -> QuerySet[Any]:
    rows = Case.objects.filter(community_id=community, withdrawn_at=None, recorded_at__lte=as_of)
    return rows.values_list("recorded_at", flat=True)


def _count_total(recorded: Sequence[datetime], last: Report | None) -> int:
    """Return all cases so far.

    Those known when the last day was kept, and those since.
    """
    if last is None:
        return len(recorded)
    over = last.as_of + timedelta(seconds=1)
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
    viewer: Viewer, span: tuple[datetime, datetime], spans: Spans, progress_of: ProgressOf
) -> tuple[RoundFigures, ...]:
    now = clock.now()
    rounds = [round_ for round_ in rounds_between(viewer, *span) if round_.opens_at <= now]
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
        sampled=progress.tests,
        waiting=progress.tests_waiting,
        negative=progress.tests_negative,
        positive=progress.tests_positive,
        invalid=progress.tests_invalid,
    )
