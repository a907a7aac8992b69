"""Looks for many texts at once in many texts. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

SHORTEST = 2  # characters; a single character names nobody


class Needles:
    """Texts to look for, found by how they begin: a text is read once however many they are."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for text in sorted(set(texts)):
            if len(text) >= SHORTEST:
                self._by_start[text[:SHORTEST]].append(text)

    def __bool__(self) -> bool:
        return bool(self._by_start)

    def within(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        starts = self._by_start
        return any(
            text.startswith(needle, at)
            for at in range(len(text) - SHORTEST + 1)
            for needle in starts.get(text[at : at + SHORTEST], ())
        )


def texts_in(value: Any) -> Iterator[str]:
    """Every text that a stored value holds, within lists and tables too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
