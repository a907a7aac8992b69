"""What becomes of the rows of a roster: where each lives, and who is taken in or refused."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from wanjia.people.roster.reader import doors, duplicates
from wanjia.people.roster.reader.addresses import place_of
from wanjia.people.roster.reader.facts import Fault, text_of
from wanjia.people.roster.reader.person import Facts
from wanjia.people.roster.reader.rows import is_ditto
from wanjia.people.roster.reader.tables import Row
from wanjia.people.roster.reader.values import Listed, Place, Refused, Roster, Warned

RANGE = Fault(
    "room_range", "室号写成一段，照原样作一户", "a range of rooms, kept as one dwelling as written"
)
SEVERAL = Fault(
    "several_names",
    "姓名一格里写了几个人，已分开，请核对",
    "several people in one cell: they were parted, please check",
)

MOST_AT_HOME = 16  # a greater number in a column of head counts is something else
Behind = tuple[str, str, str]


def settle_places(rows: list[Row]) -> None:
    """Find where each row's people live; only all rows together tell what a door's number means."""
    buildings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        one = row.written
        if one.building and one.stairwell:
            buildings[row.sheet, one.estate, one.lane, one.stairwell].add(one.building)
    twice = {key[0] for key, several in buildings.items() if len(several) > 1}
    for row in rows:
        row.place, row.ranged = place_of(row.written, row.sheet in twice)
    _tell_parts_apart(rows)
    _drop_named_again(rows)
    _fill_lone_names([row for row in rows if not row.layout.verbatim])


def _tell_parts_apart(rows: Sequence[Row]) -> None:
    """Where 兰苑1栋 and 竹苑1栋 stand in one list, the part of the estate tells the doors apart."""
    parts: dict[tuple[str, ...], set[str]] = defaultdict(set)
    before: dict[int, str] = {}
    for at, row in enumerate(rows):
        written = row.written.building or row.written.stairwell
        if row.place and written and (part := doors.part_before(written)):
            before[at] = part
            parts[row.place[:3]].add(part)
    if all(len(several) < 2 for several in parts.values()):
        return
    for at, part in before.items():
        place = rows[at].place
        assert place is not None
        if place.estate and part not in place.estate:
            rows[at].place = place._replace(stairwell=f"{part}{place.stairwell}")
        else:
            rows[at].place = place._replace(estate=part)


def _drop_named_again(rows: list[Row]) -> None:
    """A form names its householder over a list of all: who is in the list is not taken twice."""
    if any(row.card for row in rows):
        listed = {(row.name, row.place): row for row in rows if not row.card}
        for row in rows:
            other = listed.get((row.name, row.place)) if row.card else None
            if other and other.facts and row.facts and not other.facts.phones:
                other.facts = other.facts._replace(phones=row.facts.phones)
        rows[:] = [row for row in rows if not (row.card and (row.name, row.place) in listed)]


def _fill_lone_names(rows: list[Row]) -> None:
    """Where only one estate, or one lane of an estate, is named, rows without one mean it."""
    estates = Counter(row.place.estate for row in rows if row.place)
    named = [one for one in estates if one]
    only = named[0] if len(named) == 1 and estates[named[0]] >= estates[""] else ""
    lanes: dict[str, set[str]] = defaultdict(set)
    blank = False
    for row in rows:
        if row.place:
            lanes[row.place.estate or only].add(row.place.lane)
            blank = blank or not row.place.lane or not row.place.estate
    if not blank or (not only and not any(several - {""} for several in lanes.values())):
        return
    for row in rows:
        if row.place:
            estate = row.place.estate or only
            known = lanes[estate] - {""}
            lane = row.place.lane or (next(iter(known)) if len(known) == 1 else "")
            if not row.place.lane and doors.names_road(row.written.address):
                lane = ""
            row.place = Place(estate, lane, *row.place[2:])


def judge(
    rows: Sequence[Row], ignored: list[int], warnings: list[Warned], sheets: Sequence[str]
) -> Roster:
    """The roster that rows amount to: who is taken in, refused, there twice, or nobody.

    `ignored` and `warnings` are what is known already; they are added to.
    """
    roomed = {row.place[:3] for row in rows if row.place and row.place.room}
    lived_in = {row.place for row in rows if row.place and row.facts and row.name}
    lived_behind = {place[:3] for place in lived_in}
    people: list[Listed] = []
    refused: list[Refused] = []
    ranges: set[Place] = set()
    seen = duplicates.Seen()
    for row in rows:
        if row.facts is None:
            ignored.append(row.number)
            if row.place and not _is_lived_in(row, lived_in, lived_behind):
                warnings.append(_empty_dwelling(row))
            continue
        fault = _refusal(row, roomed)
        if fault is not None:
            if not refused or (refused[-1].row, refused[-1].sheet) != (row.number, row.sheet):
                refused.append(fault)
            continue
        assert row.place is not None
        if row.ranged and row.place not in ranges:
            ranges.add(row.place)
            warnings.append(_warned(row, *RANGE))
        if row.several > 1:
            warnings.append(_warned(row, *SEVERAL))
        person = _listed(row, row.facts)
        kept, faults = seen.take(person, row.facts.sex)
        if kept is None and (richer := seen.filled_in(person)):
            people = [
                richer if one.name == richer.name and one.place == richer.place else one
                for one in people
            ]
        warnings += [_warned(row, *one) for one in (*row.facts.faults, *faults)]
        if kept is not None:
            people.append(kept)
    warnings += _counted_otherwise(rows, people)
    warnings = sorted(warnings, key=lambda one: (one.row is None, one.row or 0))
    if len(sheets) > 1:
        order = {name: place for place, name in enumerate(sheets)}
        warnings.sort(key=lambda one: order.get(one.sheet, len(order)))
    return Roster(
        tuple(people),
        tuple(refused),
        tuple(warnings),
        tuple(sorted(ignored)),
        tuple(sheets),
    )


def _counted_otherwise(rows: Sequence[Row], people: Sequence[Listed]) -> list[Warned]:
    """What a column of head counts says of dwellings that have other people than it says."""
    said: dict[tuple[str, Place], tuple[int, Row]] = {}
    for row in rows:
        column = row.layout.heading.columns.get("count", (-1,))[0]
        text = text_of(row.cells[column]) if 0 <= column < len(row.cells) else ""
        if row.facts and row.place and text.isdigit() and 0 < int(text) < MOST_AT_HOME:
            said.setdefault((row.sheet, row.place), (int(text), row))
    if not said:
        return []
    lives = Counter(one.place for one in people)
    return [
        _warned(
            row,
            "count_differs",
            f"人数写{count}人，名册里这一户有{lives[place]}人",
            f"it says {count} people, but the roster names {lives[place]} in this dwelling",
        )
        for (_, place), (count, row) in said.items()
        if lives[place] != count
    ]


def _is_lived_in(row: Row, lived_in: set[Place], lived_behind: set[Behind]) -> bool:
    assert row.place is not None
    if row.place.room:
        return row.place in lived_in
    return row.place[:3] in lived_behind and not row.vacant


def _empty_dwelling(row: Row) -> Warned:
    return _warned(row, "empty_dwelling", "空关房，没有人", "an empty dwelling, nobody lives there")


def _warned(row: Row, code: str, zh: str, en: str) -> Warned:
    return Warned(row.number, row.sheet, code, zh, en)


def _refusal(row: Row, roomed: set[Behind]) -> Refused | None:
    if not row.name:
        return _refused(row, ("name",), "没有姓名", "no name")
    if row.place is None:
        return _refused(
            row,
            ("stairwell", "building", "unit", "address", "room"),
            "不知道住哪个楼道",
            "the stairwell cannot be read",
        )
    if not row.place.room and row.place[:3] in roomed:
        return _refused(
            row,
            ("room", "address", "stairwell"),
            "本楼道其他人都有室号，这一行没有",
            "no room, though the stairwell's other rows have one",
        )
    return None


def refuse_place(person: Listed, zh: str, en: str) -> Refused:
    """Refuse a person whom the roster by itself would have taken in, for where they live."""
    row: Row = person.source
    fields = ("room", "lane", "stairwell", "building", "address")
    return _refused(row, fields, zh, en)


def _refused(row: Row, fields: tuple[str, ...], zh: str, en: str) -> Refused:
    layout = row.layout
    column = next((layout.first[one] for one in fields if one in layout.first), layout.name)
    titles = layout.heading.titles
    title = " ".join(titles[column].split()) if column < len(titles) else ""
    return Refused(row.number, row.sheet, title, zh, en, layout.heading.titles, _texts(row))


def _texts(row: Row) -> tuple[str, ...]:
    """The row's cells, with the place that it takes from the rows above written out."""
    cells = [text_of(cell) for cell in row.cells]
    for name, value in row.written._asdict().items():
        column = row.layout.first.get(name)
        if column is not None and (not cells[column] or is_ditto(cells[column])):
            cells[column] = value
    return tuple(cells)


def _listed(row: Row, facts: Facts) -> Listed:
    assert row.place is not None
    return Listed(
        row.number,
        row.sheet,
        row.place,
        row.name,
        facts.sex or ("" if row.layout.verbatim else facts.identity.sex),
        facts.birth,
        facts.identity.number,
        facts.phones[:2],
        facts.relation,
        facts.register,
        facts.note,
        facts.identity.good,
        facts.born,
        source=row,
    )
