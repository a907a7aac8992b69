"""Rows that are a form's: labels with their values beside them, 楼号：3 | 户主：张三."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from wanjia.people.roster.reader.cells import LIKELY_NAME, WORDS, is_value, kinds, name_score
from wanjia.people.roster.reader.facts import text_of
from wanjia.people.roster.reader.headings import PART, field_of, is_known_other
from wanjia.people.roster.reader.lexicon import NOTHING, REPEATS
from wanjia.people.roster.reader.mentions import people_in

_DIGIT = re.compile(r"\d")
PEOPLE = ("name", "head", "member")
PLACES = ("estate", "lane", "building", "unit", "stairwell", "floor", "room", "address")
_INLINE = re.compile(
    r"([^\s:：,，;；。()（）]{1,10})\s*[:：]\s*([^:：\n]*?)(?=$|\n|[\s,，;；]+[^\s:：,，;；]{1,10}\s*[:：])"
)


class Pair(NamedTuple):
    """A label's field with its value, and the column of the value."""

    field: str
    value: str
    column: int
    label: str
    inline: bool = False  # both in one cell: 地址：5栋201


def pairs_in(row: Sequence[Any]) -> list[Pair]:
    """The labels and values of a form's row, none where the row is no form's."""
    texts = [(at, text_of(cell)) for at, cell in enumerate(row)]
    filled = [(at, text) for at, text in texts if text]
    if not filled:
        return []
    inline = [pair for at, text in filled for pair in _inline(at, text)]
    if inline:
        return inline
    return _beside(filled)


def _inline(at: int, text: str) -> list[Pair]:
    found = []
    for label, value in _INLINE.findall(text):
        field = _field(label)
        if not field and label in WORDS.relations and name_score(value.split(" ")[0]) >= 0.8:
            field = "member"
        named = re.split(r"[\s,，、;；)）]", value.strip())[0]
        if field_of(named)[0] and field_of(named)[1] < PART and not _DIGIT.search(named):
            continue  # 住户（关系：姓名，生日） is a heading
        if field and value.strip() and value.strip() not in NOTHING:
            found.append(Pair(field, value.strip(), at, label, True))
    return found


def _field(label: str) -> str:
    return field_of(label)[0]


def _beside(filled: Sequence[tuple[int, str]]) -> list[Pair]:
    """Pairs of cells: each label has its value at its right."""
    labels = [
        bool(_field(text) or is_known_other(text)) and not is_value(text) for _, text in filled
    ]
    if len(filled) < 2 or not labels[0] or (labels[-1] and len(filled) == 2):
        return []
    found, bare = [], 0
    for (_, label), (at, value), is_label, is_other in zip(
        filled, filled[1:], labels, labels[1:], strict=False
    ):
        if is_label and (not _field(label) or _is_code(_field(label), value)):
            continue
        if is_label and not is_other and value not in REPEATS:
            found.append(Pair(_field(label), value, at, label))
        elif not is_label and not is_other:
            bare += 1
    judged = [pair for pair in found if pair.field in PROMISED]
    fit = sum(_is_fit(pair, len(filled) == 2) for pair in judged)
    many = sum(labels) >= 2 and (len(found) >= 2 or (bool(found) and not bare))
    one = len(filled) == 2 and len(found) == 1
    if bare > 1 or not (many or one) or not fit or fit * 2 < len(judged):
        return []
    return found


def _is_code(field: str, value: str) -> bool:
    """Whether what stands behind 户号 is a household's number in a book: 031400."""
    return field == "room" and value.isdecimal() and len(value) > 4


PROMISED = {
    **dict.fromkeys(PEOPLE, "name"),
    **dict.fromkeys(PLACES, ""),
    "phone": "phone",
    "id_number": "id",
    "birth": "date",
    "sex": "sex",
    "relation": "relation",
    "age": "age",
}


def _is_fit(pair: Pair, alone: bool) -> bool:
    """Whether a value is such as its label promises."""
    if pair.field in PEOPLE:
        least = (
            0 if alone and not is_known_other(pair.value) and len(pair.value) > 1 else LIKELY_NAME
        )
        return name_score(pair.value) > least or bool(people_in(pair.value).mentions[1:])
    if pair.field in PLACES:
        return any(one.isdigit() for one in pair.value)
    return PROMISED.get(pair.field, "") in kinds(pair.value)
