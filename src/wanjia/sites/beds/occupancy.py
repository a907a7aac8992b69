"""Beds free and taken by the hour, from the stays alone. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Span:
    """A bed taken from a moment until another; None: still."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Hour:
    """How many beds were taken at a moment, and who came and went in the hour up to it."""

    at: datetime
    taken: int
    came: int
    went: int


def taken_at(spans: Iterable[Span], at: datetime) -> int:
    """Return how many beds are taken at a moment."""
    return sum(span.since <= at and (span.until is None or span.until > at) for span in spans)


def by_hour(spans: Sequence[Span], first: datetime, last: datetime) -> list[Hour]:
    """Return each hour's end from `first` to `last`, both included."""
    hours, at = [], first
    while at <= last:
        before = at - timedelta(hours=1)
        came = sum(before < span.since <= at for span in spans)
        went = sum(span.until is not None and before < span.until <= at for span in spans)
        hours.append(Hour(at, taken_at(spans, at), came, went))
        at += timedelta(hours=1)
    return hours
