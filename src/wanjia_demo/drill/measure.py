"""What a drill shows: what was late, who was forgotten, whose minutes, how many it would take."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from wanjia.care.contacts.queries import make_promise
from wanjia.care.queries import at_risk
from wanjia.core import clock
from wanjia.needs.models import Need
from wanjia.people.models import Contact
from wanjia.reports.models import Alarm, Round
from wanjia.reports.rounds.progress import round_progress
from wanjia_demo.drill.crew import enough
from wanjia_demo.drill.run import Day

FORGOTTEN_AFTER = timedelta(hours=12)
ENGLISH = {1: "now", 2: "within a day", 3: "within days", 4: "calm"}


@dataclass
class Outcome:
    """A drill's outcome, ready to print."""

    started: str
    ended: str
    seed: int
    residents: int
    needs: dict[str, int] = field(default_factory=dict)
    late: list[dict[str, Any]] = field(default_factory=list)
    rounds: dict[str, int] = field(default_factory=dict)
    alarms: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    forgotten: list[dict[str, str]] = field(default_factory=list)
    minutes: dict[str, dict[str, float]] = field(default_factory=dict)
    longest_day: dict[str, Any] = field(default_factory=dict)
    longest_wait_minutes: float = 0
    volunteers: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def outcome(day: Day, end: datetime) -> Outcome:
    """Measure a day that was lived through, from what the application has stored."""
    stage = day.stage
    with clock.freeze(end):
        found = Outcome(
            day.start.isoformat(timespec="minutes"),
            end.isoformat(timespec="minutes"),
            stage.seed,
            len(stage.people),
        )
        _measure_needs(day, end, found)
        _measure_rounds(day, end, found)
        _measure_alarms(day, end, found)
        _measure_contacts(day, end, found)
        _measure_people(day, found)
    return found


def _measure_needs(day: Day, end: datetime, found: Outcome) -> None:
    rows = Need.objects.filter(community=day.stage.community, opened_at__gte=day.start)
    answered = Q(answered_at__gt=F("answer_by")) | Q(answered_at=None, answer_by__lt=end)
    done = Q(closed_at__gt=F("due_at")) | Q(closed_at=None, due_at__lt=end)
    found.needs = {
        "taken": rows.count(),
        "closed": rows.exclude(closed_at=None).count(),
        "answered_late": rows.filter(answered).count(),
        "done_late": rows.filter(done).count(),
        "told_to_head": rows.exclude(escalated_at=None).count(),
        "life_threatening": rows.filter(urgency=1).count(),
    }
    for row in rows.filter(answered | done).select_related("dwelling")[:50]:
        found.late.append(
            {
                "door": row.dwelling.door if row.dwelling else "",
                "category": row.category,
                "urgency": ENGLISH[row.urgency],
                "minutes": _late_by(row, end),
            }
        )
    unheard = Q(owner=None, answered_at=None, escalated_at=None, answer_by__lt=end)
    found.forgotten += [
        {"what": "need", "who": str(row.id)} for row in rows.filter(unheard, closed_at=None)
    ]


def _late_by(need: Need, end: datetime) -> int:
    late = timedelta(0)
    for promised, kept in ((need.answer_by, need.answered_at), (need.due_at, need.closed_at)):
        if promised:
            late = max(late, (kept or end) - promised)
    return round(late / timedelta(minutes=1))


def _measure_rounds(day: Day, end: datetime, found: Outcome) -> None:
    rows = Round.objects.filter(
        community=day.stage.community,
        cancelled_at=None,
        opens_at__gte=day.start,
        closes_at__lte=end,
    )
    closed = list(rows.select_related("zone__estate"))
    told = round_progress(day.stage.system, closed).values()
    found.rounds = {
        "closed": len(closed),
        "asked": sum(one.asked for one in told),
        "reported": sum(one.reported for one in told),
        "missing": sum(one.missing for one in told),
    }


def _measure_alarms(day: Day, end: datetime, found: Outcome) -> None:
    rows = Alarm.objects.filter(community=day.stage.community, opened_at__gte=day.start)
    late = Q(closed_at__gt=F("due_at")) | Q(closed_at=None, due_at__lt=end)
    found.alarms = {
        "opened": rows.count(),
        "closed": rows.exclude(closed_at=None).count(),
        "late": rows.filter(late).count(),
    }


def _measure_contacts(day: Day, end: datetime, found: Outcome) -> None:
    stage = day.stage
    made = Contact.objects.filter(
        community=stage.community, occurred_at__gte=day.start, occurred_at__lte=end
    )
    told = make_promise(stage.system)
    found.contacts = {
        "made": made.count(),
        "reached": made.exclude(outcome="no_answer").count(),
        "by_door": made.filter(channel="door").count(),
        "late_now": len(told.late),
        "due_before_shift_end": len(told.soon),
        "at_risk": at_risk(stage.system).count(),
    }
    listed = {one.person.id for part in (told.late, told.soon, told.later) for one in part}
    listed |= {one.id for one in told.elsewhere}
    off = [one for one in at_risk(stage.system) if one.id not in listed]
    found.forgotten += [{"what": "off every list", "who": one.dwelling.door} for one in off]
    tried = set(made.values_list("resident", flat=True))
    found.forgotten += [
        {"what": "nobody tried", "who": one.person.door}
        for one in told.late
        if max(one.due.due_at, day.start) < end - FORGOTTEN_AFTER and one.person.id not in tried
    ]


def _measure_people(day: Day, found: Outcome) -> None:
    stage = day.stage
    for worker in stage.workers:
        spent = found.minutes.setdefault(worker.role, {"people": 0, "minutes": 0.0})
        spent["people"] += 1
        spent["minutes"] = round(spent["minutes"] + worker.minutes, 1)
        for act, minutes in worker.by_act.items():
            spent[act] = round(spent.get(act, 0.0) + minutes, 1)
    longest = max(stage.workers, key=lambda one: one.minutes)
    found.longest_day = {"role": longest.role, "hours": round(longest.minutes / 60, 1)}
    found.longest_wait_minutes = round(day.longest_wait / timedelta(minutes=1), 1)
    work = sum(piece.minutes for piece in day.pieces)
    found.volunteers = {
        "on": sum(one.role == "volunteer" for one in stage.workers),
        "to_keep_each_promise": enough(day.pieces),
        "by_shift_length": -(-int(work) // int(stage.settings.contact.volunteer_shift_minutes)),
    }
