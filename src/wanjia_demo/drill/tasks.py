"""What a worker does next in a drill, the most pressing first, and what it costs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.needs.models import Need, Urgency
from wanjia_demo.drill import acts
from wanjia_demo.drill.crew import Piece, Worker, interrupt, work
from wanjia_demo.drill.stage import ToContact

if TYPE_CHECKING:
    from wanjia_demo.drill.run import Day

HOUR = timedelta(hours=1)
ANSWER_WITHIN = timedelta(minutes=5)  # a ringing telephone
TRY_AGAIN_AFTER = timedelta(hours=1)  # where nobody could be sent

Task = Callable[["Day", Worker, Viewer, datetime], bool]


def do_next(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Do the most pressing thing there is for this worker; whether there was any."""
    return any(way(day, worker, viewer, at) for way in acts_for(worker))


def acts_for(worker: Worker) -> list[Task]:
    """Return what somebody may do, the most pressing first."""
    if worker.pool == "committee":
        return [
            plan_case,
            hand_on,
            follow_alarm,
            answer_phone,
            send_need,
            handle_need,
            verify_need,
            paste_answers,
            do_job,
            chase_missing,
            contact_resident,
        ]
    first: list[Task] = [follow_alarm] if worker.pool == "doctor" else []
    return [*first, handle_need, do_job, contact_resident]


def _spend_time(day: "Day", worker: Worker, at: datetime, act: str, minutes: float = 0) -> datetime:
    settings = day.stage.settings
    return work(
        worker,
        at,
        act,
        minutes or settings.minutes[act],
        settings.tired.after_hours,
        settings.tired.slower_by_hour,
        timedelta(hours=settings.tired.sleep_hours),
    )


def _note_piece(day: "Day", worker: Worker, ready: datetime, due: datetime, minutes: float) -> None:
    """Keep a piece of work, to say afterwards how many people would have been enough."""
    ready = timezone.localtime(ready)
    day.pieces[worker.pool].append(Piece(ready, max(due, ready), minutes))


def _do_act(day: "Day", worker: Worker, at: datetime, act: str, doing: Callable[[], Any]) -> bool:
    """Do an act in its time; what the program refuses, as for who moved meanwhile, is counted."""
    with clock.freeze(_spend_time(day, worker, at, act)):
        try:
            doing()
        except Problem as problem:
            day.refused[problem.code] += 1
    return True


