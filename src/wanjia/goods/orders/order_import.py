"""Group buys as people send them, against the roster: pasted lists and order sheets → orders."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.goods.models import OrderWay, Supply
from wanjia.goods.orders.actions import Found
from wanjia.goods.orders.line_text import Wanted, wanted
from wanjia.goods.orders.sheet_rows import OrderRow, Place, order_rows
from wanjia.people.models import Resident
from wanjia.people.roster.reader.sheets import open_sheets
from wanjia.people.roster.reader.values import Unreadable
from wanjia.places.addresses.characters import plain
from wanjia.places.models import Dwelling
from wanjia.reports.paste.matching import roster_index
from wanjia.reports.paste.reader import Context, Reading, read

MOST_BYTES = 10_000_000
MOST_TEXT = 200_000
MOST_CANDIDATES = 24  # more than these nobody reads


class Doors:
    """The doors that a supply may go to, by how they are written; and whose phone is whose."""

    def __init__(self, supply: Supply) -> None:
        rows = Dwelling.objects.filter(community_id=supply.community_id)
        if supply.estate_id:
            rows = rows.filter(stairwell__estate=supply.estate_id)
        self.community = supply.community_id
        self.by_door: dict[str, list[tuple[str, UUID]]] = {}
        self.by_room: dict[str, list[UUID]] = {}
        self.names: dict[UUID, str] = {}
        for one, door, room, lane in rows.values_list("id", "door", "room", "stairwell__lane"):
            self.by_room.setdefault(plain(room), []).append(one)
            self.by_door.setdefault(plain(door), []).append((lane, one))
            self.names[one] = door

    def of(self, place: Place) -> list[UUID]:
        """The dwellings that a place may be: of its lane, where lanes are known."""
        known = self.by_door.get(plain(place.door), [])
        if place.lane and any(lane for lane, _ in known):
            return [one for lane, one in known if lane in ("", place.lane)]
        return [one for _, one in known]

    def of_people(self, rows: Iterable[OrderRow]) -> dict[int, list[UUID]]:
        """Where the person of each row lives, by phone, else by a name that only one has."""
        every = list(rows)
        people = Resident.objects.filter(community_id=self.community, left_at=None)
        by_phone: dict[str, list[UUID]] = {}
        by_name: dict[str, list[UUID]] = {}
        phones = people.filter(phone__in={row.phone for row in every if row.phone})
        for phone, home in phones.values_list("phone", "dwelling"):
            by_phone.setdefault(phone, []).append(home)
        names = people.filter(name__in={row.who for row in every if len(row.who) > 1})
        for name, home in names.values_list("name", "dwelling"):
            by_name.setdefault(name, []).append(home)
        found = {}
        for row in every:
            homes = by_phone.get(row.phone) or by_name.get(row.who, [])
            found[row.row] = [one for one in dict.fromkeys(homes) if one in self.names]
        return found


def from_text(viewer: Viewer, supply: Supply, goods: Sequence[str], text: str) -> list[Found]:
    """The orders of a pasted 接龙; lines that are no order (title, chatter) are left out, and a
    line that may be one but is not understood is kept in doubt.

    Raises Problem `orders.too_many` for a text that is no list.
    """
    if len(text) > MOST_TEXT:
        raise Problem("orders.too_many", most=MOST_TEXT)
    estate = supply.estate.name if supply.estate else ""
    doors = Doors(supply)
    nth: Counter[str] = Counter()
    found = []
    for line in read(text, roster_index(viewer), Context(estate=estate, purpose="order")):
        if line.kind == "header" or line.superseded or not line.text.strip():
            continue
        wants = wanted(line.text, goods, line.doors[0] if line.doors else "")
        if line.kind == "note" and not line.doors and wants.doubt:
            continue
        found.append(_of_line(line, wants, doors, nth))
    return found


def _of_line(line: Reading, wants: Wanted, doors: Doors, nth: Counter[str]) -> Found:
    homes = list(dict.fromkeys(one for door in line.doors for one in doors.of(Place("", door))))
    home = homes[0] if len(homes) == 1 and len(line.doors) == 1 else None
    if line.why == "room_only":
        homes = doors.by_room.get(plain(line.about), [])[:MOST_CANDIDATES]
    about = "、".join(line.doors) or line.about
    doubt = "" if home else "door" if about else "no_door"
    stem = f"list:{home}" if home else f"list:{_hash(line.text)}"
    nth[stem] += 1
    return Found(
        key=stem if nth[stem] == 1 else f"{stem}:{nth[stem]}",
        way=OrderWay.PASTE,
        said=line.text.strip(),
        goods=wants.goods,
        dwelling=home,
        who=line.names[0] if line.names else "",
        doubt=doubt or wants.doubt,
        about=about if doubt else "",
        candidates=tuple(str(one) for one in homes) if not home else (),
    )


def _hash(text: str) -> str:
    return hashlib.sha256(plain(text).strip().encode()).hexdigest()[:24]


def from_file(supply: Supply, goods: Sequence[str], data: bytes) -> list[Found]:
    """The orders of a sheet of 群接龙, 快团团 or a hand; a row whose door is not certain keeps its
    candidates.

    Raises Problem `excel.too_big`, `excel.unreadable`, `orders.heading`.
    """
    if len(data) > MOST_BYTES:
        raise Problem("excel.too_big", most=MOST_BYTES // 1_000_000)
    try:
        sheets = open_sheets(data)
    except Unreadable as why:
        raise Problem("excel.unreadable", why=Text(why.zh, why.en)) from None
    read_sheets = [one for sheet in sheets if (one := order_rows(sheet.rows))]
    if not read_sheets:
        raise Problem("orders.heading")
    doors, nth = Doors(supply), Counter[str]()
    found: list[Found] = []
    for rows, _ignored in read_sheets:
        people = doors.of_people(rows)
        found += [_of_row(row, goods, doors, people[row.row], nth) for row in rows]
    return found


def _of_row(
    row: OrderRow, goods: Sequence[str], doors: Doors, lives: Sequence[UUID], nth: Counter[str]
) -> Found:
    home, doubt, candidates = _home(row, doors, lives)
    wants = _wants(row, goods)
    stem = f"file:{row.order}" if row.order else f"file:{_hash(row.text)}"
    nth[stem] += 1
    return Found(
        key=(stem if nth[stem] == 1 else f"{stem}:{nth[stem]}")[:64],
        way=OrderWay.FILE,
        said=row.text,
        goods=wants.goods,
        dwelling=home,
        who=row.who,
        paid=row.paid,
        cancelled=row.cancelled,
        doubt=doubt or wants.doubt,
        about="、".join(place.door for place in row.places) if doubt else "",
        candidates=tuple(str(one) for one in candidates),
    )


def _home(
    row: OrderRow, doors: Doors, lives: Sequence[UUID]
) -> tuple[UUID | None, str, list[UUID]]:
    """Whose a row is: sure where all that it says means one door; else the doors it may mean."""
    meant = [doors.of(place) for place in row.places]
    homes = list(dict.fromkeys(one for some in meant for one in some))
    if len(homes) == 1:
        return homes[0], "", []
    both = [one for one in homes if one in lives]
    if len(both) == 1:
        return both[0], "", []
    candidates = [*homes, *(one for one in lives if one not in homes)]
    return None, "door" if row.places else "no_door", candidates


def _wants(row: OrderRow, goods: Sequence[str]) -> Wanted:
    if row.quantity.isdigit() and len(goods) == 1:
        return wanted(f"{row.quantity}份", goods)
    return wanted(f"{row.good} {row.quantity}", goods)
