"""What a covered line says of whom: exact set algebra over the people of a household."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wanjia.reports.paste.reader.grouping import Group, groups_of
from wanjia.reports.paste.reader.lexicon import Kin
from wanjia.reports.paste.reader.names import kin_of
from wanjia.reports.paste.reader.roster import Member
from wanjia.reports.paste.reader.tokens import PLACES, RESULTS, SILENT, Kind, Token

# What a doubt costs a reading beside another of the same line, by its code in `reading.WHY`.
PRICES = {
    "name_elsewhere": 2.5, "name_unknown": 2.0, "conflict": 1.8, "who": 1.2, "count_differs": 1.2, "name_twice": 1.5,
    "whose_temperature": 0.6, "value_unreadable": 0.5, "left_out": 0.8, "nobody_left": 1.5,
}  # fmt: skip


@dataclass
class Fact:
    """What a line says of one person."""

    antigen: str | None = None
    temperature: float | None = None
    where: str | None = None

    @property
    def credited(self) -> bool:
        """Whether there is a result of a test or a temperature."""
        return self.antigen not in (None, "untested") or self.temperature is not None


@dataclass
class Meaning:
    """The facts of a line by person, what it says of nobody in particular, and its doubts."""

    facts: dict[Member, Fact] = field(default_factory=dict)
    loose: list[tuple[Kind, float | None]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    excepted: list[Member] = field(default_factory=list)
    count: int | None = None
    where: str | None = None
    doubts: dict[str, float] = field(default_factory=dict)
    kinds: frozenset[Kind] = frozenset()
    named: list[Member] = field(default_factory=list)  # whom the line names, in its order

    @property
    def credited(self) -> list[Member]:
        """Those with a result or a temperature, in the line's order."""
        return [member for member, fact in self.facts.items() if fact.credited]

    def says(self) -> tuple[object, ...]:
        """What tells this meaning apart from another."""
        facts = tuple(
            sorted(
                (m.id, f.antigen or "", f.temperature or 0.0, f.where or "")
                for m, f in self.facts.items()
            )
        )
        loose = tuple(sorted((kind.name, value or 0.0) for kind, value in self.loose))
        return facts, loose, None if facts and not loose else self.count, self.where


@dataclass(eq=False)
class _Whom:
    """The people of one group as far as they are known; None stands for one who is not."""

    group: Group
    people: list[Member | None] = field(default_factory=list)
    everyone: str = ""  # all, each
    stated: int | None = None
    rest: bool = False
    unheard: bool = False  # names somebody, whoever that is, and says nothing to be stored


def meaning_of(
    tokens: Sequence[Token],
    text: str,
    household: Sequence[Member],
    speaker: Member | None,
    headcount: bool = False,
) -> Meaning:
    """Say what the spans of a line mean for the people of a household."""
    return _Interpreter(tokens, text, household, speaker, headcount).meaning()


