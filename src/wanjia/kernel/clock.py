"""The one clock: whatever asks for the time asks here, so that tests and the drill can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_offset = timedelta(0)
_frozen: datetime | None = None


def now() -> datetime:
    """Return the present moment in UTC, as moved by `shift` or held by `freeze`."""
    return (_frozen or datetime.now(UTC)) + _offset


def shift(by: timedelta) -> None:
    """Move the clock by `by` from the real time (zero puts it right again)."""
    global _offset
    _offset = by


@contextmanager
def freeze(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment within the block."""
    global _frozen
    if moment.tzinfo is None:
        raise ValueError("freeze needs an aware datetime")
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
