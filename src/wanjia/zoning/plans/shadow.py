"""The contact shadow: flats that follow from contacts by rule and lie outside of a line. Pure.

Who is a contact is decided elsewhere; here it is counted what that does to a plan. Close contacts
are held with their homes, so a line that leaves them out will move; second ones are shown beside.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from wanjia.zoning.plans import graph as graphs
from wanjia.zoning.plans.graph import EstateGraph
from wanjia.zoning.plans.planner import DEFAULT_WEIGHT, Plan, Weight
from wanjia.zoning.plans.planner_text import NOTES, Refused, pick
from wanjia.zoning.plans.posts import Closed, plans_on_top

KINDS = ("close", "second")  # the stricter first
MOST_DOORS = 8


@dataclass(frozen=True)
class ContactFlat:
    """A flat where a contact lives: behind which stairwell, with how many people, and why."""

    id: str
    stairwell: str
    residents: int
    kind: str
    why: str = ""


@dataclass(frozen=True)
class Shadow:
    """The flats of close contacts that a line leaves out, and beside them those of second ones."""

    close: tuple[ContactFlat, ...] = ()
    second: tuple[ContactFlat, ...] = ()

    @property
    def households(self) -> int:
        """How many homes more there will be."""
        return len(self.close)

    @property
    def residents(self) -> int:
        """How many people live in them."""
        return sum(flat.residents for flat in self.close)

    @property
    def stairwells(self) -> tuple[str, ...]:
        """The stairwells that they lie in."""
        return _stairwells(self.close)

    @property
    def second_residents(self) -> int:
        """How many people live with second contacts."""
        return sum(flat.residents for flat in self.second)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of the `wanjia plan` command."""
        return _counts(self.close) | {"second": _counts(self.second)}


def shadow_of(flats: Iterable[ContactFlat], sealed: Collection[str]) -> Shadow:
    """Return what a line around these stairwells leaves out, each flat once as the closest."""
    outside: dict[str, ContactFlat] = {}
    for flat in sorted(flats, key=lambda flat: KINDS.index(flat.kind)):
        if flat.stairwell not in sealed:
            outside.setdefault(flat.id, flat)
    return Shadow(
        tuple(flat for flat in outside.values() if flat.kind == "close"),
        tuple(flat for flat in outside.values() if flat.kind == "second"),
    )


def plan_holding(
    graph: EstateGraph,
    cases: Collection[str],
    flats: Iterable[ContactFlat],
    closed: Closed,
    weight: Weight = DEFAULT_WEIGHT,
) -> Plan | None:
    """Return the best plan that holds the cases and the close contacts; None: nothing is added."""
    drawn = {stairwell.id for stairwell in graph.stairwells}
    follow = {flat.stairwell for flat in flats if flat.kind == "close"} & drawn
    if follow <= closed.homes | set(cases):
        return None
    offered = plans_on_top(graph, set(cases) | follow, closed, weight)
    return next((plan for plan in offered if plan.recommended), None)


def answer_with_contacts(
    graph: EstateGraph,
    cases: Collection[str],
    flats: Collection[ContactFlat],
    offered: Iterable[Plan],
    weight: Weight,
) -> dict[str, Any]:
    """Return the JSON answer of the `wanjia plan` command for a graph with contacts."""

    def told(plan: Plan) -> dict[str, Any]:
        return plan.to_dict() | {"shadow": shadow_of(flats, plan.sealed).to_dict()}

    holding = plan_holding(graph, cases, flats, Closed(), weight)
    return {
        "plans": [told(plan) for plan in offered],
        "with_contacts": told(replace(holding, recommended=False)) if holding else None,
    }


def read_contacts(data: Any, graph: EstateGraph) -> tuple[ContactFlat, ...]:
    """Read `contacts` of a graph's JSON form; it may be left out.

    Raises Refused `graph.*` naming the place in the data.
    """
    if not isinstance(data, dict) or "contacts" not in data:
        return ()
    stairwells = {stairwell.id for stairwell in graph.stairwells}
    items = graphs.list_at(data, "contacts", "graph")
    return tuple(
        _read_flat(graphs.read_object(item, where), where, stairwells)
        for item, where in ((item, f"contacts[{number}]") for number, item in enumerate(items))
    )


def _read_flat(item: dict[str, Any], where: str, stairwells: Collection[str]) -> ContactFlat:
    flat = ContactFlat(
        id=graphs.text_at(item, "home", where),
        stairwell=graphs.text_at(item, "stairwell", where),
        residents=graphs.count_at(item, "residents", where),
        kind=graphs.text_at(item, "kind", where),
        why=graphs.text_at({"why": "—"} | item, "why", where),
    )
    if flat.stairwell not in stairwells:
        raise Refused("graph.unknown_stairwell", where=where, id=flat.stairwell)
    if flat.kind not in KINDS:
        raise Refused("graph.bad_kind", where=where, value=repr(flat.kind))
    return flat


def shadow_words(shadow: Shadow, language: str = "zh") -> str:
    """Say what will come to a line; "" where nothing follows."""
    if not shadow.close:
        return ""
    joint = "; " if language.startswith("en") else "；"
    reasons: dict[str, dict[str, None]] = {}
    for flat in shadow.close:
        reasons.setdefault(flat.stairwell, {})[flat.why] = None
    doors = [
        pick(NOTES["shadow_door"], language).format(door=door, why=", ".join(whys))
        for door, whys in list(reasons.items())[:MOST_DOORS]
    ]
    if len(reasons) > MOST_DOORS:
        doors.append("…")
    key = "shadow_one" if shadow.households == 1 else "shadow"
    return pick(NOTES[key], language).format(
        homes=shadow.households, people=shadow.residents, doors=joint.join(doors)
    )


def _counts(flats: tuple[ContactFlat, ...]) -> dict[str, Any]:
    return {
        "stairwells": list(_stairwells(flats)),
        "households": len(flats),
        "residents": sum(flat.residents for flat in flats),
    }


def _stairwells(flats: Iterable[ContactFlat]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flat.stairwell for flat in flats))
