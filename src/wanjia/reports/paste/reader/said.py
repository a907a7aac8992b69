"""Values of several people as a reading gives them: one for all, or each in order."""

from collections.abc import Sequence
from typing import Any


def flat_values(value: Any) -> list[str | None]:
    """Each value, whether one is said of all or one of each."""
    return list(value) if isinstance(value, tuple) else [value]


def alike(values: Sequence[str | None]) -> Any:
    """One value where all have the same, else each in the order of the people."""
    if not any(values):
        return None
    return values[0] if len(set(values)) == 1 else tuple(values)


def heat_values(values: Sequence[float | None], people: int) -> Any:
    """Temperatures: one value where it holds for all, else each in the order of the people."""
    told = [one for one in values if one is not None]
    if not told:
        return None
    if len(set(values)) == 1 and len(values) in (1, people) and (len(values) == 1 or people):
        return told[0]
    return tuple(values)
