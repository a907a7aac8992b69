"""Recount from the stored rows what the pages of a day show: plain SQL, apart from the product.

Whoever wrote this had read the models, the templates' labels and the docstrings, and none of the
product's queries: where both come to the same sum, the sum is right. A figure is named as the JSON
of the daily report names it, with the id of its zone or round between dots.

Who lives where, where they are, until when they are exempt and how urgent a need is are stored as
they are now alone: recount a day before the next one changes them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wanjia_demo.rehearse.round_people import (
    count_round,
    count_round_by_estate,
    newest_round,
    rounds_between,
)
from wanjia_demo.rehearse.stored_rows import LAST_INSTANT, StoredRows, as_end, as_id, as_moment

Figures = dict[str, int | float]

ROUND_FIGURES = ("asked", "reported", "missing", "abnormal", "away", "exempt")
WALL_FIGURES = ("asked", "reported", "missing", "abnormal", "away")

PEOPLE = """
SELECT COUNT(*) AS residents, COUNT(DISTINCT dwelling_id) AS households
FROM people_resident
WHERE community_id = %(community)s AND (left_at IS NULL OR left_at > %(moment)s)
"""

# A zone with the doors that are in it: a zone is stairwells, one without a door is none. One behind
# whose doors nobody lives is a zone all the same.
ZONES = """
SELECT z.id, z.protocol, z.klass, z.clock_from, z.planned_end,
       COUNT(DISTINCT m.stairwell_id) AS doors,
       COUNT(DISTINCT r.dwelling_id) AS households,
       COUNT(DISTINCT r.id) AS residents
FROM zoning_zone z
JOIN zoning_zonestairwell m ON m.community_id = z.community_id AND m.zone_id = z.id
     AND m.since <= %(moment)s AND (m.until IS NULL OR m.until > %(moment)s)
LEFT JOIN places_dwelling d
     ON d.community_id = m.community_id AND d.stairwell_id = m.stairwell_id
LEFT JOIN people_resident r ON r.community_id = d.community_id AND r.dwelling_id = d.id
     AND (r.left_at IS NULL OR r.left_at > %(moment)s)
WHERE z.community_id = %(community)s
"""
IN_FORCE = " AND z.started_at <= %(moment)s AND (z.ended_at IS NULL OR z.ended_at > %(moment)s)"
BY_ZONE = " GROUP BY z.id, z.protocol, z.klass, z.clock_from, z.planned_end"

ZONE = """
SELECT planned_end, ended_at FROM zoning_zone
WHERE community_id = %(community)s AND id = %(zone)s
"""

CASES = """
SELECT SUM(CASE WHEN recorded_at >= %(start)s THEN 1 ELSE 0 END) AS new, COUNT(*) AS total
FROM zoning_case
WHERE community_id = %(community)s AND recorded_at <= %(moment)s
  AND (withdrawn_at IS NULL OR withdrawn_at > %(moment)s)
"""

# What is opened and closed: new and closed are of the day, open is what stands at its end.
OPENED_AND_CLOSED = """
    SUM(CASE WHEN opened_at >= %(start)s THEN 1 ELSE 0 END) AS new,
    SUM(CASE WHEN closed_at >= %(start)s AND closed_at <= %(moment)s THEN 1 ELSE 0 END) AS closed,
    SUM(CASE WHEN closed_at IS NULL OR closed_at > %(moment)s THEN 1 ELSE 0 END) AS open
"""
ALARMS = f"""
SELECT {OPENED_AND_CLOSED} FROM reports_alarm
WHERE community_id = %(community)s AND opened_at <= %(moment)s
"""
NEEDS = f"""
SELECT category, {OPENED_AND_CLOSED} FROM needs_need
WHERE community_id = %(community)s AND opened_at <= %(moment)s
GROUP BY category
"""

PLACES = """
SELECT COUNT(*) FROM goods_wasteplace
WHERE community_id = %(community)s AND since <= %(day)s AND (until IS NULL OR until >= %(day)s)
"""
PICKUPS = """
SELECT COUNT(DISTINCT place_id) AS served, SUM(bags) AS bags FROM goods_pickup
WHERE community_id = %(community)s AND day = %(day)s AND occurred_at <= %(moment)s
  AND (undone_at IS NULL OR undone_at > %(moment)s)
