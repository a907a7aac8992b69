"""The steps that make the keys and places of tables those of a cluster.

What should be is compared with what is there, so the steps left after an interruption, or after an
upgrade that added tables, are found by asking again; where all is as it should be there are none.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wanjia.core.tenancy.cluster.placement import COLUMN, Place, Table

NAME_MOST = 63  # PostgreSQL cuts longer names
Verb = Literal["unlink", "key", "copy", "spread", "link"]


@dataclass(frozen=True, order=True)
class Link:
    """A foreign key: columns of a table and the columns of another that they point to."""

    table: str
    columns: tuple[str, ...]
    to: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What the database has: `primary` (name, columns) by table, names of `links`, and `placed`:
    each table's place, column of distribution and group of co-location."""

    primary: Mapping[str, tuple[str, tuple[str, ...]]]
    links: Mapping[Link, str]
    placed: Mapping[str, tuple[Place, str | None, int]]


@dataclass(frozen=True)
class Step:
    """One statement, which is one transaction."""

    verb: Verb
    table: str
    sql: str


def links_wanted(tables: Mapping[str, Table], placed: Mapping[str, Place]) -> set[Link]:
    """Return the foreign keys a cluster can hold; a copied table cannot point to a distributed
    one.
    """
    links = set()
    for table in tables.values():
        for column, to in table.points:
            if placed[to] != "distributed":
                links.add(Link(table.name, (column,), to, ("id",)))
            elif placed[table.name] == "distributed":
                links.add(Link(table.name, (COLUMN, column), to, (COLUMN, "id")))
    return links


def misplaced(placed: Mapping[str, Place], found: Found) -> list[str]:
    """Return the tables that lie elsewhere than they should, in a way that no step here mends."""
    groups = {group for place, _column, group in found.placed.values() if place == "distributed"}
    return sorted(
        name
        for name, (place, column, _group) in found.placed.items()
        if name in placed
        and place != "local"
        and (
            place != placed[name]
            or (place == "distributed" and (column != COLUMN or groups - {_group}))
        )
    )


def steps(
    tables: Mapping[str, Table], placed: Mapping[str, Place], found: Found, shards: int
) -> list[Step]:
    """Return what is left to do, in order: keys off, primary keys, copies, shards, keys on.

    `shards` is into how many parts the first distributed table is cut; the others follow it.
    """
    wanted = links_wanted(tables, placed)
    fresh = {
        name
        for name, place in placed.items()
        if place != "local" and found.placed.get(name, ("local",))[0] == "local"
    }
    off = {
        one: name for one, name in found.links.items() if one not in wanted or one.table in fresh
    }
    off = {one: name for one, name in off.items() if one.table in placed}
    on = wanted - (found.links.keys() - off.keys())
    return [
        *(_unlink_step(one, name) for one, name in sorted(off.items())),
        *_primary_key_steps(placed, found),
        *_copy_steps(placed, fresh),
        *_shard_steps(placed, found, fresh, shards),
        *(_link_step(one) for one in sorted(on)),
    ]


def _unlink_step(link: Link, name: str) -> Step:
    return Step("unlink", link.table, f'ALTER TABLE "{link.table}" DROP CONSTRAINT "{name}"')


def _link_step(link: Link) -> Step:
    text = (
        f'ALTER TABLE "{link.table}" ADD CONSTRAINT "{_constraint_name(link)}" FOREIGN KEY'
        f' ({_column_list(link.columns)}) REFERENCES "{link.to}" ({_column_list(link.to_columns)})'
        " DEFERRABLE INITIALLY DEFERRED"
    )
    return Step("link", link.table, text)


def _constraint_name(link: Link) -> str:
    words = f"{link.table}_{link.columns[-1]}"
    mark = hashlib.sha256(repr(link).encode()).hexdigest()[:8]
    return f"{words[: NAME_MOST - 12]}_{mark}_fk"


def _column_list(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _primary_key_steps(placed: Mapping[str, Place], found: Found) -> list[Step]:
    made = []
    for table in sorted(name for name, place in placed.items() if place == "distributed"):
        name, columns = found.primary[table]
        if columns != (COLUMN, "id"):
            text = (
                f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}",'
                f' ADD CONSTRAINT "{name}" PRIMARY KEY ({_column_list((COLUMN, "id"))})'
            )
            made.append(Step("key", table, text))
    return made


def _copy_steps(placed: Mapping[str, Place], fresh: set[str]) -> list[Step]:
    return [
        Step("copy", name, f"SELECT create_reference_table('{name}')")
        for name in sorted(fresh)
        if placed[name] == "reference"
    ]


def _shard_steps(
    placed: Mapping[str, Place], found: Found, fresh: set[str], shards: int
) -> list[Step]:
    """Return the first table is cut into shards; every other one is cut as it is and lies beside
    it.
    """
    there = sorted(name for name, at in found.placed.items() if at[0] == "distributed")
    made = []
    for name in sorted(name for name in fresh if placed[name] == "distributed"):
        how = f"colocate_with => '{there[0]}'" if there else "colocate_with => 'none'"
        how += "" if there else f", shard_count => {shards}"
        text = f"SELECT create_distributed_table('{name}', '{COLUMN}', {how})"
        made.append(Step("spread", name, text))
        there = there or [name]
    return made
