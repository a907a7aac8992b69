"""What no form sends: dates, ids, numbers and ways back that are out of range or no such thing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from inspect import getsource
from random import Random
from typing import Any

from django.http import QueryDict
from django.urls import Resolver404, resolve
from tests.threats.table import Line, lines

DATES = (
    "0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", "9999-12-31T23:59:59.9999",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0000-00-00", "2022-02-30",
    "2022-4-1", "20220419", "2022-W16-2", "2022-04-19T25:61", "10000-01-01", "-2022-04-19",
    "2022-04-19T10:00+99:00", "１９９０-０１-０１", "today", "1e9", "24:00", "25:00", "00:60",
)  # fmt: skip
IDS = (
    "x", "0", "-1", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{00000000000000000000000000000001}", "urn:uuid:12345678-1234-5678-1234-567812345678",
    "12345678123456781234567812345678", "١٢٣", "zz345678-1234-5678-1234-567812345678", "None", "[]",
    "0" * 33,
)  # fmt: skip
NUMBERS = (
    "", "-1", "0", "1e400", "-1e400", "NaN", "Infinity", "-Infinity", "sNaN", "9" * 40, "9" * 5000,
    "-9223372036854775809", "9223372036854775808", "2147483648", "1.5", "0.0000000001", "0x10",
    "１２", "²", "½", "1_000", " 7 ", "+7", "1,5", "38,5", "--1", "1" + "0" * 19, "१२",
)  # fmt: skip
WAYS_BACK = (
    "abc", "//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1", "/\r\nX: 1", "/zones/\t", "http:evil.example",
    "///evil.example", "/%2f/evil.example", "?a=b", "#x", "../../..", "http://[::1", "/x" * 3000,
    "mailto:x@evil.example", "/nowhere/", "\u2028/x",
)  # fmt: skip
ODD = ("{", "[1]", "null", "\ud7ff", "a\nb", "%s%n", "' OR 1=1 --", "<b>", "长" * 300, "on", "true")
KINDS = {"date": DATES, "id": IDS, "number": NUMBERS, "back": WAYS_BACK, "odd": ODD}
# What a field by such a name is likely to be read as; half of its texts are of that kind.
LIKELY = {
    "date": re.compile(r"day|date|_?at$|from|since|until|born|birth|due|hour|time|opens|closes"),
    "id": re.compile(
        r"_?id$|team|resident|round|dwelling|zone|staff|estate|about|grid|group|place"
    ),
    "number": re.compile(r"page|count|many|quantity|q-|weeks|days|fen|price|grams|temperature|n$"),
    "back": re.compile(r"back|next|query"),
}
STEP = re.compile(r"\"([a-z][a-z_]{1,20})\"")


@dataclass(frozen=True)
class Case:
    """One request: as which role, where, with which field malformed; none is, the first time."""

    line: Line
    method: str
    role: str
    malformed: dict[str, str]  # one field of a form; any of a page's address
    step: str  # what `do` says

    def __str__(self) -> str:
        said = " ".join(f"{name}={text[:60]!r}" for name, text in self.malformed.items())
        do = f" do={self.step}" if self.step else ""
        return f"{self.method} /{self.line.route} {said}{do} as {self.role or 'nobody'}"

    def sent(self, filled: dict[str, Any]) -> dict[str, Any]:
        """The fields of the request: all that might be wanted, some of them malformed."""
        fields = dict(filled) if self.method == "POST" else {}
        if self.step:
            fields["do"] = self.step
        return {**fields, **self.malformed}


@dataclass
class Place:
    """A route by a method, and every name that was read of what was sent there so far."""

    line: Line
    method: str
    steps: tuple[str, ...]
    read: dict[str, None] = field(default_factory=dict)


@contextmanager
def noting_reads(names: dict[str, None]) -> Iterator[None]:
    """Note the name of each field that is asked for within the block."""
    plain = {name: getattr(QueryDict, name) for name in ("__getitem__", "getlist", "__contains__")}

    def noting(method: Callable[..., Any]) -> Callable[..., Any]:
        def noted(self: QueryDict, key: str, *more: Any) -> Any:
            if isinstance(key, str) and key != "csrfmiddlewaretoken":
                names[key] = None
            return method(self, key, *more)

        return noted

    try:
        for name, method in plain.items():
            setattr(QueryDict, name, noting(method))
        yield
    finally:
        for name in plain:
            delattr(QueryDict, name)


def places(path_of: Callable[[Line], str]) -> list[Place]:
    """Each page by each method."""
    return [
        Place(line, method, _steps(path_of(line)))
        for line in lines()
        if not line.is_api
        for method in ("GET", "POST")
    ]


@cache
def _steps(path: str) -> tuple[str, ...]:
    """Words of the view's module that `do` may say."""
    try:
        module = resolve(path).func.__module__
    except (Resolver404, AttributeError):
        return ()
    if not module.startswith("wanjia."):
        return ()
    text = getsource(import_module(module))
    return tuple(sorted(set(STEP.findall(text)))) if '"do"' in text else ()


def cases(every: list[Place], roles: tuple[str, ...], seed: int) -> Iterator[tuple[Place, Case]]:
    """Without end: each place in turn, each field that was read there, by a role that is let in."""
    dice = Random(seed)
    turn = 0
    while True:
        dice.shuffle(every)
        for place in tuple(every):
            role = dice.choice([one for one in ("", *roles) if place.line.lets_in(one)])
            names = [*place.read, "next"]
            if place.method == "POST":
                names = [dice.choice(names)]
            malformed = {name: _text_for(name, dice) for name in names if turn}
            step = dice.choice(("", *place.steps)) if place.method == "POST" else ""
            yield place, Case(place.line, place.method, role, malformed, step)
        turn += 1


def _text_for(name: str, dice: Random) -> str:
    likely = [kind for kind, pattern in LIKELY.items() if pattern.search(name)]
    kind = dice.choice(likely) if likely and dice.random() < 0.8 else dice.choice([*KINDS])
    # The first of each kind are the ones that broke most.
    return dice.choice(KINDS[kind][:7] if dice.random() < 0.5 else KINDS[kind])
