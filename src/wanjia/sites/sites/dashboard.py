"""A site's board: progress against plan by the hour, the forecast, what blocks, the beds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.charts import Chart
from wanjia.sites.beds.occupancy import Hour, Span, by_hour
from wanjia.sites.models import Site, SiteItem, SiteReport, Stay
from wanjia.sites.queries import Beds, beds_of
from wanjia.sites.sites.drawing import progress_chart

if TYPE_CHECKING:  # the forecast loads numpy, which only these pages need
    from wanjia.sites.sites.forecast import Finish, Hold, Opening, Work

HOUR = timedelta(hours=1)
MOST_HOURS = 72
BED_HOURS = 24
SILENT = timedelta(hours=2)  # a site that says nothing for longer is asked why


@dataclass(frozen=True)
class ItemLine:
    """An item as the board shows it."""

    item: SiteItem
    done: int
    percent: int
    people: int
    block: str
    said_at: datetime | None
    finish: Finish


@dataclass(frozen=True)
class HourLine:
    """An hour of the board's table: shares in percent, people at work in that hour's reports."""

    at: datetime
    planned: int
    done: int | None
    people: int


@dataclass(frozen=True)
class Board:
    """Everything the board of one site shows."""

    site: Site
    items: list[ItemLine]
    percent: int
    planned: int
    behind: int
    opening: Opening
    last_names: list[SiteItem]
    stalled_names: list[SiteItem]
    holds: list[tuple[SiteItem, Hold]]
    hours: list[HourLine]
    curve: Chart | None
    blocks: list[ItemLine]
    said_at: datetime | None
    silent: bool
    beds: Beds


def full_hour(moment: datetime) -> datetime:
    """Return the local full hour that a moment lies in."""
    return timezone.localtime(moment).replace(minute=0, second=0, microsecond=0)


def load_boards(sites: Iterable[Site]) -> list[Board]:
    """Return the boards of several sites of one community, in five statements for all of them."""
    site_list = list(sites)
    if not site_list:
        return []
    scope = {"community_id": site_list[0].community_id}
    ids = [site.id for site in site_list]
    items: dict[UUID, list[SiteItem]] = defaultdict(list)
    for item in SiteItem.objects.filter(**scope, site__in=ids):
        items[item.site_id].append(item)
    reports_by_item: dict[UUID, list[SiteReport]] = defaultdict(list)
    reports = SiteReport.objects.filter(**scope, item__site__in=ids)
    for report in reports.order_by("hour", "recorded_at", "id"):
        reports_by_item[report.item_id].append(report)
    beds = beds_of(site_list)
    now = clock.now()
    return [
        _make_board(site, items[site.id], reports_by_item, beds[site.id], now) for site in site_list
    ]


def _make_board(
    site: Site,
    items: list[SiteItem],
    said: dict[UUID, list[SiteReport]],
    beds: Beds,
    now: datetime,
) -> Board:
    from wanjia.sites.sites.forecast import done_share, forecast

    works = [_make_work(item, said[item.id]) for item in items]
    weights = {item.key: item.weight for item in items}
    forecasted = forecast(works, timezone.localtime(now))
    ends, told = forecasted.finishes, forecasted.opening
    lines = [
        _item_line(item, work, said[item.id], ends[item.key])
        for item, work in zip(items, works, strict=True)
    ]
    last_said = max((line.said_at for line in lines if line.said_at), default=None)
    until = min(now, site.opened_at) if site.opened_at else now
    percent = int(100 * done_share(works, weights, until))
    plan = _planned_percent(site, works, weights, until)
    by_key = {item.key: item for item in items}
    return Board(
        site=site,
        items=lines,
        percent=percent,
        planned=plan,
        behind=max(plan - percent, 0),
        opening=told,
        last_names=[by_key[key] for key in told.last],
        stalled_names=[by_key[key] for key in told.stalled],
        holds=[(by_key[hold.key], hold) for hold in told.holds],
        hours=_hour_lines(site, works, weights, items, said, until),
        curve=_draw_curve(site, works, weights, told, until) if items else None,
        blocks=[line for line in lines if line.block and line.finish.basis != "done"],
        said_at=last_said,
        silent=bool(items) and not site.opened_at and now - (last_said or site.started_at) > SILENT,
        beds=beds,
    )


def _make_work(item: SiteItem, said: list[SiteReport]) -> Work:
    """Take the last word of each hour; earlier words for it stay in the journal."""
    from wanjia.sites.sites.forecast import Point, Work

    points = {report.hour: report for report in said}
    return Work(
        item.key,
        item.target,
        item.hours,
        tuple(item.after),
        tuple(Point(timezone.localtime(at), one.done, one.block) for at, one in points.items()),
    )


def _item_line(item: SiteItem, work: Work, reports: list[SiteReport], finish: Finish) -> ItemLine:
    last = reports[-1] if reports else None
    return ItemLine(
        item,
        work.done,
        min(100 * work.done // item.target, 100),
        last.people if last else 0,
        last.block if last else "",
        last.hour if last else None,
        finish,
    )


def _planned_percent(site: Site, works: list[Work], weights: dict[str, int], at: datetime) -> int:
    from wanjia.sites.sites.forecast import planned_share

    if site.target_at is None:
        return 0
    return int(100 * planned_share(works, weights, site.started_at, site.target_at, at))


def _hour_lines(
    site: Site,
    works: list[Work],
    weights: dict[str, int],
    items: list[SiteItem],
    reports_by_item: dict[UUID, list[SiteReport]],
    until: datetime,
) -> list[HourLine]:
    """Return the last hours up to now, the newest first."""
    from wanjia.sites.sites.forecast import done_share

    people: dict[datetime, int] = {}
    for item in items:
        for report in reports_by_item[item.id]:
            people[report.hour] = max(people.get(report.hour, 0), report.people)
    last = full_hour(until)
    first = max(full_hour(site.started_at), last - (MOST_HOURS - 1) * HOUR)
    lines, at = [], last
    while items and at >= first:
        lines.append(
            HourLine(
                at,
                _planned_percent(site, works, weights, at),
                int(100 * done_share(works, weights, at)) if at in people else None,
                people.get(at, 0),
            )
        )
        at -= HOUR
    return lines


def _draw_curve(
    site: Site, works: list[Work], weights: dict[str, int], told: Opening, until: datetime
) -> Chart:
    from wanjia.sites.sites.forecast import done_share, planned_share

    target = site.target_at or until
    steps = 24
    span = (target - site.started_at) / steps
    plan = [
        (at, planned_share(works, weights, site.started_at, target, at))
        for at in (site.started_at + span * number for number in range(steps + 1))
    ]
    hours = sorted({point.hour for work in works for point in work.points if point.hour <= until})
    done = [(site.started_at, 0.0), *((at, done_share(works, weights, at)) for at in hours)]
    told_now = (
        (told.early, told.likely, told.late) if told.likely and told.state != "few" else (None,) * 3
    )
    local = timezone.localtime
    return progress_chart(
        [(local(at), share) for at, share in plan],
        [(local(at), share) for at, share in done if at >= site.started_at],
        local(until),
        local(target),
        tuple(local(at) if at else None for at in told_now),  # type: ignore[arg-type]
    )


def bed_hours(site: Site, now: datetime) -> list[Hour]:
    """Return beds taken at each full hour of the last day, from the stays; the newest first."""
    if site.opened_at is None:
        return []
    last = full_hour(now)
    first = max(full_hour(site.opened_at), last - (BED_HOURS - 1) * HOUR)
    rows = Stay.objects.filter(community_id=site.community_id, site=site)
    spans = [Span(since, until) for since, until in rows.values_list("since", "until")]
    return by_hour(spans, first, last)[::-1]
