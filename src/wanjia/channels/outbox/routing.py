"""Which groups a message for some stairwells goes to. Pure."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Reached:
    """The groups that are written to, and the stairwells that no group has."""

    groups: list[UUID]
    without: frozenset[UUID]


def groups_for(wells: Iterable[UUID], groups: Mapping[UUID, Set[UUID]]) -> Reached:
    """Choose groups for some stairwells; `groups` has each one's own stairwells.

    Groups whose people all live behind these doors are written to. For doors that are then still
    left, so is the group that adds the fewest others: an estate's group is told of one stairwell
    only when the stairwell has none of its own.
    """
    wanted = frozenset(wells)
    chosen = [one for one, doors in groups.items() if doors and doors <= wanted]
    left = wanted.difference(*(groups[one] for one in chosen))
    wider = sorted(
        (group for group in groups if group not in set(chosen)),
        key=lambda group: len(groups[group] - wanted),
    )
    for one in wider:
        if groups[one] & left:
            chosen.append(one)
            left -= groups[one]
    return Reached(chosen, left)
