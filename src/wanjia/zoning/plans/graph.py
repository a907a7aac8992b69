"""The estate graph: stairwells on junctions, paths between them, gates to the outside.

Its JSON form is a contract of the `wanjia plan` command; `read_graph` refuses what breaks it.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from wanjia.zoning.plans.planner_text import Refused

Part = TypeVar("Part", "Stairwell", "Path", "Gate")


@dataclass(frozen=True)
class Stairwell:
    """A street door and the people behind it, hanging on the junction `at`.

    `also_at` are the junctions of its further doors. `door_of` is only set by `with_back_doors`.
    """

    id: str
    residents: int
    households: int
    at: str
    also_at: tuple[str, ...] = ()
    door_of: str = ""


@dataclass(frozen=True)
class Path:
    """A way between two junctions that `guards` people can close."""

    id: str
    between: tuple[str, str]
    guards: int


@dataclass(frozen=True)
class Gate:
    """A way from the junction `at` to the outside that `guards` people can close."""

    id: str
    at: str
    guards: int


@dataclass(frozen=True)
class EstateGraph:
    """An estate as the planner sees it.

    `shared` are inner ways that nobody can close.
    """

    stairwells: tuple[Stairwell, ...]
    junctions: tuple[str, ...]
    paths: tuple[Path, ...]
    gates: tuple[Gate, ...]
    shared: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; `read_graph` reads it back."""
        return {
            "stairwells": [_stairwell_dict(stairwell) for stairwell in self.stairwells],
            "junctions": list(self.junctions),
            "paths": [asdict(path) | {"between": list(path.between)} for path in self.paths],
            "gates": [asdict(gate) for gate in self.gates],
            "shared": [list(pair) for pair in self.shared],
        }


def _stairwell_dict(stairwell: Stairwell) -> dict[str, Any]:
    also = {"also_at": list(stairwell.also_at)} if stairwell.also_at else {}
    return {
        "id": stairwell.id,
        "residents": stairwell.residents,
        "households": stairwell.households,
        "at": stairwell.at,
        **also,
    }


def with_back_doors(graph: EstateGraph) -> EstateGraph:
    """Return the graph in which each further door is an empty stairwell that nobody can part.

    So a stairwell is sealed with all its doors, and one that stays open keeps them all. A door
    from which no gate is in reach at all is none.
    """
    if not any(stairwell.also_at for stairwell in graph.stairwells):
        return graph
    outlets = with_way_out(graph)
    fronts, backs = [], []
    for stairwell in graph.stairwells:
        doors = list(dict.fromkeys((stairwell.at, *stairwell.also_at)))
        front, *further = [door for door in doors if door in outlets] or doors[:1]
        fronts.append(replace(stairwell, at=front, also_at=()))
        backs += [
            Stairwell(f"{stairwell.id}@{junction}", 0, 0, junction, door_of=stairwell.id)
            for junction in further
        ]
    pairs = ((back.door_of, back.id) for back in backs)
    return replace(graph, stairwells=(*fronts, *backs), shared=(*graph.shared, *pairs))


def door_id(stairwell: str) -> str:
    """Return the guard post's id of a stairwell's door."""
    return f"door:{stairwell}"


def neighbours(graph: EstateGraph) -> dict[str, set[str]]:
    """Return the junctions that a path leads to from each junction."""
    ways: dict[str, set[str]] = {junction: set() for junction in graph.junctions}
    for path in graph.paths:
        start, end = path.between
        ways[start].add(end)
        ways[end].add(start)
    return ways


