"""Pasted text: 300 lines are read, matched against 7,137 people and stored, beside bare inserts;
and once more where ten times as many live.

The bare limits: the driver's `executemany` of the very rows that were stored (lines and answers),
into tables and indexes alike, in one durable transaction on the same disk; and for reading alone
one regular expression and one look-up in a dict a line.
"""

import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.database import fresh_database, on_postgres

TIMES = 15
LINES = 300
ENTRY = re.compile(r"(?P<door>\d+-\d+)\D*?(?P<antigen>阴|阳)?性?\s*(?P<temperature>\d\d\.\d)?")


def run() -> list[dict[str, Any]]:
    """Rows of name, our and the bare rate, their ratio, the budget and a note."""
    with fresh_database() as folder:
        rounds, doors = _town()
        alone = [_stored(folder, rounds[: TIMES + 1], doors, "300 lines"), _read(doors)]
        people = _ten_times()
        many = f"300 lines among {people:,} residents"
        return [*alone, _stored(folder, rounds[TIMES + 1 :], doors, many)]


def _ten_times() -> int:
    """Nine towns like the one there, in other estates; how many residents there are then."""
    from wanjia.core.ids import new_ids
    from wanjia.people.models import Resident
    from wanjia.places.models import Dwelling, Estate, Stairwell

    tables: list[tuple[Any, str]] = [
        (Estate, ""),
        (Stairwell, "estate_id"),
        (Dwelling, "stairwell_id"),
        (Resident, "dwelling_id"),
    ]
    held: list[list[Any]] = [list(model.objects.order_by("id")) for model, _above in tables]
    for copy in range(1, 10):
        above: dict[Any, Any] = {}
        for (model, inside), rows in zip(tables, held, strict=True):
            ids = dict(zip([row.id for row in rows], new_ids(len(rows)), strict=True))
            made = []
            for row in rows:
                values = {one.attname: getattr(row, one.attname) for one in row._meta.fields}
                values["id"] = ids[row.id]
                if inside:
                    values[inside] = above[values[inside]]
                else:
                    values["name"] += str(copy)
                made.append(model(**values))
            model.objects.bulk_create(made, batch_size=2000)
            above = ids
    return Resident.objects.count()


def _town() -> tuple[list[Any], dict[str, list[str]]]:
    """The demo town with a round for each turn over its largest estate; names behind its doors."""
    from wanjia.core import clock
    from wanjia.people.models import Resident
    from wanjia.places.models import Estate, Stairwell
    from wanjia.reports.models import Round
    from wanjia.zoning.models import Zone, ZoneStairwell
    from wanjia_demo import load
    from wanjia_demo.town import build_town

    now = clock.now()
    since = now - timedelta(days=1)
    community = load.load(build_town(today=now.date())).community
    estate = Estate.objects.get(community=community, name="中海悦庭")
    zone = Zone.objects.create(
        community=community, estate=estate, name="bench", klass="sealed",
        protocol="shanghai-2022-04", started_at=since, clock_from=since,
    )  # fmt: skip
    ZoneStairwell.objects.bulk_create(
        ZoneStairwell(community=community, zone=zone, stairwell=one, since=since)
        for one in Stairwell.objects.filter(estate=estate)
    )
    rounds = Round.objects.bulk_create(
        Round(
            community=community, zone=zone, key=f"bench-{turn}", name="bench", opens_at=since,
            closes_at=now + timedelta(days=1), wants=["antigen", "temperature"],
        )
        for turn in range(2 * (TIMES + 1))
    )  # fmt: skip
    doors: dict[str, list[str]] = {}
    people = Resident.objects.filter(dwelling__stairwell__estate=estate).order_by("dwelling__door")
    for door, name in people.values_list("dwelling__door", "name"):
        doors.setdefault(door, []).append(name)
    return rounds, doors


def text_of(doors: dict[str, list[str]], seed: int) -> str:
    """A list as a group writes it: 300 lines, most of them clear, some not."""
    dice = random.Random(seed)
    homes = dice.sample(sorted(doors), LINES)
    lines = ["#接龙", "今天上午抗原，报门号、姓名、结果、体温"]
    for number, door in enumerate(homes[: LINES - 2], 1):
        lines.append(f"{number}. {_entry(dice, door, doors[door])}")
    return "\n".join(lines)


def _entry(dice: random.Random, door: str, names: list[str]) -> str:
    stairwell, room = door.split("-")
    degrees = f"36.{dice.randrange(1, 9)}"
    first = dice.choice(names)
    shapes = [
        f"{door} {first} 阴性 {degrees}",
        f"{stairwell}号{room}室 {first} 抗原阴性 {degrees}",
        f"{stairwell}-{room}{first}阴{degrees}℃",
        f"{door} {' '.join(names)} 都是阴性",
        f"{door} {len(names)}人 全阴",
        f"{first} {door} 一条杠 {degrees}",
        f"{stairwell}号{room} {first} 阴 体温正常",
        f"{door} {len(names)}人都阴 {' '.join([degrees] * len(names))}",
    ]
    if dice.random() < 0.03:
        return dice.choice(["收到", "什么时候发菜啊？", "99-999 王五 阴性", "辛苦大家了"])
    return dice.choice(shapes)


