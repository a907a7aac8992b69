"""Today, filled by whoever has something that needs a person: each feature registers its part.

A feature's `today.py` says which lines of work it adds (`today_rows`), which figures and side cards
(`today_part`), and at which place; the page itself names no feature.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Mode

TodayRow = dict[str, Any]
T = TypeVar("T")
MOST = 8  # lines of one kind


@dataclass
class TodayPage:
    """Whose Today it is, when, and in which mode; `ask` keeps what several parts need."""

    viewer: Viewer
    now: datetime
    mode: str = Mode.EMERGENCY
    _known: dict[Callable[..., Any], Any] = field(default_factory=dict)

    def ask(self, question: Callable[["TodayPage"], T]) -> T:
        """Return a question's answer; it is asked once a page."""
        if question not in self._known:
            self._known[question] = question(self)
        answer: T = self._known[question]
        return answer


Rows = Callable[[TodayPage], Iterable[TodayRow]]
Context = Callable[[TodayPage], dict[str, Any]]
_rows: list[tuple[dict[str, int], frozenset[str], Rows]] = []
_parts: list[tuple[str, int, str, Context]] = []
_unused: list[Callable[[TodayPage], bool]] = []


def today_rows(
    order: int, roles: Iterable[str] = (), ordinary: int | None = None
) -> Callable[[Rows], Rows]:
    """Register a function that gives lines of work; a smaller `order` stands higher, on an ordinary
    day by `ordinary` where that is another. Without `roles` everybody who has a Today is asked
    for."""
    orders: dict[str, int] = {
        Mode.EMERGENCY: order,
        Mode.ORDINARY: order if ordinary is None else ordinary,
    }

    def register(rows: Rows) -> Rows:
        _rows.append((orders, frozenset(roles), rows))
        return rows

    return register


def today_part(place: str, order: int, template: str) -> Callable[[Context], Context]:
    """Register a part among the "figures" or at the "side": a template, and a function that gives
    what it needs; its names are those of the page's context."""

    def register(context: Context) -> Context:
        _parts.append((place, order, template, context))
        return context

    return register


def unused_while(holds: Callable[[TodayPage], bool]) -> Callable[[TodayPage], bool]:
    """Register what tells that nothing is set up yet: Today then shows how to begin."""
    _unused.append(holds)
    return holds


def rows_of(page: TodayPage) -> list[TodayRow]:
    """Return every line of work for the viewer, in its order."""
    parts = sorted(_rows, key=lambda part: part[0][page.mode])
    asked = [rows for _orders, roles, rows in parts if not roles or page.viewer.role in roles]
    return [row for rows in asked for row in rows(page)]


def context_of(page: TodayPage) -> dict[str, Any]:
    """Return the templates of the parts by their places, with all that these need."""
    context: dict[str, Any] = {"figures": [], "side": []}
    for place, _order, template, give in sorted(_parts, key=lambda part: part[1]):
        context[place].append(template)
        context |= give(page)
    return context


def is_unused(page: TodayPage) -> bool:
    """Return whether nothing is set up yet."""
    return any(holds(page) for holds in _unused)
