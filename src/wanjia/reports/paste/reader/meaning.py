"""What a covered line says of whom: exact set algebra over the people of a household."""

import re
from collections.abc import Sequence
from itertools import pairwise

from wanjia.reports.paste.reader.facts import Fact, Meaning
from wanjia.reports.paste.reader.giving import Giving, field_of, place_of
from wanjia.reports.paste.reader.grouping import groups_of
from wanjia.reports.paste.reader.roster import Member
from wanjia.reports.paste.reader.sharing import share_the_last
from wanjia.reports.paste.reader.subjects import Whom
from wanjia.reports.paste.reader.tokens import PLACES, RESULTS, Kind, Token

_TOLD = re.compile(r"(?:都|已经?)?(?:报|填|接|说)(?:过|了|好)")  # 其余上午报过了
SPEAKS = 6  # years from which on somebody may write for the household
MOST_SPEAKERS = 8
NEAR = 3  # characters between the results of two people who are not named
_AGAIN = tuple("不没还仍依又")


def meaning_of(
    tokens: Sequence[Token],
    text: str,
    household: Sequence[Member],
    speaker: Member | None,
    headcount: bool = False,
) -> Meaning:
    """Say what the spans of a line mean for the people of a household."""
    meaning = _Interpreter(tokens, text, household, speaker, headcount).meaning()
    if speaker is None and "who" in meaning.doubts and 1 < len(household) <= MOST_SPEAKERS:
        return _as_one_of_them_says(tokens, text, household, headcount) or meaning
    return meaning


def _as_one_of_them_says(
    tokens: Sequence[Token], text: str, household: Sequence[Member], headcount: bool
) -> Meaning | None:
    """`我妈阴 我阴 小鬼头阳`: what it means if only one of the household can say so.

    None where nobody can, or two could and would mean different people.
    """
    kin = [token for token in tokens if token.kind is Kind.KIN]
    if not kin:
        return None
    found: dict[object, Meaning] = {}
    for member in household:
        if member.age is None or member.age < SPEAKS:
            continue
        said = _Interpreter(tokens, text, household, member, headcount)
        meaning = said.meaning()
        if not meaning.doubts and not meaning.loose and not _calls_the_younger_old(said, member):
            found.setdefault(meaning.says(), meaning)
    return next(iter(found.values())) if len(found) == 1 else None


def _calls_the_younger_old(said: "_Interpreter", speaker: Member) -> bool:
    """Whether a grandmother would be younger than who calls her so."""
    old = (
        token.value for token in said.tokens if token.kind is Kind.KIN and token.value.ages[0] > 44
    )
    known = (member for kin in old for member in said.kin_known.get(kin.word, ()))
    return any(m.age is not None and m.age <= (speaker.age or 0) for m in known)