def _stored(
    folder: Path, rounds: list[Any], doors: dict[str, list[str]], what: str
) -> dict[str, Any]:
    from wanjia.core.access.viewer import system_viewer
    from wanjia.reports.models import Answer, PasteLine
    from wanjia.reports.paste.actions import commit_paste, read_paste

    viewer = system_viewer(rounds[0].community_id)
    pairs, people = [], 0
    for turn, round_ in enumerate(rounds):
        text = text_of(doors, turn)
        start = time.perf_counter()
        paste, _new = read_paste(viewer, text, round_)
        stored = commit_paste(viewer, paste)
        ours = time.perf_counter() - start
        answers = list(Answer.objects.filter(round=round_).order_by("id"))
        lines = list(PasteLine.objects.filter(paste=paste))
        if len(lines) != LINES or len(answers) != stored.new or stored.new < LINES:
            raise RuntimeError(f"{len(lines)} lines, {len(answers)} answers were stored")
        people += stored.new
        rows: list[tuple[Any, list[Any]]] = [(PasteLine, lines), (Answer, answers)]
        pairs.append((ours, _bare_insert(folder / f"bare-{round_.id}.sqlite3", rows)))
    mean = people // len(rounds)
    ours, bare = _middle(pairs[1:])
    first = pairs[0][0] * 1000
    many = LINES + mean
    note = (
        f"{ours * 1000:.0f} ms (budget 150; {first:.0f} with the roster read for the first time)"
        f" for {LINES} lines and {mean} answers; bare: executemany of the same rows"
    )
    return _row(f"paste: read, match, store {what}", many / ours, many / bare, "≥ 0.10×", note)


def _bare_insert(path: Path, tables: Iterable[tuple[Any, list[Any]]]) -> float:
    """Seconds to insert rows into tables like theirs, durably, on the same kind of database."""
    names = [model._meta.db_table for model, _rows in tables]
    bare = _postgres_like(names) if on_postgres() else _sqlite_like(names, path)
    prepared = [_statement(model, rows) for model, rows in tables]
    start = time.perf_counter()
    bare.execute("BEGIN")
    cursor = bare.cursor()
    for statement, values in prepared:
        cursor.executemany(statement, values)
    bare.execute("COMMIT")
    seconds = time.perf_counter() - start
    bare.close()
    return seconds


def _sqlite_like(names: list[str], path: Path) -> Any:
    """A file with the same tables and indexes, empty."""
    from django.db import connection

    with connection.cursor() as cursor:
        places = ",".join(["%s"] * len(names))
        cursor.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({places}) AND sql IS NOT NULL"
            " ORDER BY type = 'index'",
            names,
        )
        schema = [sql for (sql,) in cursor.fetchall()]
    bare = sqlite3.connect(path, isolation_level=None)
    for sql in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *schema):
        bare.execute(sql)
    return bare


def _postgres_like(names: list[str]) -> Any:
    """A connection whose first schema has the same tables and indexes, empty."""
    import psycopg
    from django.db import connection

    bare = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    bare.execute("DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare; SET search_path TO bare")
    for name in names:
        bare.execute(f'CREATE TABLE "{name}" (LIKE public."{name}" INCLUDING ALL)')
    return bare


def _statement(model: Any, rows: list[Any]) -> tuple[str, list[tuple[Any, ...]]]:
    """An insert for a table, and the values as the database takes them."""
    from django.db import connection

    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{one.column}"' for one in fields)
    values = [
        tuple(one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields)
        for row in rows
    ]
    marks = ", ".join(["%s" if on_postgres() else "?"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', values


def _read(doors: dict[str, list[str]]) -> dict[str, Any]:
    from wanjia.core.access.viewer import system_viewer
    from wanjia.core.models import Community
    from wanjia.reports.paste.matching import roster_index
    from wanjia.reports.paste.reader import Context, read

    community = Community.objects.get()
    index = roster_index(system_viewer(community.id))
    context = Context(estate="中海悦庭")
    pairs = []
    for turn in range(TIMES):
        text = text_of(doors, 100 + turn)
        ours = _seconds(lambda t=text: read(t, index, context))  # type: ignore[misc]
        bare = _seconds(lambda t=text: _bare_read(t, doors))  # type: ignore[misc]
        pairs.append((ours, bare))
    ours, bare = _middle(pairs)
    note = "bare: one regular expression and one dict look-up a line"
    return _row("reading pasted lines alone", LINES / ours, LINES / bare, "≥ 0.15×", note)


def _bare_read(text: str, doors: dict[str, list[str]]) -> list[tuple[Any, Any]]:
    found = []
    for line in text.splitlines():
        match = ENTRY.search(line)
        found.append((match, doors.get(match["door"]) if match else None))
    return found


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _middle(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """The pair whose ratio is the median: both were taken one after the other."""
    return sorted(pairs, key=lambda pair: pair[1] / pair[0])[len(pairs) // 2]


def _row(name: str, ours: float, bare: float, budget: str, note: str) -> dict[str, Any]:
    return {
        "name": name,
        "ours": round(ours),
        "bare": round(bare),
        "ratio": round(ours / bare, 2),
        "budget": budget,
        "unit": "rows/s" if "store" in name else "lines/s",
        "note": note,
    }
