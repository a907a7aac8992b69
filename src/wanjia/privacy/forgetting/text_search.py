"""Looks for many texts at once in many texts. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any

SHORTEST = 2  # characters; a single character names nobody
NONE: dict[int, set[str]] = {}


class Needles:
    """Texts to look for, found by how they begin and how long they are: a text is read once however
    many they are, though all phones begin alike, and all numbers of a district's people."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_start: dict[str, dict[int, set[str]]] = {}
        for text in texts:
            if len(text) >= SHORTEST:
                alike = self._by_start.setdefault(text[:SHORTEST], {})
                alike.setdefault(len(text), set()).add(text)

    def __bool__(self) -> bool:
        return bool(self._by_start)

    def within(self, text: str) -> bool:
        """Return whether one of them stands in a text."""
        starts = self._by_start
        return any(
            text[at : at + length] in needles
            for at in range(len(text) - SHORTEST + 1)
            for length, needles in starts.get(text[at : at + SHORTEST], NONE).items()
        )


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text that a stored value holds, within lists and tables too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
