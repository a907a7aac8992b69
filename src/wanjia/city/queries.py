"""The named roll-ups: the only statements of Wanjia that read across communities.

Each reads roll-up rows alone, never an answer, a name or a door, and starts at what the viewer
may see: the communities of the office's area; anybody else their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Min, Q, Sum

from wanjia.city.figures import NAMES, Figures, figures_from, total
from wanjia.city.models import Rollup
from wanjia.core import clock
from wanjia.core.access.viewer import OFFICE, OFFICERS, Viewer
from wanjia.core.models import Area, Community
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.tenancy.cross_community import across_communities

LATE_AFTER = timedelta(minutes=15)  # a roll-up older than this is told to be late
TREND_DAYS = 7
SUMS = {name: Sum(name) for name in NAMES}


@dataclass
class Line:
    """An area or a community with its figures as they stand and day by day.

    `counted` of its `communities` have a roll-up; `late` of them an old one, the oldest of
    `oldest`. `at` is its middle (lat, lon).
    """

    place: Area | Community
    figures: Figures = field(default_factory=Figures)
    days: dict[date, Figures] = field(default_factory=dict)
    communities: int = 0
    counted: int = 0
    late: int = 0
    oldest: datetime | None = None
    acted_at: datetime | None = None
    at: tuple[float, float] | None = None

    @property
    def area(self) -> Area | None:
        """The place if it is an area; None for a community."""
        return self.place if isinstance(self.place, Area) else None

    @property
    def home(self) -> UUID | None:
        """The area that the place lies in."""
        return self.place.parent_id if isinstance(self.place, Area) else self.place.area_id

    @property
    def silent(self) -> int:
        """How many of its communities have not told anything in time."""
        return self.late + self.communities - self.counted


@dataclass(frozen=True)
class Tree:
    """The areas that an office sees, its own at the top."""

    top: Area
    below: dict[UUID, list[Area]]

    def under(self, area: Area) -> list[Area]:
        """An area and all areas below it."""
        found = [area]
        for one in found:
            found += self.below.get(one.id, [])
        return found

    def area(self, area_id: UUID) -> Area:
        """One of the areas; raises Problem `kernel.not_found` for one that is not in sight."""
        found = next((one for one in self.under(self.top) if one.id == area_id), None)
        if found is None:
            raise Problem("kernel.not_found")
        return found

    def way_to(self, area: Area) -> list[Area]:
        """The areas from the top down to one, that one left out."""
        by_id = {one.id: one for one in self.under(self.top)}
        found: list[Area] = []
        above = area.parent_id if area.id != self.top.id else None
        while above in by_id:
            found.insert(0, by_id[above])
            above = by_id[above].parent_id if above != self.top.id else None
        return found


def tree_of(viewer: Viewer) -> Tree:
    """What an office sees of the areas; raises Problem `kernel.not_found` if its own is gone."""
    viewer.need(OFFICE)
    below: dict[UUID, list[Area]] = {}
    top = None
    for one in Area.objects.all():
        if one.parent_id:
            below.setdefault(one.parent_id, []).append(one)
        if one.id == viewer.area_id:
            top = one
    if top is None:
        raise Problem("kernel.not_found")
    return Tree(top, below)


@across_communities("areas")
def area_lines(areas: Iterable[Area]) -> dict[UUID, Line]:
    """Roll-up "areas": for each area the sums over the communities that are directly its own."""
    lines = {one.id: Line(one) for one in areas}
    for area, many in (
        Community.objects.filter(area__in=lines)
        .order_by()
        .values_list("area")
        .annotate(Count("id"))
    ):
        lines[area].communities = many
    rows = Rollup.objects.filter(community__area__in=lines)
    now = rows.filter(latest=True).order_by().values("community__area")
    for row in now.annotate(
        **SUMS,
        counted=Count("id"),
        slow=Count("id", filter=Q(counted_at__lt=clock.now() - LATE_AFTER)),
        oldest=Min("counted_at"),
        middle_lat=Avg("lat"),
        middle_lon=Avg("lon"),
    ):
        line = lines[row["community__area"]]
        line.figures = figures_from(row)
        line.counted, line.late, line.oldest = row["counted"], row["slow"], row["oldest"]
        if row["middle_lat"] is not None:
            line.at = (row["middle_lat"], row["middle_lon"])
    days = rows.filter(day__gt=_trend_from()).order_by().values("community__area", "day")
    for told in days.annotate(**SUMS):
        lines[told["community__area"]].days[told["day"]] = figures_from(told)
    return lines


@across_communities("communities")
def community_lines(areas: Iterable[Area]) -> list[Line]:
    """Roll-up "communities": each community of these areas by itself."""
    ids = [one.id for one in areas]
    lines = {one.id: Line(one, communities=1) for one in Community.objects.filter(area__in=ids)}
    rows = Rollup.objects.filter(Q(latest=True) | Q(day__gt=_trend_from()), community__area__in=ids)
    for row in rows.values():
        _note(lines[row["community_id"]], row)
    return list(lines.values())


def community_line(viewer: Viewer, community_id: UUID, days: int = 14) -> Line:
    """Roll-up "community": one community's days; raises Problem `kernel.not_found`."""
    community = _visible_community(viewer, community_id)
    line = Line(community, communities=1)
    since = clock.now().date() - timedelta(days=days)
    rows = Rollup.objects.filter(Q(latest=True) | Q(day__gt=since), community=community)
    for row in rows.values():
        _note(line, row)
    return line


def _visible_community(viewer: Viewer, community_id: UUID) -> Community:
    rows = Community.objects.filter(id=community_id)
    if viewer.role == OFFICE:
        tree = tree_of(viewer)
        rows = rows.filter(area__in=tree.under(tree.top))
    elif not viewer.may(*OFFICERS, "town") or community_id != viewer.community_id:
        rows = rows.none()
    return get_or_refuse(rows.select_related("area"))


def _note(line: Line, row: Mapping[str, Any]) -> None:
    line.days[row["day"]] = figures_from(row)
    if not row["latest"]:
        return
    line.figures = line.days[row["day"]]
    line.counted, line.oldest, line.acted_at = 1, row["counted_at"], row["acted_at"]
    line.late = int(row["counted_at"] < clock.now() - LATE_AFTER)
    if row["lat"] is not None:
        line.at = (row["lat"], row["lon"])


def _trend_from() -> date:
    return clock.now().date() - timedelta(days=TREND_DAYS)


def together(place: Area | Community, lines: Iterable[Line]) -> Line:
    """The lines of an area's parts as one line."""
    every = list(lines)
    middles = [one.at for one in every if one.at]
    olds = [one.oldest for one in every if one.oldest]
    days = sorted({day for one in every for day in one.days})
    return Line(
        place,
        total(one.figures for one in every),
        {day: total(one.days[day] for one in every if day in one.days) for day in days},
        communities=sum(one.communities for one in every),
        counted=sum(one.counted for one in every),
        late=sum(one.late for one in every),
        oldest=min(olds, default=None),
        at=_middle(middles),
    )


def _middle(points: list[tuple[float, float]]) -> tuple[float, float] | None:
    if not points:
        return None
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)
