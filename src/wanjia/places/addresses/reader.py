"""Addresses as residents and shops write them → lane (弄), stairwell (号), room (室).

弄 is the lane or the estate's entrance and never a building; 号 is the stairwell; 室 the flat.
Roads and estates are parts of an address: behind a building a road's number is no stairwell, only
where nothing else names the house it is its door. Normal forms: 幢 and 单元 together are the
stairwell (`3幢2单元502` is stairwell `3-2`, door `3-2-502`); so are 栋 and 座 (`23栋A座602`);
`251弄120支弄` is lane `251-120`; `541-1号` is stairwell `541-1`; `207号甲` and `207甲号` are
`207甲`; a villa has no room, its door is its stairwell. The door never holds the lane.
"""

import re
from dataclasses import dataclass

from wanjia.places.addresses.assembly import Parts
from wanjia.places.addresses.characters import numeral, plain, visible
from wanjia.places.addresses.english import ENGLISH, in_chinese_order
from wanjia.places.addresses.tokens import NUMBER, tokens_in

SURE, DOUBTFUL, UNREAD = "sure", "doubtful", "unread"

WHY = {
    "": ("", ""),
    "empty": ("空白", "empty"),
    "no_number": ("没有门牌号", "no number in it"),
    "no_stairwell": ("没有楼号或门号", "no stairwell named"),
    "no_building": ("有单元，没有楼号", "a unit without its building"),
    "stairwell_range": ("门号是一段，要人选定", "a range of stairwells: a person must choose"),
    "several_doors": ("写了几个门，要人选定", "several doors: a person must choose"),
    "room_range": ("室号是一段，照写", "a range of rooms, kept as written"),
    "two_rooms": ("写了几间，要人选定", "several rooms: a person must choose"),
    "floor_only": ("只有楼层，没有室号", "a floor but no room"),
    "room_in_words": ("室号是文字，照写", "the room is written in words, kept as written"),
    "bare_number": ("只有一个数，可能是门号", "a lone number, perhaps the stairwell"),
    "road_number": ("像是路牌号，不一定是门号", "a road's number, perhaps no stairwell"),
    "split_guess": ("楼号室号连写，分开是猜的", "stairwell and room run together: split by guess"),
    "block_and_number": ("又有幢又有号，要人看", "both a block and a number: please look"),
    "odd_order": ("写法少见，要人看", "an unusual order of parts: please look"),
    "shop": ("像是店铺或摊位的号", "perhaps the number of a shop or a stall"),
}
KEPT = frozenset(("", "room_range"))  # with these an address is sure


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


_LANE = re.compile(rf"({NUMBER})\s*弄(?!堂)(?:\s*({NUMBER})\s*支弄)?|({NUMBER})\s*支弄")
_SPACED = re.compile(r"(?:\S ){4,}\S")  # 5 号 楼 3 0 2
_STROKE = re.compile(r"(?<=[\da-z])\s*[一_]\s*(?=\d)")  # 11一8一646: the stroke of a dash
_SPELLED_LANE = re.compile(r"[^\W\d_a-z][一二三四五六七八九十]\s*弄")
_LABELLED = re.compile(
    r"(楼号|楼栋号?|栋号|幢号|门号|单元号?|室号|房号|房间号?|弄号|栋|幢|室)\s*:\s*([^\W_]+)"
)
_LABELS = {"门号": "号", "单元号": "单元", "单元": "单元", "弄号": "弄"}
_LABELS |= dict.fromkeys(("室号", "房号", "房间号", "房间", "室"), "室")
_VILLA = re.compile(r"(?:别墅|独栋|联排|叠加|叠墅)\s*([a-z]?\d+(?:-\d+)?)(?![\d号幢栋座])")
_NOISE = re.compile(
    r"\([^)\d]*\)|(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)|(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)"
    r"|\d+\s*(?:元|份|人|斤|箱)(?!民|家|事)|(?<!\d)\d{6}(?![\d号室幢栋])"
)


def read_address(text: str) -> Address:
    """Read one address text.

    Returns an `Address`; `sure` where the door is certain, `doubtful` where a person should look
    (no stairwell, a range, rooms in words), `unread` where there is no number at all. Never raises.
    """
    line = _NOISE.sub(" ", plain(visible(text)).replace("笫", "第")[:400])
    if _SPACED.fullmatch(line.strip()):
        line = line.replace(" ", "")
    line = _STROKE.sub("-", line).strip(" ,;。、.\t")
    if not line:
        return Address(text, None, None, None, None, UNREAD, "empty")
    if ENGLISH.search(line):
        line = in_chinese_order(line)
    line = _VILLA.sub(r"\1号", line)
    if ":" in line:
        line = _LABELLED.sub(_unlabelled, line)
    lane, rest = _take_lane(line)
    spelled = lane is not None and _SPELLED_LANE.search(line) is not None
    parts = Parts(rest, list(tokens_in(rest)), bool(lane))
    stairwell, room, why = parts.settle()
    lane = lane or parts.lane
    if spelled and not why:
        why = "road_number"
    if not (lane or stairwell or room):
        return Address(text, None, None, None, None, UNREAD, "no_number")
    door = f"{stairwell}-{room}" if stairwell and room else stairwell
    status = SURE if why in KEPT else DOUBTFUL
    return Address(text, lane, stairwell, room, door, status, why)


def _unlabelled(match: re.Match[str]) -> str:
    return match[2] + _LABELS.get(match[1], "号楼") + " "


def _take_lane(line: str) -> tuple[str | None, str]:
    found = list(_LANE.finditer(line))
    if not found:
        return None, line
    match = found[-1]
    lane = numeral(match[1] or match[3]).upper()
    if match[2]:
        lane += "-" + numeral(match[2])
    before = " ".join(re.findall(r"\d{3,4}\s*(?:室|房)", line[: match.start()]))
    return lane, f"{line[match.end() :]} {before}".strip() if before else line[match.end() :]


def why_text(why: str, lang: str = "zh") -> str:
    """The sentence for a code of `Address.why` in Chinese, or in English (`lang` en…)."""
    return WHY[why][lang.startswith("en")]
