"""Group buys as people send them, against the roster: pasted lists and order sheets → orders."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.goods.models import OrderChannel, Supply
from wanjia.goods.orders.line_text import Wanted, read_wanted
from wanjia.goods.orders.sheet_rows import OrderRow, Place, order_rows
from wanjia.goods.orders.storing import OrderDraft
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
        for dwelling_id, door, room, lane in rows.values_list(
            "id", "door", "room", "stairwell__lane"
        ):
            self.by_room.setdefault(plain(room), []).append(dwelling_id)
            self.by_door.setdefault(plain(door), []).append((lane, dwelling_id))
            self.names[dwelling_id] = door

    def of(self, place: Place) -> list[UUID]:
        """Return the dwellings that a place may be: of its lane, where lanes are known."""
        known = self.by_door.get(plain(place.door), [])
        if place.lane and any(lane for lane, _ in known):
            return [dwelling_id for lane, dwelling_id in known if lane in ("", place.lane)]
        return [dwelling_id for _, dwelling_id in known]

    def of_people(self, rows: Iterable[OrderRow]) -> dict[int, list[UUID]]:
        """Return where the person of each row lives, by phone, else by a name that only one has."""
        row_list = list(rows)
        people = Resident.objects.filter(community_id=self.community, left_at=None)
        by_phone: dict[str, list[UUID]] = {}
        by_name: dict[str, list[UUID]] = {}
        phones = people.filter(phone__in={row.phone for row in row_list if row.phone})
        for phone, home in phones.values_list("phone", "dwelling"):
            by_phone.setdefault(phone, []).append(home)
        names = people.filter(name__in={row.who for row in row_list if len(row.who) > 1})
        for name, home in names.values_list("name", "dwelling"):
            by_name.setdefault(name, []).append(home)
        homes_by_row = {}
        for row in row_list:
            homes = by_phone.get(row.phone) or by_name.get(row.who, [])
            homes_by_row[row.row] = [
                dwelling_id for dwelling_id in dict.fromkeys(homes) if dwelling_id in self.names
            ]
        return homes_by_row


def read_text(viewer: Viewer, supply: Supply, goods: Sequence[str], text: str) -> list[OrderDraft]:
    """The orders of a pasted 接龙; lines that are no order (title, chatter) are left out, and a
    line that may be one but is not understood is kept in doubt.

    Raises Problem `orders.too_many` for a text that is no list.
    """
    if len(text) > MOST_TEXT:
        raise Problem("orders.too_many", most=MOST_TEXT)
    estate = supply.estate.name if supply.estate else ""
    doors = Doors(supply)
    nth: Counter[str] = Counter()
    drafts = []
    for line in read(text, roster_index(viewer), Context(estate=estate, purpose="order")):
        if line.kind == "header" or line.superseded or not line.text.strip():
            continue
        wants = read_wanted(line.text, goods, line.doors[0] if line.doors else "")
        if line.kind == "note" and not line.doors and wants.doubt:
            continue
        drafts.append(_draft_from_line(line, wants, doors, nth))
    return drafts


def _draft_from_line(line: Reading, wants: Wanted, doors: Doors, seen: Counter[str]) -> OrderDraft:
    homes = list(
        dict.fromkeys(
            dwelling_id for door in line.doors for dwelling_id in doors.of(Place("", door))
        )
    )
    home = homes[0] if len(homes) == 1 and len(line.doors) == 1 else None
    if line.why == "room_only":
        homes = doors.by_room.get(plain(line.about), [])[:MOST_CANDIDATES]
    about = "、".join(line.doors) or line.about
    doubt = "" if home else "door" if about else "no_door"
    stem = f"list:{home}" if home else f"list:{_hash_line(line.text)}"
    seen[stem] += 1
    return OrderDraft(
        key=stem if seen[stem] == 1 else f"{stem}:{seen[stem]}",
        way=OrderChannel.PASTE,
        said=line.text.strip(),
        goods=wants.goods,
        dwelling=home,
        who=line.names[0] if line.names else "",
        doubt=doubt or wants.doubt,
        about=about if doubt else "",
        candidates=tuple(str(dwelling_id) for dwelling_id in homes) if not home else (),
    )


def _hash_line(text: str) -> str:
    return hashlib.sha256(plain(text).strip().encode()).hexdigest()[:24]


def read_file(supply: Supply, goods: Sequence[str], data: bytes) -> list[OrderDraft]:
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
    read_sheets = [
        order_rows_read for sheet in sheets if (order_rows_read := order_rows(sheet.rows))
    ]
    if not read_sheets:
        raise Problem("orders.heading")
    doors, seen = Doors(supply), Counter[str]()
    drafts: list[OrderDraft] = []
    for rows, _ignored in read_sheets:
        people = doors.of_people(rows)
        drafts += [_draft_from_row(row, goods, doors, people[row.row], seen) for row in rows]
    return drafts


def _draft_from_row(
    row: OrderRow,
    goods: Sequence[str],
    doors: Doors,
    person_homes: Sequence[UUID],
    seen: Counter[str],
) -> OrderDraft:
    home, doubt, candidates = _find_home(row, doors, person_homes)
    wants = _read_wanted(row, goods)
    stem = f"file:{row.order}" if row.order else f"file:{_hash_line(row.text)}"
    seen[stem] += 1
    return OrderDraft(
        key=(stem if seen[stem] == 1 else f"{stem}:{seen[stem]}")[:64],
        way=OrderChannel.FILE,
        said=row.text,
        goods=wants.goods,
        dwelling=home,
        who=row.who,
        paid=row.paid,
        cancelled=row.cancelled,
        doubt=doubt or wants.doubt,
        about="、".join(place.door for place in row.places) if doubt else "",
        candidates=tuple(str(dwelling_id) for dwelling_id in candidates),
    )


def _find_home(
    row: OrderRow, doors: Doors, person_homes: Sequence[UUID]
) -> tuple[UUID | None, str, list[UUID]]:
    """Return whose a row is: sure where all that it says means one door.

    Else the doors it may mean.
    """
    meant = [doors.of(place) for place in row.places]
    homes = list(
        dict.fromkeys(dwelling_id for dwelling_ids in meant for dwelling_id in dwelling_ids)
    )
    if len(homes) == 1:
        return homes[0], "", []
    both = [dwelling_id for dwelling_id in homes if dwelling_id in person_homes]
    if len(both) == 1:
        return both[0], "", []
    candidates = [
        *homes,
        *(dwelling_id for dwelling_id in person_homes if dwelling_id not in homes),
    ]
    return None, "door" if row.places else "no_door", candidates


def _read_wanted(row: OrderRow, goods: Sequence[str]) -> Wanted:
    if row.quantity.isdigit() and len(goods) == 1:
        return read_wanted(f"{row.quantity}份", goods)
    return read_wanted(f"{row.good} {row.quantity}", goods)
