"""Where a line names its doors."""

import re
from typing import NamedTuple

from wanjia.places.addresses.characters import NUMERALS, numeral
from wanjia.reports.paste.reader.roster import Context, Dwelling, RosterIndex


class Mention(NamedTuple):
    """A door named in a text: `found` are the dwellings it can be, `said` how it was said.

    `room` is set where only a room was named.
    """

    start: int
    end: int
    said: str
    found: tuple[Dwelling, ...]
    room: str = ""


# Characters that can make a door, or part of one, of the digits beside them.
DOOR_WORDS = frozenset("号楼门院幢栋座单元室房层甲乙丙丁弄")
_C = f"[{NUMERALS}]"
_AFTER = (
    r"(?![\d.。,:]\d)(?!\d)(?!\s*(?:人|份|元|斤|个|块|箱|袋|盒|毫升|ml|岁|天|米|弄|路|度|℃|点|月))"
)
_MARKED = (
    rf"(?:(?P<lane>[\doli]+|{_C}+)\s*弄\s*)?(?:(?P<block>\d{{1,3}}|{_C}{{1,3}})\s*[幢栋座]\s*(?=\d{{1,3}}号))?"
    rf"(?<![\d.])(?P<a>[a-z]?\d[\doli]{{0,3}}[a-z]?|[a-z](?=\s*[座栋幢])|{_C}{{1,4}})(?P<am>[甲乙丙丁])?"
    r"\s*(?P<mark>号楼|号门|号院|号|幢|栋|座|#楼|#|楼(?=\s*[-,]?\s*\d{3})|单元|门(?=\s*\d))(?P<am2>[甲乙丙丁](?!单元))?"
    rf"(?:[-,、/:\s]{{0,2}}(?P<u>\d{{1,2}}|{_C}{{1,2}})\s*(?:单元|门|号门?)(?=[-\s]*(?:\d|{_C})))?"
    rf"(?:[-\s]*(?:\d{{1,2}}|{_C}{{1,3}})\s*[楼层])?"
    rf"(?:[-,、/:\s]{{0,2}}(?P<r>[a-z]?\d[\doli]{{1,3}}[a-z]?(?![a-z\d]){_AFTER}|\d{{1,2}}(?=室)|{_C}{{3,5}})"
    r"(?:-\d(?=室))?(?:\s*(?:室|号房|号|房))?)?"
)
_HYPHEN = (
    r"(?<![\d.a-z-])(?P<ha>[a-z]?\d[\doli]{0,3}[a-z甲乙丙丁]?|[a-z])\s*(?P<sep>[-/_]|一(?=\d{3}))\s*"
    r"(?:(?P<hu>\d{1,2})\s*[-/_]\s*)?(?P<hr>[a-z]?\d[\doli]{0,3}[a-z]?)(?:\s*室|(?![a-z\d]|\.\d|。\d))"
)
_DOORS = re.compile(f"{_MARKED}|{_HYPHEN}")
_ENGLISH = re.compile(
    r"(?:building|bldg|block|tower|no)\b\.?\s*#?(?P<a>[a-z]?\d+[a-z]?|[a-z]\b)\W{1,3}"
    r"(?:unit\.?\s*(?P<u>\d{1,2})\W{1,3})?"
    r"(?:(?:room|rm|flat|apt|apartment|unit|suite)\b\.?\s*(?:no\.?\s*)?|#)(?P<r>\w*\d\w*)"
    r"(?:,?\s*lane \d+)?"
    r"|(?:room|rm|flat|apt|apartment|unit|suite)\b\.?\s*#?(?P<r2>\w*\d\w*)\W{1,3}(?:in\s+|of\s+)?"
    r"(?:building|bldg|block|tower|no)\b\.?\s*(?P<a2>[a-z]?\d+[a-z]?|[a-z]\b)(?:,?\s*lane \d+)?"
)
_MORE_ROOMS = re.compile(
    r"\s*(?:[、/,和及&+]|以及)\s*(\d{3,4})(?!\d)(?:\s*室)?(?!\s*(?:人|份|元|度))"
)
_BARE = re.compile(
    r"(?<![\d.:/])([a-z]?\d{3,4}(?:[a-wyz](?![a-z\d]))?)(?:\s*室|(?![a-wyz\d]))(?![.。:]\d)"
    r"(?!\s*(?:人|份|元|斤|块|年|弄|路|ml|g\b|度|℃|号))"
)
_TWO = re.compile(
    r"(?<![\d.])(\d{1,3}[甲乙]?)[\s,、.]{1,3}(\d{2,4}[a-z]?)(?!\d)(?![.。]\d)(?:\s*室)?"
)
_GLUED = re.compile(r"(?<![\d.])(\d{4,6})(?:\s*室|(?!\d))(?![.。]\d)(?!\s*(?:人|份|元))")
_LONE = re.compile(
    r"\s*(?:no\.?\s*|第)?([a-z]?\d{1,4}[a-z]?)(?![\d.。:])(?!\s*(?:人|份|个|口|位|点|月|日|天|条|道|杠|根|线|元|斤|箱))"
)
_CHINESE_ROOM = re.compile(rf"\s*({_C}{{3,5}})(?:室|(?!{_C}|[个人份条度]))")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_DIGIT = re.compile(rf"\d|{_C}{{2}}|[{NUMERALS}](?:号|幢|栋)|[a-z]-?\d|[a-z][座栋幢]|[lo]")


