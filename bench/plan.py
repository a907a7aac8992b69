"""The planner on an estate of 400 stairwells, beside one maximum flow on the estate's graph."""

import random
import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from wanjia.zoning.plans.graph import EstateGraph, Gate, Path, Stairwell
from wanjia.zoning.plans.planner import check_plan, plans, price, recommended

ROWS, COLUMNS, STAIRWELLS = 10, 16, 400
CASES = {"one case": 1, "six cases": 6}
SEED = 2022


def run() -> list[dict[str, Any]]:
    """Rows of name, our and the bare time in ms, their ratio, the budget and a note."""
    graph = estate(SEED)
    rows = []
    for label, many in CASES.items():
        cases = cases_of(graph, many)
        bare = _milliseconds(lambda cases=cases: one_max_flow(graph, cases))  # type: ignore[misc]
        for name, ours, note in [
            (f"plan, {label}", lambda c=cases: recommended(graph, c), "the recommended plan"),
            (f"plan and alternatives, {label}", lambda c=cases: plans(graph, c), "all weights"),
        ]:
            rows.append(_row(name, _milliseconds(ours), bare, "ratio ≤ 10, under 1000 ms", note))
        sealed = recommended(graph, cases).sealed
        click = _milliseconds(
            lambda c=cases, s=sealed: (check_plan(graph, c, s), price(graph, c, s))  # type: ignore[misc]
        )
        rows.append(_row(f"a click on the map, {label}", click, bare, "-", "check and price"))
    return rows


def estate(seed: int) -> EstateGraph:
    """A walled estate: a net of lanes, slabs of a few stairwells, garages under some of them."""
    dice = random.Random(seed)
    junctions = [f"j{row:02}-{column:02}" for row in range(ROWS) for column in range(COLUMNS)]
    lanes = [
        (junctions[row * COLUMNS + column], junctions[other_row * COLUMNS + other_column])
        for row in range(ROWS)
        for column in range(COLUMNS)
        for other_row, other_column in ((row, column + 1), (row + 1, column))
        if other_row < ROWS and other_column < COLUMNS and dice.random() > 0.15
    ]
    stairwells: list[Stairwell] = []
    shared: list[tuple[str, str]] = []
    while len(stairwells) < STAIRWELLS:
        at = dice.randrange(len(junctions))
        slab = [
            Stairwell(
                id=str(len(stairwells) + number + 1),
                residents=dice.randint(18, 60),
                households=dice.randint(10, 24),
                at=junctions[min(at + number // 3, len(junctions) - 1)],
            )
            for number in range(min(dice.randint(2, 6), STAIRWELLS - len(stairwells)))
        ]
        stairwells += slab
        if dice.random() < 0.6:
            shared += [(a.id, b.id) for a, b in pairwise(slab)]
    corners = (junctions[COLUMNS // 2], junctions[-COLUMNS // 2], junctions[-1])
    return EstateGraph(
        stairwells=tuple(stairwells),
        junctions=tuple(junctions),
        paths=tuple(Path(f"p{n}", lane, dice.randint(1, 3)) for n, lane in enumerate(lanes)),
        gates=tuple(Gate(f"g{n}", at, 2) for n, at in enumerate(corners)),
        shared=tuple(shared),
    )


def cases_of(graph: EstateGraph, many: int) -> list[str]:
    """Stairwells with a case, some of them neighbours."""
    dice = random.Random(SEED + many)
    first = dice.randrange(len(graph.stairwells))
    near = [one.id for one in graph.stairwells[first : first + (many + 1) // 2]]
    far = dice.sample([one.id for one in graph.stairwells], many)
    return list(dict.fromkeys(near + far))[:many]


def one_max_flow(graph: EstateGraph, cases: list[str], weight: int = 20) -> int:
    """The bare limit: one maximum flow on the estate's graph, ways out and ties left aside."""
    from ortools.graph.python import max_flow

    source, sink, endless = 0, 1, 10**12
    junction = {name: number for number, name in enumerate(graph.junctions, 2)}
    first = 2 + len(junction)
    stairwell = {one.id: number for number, one in enumerate(graph.stairwells, first)}
    flow = max_flow.SimpleMaxFlow()
    add = flow.add_arc_with_capacity
    for one in graph.stairwells:
        add(stairwell[one.id], sink, one.residents)
        add(stairwell[one.id], junction[one.at], weight)
        add(junction[one.at], stairwell[one.id], endless)
    for path in graph.paths:
        a, b = (junction[end] for end in path.between)
        add(a, b, weight * path.guards)
        add(b, a, weight * path.guards)
    for gate in graph.gates:
        add(junction[gate.at], sink, weight * gate.guards)
    for one_id, other_id in graph.shared:
        add(stairwell[one_id], stairwell[other_id], endless)
        add(stairwell[other_id], stairwell[one_id], endless)
    for case in cases:
        add(source, stairwell[case], endless)
    flow.solve(source, sink)
    return int(flow.optimal_flow())


def _milliseconds(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(21):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def _row(name: str, ours: float, bare: float, budget: str, note: str) -> dict[str, Any]:
    return {
        "name": name,
        "ours": round(ours, 2),
        "bare": round(bare, 2),
        "ratio": round(ours / bare, 2),
        "budget": budget,
        "unit": "ms",
        "note": f"{note}; bare: one max-flow on the same graph",
    }