def reached(
    graph: EstateGraph, start: Iterable[str], closed: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the junctions that can be walked to from `start` without passing a closed one."""
    ways = neighbours(graph)
    seen = set(start) - closed
    ahead = list(seen)
    while ahead:
        fresh = ways[ahead.pop()] - seen - closed
        seen |= fresh
        ahead += fresh
    return frozenset(seen)


def with_way_out(graph: EstateGraph, closed: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the junctions from which a gate can be walked to without passing a closed junction."""
    return reached(graph, (gate.at for gate in graph.gates), closed)


def read_graph(data: Any) -> EstateGraph:
    """Read the JSON form of an estate graph.

    `shared` may be left out, other keys are ignored.

    Raises Refused `graph.*`, which names the place in the data, for anything else.
    """
    top = read_object(data, "graph")
    stairwells = _read_parts(top, "stairwells", _read_stairwell)
    junctions = tuple(
        _read_text(junction, f"junctions[{number}]")
        for number, junction in enumerate(list_at(top, "junctions", "graph"))
    )
    paths = _read_parts(top, "paths", _read_path)
    gates = _read_parts(top, "gates", _read_gate)
    shared = tuple(
        _read_pair(pair, f"shared[{number}]")
        for number, pair in enumerate(list_at({"shared": [], **top}, "shared", "graph"))
    )
    graph = EstateGraph(stairwells, junctions, paths, gates, shared)
    _refuse_duplicates(graph)
    _refuse_unknown(graph)
    return graph


def _read_parts(
    top: dict[str, Any], key: str, read: Callable[[dict[str, Any], str], Part]
) -> tuple[Part, ...]:
    items = list_at(top, key, "graph")
    wheres = (f"{key}[{number}]" for number in range(len(items)))
    return tuple(
        read(read_object(item, where), where) for item, where in zip(items, wheres, strict=True)
    )


def _read_stairwell(item: dict[str, Any], where: str) -> Stairwell:
    return Stairwell(
        id=text_at(item, "id", where),
        residents=count_at(item, "residents", where),
        households=count_at(item, "households", where),
        at=text_at(item, "at", where),
        also_at=tuple(
            _read_text(junction, f"{where}.also_at[{number}]")
            for number, junction in enumerate(list_at({"also_at": []} | item, "also_at", where))
        ),
    )


def _read_path(item: dict[str, Any], where: str) -> Path:
    return Path(
        id=text_at(item, "id", where),
        between=_read_pair(_value_at(item, "between", where), f"{where}.between"),
        guards=count_at(item, "guards", where),
    )


def _read_gate(item: dict[str, Any], where: str) -> Gate:
    return Gate(
        id=text_at(item, "id", where),
        at=text_at(item, "at", where),
        guards=count_at(item, "guards", where),
    )


def read_object(value: Any, where: str) -> dict[str, Any]:
    """Return an object of the data; raises Refused `graph.not_object`."""
    if not isinstance(value, dict):
        raise Refused("graph.not_object", where=where)
    return value


def _value_at(item: dict[str, Any], key: str, where: str) -> Any:
    if key not in item:
        raise Refused("graph.missing_key", where=where, key=key)
    return item[key]


def list_at(item: dict[str, Any], key: str, where: str) -> list[Any]:
    """Return the list under a key; raises Refused `graph.missing_key`, `graph.not_list`."""
    value = _value_at(item, key, where)
    if not isinstance(value, list):
        raise Refused("graph.not_list", where=key)
    return value


def _read_text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Refused("graph.bad_id", where=where, value=repr(value))
    return value


def text_at(item: dict[str, Any], key: str, where: str) -> str:
    """Return the text under a key; raises Refused `graph.missing_key`, `graph.bad_id`."""
    return _read_text(_value_at(item, key, where), f"{where}.{key}")


def count_at(item: dict[str, Any], key: str, where: str) -> int:
    """Return the number under a key; raises Refused `graph.missing_key`, `graph.bad_number`."""
    value = _value_at(item, key, where)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused("graph.bad_number", where=f"{where}.{key}", value=repr(value))
    return value


def _read_pair(value: Any, where: str) -> tuple[str, str]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Refused("graph.bad_pair", where=where, value=repr(value))
    first, second = value
    return _read_text(first, f"{where}[0]"), _read_text(second, f"{where}[1]")


def _refuse_duplicates(graph: EstateGraph) -> None:
    _refuse_twice("stairwells", (stairwell.id for stairwell in graph.stairwells))
    _refuse_twice("junctions", graph.junctions)
    # Guard posts are told apart by id alone, so paths, gates and doors share one set of names.
    posts = [path.id for path in graph.paths] + [gate.id for gate in graph.gates]
    doors = [door_id(stairwell.id) for stairwell in graph.stairwells]
    _refuse_twice("paths, gates", posts + doors)


def _refuse_twice(where: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for object_id in ids:
        if object_id in seen:
            raise Refused("graph.duplicate", where=where, id=object_id)
        seen.add(object_id)


def _refuse_unknown(graph: EstateGraph) -> None:
    junctions = set(graph.junctions)
    places = [(f"stairwell {stairwell.id}", stairwell.at) for stairwell in graph.stairwells]
    places += [
        (f"stairwell {stairwell.id}", junction)
        for stairwell in graph.stairwells
        for junction in stairwell.also_at
    ]
    places += [(f"path {path.id}", end) for path in graph.paths for end in path.between]
    places += [(f"gate {gate.id}", gate.at) for gate in graph.gates]
    for where, junction in places:
        if junction not in junctions:
            raise Refused("graph.unknown_junction", where=where, id=junction)
    stairwells = {stairwell.id for stairwell in graph.stairwells}
    for number, pair in enumerate(graph.shared):
        for stairwell_id in pair:
            if stairwell_id not in stairwells:
                raise Refused("graph.unknown_stairwell", where=f"shared[{number}]", id=stairwell_id)
