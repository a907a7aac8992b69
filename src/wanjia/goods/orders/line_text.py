"""How many of what one line of a group buy's list asks for. Pure.

The door is read elsewhere; here the rest of the line is: `A1份`, `B 2份`, `三份水果`, `A+B各一`,
`A×2 B×1`, `6份`, `4/4`. What is not said is not guessed: the line is doubtful then.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wanjia.places.addresses.characters import NUMERALS, numeral, plain

MOST = 200  # of one good for one household; more is a slip of the pen
UNITS = "份|箱|套|个|盒|袋|包|斤|公斤|瓶|板|桶|提|件|只|条|打|组|单|kg"
_LANE = r"\d+\s*弄(?:\s*\d+\s*支弄)?"
_DOOR = re.compile(
    rf"(?:{_LANE})?\s*\d+\s*(?:号楼|号|幢|栋|座|楼|#)\s*(?:\d+\s*单元)?\s*-?\s*\d{{2,4}}\s*(?:室|房)?"
    rf"|(?:{_LANE}\s*)?\d+(?:\s*-\s*\d+)?\s*-\s*\d{{2,4}}\s*(?:室|房)?"
    rf"|{_LANE}|\d+\s*(?:号楼|号|幢|栋)(?!\s*(?:{UNITS}))|\d{{3,4}}\s*(?:室|房)"
)
_LISTED = re.compile(r"^\s*\d{1,3}\s*[.、．)）]\s*")
_PHONE = re.compile(r"1\d{10}|\d{3,4}-\d{7,8}")
_MONEY = re.compile(r"[¥￥]?\s*\d+(?:\.\d+)?\s*(?:元|块)")
_NUMBER = rf"(?:\d{{1,3}}(?!\d)|[{NUMERALS}两]{{1,3}})"
_EACH = re.compile(rf"各\s*({_NUMBER})?|每样\s*({_NUMBER})?")
_ALL = re.compile(r"都要|全要|全套")
_PER = re.compile(r"(\d{1,3})\s*/\s*\d{1,3}")


@dataclass(frozen=True)
class Wanted:
    """How many of each good, by its name; `doubt` is a code, empty where it is clear.

    `no_quantity`: it says what but not how many, or neither; `which_good`: a number and several
    goods it may be of; `too_many`: more than anybody eats.
    """

    goods: Mapping[str, int]
    doubt: str = ""


def wanted(text: str, goods: Sequence[str], door: str = "") -> Wanted:
    """What a line asks for of `goods` (their names), its door and phone set aside."""
    rest = _without_door(plain(text), door)
    named = _tags(goods)
    mentioned = [name for name, tags in named.items() if _tag_in(rest, tags)]
    if not mentioned and _ALL.search(rest):
        return Wanted(dict.fromkeys(goods, 1))
    if not mentioned:
        return _only_number(rest, goods)
    each = _EACH.search(rest)
    if each and (len(mentioned) > 1 or len(goods) == 1):
        many = _value(each[1] or each[2] or "1") or 1
        return _checked(dict.fromkeys(mentioned, many))
    counted = _beside(rest, {name: _tag_in(rest, named[name]) for name in mentioned})
    if len(mentioned) == 1 and not counted[mentioned[0]]:
        lone = _lone_number(_stripped(rest, named[mentioned[0]]))
        counted[mentioned[0]] = lone or 1
    return _checked({name: many or 1 for name, many in counted.items()})


def _without_door(text: str, door: str) -> str:
    rest = _PHONE.sub(" ", _LISTED.sub("", text))
    rest = _MONEY.sub(" ", rest)
    if door:
        rest = re.sub(rf"(?<!\d){re.escape(plain(door))}(?!\d)", " ", rest, count=1)
    rest = _DOOR.sub(" ", rest)
    room = plain(door).rpartition("-")[2]
    return re.sub(rf"(?<!\d){re.escape(room)}(?!\d)", " ", rest) if len(room) > 2 else rest


def _tags(goods: Sequence[str]) -> dict[str, list[str]]:
    """What each good may be called: its name, the name without 套餐 and the like, its letter."""
    names = {name: plain(name) for name in goods}
    tags: dict[str, list[str]] = {}
    for name, whole in names.items():
        short = re.sub(r"(套餐|礼包|套装|包|箱|份)$", "", whole)
        words = [whole, short, re.sub(r"[a-z]$", "", short), *re.findall(r"[a-z](?![a-z])", short)]
        words += re.findall(r"[\u4e00-\u9fff]{2,}", short)
        others = [other for key, other in names.items() if key != name]
        own = [
            word
            for word in dict.fromkeys(words)
            if word and not any(_says(other, word) for other in others)
        ]
        tags[name] = sorted(own, key=len, reverse=True)
    return tags


def _says(name: str, word: str) -> bool:
    return bool(re.search(_tag(word), name)) if word.isascii() else word in name


def _tag(word: str) -> str:
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)


def _tag_in(rest: str, tags: Sequence[str]) -> str:
    """The first of a good's names that the line uses, as a pattern; empty where it uses none."""
    return next((pattern for tag in tags if re.search(pattern := _tag(tag), rest)), "")


def _beside(rest: str, patterns: Mapping[str, str]) -> dict[str, int]:
    """The number beside each good; a line writes them all behind the names, or all before."""
    kind = r"\s*(?:套餐|礼包|套装|包)?\s*"
    behind = {
        name: re.search(rf"{pattern}{kind}[x*:：\-~]?\s*({_NUMBER})", rest)
        for name, pattern in patterns.items()
    }
    before = {
        name: re.search(rf"({_NUMBER})\s*(?:{UNITS})?\s*的?\s*{pattern}", rest)
        for name, pattern in patterns.items()
    }
    if all(before.values()) and not all(behind.values()):
        behind = before
    found = {name: behind[name] or before[name] for name in patterns}
    return {name: _value(match[1]) if match else 0 for name, match in found.items()}


def _only_number(rest: str, goods: Sequence[str]) -> Wanted:
    many = _lone_number(rest)
    if not many:
        return Wanted({}, "no_quantity")
    return _checked({goods[0]: many}) if len(goods) == 1 else Wanted({}, "which_good")


def _stripped(rest: str, tags: Sequence[str]) -> str:
    for tag in tags:
        rest = re.sub(_tag(tag), " ", rest)
    return rest


def _lone_number(rest: str) -> int:
    """The one number of a line, with its unit or alone; 0 where there is none or two differ."""
    if per := _PER.search(rest):
        return int(per[1])
    units = re.findall(rf"({_NUMBER})\s*(?:{UNITS})", rest)
    bare = re.findall(rf"(?<![\d{NUMERALS}])({_NUMBER})(?![\d{NUMERALS}人口])", rest)
    values = {_value(one) for one in (units or bare)} - {0}
    return values.pop() if len(values) == 1 else 0


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    return int(numeral(text.replace("两", "二")) or 0)


def _checked(found: dict[str, int]) -> Wanted:
    if any(many > MOST for many in found.values()):
        return Wanted(found, "too_many")
    return Wanted(found)
