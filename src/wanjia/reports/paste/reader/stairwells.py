"""Which stairwell a list is about: titles, senders, rooms, names and sizes as evidence."""

import math
import re
from collections.abc import Iterable

from wanjia.places.addresses.characters import NUMERALS, numeral
from wanjia.reports.paste.reader import lines
from wanjia.reports.paste.reader.called_doors import called_doors
from wanjia.reports.paste.reader.document import Block, Role
from wanjia.reports.paste.reader.doors import spans_of
from wanjia.reports.paste.reader.names import full_names
from wanjia.reports.paste.reader.prices import EVIDENCE
from wanjia.reports.paste.reader.roster import Context, Dwelling, RosterIndex, Stairwell
from wanjia.reports.paste.reader.wording import placed

KNOWN = 0.9  # above this probability nobody is asked
LIKELY = 5
_C = f"[{NUMERALS}]"
_TITLED = re.compile(
    rf"(?<![月\d.:年])(?:第)?(\d{{1,3}}|{_C}{{1,3}}|[a-z](?=座|栋|幢|楼|号|单元|\d))([甲乙丙丁])?"
    r"(?:(号楼|楼栋|号门|楼道|号|幢|栋|座|#|楼|门|单元)|(?=-\d(?!\d))|(?<=[甲乙丙丁]))"
    rf"(?:(?<=[幢栋座元道])|(?!\s*(?:上午|下午|早|晚|中午|日|之?前|截止|开始|结束|通知|封|起|[~至到]\s*\d)))-?(?:第?(\d{{1,2}}|{_C})(?:单元|号门|门|号楼?)?(?!\d))?"
)
_ENGLISH = re.compile(
    r"(?:building|bldg|block|tower)\W{0,3}(\d{1,3}|[a-z])(?![a-z\d])(?:\W{0,3}unit\W{0,3}(\d{1,2}))?"
)
_DATES = re.compile(
    r"\d{1,2}月\d{1,2}(?:日|号)?|\d{1,2}[:点]\d{0,2}|\d{1,2}号(?=上午|下午|早|晚|中午)|\d+元"
)
_LANE = re.compile(r"(\d+)\s*弄")
_ROOM = re.compile(r"\D{0,6}?(?<![.\d:])([a-z]?\d{3,4})(?![\d.])")
_PEOPLE = re.compile(rf"(\d{{1,2}}|{_C}|俩)\s*(?:个人|口人|人|口|$)|[-~*x_]\s*(\d)(?!\d)")
_COUNT_ONLY = re.compile(r"\d{3,4}\s*[-_~*x,: 共]*\s*\d{0,2}\s*(?:人|个人)?")
_ORDER = re.compile(
    r"[\d一二两三四五](份|箱|袋|盒|板|斤|瓶|套|桶|包|提)|(?<![a-z])[a-e][*x+]?\d"
    r"|(?:菜包|菜|米|肉|奶|蛋|油|面|水果|面包|吐司|纸|套餐|milk|bread|eggs?)\s?[*x+]?\s?[\d一二两三四五]"
)


def weigh_blocks(blocks: Iterable[Block], index: RosterIndex, context: Context) -> None:
    """Work out for each block what it is about; what was pasted before it counts a little."""
    before: Block | None = None
    for block in blocks:
        block.purpose = context.purpose or _purpose(block)
        _Evidence(block, index, context).weigh(before)
        before = block


def best_stairwells(block: Block, many: int = 3) -> list[tuple[Stairwell, float]]:
    """The stairwells that a block is most probably about, the likeliest first."""
    return [(one, block.stairwells[one]) for one in block.likely[:many]]


def is_open(block: Block) -> bool:
    """Whether rooms stand in a list alone and it is not known of which stairwell."""
    return (
        block.bare_rooms > 0
        and len(block.stairwells) > 1
        and max(block.stairwells.values(), default=1.0) <= KNOWN
    )


def _purpose(block: Block) -> str:
    title = " ".join([block.group, *block.titles])
    said = lines.purpose_of(title)
    if said:
        return said
    entries = [line.text for line in block.lines if line.role is Role.ENTRY]
    if not entries:
        return ""
    half = len(entries) / 2
    if sum(_COUNT_ONLY.fullmatch(one) is not None for one in entries) > half:
        return "headcount"
    if sum(_ORDER.search(one) is not None for one in entries) > half:
        return "order"
    return ""