def plan_case(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Record the case and put the recommended plan in force."""
    if not day.lists.cases:
        return False
    person, told_by = day.lists.cases.pop(0)
    minutes = day.stage.settings.minutes
    spent = minutes["record_case"] + minutes["plan_and_publish"]
    _note_piece(day, worker, at, at + HOUR, spent)
    _spend_time(day, worker, at, "record_case")
    return _do_act(day, worker, at, "plan_and_publish", lambda: acts.seal(viewer, person, told_by))


def answer_phone(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Take the call that has rung longest; a life in danger is the next thing one does."""
    if not day.lists.phone:
        return False
    rang, call = day.lists.phone.pop(0)
    day.longest_wait = max(day.longest_wait, at - rang)
    _note_piece(day, worker, rang, rang + ANSWER_WITHIN, day.stage.settings.minutes["take_call"])

    taken: list[Need] = []
    _do_act(day, worker, at, "take_call", lambda: taken.append(acts.take_call(viewer, call)))
    for need in taken:
        if need.urgency == Urgency.NOW and need.helper_id is None:
            _send_for_life(day, worker, need, worker.free_at or at)
    return True


def ring_for_life(day: "Day", at: datetime) -> None:
    """A life in danger rings with the committee's people who are on, and the first takes it.

    Whoever is free, or else leaves what they do; so does whoever is sent.
    """
    for need in [one for one in day.lists.needs if one.urgency == Urgency.NOW]:
        on = [one for one in day.stage.workers if one.pool == "committee" and one.on(at)]
        if not on or not _is_to_send(day, need, at):
            continue
        taker = min(on, key=lambda one: (_can_begin(one, at), one.free_at or at))
        day.lists.needs.remove(need)
        begins = _can_begin(taker, at)
        left = interrupt(taker, begins)
        _send_for_life(day, taker, need, begins)
        taker.free_at = (taker.free_at or begins) + left


def _can_begin(worker: Worker, at: datetime) -> datetime:
    """Return when somebody can be with a life in danger: at once, but for another such."""
    return max(worker.held_until or at, at)


def _send_for_life(day: "Day", worker: Worker, need: Need, at: datetime) -> None:
    """Answer a life in danger and send whoever can be there first."""
    viewer = day.stage.viewer(worker)
    day.sent_at[need.id] = at
    due = need.answer_by or at
    _note_piece(day, worker, need.opened_at, due, day.stage.settings.minutes["dispatch"])
    doing = partial(acts.send, day.stage, viewer, need, at)
    _do_act(day, worker, at, "dispatch", doing)
    need.refresh_from_db()
    for helper in day.stage.workers:
        if helper.key == str(need.helper_id):
            begins = _can_begin(helper, worker.free_at or at)
            if helper is worker:
                begins = max(begins, worker.free_at or at)
            _leave_for_life(day, helper, need, begins)


def _leave_for_life(day: "Day", helper: Worker, need: Need, at: datetime) -> None:
    """Let somebody leave what they do for a life in danger, and go on with it afterwards."""
    left = interrupt(helper, at)
    before, other = helper.handles, helper.handles and helper.handles[0]
    _handle(day, helper, need, at)
    end = helper.free_at or at
    helper.held_until = end
    helper.free_at = end + left
    if before and other and before[1] > at:
        day.put_off[other] = day.put_off.get(other, timedelta(0)) + (end - at)
        helper.handles = (other, before[1] + (end - at))


def send_need(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Answer a need and send somebody; where nobody can go it is tried again later."""
    for need in [one for one in day.lists.needs if _is_to_send(day, one, at)]:
        day.lists.needs.remove(need)
        if need.urgency == Urgency.NOW:
            _send_for_life(day, worker, need, at)
            return True
        day.sent_at[need.id] = at
        due = need.answer_by or at + HOUR
        _note_piece(day, worker, need.opened_at, due, day.stage.settings.minutes["dispatch"])
        doing = partial(acts.send, day.stage, viewer, need, at)
        return _do_act(day, worker, at, "dispatch", doing)
    return False


def _is_to_send(day: "Day", need: Need, at: datetime) -> bool:
    tried = day.sent_at.get(need.id)
    wait = timedelta(0) if need.urgency == Urgency.NOW else TRY_AGAIN_AFTER
    again = tried is None or at - tried >= wait
    return again and (need.helper_id is None or _is_left_lying(day, need, at))


def _is_left_lying(day: "Day", need: Need, at: datetime) -> bool:
    """Return whether who was sent has not begun and went home."""
    helper = str(need.helper_id)
    gone = not any(worker.key == helper and worker.on(at) for worker in day.stage.workers)
    return need.handled_at is None and need.reported_at is None and gone


def verify_need(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Ask whether what was reported is true; not what one did oneself."""
    done = [
        need
        for need in day.lists.needs
        if need.reported_at is not None and need.reported_by != viewer.user_id
    ]
    if not done:
        return False
    day.lists.needs.remove(done[0])
    return _do_act(day, worker, at, "verify", lambda: acts.verify(viewer, done[0]))


def paste_answers(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Copy the group's list into the round."""
    ready = [paste for paste in day.lists.pastes if paste.listed]
    if not ready:
        return False
    waiting = ready[0]
    day.lists.pastes.remove(waiting)
    lines = waiting.lines()
    waiting.listed = []
    return _do_act(day, worker, at, "paste", lambda: acts.paste(viewer, waiting.round, lines))


def handle_need(day: "Day", worker: Worker, _viewer: Viewer, at: datetime) -> bool:
    """Go and handle what one was sent for; it is reported when it is done."""
    mine = [
        one
        for one in day.lists.needs
        if str(one.helper_id) == worker.key and one.handled_at is None and one.reported_at is None
    ]
    if not mine:
        return False
    need = min(mine, key=lambda one: one.urgency)
    day.lists.needs.remove(need)
    _handle(day, worker, need, at)
    return True


def _handle(day: "Day", worker: Worker, need: Need, at: datetime) -> None:
    viewer = day.stage.viewer(worker)
    day.stage.given[worker.key] = max(day.stage.given[worker.key] - 1, 0)
    minutes = day.stage.settings.need_minutes.get(need.category, 15)
    with clock.freeze(at):
        acts.begin(viewer, need)
    done = _spend_time(day, worker, at, "handle", minutes)
    if need.urgency != Urgency.NOW:
        _note_piece(day, worker, need.dispatched_at or at, need.due_at or done, minutes)
    worker.handles = (need.id, done)
    day.do_later(done, partial(_finish, day, viewer, need, done))


def _finish(day: "Day", viewer: Viewer, need: Need, at: datetime) -> None:
    """Report a need as done; later, where somebody left it for a life in danger."""
    if more := day.put_off.pop(need.id, None):
        day.do_later(at + more, partial(_finish, day, viewer, need, at + more))
        return
    acts.finish(viewer, need)
    delegate = day.stage.settings.delegate
    if need.dwelling_id and day.stage.rng.random() < delegate.askers_confirm:
        after = at + timedelta(minutes=delegate.askers_minutes)
        day.do_later(after, lambda: acts.confirm(day.stage, need))


def follow_alarm(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Follow up an alarm of somebody in sight."""
    for alarm in [one for one in day.lists.alarms if acts.sees(viewer, one.resident)]:
        day.lists.alarms.remove(alarm)
        minutes = day.stage.settings.minutes["alarm"]
        _note_piece(day, worker, alarm.opened_at, alarm.due_at, minutes)
        return _do_act(day, worker, at, "alarm", partial(acts.follow_up, viewer, alarm))
    return False


def chase_missing(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Ask who is missing in a round."""
    for row in [one for one in day.lists.missing if acts.sees(viewer, one[1])]:
        day.lists.missing.remove(row)
        round_, one = row
        day.chased.add((round_.id, one.id))
        doing = partial(acts.chase, day.stage, viewer, round_, one)
        return _do_act(day, worker, at, "chase_call", doing)
    return False


def hand_on(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Share out among others before one works oneself: some minutes, for many hours of theirs."""
    if any(job.act == "assign_contacts" and job.ready <= at for job in day.lists.jobs):
        return do_job(day, worker, viewer, at, only="assign_contacts")
    return False


def do_job(day: "Day", worker: Worker, _viewer: Viewer, at: datetime, only: str = "") -> bool:
    """Do what comes round by itself; a job that changes something does it by its act."""
    mine = [job for job in day.lists.jobs if job.who == worker.pool and job.ready <= at]
    mine = [job for job in mine if only in ("", job.act)]
    if not mine:
        return False
    job = min(mine, key=lambda one: one.due)
    day.lists.jobs.remove(job)
    minutes = day.stage.settings.minutes[job.act]
    _note_piece(day, worker, job.ready, job.due, minutes)
    if at > job.due:
        day.jobs_late[job.act] = max(day.jobs_late.get(job.act, timedelta(0)), at - job.due)
    return _do_act(day, worker, at, job.act, lambda: job.do(day.stage))


def contact_resident(day: "Day", worker: Worker, viewer: Viewer, at: datetime) -> bool:
    """Call or visit who is due: volunteers their pairs, others whom they see."""
    for row in day.lists.contacts:
        theirs = str(row.whose) == worker.key
        if not (theirs or acts.sees(viewer, row.resident)):
            continue
        if row.whose and not theirs and _pair_is_on(day, row.whose, at):
            continue
        day.lists.contacts.remove(row)
        act = "contact_door" if row.due.step == "door" else "contact_call"
        minutes = day.stage.settings.minutes[act]
        due = max(row.due.due_at, at + HOUR)
        _note_piece(day, worker, max(at, day.start), due, minutes)
        return _do_act(day, worker, at, act, partial(_note_contact, day, viewer, row, at))
    return False


def _pair_is_on(day: "Day", staff_id: UUID, at: datetime) -> bool:
    """Return whether whom somebody is paired with is on soon, and calls themselves."""
    return day.stage.settings.delegate.contacts and any(
        worker.key == str(staff_id) and (worker.on(at) or worker.on(at + 3 * HOUR))
        for worker in day.stage.workers
    )


def _note_contact(day: "Day", viewer: Viewer, row: ToContact, at: datetime) -> None:
    """Contact somebody; who is reached after the interval, or long after the reason to visit, is
    noted as late.
    """
    settings = day.stage.settings.contact
    if not acts.contact(day.stage, viewer, row.resident, row.due.step, at):
        return
    counted = day.start + timedelta(hours=settings.counted_after_hours)
    _note_late(day.late_contacts, row.resident.id, at - max(row.due.interval_at or at, counted))
    if row.due.step == "door":
        wanted = row.due.due_at + timedelta(hours=settings.visit_within_hours)
        _note_late(day.late_visits, row.resident.id, at - max(wanted, counted))
        day.visits += 1


def _note_late(noted: dict[UUID, timedelta], resident: UUID, late: timedelta) -> None:
    if late > timedelta(0):
        noted[resident] = max(noted.get(resident, timedelta(0)), late)
