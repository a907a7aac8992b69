"""Find what there may be only once: one round a person at a time, one class, one end date."""

from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from wanjia_demo.rehearse.round_people import StoredRound, people_of_round, rounds_open_since
from wanjia_demo.rehearse.stored_rows import StoredRows, as_end, as_id, as_moment

LOOK_BACK = timedelta(days=1)

IN_SEVERAL_ZONES = """
WITH doubled AS (
    SELECT m.community_id, m.stairwell_id, COUNT(DISTINCT z.id) AS zones
    FROM zoning_zonestairwell m
    JOIN zoning_zone z ON z.community_id = m.community_id AND z.id = m.zone_id
    WHERE m.community_id = %(community)s
      AND m.since <= %(moment)s AND (m.until IS NULL OR m.until > %(moment)s)
      AND z.started_at <= %(moment)s AND (z.ended_at IS NULL OR z.ended_at > %(moment)s)
    GROUP BY m.community_id, m.stairwell_id
    HAVING COUNT(DISTINCT z.id) > 1
)
SELECT r.id AS resident, t.zones
FROM doubled t
JOIN places_dwelling d ON d.community_id = t.community_id AND d.stairwell_id = t.stairwell_id
JOIN people_resident r ON r.community_id = d.community_id AND r.dwelling_id = d.id
WHERE r.community_id = %(community)s AND (r.left_at IS NULL OR r.left_at > %(moment)s)
ORDER BY r.id
"""

ENDS_BY_NAME = """
SELECT estate_id, name, planned_end FROM zoning_zone
WHERE community_id = %(community)s AND started_at <= %(moment)s
  AND (ended_at IS NULL OR ended_at > %(moment)s)
ORDER BY estate_id, name
"""

# A door that stays in a zone after its end has an end date of its own.
DOORS_LEFT_BEHIND = """
SELECT z.id AS zone, z.ended_at, COUNT(*) AS doors
FROM zoning_zone z
JOIN zoning_zonestairwell m ON m.community_id = z.community_id AND m.zone_id = z.id
WHERE z.community_id = %(community)s AND z.ended_at <= %(moment)s
  AND (m.until IS NULL OR m.until > z.ended_at)
GROUP BY z.id, z.ended_at
ORDER BY z.id
"""


def find_double(cursor: Any, community_id: UUID, moment: datetime) -> list[str]:
    """Return in words, by ids alone, whatever is there twice at a moment.

    - People asked twice at the same time: by the rounds of two zones whose windows overlap, or by
      two rounds of one zone that overlap and want the same of them. The last day is looked at.
    - People who live behind a door of more than one zone in force, so under more than one class.
    - Zones with more than one end date stored: several in force that bear one name in an estate
      and end on different dates; one that has ended while doors of it went on.
    """
    rows = StoredRows(cursor, community_id)
    return [
        *_asked_twice(rows, moment),
        *(
            f"person {as_id(row['resident'])} is in {row['zones']} zones"
            for row in rows.ask(IN_SEVERAL_ZONES, moment=moment)
        ),
        *_several_ends(rows, moment),
    ]


def _asked_twice(rows: StoredRows, moment: datetime) -> list[str]:
    found = []
    for first, second in combinations(rounds_open_since(rows, moment - LOOK_BACK, moment), 2):
        if not _may_ask_twice(first, second):
            continue
        together = min(first.closes_at, second.closes_at, moment)
        twice = _asked(rows, first, together) & _asked(rows, second, together)
        found += [
            f"person {person} is asked by rounds {first.id} and {second.id} at once"
            for person in sorted(twice)
        ]
    return found


def _may_ask_twice(first: StoredRound, second: StoredRound) -> bool:
    overlap = first.opens_at < second.closes_at and second.opens_at < first.closes_at
    return overlap and (first.zone != second.zone or bool(first.wants & second.wants))


def _asked(rows: StoredRows, round_: StoredRound, moment: datetime) -> set[UUID]:
    stand = people_of_round(rows, round_, moment)
    return {person for person, status in stand.items() if status in ("reported", "missing")}


def _several_ends(rows: StoredRows, moment: datetime) -> list[str]:
    ends: dict[tuple[UUID, str], set[str]] = {}
    for row in rows.ask(ENDS_BY_NAME, moment=moment):
        named = (as_id(row["estate_id"]), row["name"])
        ends.setdefault(named, set()).add(str(as_end(row["planned_end"])))
    found = [
        f"zones named {name} of estate {estate} end on {', '.join(sorted(dates))}"
        for (estate, name), dates in ends.items()
        if len(dates) > 1
    ]
    return found + [
        f"zone {as_id(row['zone'])} ended at {as_moment(row['ended_at'])}, "
        f"{row['doors']} of its doors did not"
        for row in rows.ask(DOORS_LEFT_BEHIND, moment=moment)
    ]
