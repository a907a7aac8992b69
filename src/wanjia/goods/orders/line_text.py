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


def read_wanted(text: str, goods: Sequence[str], door: str = "") -> Wanted:
    """Return what a line asks for of `goods` (their names), its door and phone set aside."""
    rest = _without_door(plain(text), door)
    named = _name_tags(goods)
    mentioned = [name for name, tags in named.items() if _find_tag(rest, tags)]
    if not mentioned and _ALL.search(rest):
        return Wanted(dict.fromkeys(goods, 1))
    if not mentioned:
        return _only_number(rest, goods)
    each_match = _EACH.search(rest)
    if each_match and (len(mentioned) > 1 or len(goods) == 1):
        quantity = _read_number(each_match[1] or each_match[2] or "1") or 1
        return _check_quantities(dict.fromkeys(mentioned, quantity))
    counted = _read_quantities(rest, {name: _find_tag(rest, named[name]) for name in mentioned})
    if len(mentioned) == 1 and not counted[mentioned[0]]:
        lone = _lone_number(_without_tags(rest, named[mentioned[0]]))
        counted[mentioned[0]] = lone or 1
    return _check_quantities({name: quantity or 1 for name, quantity in counted.items()})


def _without_door(text: str, door: str) -> str:
    rest = _PHONE.sub(" ", _LISTED.sub("", text))
    rest = _MONEY.sub(" ", rest)
    if door:
        rest = re.sub(rf"(?<!\d){re.escape(plain(door))}(?!\d)", " ", rest, count=1)
    rest = _DOOR.sub(" ", rest)
    room = plain(door).rpartition("-")[2]
    return re.sub(rf"(?<!\d){re.escape(room)}(?!\d)", " ", rest) if len(room) > 2 else rest


def _name_tags(goods: Sequence[str]) -> dict[str, list[str]]:
    """Return what each good may be called.

    Its name, the name without 套餐 and the like, its letter.
    """
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
            if word and not any(_mentions(other, word) for other in others)
        ]
        tags[name] = sorted(own, key=len, reverse=True)
    return tags


def _mentions(name: str, word: str) -> bool:
    return bool(re.search(_tag_pattern(word), name)) if word.isascii() else word in name


def _tag_pattern(word: str) -> str:
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)


def _find_tag(rest: str, tags: Sequence[str]) -> str:
    """Return the first of a good's names that the line uses, as a pattern.

    Empty where it uses none.
    """
    return next((pattern for tag in tags if re.search(pattern := _tag_pattern(tag), rest)), "")


def _read_quantities(rest: str, patterns: Mapping[str, str]) -> dict[str, int]:
    """Return the number beside each good.

    A line writes them all behind the names, or all before.
    """
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
    matches = {name: behind[name] or before[name] for name in patterns}
    return {name: _read_number(match[1]) if match else 0 for name, match in matches.items()}


def _only_number(rest: str, goods: Sequence[str]) -> Wanted:
    quantity = _lone_number(rest)
    if not quantity:
        return Wanted({}, "no_quantity")
    return _check_quantities({goods[0]: quantity}) if len(goods) == 1 else Wanted({}, "which_good")


def _without_tags(rest: str, tags: Sequence[str]) -> str:
    for tag in tags:
        rest = re.sub(_tag_pattern(tag), " ", rest)
    return rest


def _lone_number(rest: str) -> int:
    """Return the one number of a line, with its unit or alone.

    0 where there is none or two differ.
    """
    if per := _PER.search(rest):
        return int(per[1])
    units = re.findall(rf"({_NUMBER})\s*(?:{UNITS})", rest)
    bare = re.findall(rf"(?<![\d{NUMERALS}])({_NUMBER})(?![\d{NUMERALS}人口])", rest)
    values = {_read_number(number) for number in (units or bare)} - {0}
    return values.pop() if len(values) == 1 else 0


def _read_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return int(numeral(text.replace("两", "二")) or 0)


def _check_quantities(quantities: dict[str, int]) -> Wanted:
    if any(quantity > MOST for quantity in quantities.values()):
        return Wanted(quantities, "too_many")
    return Wanted(quantities)
