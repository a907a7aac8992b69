"""Brings the stored places of an estate to what a drawing says, and counts what that changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from wanjia.places.bulk import insert_rows, update_rows
from wanjia.places.doors.labels import door_of, natural, sort_of
from wanjia.places.estates import geojson as drawn
from wanjia.places.models import (
    Building,
    Dwelling,
    Estate,
    Gate,
    Junction,
    Path,
    SharedWay,
    Stairwell,
)


@dataclass(frozen=True)
class PlacesDifference:
    """What a places file changes: counts by kind of place."""

    added: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    removed: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether the data holds all of the file already."""
        return not (self.added or self.changed or self.removed)

    @property
    def added_count(self) -> int:
        """How many places are new."""
        return sum(self.added.values())

    @property
    def changed_count(self) -> int:
        """How many places are redrawn."""
        return sum(self.changed.values())

    @property
    def removed_count(self) -> int:
        """How many ways are gone."""
        return sum(self.removed.values())

    @property
    def unchanged_count(self) -> int:
        """How many places are as they were."""
        return sum(self.unchanged.values())

    def to_dict(self) -> dict[str, dict[str, int]]:
        """Plain JSON values."""
        return {
            "added": dict(self.added),
            "changed": dict(self.changed),
            "removed": dict(self.removed),
            "unchanged": dict(self.unchanged),
        }


class Tally:
    """Brings stored rows to what a file says, and counts what that changed."""

    def __init__(self, community_id: UUID) -> None:
        self.community_id = community_id
        self.counts: dict[str, Counter[str]] = {
            what: Counter() for what in ("added", "changed", "removed", "unchanged")
        }

    def settle(
        self,
        model: type[models.Model],
        stored: Mapping[Any, Any],
        wanted: Mapping[Any, Mapping[str, Any]],
        remove: bool = False,
    ) -> dict[Any, Any]:
        """Create, change and (if `remove`) delete rows by key.

        Return the rows wanted by key.
        """
        kind = model.__name__.lower()
        new, changed, rows = [], [], {}
        for key, fields in wanted.items():
            row = stored.get(key)
            if row is None:
                row = model(community_id=self.community_id, **fields)
                new.append(row)
            elif any(getattr(row, name) != value for name, value in fields.items()):
                for name, value in fields.items():
                    setattr(row, name, value)
                changed.append(row)
            rows[key] = row
        if new:
            names = ["id", *next(iter(wanted.values()))]
            values = [[getattr(row, name) for name in names] for row in new]
            insert_rows(model, names, values, community_id=self.community_id)
        if changed:
            update_rows(changed, [name.removesuffix("_id") for name in next(iter(wanted.values()))])
        self.count(kind, len(new), len(changed), 0, len(rows) - len(new) - len(changed))
        if remove:
            self.remove(model, stored, wanted)
        return rows

    def remove(
        self, model: type[models.Model], stored: Mapping[Any, Any], wanted: Mapping[Any, Any]
    ) -> None:
        """Delete the stored rows that are not wanted."""
        gone = [row.pk for key, row in stored.items() if key not in wanted]
        if gone:
            rows = model._default_manager.filter(community_id=self.community_id, pk__in=gone)
            rows.delete()
        self.count(model.__name__.lower(), 0, 0, len(gone), 0)

    def count(self, kind: str, added: int, changed: int, removed: int, unchanged: int) -> None:
        numbers = {"added": added, "changed": changed, "removed": removed, "unchanged": unchanged}
        for what, number in numbers.items():
            self.counts[what][kind] += number

    def difference(self) -> PlacesDifference:
        return PlacesDifference(**{what: +count for what, count in self.counts.items()})


def settle_estate(tally: Tally, wanted: drawn.Estate, schematic: bool = False) -> None:
    """Store an estate as drawn.

    Stairwells and dwellings that the drawing lacks stay.
    """
    community = tally.community_id
    estates = Estate.objects.filter(community_id=community, name=wanted.name)
    fields = {
        "name": wanted.name,
        "name_en": wanted.name_en,
        "kind": wanted.kind,
        "lanes": list(wanted.lanes),
        "outline": _as_lists(wanted.outline),
        "walls": [_as_lists(wall) for wall in wanted.walls],
        "schematic": schematic,
    }
    estate = tally.settle(Estate, {row.name: row for row in estates}, {wanted.name: fields})[
        wanted.name
    ]
    buildings = tally.settle(
        Building,
        _by_label(Building, estate),
        {
            building.label: {
                "estate_id": estate.id,
                "label": building.label,
                "floors": building.floors,
                "polygon": _as_lists(building.polygon),
            }
            for building in wanted.buildings
        },
        remove=True,
    )
    stood = _by_label(Junction, estate)
    junctions = _settle_ways(tally, estate, wanted)
    stairwells = _settle_stairwells(tally, estate, wanted, buildings, junctions)
    # Last, for what still hung on them would go with them.
    tally.remove(Junction, stood, junctions)
    _settle_dwellings(tally, wanted, stairwells)
    _settle_shared(tally, estate, wanted, stairwells)
    rehang(estate)


