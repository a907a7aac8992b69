"""The one clock: whatever asks for the time asks here, so that tests and the drill can move it.

`WANJIA_CLOCK` (a moment with its offset, `2022-04-18T18:40+08:00`) says what time it is when the
program starts; a rehearsal sets it, a committee at work never does.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


def _offset_at_start() -> timedelta:
    said = os.environ.get("WANJIA_CLOCK")
    if not said:
        return timedelta(0)
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError(f"WANJIA_CLOCK needs its offset from UTC: {said}+08:00")
    return moment - datetime.now(UTC)


_offset = _offset_at_start()
_frozen: datetime | None = None
_stopped = threading.local()


def now() -> datetime:
    """Return the present moment in UTC, as moved by `shift` or held by `freeze`.

    Raises RuntimeError where nobody may ask, for what is made there outlasts the moment.
    """
    if getattr(_stopped, "why", ""):
        raise RuntimeError(_stopped.why)
    return _frozen or datetime.now(UTC) + _offset


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


@contextmanager
def stopped(why: str) -> Iterator[None]:
    """Let nobody on this thread ask for the time within the block; `why` is what is wrong then."""
    _stopped.why = why
    try:
        yield
    finally:
        _stopped.why = ""
