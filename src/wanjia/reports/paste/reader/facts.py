"""Tokens → facts: who a line speaks of, in the order it does, and what it says of them.

No roster is asked here, so the facts of a wording are worked out once and kept (`facts_of`).
"""

from functools import lru_cache
from typing import NamedTuple

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader.scan import Token, scan


class Run:
    """People named together and the marks that follow them."""

    __slots__ = (
        "antigens",
        "done",
        "groups",
        "marked",
        "people",
        "temps",
        "total",
        "untested",
        "where",
    )

    def __init__(self) -> None:
        self.people: list[Token] = []  # K, U and R tokens
        self.groups: list[tuple[str, int | None]] = []
        self.total: int | None = None
        self.antigens: list[str] = []
        self.temps: list[float | None] = []
        self.untested = False
        self.done = False
        self.where: str | None = None
        self.marked = False

    def subject(self) -> bool:
        """Whether the run says whom it speaks of."""
        return bool(self.people or self.groups or self.total)


class Facts(NamedTuple):
    """What a text says, whoever lives at its door."""

    runs: tuple[Run, ...]
    said: frozenset[str]
    number: int | None = None
    where: str | None = None
    symptoms: tuple[str, ...] = ()
    unknown: tuple[tuple[int, int, str], ...] = ()
    strays: int = 0
    easy: bool = False
    antigen: str | tuple[str, ...] | None = None
    temperature: float | tuple[float, ...] | None = None
    slots: int = 0

    def has(self, *what: str) -> bool:
        """Whether any of these was said."""
        return any(w in self.said for w in what)


_SAID = {
    "n": "need",
    "q": "question",
    "h": "hedge",
    "y": "worry",
    "o": "others",
    "p": "past",
    "a": "general",
    "x": "cancel",
    "d": "done",
    "w": "well",
    "O": "order",
    "Q": "quantity",
    "u": "untested",
    "t": "test",
}


@lru_cache(maxsize=8192)
def facts_of(masked: str) -> Facts:
    """The facts of a text as typed, its doors and residents' names masked (see `scan`)."""
    return _Gathering(scan(plain(masked), masked)).facts()


