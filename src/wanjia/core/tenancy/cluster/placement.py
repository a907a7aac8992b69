"""Which table lies where in a city: distributed by community, on every node, or on one.

- distributed: rows belong to a community and lie on its node;
- reference: a copy on every node, for what is found before the community is known (a secret link,
  who signs in) and for what those and the distributed rows point to;
- local: on the coordinator alone; what only signing in and upgrading look at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

COLUMN = "community_id"
Place = Literal["distributed", "reference", "local"]


@dataclass(frozen=True)
class Table:
    """A table as its model says: `ours` is of this program, `found_anywhere` is found before its
    community is known, `uniques` are the columns of its unique keys but the primary one, `points`
    are its foreign keys as (column, table), `loose` those of them that join by the id alone."""

    name: str
    ours: bool
    community: bool
    found_anywhere: bool = False
    uniques: tuple[tuple[str, ...], ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    loose: tuple[str, ...] = ()


# Our tables without a community, and why they have none.
NOBODYS = {
    "kernel_community": "is the community",
    "kernel_user": "signs in, perhaps to several communities",
    "kernel_device": "is where a user is signed in",
    "kernel_draft": "is what a user typed before signing in again",
    "kernel_area": "is above communities",
    "kernel_office": "sees the figures of an area",
    "kernel_sealcanary": "tells whether the sealing key is the right one",
    "kernel_misses": "counts wrong secrets, whoever shows them",
}


def place(tables: Iterable[Table]) -> dict[str, Place]:
    """Say of each table where it lies. Raises ValueError, naming every table that fits nowhere."""
    every = {table.name: table for table in tables}
    placed: dict[str, Place] = {
        one.name: "distributed"
        for one in every.values()
        if one.community and not _is_copied_everywhere(one)
    }
    copied = {one.name for one in every.values() if _is_copied_everywhere(one)}
    seen: set[str] = set()
    while fresh := (copied | placed.keys()) - seen:
        seen |= fresh
        for name in fresh:
            copied |= {to for _column, to in every[name].points if to not in placed}
    placed |= dict.fromkeys(copied, "reference")
    placed |= dict.fromkeys(every.keys() - placed.keys(), "local")
    wrong = [why for one in every.values() for why in _list_misfits(one, placed)]
    if wrong:
        raise ValueError("; ".join(wrong))
    return placed


def _is_copied_everywhere(table: Table) -> bool:
    return table.community and table.found_anywhere


def _list_misfits(table: Table, placed: dict[str, Place]) -> list[str]:
    found = []
    if table.ours and not table.community and table.name not in NOBODYS:
        found.append(f"{table.name} has no community and is not listed as nobody's")
    if not table.ours and placed[table.name] == "reference":
        found.append(f"{table.name} is not ours, yet ours point to it")
    if placed[table.name] == "distributed":
        found += [
            f"{table.name}: the key ({', '.join(key)}) must hold {COLUMN}"
            for key in table.uniques
            if COLUMN not in key
        ]
    found += [f"{table.name}.{column} joins by the id alone" for column in table.loose]
    return found
