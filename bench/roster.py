"""A roster of 7,000 rows comes in, beside reading its cells and storing the same rows.

The bare limit reads the cells with calamine, makes the rows of the tables that the import fills
and stores them with `bulk_create`, in one transaction on the same disk.
"""

import io
import statistics
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

import xlsxwriter
from bench.database import fresh_database
from python_calamine import CalamineWorkbook

TIMES = 7
TODAY = date(2022, 4, 18)
NAME = "roster.xlsx"


def run() -> list[dict[str, Any]]:
    """Rows of name, our and the bare time in ms, their ratio, the budget and a note."""
    with fresh_database():
        data = workbook()
        return [_on_a_map(data), _alone(data), _again(data), _ten_times(data)]


def workbook(towns: int = 1) -> bytes:
    """The demo town's roster as .xlsx; of several such towns each with people of its own."""
    from wanjia_demo.roster import HEADINGS, roster_rows
    from wanjia_demo.town import SEED, build_town

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("名册")
        page.write_row(0, 0, HEADINGS)
        at = 1
        for town in range(towns):
            for estate, *row in islice(roster_rows(build_town(SEED + town, TODAY)), 1, None):
                page.write_row(at, 0, (f"{estate}{town or ''}", *row))
                at += 1
    return file.getvalue()


def _on_a_map(data: bytes) -> dict[str, Any]:
    """The usual case: the doors are known from the map, the people are not."""
    from wanjia.people.models import Resident, Risk

    ours, bare = _turns(data, [Resident, Risk], mapped=True)
    return _row("roster import, 7,000 rows .xlsx", ours, bare, "ratio ≤ 2", "people, their risks")


def _alone(data: bytes) -> dict[str, Any]:
    """No map: the doors are made from the roster and drawn."""
    from wanjia.people.models import Resident, Risk
    from wanjia.places.models import Building, Dwelling, Estate, Gate, Junction, Path, Stairwell

    tables = [Estate, Junction, Building, Path, Gate, Stairwell, Dwelling, Resident, Risk]
    ours, bare = _turns(data, tables, mapped=False)
    return _row("the same without a map", ours, bare, "ratio ≤ 2", "doors made and drawn too")


def _again(data: bytes) -> dict[str, Any]:
    """The same file once more: everybody is found and nothing changes."""
    community = _community("again")
    _imported(community, data)
    ours = [_seconds(lambda: _imported(community, data)) for _ in range(TIMES)]
    bare = [_seconds(lambda: _cells(data)) for _ in range(TIMES)]
    return _row("the same file again", ours, bare, "-", "bare here: the cells alone")


def _ten_times(data: bytes) -> dict[str, Any]:
    """Ten towns in one file, beside ten times the time of one."""
    many = workbook(10)
    one = _seconds(lambda: _imported(_community("one"), data))
    ours = _seconds(lambda: _imported(_community("ten"), many))
    return _row("roster import, 70,000 rows", [ours], [10 * one], "≤ 1.5", "bare: 10 × 7,000 rows")


def _turns(data: bytes, tables: list[Any], mapped: bool) -> tuple[list[float], list[float]]:
    """Both in turn, each time into an empty community, so that neither has the quieter minute."""
    ours, bare = [], []
    for turn in range(TIMES + 1):
        community = _community(f"{mapped} {turn}", mapped)
        ours.append(_seconds(lambda c=community: _imported(c, data)))  # type: ignore[misc]
        rows = [(table, _plain(table, community)) for table in tables]
        _emptied(tables, community)
        bare.append(_seconds(lambda r=rows: _bare(data, r)))  # type: ignore[misc]
        _emptied(tables, community)
    return ours[1:], bare[1:]


def _community(name: str, mapped: bool = False) -> Any:
    import json

    from wanjia.core.access.viewer import system_viewer
    from wanjia.core.models import Community
    from wanjia.places.estates.actions import import_places
    from wanjia.places.estates.geojson import read_places
    from wanjia_demo.geojson import town_geojson
    from wanjia_demo.town import build_town

    community = Community.objects.create(name=name)
    if mapped:
        places = read_places(json.dumps(town_geojson(build_town(today=TODAY))).encode())
        import_places(system_viewer(community.id), places.estates)
    return community


def _imported(community: Any, data: bytes) -> None:
    from wanjia.core.access.viewer import system_viewer
    from wanjia.people.roster.actions import import_roster, read

    import_roster(system_viewer(community.id), read(data, NAME, TODAY), estate_named=community.name)


def _plain(table: Any, community: Any) -> list[dict[str, Any]]:
    """The rows that the import stored, as plain values."""
    return list(table.objects.filter(community=community).order_by("id").values())


def _emptied(tables: list[Any], community: Any) -> None:
    for table in reversed(tables):
        table.objects.filter(community=community).delete()


def _bare(data: bytes, rows: list[tuple[Any, list[dict[str, Any]]]]) -> None:
    from django.db import transaction

    _cells(data)
    with transaction.atomic():
        for table, values in rows:
            table.objects.bulk_create([table(**one) for one in values], batch_size=500)


def _cells(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _row(name: str, ours: list[float], bare: list[float], budget: str, note: str) -> dict[str, Any]:
    mine, limit = statistics.median(ours), statistics.median(bare)
    return {
        "name": name,
        "ours": round(mine * 1000, 1),
        "bare": round(limit * 1000, 1),
        "ratio": round(mine / limit, 2),
        "budget": budget,
        "unit": "ms",
        "note": note,
    }
