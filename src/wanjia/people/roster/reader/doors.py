"""The cells about a place, in normal form: 12号楼 is 12, 幢 and 单元 are 2-1, 602室 is 602."""

import re
from functools import lru_cache
from typing import NamedTuple

from wanjia.places.addresses.characters import NUMERALS, numeral, plain, visible
from wanjia.places.addresses.reader import read_address

LONGEST = 20  # characters of a label
_NUMBER = rf"(?:[a-z]?\d+[a-z]?|[{NUMERALS}]+|[a-z])"
_BLOCK = "号楼|楼栋|楼幢|幢楼|#楼|号院|号门|号|楼|幢|栋|座|#|门栋|门|梯"
_ONE = re.compile(
    rf"第?({_NUMBER}(?:-(?:\d+[a-z]?|[a-z]|[东南西北中甲乙丙丁戊]))*)([甲乙丙丁戊])?(?:{_BLOCK}|单元)?([甲乙丙丁戊])?(?:楼|幢|栋)?"
)
_TWO = re.compile(rf"第?({_NUMBER})(?:{_BLOCK})-?(?:第)?({_NUMBER}|[东南西北中])(?:单元|门)")
_LETTERED = re.compile(r"([甲乙丙丁戊])(?:座|栋|幢|号楼)")
_WORDED = re.compile(
    r"\d[甲乙丙丁]?(?:号楼?|楼|幢|栋|座|单元|门)[甲乙丙丁]?$|^[a-z](?:座|栋|幢|楼)$"
)
_WITH_ROOM = re.compile(r"[a-z]?\d{1,3}[a-z甲乙丙丁]?(?:-\d{1,2})?-\d{3,4}[a-z]?")
_LANE = re.compile(rf"(?:第)?({_NUMBER})弄?")
_IN_LANE = re.compile(rf"({_NUMBER})弄(?:({_NUMBER})支弄)?[,，、]?(?=.)")
_DATE = re.compile(r"\d{4}年|\d月\d|\d{4}[-/.]\d{1,2}[-/.]\d")
_NAMED = re.compile(r"[^\W\d_]{1,8}(?:楼|座|栋|幢|门|单元|阁|轩|大厦)")
_OWN_NAME = re.compile(rf"([\u3400-\u9fff]{{2,5}}?)(?:({_NUMBER})(?:{_BLOCK})?)?")
_NO_NAME = re.compile(
    rf"[{NUMERALS}]|(?:[路街道巷弄村镇乡区市县号楼栋幢座门]|小区|花园|家园|公寓|新村|单元)$|^(?:其他|外地|本地|空|第)"
)
# A building with a name and no number, with its flat: 东楼101, 翠竹阁3楼A室.
_NAMED_FLAT = re.compile(
    r"(?:([^\W\d_]{2,8}?(?:小区|新村|花园|家园|大院|公寓))[,，-]?)?"
    r"([^\W\d_]{1,6}(?:楼|阁|轩|大厦|堂|舍|庭|台|(?<![a-z])[座栋幢]))[-,，]?"
    r"(?:(\d{1,2})(?:楼|层|/?f)-?)?([a-z]|[a-z]?\d{3,4}[a-z]?|\d{1,2}[a-h]|(?<=[楼层f])\d{1,2}[a-z]?)(?:室|房|号房|户|座|单位)?"
)
_SIDE = re.compile(r"([东南西北中甲乙丙丁])(?:单元|门|侧|首)?")
_BEFORE = re.compile(r"^[^\W\d_a-z]{2,12}?(?=第?[a-z]?\d)")
_FLOOR = re.compile(r"^\d{1,2}[楼层](?=\d{2,4}$)")
_END = re.compile(r"(?:室号|号室|号房|房间|室|房|号|户)$")
_RANGE = re.compile(r"\d{2,4}[a-z]?(?:室|房)?(?:[-~至到、,/&+和](?:\d{2,4}[a-z]?(?:室|房)?))+")
_UNKNOWN = ("不详", "未知", "不明", "不清楚", "不知", "待查", "待补", "暂无", "无门牌")
_HOUSE = ("无", "整栋", "整幢", "别墅", "独栋", "全幢", "全栋", "整套", "没有")
_ADMIN = re.compile(
    r"^(?:[^\W\d]{1,8}?(?:省|市|自治区))?(?:[^\W\d]{1,6}?(?:区|县))?(?:[^\W\d]{1,8}?(?:街道|镇|乡))?"
)
_ROAD = re.compile(r"[^\W\d]{1,8}?(?:路|大街|街|大道|巷|公路)")


