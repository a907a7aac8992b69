"""The table of routes, and every route that the program has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from tests.two_towns import ROLES

LETTERS = {
    "H": "head",
    "D": "desk",
    "G": "grid",
    "O": "doctor",
    "S": "steward",
    "V": "volunteer",
    "T": "town",
    "C": "office",
}
KINDS = ("people", "nobody", "secret", "public")
# What a place in a route stands for, where it is no id of the seeded towns.
WORDS = {
    "name": "shanghai-2022-04",
    "what": "cases",
    "code": "310117",
    "form": "json",
    "request_id": "0",
    "day": "2022-04-01",
}
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")


@dataclass(frozen=True)
class Line:
    """A route as the table has it: who may ask for it, and what kind of thing is seen."""

    kind: str
    roles: frozenset[str]  # empty: anybody
    method: str
    route: str

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/v1/")

    @property
    def is_of_a_community(self) -> bool:
        """Whether a place in it names something that is one community's."""
        names = {first or second for first, second in _PLACE.findall(self.route)}
        return bool(names - {"name", "what", "code", "form", "pk", "day"})

    def path(self, ids: dict[str, Any]) -> str:
        known = {**WORDS, **ids}
        return "/" + _PLACE.sub(lambda found: str(known[found[1] or found[2]]), self.route)

    def lets_in(self, role: str) -> bool:
        return not self.roles or role in self.roles


def lines() -> list[Line]:
    """The table; raises ValueError for a line that cannot be read."""
    text = Path(__file__).with_name("routes.txt").read_text("utf-8")
    found = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        kind, who, method, route = line.split()
        if kind not in KINDS:
            raise ValueError(line)
        roles = frozenset() if who == "*" else frozenset(LETTERS[one] for one in who)
        found.append(Line(kind, roles, method, "" if route == "-" else route))
    return found


def routes() -> set[tuple[str, str]]:
    """Each route of the program as (method, route): pages under `any`, operations by method."""
    from wanjia.ui.api import api

    pages = {
        ("any", route)
        for route in _walk(get_resolver().url_patterns)
        if not route.startswith("api/v1/")
    }
    operations = {
        (method, f"api/v1{path}")
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for one in view.operations
        for method in one.methods
    }
    return pages | operations | {("any", "api/v1/openapi.json"), ("any", "api/v1/")}


def _walk(patterns: list[Any], stem: str = "") -> Iterator[str]:
    for one in patterns:
        route = stem + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


# What an office sees has tests of its own: tests/city/test_sight.py.
assert set(LETTERS.values()) == {*ROLES, "office"}
