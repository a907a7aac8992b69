"""Of whom a covered line speaks: names, kin, the speaker, all, the rest, so many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from wanjia.reports.paste.reader.facts import Meaning
from wanjia.reports.paste.reader.grouping import Group
from wanjia.reports.paste.reader.kinship import kin_of
from wanjia.reports.paste.reader.lexicon import Kin
from wanjia.reports.paste.reader.prices import DOUBTS
from wanjia.reports.paste.reader.roster import Member
from wanjia.reports.paste.reader.sharing import without_the_past, without_the_shown
from wanjia.reports.paste.reader.tokens import SILENT, VALUES, Kind, Token

_SAYS = (":", "说", "讲")


@dataclass(eq=False)
class Whom:
    """The people of one group as far as they are known; None stands for one who is not."""

    group: Group
    people: list[Member | None] = field(default_factory=list)
    everyone: str = ""  # all, each
    stated: int | None = None
    rest: bool = False
    unheard: bool = False  # names somebody, whoever that is, and says nothing to be stored


class Subjects:
    """Resolves whom each group of a line speaks of."""

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
        present: Sequence[Token] = tokens
        if Kind.PAST in kinds:
            present, self.result.past = without_the_past(present, text)
        if Kind.FAINT in kinds or Kind.NEGATIVE in kinds:
            present, self.result.shown = without_the_shown(present)
        self.tokens = self._who_speaks(present)
        self.sure_of = self._named_beyond_doubt()
        self.mentioned: list[Member] = []
        self.kin_known: dict[str, tuple[Member, ...]] = {}
        self.called: dict[str, Kin] = {}  # the words for kin that were understood
        self.by_name = False  # what is given now is said of people by name
        self.unknown = self.unknown_excepted = 0  # people spoken of whom the roster cannot tell
        self.waiting: dict[Member, int] = {}  # named, with nothing said of them yet, and where
        self.whole = False  # the line speaks of the whole household

    # -- who ---------------------------------------------------------------------------------

    def _who_speaks(self, tokens: Sequence[Token]) -> list[Token]:
        """`郭靖: 老婆两条杠`: the name before the colon speaks and is no subject."""
        kept = list(tokens)
        if Kind.SELF in self.result.kinds:
            kept = self._says_who_i_am(tokens)
        heavy = [
            t
            for t in kept
            if t.kind not in SILENT - {Kind.BREAK} and t.kind not in (Kind.DOOR, Kind.PLACE)
        ]
        if heavy and heavy[0].value == "(":
            heavy = heavy[1:]  # (顾美华:都阴)
        relative = (Kind.KIN, Kind.SELF, Kind.ALL, Kind.ALONE, Kind.COUNT, Kind.EACH)
        if (
            len(heavy) > 2
            and heavy[0].kind is Kind.PERSON
            and heavy[1].value in _SAYS
            and (heavy[2].kind in relative or heavy[2].kind is Kind.PERSON)
        ):
            said_by = self._inside(heavy[0].value)
            if len(said_by) == 1:
                self.speaker = said_by[0]
                kept.remove(heavy[0])
                self.result.names.append(self.text[heavy[0].start : heavy[0].end])
        elif self.speaker is None and self._tells_as_i(heavy):
            self.speaker = self._inside(heavy[0].value)[0]
            kept.remove(heavy[0])
            self.result.names.append(self.text[heavy[0].start : heavy[0].end])
        for token in kept:
            if token.kind in (Kind.PERSON, Kind.STRANGER):
                self.result.names.append(self.text[token.start : token.end])
        return kept

    def _says_who_i_am(self, tokens: Sequence[Token]) -> list[Token]:
        """`我是王芳 我阴`: whoever says so speaks, and is named once."""
        kept = [t for t in tokens if t.kind is not Kind.FILL or t.value != "是"]
        for token, after in pairwise(kept):
            said = self.text[token.end : after.start].strip()
            if token.kind is Kind.SELF and after.kind is Kind.PERSON and said in ("是", "叫"):
                people = self._inside(after.value)
                if len(people) == 1:
                    self.speaker = people[0]
                    others = any(t.kind is Kind.SELF and t is not token for t in kept)
                    gone = (token, after) if others else (token,)
                    if others:
                        self.result.names.append(self.text[after.start : after.end])
                    return [t for t in tokens if t not in gone]
        return list(tokens)

    @staticmethod
    def _goes_on_as_i(heavy: Sequence[Token]) -> bool:
        """`唐婉: 老陆阴 我也阴`: somebody else is named first, and then who writes."""
        return heavy[2].kind is Kind.PERSON and any(t.kind is Kind.SELF for t in heavy[3:])

    def _tells_as_i(self, heavy: Sequence[Token]) -> bool:
        """`俞海峰 我和老婆儿子阴`, `方莉莉 改一下，儿子两条杠了`: whoever is named first speaks."""
        first = heavy[0] if heavy else None
        if first is None or first.kind is not Kind.PERSON or len(heavy) < 3:
            return False
        if len(self._inside(first.value)) != 1 or self._goes_on(first):
            return False
        after = next((t for t in heavy[1:] if t.kind is not Kind.BREAK), None)
        if after is None or after.kind in VALUES or after.kind in (Kind.EACH, Kind.COUNT):
            return False
        several = sum(t.kind is Kind.PERSON for t in heavy) > 1
        says_i = any(t.kind in (Kind.SELF, Kind.ALONE) for t in heavy[1:])
        colon = heavy[1].value in _SAYS
        if several and not (says_i and (colon or after.kind in (Kind.KIN, Kind.SELF))):
            return False
        kin = after.kind is Kind.KIN or any(t.kind is Kind.KIN for t in heavy[2:4])
        return says_i or (kin and (after.kind is Kind.CORRECTION or colon))

    def _goes_on(self, first: Token) -> bool:
        """`老葛和两个小的`: whether more are named together with the first."""
        return self.text[first.end :].lstrip()[:1] in ("和", "跟", "与", "及", "、", "&", "+")

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
        self.result.doubts.setdefault(code, DOUBTS[code] if price is None else price)

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
        found = self.kin_known.get(kin.word)
        if found is None and self.household:
            found = kin_of(kin, self.household, self.speaker, self.mentioned)
        if found is None or self._is_called_otherwise(kin, found):
            self._doubt("who")
            return None
        self.kin_known[kin.word] = found
        self.called[kin.word] = kin
        return list(found)

    def _is_called_otherwise(self, kin: Kin, found: Sequence[Member]) -> bool:
        """`我爸妈还有我弟`: whether who would be the brother is the father already."""
        if kin.many != 1:
            return False
        for word, other in self.called.items():
            same = (kin.sex or other.sex, kin.older, kin.younger, kin.sibling) == (
                other.sex or kin.sex, other.older, other.younger, other.sibling,
            )  # fmt: skip
            if not same and other.many < 3 and set(found) <= set(self.kin_known[word]):
                return word != kin.word and (kin.sibling or other.sibling)
        return False

    def _self(self) -> list[Member] | None:
        if self.speaker is not None and (not self.household or self.speaker in self.household):
            return [self.speaker]
        if len(self.household) == 1:
            return list(self.household)
        self._doubt("who")
        return None

    def _whom(self, group: Group) -> Whom:
        whom = Whom(group)
        for token in self._without_appositions(group.subjects):
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

    def _without_appositions(self, subjects: Sequence[Token]) -> list[Token]:
        """`我妈王秀兰还在睡`: the word for kin and the name at once after it are one person."""
        kept = []
        for place, token in enumerate(subjects):
            after = subjects[place + 1] if place + 1 < len(subjects) else None
            if token.kind is Kind.PERSON and after is not None and self._is_whose(token, after):
                if after.kind is Kind.KIN:
                    self._kin_of_somebody(token, after)
                continue
            if (
                token.kind is Kind.KIN
                and after is not None
                and after.kind is Kind.PERSON
                and token.end == after.start
                and token.value.many == 1
                and len(named := self._inside(after.value)) == 1
                and _may_be(token.value, named[0])
            ):
                self.kin_known[token.value.word] = (named[0],)
                continue
            kept.append(token)
        return kept

    def _is_whose(self, name: Token, kin: Token) -> bool:
        """`江南的弟弟`, `温馨妈妈`: whether the name says whose brother, whose mother it is."""
        said = self.text[name.end : kin.start]
        if kin.kind is Kind.KIN and kin.value.couple and not said and kin.value.older is None:
            return True  # 冉启明两口子
        if kin.kind is not Kind.KIN:
            return kin.kind is Kind.STRANGER and said == "的"
        return said == "的" or (not said and kin.value.older is not None)

    def _kin_of_somebody(self, name: Token, kin: Token) -> None:
        people = self._inside(name.value)
        if kin.value.couple and kin.value.older is None:
            self._couple_of(people, kin)
            return
        found = None
        if len(people) == 1 and self.household:
            found = kin_of(kin.value, self.household, people[0], ())
        known = found is not None and people[0] not in found
        self.kin_known[kin.value.word] = found if known and found is not None else ()
        if not known:
            self._doubt("who")

    def _couple_of(self, people: Sequence[Member], kin: Token) -> None:
        """`冉启明两口子`: who is named, and whom they live with as a couple."""
        found = kin_of(kin.value, self.household, None, ()) if self.household else None
        known = found is not None and len(people) == 1 and people[0] in found
        self.kin_known[kin.value.word] = found if known and found is not None else ()
        if not known:
            self._doubt("who")

    def _name(self, whom: Whom, token: Token) -> None:
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

    def _fill_in(self, whoms: list[Whom]) -> None:
        """`我和孩子` in a home of two: one is known, so the other is too."""
        result = self.result
        if not self.household or set(result.doubts) != {"who"}:
            return
        blanks = [whom for whom in whoms for one in whom.people if one is None]
        left = [m for m in self.household if m not in self.mentioned]
        if len(blanks) != 1 or len(left) != 1 or len(self.household) < 2:
            return
        if blanks[0].group.has(Kind.SELF):
            blanks[0].people = [left[0] if one is None else one for one in blanks[0].people]
            self.mentioned += left
            result.doubts.clear()


def _may_be(kin: Kin, member: Member) -> bool:
    """Whether somebody of this sex and age may be called so by one of the family."""
    if kin.sex and member.sex and kin.sex != member.sex:
        return False
    return member.age is None or kin.ages[0] <= member.age <= kin.ages[1]
