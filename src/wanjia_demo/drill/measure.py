"""What a drill shows: what was late, whose hours, where it queued, how many would be enough."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from wanjia.care.contacts.queries import make_promise
from wanjia.care.queries import at_risk
from wanjia.core import clock
from wanjia.needs.models import Need, Urgency
from wanjia.people.models import Contact
from wanjia.reports.models import Alarm, Round
from wanjia.reports.rounds.progress import round_progress
from wanjia_demo.drill.crew import ONE_DAY, Worker, days_without, needed_by_hours
from wanjia_demo.drill.run import Day
from wanjia_demo.drill.settings import POOLS

FORGOTTEN_AFTER = timedelta(hours=12)
MINUTE = timedelta(minutes=1)
PART_HOURS = 4
MOST_HOURS, USUAL_HOURS, MOST_OUT = 10, 8, 2  # of the committee: a day, on average, nights out
ENGLISH = {1: "now", 2: "within a day", 3: "within days", 4: "calm"}


@dataclass
class Outcome:
    """A drill's outcome, ready to print."""

    started: str
    ended: str
    seed: int
    days: float
    staff: int
    volunteers: int
    residents: int
    kept: bool = True
    broken: list[str] = field(default_factory=list)  # which promises were not kept
    late: dict[str, dict[str, int]] = field(default_factory=dict)
    late_needs: list[dict[str, Any]] = field(default_factory=list)
    needs: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    alarms: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    forgotten: list[dict[str, str]] = field(default_factory=list)
    pools: dict[str, dict[str, float]] = field(default_factory=dict)
    people: list[dict[str, Any]] = field(default_factory=list)
    queue: list[tuple[str, int]] = field(default_factory=list)
    guard_hours: dict[str, float] = field(default_factory=dict)
    enough: list[dict[str, Any]] = field(default_factory=list)
    fallen_ill: int = 0
    nobody: dict[str, list[int]] = field(default_factory=dict)  # pools, the days without anybody
    refused: dict[str, int] = field(default_factory=dict)  # by the program, by its reason

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def outcome(day: Day, end: datetime) -> Outcome:
    """Measure days that were lived through, from what the application has stored."""
    stage = day.stage
    with clock.freeze(end):
        found = Outcome(
            day.start.isoformat(timespec="minutes"),
            end.isoformat(timespec="minutes"),
            stage.seed,
            round((end - day.start) / ONE_DAY, 2),
            stage.settings.staff,
            stage.settings.volunteers,
            len(stage.people),
            fallen_ill=stage.fallen_ill,
        )
        _measure_needs(day, end, found)
        _measure_rounds(day, end, found)
        _measure_alarms(day, end, found)
        _measure_contacts(day, end, found)
        _measure_jobs(day, found)
        _measure_people(day, found)
    found.queue = [(at.isoformat(timespec="minutes"), waiting) for at, waiting in day.queue]
    found.guard_hours = dict(day.guard_hours)
    found.refused = dict(day.refused)
    found.nobody = _without_anybody(day)
    _judge(found)
    return found


