"""The ground that zones are drawn on: estates loaded once, for the planner and for the map."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import active_language
from wanjia.places.estates.geojson import stairwell_key, twice_labels
from wanjia.places.models import Building, Estate, Gate, Path, SharedWay, Stairwell
from wanjia.zoning.models import ZoneStairwell
from wanjia.zoning.plans import graph as graphs
from wanjia.zoning.plans.named_posts import names_among
from wanjia.zoning.plans.post_names import DOOR
from wanjia.zoning.protocols.values import Text


@dataclass(frozen=True)
class Mark:
    """What the map shows at a stairwell.

    Its zone's look, a case, whether a plan picks it.

    `kept`: another zone seals it, and the plan leaves that zone alone.
    """

    look: str = ""
    case: bool = False
    inside: bool = False
    kept: bool = False


@dataclass
class Ground:
    """Some estates with their doors, ways and gates.

    Counts are those of the roster.
    """

    estates: Sequence[Estate]
    stairwells: Sequence[Stairwell]
    buildings: Sequence[Building]
    paths: Sequence[Path]
    gates: Sequence[Gate]
    shared: Sequence[tuple[UUID, UUID]] = field(default_factory=list)

    @cached_property
    def keys(self) -> dict[UUID, str]:
        """What the estate graph calls each stairwell."""
        keys: dict[UUID, str] = {}
        for estate in self.estates:
            rows = [row for row in self.stairwells if row.estate_id == estate.id]
            twice = twice_labels((row.lane, row.label) for row in rows)
            keys |= {row.id: stairwell_key(row.lane, row.label, row.label in twice) for row in rows}
        return keys

    @cached_property
    def post_names(self) -> dict[UUID, dict[str, Text]]:
        """What all that guards could close is called, by estate and label."""
        by_estate = {
            name: _by_estate(getattr(self, name))
            for name in ("stairwells", "buildings", "paths", "gates")
        }
        return {
            estate.id: names_among(**{name: rows[estate.id] for name, rows in by_estate.items()})
            for estate in self.estates
        }

    @cached_property
    def by_key(self) -> dict[str, Stairwell]:
        """The stairwells by their graph id; for one estate."""
        return {self.keys[row.id]: row for row in self.stairwells}

    def counts(self, stairwells: Iterable[Stairwell]) -> tuple[int, int]:
        """Return the households and the residents behind these doors."""
        rows = list(stairwells)
        return sum(_homes_behind(row) for row in rows), sum(_people_behind(row) for row in rows)

    @cached_property
    def graph(self) -> graphs.EstateGraph:
        """The estate as the planner reads it; for one estate."""
        junctions: dict[str, None] = {}
        doors = [row for row in self.stairwells if row.junction]
        for row in doors:
            junctions[str(row.junction.label if row.junction else "")] = None
            junctions |= dict.fromkeys(row.also_at)
        for path in self.paths:
            junctions |= {path.a.label: None, path.b.label: None}
        junctions |= {gate.junction.label: None for gate in self.gates}
        return graphs.EstateGraph(
            stairwells=tuple(
                graphs.Stairwell(
                    self.keys[row.id],
                    _people_behind(row),
                    _homes_behind(row),
                    row.junction.label,
                    tuple(row.also_at),
                )
                for row in doors
                if row.junction
            ),
            junctions=tuple(junctions),
            paths=tuple(
                graphs.Path(row.label, (row.a.label, row.b.label), row.guards) for row in self.paths
            ),
            gates=tuple(
                graphs.Gate(row.label, row.junction.label, row.guards) for row in self.gates
            ),
            shared=tuple(
                (self.keys[a], self.keys[b])
                for a, b in self.shared
                if a in self.keys and b in self.keys
            ),
        )

    def drawing(
        self,
        marks: Mapping[UUID, Mark],
        posts: Mapping[UUID, Iterable[tuple[str, int]]],
        zones: Sequence[Mapping[str, Any]] = (),
        *,
        by_key: bool = False,
    ) -> dict[str, Any]:
        """Return what the map draws.

        `marks` by stairwell, guard posts (label, guards) by estate.
        """
        standing = {
            (estate_id, label): guards
            for estate_id, some in posts.items()
            for label, guards in some
        }
        return {
            "estates": [
                {
                    "id": str(estate.id),
                    "name": estate.name,
                    "name_en": estate.name_en,
                    "outline": estate.outline,
                    "schematic": estate.schematic,
                }
                for estate in self.estates
            ],
            "buildings": [
                {"id": str(row.id), "label": row.label, "polygon": row.polygon}
                for row in self.buildings
            ],
            "stairwells": [
                self._draw_door(row, marks.get(row.id, Mark()), by_key) for row in self.stairwells
            ],
            "paths": [
                {
                    "id": row.label,
                    "name": self._name(row.estate_id, row.label),
                    "line": row.line,
                    "guards": row.guards,
                    "post": (row.estate_id, row.label) in standing,
                }
                for row in self.paths
            ]
            + self._door_posts(standing),
            "gates": [
                {
                    "id": row.label,
                    "name": self._name(row.estate_id, row.label),
                    "at": row.at,
                    "guards": row.guards,
                    "post": (row.estate_id, row.label) in standing,
                }
                for row in self.gates
            ],
            "zones": list(zones),
        }

    def _name(self, estate_id: UUID, label: str) -> str:
        return self.post_names[estate_id][label].words(active_language())

    def _draw_door(self, row: Stairwell, mark: Mark, by_key: bool) -> dict[str, Any]:
        return {
            "id": self.keys[row.id] if by_key else str(row.id),
            "label": self.keys[row.id],
            "at": row.at or None,
            "households": _homes_behind(row),
            "residents": _people_behind(row),
            "zone": mark.look or None,
            "case": mark.case,
            "in": mark.inside,
            "kept": mark.kept,
        }

    def _door_posts(self, standing: Mapping[tuple[UUID, str], int]) -> list[dict[str, Any]]:
        """Return a door that is watched is drawn as a short way from it towards its junction."""
        drawn = []
        for row in self.stairwells:
            guards = standing.get((row.estate_id, DOOR + self.keys[row.id]))
            end = row.junction.at if row.junction else None
            if guards is not None and row.at and end:
                line = [row.at, [(2 * row.at[0] + end[0]) / 3, (2 * row.at[1] + end[1]) / 3]]
                label = DOOR + self.keys[row.id]
                name = self._name(row.estate_id, label)
                drawn.append(
                    {"id": label, "name": name, "line": line, "guards": guards, "post": True}
                )
        return drawn


def _by_estate(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    by_estate: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        by_estate[row.estate_id].append(row)
    return by_estate


def _homes_behind(row: Stairwell) -> int:
    return int(getattr(row, "homes", 0))


def _people_behind(row: Stairwell) -> int:
    return int(getattr(row, "people", 0))


def ground_of(viewer: Viewer, estates: Iterable[Estate], *, planning: bool = False) -> Ground:
    """Load some estates, at four statements.

    For `planning` a fifth loads the inner ways that nobody can close, and each stairwell knows
    the protocol and the class that it is under, and since when its days are counted
    (`now_protocol`, `now_klass`, `now_clock`).
    """
    shown = list(estates)
    tenant = {"community_id": viewer.community_id, "estate__in": shown}
    living = Q(dwellings__residents__isnull=False, dwellings__residents__left_at=None)
    stairwells = Stairwell.objects.filter(**tenant).select_related("junction")
    if planning:
        zone = ZoneStairwell.objects.of(viewer).filter(stairwell=OuterRef("pk"), until=None)
        stairwells = stairwells.annotate(
            now_protocol=Subquery(zone.values("zone__protocol")[:1]),
            now_klass=Subquery(zone.values("zone__klass")[:1]),
            now_clock=Subquery(zone.values("zone__clock_from")[:1]),
        )
    ways = SharedWay.objects.of(viewer).filter(a__estate__in=shown)
    return Ground(
        estates=shown,
        stairwells=list(
            stairwells.annotate(
                homes=Count("dwellings", filter=living, distinct=True),
                people=Count("dwellings__residents", filter=living),
            ).order_by("sort", "label")
        ),
        buildings=list(Building.objects.filter(**tenant)),
        paths=list(Path.objects.filter(**tenant).select_related("a", "b")),
        gates=list(Gate.objects.filter(**tenant).select_related("junction")),
        shared=list(ways.values_list("a_id", "b_id")) if planning else [],
    )