class Well(NamedTuple):
    """A stairwell as a cell names it; the lane is empty where it names none."""

    lane: str
    label: str


class Full(NamedTuple):
    """A whole address; parts it does not name are empty."""

    estate: str
    lane: str
    stairwell: str
    room: str


def _tight(text: str) -> str:
    return re.sub(r"\s+|\.0+$", "", plain(visible(text)))


def _label(number: str, mark: str = "") -> str:
    value = numeral(number).upper()
    return (value.lstrip("0") or value) + mark


@lru_cache(8192)
def stairwell_of(text: str) -> Well | None:
    """The stairwell that a cell names: `12`, `12号`, `第12号`, `12号楼`, `十二号` are one.

    `12甲` and `12号甲` are another; `3幢2单元` is `3-2`; `1266弄3号` is no. 3 of lane 1266.
    None where no stairwell can be read.
    """
    tight = _tight(text)
    found = _IN_LANE.match(tight)
    if found:
        lane = _label(found[1]) + (f"-{_label(found[2])}" if found[2] else "")
        inner = stairwell_of(tight[found.end() :])
        return inner and Well(lane, inner.label)
    if both := _TWO.fullmatch(tight):
        return Well("", f"{_label(both[1])}-{_label(both[2])}")
    if one := _ONE.fullmatch(tight):
        return Well("", _label(one[1], one[2] or one[3] or ""))
    if seat := _LETTERED.fullmatch(tight):
        return Well("", seat[1])
    if any(word in tight for word in _UNKNOWN) or len(tight) > LONGEST or _DATE.search(tight):
        return None
    if (before := _BEFORE.match(tight)) and (inner := stairwell_of(tight[before.end() :])):
        return inner
    if _NAMED.fullmatch(tight):
        return Well("", tight.removesuffix("单元"))
    address = read_address(text)
    if address.status == "sure" and address.stairwell and not address.room:
        return Well(address.lane or "", address.stairwell[:LONGEST])
    return None


@lru_cache(8192)
def named_well(text: str, estate: str, room: str) -> Well | None:
    """A stairwell that has a name of its own inside its estate: `听澜1`, or `枫丹` with house 2.

    None where the words before the number are the estate's, a road's or no name.
    """
    tight = _tight(text)
    found = _OWN_NAME.fullmatch(tight)
    if not estate or found is None or any(word in tight for word in _UNKNOWN):
        return None
    name, number = found[1], found[2]
    ours = _tight(estate)
    if name in ours or ours in name or _NO_NAME.search(name) or (not number and not room):
        return None
    if not number and not re.search(r"\d", room):
        return None
    return Well("", name + (_label(number) if number else ""))


@lru_cache(1024)
def floor_of(text: str) -> str:
    """The floor that a line by itself names: 十二层 is 12; empty if none."""
    found = re.fullmatch(rf"第?({_NUMBER})(?:层|楼层|/?f)", _tight(text))
    return numeral(found[1]) if found and numeral(found[1]).isdecimal() else ""


def names_range(text: str) -> bool:
    """Whether a line speaks of several buildings: 一期（8～10幢）."""
    return (
        re.search(r"\d\s*(?:幢|栋|号楼?|座)?\s*[~至到、—-]\s*\d+\s*(?:幢|栋|号楼?|座)", plain(text))
        is not None
    )


def names_stairwell(text: str) -> bool:
    """Whether a line by itself names a stairwell in so many words: `8号楼`, not 8 or 801."""
    tight = _tight(text)
    return _WORDED.search(tight) is not None and stairwell_of(text) is not None


@lru_cache(1024)
def unit_of(text: str) -> str:
    """The unit of a building, empty if none: `1单元` is 1, `东单元` is 东."""
    tight = _tight(text)
    if side := _SIDE.fullmatch(tight):
        return side[1]
    well = stairwell_of(text)
    return well.label if well else ""


@lru_cache(1024)
def lane_of(text: str) -> str:
    """The lane's number: `1266弄` is 1266; a named lane keeps its name."""
    tight = _tight(text)
    if found := _LANE.fullmatch(tight):
        return _label(found[1])
    if any(word in tight for word in _UNKNOWN):
        return ""
    if found := _IN_LANE.search(f"{tight}弄。"):
        return _label(found[1]) + (f"-{_label(found[2])}" if found[2] else "")
    return tight[:LONGEST]


