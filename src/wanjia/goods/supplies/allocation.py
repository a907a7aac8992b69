"""Who gets how much when there may not be enough for all. Pure.

Those in need first, each to the full; then one unit at a time to whoever has least for each of
their people (the greatest of the smallest shares), so that no household is two ahead of another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heapreplace
from typing import Literal

Per = Literal["household", "person"]


@dataclass(frozen=True)
class Home:
    """A household that shares: how many people, how many units it should have, who goes first.

    `need` is 0 for anybody and higher for those who must not be without.
    """

    id: str
    people: int
    wants: int
    need: int = 0


def units_wanted(per: Per, units_each: int, people: int) -> int:
    """Return how many units a household should have.

    `each` for it, or one for every `each` people.
    """
    if people <= 0:
        return 0
    return units_each if per == "household" else -(-people // units_each)


def share_units(homes: Iterable[Home], stock: int) -> dict[str, int]:
    """Return how much of `stock` each household gets; never more than it wants, never more in all.

    Ties go to the household named first. Raises ValueError for a stock below zero.
    """
    if stock < 0:
        raise ValueError(f"stock of {stock}")
    home_list = list(homes)
    shares = dict.fromkeys((home.id for home in home_list), 0)
    remaining = stock
    for need in sorted({home.need for home in home_list}, reverse=True):
        group = [home for home in home_list if home.need == need and home.wants]
        remaining = _fill_homes(group, remaining, shares)
    return shares


def _fill_homes(group: list[Home], remaining: int, shares: dict[str, int]) -> int:
    """Give to homes of one need; return what is left."""
    if sum(home.wants for home in group) <= remaining:
        for home in group:
            shares[home.id] = home.wants
        return remaining - sum(home.wants for home in group)
    queue = [(0.0, place, home) for place, home in enumerate(group)]
    heapify(queue)
    while remaining:
        _, place, home = queue[0]
        shares[home.id] += 1
        remaining -= 1
        full = shares[home.id] >= home.wants
        rank = float("inf") if full else shares[home.id] / max(home.people, 1)
        heapreplace(queue, (rank, place, home))
    return 0


def shortfalls(homes: Iterable[Home], shares: Mapping[str, int]) -> dict[str, int]:
    """Return by how much each household falls short of what it should have; only those who do."""
    return {
        home.id: home.wants - shares.get(home.id, 0)
        for home in homes
        if shares.get(home.id, 0) < home.wants
    }