"""
GRAMS = """
SELECT SUM(grams) FROM goods_barrel
WHERE community_id = %(community)s AND day = %(day)s AND weighed_at <= %(moment)s
"""
DELIVERED = """
SELECT COUNT(*) FROM goods_order
WHERE community_id = %(community)s AND delivered_at >= %(start)s AND delivered_at <= %(moment)s
  AND (cancelled_at IS NULL OR cancelled_at > %(moment)s)
"""


def recount(cursor: Any, community_id: UUID, day: date, cutoff: datetime) -> Figures:
    """Count each figure of a local day's report (日报) as it was known at `cutoff`.

    - `households`, `residents` (总人数): people registered who had not moved out, wherever they
      are, and the dwellings in which at least one of them lives.
    - `classes.PROTOCOL.CLASS.…` (各类分区) and `zones.ID.…` (分区): zones in force, the people
      registered behind the doors that are in them; `day` counts from 1 on the local day on which
      the zone's clock started.
    - `rounds.ID.…` (轮次): rounds that opened on the day and were not cancelled. 应报 are those who
      have reported or are missing; see `round_people` for who is which.
    - `cases.new`, `cases.total` (新增病例, 累计): recorded on the day or ever, not withdrawn.
    - `follow_ups.…` (新增异常, 在办异常, 已处置) and `needs.CATEGORY.…` (求助): opened on the day,
      closed on it, and open at its end.
    - `others.…` (其他): homes on the list of infected waste, those of them collected from, bags,
      kilograms of the barrels weighed to one decimal place, orders handed over at doors.
    """
    rows = StoredRows(cursor, community_id)
    start, moment = rows.span(day, cutoff)
    figures: Figures = dict(rows.ask_one(PEOPLE, moment=moment))
    figures |= _zone_figures(rows, day, moment)
    for round_ in rounds_between(rows, start, moment):
        sums = count_round(rows, round_, moment)
        figures |= {f"rounds.{round_.id}.{name}": sums[name] for name in ROUND_FIGURES}
    figures |= _named("cases", rows.ask_one(CASES, start=start, moment=moment))
    figures |= _named("follow_ups", rows.ask_one(ALARMS, start=start, moment=moment))
    for row in rows.ask(NEEDS, start=start, moment=moment):
        figures |= _named(f"needs.{row.pop('category')}", row)
    return figures | _named("others", goods_of_day(rows, day, start, moment))


def goods_of_day(rows: StoredRows, day: date, start: datetime, moment: datetime) -> Figures:
    """Count infected homes on the list, those served, bags, kilograms, and orders handed over."""
    picked = rows.ask_one(PICKUPS, day=day, moment=moment)
    return {
        "waste_places": rows.count(PLACES, day=day),
        "waste_served": int(picked["served"] or 0),
        "waste_bags": int(picked["bags"] or 0),
        "waste_kg": round(rows.count(GRAMS, day=day, moment=moment) / 1000, 1),
        "supplies_delivered": rows.count(DELIVERED, start=start, moment=moment),
    }


def recount_zone(
    cursor: Any, community_id: UUID, zone_id: UUID, moment: datetime
) -> dict[str, int | datetime | None]:
    """Count what a zone's page shows at a moment.

    `doors`, `households`, `residents`: behind the doors that are in it then, or were at its end.
    `asked`, `reported`, `missing`, `positive`: of its residents' round that opened last, all 0
    before the first.
    `end` (最早解除或转级) is the one date that is stored with the zone, None where it has none.
    """
    rows = StoredRows(cursor, community_id)
    zone = rows.ask_one(ZONE, zone=zone_id)
    ended_at = as_end(zone["ended_at"])
    then = min(moment, ended_at - LAST_INSTANT) if ended_at else moment
    doors = rows.ask(ZONES + " AND z.id = %(zone)s" + BY_ZONE, zone=zone_id, moment=then)
    round_ = newest_round(rows, zone_id, moment)
    sums = count_round(rows, round_, moment) if round_ else {}
    counted: dict[str, int | datetime | None] = {
        name: doors[0][name] if doors else 0 for name in ("doors", "households", "residents")
    }
    counted |= {name: sums.get(name, 0) for name in ("asked", "reported", "missing", "positive")}
    return counted | {"end": as_end(zone["planned_end"])}


def recount_wall(cursor: Any, community_id: UUID, moment: datetime) -> dict[UUID, dict[str, int]]:
    """Count of each estate's people what the window wall (万家灯火) shows at a moment.

    Each dwelling counts in the newest round of the zone that holds it then: who is asked (应报),
    has reported (人已填), is missing (未填), is abnormal (异常) or away (外出). An estate of whose
    zones none has had a round is not among them.
    """
    rows = StoredRows(cursor, community_id)
    estates: dict[UUID, dict[str, int]] = {}
    for zone in rows.ask(ZONES + IN_FORCE + BY_ZONE, moment=moment):
        round_ = newest_round(rows, as_id(zone["id"]), moment)
        if round_ is None:
            continue
        for estate, sums in count_round_by_estate(rows, round_, moment).items():
            counted = estates.setdefault(estate, dict.fromkeys(WALL_FIGURES, 0))
            for name in WALL_FIGURES:
                counted[name] += sums[name]
    return estates


def flatten(report: Mapping[str, Any]) -> Figures:
    """Return the figures of a daily report's JSON under the names that `recount` gives them."""
    figures: Figures = {name: report[name] for name in ("households", "residents")}
    for klass in report["classes"]:
        name = f"classes.{klass['protocol']}.{klass['class']}"
        figures |= _named(name, {key: klass[key] for key in ("zones", "households", "residents")})
    for zone in report["zones"]:
        values = {key: zone[key] for key in ("day", "households", "residents")}
        figures |= _named(f"zones.{UUID(zone['id'])}", values)
    for round_ in report["rounds"]:
        values = {key: round_[key] for key in ROUND_FIGURES}
        figures |= _named(f"rounds.{UUID(round_['id'])}", values)
    figures |= _named("cases", report["cases"]) | _named("follow_ups", report["follow_ups"])
    for need in report["needs"]:
        values = {key: need[key] for key in ("new", "closed", "open")}
        figures |= _named(f"needs.{need['category']}", values)
    for other in report["others"]:
        figures[f"others.{other['key']}"] = other["value"]
    return figures