class _Gathering:
    """Walks the tokens of one text once."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.runs: list[Run] = [Run()]
        self.said: set[str] = set()
        self.symptoms: list[str] = []
        self.unknown: list[tuple[int, int, str]] = []
        self.clause: set[str] = set()
        self.where: str | None = None
        self.strays = 0
        self.slots = 0
        self.ints: list[Token] = []
        self.past: list[str] = []
        self.hearsay: list[str] = []

    def facts(self) -> Facts:
        """Walk, then settle what depends on the whole."""
        last = len(self.tokens) - 1
        for place, token in enumerate(self.tokens):
            if token.flag == "bare" and not self._bare_counts(place, last):
                continue
            self._take(token, self.tokens[place - 1] if place else None)
        self._settle_ints()
        self._settle_past()
        runs = tuple(r for r in self.runs if r.marked or r.subject())
        runs = _joined(runs)
        facts = Facts(
            runs,
            frozenset(self.said),
            self._number(),
            self.where,
            tuple(self.symptoms),
            tuple(self.unknown),
            self.strays,
            slots=self.slots,
        )
        return _made_easy(facts)

    def _bare_counts(self, place: int, last: int) -> bool:
        """A lone - or + is a result only after everything else and with no other result."""
        if any(t.kind in "NPI" and t.flag != "bare" for t in self.tokens):
            return False
        if self.tokens[place].end - self.tokens[place].start > 1 or place == last:
            return True
        return all(t.kind in "T,-" for t in self.tokens[place + 1 :]) or (
            self.tokens[place].value == "negative" and self._is_letter(place)
        )

    def _is_letter(self, place: int) -> bool:
        return not any(t.kind in "QO" for t in self.tokens) and place > 0

    def _take(self, token: Token, before: Token | None) -> None:
        kind = token.kind
        if kind in _SAID:
            self.said.add(_SAID[kind])
        if kind == ",":
            self.clause.clear()
        elif kind in "yop":
            self.clause.add(kind)
        elif kind in "KURCG":
            self._subject(token, before)
        elif kind in "NPFI":
            self._result(token)
        elif kind == "T":
            self._temperature(token.value)
        elif kind == "u":
            run = self._run()
            run.untested = run.marked = True
        elif kind == "d":
            run = self._run()
            run.done = run.marked = True
        elif kind == "W":
            self._place(token)
        elif kind == "s":
            if token.flag == "not":
                self.said.add("well")
            else:
                self.symptoms.append(str(token.value))
        elif kind == "i":
            self.ints.append(token)
        elif kind == "?":
            self.strays += token.end - token.start

    def _run(self) -> Run:
        return self.runs[-1]

    def _subject(self, token: Token, before: Token | None) -> None:
        if token.kind == "U":
            self.unknown.append((token.start, token.end, token.value))
        if token.kind == "K":
            self.slots += 1
        run = self._run()
        if run.marked:
            run = Run()
            self.runs.append(run)
        if token.kind in "KU":
            run.people.append(token)
        elif token.kind == "R":
            self.said.add("self" if token.value == "self" else "relation")
            run.people.append(token)
        elif token.kind == "C":
            self._count(run, token, before)
        else:
            adjacent = before and before.kind == "C" and token.value not in ("all", "each", "rest")
            number = before.value if adjacent and before else None
            if number is not None and run.total is not None:
                run.total = run.total - number or None
            run.groups.append((token.value, number))

    def _count(self, run: Run, token: Token, before: Token | None) -> None:
        if before and before.kind == "G" and before.value in ("adults", "children", "elders"):
            run.groups[-1] = (before.value, token.value)
        elif token.flag == "adults":
            run.groups.append(("adults", token.value))
        elif before and before.kind == "i" and not before.flag and before.value == token.value:
            run.total = token.value
        elif run.total and not run.people and token.value != run.total:
            run.total += token.value
        else:
            run.total = token.value

    def _result(self, token: Token) -> None:
        if token.flag in ("not", "asked"):
            self.said.add("negated" if token.flag == "not" else "asked")
            if token.kind != "N":
                self.said.add("positive_talk")
            return
        if token.kind in "PF" and "y" in self.clause:
            self.said |= {"positive_talk", "asked"}
            return
        if token.kind == "F":
            self.said.add("hedge")
            if self._run().antigens[-1:] == ["positive"]:
                return
        run = self._run()
        if "p" in self.clause:
            self.past.append(token.value)
            return
        if "o" in self.clause:
            self.hearsay.append(token.value)
            return
        run.antigens.append(token.value)
        run.marked = True

    def _temperature(self, value: float | None) -> None:
        run = self._run()
        run.marked = True
        if value is None:
            self.said.add("bad value")
        run.temps.append(value)

    def _place(self, token: Token) -> None:
        run = self._run()
        if run.where in (None, "home") or token.value != "home":
            run.where = token.value
        if self.where in (None, "home"):
            self.where = token.value
        if token.value != "home":
            run.marked = True

    def _settle_ints(self) -> None:
        answers = any(r.antigens or r.temps for r in self.runs) or "test" in self.said
        rest = []
        for token in self.ints:
            if answers and 35 <= token.value <= 42 and token.flag != "ratio":
                self._marked_run().temps.append(float(token.value))
                self._marked_run().marked = True
            elif answers and (token.flag == "long" or token.value > 20):
                self.said.add("bad value")
            else:
                rest.append(token)
        self.ints = rest
        if rest:
            self.said.add("number")

    def _marked_run(self) -> Run:
        return next((r for r in reversed(self.runs) if r.marked), self.runs[-1])

    def _settle_past(self) -> None:
        """A result of yesterday, or of the neighbours, is not this line's if it has its own."""
        own = any(r.antigens for r in self.runs)
        for kept, word in ((self.past, "past"), (self.hearsay, "others")):
            if not kept:
                continue
            if "positive" in kept:
                self.said.add("positive_talk")
            if not own and word == "past":
                self.runs[-1].antigens += kept
                self.runs[-1].marked = True
                self.said.add("hearsay")
            elif word == "others":
                self.said.add("hearsay")

    def _number(self) -> int | None:
        """The head count of the line, if it gives one."""
        signed = [t.value for t in self.ints if t.flag and t.flag in "-*~_x" and t.value <= 20]
        if signed:
            return int(signed[0])
        totals = [r.total for r in self.runs if r.total is not None]
        if totals:
            return totals[0]
        small = [t.value for t in self.ints if t.value <= 20]
        return int(small[0]) if small else None


def _joined(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """`阴性 36.5 张伟`: the marks stand before the person."""
    if len(runs) == 2 and not runs[0].subject() and runs[1].subject() and not runs[1].marked:
        first, second = runs
        first.people, first.groups, first.total = second.people, second.groups, second.total
        return (first,)
    if len(runs) == 2 and not runs[0].subject() and runs[1].subject():
        first, second = runs
        if first.temps and not first.antigens and not second.temps:
            second.temps = first.temps
            return (second,)
        if first.antigens and not first.temps and not second.antigens:
            second.antigens = first.antigens
            return (second,)
    if len(runs) > 1 and not runs[-1].marked and runs[-1].subject() and runs[-2].marked:
        last = runs[-1]
        if last.people or last.total is None:
            return runs
        if not any(r.total for r in runs[:-1]):
            runs[-2].total = last.total
        return runs[:-1]
    return runs


def _made_easy(facts: Facts) -> Facts:
    """Mark the plain case: named residents, one result each or for all, and nothing else said."""
    if len(facts.runs) != 1 or facts.said - {"test", "well"} or facts.strays or facts.symptoms:
        return facts
    run = facts.runs[0]
    named = len(run.people)
    if not run.antigens or run.where or run.untested or facts.unknown or named != facts.slots:
        return facts
    if not named or any(g[0] != "each" for g in run.groups) or run.total not in (None, named):
        return facts
    kinds, temps = len(run.antigens), len(run.temps)
    if kinds not in (1, named) or temps not in (0, 1, named) or facts.number not in (None, named):
        return facts
    antigen = run.antigens[0] if len(set(run.antigens)) == 1 else tuple(run.antigens)
    values = tuple(t for t in run.temps if t is not None)
    temperature = values[0] if temps == 1 else values or None
    return facts._replace(easy=True, antigen=antigen, temperature=temperature)
