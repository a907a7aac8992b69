"""What the box of one key finds: features register acts, and sources of what somebody may mean."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from wanjia.core.access.viewer import Viewer


@dataclass(frozen=True)
class PaletteAct:
    """An act that may be typed: its names, where it is done, by whom.

    `takes` is the field that gets what is typed behind the name ("登记病例 7-301"), if it takes
    any; it is posted, so that it stands in no address.
    """

    order: int
    label: str | Promise
    url: str
    icon: str
    roles: frozenset[str]
    takes: str = ""
    also: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """All names by which it may be typed."""
        return [str(self.label).lower(), *(name.lower() for name in self.also)]


@dataclass
class Typed:
    """What is typed, and what was found of it already: later sources build on the first."""

    viewer: Viewer
    text: str
    known: dict[str, Any] = field(default_factory=dict)


Source = Callable[[Typed], Iterable[dict[str, Any]]]
_acts: list[PaletteAct] = []
_sources: list[tuple[int, Source]] = []


def palette_act(
    order: int,
    label: str | Promise,
    url: str,
    icon: str,
    roles: Iterable[str],
    takes: str = "",
    also: tuple[str, ...] = (),
) -> None:
    """Register an act by the names that people type for it."""
    _acts.append(PaletteAct(order, label, url, icon, frozenset(roles), takes, also))


def palette_source(order: int) -> Callable[[Source], Source]:
    """Register what gives lines of work for a text: title, url, icon, text."""

    def register(source: Source) -> Source:
        _sources.append((order, source))
        return source

    return register


def acts_for(viewer: Viewer, text: str) -> list[tuple[PaletteAct, str]]:
    """Return the acts that a text names, each with what is typed behind its name.

    A text that begins with an act's whole name is that act; one that is part of a name proposes it.
    """
    words = text.strip().lower()
    found: list[tuple[int, int, PaletteAct, str]] = []
    for act in _acts:
        if viewer.role not in act.roles:
            continue
        for name in act.names:
            if act.takes and words.startswith(name):
                rest = text.strip()[len(name) :].strip()
                found.append((0, act.order, act, rest))
                break
            if not words or words in name:
                found.append((1, act.order, act, ""))
                break
    return [(act, rest) for _rank, _order, act, rest in sorted(found, key=lambda one: one[:2])]


def found_for(typed: Typed) -> list[dict[str, Any]]:
    """Return what all sources find."""
    if not typed.text.strip():
        return []
    return [
        row for _order, source in sorted(_sources, key=lambda one: one[0]) for row in source(typed)
    ]