def differences(shown: Mapping[str, Any], counted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return each figure that is shown otherwise than counted, with both sums.

    A figure that one of them leaves out is 0 there.
    """
    return {
        name: (shown.get(name, 0), counted.get(name, 0))
        for name in sorted(shown.keys() | counted.keys())
        if (shown.get(name, 0) or 0) != (counted.get(name, 0) or 0)
    }


def _zone_figures(rows: StoredRows, day: date, moment: datetime) -> Figures:
    figures: Figures = {}
    tz = rows.timezone()
    for zone in rows.ask(ZONES + IN_FORCE + BY_ZONE, moment=moment):
        clock_from = as_moment(zone["clock_from"])
        own = {
            "day": (day - clock_from.astimezone(tz).date()).days + 1,
            "households": zone["households"],
            "residents": zone["residents"],
        }
        figures |= _named(f"zones.{as_id(zone['id'])}", own)
        klass = f"classes.{zone['protocol']}.{zone['klass']}"
        for name, value in {**own, "zones": 1}.items():
            if name != "day":
                figures[f"{klass}.{name}"] = figures.get(f"{klass}.{name}", 0) + value
    return figures


def _named(name: str, values: Mapping[str, Any]) -> Figures:
    return {f"{name}.{key}": value or 0 for key, value in values.items()}
