"""The ways that each role has: an app's `navigation.py` registers its own, in the rail's groups."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from wanjia.core.access.viewer import Viewer

# The groups of the rail, in their order; the first has no title.
FIRST, CONTROL, SERVICE, GOODS, TELLING, RECORDS = range(6)


@dataclass(frozen=True)
class NavigationPage:
    """A page that some roles start from: its group, its place there, and its place in the bar of
    a phone (`at_hand`, 1 first) for who has it."""

    group: int
    order: int
    url: str
    label: str | Promise
    icon: str
    roles: frozenset[str]
    at_hand: int = 0


_ways: dict[str, NavigationPage] = {}
_shell: dict[str, Callable[[Viewer], Any]] = {}


def declare_pages(
    *added: tuple[int, int, str, str | Promise, str, Iterable[str]], **at_hand: int
) -> None:
    """Register pages: group, order, address, label, icon, roles; `zones=6` gives `/zones/` its
    place at hand."""
    for group, order, url, label, icon, roles in added:
        place = at_hand.get(url.strip("/") or "today", 0)
        _ways[url] = NavigationPage(group, order, url, label, icon, frozenset(roles), place)


def pages_for(role: str) -> list[NavigationPage]:
    """Return a role's pages in their order."""
    mine = (way for way in _ways.values() if role in way.roles)
    return sorted(mine, key=lambda way: (way.group, way.order))


def shell_value(name: str) -> Callable[[Callable[[Viewer], Any]], Callable[[Viewer], Any]]:
    """Register what the shell around every page may show under a name; asked only if shown."""

    def register(ask: Callable[[Viewer], Any]) -> Callable[[Viewer], Any]:
        _shell[name] = ask
        return ask

    return register


def shell_values() -> dict[str, Callable[[Viewer], Any]]:
    """Return what the shell may show, by name."""
    return dict(_shell)
