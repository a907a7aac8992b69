"""Which column holds what, by what it is called; headings may stand anywhere and in two rows."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from wanjia.people.roster.reader.cells import kinds
from wanjia.people.roster.reader.sheets import Sheet
from wanjia.places.addresses.characters import plain, visible

FILE = Path(__file__).with_name("headings.toml")
LOOKED_AT = 40  # rows from the top
DEEPEST = 3  # rows of one heading
LONGEST = 20  # characters of a heading; more is a sentence
MOST_BLOCKS = 40  # side by side; more are the columns of a wide list
PART = 1000  # the rank of a heading that only holds a word
SEVERAL = frozenset({"phone", "note"})
WHERE = frozenset({"room", "stairwell", "address", "building", "unit"})
_BRACKETS = re.compile(r"\([^()]*\)")
_COUNTED = re.compile(r"(?:\d{1,2}|[一二三四五六①-⑨])$")
_AND_MORE = re.compile(
    r"(.{1,8}?)(?:[及和与、](?:其)?(?:联系|手机|移动)?(?:电话|手机|方式|号码|生日|出生年?月?日?|关系|性别|年龄|身份证号?码?))+"
)
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_ADDRESSED = re.compile(r"\s*\d*\s*[、.]?\s*(?:请?填?写?)?[您你]的")
_MARKS = re.compile(r"[\s*:：.,、/\\_★☆▲#+-]|^\d+(?=\D)")


@dataclass(frozen=True)
class Known:
    """`headings.toml` as read: field and rank by exact heading, field by part, words of no use."""

    exact: dict[str, tuple[str, int]]
    part: tuple[tuple[str, str], ...]
    never: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """Where a sheet's heading ends and which columns its fields are in (from 0)."""

    first: int
    last: int
    titles: tuple[str, ...]
    columns: dict[str, tuple[int, ...]]

    @property
    def names_place(self) -> bool:
        """Whether some column says more of where than the room."""
        return bool(self.columns.keys() & (WHERE - {"room"}))

    @property
    def names_door(self) -> bool:
        """Whether columns say which door: a unit alone wants its building from elsewhere."""
        return bool(self.columns.keys() & (WHERE - {"room", "unit"}))

    def with_columns(self, **columns: tuple[int, ...]) -> "Heading":
        """The same heading with some fields in other columns."""
        return replace(self, columns={**self.columns, **columns})


@cache
def known(path: Path = FILE) -> Known:
    """Read the headings; raises ValueError naming file and key for what is not as it must be."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    fields = data.get("fields")
    if not isinstance(fields, dict) or "name" not in fields:
        raise ValueError(f"{path.name}: [fields.name] is missing")
    exact: dict[str, tuple[str, int]] = {}
    part: list[tuple[str, str]] = []
    for name, lists in fields.items():
        for rank, one in enumerate(_texts(path, f"fields.{name}.exact", lists.get("exact"))):
            if exact.setdefault(one, (name, rank)) != (name, rank):
                raise ValueError(f"{path.name}: fields.{name}.exact: “{one}” stands twice")
        part += [(one, name) for one in _texts(path, f"fields.{name}.part", lists.get("part"))]
    never = tuple(_texts(path, "never", data.get("never")))
    return Known(exact, tuple(part), never)


def _texts(path: Path, key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError(f"{path.name}: {key} must be a list of texts")
    return value


@lru_cache(4096)
def field_of(title: str) -> tuple[str, int]:
    """The field that a heading names, and its rank: the lower the surer; empty if none."""
    text = plain(visible(title))
    short = _MARKS.sub("", _BRACKETS.sub("", text)) or _MARKS.sub("", text.strip("()"))
    table = known()
    if found := _AND_MORE.fullmatch(short):
        field, rank = field_of(found[1])
        if field in ("name", "head", "member"):
            return field, rank  # 户主及电话
    if short not in table.exact:
        short = _COUNTED.sub("", short) or short
    if not short or len(short) > LONGEST:
        return "", 0
    if short in table.exact:
        return table.exact[short]
    if (found_part := _in_parts(text)) is not None:
        return found_part
    if any(word in short for word in table.never):
        return "", 0
    return next((name for word, name in table.part if word in short), ""), PART


def _in_parts(text: str) -> tuple[str, int] | None:
    """What a heading in two languages names, Villa 别墅, or a question's end: 您住在：—室."""
    bare = _BRACKETS.sub("", text).strip(" :：")
    parts = [_HAN_RUN.sub("", bare), "".join(_HAN_RUN.findall(bare))]
    if not all(re.search(r"[^\W\d_]", one) for one in parts):
        parts = []
    asked = re.split(r"[:：]\s*[—–-]|[—–]", bare)
    parts += asked[-1:] if len(asked) > 1 else []
    parts += [_ADDRESSED.sub("", bare)] if _ADDRESSED.match(bare) else []
    for part in parts:
        if found := known().exact.get(_MARKS.sub("", part)):
            return found
    return None


@lru_cache(4096)
def is_heading_word(text: str) -> bool:
    """Whether a text is exactly what a column is called, and no word that names may be."""
    field, rank = field_of(text)
    return bool(field) and rank < PART and text.isalpha() and len(text) > 1 and not text.isascii()


@lru_cache(4096)
def is_known_other(title: str) -> bool:
    """Whether a heading says that its column is about something or somebody else: 紧急联系人."""
    text = _MARKS.sub("", plain(visible(title)))
    return any(word in text for word in known().never)


