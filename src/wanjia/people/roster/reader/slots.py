"""Which columns name the people of a row, and what each of them has of its own.

A row of a long list holds one person in one slot; a row of a wide one has a slot for the
householder and one for each member; on a board each column of names has a room for its heading.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from wanjia.people.roster.reader.cells import WORDS
from wanjia.people.roster.reader.columns import FITS, STRONG, Column, content
from wanjia.people.roster.reader.headings import Heading, is_known_other
from wanjia.people.roster.reader.mentions import FIELDS, people_in
from wanjia.places.addresses.characters import plain

NAMED = ("name", "head", "member")
OF_HOUSEHOLD = ("phone", "note")
MOST_WEIGHED = 40  # columns of names; in a list as wide as that none names another's again
REPEATED = 0.7  # this part of a column's names standing in another makes it a reference


@dataclass(frozen=True)
class Slot:
    """A column of names with the columns of facts that are its own."""

    name: int
    facts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    relation: str = ""
    place: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[int, ...] = ()  # phones that stand behind this column and the next of names


@dataclass(frozen=True)
class Slots:
    """The slots of a table; `doubtful` are columns of names that may be residents or not."""

    slots: tuple[Slot, ...]
    doubtful: tuple[Column, ...] = ()
    references: tuple[int, ...] = ()


def find_slots(heading: Heading, columns: Sequence[Column], with_doubtful: bool) -> Slots:
    """The slots under a heading whose fields are settled."""
    name = heading.columns["name"][0]
    sure: list[Column] = []
    doubtful: list[Column] = []
    for column in columns:
        if column.at == name:
            sure.append(column)
        elif column.field in NAMED and (column.fits("name") >= FITS or not column.texts):
            if column.texts:
                sure.append(column)
        elif _is_unsaid(column, heading):
            doubtful.append(column)
    references = _references([*sure, *doubtful], name)
    sure = [one for one in sure if one.at not in references]
    doubtful = [one for one in doubtful if one.at not in references]
    taken = sorted([*sure, *doubtful] if with_doubtful else sure, key=lambda one: one.at)
    if not taken or (name not in references and all(one.at != name for one in taken)):
        taken = [one for one in columns if one.at == name] + taken
    ends = [one.at for one in columns if one.field in NAMED and not one.texts]
    slots = _with_facts(taken, columns, heading, ends)
    return Slots(tuple(slots), tuple(doubtful), tuple(references))


def _is_unsaid(column: Column, heading: Heading) -> bool:
    """Whether a column names people and its heading does not say whether they live there."""
    if column.field and column.field not in NAMED:
        used = any(column.at in several for several in heading.columns.values())
        return not used and column.names >= STRONG and column.field != "note"
    if is_known_other(column.title):
        return False
    used = any(
        column.at in several for field, several in heading.columns.items() if field != "note"
    )
    return not used and len(column.texts) > 1 and content(column) == "name"


def _references(columns: Sequence[Column], name: int) -> set[int]:
    """Columns that name again who stands in another: the householder beside each member."""
    if len(columns) > MOST_WEIGHED:
        return set()
    names = {one.at: Counter(_names(one)) for one in columns}
    out: set[int] = set()
    for one in columns:
        mine = names[one.at]
        if not mine or (one.at == name and one.field != "head"):
            continue
        for other in columns:
            theirs = names[other.at]
            if other.at == one.at or other.at in out or not theirs:
                continue
            held = sum(count for text, count in mine.items() if text in theirs)
            fewer = len(mine) < len(theirs) or other.at == name
            if fewer and held >= REPEATED * sum(mine.values()):
                out.add(one.at)
    return out


def _names(column: Column) -> Iterable[str]:
    for text in column.texts:
        for one in people_in(text).mentions:
            yield plain(one.name).replace(" ", "")


def _with_facts(
    names: Sequence[Column], columns: Sequence[Column], heading: Heading, empty: Sequence[int]
) -> list[Slot]:
    """Each column of names with its facts; those behind an empty one (同住人3) are nobody's."""
    if len(names) == 1:
        own = {f: heading.columns[f] for f in FIELDS if f in heading.columns}
        return [Slot(names[0].at, own)]
    starts = [one.at for one in names]
    facts: list[dict[str, list[int]]] = [{} for _ in names]
    for one in FIELDS:
        several = _columns_for(one, columns, heading, starts)
        for at in several:
            place = max((n for n, start in enumerate(starts) if start < at), default=0)
            if any(starts[place] < end < at for end in empty) and len(several) > 1:
                continue
            if len(several) == 1 and one in OF_HOUSEHOLD and at > starts[-1]:
                place = 0
            facts[place].setdefault(one, []).append(at)
    slots = [
        Slot(one.at, {f: tuple(c) for f, c in own.items()}, relation_in(one.title))
        for one, own in zip(names, facts, strict=True)
    ]
    return _sharing(slots)


def _sharing(slots: list[Slot]) -> list[Slot]:
    """Two columns of names beside each other share the one column of phones behind them."""
    for at, (one, other) in enumerate(pairwise(slots)):
        phones = one.facts.get("phone", ()) + other.facts.get("phone", ())
        if other.name == one.name + 1 and len(phones) == 1 and phones[0] > other.name:
            slots[at] = replace(one, shared=phones)
            slots[at + 1] = replace(other, shared=phones)
    return slots


def _columns_for(
    one: str, columns: Sequence[Column], heading: Heading, names: Sequence[int]
) -> list[int]:
    found = set(heading.columns.get(one, ()))
    for column in columns:
        elsewhere = any(column.at in c for f, c in heading.columns.items() if f != one)
        if column.at in names or elsewhere or is_known_other(column.title):
            continue
        if (column.field == one and column.fits(one) >= FITS) or (
            not column.field and column.texts and content(column) == one
        ):
            found.add(column.at)
    return sorted(found)


def relation_in(title: str) -> str:
    """Who a column of a wide list holds: 配偶姓名 is 配偶, 子女2 is 子女."""
    bare = (
        plain(title).strip().rstrip("0123456789一二三四五六 ").removesuffix("姓名").strip("（()） ")
    )
    if bare in (
        "tenant",
        "owner",
        "self",
        "成员",
        "家庭成员",
        "同住",
        "同住人",
        "家属",
        "家人",
        "业主",
        "房主",
    ):
        return ""
    return bare if bare in WORDS.relations else ""
