"""An address as a row of parts: each number with what it counts, and what is written before it.

A number says what it is by the word behind it (幢, 单元, 号, 室) and by the word before it: behind
a road it numbers the road's houses, and 3区, 8组, 5街, 2期 are names of places, not doors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wanjia.places.addresses.characters import NUMERALS, numeral

NUMBER = (
    r"(?:(?<![a-z\d])[a-z]?[\doli|]*\d[\doli|]*(?:[a-z](?![a-z])\d*)?"
    rf"|[{NUMERALS}]+|(?<![a-z])[oli|]{{1,4}}(?=\s*[弄号室]))"
)
MARKS = "甲乙丙丁戊"
_LONGEST = 5  # digits; more are a phone or a code
_WORDS = (
    "(?:[底前后东西\\d一二三四][楼层])?(?:亭子间|前?后?客堂间?|(?<!\\d)[前后中]楼|[前后东西统]厢房?"
    "|灶披?间|三层阁|阁楼|统楼|统间|(?<!\\d)[前后]间|晒台)"
)
_OTHER = (
    "号院|号大院|号大街|号街|号胡同|号巷|号国道|号楼梯|号线|号库|号柜|号仓|号厂|号车间|号地块|号桥|号路"
    "|号公路|号基地|号馆|号学院|号学生|号停车|号码头|号井|号市场|号出口"
    "|区|小区|季|期|组团|组|队|大队|社|村|巷|街|路|段|米|公里|里路|年|月|日|元|国道|省道|县道|高速|大道"
    "|号高速|世纪|中学|小学|医院|厂|弄堂|亩|岁|个|班|年级|届|路口|秋|天|小时|分钟|寸|层高"
)
_BLOCK = "号楼栋|排(?!\\w*屋)|撞(?!\\w*车)|憧|号楼|号大楼|楼栋|楼幢|幢楼|幢|栋楼|栋|座|#楼|#"
_UNIT = (
    "单元|单(?=\\d|[一二三四五六七八九十]|\\W|$)"
    "|号门(?!面|牌|口|店|市|前|诊|卫)|门(?=\\W|\\d|$|[a-z])|梯(?=\\W|\\d|$)"
)
_ROOM = (
    "号商铺|号铺|号店铺|号店|号摊|号档|号门面|号室|号房(?![\\u4e00-\\u9fff])"
    "|商铺|室|房(?!产|屋|地)|铺(?=$|\\W)|店面"
)
_SUFFIX = rf"{_OTHER}|{_BLOCK}|{_UNIT}|{_ROOM}|号|楼|层|f(?![a-z])"
_CHAIN = (
    r"(?:(?<![a-z])(?:[a-z]?\d[\doli|]*(?:[a-z](?![a-z]))?|[a-z](?=\s*-\s*\d))(?:区)?)"
    r"(?:\s*-+\s*(?:[a-z]?\d[\doli|]*(?:[a-z](?![a-z]))?|[a-z](?=\s*-\s*\d))"
    r"|\s*[/~至]\s*\d[\doli|]*(?:[a-z](?![a-z]))?){1,3}"
)
TOKEN = re.compile(
    rf"(?P<words>{_WORDS})|(?P<low>底楼|底层)"
    rf"|(?P<side>[东西南北中]|[{MARKS}])(?:单元|门(?=\s*\d{{3}}))"
    rf"|(?P<chain>{_CHAIN})\s*(?P<chain_suffix>{_SUFFIX})?"
    rf"|(?P<value>{NUMBER}|(?<![a-z])[a-z](?=\s*(?:座|栋|幢|号楼|单元|楼(?!上|下))))(?P<mark>[{MARKS}])?"
    rf"\s*(?P<suffix>{_SUFFIX})?(?P<after>[{MARKS}](?![a-z\d]*[座幢栋]|单元))?"
    rf"|(?P<named>[{MARKS}]|(?<![朝坐])[东西南北中](?=座|幢|栋))(?P<named_suffix>幢|栋|座|楼)"
)
_ROAD = re.compile(
    r"(?:路|街|大道|巷|胡同|公路|国道|省道|县道|线|(?<=[东南西北新老])道|[东西南北中]段|路段)(?:[东南西北中](?:侧|首|面|段)?)?\s*(?:no\.?|第)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One part: `kind` is lane, block, unit, number, floor, room, chain, bare, words or low.

    `values` are its numbers, `suffix` the word behind; `road` says that it stands behind a road.
    """

    kind: str
    values: tuple[str, ...]
    suffix: str
    start: int
    end: int
    road: bool = False
    seat: bool = False

    @property
    def value(self) -> str:
        """Its numbers as one label."""
        return "-".join(self.values)