def find_doors(text: str, index: RosterIndex, context: Context, prefix: str = "") -> list[Mention]:
    """The doors a plain text names, in order.

    `context` gives the estate, lane and the stairwell bare rooms belong to; `prefix` is a block
    that the list's title names where a stairwell is 幢 and 单元 together.
    """
    if not _DIGIT.search(text):
        return []
    if "1" in text and _PHONE.search(text):
        text = _PHONE.sub(lambda m: " " * len(m[0]), text)
    mentions: list[Mention] = []
    search = _Search(text, index, context, prefix)
    at = 0
    while (match := _DOORS.search(text, at)) is not None:
        mention = search.marked(match) if match["mark"] else search.hyphen(match)
        at = max(match.end() if mention is None else mention.end, match.start() + 1)
        if mention is not None:
            mentions.append(mention)
            more = search.more_rooms(mention)
            mentions += more
            at = more[-1].end if more else at
    if not mentions and (english := _ENGLISH.search(text)):
        a, r = english["a"] or english["a2"], english["r"] or english["r2"]
        mentions.append(search.exact(english, [a, *_some(english["u"])], r))
    return _best(mentions) or search.loose()


def other_doors(text: str, door: Mention) -> bool:
    """Whether anything else in a plain text could be a door too, whatever doors there are."""
    spans = [match.span() for match in _DOORS.finditer(text)]
    return spans != [(door.start, door.end)] or bool(_MORE_ROOMS.match(text, door.end))


def _some(value: str | None) -> list[str]:
    return [value] if value else []


def _best(mentions: list[Mention]) -> list[Mention]:
    """If some doors exist, numbers that only look like doors are not doors."""
    known = [m for m in mentions if m.found]
    return known or mentions[:1]


