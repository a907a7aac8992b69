"""What of a sheet nobody has read: a second, simpler eye that knows nothing of layouts.

It shares no rule with the reader's own typing of cells, so that a whole column which that misses
is still seen.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from wanjia.people.roster.reader.cells import WORDS
from wanjia.people.roster.reader.facts import text_of
from wanjia.places.addresses.characters import plain

LONGEST = 60  # characters; more is a sentence
_NUMBER = re.compile(r"(?:\+?86)?1[3-9]\d{9}|\d{17}[\dXx]")
_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"^[A-Z][A-Za-z'’-]+,? [A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z'’-]+)?$")
_KIN = re.compile("^(?:" + "|".join(sorted(WORDS.relations, key=len, reverse=True)) + ")")
_NOT = re.compile(
    r"[室号楼幢栋弄区村路街镇市省县族期校院厂店局司部所站户员岁元组表册单者层楼房证数]$|某|小区|人员|户籍|居民|老人|信息|名册"
)


class Unread(NamedTuple):
    """A cell with a name that no reading has used; row and column count from 0."""

    row: int
    column: int
    text: str
    name: str


@lru_cache(65536)
def name_in(text: str) -> str:
    """A name that a cell seems to hold, empty if none."""
    if len(text) > LONGEST:
        return ""
    if text.isascii():
        parts = [part.strip() for part in re.split(r"[,;/&\n]|\band\b", text)]
        several = [one for one in (text, *parts) if _LATIN.match(one) and not _worded(one)]
        return several[0] if several else ""
    for run in _RUN.findall(plain(text)):
        for one in (run, _KIN.sub("", run)):
            if 2 <= len(one) <= 3 and one[0] in WORDS.surnames and not _is_word(one):
                return str(one)
    return ""


def _number_in(text: str) -> str:
    """A cell that is a mobile or an ID number and nothing else; empty if it is none."""
    bare = re.sub(r"[\s-]", "", text)
    return bare if _NUMBER.fullmatch(bare) else ""


def _worded(text: str) -> bool:
    from wanjia.people.roster.reader.cells import is_english_word

    return any(is_english_word(one) for one in re.split(r"[ ,]+", text.lower()))


def _is_word(one: str) -> bool:
    return one in WORDS.others or one in WORDS.relations or _NOT.search(one) is not None


def unread(
    rows: Sequence[Sequence[Any]],
    skipped: Iterable[int],
    columns: Iterable[int],
    read: set[int],
) -> list[Unread]:
    """Names in rows that were skipped, and in columns of the rows read that nobody explains."""
    out = []
    for at in skipped:
        for column, cell in enumerate(rows[at]):
            text = text_of(cell)
            if (isinstance(cell, str) and (name := name_in(text))) or (name := _number_in(text)):
                out.append(Unread(at, column, text, name))
    for column in columns:
        found = []
        filled = 0
        for at in read:
            cell = rows[at][column] if column < len(rows[at]) else ""
            if isinstance(cell, str) and cell:
                filled += 1
                if name := name_in(text_of(cell)):
                    found.append(Unread(at, column, text_of(cell), name))
        out += found
    return out
