"""Open needs sent to people, all at once: 200 needs over 30 people, beside the solver alone."""

import time
from random import Random
from typing import Any

from wanjia.needs.dispatch.assignment import Wanted, assign, score_of
from wanjia.needs.dispatch.helpers import WEIGHTS, Candidate, Job, may_go

NEEDS, PEOPLE, TIMES, SEED = 200, 30, 7, 2022
ROLES = ("doctor", "steward", "volunteer", "volunteer", "volunteer", "grid")
KINDS = ("medicine", "food", "repair", "medical_appointment", "waste", "pet")


def run() -> list[dict[str, Any]]:
    """Rows of name, our milliseconds, the solver's own, their ratio, the budget and a note."""
    needs, people = _town()
    assign(needs, people, 12)  # loads OR-Tools
    ours = min(_timed(lambda: assign(needs, people, 12)) for _ in range(TIMES))
    bare = min(_bare(needs, people, 12) for _ in range(TIMES))
    told = assign(needs, people, 12)
    return [
        {
            "name": f"dispatch, {NEEDS} needs × {PEOPLE} people",
            "ours": round(ours * 1000, 1),
            "bare": round(bare * 1000, 1),
            "unit": "ms",
            "ratio": round(ours / bare, 2),
            "budget": "exact, shown before it is taken",
            "note": f"{len(told.sent)} sent, {len(told.left)} left; bare: the solver, arcs ready",
        }
    ]


def _timed(act: Any) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _town() -> tuple[list[Wanted], list[Candidate]]:
    dice = Random(SEED)
    wells = [f"w{n}" for n in range(60)]
    people = [
        Candidate(
            f"p{n}", f"p{n}", dice.choice(ROLES), frozenset({dice.choice(("carry", "drive"))}),
            dice.choice(wells), f"b{n % 12}", f"e{n % 4}", load=dice.randrange(3),
        )
        for n in range(PEOPLE)
    ]  # fmt: skip
    needs = [
        Wanted(
            f"n{n}",
            dice.choice((1, 2, 2, 3, 3, 3, 4)),
            Job(
                category=dice.choice(KINDS),
                first_role=dice.choice(ROLES),
                stairwell=dice.choice(wells),
                building=f"b{n % 12}",
                estate=f"e{n % 4}",
            ),
        )
        for n in range(NEEDS)
    ]  # fmt: skip
    return needs, people


def _bare(needs: list[Wanted], people: list[Candidate], most: int) -> float:
    """The flow with its arcs ready: only the solver's own time."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arc_with_capacity_and_unit_cost
    for place, need in enumerate(needs):
        add(0, 2 + place, 1, 0)
        add(2 + place, 1, 1, 4_000)
        for number, person in enumerate(people):
            if may_go(person, need.job):
                add(2 + place, 2 + len(needs) + number, 1, -score_of(person, need)[0])
    for number, person in enumerate(people):
        for load in range(person.load, most):
            add(2 + len(needs) + number, 1, 1, -WEIGHTS["load"] * load)
    flow.set_node_supply(0, len(needs))
    flow.set_node_supply(1, -len(needs))
    return _timed(flow.solve)