def tokens_in(text: str) -> Iterator[Token]:
    """The parts of a plain text from left to right; names of places are left out."""
    at = 0
    while match := TOKEN.search(text, at):
        token = _token(text, match)
        at = token.end if token else match.end()
        if token is not None:
            yield token


def _token(text: str, match: re.Match[str]) -> Token | None:
    start, end = match.span()
    if match["words"]:
        return Token("words", (match["words"],), "", start, end)
    if match["low"]:
        return Token("floor", ("1",), match["low"], start, end)
    if match["side"]:
        return Token("unit", (match["side"],), "单元", start, end)
    if match["named"]:
        return Token("block", (match["named"],), match["named_suffix"], start, end, seat=True)
    road = bool(_ROAD.search(text[:start]))
    if match["chain"]:
        values = tuple(_label(one) for one in re.split(r"\s*(?:-+|[/~至])\s*", match["chain"]))
        if any(sum(c.isdigit() for c in one) > _LONGEST for one in values):
            return None
        suffix = match["chain_suffix"] or ""
        joint = "/" if "/" in match["chain"] else ""
        return Token("chain", values, suffix + joint, start, end, road)
    return _single(text, match, start, end, road)


def _label(written: str) -> str:
    return numeral(written.strip().replace("区", "")).upper()


def _single(text: str, match: re.Match[str], start: int, end: int, road: bool) -> Token | None:
    written, suffix = match["value"], match["suffix"] or ""
    if written[0] in NUMERALS and not suffix and len(written) < 3:
        return None
    value = numeral(written).upper()
    if sum(one.isdigit() for one in value) > _LONGEST:
        return None
    after = match["after"] if suffix.startswith("号") or suffix in ("楼", "幢", "栋", "座") else ""
    value += match["mark"] or after or ""
    kind = kind_of(suffix)
    if (
        kind in ("other", "room")
        and road
        and suffix.startswith("号")
        and suffix not in ("号室", "号房")
    ):
        kind, end = "number", match.start("suffix") + 1  # 龙翔路1766号仓库
    if kind == "floor" and value.isalpha():
        kind = "block"
    if kind == "other" or (written[0] in NUMERALS and len(written) < 3 and suffix in ("房", "门")):
        return None
    if kind == "bare" and value.endswith("F") and value[:-1].isdigit() and len(value) < 4:
        return Token("floor", (value[:-1],), "f", start, end)
    if kind == "bare" and written[0] in NUMERALS and text[start - 1 : start].isalpha():
        kind = "spelled"
    seat = suffix == "座" or (value.isalpha() and kind == "block")
    return Token(kind, (value,), suffix, start, end, road, seat)


def kind_of(suffix: str) -> str:
    """What a number counts, by the word behind it."""
    if not suffix:
        return "bare"
    for kind, form in _KINDS:
        if form.fullmatch(suffix):
            return kind
    return "other"


_KINDS = (
    ("other", re.compile(_OTHER)),
    ("block", re.compile(_BLOCK)),
    ("unit", re.compile(r"单元|单|门|梯")),
    ("number", re.compile(r"号|号门")),
    ("floor", re.compile(r"楼|层|f")),
    ("room", re.compile(_ROOM)),
)
