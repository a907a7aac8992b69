"""What a roster would change, as pages and the command line tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wanjia.core.localized import active_language, localized_pair
from wanjia.people.roster.reader import Question
from wanjia.places.doors.actions import Made

FIELD_WORDS = {
    "sex": ("性别", "sex"),
    "birth": ("出生日期", "birth date"),
    "id_number": ("身份证号", "ID number"),
    "phone": ("电话", "phone"),
    "phone2": ("第二电话", "second phone"),
    "relation": ("与户主关系", "relation"),
    "register": ("户籍", "register"),
    "note": ("备注", "note"),
    "dwelling": ("住址", "address"),
}
SHOWN = 50  # rows told on the command line; the file beside the roster holds all


@dataclass(frozen=True, slots=True)
class Told:
    """A row that was refused (`column` says where) or warned of (`code` says of what)."""

    row: int | None
    zh: str
    en: str
    column: str = ""
    code: str = ""
    sheet: str = ""

    @property
    def words(self) -> str:
        """The reason in the active language."""
        return localized_pair(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody whom the roster has in another dwelling than the data."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody of whom the roster says something else than the data; `fields` are their names."""

    name: str
    door: str
    fields: tuple[str, ...]

    @property
    def words(self) -> str:
        """What differs, in the active language."""
        english = active_language() == "en"
        names = [FIELD_WORDS[one][english] for one in self.fields]
        return (", " if english else "、").join(names)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom the data does not know."""

    row: int
    name: str
    door: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One way of reading a file that a person may choose."""

    words: str
    key: str
    people: int
    households: int
    stairwells: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a roster in the active language."""

    words: str
    sheet: str
    offers: tuple[Offer, ...]


def asked(questions: Sequence[Question]) -> tuple[Asked, ...]:
    """The questions of a roster as a page asks them."""
    english = active_language() == "en"
    return tuple(
        Asked(
            one.en if english else one.zh,
            one.sheet,
            tuple(
                Offer(
                    way.en if english else way.zh,
                    way.key,
                    way.people,
                    way.households,
                    way.stairwells,
                    way.first,
                )
                for way in one.ways
            ),
        )
        for one in questions
    )


@dataclass(frozen=True)
class Difference:
    """What a roster holds and what importing it changes.

    `people`, `households` and `stairwells` count what the accepted rows hold; `added`, `changed`,
    `moved` and `unchanged` are people and add up to `people`. A `sheet` is named only where
    several sheets hold people.
    """

    people: int
    households: int
    stairwells: int
    added: int
    changed: int
    moved: int
    unchanged: int
    refused: tuple[Told, ...]
    warnings: tuple[Told, ...]
    ignored: tuple[int, ...]
    made: Made
    moves: tuple[Move, ...] = ()
    changes: tuple[Change, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the data holds all of the roster already."""
        return not (self.added or self.changed or self.moved)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of `wanjia import roster --json`."""
        return {
            "people": self.people,
            "households": self.households,
            "stairwells": self.stairwells,
            "added": self.added,
            "changed": self.changed,
            "moved": self.moved,
            "unchanged": self.unchanged,
            "refused": [
                {"row": one.row, "column": one.column, "reason": one.words} | _sheet(one)
                for one in self.refused
            ],
            "warnings": [
                {"row": one.row, "code": one.code, "why": one.words} | _sheet(one)
                for one in self.warnings
            ],
            "ignored": list(self.ignored),
        }

    def words(self) -> str:
        """The difference for a person at a terminal, in both languages."""
        made = self.made
        lines = [
            f"名册：{self.people} 人，{self.households} 户，{self.stairwells} 个楼道"
            f"  people {self.people}, households {self.households}, stairwells {self.stairwells}",
            f"新增 added {self.added}  更新 changed {self.changed}  搬家 moved {self.moved}"
            f"  不变 unchanged {self.unchanged}",
            f"新建小区 new estates {made.estates}  楼道 stairwells {made.stairwells}"
            f"  户 dwellings {made.dwellings}",
            f"退回 refused {len(self.refused)}  提醒 warnings {len(self.warnings)}"
            f"  不算 ignored {len(self.ignored)}",
        ]
        lines += _rows(self.refused)
        lines += _rows(self.warnings)
        return "\n".join(lines)


def _sheet(one: Told) -> dict[str, str]:
    return {"sheet": one.sheet} if one.sheet else {}


def _rows(told: Sequence[Told]) -> list[str]:
    lines = [
        f"  {f'{one.sheet} ' if one.sheet else ''}{one.row or '-'}  {one.column or one.code}"
        f"  {one.zh}  {one.en}"
        for one in told[:SHOWN]
    ]
    if len(told) > SHOWN:
        lines.append(f"  … 还有 {len(told) - SHOWN} 行 and {len(told) - SHOWN} more")
    return lines
