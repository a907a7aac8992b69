"""That what is deleted is gone from the file too, not only from the tables."""

from django.core.cache import cache
from django.db import connection

from wanjia.people.roster.uploads import sweep


def begin() -> None:
    """From now on this connection overwrites what it deletes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def finish(whole: bool) -> bool:
    """Clear the caches and uploads; write the database anew (`whole`) and empty its log.

    SQLite: VACUUM copies what lives into a new file, the checkpoint cuts the write-ahead log to
    nothing. PostgreSQL: VACUUM lets the pages be written over; `VACUUM FULL`, archived logs and
    backups are the administrator's. Returns whether it was done: not inside a transaction, and
    not while another connection reads an older state.
    """
    cache.clear()
    sweep()
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("VACUUM")
            return True
        if whole:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return not busy
