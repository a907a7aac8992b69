"""Recount a community's row in the tables of its town (汇总): plain SQL, apart from the product."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from wanjia import zoning
from wanjia_demo.rehearse.recount import (
    ALARMS,
    BY_ZONE,
    CASES,
    IN_FORCE,
    PEOPLE,
    ZONES,
    Figures,
    goods_of_day,
)
from wanjia_demo.rehearse.round_people import StoredRound, count_round, rounds_between
from wanjia_demo.rehearse.stored_rows import StoredRows, as_id

PROTOCOLS = Path(zoning.__file__).parent / "protocols" / "builtin"

ALARMS_OVERDUE = """
SELECT COUNT(*) FROM reports_alarm
WHERE community_id = %(community)s AND opened_at <= %(moment)s AND due_at < %(moment)s
  AND (closed_at IS NULL OR closed_at > %(moment)s)
"""
NEEDS_OF_DAY = """
SELECT SUM(CASE WHEN opened_at >= %(start)s AND opened_at <= %(moment)s THEN 1 ELSE 0 END)
           AS needs_new,
       SUM(CASE WHEN closed_at >= %(start)s AND closed_at <= %(moment)s THEN 1 ELSE 0 END)
           AS needs_closed
FROM needs_need WHERE community_id = %(community)s
"""
# While we wait for the asker's word the clock stands still.
NEEDS_OPEN = """
SELECT urgency, COUNT(*) AS standing,
       SUM(CASE WHEN waiting_since IS NULL AND (
                    due_at < %(moment)s OR (answer_by < %(moment)s AND answered_at IS NULL)
                ) THEN 1 ELSE 0 END) AS late
FROM needs_need
WHERE community_id = %(community)s AND opened_at <= %(moment)s
  AND (closed_at IS NULL OR closed_at > %(moment)s)
GROUP BY urgency
"""
URGENCIES = {1: "now", 2: "day", 3: "days", 4: "calm"}
# Sites that take people, with the beds that were accepted last; who reports none has those planned.
SITES_OPEN = """
SELECT i.id, COALESCE((
    SELECT r.done FROM sites_sitereport r
    JOIN sites_siteitem m ON m.community_id = r.community_id AND m.id = r.item_id
    WHERE r.community_id = i.community_id AND m.site_id = i.id AND m.key = 'accepted'
      AND r.recorded_at <= %(moment)s
    ORDER BY r.hour DESC, r.recorded_at DESC, r.id DESC LIMIT 1
), i.beds_planned) AS beds
FROM sites_site i
WHERE i.community_id = %(community)s AND i.opened_at <= %(moment)s
  AND (i.closed_at IS NULL OR i.closed_at > %(moment)s)
"""
IN_BED = """
SELECT id, site_id, resident_id FROM sites_stay
WHERE community_id = %(community)s AND since <= %(moment)s
  AND (until IS NULL OR until > %(moment)s)
"""
# Somebody on the way has a bed promised: it is neither taken nor free.
ON_THE_WAY = """
SELECT id, site_id, resident_id FROM sites_transfer
WHERE community_id = %(community)s AND site_id IS NOT NULL AND waiting_since <= %(moment)s
  AND (arrived_at IS NULL OR arrived_at > %(moment)s)
  AND (cancelled_at IS NULL OR cancelled_at > %(moment)s)
  AND (returned_at IS NULL OR returned_at > %(moment)s)
"""
TRANSFERS_WAITING = """
SELECT COUNT(*) FROM sites_transfer
WHERE community_id = %(community)s AND waiting_since <= %(moment)s
  AND (left_at IS NULL OR left_at > %(moment)s)
  AND (cancelled_at IS NULL OR cancelled_at > %(moment)s)
  AND (returned_at IS NULL OR returned_at > %(moment)s)
