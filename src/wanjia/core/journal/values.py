"""What stands in a journal entry, in words: the app that writes a code says what it is called."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

Tell = Callable[[str], str]
_values: dict[str, list[Tell]] = defaultdict(list)
_keys: list[Tell] = []


def tell_values(key: str, tell: Tell) -> None:
    """Register what tells the values that stand under a key; it answers "" for what it does not
    know."""
    _values[key].append(tell)


def tell_choices(key: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Register the choices that may stand under a key."""
    labels = {str(value): label for value, label in choices}
    tell_values(key, lambda value: str(labels.get(value, "")))


def tell_keys(tell: Tell) -> None:
    """Register what tells keys that are codes themselves; it answers "" for what it does not
    know."""
    _keys.append(tell)


def value_words(key: str, value: str) -> str:
    """Return a value in words; nothing where nobody knows it."""
    return next((words for tell in _values[key] if (words := tell(value))), "")


def key_words(key: str) -> str:
    """Return a key in words; nothing where nobody knows it."""
    return next((words for tell in _keys if (words := tell(key))), "")
