"""Ids that whoever creates a thing can make: UUID version 7 (RFC 9562), ascending with time."""

import os
import time
from uuid import UUID

NIL = UUID(int=0)  # the id of nothing


def new_id() -> UUID:
    """Return a UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    return _make_id(time.time_ns() // 1_000_000, os.urandom(10))


def new_ids(count: int) -> list[UUID]:
    """Return many ids of one moment, quicker than one by one."""
    milliseconds = time.time_ns() // 1_000_000
    random = os.urandom(10 * count)
    return [_make_id(milliseconds, random[at : at + 10]) for at in range(0, 10 * count, 10)]


def parse_id(text: str | None) -> UUID | None:
    """Return the id that a text names; None where it names none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _make_id(milliseconds: int, noise: bytes) -> UUID:
    random = int.from_bytes(noise, "big")
    high = (milliseconds << 16) | 0x7000 | (random >> 68)
    low = (0b10 << 62) | (random & ((1 << 62) - 1))
    return UUID(int=(high << 64) | low)