class _Interpreter:
    def __init__(
        self,
        tokens: Sequence[Token],
        text: str,
        household: Sequence[Member],
        speaker: Member | None,
        headcount: bool,
    ) -> None:
        self.text, self.household, self.speaker = text, list(household), speaker
        self.headcount = headcount
        kinds = frozenset(token.kind for token in tokens)
        self.result = Meaning(kinds=kinds)
        self.corrects = bool(kinds & {Kind.CORRECTION, Kind.NOT})
        self.tokens = self._who_speaks(tokens)
        self.sure_of = self._named_beyond_doubt()
        self.mentioned: list[Member] = []
        self.unknown = self.unknown_excepted = 0  # people spoken of whom the roster cannot tell
        self.waiting: dict[Member, int] = {}  # named, with nothing said of them yet, and where
        self.whole = False  # the line speaks of the whole household

    # -- who ---------------------------------------------------------------------------------

    def _who_speaks(self, tokens: Sequence[Token]) -> list[Token]:
        """`郭靖: 老婆两条杠`: the name before the colon speaks and is no subject."""
        kept = list(tokens)
        heavy = [
            t
            for t in kept
            if t.kind not in SILENT - {Kind.BREAK} and t.kind not in (Kind.DOOR, Kind.PLACE)
        ]
        relative = (Kind.KIN, Kind.SELF, Kind.ALL, Kind.ALONE, Kind.COUNT, Kind.EACH)
        if (
            len(heavy) > 2
            and heavy[0].kind is Kind.PERSON
            and heavy[1].value == ":"
            and heavy[2].kind in relative
        ):
            said_by = self._inside(heavy[0].value)
            if len(said_by) == 1:
                self.speaker = said_by[0]
                kept.remove(heavy[0])
                self.result.names.append(self.text[heavy[0].start : heavy[0].end])
        for token in kept:
            if token.kind in (Kind.PERSON, Kind.STRANGER):
                self.result.names.append(self.text[token.start : token.end])
        return kept

    def _inside(self, members: Iterable[Member]) -> list[Member]:
        several = list(members)
        return [m for m in several if m in self.household] if self.household else several

    def _named_beyond_doubt(self) -> set[Member]:
        """Who is named so that nobody else can be meant: then `郭` beside `郭襄` is another."""
        sure: set[Member] = set()
        for token in self.tokens:
            if token.kind is Kind.PERSON:
                inside = self._inside(token.value)
                sure |= set(inside) if len(inside) == 1 else set()
        return sure

    def _doubt(self, code: str, price: float | None = None) -> None:
        self.result.doubts.setdefault(code, PRICES[code] if price is None else price)

    def _people_of(self, token: Token) -> list[Member] | None:
        if token.kind is Kind.STRANGER:
            self._doubt("name_unknown")
            return None
        if token.kind is Kind.KIN:
            return self._kin(token.value)
        if token.kind in (Kind.SELF, Kind.ALONE):
            return self._self()
        inside = self._inside(token.value)
        if not inside:
            self._doubt("name_elsewhere")
            return None
        if len(inside) > 1:
            inside = [m for m in inside if m not in self.sure_of] or inside
        if len(inside) > 1:
            self._doubt("name_twice")
            return None
        return inside

    def _kin(self, kin: Kin) -> list[Member] | None:
        found = kin_of(kin, self.household, self.speaker) if self.household else None
        if found is None:
            self._doubt("who")
            return None
        return list(found)

    def _self(self) -> list[Member] | None:
        if self.speaker is not None and (not self.household or self.speaker in self.household):
            return [self.speaker]
        if len(self.household) == 1:
            return list(self.household)
        self._doubt("who")
        return None

    def _whom(self, group: Group) -> _Whom:
        whom = _Whom(group)
        for token in group.subjects:
            if token.kind is Kind.COUNT:
                if whom.stated is not None and self.result.count is None:
                    self.result.count = whom.stated
                whom.stated = token.value
            elif token.kind is Kind.ALL:
                whom.everyone = "all"
            elif token.kind is Kind.EACH:
                whom.everyone = whom.everyone or "each"
            elif token.kind is Kind.REST:
                whom.rest = True
            else:
                self._name(whom, token)
        return whom

    def _name(self, whom: _Whom, token: Token) -> None:
        before = dict(self.result.doubts)
        people = self._people_of(token)
        if people is None:
            whom.people.append(None)
            if not whom.group.values and not whom.group.excepted and token.kind is Kind.KIN:
                self.result.doubts = before  # 爸爸叫不醒: nothing is said that could be stored
                whom.unheard = True
            return
        whom.people += [m for m in people if m not in whom.people]
        self.mentioned += [m for m in people if m not in self.mentioned]
        if token.kind is Kind.PERSON:
            self.result.named += [m for m in people if m not in self.result.named]

    def _fill_in(self, whoms: list[_Whom]) -> None:
        """`我和孩子` in a home of two: one is known, so the other is too."""
        result = self.result
        if not self.household or set(result.doubts) != {"who"}:
            return
        blanks = [whom for whom in whoms for one in whom.people if one is None]
        left = [m for m in self.household if m not in self.mentioned]
        if len(blanks) == 1 and len(left) == 1 and len(self.household) > 1:
            unclear = [t for t in blanks[0].group.subjects if t.kind in (Kind.KIN, Kind.SELF)]
            if all(t.kind is Kind.SELF for t in unclear):
                blanks[0].people = [left[0] if one is None else one for one in blanks[0].people]
                self.mentioned += left
                result.doubts.clear()

    # -- what --------------------------------------------------------------------------------

    def meaning(self) -> Meaning:
        """The facts by person."""
        groups, denies_nothing = groups_of(self.tokens)
        if denies_nothing:
            self._doubt("conflict")
        whoms = [self._whom(group) for group in groups]
        self._fill_in(whoms)
        result = self.result
        result.excepted = [
            m for whom in whoms if whom.group.excepted for m in whom.people if m is not None
        ]
        if any(whom.group.excepted and (None in whom.people or not whom.people) for whom in whoms):
            self._doubt("who")
        self.unknown = sum(one is None for whom in whoms if not whom.unheard for one in whom.people)
        self.unknown_excepted = sum(
            one is None for whom in whoms if whom.group.excepted for one in whom.people
        )
        if self.headcount:
            result.count = next(
                (t.value for g in groups for t in g.subjects if t.kind is Kind.COUNT), None
            )
        explicit = [whom for whom in whoms if whom.people]
        others = [whom for whom in whoms if not whom.people]
        later: list[_Whom] = []
        for whom in (*explicit, *others):
            if self._of_the_named(whom):
                later.append(whom)
        implicit = [whom for whom in later if not self._of_the_rest(whom)]
        if implicit and any(whom.unheard for whom in whoms):
            self._doubt("who")
        for whom in implicit:
            self._of_nobody_named(whom)
        silent = [whom for whom in whoms if not whom.group.values and not whom.group.excepted]
        if any(whom.rest or (whom.everyone and not self.whole) for whom in silent):
            self._doubt("left_out")  # 其余： and then nothing
        self._resolve()
        if self.waiting and result.facts and any(m not in result.facts for m in self.waiting):
            self._doubt("left_out")
        return result

    def _resolve(self) -> None:
        """`四阴一阳，小果阳`: whom the breakdown leaves when the named are taken from it."""
        result = self.result
        loose = [kind for kind, _value in result.loose]
        if len(loose) != len(self.household) or not all(kind in RESULTS for kind in loose):
            return
        values = [RESULTS[kind] for kind in loose]
        named = {m: f.antigen for m, f in result.facts.items() if f.antigen and m in self.mentioned}
        for antigen in named.values():
            if antigen not in values:
                return
            values.remove(antigen)
        left = [m for m in self.household if m not in named]
        if not named or len(set(values)) > 1 or len(left) != len(values):
            return
        result.loose.clear()
        result.doubts.pop("who", None)
        result.doubts.pop("count_differs", None)
        result.count = len(self.household)
        for member in left:
            result.facts[member] = Fact(antigen=values[0])

    def _of_the_named(self, whom: _Whom) -> bool:
        """Give a group's values to the people it names; True where it names none."""
        group, result = whom.group, self.result
        if not group.values:
            if whom.people and not group.excepted:
                at = whom.group.subjects[0].start
                self.waiting |= {m: at for m in whom.people if m is not None}
            full = bool(self.household) and whom.stated == len(self.household)
            self.whole = self.whole or (not whom.people and (bool(whom.everyone) or full))
            if whom.stated is not None and result.count is None:
                result.count = whom.stated
            return False
        if self.headcount and whom.stated is not None and result.count is None:
            result.count = whom.stated
        if not whom.people or self._is_apposed(whom):
            return True
        if None in whom.people:
            self._loose(group.values)
            return False
        if whom.stated is not None and whom.stated != len(whom.people) and not self.headcount:
            self._doubt("count_differs")
        people = [m for m in whom.people if m is not None]
        self._give(people, group.values, whom.everyone != "")
        return False

    def _is_apposed(self, whom: _Whom) -> bool:
        """`张伟一家都阴`: the name says whose household it is."""
        if self.household and whom.stated == len(self.household) > len(whom.people):
            return None not in whom.people  # 周国强等4人 in a home of four
        plural = [t for t in whom.group.subjects if t.kind not in (Kind.EACH, Kind.COUNT)]
        return (
            whom.everyone == "all"
            and bool(plural)
            and plural[-1].kind is Kind.ALL
            and not whom.group.excepted
            and None not in whom.people
            and all(m in self.household for m in whom.people)
        )

    def _of_the_rest(self, whom: _Whom) -> bool:
        """Give values to all, the rest, or so many; False where nothing says of whom."""
        values = whom.group.values
        if whom.rest:
            left = [
                m
                for m in self.household
                if m not in self.mentioned and m not in self.result.excepted
            ]
            if self.unknown and len(left) > self.unknown:
                self._doubt("who")
                many = len(left) - self.unknown
                self.result.count = self.result.count or many
                self._loose(values, many)
            elif not left or self.unknown:
                self._doubt("nobody_left")
                self._loose(values)
            elif whom.stated is not None and whom.stated != len(left):
                self._doubt("count_differs")
                self._loose(values)
            else:
                self._give(left, values, True)
            return True
        if not whom.everyone and whom.stated is None:
            return False
        self._of_so_many(whom)
        return True

    def _of_so_many(self, whom: _Whom) -> None:
        result, values = self.result, whom.group.values
        where_only = all(t.kind in PLACES or t.kind is Kind.UNTESTED for t in values)
        pool = self._pool(whom)
        if self.unknown_excepted and len(pool) > self.unknown_excepted:
            many = len(pool) - self.unknown_excepted
            self.result.count = self.result.count or many
            self._doubt("who")
            self._loose(values, many)
            return
        many = whom.stated if whom.stated is not None else result.count
        if whom.stated is not None and result.count is None and not where_only:
            result.count = whom.stated
        if self._is_told_again(whom):
            return
        if not pool:
            self._doubt("who")
            self._loose(values, many or 1)
        elif many is not None and many != len(pool) and not self._is_size_of_all(whom, many):
            if where_only and self.headcount:
                result.where = result.where or _place(values)
                return
            self._doubt("who" if many < len(pool) else "count_differs", 0.6)
            self._loose(values, many if len(values) == 1 and many < 10 else 1)
        elif where_only and whom.stated is not None and self.headcount:
            result.where = _place(values)
        else:
            self._give(pool, values, bool(whom.everyone))

    def _is_told_again(self, whom: _Whom) -> bool:
        """`四阴一阳，小果阳`: the one positive of the breakdown is the one who is named."""
        values = [RESULTS.get(token.kind) for token in whom.group.values]
        same = [
            m
            for m in self.mentioned
            if m in self.result.facts and self.result.facts[m].antigen == values[0]
        ]
        return len(values) == 1 and values[0] is not None and whom.stated == len(same)

    def _is_size_of_all(self, whom: _Whom, many: int) -> bool:
        """`4人 除了小果都阴`: the number is the household's, the exception is not counted in it."""
        return (
            whom.stated is None
            and many == len(self.household)
            and bool(self.result.excepted or self.result.facts)
        )

    def _pool(self, whom: _Whom) -> list[Member]:
        """Of whom all, each or so many can be said."""
        facts = self.result.facts
        pool = [m for m in self.household if m not in self.result.excepted]
        at = whom.group.subjects[0].start if whom.group.subjects else 0
        before = [m for m, place in self.waiting.items() if place < at]
        if whom.everyone == "each" and before:
            self.waiting = {m: place for m, place in self.waiting.items() if m not in before}
            return before
        if whom.everyone == "each" and len(self.mentioned) > 1:
            if all(m in facts and facts[m].antigen is None for m in self.mentioned):
                return list(self.mentioned)
        told = [m for m in pool if m in facts and (facts[m].antigen or facts[m].where)]
        if whom.everyone or self.result.count is not None or told:
            pool = [m for m in pool if m not in told]
        return pool

    def _of_nobody_named(self, whom: _Whom) -> None:
        """A value without a subject: of those who wait, the speaker, or the only one."""
        values, household = whom.group.values, self.household
        result = self.result
        left = [m for m in household if m not in self.mentioned and m not in result.excepted]
        results = sum(t.kind in RESULTS for t in values)
        temperatures = sum(t.kind is Kind.TEMPERATURE for t in values)
        one_each = len(household) > 1 and len(household) in (results, temperatures)
        if self.waiting:
            people, self.waiting = list(self.waiting), {}
            self._give(people, values, False)
        elif self.whole and left:
            self._give(left, values, True)
        elif self.mentioned and any(m in result.facts for m in self.mentioned):
            self._to_those_without(values)
        elif len(household) == 1 or (household and (self.whole or one_each)):
            self._give(household, values, self.whole)
        elif household and not self.headcount and all(t.kind in PLACES for t in values):
            self._give(household, values, True)
        elif (
            self.speaker in household
            and result.count in (None, 1)
            and Kind.DOOR not in result.kinds
        ):
            assert self.speaker is not None
            self._give([self.speaker], values, False)
        elif household and result.count == len(household):
            self._give(household, values, True)
        elif self.headcount and all(t.kind in PLACES for t in values):
            result.where = _place(values)
        else:
            self._doubt("who", 1.0)
            self._loose(values, result.count if result.count and len(values) == 1 else 1)

    def _to_those_without(self, values: Sequence[Token]) -> None:
        facts = self.result.facts
        said = {_field(token.kind) for token in values}
        open_ = [
            m
            for m in self.mentioned
            if m not in self.result.excepted
            and (m not in facts or all(getattr(facts[m], name) is None for name in said))
        ]
        if open_:
            self._give(open_, values, False)
        else:
            self._doubt("conflict")
            self._loose(values)

    # -- giving ------------------------------------------------------------------------------

    def _give(self, people: Sequence[Member], values: Sequence[Token], each: bool) -> None:
        """Values to people: one each in order, or one for all of them."""
        for token in values:
            if token.kind in PLACES:
                for member in people:
                    self._put(member, token)
            elif token.kind is Kind.BAD_TEMPERATURE:
                self._doubt("value_unreadable")
        self._give_alike(people, [t for t in values if t.kind in RESULTS], True)
        heat = [t for t in values if t.kind is Kind.TEMPERATURE]
        if len(heat) == 1 and len(people) > 1 and not each:
            if Kind.EACH not in self.result.kinds and not self.whole:
                self._doubt("whose_temperature")
                self._loose(heat)
                return
        self._give_alike(people, heat, False)

    def _give_alike(self, people: Sequence[Member], tokens: list[Token], results: bool) -> None:
        if not tokens:
            return
        if len(tokens) == len(people):
            for member, token in zip(people, tokens, strict=True):
                self._put(member, token)
            return
        if len({RESULTS.get(t.kind, t.value) for t in tokens}) == 1 and (
            results or len(tokens) == 1
        ):
            for member in people:
                self._put(member, tokens[0])
            if len(tokens) > 1 and len(tokens) != 2 and tokens[0].kind is not Kind.UNTESTED:
                self._doubt("count_differs", 1.0)
            return
        self._doubt("count_differs", 1.5)
        self._loose(tokens)

    def _put(self, member: Member, token: Token) -> None:
        fact = self.result.facts.setdefault(member, Fact())
        name = _field(token.kind)
        value = RESULTS.get(token.kind) or PLACES.get(token.kind) or token.value
        known = getattr(fact, name)
        if known not in (None, value) and name != "where" and not self.corrects:
            self._doubt("conflict")
        setattr(fact, name, value)

    def _loose(self, values: Sequence[Token], times: int = 1) -> None:
        for token in values:
            if token.kind is Kind.BAD_TEMPERATURE:
                self._doubt("value_unreadable")
            else:
                many = times if token.kind in RESULTS else 1
                self.result.loose += [
                    (token.kind, token.value if token.kind is Kind.TEMPERATURE else None)
                ] * many


def _place(values: Sequence[Token]) -> str | None:
    return next((PLACES[token.kind] for token in values if token.kind in PLACES), None)


def _field(kind: Kind) -> str:
    if kind in RESULTS:
        return "antigen"
    return "where" if kind in PLACES else "temperature"
