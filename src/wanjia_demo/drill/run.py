"""Days are lived through: what comes in, who takes it on, tick by tick."""

import heapq
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from wanjia.care.contacts.queries import MORNING
from wanjia.care.contacts.queries import NIGHT as NIGHT_BEGINS
from wanjia.core import clock
from wanjia.core.scheduling.scheduler import run_for
from wanjia.needs.models import Need
from wanjia.people.models import Resident
from wanjia.reports.models import Round
from wanjia.reports.queries import missing_residents
from wanjia_demo.drill import acts
from wanjia_demo.drill.answering import Coming, coming, send_pages
from wanjia_demo.drill.cases import choose_person
from wanjia_demo.drill.crew import ONE_DAY, Piece, Worker
from wanjia_demo.drill.incoming import Call, Person, calls
from wanjia_demo.drill.stage import Stage, ToContact
from wanjia_demo.drill.standing import Job, hire_guards, jobs_of_day
from wanjia_demo.drill.tasks import do_next, ring_for_life

Progress = Callable[[datetime], None]
HOUR = timedelta(hours=1)
LISTS_EVERY = timedelta(minutes=30)  # the lists of whom to contact are asked for
REGULAR_EVERY = HOUR  # the program's regular work, which a server does each minute
NIGHT = (23, 6)


def is_night(at: datetime) -> bool:
    """Return whether nobody is called at this hour, as the program has it."""
    return not MORNING <= timezone.localtime(at).time() < NIGHT_BEGINS


def _wait_for_outbox() -> None:
    """Wait until what was sent beside this thread is stored: both write the same database."""
    for thread in threading.enumerate():
        if thread.name == "outbox":
            thread.join()


@dataclass
class Lists:
    """What waits, as the workers' screens show it."""

    cases: list[tuple[Person, str]] = field(default_factory=list)
    phone: list[tuple[datetime, Call]] = field(default_factory=list)
    pastes: list[Coming] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    alarms: list[Any] = field(default_factory=list)
    missing: list[tuple[Round, Resident]] = field(default_factory=list)
    contacts: list[ToContact] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def waiting(self) -> int:
        """Return how much waits for somebody to begin."""
        fresh = sum(need.helper_id is None for need in self.needs)
        return len(self.cases) + len(self.phone) + fresh + len(self.alarms)


@dataclass
class Day:
    """A drill under way."""

    stage: Stage
    start: datetime
    lists: Lists = field(default_factory=Lists)
    rounds: dict[Any, Coming] = field(default_factory=dict)
    pieces: dict[str, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    longest_wait: timedelta = timedelta(0)
    queue: list[tuple[datetime, int]] = field(default_factory=list)  # the most of each hour
    late_contacts: dict[UUID, timedelta] = field(default_factory=dict)
    late_visits: dict[UUID, timedelta] = field(default_factory=dict)
    visits: int = 0
    jobs_late: dict[str, timedelta] = field(default_factory=dict)
    guard_hours: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _later: list[tuple[datetime, int, Callable[[], Any]]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sent_at: dict[UUID, datetime] = field(default_factory=dict)
    put_off: dict[UUID, timedelta] = field(default_factory=dict)  # needs left for a life in danger
    chased: set[tuple[Any, Any]] = field(default_factory=set)
    _order: Iterator[int] = field(default_factory=count)
    _looked: datetime | None = None
    _regular: datetime | None = None

    def live(self, progress: Progress) -> None:
        """Live through the hours of the settings, from the start."""
        end = self.start + timedelta(hours=self.stage.settings.hours)
        self._plan_cases()
        self._plan_standing(end)
        now = self.start
        while now < end:
            minutes = self._tick_minutes(now)
            self._run_regular(now)
            self._finish_begun(now)
            self.comes_in(now, minutes)
            self._look_at_screens(now)
            ring_for_life(self, now)
            for worker in self.stage.workers:
                self._let_work(worker, now, now + timedelta(minutes=minutes))
            self._note_queue(now)
            progress(now)
            now += timedelta(minutes=minutes)
        self._finish_begun(end)
        self._run_regular(end, at_once=True)

    def _tick_minutes(self, now: datetime) -> int:
        hour = timezone.localtime(now).hour
        night = hour >= NIGHT[0] or hour < NIGHT[1]
        settings = self.stage.settings
        return settings.night_tick_minutes if night else settings.tick_minutes

    def _run_regular(self, now: datetime, at_once: bool = False) -> None:
        if at_once or self._regular is None or now - self._regular >= REGULAR_EVERY:
            self._regular = now
            with clock.freeze(now):
                run_for(self.stage.community.id, pages=False)
            _wait_for_outbox()

    def _note_queue(self, now: datetime) -> None:
        hour = timezone.localtime(now).replace(minute=0)
        waiting = self.lists.waiting()
        if self.queue and self.queue[-1][0] == hour:
            self.queue[-1] = (hour, max(self.queue[-1][1], waiting))
        else:
            self.queue.append((hour, waiting))

    def _plan_cases(self) -> None:
        """The call at the start, and those that the settings name."""
        stage = self.stage
        first = stage.rng.choice(stage.people)
        self.lists.cases.append((first, "区疾控"))
        for case in stage.settings.cases:
            local = timezone.localtime(self.start) + case.day * ONE_DAY
            moment = local.replace(hour=case.at.hour, minute=case.at.minute)

            def tell(where: str = case.where) -> None:
                self.lists.cases.append((choose_person(stage, first, where), "区疾控"))

            self.do_later(moment, tell)

    def _plan_standing(self, end: datetime) -> None:
        """What comes round by itself is put on the lists of each day in its hour."""
        midnight = timezone.localtime(self.start).replace(hour=0, minute=0, second=0, microsecond=0)
        day = 0
        while midnight + day * ONE_DAY < end:
            for standing in self.stage.settings.standing:
                at = (
                    midnight
                    + day * ONE_DAY
                    + timedelta(hours=standing.at.hour, minutes=standing.at.minute)
                )
                if day % standing.every_days == 0 and at >= self.start:

                    def put(standing: Any = standing, at: datetime = at) -> None:
                        self.lists.jobs += jobs_of_day(self.stage, standing, at)

                    self.do_later(at, put)
            day += 1
        for hour in range(int((end - self.start) / HOUR)):
            at = self.start + hour * HOUR

            def stand(at: datetime = at) -> None:
                self.lists.jobs += hire_guards(self.stage, at, self.guard_hours)

            self.do_later(at, stand)

    def do_later(self, at: datetime, act: Callable[[], Any]) -> None:
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
            if is_night(now):  # nobody is called out of bed
                lists.contacts, lists.missing = [], []
            elif self._looked is None or now - self._looked >= LISTS_EVERY:
                self._looked = now
                lists.contacts = stage.to_contact(now)
                lists.missing = [
                    (round_, resident)
                    for round_ in stage.rounds_to_chase(now)
                    for resident in missing_residents(stage.system, round_).select_related(
                        "dwelling"
                    )
                    if (round_.id, resident.id) not in self.chased
                ]

    def _let_work(self, worker: Worker, now: datetime, end: datetime) -> None:
        """A worker does what presses most until the tick is over."""
        if not worker.on(now):
            return
        if worker.free_at is None or worker.free_at < now:
            worker.free_at = now
        if worker.free_at >= end:
            return
        viewer = self.stage.viewer(worker)
        while worker.free_at < end and do_next(self, worker, viewer, worker.free_at):
            pass
