"""A list as people write it: one thing a line, its quantity behind it. Pure."""

import re
from dataclasses import dataclass

_UNITS = (
    "公斤|千克|毫升|小时|斤|两|克|升|kg|g|ml|l|箱|袋|盒|瓶|包|桶|罐|板|支|个|只|颗"
    "|根|把|份|件|条|片|块|听|卷|打|提|串|棵|头|粒|付|副"
)
_NUMBER = r"(?:\d+(?:\.\d+)?|半|[一二两三四五六七八九十]+)"
_LAST = re.compile(rf"^(?P<name>.*?\S)\s*[x×*]?\s*(?P<many>{_NUMBER}\s*(?:{_UNITS})?)$", re.I)
_FIRST = re.compile(rf"^(?P<many>{_NUMBER}\s*(?:{_UNITS}))\s*(?P<name>\S.*)$", re.I)
_START = re.compile(r"^\s*(?:[-•·*]|\d{1,2}\s*[.、)）])\s*")
LONGEST = 60  # things on a list


@dataclass(frozen=True)
class Thing:
    """Something to buy and how much of it, as written ("" where nothing is said)."""

    name: str
    quantity: str


def things(text: str) -> list[Thing]:
    """Read a list: lines, or one line with commas.

    At most sixty things, nothing is made up.
    """
    lines = [part for line in text.splitlines() for part in re.split(r"[,，;；、]", line)]
    listed = [_read_thing(_START.sub("", line).strip()) for line in lines if line.strip()]
    return [thing for thing in listed if thing.name][:LONGEST]


def _read_thing(line: str) -> Thing:
    for shape in (_LAST, _FIRST):
        if match := shape.match(line):
            return Thing(match["name"].strip(" x×*"), re.sub(r"\s+", "", match["many"]))
    return Thing(line, "")
