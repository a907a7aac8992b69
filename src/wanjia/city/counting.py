"""A community's figures of a day, counted from its own rows: as it stands, or stood at the end."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils import timezone

from wanjia.city.figures import LOOKS, URGENCIES, Figures
from wanjia.core.access.viewer import system_viewer
from wanjia.core.models import Community
from wanjia.needs.models import Need
from wanjia.places.models import Estate
from wanjia.reports.daily.cutoffs import span_of
from wanjia.reports.daily.figures import Report, RoundFigures, figures
from wanjia.reports.models import Alarm
from wanjia.reports.rounds.progress import round_progress
from wanjia.sites.models import Site, SiteReport, Stay, Transfer

WASTE = ("waste_places", "waste_served", "waste_bags")


def count_figures(community: Community, day: date) -> Figures:
    """The figures of a local day of the community; a day that is over as it stood at its end.

    What the daily report tells too is taken from it, so that the two never differ. What is only
    known as it is now (who lives where, how urgent a need is) counts as it is now.
    """
    with timezone.override(ZoneInfo(community.timezone)):
        report = figures(system_viewer(community.id), day, community, round_progress)
        start, _end = span_of(day, community.report_hours)
        others = {figure.key: figure.value for figure in report.others}
        rounds_now = _asked_now(report)
        return Figures(
            households=report.households,
            residents=report.residents,
            **_zone_figures(report),
            asked=sum(round_figures.asked for round_figures in rounds_now),
            answered=sum(round_figures.reported for round_figures in rounds_now),
            day_asked=sum(round_figures.asked for round_figures in report.rounds),
            day_answered=sum(round_figures.reported for round_figures in report.rounds),
            abnormal=sum(round_figures.abnormal for round_figures in report.rounds),
            cases_new=report.cases_new,
            cases_total=report.cases_total,
            alarms_new=report.alarms_new,
            alarms_closed=report.alarms_closed,
            alarms_open=report.alarms_open,
            alarms_overdue=_alarms_overdue(community.id, report.as_of),
            **_need_figures(community.id, start, report.as_of),
            **_bed_figures(community.id, report.as_of),
            transfers_waiting=_count_waiting(community.id, report.as_of),
            **{key: int(others.get(key, 0)) for key in WASTE},
        )


def middle_of(community_id: UUID) -> tuple[float, float] | None:
    """Return the middle of a community's estates as (lat, lon); None where none is drawn."""
    rows = Estate.objects.filter(community_id=community_id).values_list("outline", flat=True)
    points = [point for outline in rows for point in outline]
    if not points:
        return None
    lats, lons = zip(*points, strict=True)
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _zone_figures(report: Report) -> dict[str, int]:
    totals = dict.fromkeys((f"{counted}_{look}" for look in LOOKS for counted in _WHAT), 0)
    for zone in report.zones:
        totals[f"zones_{zone.look}"] += 1
        totals[f"homes_{zone.look}"] += zone.households
        totals[f"people_{zone.look}"] += zone.residents
    return totals


_WHAT = ("zones", "homes", "people")


def _asked_now(report: Report) -> list[RoundFigures]:
    """Return each standing zone's rounds that are open, or else its last of the day."""
    rounds_by_zone: dict[UUID, list[RoundFigures]] = {zone.id: [] for zone in report.zones}
    for round_figures in sorted(
        report.rounds,
        key=lambda round_figures: (round_figures.closes_at, round_figures.opens_at),
        reverse=True,
    ):
        zone_rounds = rounds_by_zone.get(round_figures.zone)
        if zone_rounds is not None and (not zone_rounds or round_figures.closes_at > report.as_of):
            zone_rounds.append(round_figures)
    return [
        round_figures for zone_rounds in rounds_by_zone.values() for round_figures in zone_rounds
    ]


def _not_yet(moment: str, as_of: datetime) -> Q:
    """Return whether something had not happened yet."""
    return Q(**{moment: None}) | Q(**{f"{moment}__gt": as_of})


def _alarms_overdue(community_id: UUID, as_of: datetime) -> int:
    rows = Alarm.objects.filter(
        _not_yet("closed_at", as_of),
        community_id=community_id,
        opened_at__lte=as_of,
        due_at__lt=as_of,
    )
    return rows.count()


def _need_figures(community_id: UUID, start: datetime, as_of: datetime) -> dict[str, int]:
    is_open = _not_yet("closed_at", as_of)
    unanswered = _not_yet("answered_at", as_of) & Q(answer_by__lt=as_of)
    late = is_open & _not_yet("waiting_since", as_of) & (Q(due_at__lt=as_of) | unanswered)
    rows = (
        Need.objects.filter(community_id=community_id, opened_at__lte=as_of)
        .order_by()
        .values("urgency")
        .annotate(
            new=Count("id", filter=Q(opened_at__gte=start)),
            closed=Count("id", filter=Q(closed_at__gte=start, closed_at__lte=as_of)),
            open=Count("id", filter=is_open),
            late=Count("id", filter=late),
        )
    )
    totals: Counter[str] = Counter()
    for row in rows:
        word = URGENCIES[row["urgency"] - 1]
        totals[f"open_{word}"] = row["open"]
        totals[f"late_{word}"] = row["late"]
        totals["needs_new"] += row["new"]
        totals["needs_closed"] += row["closed"]
    return dict(totals)


def _bed_figures(community_id: UUID, as_of: datetime) -> dict[str, int]:
    """Return beds of the sites that take people: all, taken, and neither taken nor promised."""
    scope = {"community_id": community_id}
    sites = dict(
        Site.objects.filter(
            _not_yet("closed_at", as_of), **scope, opened_at__lte=as_of
        ).values_list("id", "beds_planned")
    )
    if not sites:
        return {}
    accepted_reports = SiteReport.objects.filter(
        **scope, item__site__in=sites, item__key="accepted", hour__lte=as_of
    )
    beds = sites | dict(
        accepted_reports.order_by("hour", "recorded_at", "id").values_list("item__site", "done")
    )
    stays = Stay.objects.filter(_not_yet("until", as_of), **scope, site__in=sites, since__lte=as_of)
    coming = Transfer.objects.filter(
        _not_yet("arrived_at", as_of),
        _not_yet("returned_at", as_of),
        _not_yet("cancelled_at", as_of),
        **scope,
        site__in=sites,
        waiting_since__lte=as_of,
    )
    taken = Counter(stays.order_by().values_list("site", flat=True))
    promised = Counter(coming.order_by().values_list("site", flat=True))
    return {
        "beds": sum(beds.values()),
        "beds_taken": sum(taken.values()),
        "beds_free": sum(
            max(beds[site_id] - taken[site_id] - promised[site_id], 0) for site_id in sites
        ),
    }


def _count_waiting(community_id: UUID, as_of: datetime) -> int:
    rows = Transfer.objects.filter(
        _not_yet("left_at", as_of),
        _not_yet("returned_at", as_of),
        _not_yet("cancelled_at", as_of),
        community_id=community_id,
        waiting_since__lte=as_of,
    )
    return rows.count()
