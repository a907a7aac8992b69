"""What a year comes to, in numbers: no name, no door. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID


@dataclass(frozen=True)
class VisitLine:
    """One visit as it is counted: in which month, at which door, whether anybody was seen."""

    month: int
    door: UUID
    seen: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisitYear:
    """The visits of a year; a visit with two reasons counts under both and once in all."""

    visits: int
    doors: int
    seen: int
    by_month: tuple[int, ...]
    by_reason: tuple[tuple[str, int], ...]


def count_visits(lines: Iterable[VisitLine]) -> VisitYear:
    """Return what visits come to."""
    listed = list(lines)
    months = Counter(line.month for line in listed)
    reasons = Counter(reason for line in listed for reason in set(line.reasons))
    return VisitYear(
        visits=len(listed),
        doors=len({line.door for line in listed}),
        seen=sum(line.seen for line in listed),
        by_month=tuple(months[month] for month in range(1, 13)),
        by_reason=tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
    )


def middle_hours(hours: Sequence[float]) -> float | None:
    """Return the time within which half were done; None where there was nothing to do."""
    return median(hours) if hours else None
