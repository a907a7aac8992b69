"""Addresses as residents and shops write them → lane (弄), stairwell (号), room (室).

弄 is the lane or the estate's entrance and never a building; 号 is the stairwell; 室 the flat.
Normal forms: 幢 and 单元 together are the stairwell (`3幢2单元502` is stairwell `3-2`, door
`3-2-502`); `251弄120支弄` is lane `251-120`; `541-1号` is stairwell `541-1`; `207号甲` and
`207甲号` are `207甲`; a villa has no room, its door is its stairwell.
The door never holds the lane.
"""

import re
from dataclasses import dataclass, field

from wanjia.places.addresses.characters import NUMERALS, numeral, plain, visible

SURE, DOUBTFUL, UNREAD = "sure", "doubtful", "unread"

WHY = {
    "": ("", ""),
    "empty": ("空白", "empty"),
    "no_number": ("没有门牌号", "no number in it"),
    "no_stairwell": ("没有楼号或门号", "no stairwell named"),
    "no_building": ("有单元，没有楼号", "a unit without its building"),
    "stairwell_range": ("门号是一段，要人选定", "a range of stairwells: a person must choose"),
    "room_range": ("室号是一段，照写", "a range of rooms, kept as written"),
    "two_rooms": ("写了几间，要人选定", "several rooms: a person must choose"),
    "floor_only": ("只有楼层，没有室号", "a floor but no room"),
    "room_in_words": ("室号是文字，照写", "the room is written in words, kept as written"),
    "bare_number": ("只有一个数，可能是门号", "a lone number, perhaps the stairwell"),
    "split_guess": ("楼号室号连写，分开是猜的", "stairwell and room run together: split by guess"),
    "block_and_number": ("又有幢又有号，取号", "both a block and a number: the number was taken"),
}


@dataclass(frozen=True, slots=True)
class Address:
    """One address text and what was read from it; `why` is a code of `WHY`, empty if none."""

    text: str
    lane: str | None
    stairwell: str | None
    room: str | None
    door: str | None
    status: str
    why: str


_N = rf"(?:[a-z]?[\doli|]*\d[\doli|]*[a-z]?|[{NUMERALS}]+|[oli|]{{1,4}}(?=\s*[弄号室]))"
_LANE = re.compile(rf"({_N})\s*弄(?:\s*({_N})\s*支弄)?|({_N})\s*支弄")
_SUFFIX = "号楼|楼栋|号门|号|幢|栋|座|单元|门牌|门|楼|层|室|房|#楼|#"
_CHAIN = r"(?:[a-z]?\d[\doli|]*[a-z]?|[a-z](?=\s*-\s*\d{3}))(?:\s*[-/~]\s*\d[\doli|]*[a-z]?)+"
_WORDS = (
    "(?:[底前后东西\\d一二三四][楼层])?(?:亭子间|前?后?客堂间?|(?<!\\d)[前后中]楼|[前后东西]厢房"
    "|灶披?间|三层阁|阁楼|统楼|统间|[前后]间|晒台)"
)
_PART = re.compile(
    rf"(?P<words>{_WORDS})|(?P<low>底楼|底层)|(?P<side>[东西南北中甲乙丙])单元"
    rf"|(?P<chain>{_CHAIN})\s*(?P<chain_suffix>{_SUFFIX})?"
    rf"|(?P<value>{_N}|[a-z](?=\s*(?:座|栋|幢|号楼|楼)))(?P<mark>[甲乙丙丁])?"
    rf"\s*(?P<suffix>{_SUFFIX})?(?P<after>[甲乙丙丁](?![a-z\d]*[座幢栋]|单元))?"
)
_LABELLED = re.compile(r"(楼号|栋号|幢号|门号|单元号|室号|房号|弄号)\s*:\s*(\w+)")
_LABELS = {"楼号": "号楼", "栋号": "号楼", "幢号": "号楼", "门号": "号", "单元号": "单元"}
_LABELS |= {"室号": "室", "房号": "室", "弄号": "弄"}
_VILLA = re.compile(r"(?:别墅|独栋|联排|叠加|叠墅)\s*([a-z]?\d+(?:-\d+)?)(?![\d号幢栋])")
_NOISE = re.compile(
    r"\([^)\d]*\)|(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)|(?<!\d)\d{6}(?!\d)"
    r"|\d+\s*(?:元|份|人|斤|箱)"
)
_ENGLISH = re.compile(
    r"\b(?:lane|room|rm|building|bldg|block|tower|unit|flat|apt|apartment|house|villa|suite|no\.?)\b"
)
_ROAD = re.compile(
    r"(?<!lane )(?<!\d)(?:\bno\.?\s*)?\d+\s+(?:[a-z']+\s+){1,3}"
    r"(?:road|rd|street|st|avenue|ave)\b\.?"
)
_ENGLISH_PARTS = (
    ("弄", re.compile(r"\blane\s*(?:no\.?)?\s*([\doli]+)|\b(\d+)\s*lane\b(?!\s*\d)")),
    ("号", re.compile(r"\b(?:house|villa)\s*(?:no\.?)?\s*(\d+\w?)")),
    (
        "号楼",
        re.compile(
            r"\b(?:building|bldg|block|tower)\b\.?\s*(?:no\.?\s*)?([a-z]?\d+[a-z]?|[a-z]\b)"
        ),
    ),
    ("室", re.compile(r"\b(?:room|rm|flat|apt|apartment|suite)\b\.?\s*(?:no\.?\s*)?#?(\w*\d\w*)")),
    ("室", re.compile(r"\bunit\b\.?\s*#?(\d{3,4}[a-z]?)\b")),
    ("单元", re.compile(r"\bunit\b\.?\s*(\d{1,2})\b")),
    ("号", re.compile(r"\bno\b\.?\s*(\d+[a-z]?)|#\s*(\d{1,2})\b")),
)
_ORDER = {"弄": 0, "号楼": 1, "单元": 2, "号": 3, "室": 4}


