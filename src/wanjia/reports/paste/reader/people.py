"""Facts + a dwelling → whose results they are."""

from typing import NamedTuple

from wanjia.reports.paste.reader.facts import Facts, Run
from wanjia.reports.paste.reader.reading import Antigen, Temperature
from wanjia.reports.paste.reader.roster import Dwelling, RosterPerson

Member = RosterPerson | None


class Settled(NamedTuple):
    """Results by person. `doubt` is a code of `reading.WHY`; empty if nobody need be asked."""

    count: int | None = None  # type: ignore[assignment]
    antigen: Antigen = None
    temperature: Temperature = None
    residents: tuple[str, ...] = ()
    doubt: str = ""


class _Row:
    __slots__ = ("antigen", "excused", "member", "named", "temperature")

    def __init__(self, member: Member, named: bool) -> None:
        self.member = member
        self.named = named
        self.antigen: str | None = None
        self.excused = False
        self.temperature: float | None = None


def settle(facts: Facts, dwelling: Dwelling | None, named: list[Member]) -> Settled:
    """Give each result of a line to its person.

    `named` are the persons of the line's K and U tokens, in order; None where the roster has no
    such person at this door.
    """
    if facts.easy and all(named):
        residents = tuple(p.id for p in named if p)
        return Settled(len(named), facts.antigen, facts.temperature, residents)
    return _Settling(facts, dwelling, named).settled()