class _Search:
    def __init__(self, text: str, index: RosterIndex, context: Context, prefix: str) -> None:
        self.text, self.index, self.context, self.prefix = text, index, context, prefix

    def look(self, parts: list[str], room: str, lane: str = "") -> tuple[str, list[Dwelling]]:
        """The normal form of a door and the dwellings it is."""
        parts = [numeral(p) for p in parts]
        door = "-".join([*parts, numeral(room)] if room else parts)
        lane = lane or self.context.lane
        found = self.index.find(door, self.context.estate, lane)
        if not found and self.prefix and len(parts) == 1 and room:
            found = self.index.find(f"{self.prefix}-{door}", self.context.estate, lane)
        if not found and (parts[0].startswith("0") or room.startswith("0")):
            bare = "-".join(p.lstrip("0") for p in [*parts, room] if p)
            found = self.index.find(bare, self.context.estate, lane)
        if not found and len(parts) == 2:
            found = self.index.find(f"{parts[1]}-{numeral(room)}", self.context.estate, lane)
            found = found if parts[1] not in self.index.stairwells else []
        return (found[0].door if found else door.upper()), found

    def exact(self, match: re.Match[str], parts: list[str], room: str) -> Mention:
        said, found = self.look(parts, room)
        return Mention(match.start(), match.end(), said, tuple(found))

    def marked(self, match: re.Match[str]) -> Mention | None:
        label = (match["a"] or "") + (match["am"] or match["am2"] or "")
        room, mark, unit = match["r"], match["mark"], match["u"]
        lane = numeral(match["lane"]) if match["lane"] else ""
        if label[0] in NUMERALS and room is None and mark in ("楼", "门", "单元"):
            return None
        if room is None or (mark in ("号", "#") and self._villa_with_value(label, room)):
            said, found = self.look([label], "", lane)
            if not found and not (mark != "单元" and label not in self.index.stairwells):
                return None
            if not found and not lane and mark not in ("号", "号楼", "幢", "栋", "#"):
                return None
            if not found and re.match(r"上午|下午|早|晚|中午|线|码", self.text[match.end() :]):
                return None
            end = match.start("r") if room else match.end()
            return Mention(match.start(), end, said, tuple(found))
        if mark in ("单元", "门"):
            block = self.context.stairwell or self.prefix
            if not block:
                return Mention(match.start(), match.end(), f"{label}-{room}", ())
            said, found = self.look([block, label], room, lane)
            return Mention(match.start(), match.end(), said, tuple(found))
        if mark == "楼" and self._is_floor(label, room):
            return self.bare(match.start(), match.end(), room)
        said, found = self.look([label, *_some(unit)], room, lane)
        return Mention(match.start(), match.end(), said, tuple(found))

    def _villa_with_value(self, label: str, room: str) -> bool:
        """`8号 365`: house 8 and a temperature, where no flat 365 exists."""
        key = numeral(label)
        return not self.look([key], room)[1] and bool(self.look([key], "")[1])

    def _is_floor(self, label: str, room: str) -> bool:
        return numeral(room)[:-2] == numeral(label) and (
            bool(self.context.stairwell) or not self.look([label], room)[1]
        )

    def hyphen(self, match: re.Match[str]) -> Mention | None:
        a, unit, room = match["ha"], match["hu"], match["hr"]
        if unit:
            said, found = self.look([a, unit], room)
            if found:
                return Mention(match.start(), match.end(), said, tuple(found))
            if len(numeral(a)) >= 3:
                said, found = self.look([unit], room, numeral(a))
                return Mention(match.start(), match.end(), said, tuple(found)) if found else None
            return Mention(match.start(), match.end(), said, ()) if len(room) > 2 else None
        said, found = self.look([a], room)
        if found:
            return Mention(match.start(), match.end(), said, tuple(found))
        if len(a) >= 3 and len(numeral(room)) <= 2:
            return self.bare(match.start("ha"), match.end("ha"), a)
        if self.context.stairwell and len(a) >= 3 and match["sep"] == "/":
            return None
        if len(room) < 3 and match["sep"] != "-":
            return None
        if len(room) < 2 and not match[0].endswith("室"):
            villa = self.look([a], "")
            if villa[1] and match.start() == len(self.text) - len(self.text.lstrip()):
                return Mention(match.start("ha"), match.end("ha"), villa[0], tuple(villa[1]))
            return None
        if len(room) == 2 and not match[0].endswith("室") and a not in self.index.stairwells:
            return None
        return Mention(match.start(), match.end(), said, ())

    def more_rooms(self, first: Mention) -> list[Mention]:
        """`3-201、202`: more rooms of the same stairwell, where they exist."""
        more: list[Mention] = []
        stairwell = first.said.rpartition("-")[0]
        at = first.end
        while first.found and stairwell and (match := _MORE_ROOMS.match(self.text, at)):
            said, found = self.look([stairwell.lower()], match[1])
            if not found:
                break
            more.append(Mention(match.start(1), match.end(), said, tuple(found)))
            at = match.end()
        return more

    def bare(self, start: int, end: int, room: str) -> Mention:
        """A room alone belongs to the stairwell that the list's title names."""
        stairwell = self.context.stairwell
        if stairwell:
            said, found = self.look([stairwell.lower()], room)
            return Mention(start, end, said, tuple(found))
        elsewhere = self.index.in_room(numeral(room), self.context.estate, self.context.lane)
        return Mention(start, end, room, tuple(elsewhere), room=room)

    def loose(self) -> list[Mention]:
        """Ways to write a door that could be something else: only taken where they exist."""
        text = self.text
        if (two := _TWO.search(text)) and not (self.context.stairwell and len(two[1]) > 2):
            said, found = self.look([two[1]], two[2])
            if found:
                return [Mention(two.start(), two.end(), said, tuple(found))]
        chinese = _CHINESE_ROOM.match(text)
        if chinese:
            return [self.bare(chinese.start(1), chinese.end(), numeral(chinese[1]))]
        lone = _LONE.match(text)
        if lone and len(lone[1]) <= 3:
            said, found = self.look([lone[1]], "")
            if found:
                return [Mention(lone.start(1), lone.end(1), said, tuple(found))]
        for match in _BARE.finditer(text):
            mention = self.bare(match.start(), match.end(), match[1])
            known = bool(mention.found) and not mention.room
            leads = not text[: match.start()].strip(" (#.、,-") or match[0].endswith("室")
            if known and (leads or not _is_temperature(match[1])):
                return [mention, *self.more_rooms(mention)]
            if leads and (self.context.stairwell or mention.found or match[0].endswith("室")):
                return self._glued(match) or [mention]
            if mention.found and len(match[1]) == 4:
                return self._glued(match) or [mention]
            if leads and not _is_temperature(match[1]):
                return self._glued(match) or [mention]
        glued = _GLUED.search(text)
        return self._glued(glued) if glued else []

    def _glued(self, match: re.Match[str]) -> list[Mention]:
        """`23602`: stairwell and room run together, where one split of it exists."""
        digits = match[1]
        if len(digits) < 4 or self.context.stairwell or not digits.isdigit():
            return []
        splits = [self.look([digits[:k]], digits[k:]) for k in (1, 2, 3) if len(digits) - k >= 3]
        known = [(said, found) for said, found in splits if found]
        if len(known) != 1 or (len(digits) == 4 and self.index.in_room(digits)):
            return []
        said, found = known[0]
        return [Mention(match.start(), match.end(), said, tuple(found))]


def _is_temperature(digits: str) -> bool:
    return len(digits) == 3 and digits.isdigit() and 350 <= int(digits) <= 420
