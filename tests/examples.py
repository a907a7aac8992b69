"""How many examples a slow property is tried with: in the ordinary run fewer than with --long."""

from collections.abc import Sequence
from zlib import crc32

import hypothesis


def is_long() -> bool:
    """Whether this is a run with `--long`."""
    return hypothesis.settings.get_current_profile_name() == "long"


def turn_of(place: str, many: Sequence[str], ordinary: int) -> Sequence[str]:
    """Whose turn a place is: so many of `many` in the ordinary run, always the same ones, another
    place's others; with --long all."""
    if is_long() or len(many) <= ordinary:
        return many
    first = crc32(place.encode()) % len(many)
    return [*many, *many][first : first + ordinary]


def is_turn(place: str, of: int = 2) -> bool:
    """Whether a place is gone to at all: in the ordinary run one of so many, always the same."""
    return is_long() or crc32(place.encode()) % of == 0


def examples(ordinary: int, long: int) -> int:
    """The number for `max_examples`."""
    return long if is_long() else ordinary