def find_heading(sheet: Sheet, barred: frozenset[int] = frozenset()) -> Heading | None:
    """The heading of a sheet: the rows near its top that name a person and a place, or None.

    `barred` are rows that are something else: a form's, with values beside its labels.
    """
    best: tuple[int, Heading] | None = None
    top = sheet.rows[:LOOKED_AT]
    above = _spread(sheet, len(top))
    for first in range(len(top)):
        for last in range(first, min(first + DEEPEST, len(top))):
            if last in barred:
                break
            heading = _columns(first, last, _titles(top, above, first, last))
            points = _points(heading, top[last])
            if points and (best is None or points > best[0]):
                best = points, heading
        if best and best[1].last < first:
            break
    return best[1] if best else None


def side_by_side(sheet: Sheet, heading: Heading) -> list[tuple[Sheet, Heading]]:
    """The blocks of a sheet whose columns stand twice or more beside each other, else the sheet.

    What stands left of the first block (a stairwell over both) belongs to each.
    """
    titles = heading.titles
    names = [at for at, title in enumerate(titles) if field_of(title)[0] == "name"]
    name = titles[heading.columns["name"][0]]
    names = [at for at in names if titles[at] == name]
    if not 2 <= len(names) <= MOST_BLOCKS:
        return [(sheet, heading)]
    period, start = names[1] - names[0], names[0]
    while start and titles[start - 1] and titles[start - 1] == titles[start - 1 + period]:
        start -= 1
    return [
        _block(sheet, heading, {*range(start), *range(left, left + period)})
        for left in range(start, len(titles), period)
        if any(left <= at < left + period for at in names)
    ]


def _block(sheet: Sheet, heading: Heading, own: set[int]) -> tuple[Sheet, Heading]:
    titles = [title if at in own else "" for at, title in enumerate(heading.titles)]
    first = next(at for at, title in enumerate(titles) if title)
    rows = [_own_cells(row, own, first) for row in sheet.rows]
    merged = [one for one in sheet.merged if one[0][1] in own]
    only = _columns(heading.first, heading.last, titles)
    whole = Heading(only.first, only.last, heading.titles, only.columns)
    return replace(sheet, rows=rows, merged=merged), whole


def _own_cells(row: Sequence[Any], own: set[int], first: int) -> list[Any]:
    """A row's cells of one block; a line that names the place of all blocks stands in each."""
    cells = [cell if at in own else "" for at, cell in enumerate(row)]
    filled = [at for at, cell in enumerate(row) if cell not in ("", None)]
    if len(filled) == 1 and filled[0] not in own:
        text = row[filled[0]]
        if isinstance(text, str) and kinds(text) & {"block", "unit", "door", "address"}:
            cells += [""] * (first + 1 - len(cells))
            cells[first] = text
    return cells


def heading_in(at: int, row: Sequence[Any]) -> Heading | None:
    """The heading that a single row between others is: another table begins below it."""
    titles = [_title(cell) for cell in row]
    if not any(field_of(title)[0] == "name" for title in titles if title):
        return None
    heading = _columns(at, at, titles)
    return heading if _points(heading, row) and len(heading.columns) > 2 else None


def _spread(sheet: Sheet, count: int) -> list[list[str]]:
    """The text of the first rows, a merged cell's over all it covers."""
    rows = [[_title(cell) for cell in row] for row in sheet.rows[:count]]
    for (top, left), (bottom, right) in sheet.merged:
        for row in range(top, min(bottom + 1, count)):
            for column in range(left, min(right + 1, len(rows[row]))):
                rows[row][column] = _title(sheet.rows[top][left])
    return rows


def _title(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""


def _titles(top: list[list[Any]], above: list[list[str]], first: int, last: int) -> list[str]:
    """Each column's heading: the lowest of its cells that says something, or all together."""
    return [
        _lowest(
            [above[row][column] for row in range(last, first - 1, -1) if column < len(above[row])]
        )
        for column in range(max(len(top[row]) for row in range(first, last + 1)))
    ]


def _lowest(cells: Sequence[str]) -> str:
    own = [cell for cell in dict.fromkeys(cells) if cell.strip()]
    if not own or field_of(own[0])[0]:
        return own[0] if own else ""
    together = "".join(reversed(own))
    if any(word in plain(together) for word in known().never):
        return together
    return next((cell for cell in own if field_of(cell)[0]), own[0])


def _columns(first: int, last: int, titles: Sequence[str]) -> Heading:
    ranked: dict[str, list[tuple[int, int]]] = {}
    for column, title in enumerate(titles):
        name, rank = field_of(title)
        if name:
            ranked.setdefault(name, []).append((rank, column))
    found = {
        name: tuple(column for _, column in sorted(places)[: None if name in SEVERAL else 1])
        for name, places in ranked.items()
    }
    for instead in ("head", "member"):
        if other := found.pop(instead, None):
            found.setdefault("name", other)
    return Heading(first, last, tuple(titles), found)


def _points(heading: Heading, lowest: Iterable[Any]) -> int:
    """How much of a heading rows are: 0 is none; the fewer rows the better."""
    fields = heading.columns.keys()
    if "name" not in fields or len(fields) < 2:
        return 0
    if not any(isinstance(cell, str) and field_of(cell)[0] for cell in lowest):
        return 0
    if any(isinstance(cell, int | float) and cell > 31 for cell in lowest):
        return 0
    if len(fields) < 3 and not fields & WHERE:
        return 0
    return len(fields) * 4 - (heading.last - heading.first)