def read_address(text: str) -> Address:
    """Read one address text.

    Returns an `Address`; `sure` where the door is certain, `doubtful` where a person should look
    (no stairwell, a range, rooms in words), `unread` where there is no number at all. Never raises.
    """
    line = _NOISE.sub(" ", plain(visible(text))[:400]).strip(" ,;。、.\t")
    if not line:
        return Address(text, None, None, None, None, UNREAD, "empty")
    if _ENGLISH.search(line):
        line = _from_english(line)
    line = _VILLA.sub(r"\1号", line)
    if ":" in line:
        line = _LABELLED.sub(lambda m: m[2] + _LABELS[m[1]] + " ", line)
    lane, rest = _take_lane(line)
    parts = _Parts()
    for match in _PART.finditer(rest):
        parts.take(match)
    return parts.address(text, lane)


def _from_english(line: str) -> str:
    line = _ROAD.sub(" ", line)
    found: list[tuple[int, str]] = []
    for suffix, pattern in _ENGLISH_PARTS:
        match = pattern.search(line)
        if match is None or any(order == _ORDER[suffix] for order, _ in found):
            continue
        value = next(group for group in match.groups() if group)
        found.append((_ORDER[suffix], value + suffix))
        line = line[: match.start()] + " , " + line[match.end() :]
    return "".join(part for _, part in sorted(found)) + " " + line


def _take_lane(line: str) -> tuple[str | None, str]:
    found = list(_LANE.finditer(line))
    if not found:
        return None, line
    match = found[-1]
    lane = numeral(match[1] or match[3])
    if match[2]:
        lane += "-" + numeral(match[2])
    return lane, line[match.end() :]