def _settle_ways(tally: Tally, estate: Estate, wanted: drawn.Estate) -> dict[str, Junction]:
    junctions = tally.settle(
        Junction,
        _by_label(Junction, estate),
        {
            junction.label: {
                "estate_id": estate.id,
                "label": junction.label,
                "at": list(junction.at),
            }
            for junction in wanted.junctions
        },
    )
    tally.settle(
        Path,
        _by_label(Path, estate),
        {
            path.label: {
                "estate_id": estate.id,
                "label": path.label,
                "a_id": junctions[path.between[0]].id,
                "b_id": junctions[path.between[1]].id,
                "guards": path.guards,
                "line": _as_lists(path.line),
            }
            for path in wanted.paths
        },
        remove=True,
    )
    tally.settle(
        Gate,
        _by_label(Gate, estate),
        {
            gate.label: {
                "estate_id": estate.id,
                "label": gate.label,
                "name": gate.name,
                "name_en": gate.name_en,
                "junction_id": junctions[gate.junction].id,
                "guards": gate.guards,
                "at": list(gate.at),
            }
            for gate in wanted.gates
        },
        remove=True,
    )
    return junctions


def _settle_stairwells(
    tally: Tally,
    estate: Estate,
    wanted: drawn.Estate,
    buildings: Mapping[str, Building],
    junctions: Mapping[str, Junction],
) -> dict[tuple[str, str], Stairwell]:
    stored: dict[tuple[str, str], Stairwell] = {}
    rows = list(Stairwell.objects.filter(community_id=estate.community_id, estate=estate))
    keys = {(stairwell.lane, stairwell.label) for stairwell in wanted.stairwells}
    twice = drawn.twice_labels(keys)
    for row in rows:
        stored[row.lane, row.label] = row
    for lane, label in keys:
        # A roster without lanes came first: the door it made is the one that the map draws.
        if (lane, label) not in stored and label not in twice and ("", label) in stored:
            stored[lane, label] = stored.pop(("", label))
    order = {key: place for place, key in enumerate(sorted(keys | set(stored), key=_door_order))}
    return tally.settle(
        Stairwell,
        stored,
        {
            (stairwell.lane, stairwell.label): {
                "estate_id": estate.id,
                "label": stairwell.label,
                "lane": stairwell.lane,
                "building_id": buildings[stairwell.building].id if stairwell.building else None,
                "junction_id": junctions[stairwell.junction].id,
                "at": list(stairwell.at),
                "also_at": list(stairwell.also_at),
                "sort": order[stairwell.lane, stairwell.label],
            }
            for stairwell in wanted.stairwells
        },
    )


def _settle_dwellings(
    tally: Tally, wanted: drawn.Estate, stairwells: Mapping[tuple[str, str], Stairwell]
) -> None:
    behind = Dwelling.objects.filter(
        community_id=tally.community_id,
        stairwell__in=[row.id for row in stairwells.values()],
    )
    stored = {(row.stairwell_id, row.room): row for row in behind}
    fields: dict[Any, dict[str, Any]] = {}
    for door in wanted.stairwells:
        stairwell = stairwells[door.lane, door.label]
        for room, floor in door.dwellings:
            fields[stairwell.id, room] = {
                "stairwell_id": stairwell.id,
                "room": room,
                "door": door_of(door.label, room),
                "floor": floor,
                "sort": sort_of(floor, room),
            }
    tally.settle(Dwelling, stored, fields)


def _settle_shared(
    tally: Tally,
    estate: Estate,
    wanted: drawn.Estate,
    stairwells: Mapping[tuple[str, str], Stairwell],
) -> None:
    ways = SharedWay.objects.filter(community_id=estate.community_id, a__estate=estate)
    stored = {frozenset((row.a_id, row.b_id)): row for row in ways}
    fields: dict[Any, dict[str, Any]] = {}
    kinds = dict(zip(wanted.shared, wanted.shared_kinds, strict=False))
    for a, b in wanted.shared:
        ends = stairwells[a].id, stairwells[b].id
        row = stored.get(frozenset(ends))
        a_id, b_id = (row.a_id, row.b_id) if row else ends
        fields[frozenset(ends)] = {"a_id": a_id, "b_id": b_id, "kind": kinds.get((a, b), "")}
    tally.settle(SharedWay, stored, fields, remove=True)


def rehang(estate: Estate) -> None:
    """Hang each stairwell that no map has drawn beside the one with the nearest number.

    Without a junction nobody could plan for the people behind it.
    """
    rows = list(Stairwell.objects.filter(community_id=estate.community_id, estate=estate))
    hung = [row for row in rows if row.junction_id]
    loose = [row for row in rows if not row.junction_id]
    if not hung or not loose:
        return
    for row in loose:
        near = min(
            hung, key=lambda other: (abs(_house_number(other) - _house_number(row)), other.sort)
        )
        row.junction_id = near.junction_id
        row.at = [near.at[0] + 0.00006, near.at[1] + 0.00006] if near.at else []
    update_rows(loose, ["junction", "at"])


def _house_number(row: Stairwell) -> int:
    return next((part for _, part in natural(row.label) if isinstance(part, int)), 0)


def _by_label(model: type[models.Model], estate: Estate) -> dict[str, Any]:
    rows = model._default_manager.filter(community_id=estate.community_id, estate=estate)
    return {row.label: row for row in rows}  # type: ignore[attr-defined]


def _as_lists(points: Iterable[tuple[float, float]]) -> list[list[float]]:
    return [list(point) for point in points]


def _door_order(key: tuple[str, str]) -> Any:
    return natural(key[0]), natural(key[1])
