"""Count what the people of a round said: who reported, is missing, away, exempt, who is ill.

A round asks the people behind the doors that were in its zone when it closed, or are now while it
is open. Each of them is one of these, the first that holds:

- reported: an answer holds the test that the round asks for. Where it asks for a temperature
  alone: a temperature, that it is normal, or a test. Where it only wants to hear of people: any
  word of how they are, or that they are where the round asks for them.
- away: not at home (in a head count of a shelter: not moved there); what an answer says of it
  goes before the register.
- exempt: until the round's day or later.
- missing: all others.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wanjia_demo.rehearse.stored_rows import StoredRows, as_id, as_list, as_moment

# Each person's answers are put in the order of their measuring: the last one counts.
PEOPLE_OF_ROUND = """
WITH said AS (
    SELECT resident_id, antigen, pcr, temperature, well, symptoms, "where",
           ROW_NUMBER() OVER (
               PARTITION BY resident_id ORDER BY COALESCE(measured_at, recorded_at) DESC, id DESC
           ) AS place
    FROM reports_answer
    WHERE community_id = %(community)s AND round_id = %(round)s AND recorded_at <= %(moment)s
),
people AS (
    SELECT r.id AS resident, d.id AS dwelling, d.stairwell_id AS stairwell,
           s.estate_id AS estate,
           COALESCE(NULLIF(a."where", ''), r."where") AS place,
           r.exempt_until AS exempt_until,
           COALESCE(a.antigen, '') AS antigen, COALESCE(a.pcr, '') AS pcr,
           a.temperature AS temperature, COALESCE(a.symptoms, '') AS symptoms,
           COALESCE(a."where", '') AS said_where,
           CASE WHEN a.well THEN 1 ELSE 0 END AS well
    FROM zoning_zonestairwell m
    JOIN places_stairwell s ON s.community_id = m.community_id AND s.id = m.stairwell_id
    JOIN places_dwelling d ON d.community_id = s.community_id AND d.stairwell_id = s.id
    JOIN people_resident r ON r.community_id = d.community_id AND r.dwelling_id = d.id
    LEFT JOIN said a ON a.resident_id = r.id AND a.place = 1
    WHERE m.community_id = %(community)s AND m.zone_id = %(zone)s
      AND m.since <= %(then)s AND (m.until IS NULL OR m.until > %(then)s)
      AND (r.left_at IS NULL OR r.left_at > %(then)s)
      AND {meant}
),
stood AS (
    SELECT people.*,
           CASE WHEN {given} THEN 'reported'
                WHEN place <> %(asked_place)s THEN 'away'
                WHEN exempt_until >= %(day)s THEN 'exempt'
                ELSE 'missing' END AS status,
           CASE WHEN antigen = 'positive' OR pcr = 'positive' THEN 1 ELSE 0 END AS positive,
           CASE WHEN temperature >= {fever} THEN 1 ELSE 0 END AS fever
    FROM people
)
"""

FEVER = "(SELECT fever FROM reports_round WHERE community_id = %(community)s AND id = %(round)s)"

SUMS = """
    COUNT(*) AS people,
    SUM(CASE WHEN status IN ('reported', 'missing') THEN 1 ELSE 0 END) AS asked,
    SUM(CASE WHEN status = 'reported' THEN 1 ELSE 0 END) AS reported,
    SUM(CASE WHEN status = 'missing' THEN 1 ELSE 0 END) AS missing,
    SUM(CASE WHEN status = 'away' THEN 1 ELSE 0 END) AS away,
    SUM(CASE WHEN status = 'exempt' THEN 1 ELSE 0 END) AS exempt,
    SUM(CASE WHEN positive = 1 OR fever = 1 THEN 1 ELSE 0 END) AS abnormal,
    SUM(positive) AS positive,
    SUM(CASE WHEN antigen <> '' THEN 1 ELSE 0 END)
        + SUM(CASE WHEN pcr <> '' THEN 1 ELSE 0 END) AS tests,
    SUM(CASE WHEN pcr = 'sampled' THEN 1 ELSE 0 END) AS tests_waiting,
    SUM(CASE WHEN antigen = 'negative' THEN 1 ELSE 0 END)
        + SUM(CASE WHEN pcr = 'negative' THEN 1 ELSE 0 END) AS tests_negative,
    SUM(CASE WHEN antigen = 'positive' THEN 1 ELSE 0 END)
        + SUM(CASE WHEN pcr = 'positive' THEN 1 ELSE 0 END) AS tests_positive,
    SUM(CASE WHEN antigen = 'invalid' THEN 1 ELSE 0 END) AS tests_invalid