@dataclass(slots=True)
class _Parts:
    """The parts of one address in the order they stand in."""

    block: str | None = None
    block_at: int = -1
    unit: str | None = None
    number: str | None = None
    number_at: int = -1
    floor: str | None = None
    rooms: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    lane: str | None = None
    words: str | None = None
    why: str = ""

    def take(self, match: re.Match[str]) -> None:
        if match["words"]:
            self.words = match["words"]
        elif match["low"]:
            self.floor = "1"
        elif match["side"]:
            self.unit = match["side"]
        elif match["chain"]:
            values = [numeral(v.strip()).upper() for v in re.split("[-/~]", match["chain"])]
            suffix = match["chain_suffix"] or ""
            if "/" not in match["chain"] or not self._take_list(values, suffix, match.start()):
                self._take_chain(values, suffix, match.start())
        else:
            self._take_value(match)

    def _take_value(self, match: re.Match[str]) -> None:
        written, suffix = match["value"], match["suffix"] or ""
        chinese = written[0] in NUMERALS
        if chinese and not suffix and (len(written) < 3 or not self._has_stairwell()):
            return
        value = numeral(written).upper()
        value += match["mark"] or (match["after"] if suffix.startswith("号") else "") or ""
        if suffix in ("号楼", "楼栋", "幢", "栋", "座", "#", "#楼"):
            self.block, self.block_at = value, match.start()
        elif suffix in ("单元", "门"):
            self.unit = value
        elif suffix in ("楼", "层"):
            self.floor = value
        elif suffix in ("室", "房") or (suffix and self._can_be_room(value)):
            self.rooms.append(value)
        elif suffix:
            self.number, self.number_at = value, match.start()
        else:
            self.bare.append(value)

    def _take_list(self, values: list[str], suffix: str, at: int) -> bool:
        """A slash parts rooms (602/603室), or the room from its stairwell (602/23号)."""
        if len(values) == 2 and suffix.startswith("号") and len(values[0]) >= 3 > len(values[1]):
            self.number, self.number_at = values[1], at
            self.rooms.append(values[0])
            return True
        if self._has_stairwell() and all(len(v) >= 3 for v in values):
            self.rooms += values
            return True
        return False

    def _take_chain(self, values: list[str], suffix: str, at: int) -> None:
        written = "-".join(values)
        if suffix in ("幢", "栋", "座", "号楼", "单元", "楼栋", "门"):
            self.block, self.block_at = written, at
        elif suffix.startswith("号") and not (len(values[-1]) >= 3 > len(values[0])):
            self.number, self.number_at = written, at
            if len(values) == 2 and _is_range(*values):
                self.why = "stairwell_range"
        elif self._has_stairwell():
            self.rooms.append(written)
            if len(values) == 2 and _is_range(*values):
                self.why = self.why or "room_range"
        elif len(values) == 2:
            self.number, self.number_at = values[0], at
            self.rooms.append(values[1])
        elif len(values[0]) >= 3:
            self.lane, self.number, self.number_at = values[0], values[1], at
            self.rooms.append("-".join(values[2:]))
        else:
            self.block, self.block_at = "-".join(values[:-1]), at
            self.rooms.append(values[-1])

    def _can_be_room(self, value: str) -> bool:
        """In 23号602号 the second 号 is the flat."""
        return len(value) >= 3 and self._has_stairwell() and bool(self.number or self.floor)

    def _has_stairwell(self) -> bool:
        return bool(self.block or self.number or self.unit)

    def address(self, text: str, lane: str | None) -> Address:
        """Give each part its role, the plain ones (without 号 or 室) by what is still missing."""
        why = self.why
        self._settle_bare()
        stairwell = self.number
        if self.block and self.number_at < self.block_at:
            stairwell = self.block
        elif self.block and self.number:
            why = why or "block_and_number"
        if self.unit:
            why = why if stairwell else "no_building"
            stairwell = f"{stairwell}-{self.unit}" if stairwell else self.unit
        room = self.rooms[0] if self.rooms else None
        if len(set(self.rooms)) > 1:
            why = "two_rooms"
        if room is None and self.words:
            room, why = self.words, "room_in_words"
        elif room is None and self.floor and stairwell:
            why = "floor_only"
        if not stairwell:
            why = "no_stairwell"
        why = self.why if self.why in ("split_guess", "bare_number") else why
        stairwell = (stairwell.lstrip("0") or stairwell) if stairwell else None
        lane = lane or self.lane
        if not (lane or stairwell or room):
            return Address(text, None, None, None, None, UNREAD, "no_number")
        door = f"{stairwell}-{room}" if stairwell and room else stairwell
        status = SURE if why in ("", "room_range") else DOUBTFUL
        return Address(text, lane, stairwell, room, door, status, why)

    def _settle_bare(self) -> None:
        bare = self.bare
        if not self._has_stairwell() and self.floor and (bare or self.rooms):
            room = (self.rooms or bare)[0]
            if room[: len(room) - 2] != self.floor:
                self.number, self.why, self.floor = self.floor, "split_guess", None
        if (not self._has_stairwell() and len(bare) >= 2) or (
            not self._has_stairwell() and self.rooms and bare
        ):
            self.number, bare = bare[0], bare[1:]
        elif not self._has_stairwell() and bare and len(bare[0]) == 5 and bare[0].isdigit():
            self.number, self.why, bare = bare[0][:2], "split_guess", [bare[0][2:]]
        elif not self._has_stairwell() and len(bare) == 1 and len(bare[0]) <= 2:
            self.number, self.why, bare = bare[0], "bare_number", []
        extra = [v for v in bare[1:] if len(v) >= 3 and v[-2:].isdigit()]
        if bare and not self.rooms:
            self.rooms += [bare[0], *extra]


def _is_range(first: str, last: str) -> bool:
    return first.isdigit() and last.isdigit() and len(first) == len(last) and first < last


def why_text(why: str, lang: str = "zh") -> str:
    """The sentence for a code of `Address.why` in Chinese, or in English (`lang` en…)."""
    return WHY[why][lang.startswith("en")]
