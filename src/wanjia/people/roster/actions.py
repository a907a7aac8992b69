"""A roster comes in: what it would change, and the act that changes it.

Nobody is removed by being absent from a file, an empty cell erases nothing, and what a person has
put right by hand is not put back by an older file.
"""

import io
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_ids
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.core.transfer.schema import analyze_tables
from wanjia.people.models import Resident, Risk
from wanjia.people.roster.comparison import FIELDS, Comparison, compare, refused_rows, values_of
from wanjia.people.roster.differences import Difference
from wanjia.people.roster.reader import Place, Roster, Unreadable, read_roster
from wanjia.people.roster.reader.risk_suggestions import suggested
from wanjia.people.roster.uploads import MAX_BYTES
from wanjia.people.search.pinyin import sound
from wanjia.places.bulk import insert_rows, update_rows
from wanjia.places.doors.actions import Door
from wanjia.places.estates.actions import make_doors
from wanjia.places.models import Dwelling, Stairwell

OFFICERS = ("head", "desk")
SOURCE = "名册"
LAST = 9999  # the highest place in a household
MANY = 500  # people who came at once and change how the database plans
REASON = ("原来的行", "退回原因", "reason")


def read(data: bytes, filename: str, today: date, reading: str = "") -> Roster:
    """Read a roster file; `reading` names the way that a person has chosen, if there were several.

    Raises Problem `people.upload_too_big`, `people.roster_unreadable` with its reason, or
    `people.roster_empty` where no row speaks of anybody.
    """
    if len(data) > MAX_BYTES:
        raise Problem("people.upload_too_big")
    try:
        roster = read_roster(data, today, filename, reading)
    except Unreadable as why:
        raise Problem("people.roster_unreadable", file=filename, why=Text(why.zh, why.en)) from why
    if not roster.people and not roster.refused and not roster.questions:
        raise Problem("people.roster_empty")
    return replace(roster, about=f"{filename} {roster.about}")


def estate_named(community: str) -> str:
    """What an estate is called that a roster does not name: after its community."""
    return community.removesuffix("居民区").removesuffix("居委会") or community


def roster_difference(viewer: Viewer, roster: Roster, *, estate_named: str) -> Difference:
    """What importing a roster would change; nothing is changed yet.

    `estate_named` is what an estate is called that the roster does not name.
    """
    viewer.need(*OFFICERS)
    return compare(viewer, roster, estate_named).difference()


@transaction.atomic
def import_roster(viewer: Viewer, roster: Roster, *, estate_named: str) -> Difference:
    """Bring the community's people to what a roster says; the same roster again changes nothing.

    Doors that nobody had drawn are made. Risks that the roster suggests wait for a person to
    confirm them. One journal line tells all; returns what was changed.
    """
    viewer.need(*OFFICERS)
    if roster.questions:
        one = roster.questions[0]
        raise Problem("people.roster_asks", why=Text(one.zh, one.en))
    # Two officers importing at once: the second waits, and compares with what the first left.
    Community.objects.select_for_update().filter(id=viewer.community_id).first()
    comparison = compare(viewer, roster, estate_named)
    difference = comparison.difference()
    if difference.nothing:
        return difference
    make_doors(comparison.doors, list(comparison.homes.values()))
    added = _add(viewer, comparison)
    if len(added) >= MANY:
        analyze_tables(connection, Stairwell, Dwelling, Resident)
    _change(viewer, comparison)
    risks = _suggest_risks(viewer, comparison, added)
    _note(viewer, comparison, difference, risks)
    return difference


def _add(viewer: Viewer, comparison: Comparison) -> dict[int, UUID]:
    """Create those whom nobody knew; each gets the place in the household that the file shows."""
    homes = _dwellings(comparison)
    ids = dict(zip(comparison.added, new_ids(len(comparison.added)), strict=True))
    places: Counter[Place] = Counter()
    rows: list[tuple[Any, ...]] = []
    for at, one in enumerate(comparison.people):
        if at in ids:
            how, sort = sound(one.name), min(places[one.place], LAST)
            rows.append((ids[at], homes[one.place], one.name, *how, sort, *values_of(one)))
        places[one.place] += 1
    insert_rows(
        Resident,
        ("id", "dwelling_id", "name", "pinyin", "initials", "sort", *FIELDS),
        rows,
        community_id=viewer.community_id,
    )
    return ids


