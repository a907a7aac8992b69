"""Recount what the town asks for beside zones, rounds, cases and requests: plain SQL, apart.

The keys are those of the daily report's own list of fields (`daily/fields.toml`).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from wanjia_demo.rehearse.recount import Figures
from wanjia_demo.rehearse.recount_town import NEEDS_OPEN, TRANSFERS_WAITING
from wanjia_demo.rehearse.round_people import count_round, rounds_between
from wanjia_demo.rehearse.stored_rows import StoredRows

TESTS = {
    "sampled": "tests",
    "waiting": "tests_waiting",
    "negative": "tests_negative",
    "positive": "tests_positive",
    "invalid": "tests_invalid",
}

FEVER = """
SELECT COUNT(DISTINCT resident_id) FROM reports_alarm
WHERE community_id = %(community)s AND kind = 'fever' AND opened_at <= %(moment)s
  AND (closed_at IS NULL OR closed_at > %(moment)s)
"""
TRANSFERS = """
SELECT SUM(CASE WHEN left_at >= %(start)s AND left_at <= %(moment)s THEN 1 ELSE 0 END)
           AS transferred,
       SUM(CASE WHEN returned_at >= %(start)s AND returned_at <= %(moment)s THEN 1 ELSE 0 END)
           AS returned
FROM sites_transfer
WHERE community_id = %(community)s AND (cancelled_at IS NULL OR cancelled_at > %(moment)s)
"""
MOVED_OUT = """
SELECT COUNT(*) FROM people_resident
WHERE community_id = %(community)s AND left_at >= %(start)s AND left_at <= %(moment)s
"""
SPECIAL_CARE = """
SELECT COUNT(DISTINCT r.id) FROM people_resident r
JOIN people_risk k ON k.community_id = r.community_id AND k.resident_id = r.id
WHERE r.community_id = %(community)s AND (r.left_at IS NULL OR r.left_at > %(moment)s)
  AND (k.ended_at IS NULL OR k.ended_at > %(moment)s)
  AND (k.since IS NULL OR k.since <= %(day)s) AND (k.until IS NULL OR k.until >= %(day)s)
"""
ON_DUTY = """
SELECT COUNT(DISTINCT CASE WHEN p.role <> 'volunteer' THEN p.id END) AS staff_on_duty,
       COUNT(DISTINCT CASE WHEN p.role = 'volunteer' THEN p.id END) AS volunteers_on_duty
FROM duty_shift s
JOIN people_staff p ON p.community_id = s.community_id AND p.id = s.staff_id
WHERE s.community_id = %(community)s AND s.live = %(yes)s
  AND s.starts_at <= %(moment)s AND s.ends_at > %(start)s
"""


def recount_fields(cursor: Any, community_id: UUID, day: date, cutoff: datetime) -> Figures:
    """Count each further field of a local day's report as it was known at `cutoff`.

    - `sampled`, `waiting`, `negative`, `positive`, `invalid` (人次): tests that people told of in
      the day's rounds; antigen and PCR of one person are two.
    - `fever` (发热在跟进): people with an open alarm for fever.
    - `transfers_waiting`, `transferred`, `returned`: who waits, left or came home on the day.
    - `moved_out` (当天迁出): residents who left the register on the day.
    - `special_care` (重点关爱): residents of whom some risk is known or suspected on the day.
    - `needs_overdue` (超时的求助): open, past their promise, and not waiting for the asker.
    - `staff_on_duty`, `volunteers_on_duty` (在岗): people with a published shift in the day that
      had begun.
    """
    rows = StoredRows(cursor, community_id)
    start, moment = rows.span(day, cutoff)
    figures: Figures = dict.fromkeys(TESTS, 0)
    for round_ in rounds_between(rows, start, moment):
        sums = count_round(rows, round_, moment)
        for name, counted in TESTS.items():
            figures[name] += sums[counted]
    transfers = rows.ask_one(TRANSFERS, start=start, moment=moment)
    on_duty = rows.ask_one(ON_DUTY, start=start, moment=moment, yes=True)
    late = rows.ask(NEEDS_OPEN, moment=moment)
    return figures | {
        "fever": rows.count(FEVER, moment=moment),
        "transfers_waiting": rows.count(TRANSFERS_WAITING, moment=moment),
        "transferred": int(transfers["transferred"] or 0),
        "returned": int(transfers["returned"] or 0),
        "moved_out": rows.count(MOVED_OUT, start=start, moment=moment),
        "special_care": rows.count(SPECIAL_CARE, moment=moment, day=day),
        "needs_overdue": sum(int(row["late"] or 0) for row in late),
        **on_duty,
    }