def _without_anybody(day: Day) -> dict[str, list[int]]:
    days = -(-day.stage.settings.hours // 24)
    first = timezone.localtime(day.start)
    workers = day.stage.workers
    told = {
        pool: days_without([one for one in workers if one.pool == pool], first, days)
        for pool in POOLS
    }
    return {pool: empty for pool, empty in told.items() if empty}


def _judge(found: Outcome) -> None:
    """Say which promises were broken: they decide the exit code."""
    for kind in ("life", "contact"):
        if found.late[kind]["late"]:
            found.broken.append(kind)
    if found.forgotten:
        found.broken.append("forgotten")
    found.kept = not found.broken


def _late(found: Outcome, kind: str, of: int, minutes: Iterable[float]) -> None:
    """Enter how many of a kind were late, and the worst."""
    late = [one for one in minutes if one > 0]
    found.late[kind] = {"of": of, "late": len(late), "worst_minutes": round(max(late, default=0))}


def _measure_needs(day: Day, end: datetime, found: Outcome) -> None:
    rows = Need.objects.filter(community=day.stage.community, opened_at__gte=day.start)
    needs = list(rows.select_related("dwelling"))
    life = [need for need in needs if need.urgency == Urgency.NOW]
    others = [need for need in needs if need.urgency != Urgency.NOW]
    found.needs = {
        "taken": len(needs),
        "closed": sum(need.closed_at is not None for need in needs),
        "told_to_head": sum(need.escalated_at is not None for need in needs),
        "life_threatening": len(life),
    }
    _late(
        found,
        "life",
        len(life),
        (max(_answered_late(one, end), _done_late(one, end)) for one in life),
    )
    _late(found, "answered", len(others), (_answered_late(one, end) for one in others))
    _late(found, "done", len(others), (_done_late(one, end) for one in others))
    for need in needs:
        late = max(_answered_late(need, end), _done_late(need, end))
        if late > 0:
            found.late_needs.append(
                {
                    "door": need.dwelling.door if need.dwelling else "",
                    "category": need.category,
                    "urgency": ENGLISH[need.urgency],
                    "opened": timezone.localtime(need.opened_at).isoformat(timespec="minutes"),
                    "minutes": round(late),
                }
            )
    found.late_needs = sorted(found.late_needs, key=lambda one: -one["minutes"])[:50]
    unheard = rows.filter(
        owner=None, answered_at=None, escalated_at=None, answer_by__lt=end, closed_at=None
    )
    found.forgotten += [{"what": "need", "who": str(need.id)} for need in unheard]


def _answered_late(need: Need, end: datetime) -> float:
    if need.answer_by is None:
        return 0
    return ((need.answered_at or end) - need.answer_by) / MINUTE


def _done_late(need: Need, end: datetime) -> float:
    """Return by how many minutes a need was handled too late: when it was reported as done."""
    if need.due_at is None:
        return 0
    return ((need.reported_at or need.closed_at or end) - need.due_at) / MINUTE


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
    alarms = list(rows.values_list("due_at", "closed_at"))
    found.alarms = {
        "opened": len(alarms),
        "closed": sum(closed is not None for _due, closed in alarms),
    }
    late = (((closed or end) - due) / MINUTE for due, closed in alarms)
    _late(found, "alarm", len(alarms), late)


def _measure_contacts(day: Day, end: datetime, found: Outcome) -> None:
    stage = day.stage
    made = Contact.objects.filter(
        community=stage.community, occurred_at__gte=day.start, occurred_at__lte=end
    )
    told = make_promise(stage.system)
    counted = day.start + timedelta(hours=stage.settings.contact.counted_after_hours)
    late = dict(day.late_contacts)
    visits, within = dict(day.late_visits), stage.settings.contact.visit_within_hours
    for one in told.late:
        _keep_worst(late, one.person.id, end - max(one.due.interval_at or end, counted))
        if one.due.step == "door":
            wanted = one.due.due_at + timedelta(hours=within)
            _keep_worst(visits, one.person.id, end - max(wanted, counted))
    found.contacts = {
        "made": made.count(),
        "reached": made.exclude(outcome="no_answer").count(),
        "by_door": made.filter(channel="door").count(),
        "late_now": len(told.late),
        "at_risk": at_risk(stage.system).count(),
    }
    _late(found, "contact", found.contacts["made"], (over / MINUTE for over in late.values()))
    _late(found, "visit", day.visits, (over / MINUTE for over in visits.values()))
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


def _keep_worst(late: dict[Any, timedelta], resident: Any, over: timedelta) -> None:
    if over > timedelta(0):
        late[resident] = max(late.get(resident, over), over)


def _measure_jobs(day: Day, found: Outcome) -> None:
    over = [late / MINUTE for late in day.jobs_late.values()]
    over += [60 for job in day.lists.jobs if job.act != "guard_post"]
    _late(found, "standing", len(over), over)


def _measure_people(day: Day, found: Outcome) -> None:
    for pool in POOLS:
        workers = [one for one in day.stage.workers if one.pool == pool]
        if not workers:
            continue
        found.pools[pool] = _measure_pool(workers, found.days)
        found.people += [_describe_worker(one, number) for number, one in enumerate(workers, 1)]
        for hour, needed in needed_by_hours(day.pieces[pool], PART_HOURS).items():
            found.enough.append(
                {
                    "pool": pool,
                    "from": f"{hour:02}:00",
                    "needed": needed,
                    "on": _on_at(workers, day, hour),
                }
            )


def _measure_pool(workers: list[Worker], days: float) -> dict[str, float]:
    by_day = [minutes / 60 for one in workers for minutes in one.by_day.values()]
    nights = [sum(night in one.nights for one in workers) for night in _nights(workers)]
    acts = {act for one in workers for act in one.by_act}
    return {
        "people": len(workers),
        "hours": round(sum(one.minutes for one in workers) / 60, 1),
        "hours_a_day": round(sum(one.minutes for one in workers) / 60 / len(workers) / days, 2),
        "longest_day": round(max(by_day, default=0), 1),
        "days_over_10_h": sum(hours > MOST_HOURS for hours in by_day),
        "most_out_in_a_night": max(nights, default=0),
        **{
            act: round(sum(one.by_act.get(act, 0.0) for one in workers) / 60, 1)
            for act in sorted(acts)
        },
    }


def _nights(workers: list[Worker]) -> set[Any]:
    return {night for one in workers for night in one.nights}


def _describe_worker(worker: Worker, number: int) -> dict[str, Any]:
    return {
        "who": f"{worker.pool} {number}",
        "role": worker.role,
        "hours": {f"{day:%m-%d}": round(m / 60, 1) for day, m in sorted(worker.by_day.items())},
        "rest": {
            f"{day:%m-%d}": round(24 - minutes / 60, 1)
            for day, minutes in sorted(worker.by_day.items())
        },
        "nights": len(worker.nights),
    }


def _on_at(workers: list[Worker], day: Day, hour: int) -> int:
    """Return how many are on in a part of the day, on the day with the fewest."""
    midnight = timezone.localtime(day.start).replace(hour=0, minute=0, second=0, microsecond=0)
    days = max(day.stage.settings.hours // 24, 1)
    middles = [
        midnight + number * ONE_DAY + timedelta(hours=hour + PART_HOURS / 2)
        for number in range(1, days + 1)
    ]
    return min(sum(one.on(at) for one in workers) for at in middles)
