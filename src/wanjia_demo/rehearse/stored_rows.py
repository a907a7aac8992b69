"""Ask the database plain SQL that SQLite and PostgreSQL read alike.

The two store ids, moments and days each in its own way; that is the only thing settled here.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

NAMED = re.compile(r"%\((\w+)\)s")
LAST_INSTANT = timedelta(microseconds=1)


class StoredRows:
    """The rows of one community, asked through a cursor of Django's."""

    def __init__(self, cursor: Any, community_id: UUID) -> None:
        self.cursor = cursor
        self.community_id = community_id

    def ask(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """Return what a statement finds, each row by the names of its columns.

        `%(community)s` is the community; every other value is given by name.
        """
        known = {"community": self.community_id} | values
        names_in_order = NAMED.findall(sql)
        self.cursor.execute(
            NAMED.sub("%s", sql), [self._stored(known[name]) for name in names_in_order]
        )
        names = [column[0] for column in self.cursor.description]
        return [dict(zip(names, row, strict=True)) for row in self.cursor.fetchall()]

    def ask_one(self, sql: str, **values: Any) -> dict[str, Any]:
        """Return the one row that a statement finds."""
        (row,) = self.ask(sql, **values)
        return row

    def count(self, sql: str, **values: Any) -> int:
        """Return the one number that a statement finds; a sum over no row is 0."""
        (value,) = self.ask_one(sql, **values).values()
        return int(value or 0)

    def timezone(self) -> ZoneInfo:
        """Return the time zone in which the community's days begin and end."""
        row = self.ask_one("SELECT timezone FROM kernel_community WHERE id = %(community)s")
        return ZoneInfo(row["timezone"])

    def span(self, day: date, cutoff: datetime) -> tuple[datetime, datetime]:
        """Return a local day's first moment, and the last that a report until `cutoff` knows.

        A day that is over is known until its last instant: what begins at midnight is of the next.
        """
        tz = self.timezone()
        start = datetime.combine(day, time(), tz)
        end = datetime.combine(day + timedelta(days=1), time(), tz)
        return start.astimezone(UTC), min(cutoff, end - LAST_INSTANT).astimezone(UTC)

    def _stored(self, value: Any) -> Any:
        """Return a value as the database at hand stores it."""
        database = self.cursor.db
        if isinstance(value, UUID):
            return value if database.features.has_native_uuid_field else value.hex
        if isinstance(value, datetime):
            return database.ops.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return database.ops.adapt_datefield_value(value)
        return value


def as_id(value: Any) -> UUID:
    """Return an id as it was found."""
    return value if isinstance(value, UUID) else UUID(value)


def as_moment(value: Any) -> datetime:
    """Return a moment as it was found, in UTC."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def as_end(value: Any) -> datetime | None:
    """Return a moment as it was found, None where there is none."""
    return None if value is None else as_moment(value)


def as_list(value: Any) -> Sequence[Any]:
    """Return a stored JSON list."""
    found = json.loads(value) if isinstance(value, str) else value
    return list(found or ())
