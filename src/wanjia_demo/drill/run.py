"""A day is lived through: what comes in, who takes it on, tick by tick."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.scheduling.scheduler import run_regular
from wanjia.needs.models import Need
from wanjia.people.models import Resident
from wanjia.reports.models import Round
from wanjia.reports.queries import missing_residents
from wanjia_demo.drill import acts
from wanjia_demo.drill.answering import Coming, coming, send_pages
from wanjia_demo.drill.crew import Piece, Worker, work
from wanjia_demo.drill.incoming import Call, Person, calls
from wanjia_demo.drill.stage import Stage

Progress = Callable[[datetime], None]
HOUR = timedelta(hours=1)
EVERY_TICKS = 3  # the lists of whom to contact are asked for each half hour


@dataclass
class Lists:
    """What waits, as the workers' screens show it."""

    cases: list[tuple[Person, str]] = field(default_factory=list)
    phone: list[tuple[datetime, Call]] = field(default_factory=list)
    pastes: list[Coming] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    alarms: list[Any] = field(default_factory=list)
    missing: list[tuple[Round, Resident]] = field(default_factory=list)
    contacts: list[Any] = field(default_factory=list)


@dataclass
class Day:
    """A drill under way."""

    stage: Stage
    start: datetime
    lists: Lists = field(default_factory=Lists)
    rounds: dict[Any, Coming] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    longest_wait: timedelta = timedelta(0)
    ticks: int = 0
    _later: list[tuple[datetime, int, Callable[[], Any]]] = field(default_factory=list)
    _chased: set[tuple[Any, Any]] = field(default_factory=set)
    _order: Iterator[int] = field(default_factory=count)

    def live(self, progress: Progress) -> None:
        """Live through the hours of the settings, from the start."""
        settings = self.stage.settings
        self._plan_cases()
        step = timedelta(minutes=settings.tick_minutes)
        now, end = self.start, self.start + timedelta(hours=settings.hours)
        while now < end:
            with clock.freeze(now):
                run_regular()
            self._finish_begun(now)
            self.comes_in(now, settings.tick_minutes)
            self._look_at_screens(now)
            for worker in self.stage.workers:
                self._let_work(worker, now, now + step)
            progress(now)
            self.ticks += 1
            now += step
        self._finish_begun(end)
        with clock.freeze(end):
            run_regular()

    def _plan_cases(self) -> None:
        """The call at the start, and another in the next estate the day after."""
        stage = self.stage
        first = stage.rng.choice(stage.people)
        self.lists.cases.append((first, "区疾控"))
        estates = dict(
            Resident.objects.filter(community=stage.community).values_list(
                "dwelling__stairwell", "dwelling__stairwell__estate"
            )
        )
        others = [
            person
            for person in stage.people
            if estates[person.stairwell] != estates[first.stairwell]
        ]
        second = stage.rng.choice(others or stage.people)
        local = timezone.localtime(self.start)
        at = stage.settings.second_case
        moment = local.replace(hour=at.hour, minute=at.minute) + timedelta(days=1)
        self._do_later(moment, lambda: self.lists.cases.append((second, "区疾控")))

    def _do_later(self, at: datetime, act: Callable[[], Any]) -> None:
        heapq.heappush(self._later, (at, next(self._order), act))

    def _finish_begun(self, now: datetime) -> None:
        """What was begun and is done by now."""
        while self._later and self._later[0][0] <= now:
            at, _order, act = heapq.heappop(self._later)
            with clock.freeze(at):
                act()

    def comes_in(self, now: datetime, minutes: float) -> None:
        """What residents did in the last minutes: calls, pages, answers, the group's list."""
        stage, local = self.stage, timezone.localtime(now)
        with clock.freeze(now):
            sealed = stage.sealed()
            for call in calls(
                stage.rng, stage.settings, local.hour, minutes, stage.people,
                stage.by_risk, sealed,
            ):  # fmt: skip
                if call.by_phone:
                    self.lists.phone.append((now, call))
                else:
                    acts.ask_by_page(stage, call)
            self._open_rounds(now)

    def _open_rounds(self, now: datetime) -> None:
        stage = self.stage
        rows = Round.objects.filter(
            community=stage.community, cancelled_at=None, opens_at__lte=now, closes_at__gt=now
        ).select_related("zone__estate")
        for round_ in rows:
            if round_.id not in self.rounds:
                positives = stage.settings.answers.positives if not self.rounds else 0
                self.rounds[round_.id] = coming(stage, round_, positives)
            waiting = self.rounds[round_.id]
            send_pages(stage, waiting, now)
            if waiting.listed and waiting not in self.lists.pastes and now >= waiting.pasted_at:
                self.lists.pastes.append(waiting)

    def _look_at_screens(self, now: datetime) -> None:
        """What the screens show now."""
        stage, lists = self.stage, self.lists
        with clock.freeze(now):
            lists.needs = stage.open_needs()
            lists.alarms = stage.open_alarms()
            if self.ticks % EVERY_TICKS == 0:
                lists.contacts = stage.to_contact(now)
                lists.missing = [
                    (round_, resident)
                    for round_ in stage.rounds_to_chase(now)
                    for resident in missing_residents(stage.system, round_).select_related(
                        "dwelling"
                    )
                    if (round_.id, resident.id) not in self._chased
                ]

    def _let_work(self, worker: Worker, now: datetime, end: datetime) -> None:
        """A worker does what presses most until the tick is over."""
        local = timezone.localtime(now)
        if not worker.on(local):
            return
        if worker.free_at is None or worker.free_at < now:
            worker.free_at = now
        viewer = self.stage.viewer(worker)
        while worker.free_at < end and self._do_next(worker, viewer, worker.free_at):
            pass

    def _do_next(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        """Do the most pressing thing there is for this worker; whether there was any."""
        ways = (
            self._office_acts()
            if worker.role in ("head", "desk")
            else self._field_acts(worker.role)
        )
        return any(way(worker, viewer, at) for way in ways)

    def _office_acts(self) -> list[Callable[..., bool]]:
        return [
            self._plan_case,
            self._answer_phone,
            self._send_need,
            self._follow_alarm,
            self._verify_need,
            self._paste_answers,
            self._contact_resident,
        ]

    def _field_acts(self, role: str) -> list[Callable[..., bool]]:
        ways: list[Callable[..., bool]] = [self._handle_need]
        if role in ("doctor", "grid"):
            ways.append(self._follow_alarm)
        if role == "grid":
            ways += [self._paste_answers, self._chase_missing]
        return [*ways, self._contact_resident]

    def _spend_time(self, worker: Worker, at: datetime, act: str, minutes: float = 0) -> datetime:
        settings = self.stage.settings
        return work(
            worker,
            at,
            act,
            minutes or settings.minutes[act],
            settings.tired.after_hours,
            settings.tired.slower_by_hour,
        )

    def _do_act(self, worker: Worker, at: datetime, act: str, doing: Callable[[], Any]) -> bool:
        with clock.freeze(self._spend_time(worker, at, act)):
            doing()
        return True

    def _plan_case(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        if not self.lists.cases:
            return False
        person, told_by = self.lists.cases.pop(0)
        self._spend_time(worker, at, "record_case")
        return self._do_act(
            worker, at, "plan_and_publish", lambda: acts.seal(viewer, person, told_by)
        )

    def _answer_phone(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        if not self.lists.phone:
            return False
        rang, call = self.lists.phone.pop(0)
        self.longest_wait = max(self.longest_wait, at - rang)
        return self._do_act(worker, at, "take_call", lambda: acts.take_call(viewer, call))

    def _send_need(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        local = timezone.localtime(at)
        for need in [one for one in self.lists.needs if one.helper_id is None]:
            self.lists.needs.remove(need)
            doing = partial(acts.send, self.stage, viewer, need, local)
            return self._do_act(worker, at, "dispatch", doing)
        return False

    def _verify_need(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        done = [need for need in self.lists.needs if need.reported_at is not None]
        if not done:
            return False
        self.lists.needs.remove(done[0])
        return self._do_act(worker, at, "verify", lambda: acts.verify(viewer, done[0]))

    def _paste_answers(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        ready = [
            paste
            for paste in self.lists.pastes
            if paste.listed
            and (
                viewer.sees_all
                or all(p.dwelling.stairwell_id in viewer.stairwells for p in paste.people.values())
            )
        ]
        if not ready:
            return False
        waiting = ready[0]
        self.lists.pastes.remove(waiting)
        lines = waiting.lines()
        waiting.listed = []
        return self._do_act(worker, at, "paste", lambda: acts.paste(viewer, waiting.round, lines))

    def _handle_need(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        """Go and handle what one was sent for; it is reported when it is done."""
        mine = [
            one
            for one in self.lists.needs
            if str(one.helper_id) == worker.key and one.reported_at is None
        ]
        if not mine:
            return False
        need = mine[0]
        self.lists.needs.remove(need)
        minutes = self.stage.settings.need_minutes.get(need.category, 15)
        with clock.freeze(at):
            acts.begin(viewer, need)
        done = self._spend_time(worker, at, "handle", minutes)
        if worker.role == "volunteer":
            self.pieces.append(Piece(need.dispatched_at or at, need.due_at or done, minutes))
        self._do_later(done, lambda: acts.finish(viewer, need))
        return True

    def _follow_alarm(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        for alarm in [one for one in self.lists.alarms if acts.sees(viewer, one.resident)]:
            self.lists.alarms.remove(alarm)
            return self._do_act(worker, at, "alarm", partial(acts.follow_up, viewer, alarm))
        return False

    def _chase_missing(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        for row in [one for one in self.lists.missing if acts.sees(viewer, one[1])]:
            self.lists.missing.remove(row)
            round_, one = row
            self._chased.add((round_.id, one.id))
            doing = partial(acts.chase, self.stage, viewer, round_, one)
            return self._do_act(worker, at, "chase_call", doing)
        return False

    def _contact_resident(self, worker: Worker, viewer: Viewer, at: datetime) -> bool:
        for row in self.lists.contacts:
            resident, step, pair, due = row
            paired = str(pair) == worker.key
            if not (paired or acts.sees(viewer, resident)):
                continue
            self.lists.contacts.remove(row)
            act = "contact_door" if step == "door" else "contact_call"
            doing = partial(acts.contact, self.stage, viewer, resident, step, at)
            if worker.role == "volunteer":
                minutes = self.stage.settings.minutes[act]
                self.pieces.append(Piece(at, max(due, at + HOUR), minutes))
            return self._do_act(worker, at, act, doing)
        return False
