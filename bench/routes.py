"""Rounds of two carts over 60 stairwells, planned for two seconds, beside a plain nearest-neighbour
tour of the same stops: the ratio of the metres walked."""

import random
import time
from typing import Any

from wanjia.goods.rounds.routes import Cart, Stop, nearest_neighbour, plan_rounds
from wanjia.goods.rounds.walking_distances import Place, Way, measure_walks

SEEDS = (1, 2, 3, 4, 5)
STOPS, BLOCKS = 60, 8
SECONDS, LONG = 2.0, 12.0
STEP = 0.0006  # degrees between two crossings, about 60 m


def _estate(seed: int) -> tuple[list[Stop], list[list[float]]]:
    """An estate of crossing ways, a few of them walled off, with its doors along them."""
    dice = random.Random(seed)
    junctions = {
        f"{x},{y}": (31.0 + y * STEP, 121.0 + x * STEP)
        for x in range(BLOCKS)
        for y in range(BLOCKS)
    }
    ways = [
        Way(f"{x},{y}", f"{x + dx},{y + dy}")
        for x in range(BLOCKS)
        for y in range(BLOCKS)
        for dx, dy in ((1, 0), (0, 1))
        if f"{x + dx},{y + dy}" in junctions and (y == 0 or dx == 0 or dice.random() > 0.15)
    ]
    names = sorted(junctions)
    doors = [_door(dice, names, junctions) for _ in range(STOPS)]
    gate = Place("0,0", junctions["0,0"])
    metres = measure_walks([gate, *doors], junctions, ways).metres
    stops = [Stop(f"s{n}", dice.randint(4, 20), minutes=4) for n in range(STOPS)]
    return stops, metres


def _door(
    dice: random.Random, names: list[str], junctions: dict[str, tuple[float, float]]
) -> Place:
    name = dice.choice(names)
    lat, lon = junctions[name]
    return Place(name, (lat + dice.uniform(0, STEP / 3), lon + dice.uniform(0, STEP / 3)))


def run() -> list[dict[str, Any]]:
    """Five estates; for the first, how far a much longer search gets."""
    carts = [Cart("a", 600), Cart("b", 600)]
    ours = bare = 0.0
    seconds, gap = 0.0, 0.0
    for seed in SEEDS:
        stops, metres = _estate(seed)
        start = time.perf_counter()
        found = plan_rounds(stops, metres, carts, seconds=SECONDS)
        seconds = max(seconds, time.perf_counter() - start)
        assert not found.left, "every stop has its place"
        ours += found.metres
        bare += nearest_neighbour(stops, metres, carts)
        if seed == SEEDS[0]:
            best = plan_rounds(stops, metres, carts, seconds=LONG).metres
            gap = found.metres / min(best, found.metres) - 1
    return [
        {
            "name": "routes, 60 stops, 2 carts",
            "ours": round(ours / len(SEEDS)),
            "bare": round(bare / len(SEEDS)),
            "unit": "m (nearest neighbour)",
            "ratio": round(ours / bare, 3),
            "budget": "<= 0.85",
            "note": f"{seconds:.1f} s at most; {gap:.1%} above the best of {LONG:.0f} s",
        }
    ]