class _Evidence:
    def __init__(self, block: Block, index: RosterIndex, context: Context) -> None:
        self.block, self.index, self.context = block, index, context
        self.score = dict.fromkeys(index.stairwells, 0.0)
        self.estates = dict.fromkeys({one.estate for one in index.stairwells}, 0.0)
        self.rarity = math.log(max(1, len(self.score)))  # a title names one of so many
        self.titled: set[Stairwell] = set()
        self.bare = 0.0  # how many lines name a room alone, by weight
        self.elsewhere: set[Stairwell] = set()  # stairwells that full doors name
        self.told: dict[Stairwell, int] = {}  # those of the title that lines name, how often

    def weigh(self, before: Block | None) -> None:
        """Set the block's probabilities."""
        block = self.block
        if not self.score:
            return
        if before is not None and before.group == block.group:
            for stairwell, share in before.stairwells.items():
                if share > 0.02:
                    self.score[stairwell] += EVIDENCE["list_before"] * share
            for estate, share in before.estates.items():
                self.estates[estate] += share
        self._officer()
        self._title(" ".join([block.group, *block.titles]))
        self._said()
        self._normalise()

    def _officer(self) -> None:
        known = dict(self.context.stairwells).get(self.block.key)
        for stairwell in self.score:
            if stairwell.label == self.context.stairwell.lower() and self.context.stairwell:
                self.score[stairwell] += EVIDENCE["officer"]
        if self.context.estate in self.estates:
            self.estates[self.context.estate] += 6.0
        if known in self.score:
            self.score[known] += EVIDENCE["officer"]
            self.estates[known.estate] += EVIDENCE["officer"]
            self.block.answered = True

    def _title(self, title: str) -> None:
        for name, estate in self.index.estate_names.items():
            if name in title:
                self.estates[estate] += EVIDENCE["estate_in_title"]
        lane = _LANE.search(title)
        if lane:
            for stairwell in self.score:
                if stairwell.lane == lane[1]:
                    self.score[stairwell] += self.rarity / 2
            title = title.replace(lane[0], " ")
        for stairwell in called_doors(self.index).stairwells_in(title):
            self._called(stairwell)
        said: dict[tuple[str, str, str], None] = {}
        for match in _TITLED.finditer(_DATES.sub(" ", title)):
            label = numeral(match[1]).lstrip("0") + (match[2] or "")
            said[label, numeral(match[4]) if match[4] else "", match[3] or ""] = None
        for match in _ENGLISH.finditer(title):
            said[match[1], match[2] or "", ""] = None
        known = {
            one
            for one in said
            if any(
                s.label.split("-")[0] == one[0] or s.label == "-".join(one[:2]) for s in self.score
            )
        }
        for label, unit, mark in known or said:
            self._titled(label, unit, mark, 1.0 if len(known) < 2 else 0.4)

    def _called(self, stairwell: Stairwell) -> None:
        """A title that names a stairwell by its own name: C1栋, 听澜邻里群."""
        if stairwell in self.score and stairwell not in self.titled:
            self.titled.add(stairwell)
            self.block.titled = True
            self.score[stairwell] += EVIDENCE["title"] + self.rarity

    def _titled(self, label: str, unit: str, mark: str, weight: float) -> None:
        for stairwell in self.score:
            building, _, own = stairwell.label.partition("-")
            if building == label:
                self.titled.add(stairwell)
                self.block.titled = True
                strength = (
                    EVIDENCE["title"]
                    if not unit
                    else EVIDENCE["title_unit"]
                    if own == unit
                    else 1.0
                    if own
                    else 3.0
                )
                self.score[stairwell] += (strength + self.rarity) * weight
            elif mark == "单元" and own == label:
                self.score[stairwell] += (EVIDENCE["title"] + self.rarity) / 2 * weight

    def _said(self) -> None:
        block = self.block
        senders: dict[str, None] = {}
        for line in block.lines:
            if line.role in (Role.ENTRY, Role.MESSAGE, Role.PLAIN):
                self._line(line.text, 1.0)
            if line.sender:
                senders.setdefault(line.sender)
        for sender in senders:
            self._line(sender, 0.7)

    def _line(self, text: str, weight: float) -> None:
        found = placed(text, self.index, self.context.estate) if weight == 1.0 else None
        if found is not None:
            self._placed(text, found[0])
            return
        if len(self.titled) > 1 and weight == 1.0:
            self._of_title(text)
        names = full_names(text, self.index)
        homes = {member.dwelling for named in names for member in named.members}
        room = _ROOM.match(text) or self._called_room(text)
        whole = self._whole_doors(text, room)
        if whole:
            for estate in {d.estate for d in whole}:
                at_home = any(d.estate == estate for d in homes & whole)
                self.estates[estate] += weight * (0.3 + (1.5 if at_home else 0.0))
            if self._may_be_titled(text):
                return
            if len(whole) == 1 or len({d.stairwell.label for d in whole}) == 1:
                self.elsewhere.add(next(iter(whole)).stairwell)
            return
        estates = {home.estate for home in homes}
        if len(estates) == 1:
            self.estates[estates.pop()] += weight
        if len(homes) == 1 and not room:
            self.score[next(iter(homes)).stairwell] += EVIDENCE["speaker"] * weight
        if room is not None:
            self._room(text, room, homes, bool(names), weight)

    def _of_title(self, text: str) -> None:
        """Note which of the title's stairwells a line's door names: 1-101, 二单元602 under 7栋."""
        spans = spans_of(text, self.index)
        said = {d.stairwell for s in spans if s.doors and not s.bare for d, _ in s.doors}
        said &= self.titled
        if len(said) == 1:
            one = said.pop()
            self.told[one] = self.told.get(one, 0) + 1

    def _may_be_titled(self, text: str) -> bool:
        """`2-501` under 3幢: of whichever building, its unit 2 is one of the title's stairwells."""
        return any(
            dwelling.stairwell in self.titled
            for span in spans_of(text, self.index)
            if not span.bare
            for dwelling, _price in span.doors
        )

    def _called_room(self, text: str) -> re.Match[str] | None:
        """A room that is called and not numbered, at the head of a line."""
        for word in self.index.room_words:
            match = re.match(rf"\W{{0,3}}({re.escape(word)})", text)
            if match is not None:
                return match
        return None

    def _placed(self, text: str, dwelling: Dwelling) -> None:
        """A line with a whole door says of the estate, hardly anything of the list's stairwell."""
        named = any(m.name in text for m in dwelling.members)
        self.estates[dwelling.estate] += 0.3 + (1.5 if named else 0.0)
        self.elsewhere.add(dwelling.stairwell)

    def _whole_doors(self, text: str, room: re.Match[str] | None) -> set[Dwelling]:
        if (
            room is not None
            and room.start(1) == 0
            and not re.search(r"[-号#/幢栋座]\s?\d{2}", text[room.end() :])
        ):
            return set()
        spans = [one for one in spans_of(text, self.index) if one.doors and not one.bare]
        spans.sort(key=lambda one: (one.start - one.end, one.start))
        return {dwelling for dwelling, price in spans[0].doors if price < 1.4} if spans else set()

    def _room(
        self, text: str, match: re.Match[str], homes: set[Dwelling], named: bool, weight: float
    ) -> None:
        room = match[1].lstrip("0")
        there = self.index.by_room.get(room, ())
        if not there:
            return
        self.block.bare_rooms += 1
        self.bare += weight
        many = _people_in(text[match.end() :])
        letters = set(text[match.end() :])
        for dwelling in there:
            if not dwelling.room:
                continue
            gain = -EVIDENCE["no_such_room"]
            if named:
                gain += (
                    EVIDENCE["name_at_home"] if dwelling in homes else EVIDENCE["name_elsewhere"]
                )
            elif not letters.isdisjoint(_last_letters(dwelling)):
                gain += (
                    EVIDENCE["called_so"]
                    if any(len(m.given) > 1 and m.given in text for m in dwelling.members)
                    else EVIDENCE["called_so"] / 3
                )
            if many and dwelling.members:
                size = len(dwelling.members)
                gain += (
                    EVIDENCE["size_same"]
                    if many == size
                    else EVIDENCE["size_less"]
                    if many < size
                    else EVIDENCE["size_more"]
                )
            self.score[dwelling.stairwell] += weight * gain

    def _normalise(self) -> None:
        block = self.block
        top = max(self.estates.values())
        weights = {name: math.exp(max(-30.0, value - top)) for name, value in self.estates.items()}
        whole = sum(weights.values())
        block.estates = {name: value / whole for name, value in weights.items()}
        score = {
            one: value + max(-8.0, math.log(block.estates[one.estate] + 1e-9))
            for one, value in self.score.items()
        }
        if len(self.titled) > 1 and sum(many > 1 for many in self.told.values()) > 1:
            block.mixed = frozenset(self.told)
        several = len(self.elsewhere - self.titled)
        nowhere = 1.0 + (min(4.0, 1.2 * several) if len(self.elsewhere) > 1 else 0.0)
        nowhere += EVIDENCE["nowhere_room"] * self.bare
        top = max(nowhere, *score.values())
        shares = {one: math.exp(max(-30.0, value - top)) for one, value in score.items()}
        whole = sum(shares.values()) + (math.exp(nowhere - top) if len(shares) > 1 else 0.0)
        block.stairwells = {one: value / whole for one, value in shares.items()}
        block.likely = tuple(sorted(shares, key=lambda one: -shares[one])[:LIKELY])


def _last_letters(dwelling: Dwelling) -> frozenset[str]:
    """The last character of each given name: what nicknames are made of."""
    known = dwelling.cache.get("last")
    if known is None:
        known = frozenset(m.given[-1] for m in dwelling.members if m.given and not m.latin)
        dwelling.cache["last"] = known
    assert isinstance(known, frozenset)
    return known


def _people_in(text: str) -> int | None:
    match = _PEOPLE.search(text)
    if match is None:
        return None
    said = (match[1] or match[2]).replace("俩", "二").replace("两", "二")
    value = numeral(said)
    return int(value) if value.isdigit() else None