class _Settling:
    def __init__(self, facts: Facts, dwelling: Dwelling | None, named: list[Member]) -> None:
        self.runs = [r for r in facts.runs if r.subject() or r.antigens or r.temps]
        self.dwelling = dwelling
        self.named = named
        self.next_name = 0
        self.rows: list[_Row] = []
        self.by_id: dict[str, _Row] = {}
        self.doubt = ""
        self.unspecified = False
        self.temps = sum(len(r.temps) for r in self.runs)
        self.mentioned = {p.id for p in named if p}

    def settled(self) -> Settled:
        for run in self.runs:
            rows = self._rows_of(run)
            if rows is None:
                self._spread(run)
            else:
                self._mark(run, rows)
        rows = [r for r in self.rows if r.named or r.antigen or r.temperature]
        if not rows and not self.unspecified:
            return Settled(doubt=self.doubt)
        if all(r.antigen is None and r.temperature is None for r in rows) and not self.unspecified:
            return Settled(doubt=self.doubt)
        if any(r.antigen for r in rows) and any(not r.antigen and not r.excused for r in rows):
            self._doubt("who")
        residents = tuple(r.member.id for r in rows if r.member)
        if self.unspecified or len(residents) < len(rows):
            residents = ()
            self.doubt = self.doubt or "who"
        antigens = tuple(r.antigen for r in rows)
        temps = tuple(r.temperature for r in rows)
        count = None if self.unspecified else len(rows)
        temperature: Temperature = temps[0] if temps and len(set(temps)) == 1 else temps
        if len(rows) > 1 and self.temps > 1 and any(temps):
            temperature = temps
        if not any(temps):
            temperature = None
        antigen: Antigen = antigens[0] if len(set(antigens)) == 1 else antigens
        return Settled(count, antigen, temperature, residents, self.doubt)

    def _rows_of(self, run: Run) -> list[_Row] | None:
        members, named = self._members(run)
        if members is None:
            return None
        free = [
            p for p in self._household() if p.id not in self.by_id | dict.fromkeys(_ids(members))
        ]
        free = [p for p in free if p.id not in self.mentioned or p.id in _ids(members)]
        holes = members.count(None)
        if holes and holes == len(free) and len(named) <= len(members) and not self._strangers(run):
            members = [free.pop(0) if m is None else m for m in members]
            if len(set(run.antigens)) > 1 or (holes > 1 and len(run.temps) > 1 and len(named) > 0):
                self._doubt("who")
        rows = []
        for place, member in enumerate(members):
            row = self.by_id.get(member.id) if member else None
            if row is None:
                row = _Row(member, place in named)
                self.rows.append(row)
                if member:
                    self.by_id[member.id] = row
            rows.append(row)
        return rows

    def _members(self, run: Run) -> tuple[list[Member] | None, set[int]]:
        """The people of a run (None for one who is not known), and which are named outright."""
        members: list[Member] = []
        named: set[int] = set()
        relations = 0
        for token in run.people:
            if token.kind == "R":
                relations += 1
                continue
            named.add(len(members))
            members.append(self.named[self.next_name] if self.next_name < len(self.named) else None)
            self.next_name += 1
        total, size = run.total, len(self._household())
        groups = [g for g in run.groups if g[0] != "each"]
        if any(g[0] == "all" for g in groups) and total is None and not named and len(groups) == 1:
            return self._everyone(), named
        specific = [g for g in groups if g[0] != "all"]
        if specific:
            if {"adults", "children"} <= {g[0] for g in specific} and all(
                n is None for _, n in specific
            ):
                return self._everyone(), named
            return self._grouped(specific, members, relations), named
        if named or relations:
            if total is None and groups:
                total = size or None
            return self._completed(members, relations, total), named
        if total is not None:
            return self._counted(total), named
        if any(g[0] == "each" for g in run.groups):
            everyone: list[Member] = [p for p in self.named if p]
            return (everyone or self._everyone()), named
        return self._silent(run), named

    def _completed(self, members: list[Member], relations: int, total: int | None) -> list[Member]:
        """Named people with how many they are in all: the rest of the household, or the couple."""
        if total is None:
            return members + [None] * relations
        if total < len(members) or (total < relations and relations > 1):
            self._doubt("count_differs")
            return members
        if total == len(members):
            return members
        household = self._household()
        rest: list[Member] = [p for p in household if p not in members]
        if len(household) == total and None not in members:
            return members + rest
        adults: list[Member] = list(self.dwelling.adults()) if self.dwelling else []
        if total == 2 == len(adults) and members and all(m in adults for m in members):
            return members + [p for p in adults if p not in members]
        if total != len(household) and not (relations and total == 1 and not members):
            self._doubt("count_differs")
        return members + [None] * (total - len(members))

    def _counted(self, total: int) -> list[Member]:
        household = self._household()
        elsewhere = self.mentioned
        free: list[Member] = [p for p in household if p.id not in elsewhere]
        if total == len(household) and len(self.runs) == 1:
            return list(household)
        if total == len(free) and len(self.runs) > 1:
            return [None] * total
        if len(self.runs) > 1 and sum(r.total or 0 for r in self.runs) == len(household):
            if len({a for r in self.runs for a in r.antigens}) > 1:
                self._doubt("who")
            return [None] * total
        if household:
            self._doubt("count_differs")
        return [None] * total

    def _grouped(
        self, groups: list[tuple[str, int | None]], members: list[Member], relations: int
    ) -> list[Member] | None:
        members = members + [None] * relations
        for name, number in groups:
            found = self._group(name)
            if found is None or (number is not None and number != len(found)):
                if number is None:
                    self._doubt("who")
                    return members or None
                self._doubt("count_differs")
                members = members + [None] * number
            else:
                members = members + [p for p in found if p not in members]
        return members

    def _group(self, name: str) -> list[Member] | None:
        """The people of the household a group word means; None if the roster cannot tell."""
        if self.dwelling is None:
            return None
        if name == "rest":
            return [p for p in self.dwelling.people if p.id not in self.mentioned] or None
        if self.dwelling.size == 1 and name != "children":
            return list(self.dwelling.people)
        if not self.dwelling.ages_known():
            return None
        people = {
            "adults": self.dwelling.adults,
            "children": self.dwelling.minors,
            "elders": self.dwelling.elders,
        }[name]()
        return [p for p in people if p.id not in self.mentioned] or None

    def _silent(self, run: Run) -> list[Member] | None:
        """Results without a word of whose they are."""
        household = self._household()
        marks = max(len(run.antigens), len(run.temps))
        if len(self.runs) > 1:
            self._doubt("who")
            return None
        if len(household) == 1 and (marks == 1 or len(set(run.antigens)) == 1):
            return list(household)
        if marks == len(household) > 1:
            if len(set(run.antigens)) > 1:
                self._doubt("who")
            return list(household)
        if len(run.antigens) > 1:
            self._doubt("count_differs")
            return [None] * marks
        self._doubt("who")
        return None

    def _mark(self, run: Run, rows: list[_Row]) -> None:
        for row in rows:
            row.excused = row.excused or run.untested or run.where not in (None, "home")
        if run.untested and not run.antigens and not run.temps:
            return
        people, antigens, temps = len(rows), run.antigens, run.temps
        if len(antigens) not in (0, 1, people) and len(set(antigens)) > 1:
            self._doubt("conflict")
            antigens = ["positive" if "positive" in antigens else antigens[-1]]
        if len(temps) not in (0, 1, people):
            self._doubt("value_unreadable")
            temps = temps if people and len(temps) < people else []
        for place, row in enumerate(rows):
            if antigens:
                value = antigens[place] if len(antigens) == people else antigens[0]
                if row.antigen and row.antigen != value:
                    self._doubt("conflict")
                    value = "positive" if "positive" in (value, row.antigen) else value
                row.antigen = value
            if temps:
                given = temps[place] if len(temps) == people else None
                row.temperature = given if len(temps) > 1 else temps[0]

    def _spread(self, run: Run) -> None:
        """Marks of nobody in particular: kept as they are, for a person to give them."""
        self.unspecified = True
        row = _Row(None, False)
        self.rows.append(row)
        self._mark(run, [row])

    def _household(self) -> tuple[RosterPerson, ...]:
        return self.dwelling.people if self.dwelling else ()

    def _everyone(self) -> list[Member] | None:
        if not self._household():
            self._doubt("who")
            return None
        return list(self._household())

    def _strangers(self, run: Run) -> bool:
        return any(t.kind == "U" for t in run.people) and None in self.named

    def _doubt(self, why: str) -> None:
        self.doubt = self.doubt or why


def _ids(members: list[Member]) -> dict[str, None]:
    return {m.id: None for m in members if m}