class _Interpreter(Giving):
    def meaning(self) -> Meaning:
        """The facts by person."""
        groups, denies_nothing = groups_of(self.tokens)
        if share_the_last(groups):
            self._doubt("who")
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
        later: list[Whom] = []
        for whom in (*explicit, *others):
            if self._of_the_named(whom):
                later.append(whom)
        implicit = [whom for whom in later if not self._of_the_rest(whom)]
        if implicit and any(whom.unheard for whom in whoms):
            self._doubt("who")
        for whom in implicit:
            self._of_nobody_named(whom)
        silent = [whom for whom in whoms if not whom.group.values and not whom.group.excepted]
        told_before = bool(_TOLD.search(self.text))
        if not told_before and any(
            whom.rest or (whom.everyone and not self.whole) for whom in silent
        ):
            self._doubt("left_out")  # 其余： and then nothing
        self._resolve()
        untold = [at for m, at in self.waiting.items() if m not in result.facts]
        if result.facts and any(not self._is_talked_of(at) for at in untold):
            self._doubt("left_out")
        return result

    def _is_talked_of(self, at: int) -> bool:
        """`（老公已经单独一间）`: whether something is said of who is named here, and no result."""
        for token in self.tokens:
            if token.start > at and token.kind in (Kind.BREAK, Kind.STOP):
                return False
            if token.start > at and token.kind is Kind.WORD:
                return True
        return False

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

    def _of_the_named(self, whom: Whom) -> bool:
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
        self.by_name = True
        results = [token.kind for token in group.values if token.kind in RESULTS]
        one_each = len(people) == 1 < len(self.household) == len(results)
        if one_each and len(set(results)) == 1 and _in_a_row(group.values):
            people = list(self.household)  # 崔红 阴阴阴 in a home of three
        self._give(people, group.values, whom.everyone != "")
        self.by_name = False
        return False

    def _is_apposed(self, whom: Whom) -> bool:
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

    def _of_the_rest(self, whom: Whom) -> bool:
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

    def _of_so_many(self, whom: Whom) -> None:
        result, values = self.result, whom.group.values
        where_only = all(t.kind in PLACES or t.kind is Kind.UNTESTED for t in values)
        pool = self._pool(whom)
        if self.unknown_excepted and len(pool) > self.unknown_excepted:
            left = len(pool) - self.unknown_excepted
            self.result.count = self.result.count or left
            self._doubt("who")
            self._loose(values, left)
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
                result.where = result.where or place_of(values)
                return
            self._doubt("who" if many < len(pool) else "count_differs", 0.6)
            self._loose(values, many if len(values) == 1 and many < 10 else 1)
        elif where_only and whom.stated is not None and self.headcount:
            result.where = place_of(values)
        else:
            self._give(pool, values, bool(whom.everyone))

    def _is_told_again(self, whom: Whom) -> bool:
        """`四阴一阳，小果阳`: the one positive of the breakdown is the one who is named."""
        values = [RESULTS.get(token.kind) for token in whom.group.values]
        same = [
            m
            for m in self.mentioned
            if m in self.result.facts and self.result.facts[m].antigen == values[0]
        ]
        return len(values) == 1 and values[0] is not None and whom.stated == len(same)

    def _is_size_of_all(self, whom: Whom, many: int) -> bool:
        """`4人 除了小果都阴`: the number is the household's, the exception is not counted in it."""
        return (
            whom.stated is None
            and many == len(self.household)
            and bool(self.result.excepted or self.result.facts)
        )

    def _pool(self, whom: Whom) -> list[Member]:
        """Of whom all, each or so many can be said."""
        facts = self.result.facts
        pool = [m for m in self.household if m not in self.result.excepted]
        at = whom.group.subjects[0].start if whom.group.subjects else 0
        before = [m for m, place in self.waiting.items() if place < at]
        if whom.everyone == "each" and before and (len(before) > 1 or not self.whole):
            self.waiting = {m: place for m, place in self.waiting.items() if m not in before}
            return before
        waits = all(m in facts and facts[m].antigen is None for m in self.mentioned)
        if whom.everyone == "each" and len(self.mentioned) > 1 and waits:
            return list(self.mentioned)
        told = [m for m in pool if m in facts and (facts[m].antigen or facts[m].where)]
        if whom.everyone or self.result.count is not None or told:
            pool = [m for m in pool if m not in told]
        return pool

    def _of_nobody_named(self, whom: Whom) -> None:
        """A value without a subject: of those who wait, the speaker, or the only one."""
        values, household = whom.group.values, self.household
        result = self.result
        absent = all(token.kind in PLACES or token.kind is Kind.UNTESTED for token in values)
        if absent and (result.excepted or self._untold_again(values)):
            return  # 除了小果都阴（睡了没测）: it says why
        left = [m for m in household if m not in self.mentioned and m not in result.excepted]
        results = sum(t.kind in RESULTS for t in values)
        temperatures = sum(t.kind is Kind.TEMPERATURE for t in values)
        one_each = len(household) > 1 and len(household) in (results, temperatures)
        one_each = one_each and (temperatures > 1 or _in_a_row(values))
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
            result.where = place_of(values)
        else:
            self._doubt("who", 1.0)
            self._loose(values, result.count if result.count and len(values) == 1 else 1)

    def _untold_again(self, values: Sequence[Token]) -> bool:
        """`我还没做，等下补`: that somebody is not tested yet, in other words."""
        untested = any(fact.antigen == "untested" for fact in self.result.facts.values())
        return untested and all(token.kind is Kind.UNTESTED for token in values)

    def _to_those_without(self, values: Sequence[Token]) -> None:
        facts = self.result.facts
        said = {field_of(token.kind) for token in values}
        open_ = [
            m
            for m in self.mentioned
            if m not in self.result.excepted
            and (m not in facts or all(getattr(facts[m], name) is None for name in said))
        ]
        if open_:
            self._give(open_, values, False)
        elif self._says_it_again(values):
            return
        else:
            self._doubt("conflict")
            self._loose(values)

    def _says_it_again(self, values: Sequence[Token]) -> bool:
        """`屈海 阳 两条`, `无效，C都没有`: the last who was named, the same in other words.

        Two negatives may be of two people; nothing else is likely to be.
        """
        told = [m for m, fact in self.result.facts.items() if fact.antigen]
        if not told:
            return False
        alone = len(self.household) == 1
        antigen = self.result.facts[told[-1]].antigen
        said = {RESULTS.get(token.kind) for token in values}
        return antigen not in (None, *(() if alone else ("negative",))) and said == {antigen}


def _in_a_row(values: Sequence[Token]) -> bool:
    """`阴阴阴`, `阴 阴`: results side by side, of one person each; `不是阳，是阴` is one."""
    told = [token for token in values if token.kind in RESULTS]
    again = any(str(token.value)[:1] in _AGAIN for token in told)
    near = all(after.start - token.end <= NEAR for token, after in pairwise(told))
    return near and not again