"""


def recount_town(cursor: Any, community_id: UUID, day: date, cutoff: datetime) -> Figures:
    """Count each figure of a community's row of a local day, named as its columns are.

    - `zones_…`, `homes_…`, `people_…`: zones in force by how their class looks (封控, 管控, 防范),
      with the households and people behind their doors.
    - `asked`, `answered` (应报, 已报): of each zone in force the rounds that are open, or else its
      last of the day; `day_asked`, `day_answered` and `abnormal` (异常): of all rounds of the day.
    - `alarms_…`, `needs_new`, `needs_closed`: as in the daily report; `alarms_overdue` (逾期): open
      and past their promise. `open_…` and `late_…` (在办求助, 逾期): needs by urgency.
    - `beds`, `beds_taken`, `beds_free` (床位, 已住, 空床): of sites that have opened; a bed is free
      where nobody lies in it or is on the way to it.
    - `transfers_waiting` (待转运): who has not left yet.
    - `waste_…`: as in the daily report.
    """
    rows = StoredRows(cursor, community_id)
    start, moment = rows.span(day, cutoff)
    figures: Figures = dict(rows.ask_one(PEOPLE, moment=moment))
    figures |= _zones_by_look(rows, moment) | _rounds(rows, start, moment)
    cases = rows.ask_one(CASES, start=start, moment=moment)
    alarms = rows.ask_one(ALARMS, start=start, moment=moment)
    figures |= {f"cases_{name}": int(value or 0) for name, value in cases.items()}
    figures |= {f"alarms_{name}": int(value or 0) for name, value in alarms.items()}
    figures["alarms_overdue"] = rows.count(ALARMS_OVERDUE, moment=moment)
    of_day = rows.ask_one(NEEDS_OF_DAY, start=start, moment=moment)
    figures |= {name: int(value or 0) for name, value in of_day.items()}
    figures |= _needs_by_urgency(rows, moment)
    figures |= _beds(rows, moment)
    figures["transfers_waiting"] = rows.count(TRANSFERS_WAITING, moment=moment)
    goods = goods_of_day(rows, day, start, moment)
    return figures | {name: goods[name] for name in ("waste_places", "waste_served", "waste_bags")}


def _beds(rows: StoredRows, moment: datetime) -> dict[str, int]:
    """Return the beds, site by site and person by person: nobody takes two of them.

    A site that is too full has no free bed, and takes none from the others.
    """
    sites = {as_id(row["id"]): int(row["beds"]) for row in rows.ask(SITES_OPEN, moment=moment)}
    lying: dict[UUID, set[str]] = {site: set() for site in sites}
    coming: dict[UUID, set[str]] = {site: set() for site in sites}
    for sql, people in ((IN_BED, lying), (ON_THE_WAY, coming)):
        for row in rows.ask(sql, moment=moment):
            if as_id(row["site_id"]) in sites:
                people[as_id(row["site_id"])].add(str(row["resident_id"] or row["id"]))
    return {
        "beds": sum(sites.values()),
        "beds_taken": sum(len(people) for people in lying.values()),
        "beds_free": sum(
            max(beds - len(lying[site] | coming[site]), 0) for site, beds in sites.items()
        ),
    }


def _zones_by_look(rows: StoredRows, moment: datetime) -> dict[str, int]:
    looks = _looks(rows)
    figures = {
        f"{what}_{look}": 0
        for what in ("zones", "homes", "people")
        for look in ("sealed", "controlled", "precaution")
    }
    for zone in rows.ask(ZONES + IN_FORCE + BY_ZONE, moment=moment):
        look = looks[zone["protocol"], zone["klass"]]
        figures[f"zones_{look}"] += 1
        figures[f"homes_{look}"] += zone["households"]
        figures[f"people_{look}"] += zone["residents"]
    return figures


def _looks(rows: StoredRows) -> dict[tuple[str, str], str]:
    """Return how each class of each protocol is drawn; a committee's own copy goes first."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in PROTOCOLS.glob("*.toml")}
    copies = rows.ask(
        "SELECT name, toml FROM zoning_protocolcopy WHERE community_id = %(community)s"
    )
    texts |= {copy["name"]: copy["toml"] for copy in copies}
    return {
        (name, klass["key"]): klass["look"]
        for name, text in texts.items()
        for klass in tomllib.loads(text)["classes"]
    }


def _rounds(rows: StoredRows, start: datetime, moment: datetime) -> dict[str, int]:
    figures = dict.fromkeys(("asked", "answered", "day_asked", "day_answered", "abnormal"), 0)
    standing = {as_id(row["id"]) for row in rows.ask(ZONES + IN_FORCE + BY_ZONE, moment=moment)}
    rounds = rounds_between(rows, start, moment)
    for round_ in rounds:
        sums = count_round(rows, round_, moment)
        figures["day_asked"] += sums["asked"]
        figures["day_answered"] += sums["reported"]
        figures["abnormal"] += sums["abnormal"]
        if round_.zone in standing and round_ in _open_or_last(rounds, round_.zone, moment):
            figures["asked"] += sums["asked"]
            figures["answered"] += sums["reported"]
    return figures


def _open_or_last(rounds: list[StoredRound], zone: UUID, moment: datetime) -> list[StoredRound]:
    of_zone = [round_ for round_ in rounds if round_.zone == zone]
    still_open = [round_ for round_ in of_zone if round_.closes_at > moment]
    return still_open or [max(of_zone, key=lambda round_: (round_.closes_at, round_.opens_at))]


def _needs_by_urgency(rows: StoredRows, moment: datetime) -> dict[str, int]:
    figures = {f"{what}_{name}": 0 for what in ("open", "late") for name in URGENCIES.values()}
    for row in rows.ask(NEEDS_OPEN, moment=moment):
        name = URGENCIES[row["urgency"]]
        figures[f"open_{name}"], figures[f"late_{name}"] = row["standing"], int(row["late"] or 0)
    return figures
