"""The spans of a line as groups: of whom it speaks, and what it then says of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from wanjia.reports.paste.reader.tokens import PLACES, RESULTS, SUBJECTS, VALUES, Kind, Token

_NOTHING = Token(0, 0, Kind.SPACE, None, 0.0)
_TESTED = frozenset(RESULTS) - {Kind.UNTESTED}
_ASLEEP = frozenset("睡醒床")
_STILL = ("还", "仍", "依")
_IS = ("是", "就是", "系", "那个是", "只有")
_WHOLE = frozenset([Kind.COUNT, Kind.ALL, Kind.EACH])


@dataclass(eq=False)
class Group:
    """Subjects named together and the values that are said of them.

    `excepted`: those whom the line leaves out. `leading`: the value stands before its people.
    """

    subjects: list[Token] = field(default_factory=list)
    values: list[Token] = field(default_factory=list)
    excepted: bool = False
    leading: bool = False
    same: bool = False  # 也是: as was said of those before

    def has(self, *kinds: Kind) -> bool:
        """Whether any of these kinds is among its subjects."""
        return any(token.kind in kinds for token in self.subjects)


class _Grouping:
    def __init__(self) -> None:
        self.group = Group()
        self.groups = [self.group]
        self.denied = False
        self.talked = False  # everyday words stand after who is named
        self.left_out = False  # somebody is excepted
        self.parted = False  # something stood between the last value and here
        self.last = self.now = _NOTHING  # the span before this one, and this one
        self.opened = False  # a bracket opens here
        self.asking = False  # 要不要去方舱: what is asked of is no fact

    def fresh(self, excepted: bool = False, leading: bool = False) -> Group:
        """Begin another group, unless this one is still empty."""
        group = self.group
        if group.subjects or group.values or group.excepted or excepted or leading:
            self.group = Group(excepted=excepted, leading=leading)
            self.groups.append(self.group)
        return self.group

    def take(self, token: Token) -> None:
        """Put one span where it belongs."""
        kind, group = token.kind, self.group
        self.last, self.now = (self.now, token) if kind is not Kind.SPACE else (self.last, self.now)
        self.opened, opened = kind is Kind.BREAK and token.value == "(", self.opened
        if kind in (Kind.PERSON, Kind.KIN):
            self.opened = opened
        if kind in (Kind.QUESTION, Kind.NEED, Kind.WORRY):
            self.asking = True
        elif kind in (Kind.BREAK, Kind.STOP, Kind.SPACE):
            self.asking, self.parted = False, True
        if self.asking and kind in PLACES:
            return
        if _is_asleep(token) and any(one.kind in _TESTED for one in group.values):
            return  # 阴 38.2 在睡: who has a result and sleeps is not untested
        if self.talked and kind is Kind.PERSON and not group.excepted:
            group = self.fresh()  # 姑娘起来了 雨桐 阴: something else is said of 姑娘
        if kind in (Kind.WORD, Kind.NEED, Kind.SYMPTOM):
            self.talked = bool(group.subjects) and not group.values
        elif kind in SUBJECTS or kind in VALUES:
            self.talked = False
        if kind is Kind.FILL and token.value in _IS and self._is_whose():
            value = group.values.pop()
            self.fresh(leading=True).values.append(value)  # 阳的是孩子
        elif kind is Kind.SAME:
            group.same = bool(group.subjects)
        elif kind is Kind.NOT:
            self.denied = True
        elif self.denied and kind in VALUES:
            self.denied = False  # 是37.8不是36.8: the second is denied
        elif kind is Kind.EXCEPT:
            self.left_out = True
            self.fresh(excepted=True)
        elif kind is Kind.EXCEPT_END and not group.excepted:
            return
        elif kind is Kind.EXCEPT_END or self._ends_exception(kind):
            self.fresh()
            self.group.subjects.append(Token(token.start, token.end, Kind.REST, token.value, 0.0))
        elif kind in (Kind.BREAK, Kind.STOP):
            self._breaks(token)
        elif kind is Kind.EACH:
            if group.values and not group.leading:
                group = self.fresh()
            if not group.subjects or group.has(Kind.ALL, Kind.COUNT) or not group.has(Kind.EACH):
                group.subjects.append(token)
        elif kind is Kind.DOOR and group.subjects and not (group.values or group.excepted):
            self.fresh()  # 姑娘起来了 商2 雨桐 阴
        elif kind in (Kind.PERSON, Kind.KIN) and self.opened and self._was_counted():
            group.subjects.append(token)  # 一个没测（小果）
        elif kind in SUBJECTS:
            self._subject(token)
        elif kind in VALUES:
            again = str(token.value)[:1] in _STILL and kind in RESULTS
            if again and any(one.kind is kind for one in group.values):
                return  # 又测一道 还是阴: of the same
            led = group.leading and group.subjects
            if led or self._is_of_another(kind) or self._tells_why(kind):
                group = self.fresh()
            group.values.append(token)
            self.parted = False

    def _is_whose(self) -> bool:
        """Whether a value with 的 stands before: what follows says whose it is."""
        last = self.last
        return last in self.group.values and last.kind in RESULTS and str(last.value)[-1:] == "的"

    def _was_counted(self) -> bool:
        """Whether so many were just spoken of, and nobody says who."""
        group = self.group
        known = group.has(Kind.PERSON, Kind.KIN, Kind.SELF)
        return bool(group.values) and group.has(Kind.COUNT) and not known

    def _is_of_another(self, kind: Kind) -> bool:
        """`黄英一条杠 先阴`: a second result, apart from the first, of one person is another's."""
        subjects = self.group.subjects
        one = len(subjects) == 1 and subjects[0].kind not in (
            Kind.ALL,
            Kind.EACH,
            Kind.COUNT,
            Kind.REST,
        )
        told = any(token.kind in RESULTS for token in self.group.values)
        return kind in RESULTS and self.parted and one and told and not self.group.leading

    def _tells_why(self, kind: Kind) -> bool:
        """`除了小果都阴（睡了没测）`: why somebody is left out, no second result of others."""
        tested = any(token.kind in _TESTED for token in self.group.values)
        return kind is Kind.UNTESTED and self.parted and tested and self.left_out

    def _ends_exception(self, kind: Kind) -> bool:
        group = self.group
        ends = kind in (Kind.EACH, Kind.REST, Kind.ALL)
        return ends and group.excepted and bool(group.subjects)

    def _breaks(self, token: Token) -> None:
        group = self.group
        last = self.last
        if token.value in (":", "：") and last in group.values and last.kind in RESULTS:
            value = group.values.pop()
            self.fresh(leading=True).values.append(value)
        elif token.value in (".", ":", "：", "(", ")", "说", "讲"):
            return
        elif group.excepted and group.values:
            self.fresh()
        elif group.values or group.excepted or not group.subjects:
            return
        elif self.talked or all(one.kind in _WHOLE for one in group.subjects):
            self.fresh()  # 小的哭得厉害，都是阴的: something else is said of 小的

    def _subject(self, token: Token) -> None:
        group = self.group
        if group.values and not group.leading:
            group = self.fresh()
        if token.kind is Kind.REST and group.has(Kind.PERSON, Kind.KIN) and not group.excepted:
            group = self.fresh()  # 桂珍的药没了，其他人都阴: the others without her
        counted = group.has(Kind.COUNT) and all(one.kind in _WHOLE for one in group.subjects)
        some = token.kind is Kind.KIN and token.value.many != 1
        if some and counted and not group.excepted:
            group = self.fresh()  # 一家三口 大人阴 宝宝没做
        again = group.subjects and group.subjects[-1].kind is Kind.REST
        if not (again and token.kind is Kind.REST):
            group.subjects.append(token)


def _is_asleep(token: Token) -> bool:
    return token.kind is Kind.UNTESTED and not _ASLEEP.isdisjoint(str(token.value))


def groups_of(tokens: Iterable[Token]) -> tuple[list[Group], bool]:
    """The groups of a covered line, in its order. Also whether a denial denies nothing."""
    grouping = _Grouping()
    for token in tokens:
        grouping.take(token)
    groups = [one for one in grouping.groups if one.subjects or one.values]
    for before, group in pairwise(groups):
        if group.same and not group.values and not group.excepted:
            group.values = [token for token in before.values if token.kind in RESULTS]
    return groups, grouping.denied
