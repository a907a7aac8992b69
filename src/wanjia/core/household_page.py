"""A household's own page, filled by whoever has something for it: features register their parts.

A feature's `household.py` says what it shows (`household_part`) and takes (`household_act`); the
page itself knows the round's form, and no other feature.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import Opened

PLACES = ("top", "before", "after")  # notes; before and after the round's form


@dataclass(frozen=True)
class HouseholdPage:
    """Whose page it is, by which link, and what was just sent or heard."""

    request: HttpRequest
    viewer: Viewer
    link: Any
    now: datetime
    heard: Sequence[Opened] = ()

    @property
    def stairwell(self) -> UUID:
        """The stairwell that the door is in."""
        found: UUID = self.link.dwelling.stairwell_id
        return found


Context = Callable[[HouseholdPage], dict[str, Any]]
# Takes a post; returns the query and fragment that the page is shown anew with.
Act = Callable[[HttpRequest, Viewer], str]
_parts: list[tuple[str, int, str, Context]] = []
_acts: dict[str, Act] = {}
_numbers: list[Callable[[Any], Sequence[Any]]] = []


def household_part(place: str, order: int, template: str) -> Callable[[Context], Context]:
    """Register a part of the page: a template, and a function that gives what it needs; its names
    are those of the page's context."""
    if place not in PLACES:
        raise ValueError(f"{place}: there are {', '.join(PLACES)}")

    def register(context: Context) -> Context:
        _parts.append((place, order, template, context))
        return context

    return register


def household_act(name: str) -> Callable[[Act], Act]:
    """Register what takes a form whose field `act` has this name; it may raise a Problem."""

    def register(act: Act) -> Act:
        _acts[name] = act
        return act

    return register


def numbers_from(finder: Callable[[Any], Sequence[Any]]) -> Callable[[Any], Sequence[Any]]:
    """Register who finds whom a household calls, by its link."""
    _numbers[:] = [finder]
    return finder


def act_named(name: str) -> Act | None:
    """Return what takes a form, or None for the round's own."""
    return _acts.get(name)


def whom_to_call(link: Any) -> Sequence[Any]:
    """Return whom a household calls."""
    return [one for finder in _numbers for one in finder(link)]


def context_of(page: HouseholdPage) -> dict[str, Any]:
    """Return the templates of the parts by their places, with all that these need."""
    context: dict[str, Any] = {place: [] for place in PLACES}
    given: dict[Context, dict[str, Any]] = {}
    for place, _order, template, give in sorted(_parts, key=lambda part: part[1]):
        context[place].append(template)
        if give not in given:
            given[give] = give(page)
            context |= given[give]
    return context
