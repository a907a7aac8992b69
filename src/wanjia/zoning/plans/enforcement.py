"""A publication is carried out: memberships, zones, grids, links and guard posts, in one act."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Max

from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.people.residents.actions import make_household_links
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.places.queries import people_behind
from wanjia.zoning import queries
from wanjia.zoning.models import Publication, Zone, ZoneStairwell
from wanjia.zoning.plans.graph import EstateGraph
from wanjia.zoning.plans.guarding import adapt_posts, closed_in, posted
from wanjia.zoning.plans.parts import connected_parts
from wanjia.zoning.plans.planner import price
from wanjia.zoning.protocols import protocol_store
from wanjia.zoning.protocols.protocol import Protocol, ZoneClass
from wanjia.zoning.zones import grids
from wanjia.zoning.zones.actions import continue_zone, name_zones, open_zone
from wanjia.zoning.zones.naming import zone_text


class _Moved(NamedTuple):
    """What moved into another zone, as [id, id of the zone before]."""

    memberships: grids.Pairs
    grids: grids.Pairs
    doors: grids.Pairs


@dataclass(frozen=True)
class Enforcement:
    """One publication being carried out."""

    viewer: Viewer
    estate: Estate
    publication: Publication
    protocol: Protocol
    start: datetime
    stairwells: Mapping[str, Stairwell]
    graph: EstateGraph
    tz: ZoneInfo

    def put_in_force(
        self, inside: dict[str, Stairwell], klass: ZoneClass, rest: str | None
    ) -> dict[str, Any]:
        """Write the zones and all that hangs on them.

        Return what was done, for an undo.
        """
        ids = [stairwell.id for stairwell in inside.values()]
        before = queries.sealed_keys(self.viewer, self.estate)
        closed = self._close_memberships(ids)
        losers = {UUID(zone_id) for _, zone_id in closed}
        taken, known = grids.take_away(self.viewer, losers, ids, self.start)
        zones = [
            self._open_zone_of(klass.key, part) for part in self._parts_of(inside, klass, before)
        ]
        beside = self._open_rest(rest)
        if klass.look != protocol_store.PRECAUTION:
            for zone, part in zones:
                grids.make_grids(self.viewer, zone, part, known)
            self._make_links(ids)
        moved = self._split_losers(losers)
        come, gone = adapt_posts(self.viewer, self.estate, self.publication, self.graph, self.start)
        counts = people_behind(self.viewer, ids)
        return {
            "stairwells": list(inside),
            "residents": sum(people for _, people in counts.values()),
            "households": sum(homes for homes, _ in counts.values()),
            "guards": sum(post.guards for post in come),
            "closed": closed + moved.memberships,
            "renamed": name_zones(self.viewer, losers, self.stairwells),
            "grids": taken + moved.doors,
            "handed_on": moved.grids,
            "zone": str(zones[0][0].id),
            "zones": [str(zone.id) for zone, _part in zones],
            "rest": str(beside.id) if beside else None,
            "posts_gone": [str(post.id) for post in gone],
        }

    def _parts_of(
        self, inside: dict[str, Stairwell], klass: ZoneClass, before: frozenset[str]
    ) -> list[dict[str, Stairwell]]:
        """Return the connected places of what is closed; who may go out at a gate is in one."""
        if not posted(self.protocol, klass):
            return [inside]
        drawn = {stairwell.id for stairwell in self.graph.stairwells}
        held = before - set(inside)
        own = price(self.graph, (), (set(inside) | held) & drawn).sealed_junctions
        beside = price(self.graph, (), held & drawn).sealed_junctions if held & drawn else ()
        buildings = {key: stairwell.building_id for key, stairwell in inside.items()}
        parts = connected_parts(self.graph, list(inside), own, buildings, beside)
        return [{key: inside[key] for key in part} for part in parts]

    def _close_memberships(self, stairwells: list[UUID]) -> list[list[str]]:
        """End what the stairwells were in; [membership, zone] ids."""
        ending = ZoneStairwell.objects.filter(
            community_id=self.viewer.community_id, stairwell__in=stairwells, until=None
        )
        self._refuse_before(stairwells)
        rows = list(ending)
        ending.update(until=self.start)
        zones = {row.zone_id for row in rows}
        Zone.objects.filter(
            community_id=self.viewer.community_id, id__in=_find_empty(self.viewer, zones)
        ).update(ended_at=self.start, end_reason="replaced")
        return [[str(row.id), str(row.zone_id)] for row in rows]

    def _refuse_before(self, stairwells: Iterable[UUID]) -> None:
        """A stairwell was in another zone until a moment, or is since one.

        No sooner than that.
        """
        rows = ZoneStairwell.objects.filter(
            community_id=self.viewer.community_id, stairwell__in=list(stairwells)
        )
        begun = rows.filter(until=None).aggregate(at=Max("since"))["at"]
        ended = rows.filter(until__gt=F("since")).aggregate(at=Max("until"))["at"]
        latest = max((at for at in (begun, ended) if at), default=self.start)
        if latest > self.start:
            raise Problem("zones.before_zone", at=show_moment(latest, self.tz))

    def _open_zone_of(
        self, klass: str, inside: dict[str, Stairwell]
    ) -> tuple[Zone, dict[str, Stairwell]]:
        ids = [stairwell.id for stairwell in inside.values()]
        zone = open_zone(
            self.viewer,
            self.estate,
            self.publication,
            self.protocol,
            klass,
            zone_text(self.estate, self.stairwells, inside),
            ids,
            self.start,
            self.tz,
        )
        return zone, inside

    def _open_rest(self, klass: str | None) -> Zone | None:
        """Put the stairwells that are in no zone yet under the rest's class."""
        if not klass:
            return None
        protocol_store.class_in(self.protocol, klass)
        taken = set(
            ZoneStairwell.objects.filter(
                community_id=self.viewer.community_id, stairwell__estate=self.estate, until=None
            ).values_list("stairwell_id", flat=True)
        )
        free = {
            key: stairwell
            for key, stairwell in self.stairwells.items()
            if stairwell.id not in taken
        }
        self._refuse_before(stairwell.id for stairwell in free.values())
        return self._open_zone_of(klass, free)[0] if free else None

    def _split_losers(self, losers: Iterable[UUID]) -> _Moved:
        """Let a zone that lost its middle go on as several zones with the same clock."""
        moved = _Moved([], [], [])
        tenant = {"community_id": self.viewer.community_id}
        for zone in Zone.objects.filter(**tenant, id__in=list(losers), ended_at=None):
            rows = {row.stairwell_id: row for row in zone.memberships.filter(until=None)}
            for part in self._standing_parts(zone, rows)[1:]:
                going = [rows[stairwell.id] for stairwell in part.values()]
                name = zone_text(self.estate, self.stairwells, part)
                _new, whole, doors = continue_zone(
                    self.viewer, zone, going, self.start, name, self.publication
                )
                moved.memberships.extend([str(row.id), str(zone.id)] for row in going)
                moved.grids.extend(whole)
                moved.doors.extend(doors)
        return moved

    def _standing_parts(
        self, zone: Zone, stairwells: Collection[UUID]
    ) -> list[dict[str, Stairwell]]:
        """Return the connected places that a zone now is, if anybody is held in it."""
        shelf = queries.protocols(self.viewer.community_id)
        protocol, klass = shelf.get(zone.protocol), queries.class_of(shelf, zone)
        left = {key: row for key, row in self.stairwells.items() if row.id in stairwells}
        if not (protocol and klass and posted(protocol, klass) and left):
            return [left]
        drawn = {stairwell.id for stairwell in self.graph.stairwells}
        closed = closed_in(self.viewer, self.estate, self.start)
        homes = price(self.graph, (), closed.homes & drawn).sealed_junctions
        area = price(self.graph, (), (closed.homes | closed.areas) & drawn).sealed_junctions
        own, beside = (homes, ()) if klass.look == protocol_store.SEALED else (area, homes)
        buildings = {key: stairwell.building_id for key, stairwell in left.items()}
        parts = connected_parts(self.graph, list(left), own, buildings, beside)
        return [{key: left[key] for key in part} for part in parts]

    def _make_links(self, stairwells: list[UUID]) -> None:
        dwellings = Dwelling.objects.filter(
            community_id=self.viewer.community_id,
            stairwell__in=stairwells,
            residents__left_at=None,
            residents__isnull=False,
        ).distinct()
        make_household_links(self.viewer, list(dwellings))


def show_moment(moment: datetime, tz: ZoneInfo) -> str:
    """Return a moment in a community's time, as refusals tell it."""
    return f"{moment.astimezone(tz):%m-%d %H:%M}"


def _find_empty(viewer: Viewer, zones: Iterable[UUID]) -> list[UUID]:
    """Return those of the zones that no stairwell is in any more."""
    tenant = {"community_id": viewer.community_id}
    open_rows = ZoneStairwell.objects.filter(**tenant, until=None, zone__in=list(zones))
    held = set(open_rows.values_list("zone_id", flat=True))
    return [zone_id for zone_id in zones if zone_id not in held]