def _dwellings(comparison: Comparison) -> dict[Place, UUID]:
    return {place: _dwelling(comparison, door) for place, door in comparison.homes.items()}


def _dwelling(comparison: Comparison, door: Door) -> UUID:
    found = comparison.doors.find(door)
    assert found is not None  # `make_doors` has been here
    return found


def _change(viewer: Viewer, comparison: Comparison) -> None:
    for_fields: dict[tuple[str, ...], list[Resident]] = defaultdict(list)
    for who, changes in comparison.changed.items():
        row = Resident(id=who, community_id=viewer.community_id, **changes)
        for_fields[tuple(changes)].append(row)
    for fields, rows in for_fields.items():
        update_rows(rows, fields)
    update_rows(
        [
            Resident(
                id=who, community_id=viewer.community_id, dwelling_id=_dwelling(comparison, door)
            )
            for who, door in comparison.moved.items()
        ],
        ["dwelling"],
    )


def _suggest_risks(viewer: Viewer, comparison: Comparison, added: dict[int, UUID]) -> int:
    """Suggest each risk once: what a person has confirmed or ended is theirs to say."""
    of = {"community_id": viewer.community_id}
    known = set(Risk.objects.filter(**of).order_by().values_list("resident_id", "kind"))
    today = timezone.localdate(clock.now())
    homes = _dwellings(comparison)
    alone = _living_alone(comparison, homes)
    risks = []
    for at, one in enumerate(comparison.people):
        who = added.get(at) or comparison.known_of.get(at)
        if who is None:
            continue
        kinds = suggested(one.born, one.note, homes[one.place] in alone, today)
        risks += [
            Risk(**of, resident_id=who, kind=kind, source=SOURCE, since=today)
            for kind in sorted(kinds)
            if (who, kind) not in known
        ]
    Risk.objects.bulk_create(risks, batch_size=500)
    return len(risks)


def _living_alone(comparison: Comparison, homes: dict[Place, UUID]) -> set[UUID]:
    """The dwellings that hold one person once the roster is in."""
    count = Counter(
        one.dwelling_id for one in comparison.known.values() if one.id not in comparison.moved
    )
    count.update(_dwelling(comparison, door) for door in comparison.moved.values())
    count.update(homes[comparison.people[at].place] for at in comparison.added)
    return {dwelling for dwelling, people in count.items() if people == 1}


def _note(viewer: Viewer, comparison: Comparison, difference: Difference, risks: int) -> None:
    """The one journal line: the counts, and of those who changed what was and what is."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for who, changes in comparison.changed.items():
        known = comparison.known[who]
        before[str(who)] = {name: _plain(getattr(known, name)) for name in changes}
        after[str(who)] = {name: _plain(value) for name, value in changes.items()}
    for who, door in comparison.moved.items():
        before.setdefault(str(who), {})["dwelling"] = str(comparison.known[who].dwelling_id)
        after.setdefault(str(who), {})["dwelling"] = str(comparison.doors.find(door))
    counts = {
        name: getattr(difference, name)
        for name in ("people", "households", "stairwells", "added", "changed", "moved", "unchanged")
    }
    counts |= {"refused": len(difference.refused), "risks": risks}
    journal.write(
        viewer,
        "roster.imported",
        before={"residents": before} if before else None,
        after={**counts, **({"residents": after} if after else {})},
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def refused_workbook(viewer: Viewer, roster: Roster, *, estate_named: str) -> bytes:
    """The refused rows as .xlsx, under the headings they had, each with its reason.

    Where a row took its place from the rows above, that is written out, so that the sheet can be
    put right and imported by itself.
    """
    import xlsxwriter  # 12 MB, for who asks for a workbook

    refused = refused_rows(viewer, roster, estate_named)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for sheet, titles in dict.fromkeys((one.sheet, one.titles) for one in refused):
            page = book.add_worksheet()
            page.write_row(0, 0, [*titles, *REASON], bold)
            page.set_column(0, len(titles) - 1, 14, text)
            page.set_column(len(titles), len(titles) + 2, 36)
            rows = (one for one in refused if (one.sheet, one.titles) == (sheet, titles))
            for at, one in enumerate(rows, 1):
                for column, cell in enumerate(one.cells[: len(titles)]):
                    page.write_string(at, column, cell, text)
                page.write_row(at, len(titles), [one.row, one.zh, one.en])
    return file.getvalue()
