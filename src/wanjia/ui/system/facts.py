"""What the checks ask of the machine: the data folder, the database, the work that comes round."""

import json
import shutil
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache as kept
from django.db import DatabaseError, connection

from wanjia.channels.today import LEFT
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.encryption import canary, fields
from wanjia.core.models import Community, Entry
from wanjia.core.scheduling.status import Run
from wanjia.core.scheduling.status import last_run as last
from wanjia.core.transfer import schema
from wanjia.ui.system import rating
from wanjia.ui.system.rating import Finding

_began = time.monotonic()
QUEUES = ("waiting", "failed", "by_hand", "incoming")
BIGGEST = 8
KEEP_SIZES = 600  # seconds: counting the pages of a large SQLite file takes a while


@dataclass(frozen=True)
class Backup:
    """The last copy, as `wanjia backup` noted it."""

    at: datetime
    file: str
    bytes: int
    seconds: float


@dataclass(frozen=True)
class Sizes:
    """Bytes of the whole database and of its biggest tables with their indexes, if known."""

    total: int
    tables: tuple[tuple[str, int], ...] = ()


def last_backup() -> Backup | None:
    """Return the last copy; None where there was none, or its note cannot be read."""
    try:
        told = json.loads((settings.DATA / "backup.json").read_text("utf-8"))
        at = datetime.fromisoformat(told["at"])
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return Backup(at, str(told["file"]), int(told["bytes"]), float(told["seconds"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@cache
def version() -> str:
    """Return the version that is installed."""
    return metadata.version("wanjia")


def last_run() -> Run | None:
    """Return when the regular work was last done, in whichever process does it."""
    return last(settings.DATA)


def free_bytes() -> int:
    """Room left on the data folder's disk."""
    return shutil.disk_usage(settings.DATA).free


def kind() -> str:
    """Return which database it is, and its version."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    major, minor = connection.get_database_version()
    return f"PostgreSQL {major}.{minor}"


def stored_bytes() -> int:
    """Return the size of SQLite's files; 0 for a database elsewhere, which has a disk of its
    own.
    """
    if connection.vendor != "sqlite":
        return 0
    name = str(connection.settings_dict["NAME"])
    files = (Path(name + end) for end in ("", "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def database_bytes() -> int:
    """Return the size of the whole database, whichever it is."""
    if connection.vendor == "sqlite":
        return stored_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def sizes() -> Sizes:
    """Return the database's size and its biggest tables, as of ten minutes ago at most."""
    found: Sizes | None = kept.get("system-sizes")
    if found is None:
        found = Sizes(database_bytes(), tuple(_largest_tables()))
        kept.set("system-sizes", found, KEEP_SIZES)
    return found


_TABLES = {
    "sqlite": """
        SELECT m.tbl_name, SUM(s.pgsize) AS bytes FROM dbstat s
        JOIN sqlite_master m ON m.name = s.name
        WHERE s.aggregate = TRUE GROUP BY m.tbl_name ORDER BY bytes DESC, m.tbl_name LIMIT %s
    """,
    "postgresql": """
        SELECT c.relname, pg_total_relation_size(c.oid) AS bytes FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
        WHERE c.relkind IN ('r', 'p') ORDER BY bytes DESC, c.relname LIMIT %s
    """,
}


def _largest_tables() -> list[tuple[str, int]]:
    """Return the biggest tables; none where the database was built without telling them."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TABLES[connection.vendor], [BIGGEST])
            return [(str(name), int(size)) for name, size in cursor.fetchall()]
    except DatabaseError:
        return []


def database_finding() -> Finding:
    """Return whether the database answers and has this version's tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return rating.database(True, _has_tables())
    except DatabaseError:
        connection.close()
        return rating.database(False, False)


def seal_finding() -> Finding:
    """Return whether what is sealed opens, now and after the next start."""
    try:
        found, there = canary.state(), fields.has_key()
    except DatabaseError:
        return rating.seal(True, True)  # that is the database's finding
    return rating.seal(found == canary.WELL, there)


_seen_present: list[bool] = []


def _has_tables() -> bool:
    """Return whether the tables are this version's; once they are, they stay so."""
    if not _seen_present and schema.are_present():
        _seen_present.append(True)
    return bool(_seen_present)


def standing_findings(viewer: Viewer) -> list[Finding]:
    """Return how key, disk, regular work, outbox and copies stand; the database is asked
    nothing.
    """
    now, left = clock.now(), LEFT.now(viewer.community_id)
    return [
        rating.seal(True, fields.has_key()),
        rating.disk(free_bytes(), stored_bytes()),
        regular_finding(now),
        outbox_finding(now, [left] if left else []),
        backup_finding(now),
    ]


def outboxes() -> list[dict[str, Any]]:
    """Return what each community's outbox held when it was last counted, a few minutes ago at
    most.
    """
    every = Community.objects.values_list("id", flat=True)
    return [left for one in every if (left := LEFT.now(one))]


def outbox_finding(now: datetime, boxes: Iterable[dict[str, Any]]) -> Finding:
    """Return whether messages go out of these outboxes."""
    boxes = list(boxes)
    since = min((box["since"] for box in boxes if box["since"]), default=None)
    return rating.outbox(now, since, sum(box["failed"] for box in boxes))


def regular_finding(now: datetime) -> Finding:
    """Return whether the regular work is done."""
    run = last_run()
    failing = [name for name, done in run.acts.items() if done.error] if run else []
    return rating.regular(now, run.at if run else None, failing, time.monotonic() - _began)


def backup_finding(now: datetime) -> Finding:
    """Return whether there is a copy of late."""
    copy = last_backup()
    return rating.backup(now, copy.at if copy else None, _made_at())


def _made_at() -> datetime | None:
    """Return when the data folder was made: its key is as old as it is."""
    for name in ("seal.key", "secret.key"):
        try:
            return datetime.fromtimestamp((settings.DATA / name).stat().st_mtime, UTC)
        except OSError:
            continue
    return None


def clock_finding(viewer: Viewer) -> Finding:
    """Return whether the clock can be right: nothing in the journal was done later than now."""
    rows = Entry.objects.of(viewer).order_by("-occurred_at")
    latest = rows.values_list("occurred_at", flat=True).first()
    now = clock.now()
    return rating.clock(now, now - datetime.now(UTC), latest)
