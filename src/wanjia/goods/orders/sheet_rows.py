"""Rows of a group buy's order sheet, whichever program wrote it. Pure.

群接龙 gives one address; 快团团 gives lane, building and room apart, filled in carelessly: `606是`
for `606室`, the room in the building's column, the road in the lane's. Every door that a row may
mean is told, the likeliest first; which of them is right is for the roster, or for a person.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator

from wanjia.core.rules.rules_file import RulesTable, load_rules_file
from wanjia.places.addresses.characters import plain
from wanjia.places.addresses.reader import Address, read_address

FILE = Path(__file__).with_name("orders.toml")
HEADING_WITHIN = 12  # rows from the top
NEEDED = ({"address", "room", "building"}, {"quantity", "good"})


@dataclass(frozen=True)
class Place:
    """A door as a row gives it: lane ("" where it names none) and door (`23-602`)."""

    lane: str
    door: str


@dataclass(frozen=True)
class OrderRow:
    """One row: its number as the sheet counts (from 1), what it says, and the doors it may mean."""

    row: int
    order: str
    who: str
    phone: str
    address: str
    quantity: str
    good: str
    amount: str
    paid: bool
    cancelled: bool
    places: tuple[Place, ...]

    @property
    def text(self) -> str:
        """The row as a person reads it; without the phone."""
        parts = (self.address, self.who, self.good, self.quantity)
        return " ".join(part for part in parts if part)


def _key(cell: Any) -> str:
    return re.sub(r"[\s（(].*$", "", plain(str(cell or "")).strip()).rstrip("：:*").lower()


WordsByKey = dict[str, tuple[Annotated[str, AfterValidator(_key)], ...]]


@dataclass(frozen=True)
class _Words(RulesTable):
    headings: WordsByKey
    words: WordsByKey


@cache
def _words(path: Path = FILE) -> _Words:
    return load_rules_file(_Words, path)


def headings(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]] | None:
    """The row of headings and each column's place; None where no row names door and quantity."""
    known = _words().headings
    for number, row in enumerate(rows[:HEADING_WITHIN]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            words = _key(cell)
            for key, names in known.items():
                if words and words in names:
                    columns.setdefault(key, place)
        if all(needed & set(columns) for needed in NEEDED):
            return number, columns
    return None


def order_rows(rows: Sequence[Sequence[Any]]) -> tuple[list[OrderRow], list[int]] | None:
    """The orders of a sheet, and the numbers of rows that are totals or empty; None: no heading."""
    found = headings(rows)
    if found is None:
        return None
    top, columns = found
    orders, ignored = [], []
    for number, row in enumerate(rows[top + 1 :], top + 2):
        cells = {
            key: _text(row[place]) if place < len(row) else "" for key, place in columns.items()
        }
        if _is_order(cells, row):
            orders.append(_order(number, cells))
        else:
            ignored.append(number)
    return orders, ignored


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("\xa0", " ").strip()


def _is_order(cells: Mapping[str, str], row: Sequence[Any]) -> bool:
    totals = _words().words["total"]
    if any(_key(cell).startswith(totals) for cell in row if cell is not None):
        return False
    named = ("who", "phone", "address", "building", "room")
    return any(cells.get(key) for key in named)


def _order(number: int, cells: Mapping[str, str]) -> OrderRow:
    words = _words().words
    paid = _key(cells.get("paid", ""))
    parts = (cells.get("lane", ""), cells.get("building", ""), cells.get("room", ""))
    address = cells.get("address", "")
    return OrderRow(
        row=number,
        order=cells.get("order", ""),
        who=cells.get("who", ""),
        phone=re.sub(r"\D", "", cells.get("phone", ""))[-11:],
        address=" ".join(part for part in (address, *parts) if part),
        quantity=cells.get("quantity", ""),
        good=cells.get("good", ""),
        amount=cells.get("amount", ""),
        paid=paid in words["paid"],
        cancelled=paid in words["cancelled"],
        places=tuple(dict.fromkeys(places(address, *parts))),
    )


def places(address: str, lane: str = "", building: str = "", room: str = "") -> Iterable[Place]:
    """The doors that an address, or lane, building and room apart, may mean: likeliest first."""
    way = _lane(lane) or _lane(address)
    apart = [read_address(plain(text)) for text in (building, room) if text]
    for one in apart:  # the whole door written into one column
        if one.stairwell and one.room and one.door:
            yield Place(_lane(one.text) or way, one.door)
    house, flat = _number(building), _number(room)
    if house and flat and house != flat:
        yield Place(way, f"{house}-{flat}")
    if address:
        yield from _of_address(read_address(address), way)
    if house and not flat:
        yield Place(way, house)


def _of_address(read: Address, way: str) -> Iterable[Place]:
    if read.door and read.status != "unread":
        yield Place(read.lane or way, read.door)


def _lane(text: str) -> str:
    """The lane of a text: `168`, `168弄`, `洞泾路168弄`; none for a road with a number alone."""
    words = plain(text).strip()
    if match := re.search(r"(\d+)\s*弄(?:\s*(\d+)\s*支弄)?", words):
        return f"{match[1]}-{match[2]}" if match[2] else match[1]
    return words if words.isdigit() else ""


def _number(text: str) -> str:
    """The one number of a column, whatever stands about it: `606是`, `10号楼`, `No.10`."""
    found = re.findall(r"[a-z]?\d+[a-z]?", plain(text).lower())
    return found[0] if len(found) == 1 else ""
