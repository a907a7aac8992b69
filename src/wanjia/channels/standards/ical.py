"""Shifts as an iCalendar file (RFC 5545) that any calendar program subscribes to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FRESH = timedelta(hours=1)  # how often a subscriber is asked to look again


@dataclass(frozen=True)
class Turn:
    """A shift: `id` stays the same when it changes hands, `sequence` counts how often it did.

    `note` says what it is in the middle of: the zones in force and what everybody does there.
    """

    id: str
    summary: str
    starts: datetime
    ends: datetime
    changed: datetime
    sequence: int
    note: str = ""


def calendar(name: str, turns: Iterable[Turn]) -> bytes:
    """Return a calendar of that name with one event for each shift, in UTC."""
    from icalendar import Calendar, Event  # only for who subscribes to shifts

    found = Calendar()
    found.add("prodid", "-//Wanjia//Duty//ZH")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("refresh-interval", FRESH, parameters={"value": "DURATION"})
    for turn in turns:
        event = Event()
        event.add("uid", f"{turn.id}@wanjia")
        event.add("dtstamp", turn.changed.astimezone(UTC))
        event.add("sequence", turn.sequence)
        event.add("dtstart", turn.starts.astimezone(UTC))
        event.add("dtend", turn.ends.astimezone(UTC))
        event.add("summary", turn.summary)
        if turn.note:
            event.add("description", turn.note)
        found.add_component(event)
    return found.to_ical()