"""

# Who needs care on a day, as far as anybody knows or suspects.
AT_RISK = """EXISTS (
    SELECT 1 FROM people_risk k
    WHERE k.community_id = r.community_id AND k.resident_id = r.id
      AND (k.ended_at IS NULL OR k.ended_at > %(then)s)
      AND (k.since IS NULL OR k.since <= %(day)s)
      AND (k.until IS NULL OR k.until >= %(day)s)
)"""

# Who lives there still, behind a door that the round's zone holds still: only they are on walls.
STILL_THERE = """(r.left_at IS NULL OR r.left_at > %(moment)s) AND EXISTS (
    SELECT 1 FROM zoning_zonestairwell h
    WHERE h.community_id = m.community_id AND h.zone_id = m.zone_id
      AND h.stairwell_id = m.stairwell_id
      AND h.since <= %(moment)s AND (h.until IS NULL OR h.until > %(moment)s)
)"""

MEASURED = "antigen <> '' OR pcr <> '' OR temperature IS NOT NULL OR well = 1"
HEARD_FROM = MEASURED + " OR symptoms <> '' OR said_where = %(asked_place)s"

ROUNDS = """
SELECT id, zone_id, key, name, opens_at, closes_at, wants, who
FROM reports_round
WHERE community_id = %(community)s AND who <> 'staff'
  AND (cancelled_at IS NULL OR cancelled_at > %(moment)s)
"""


@dataclass(frozen=True)
class StoredRound:
    """A round of residents as it is stored."""

    id: UUID
    zone: UUID
    key: str
    opens_at: datetime
    closes_at: datetime
    wants: frozenset[str]
    who: str


def rounds_between(rows: StoredRows, start: datetime, moment: datetime) -> list[StoredRound]:
    """Return the rounds that opened from `start` until `moment` and stand at `moment`."""
    sql = ROUNDS + " AND opens_at >= %(start)s AND opens_at <= %(moment)s ORDER BY opens_at, id"
    return [_round_from(row) for row in rows.ask(sql, start=start, moment=moment)]


def rounds_open_since(rows: StoredRows, since: datetime, moment: datetime) -> list[StoredRound]:
    """Return the rounds that were open at some time from `since` until `moment`."""
    sql = ROUNDS + " AND closes_at > %(since)s AND opens_at <= %(moment)s ORDER BY opens_at, id"
    return [_round_from(row) for row in rows.ask(sql, since=since, moment=moment)]


def newest_round(rows: StoredRows, zone_id: UUID, moment: datetime) -> StoredRound | None:
    """Return the round of a zone that opened last until `moment`."""
    sql = (
        ROUNDS
        + " AND zone_id = %(zone)s AND opens_at <= %(moment)s"
        + " ORDER BY opens_at DESC, closes_at DESC, id DESC LIMIT 1"
    )
    found = rows.ask(sql, zone=zone_id, moment=moment)
    return _round_from(found[0]) if found else None


def count_round(rows: StoredRows, round_: StoredRound, moment: datetime) -> dict[str, int]:
    """Return a round's sums as they were known at `moment`."""
    (sums,) = rows.ask(
        _people_sql(round_) + f"SELECT {SUMS} FROM stood", **_values(rows, round_, moment)
    )
    return {name: int(value or 0) for name, value in sums.items()}


def count_round_by_estate(
    rows: StoredRows, round_: StoredRound, moment: datetime
) -> dict[UUID, dict[str, int]]:
    """Return a round's sums for each estate in which its people live still."""
    sql = _people_sql(round_, STILL_THERE) + f"SELECT estate, {SUMS} FROM stood GROUP BY estate"
    return {
        as_id(row.pop("estate")): {name: int(value or 0) for name, value in row.items()}
        for row in rows.ask(sql, **_values(rows, round_, moment))
    }


def people_of_round(rows: StoredRows, round_: StoredRound, moment: datetime) -> dict[UUID, str]:
    """Return each person whom a round asks, away and exempt ones too, with how they stand."""
    sql = _people_sql(round_) + "SELECT resident, status FROM stood"
    return {
        as_id(row["resident"]): row["status"]
        for row in rows.ask(sql, **_values(rows, round_, moment))
    }


def _people_sql(round_: StoredRound, also: str = "1 = 1") -> str:
    tests = sorted(round_.wants & {"antigen", "pcr"})
    if tests:
        given = " OR ".join(f"{test} <> ''" for test in tests)
    else:
        given = MEASURED if "temperature" in round_.wants else HEARD_FROM
    meant = {"at_risk": AT_RISK, "sheltered": "r.\"where\" = 'transferred'"}
    asked = f"{meant.get(round_.who, '1 = 1')} AND {also}"
    return PEOPLE_OF_ROUND.format(given=given, meant=asked, fever=FEVER)


def _values(rows: StoredRows, round_: StoredRound, moment: datetime) -> dict[str, Any]:
    return {
        "round": round_.id,
        "zone": round_.zone,
        "moment": moment,
        "then": min(round_.closes_at, moment),
        "day": round_.opens_at.astimezone(rows.timezone()).date(),
        "asked_place": "transferred" if round_.who == "sheltered" else "home",
    }


def _round_from(row: dict[str, Any]) -> StoredRound:
    return StoredRound(
        as_id(row["id"]),
        as_id(row["zone_id"]),
        row["key"],
        as_moment(row["opens_at"]),
        as_moment(row["closes_at"]),
        frozenset(as_list(row["wants"])),
        row["who"],
    )