@lru_cache(16384)
def room_of(text: str, stairwell: str = "") -> tuple[str, bool]:
    """The room's number as one form, and whether it is a range (601-603) kept as written.

    A room that repeats its stairwell (`23-602`, `23号602室`) loses it. Empty where a house has
    no room.
    """
    tight = _tight(text)
    if tight in _HOUSE or not tight.strip("/-~.") or any(word in tight for word in _UNKNOWN):
        return "", False
    tight = _FLOOR.sub("", tight)
    if _RANGE.fullmatch(tight) and not _repeats(tight, stairwell):
        written = re.sub(r"[室房]", "", tight)
        return re.sub(r"[~至到]", "-", written).upper()[:LONGEST], True
    if stairwell and not tight.isdecimal() and re.search(r"[-号幢栋座楼#元]\D{0,3}\d", tight):
        address = read_address(tight)
        if address.room and address.stairwell == stairwell:
            return address.room[:LONGEST], False
    if any(one.isdigit() or one in NUMERALS for one in tight) or len(tight) < 3:
        tight = _END.sub("", tight)
    return numeral(tight).upper()[:LONGEST], False


def _repeats(room: str, stairwell: str) -> bool:
    """Whether what looks like a range is the stairwell and its room."""
    return bool(stairwell) and room.upper().startswith(f"{stairwell}-")


def holds_room(text: str) -> bool:
    """Whether a cell for the stairwell holds the room too: `23-602`, `2-1-501`."""
    return _WITH_ROOM.fullmatch(_tight(text)) is not None


@lru_cache(16384)
def address_of(text: str) -> Full | None:
    """A whole address in one cell, or None where no stairwell can be read."""
    if any(word in text for word in _UNKNOWN):
        return None
    if flat := _NAMED_FLAT.fullmatch(_tight(text)):
        return _named_flat(flat)
    address = read_address(text)
    if address.stairwell is None or address.why in ("stairwell_range", "two_rooms"):
        well = stairwell_of(text)
        return Full("", well.lane, well.label, "") if well else None
    return Full(
        _estate_in(text),
        (address.lane or "")[:LONGEST],
        address.stairwell[:LONGEST],
        (address.room or "")[:LONGEST],
    )


def names_flat(text: str) -> bool:
    """Whether a text is a flat of a building that has a name and no number: 东楼101."""
    return _NAMED_FLAT.fullmatch(text) is not None


@lru_cache(8192)
def part_before(text: str) -> str:
    """The part of an estate that a building's cell begins with: 兰苑 of 兰苑1栋."""
    found = re.match(
        rf"([^\W\d_]{{1,8}}?)第?(?:[a-z]?\d|[{NUMERALS}]+(?=号楼|栋|幢|座))", _tight(text)
    )
    if found is None or _ROAD.search(found[1]) or found[1].endswith(("市", "县", "镇", "街道")):
        return ""
    return found[1]


def names_road(text: str) -> bool:
    """Whether an address says by itself which road or estate it is of."""
    tight = _tight(text)
    return bool(tight) and (_ROAD.search(tight) is not None or bool(_estate_in(text)))


_SEAT = re.compile(r"([^\W\d_]{2,8})([甲乙丙丁戊a-z])(?:座|栋|幢)")


def _named_flat(found: re.Match[str]) -> Full:
    floor, flat = found[3] or "", found[4]
    if floor and flat.isdecimal() and len(flat) > 2:
        floor = ""  # 3楼302室
    if floor and flat.isdecimal():
        flat = f"{flat:0>2}"
    estate, named = found[1] or "", found[2].upper()
    if not estate and (seat := _SEAT.fullmatch(found[2])):
        estate, named = seat[1], seat[2].upper()  # 东泾苑甲栋1506
    return Full(estate, "", named, f"{floor}{flat}".upper())


def _estate_in(text: str) -> str:
    """The estate's name that an address begins with: what is neither town nor road."""
    tight = _tight(text)
    tight = tight[_ADMIN.match(tight).end() :]  # type: ignore[union-attr]
    if road := _ROAD.match(tight):
        tight = re.sub(r"^\d+(?:弄|号)(?=\D)", "", tight[road.end() :])
    tight = re.sub(rf"\(?第?[\d{NUMERALS}]+期\)?", "", tight)
    if found := re.match(
        r"[^\W\d_a-z]{2,12}?(?=第?[a-z]?\d|(?:[a-z]|[甲乙丙丁])(?:座|栋|幢|号楼))", tight
    ):
        return found[0].removesuffix("第")
    return ""
