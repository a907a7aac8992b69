"""Addresses as residents and shops write them → lane (弄), stairwell (号), room (室).

弄 is the lane or the estate's entrance and never a building; 号 is the stairwell; 室 the flat.
Roads and estates are parts of an address: behind a building a road's number is no stairwell, only
where nothing else names the house it is its door. Normal forms: 幢 and 单元 together are the
stairwell (`3幢2单元502` is stairwell `3-2`, door `3-2-502`); so are 栋 and 座 (`23栋A座602`);
`251弄120支弄` is lane `251-120`; `541-1号` is stairwell `541-1`; `207号甲` and `207甲号` are
`207甲`; a villa has no room, its door is its stairwell. The door never holds the lane.
"""

import re
from dataclasses import dataclass, replace

from wanjia.places.addresses.assembly import Parts
from wanjia.places.addresses.characters import NUMERALS, numeral, plain, visible
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
    "ask": ("像是几处，或写的人也不确定，要人问清", "perhaps several places or unsure: please ask"),
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
_ROAD_ASIDE = re.compile(r"\([^()]*(?:路|街|大道|巷)\d+(?:弄\d+)?号\)")  # 16栋702室（滨河路88号）
_HOUSE_WORD = re.compile(r"\d(?:栋|幢|座|号楼|单元)")
_NOISE = re.compile(
    r"\([^)\d]*\)|(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)|(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)"
    r"|\d+\s*(?:元|份|人|斤|箱)(?!民|家|事)|(?<!\d)\d{6}(?![\d号室幢栋])"
)


_SPELLED = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰貳參陸", "一二三四五六七八九十百二三六")
_BANKERS = re.compile(
    r"[壹贰貳叁參肆伍陆陸柒捌玖拾佰零]+(?=\s*(?:号(?!公寓|院|公馆|公园)|室|单元|幢|栋|座|弄|楼|层))"
    r"|(?<=[号室元幢栋座弄楼 ])[壹贰貳叁參肆伍陆陸柒捌玖拾佰零]{2,4}(?![^\W\d_])"
)
# 12楼B室, 12/F B, 15层B: the floor and the letter or side of its flat are the room together.
_FLOOR_FLAT = re.compile(rf"({NUMBER})\s*(?:楼|层|/?f)[\s-]*([a-h])(?:室|户|座|$|(?=[\s,，。]))")
_FLOOR_DIGIT = re.compile(r"(?<!\d)(\d{1,2})(?:楼|层)\s*(\d)室")
_SIDE_BETWEEN = re.compile(r"(\d)-([东南西北中甲乙丙丁])-(?=\d{3,4}(?!\d))")
_LETTERED = re.compile(
    r"(?<=[^\W\d_a-z号弄])[\s-]*([甲乙丙丁戊])[\s-]*(?=\d{3,4}(?![\d号弄幢栋])|\d{1,2}\s*楼\s*\d{3,4})"
)
_BRANCH = re.compile(r"(\d弄\d+)支(?=\d)")
_ROOM_PART = re.compile(rf"([\d{NUMERALS}]+)\s*室?\s*([a-h])间")
_CODE = re.compile(
    r"(?:取件码|提货码|验证码|取货码|密码锁?|门禁码?|快递柜|柜号)\s*[:：]?\s*[a-z\d#*-]+"
)
_LIVES = re.compile(r"(?:实际(?:上)?(?:居?住)|现在?住|人住|搬到|改送|请送|送到)(?:在|到)?[:：]?")
# What makes a careful clerk ask: two places, a place beside, somebody who does not remember.
_ASKS = re.compile(
    r"记不[清得]|不记得|忘了|好像|大概|可能|不确定|还是.{0,8}来着|驿站|丰巢|快递柜"
    r"|(?<=[\w)])(?:、|或者|或是|以及|还有)(?=.*\d)|(?:弄|号|室|期|栋|幢|座)[和与或](?=\s*\d)"
    r"|(?:苑|园|村|庭|城|里|坊|邸)[和与或](?=[^\W\d]{1,6}(?:苑|园|村|庭|城|里|坊|邸|小区)的?)"
    r"|两[栋幢户家处]|都送|各一|号桥|床(?:位)?(?:$|\W)|打通|旁(?:$|\W)"
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
    if _HOUSE_WORD.search(line):
        line = _ROAD_ASIDE.sub(" ", line)
    if ENGLISH.search(line):
        line = in_chinese_order(line)
    line = _CODE.sub(" ", line)
    line = _BANKERS.sub(lambda found: found[0].translate(_SPELLED), line)
    if (lives := _LIVES.search(line)) and re.search(r"\d", line[: lives.start()]):
        home = read_address(line[lives.end() :])
        if home.status == SURE and home.room:
            return replace(home, text=text)
    line = _SIDE_BETWEEN.sub(r"\1幢\2单元", line)
    line = _LETTERED.sub(r"\1幢", line)
    line = _BRANCH.sub(r"\1支弄", line)
    line = _FLOOR_FLAT.sub(_flat, line)
    line = _FLOOR_DIGIT.sub(r" \g<1>0\2室", line)
    line = _ROOM_PART.sub(_flat, line)
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
    why = why or ("ask" if _ASKS.search(line) or _several_lanes(line) else "")
    status = SURE if why in KEPT else DOUBTFUL
    return Address(text, lane, stairwell, room, door, status, why)


def _flat(found: re.Match[str]) -> str:
    return f" {numeral(found[1])}{found[2]}室"


def _several_lanes(line: str) -> bool:
    return len(list(_LANE.finditer(line))) > 1


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
    after = line[match.end() :]
    if not re.search(rf"[\d{NUMERALS}]", after) and re.search(r"\d", line[: match.start()]):
        return lane, f"{line[: match.start()]} {after}"  # 501室，4号，31弄
    return lane, f"{after} {before}".strip() if before else after


def why_text(why: str, lang: str = "zh") -> str:
    """The sentence for a code of `Address.why` in Chinese, or in English (`lang` en…)."""
    return WHY[why][lang.startswith("en")]
