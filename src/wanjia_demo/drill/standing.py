"""What comes round by itself in a drill: the daily report, step-downs, goods, waste, posts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from wanjia.care.assignments.actions import assign_contacts, take_back
from wanjia.care.pairs.actions import accept_proposals
from wanjia.care.pairs.proposals import proposals
from wanjia.care.queries import live_assignments
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.people.models import Staff
from wanjia_demo.drill.settings import Standing
from wanjia_demo.drill.stage import Stage
from wanjia_demo.rehearse import stage as rehearsed
from wanjia_demo.rehearse.acts import Acting

HOUR = timedelta(hours=1)
HIRED_SHIFTS = 3  # eight hours each


@dataclass
class Job:
    """One piece of standing work for one person."""

    act: str
    who: str
    ready: datetime
    due: datetime

    def do(self, stage: Stage) -> None:
        """Do by the program's own act what the work changes there; others are hours alone."""
        if act := ACTS.get(self.act):
            act(stage)


def jobs_of_day(stage: Stage, standing: Standing, at: datetime) -> list[Job]:
    """Return the pieces of a standing work that are there at a moment."""
    pieces = 1
    if standing.each == "shut":
        sealed = stage.sealed()
        pieces = -(-sum(one.stairwell in sealed for one in stage.people) // standing.people)
    delegate = stage.settings.delegate
    handed_on = {"make_pairs": delegate.pairs, "assign_contacts": delegate.contacts}
    if not handed_on.get(standing.act, True):
        pieces = 0
    due = at + timedelta(hours=standing.due_hours)
    return [Job(standing.act, standing.who, at, due) for _ in range(pieces)]


def hire_guards(stage: Stage, at: datetime, hours: dict[str, float]) -> list[Job]:
    """Let the hired guards stand for the next hour; return what is left for volunteers on shift.

    `hours` counts those wanted, stood by hired guards, and left without anybody.
    """
    wanted = stage.guards_needed(at)
    hired = min(wanted, stage.settings.guard_posts.hired // HIRED_SHIFTS)
    on_shift = sum(worker.pool == "volunteer" and worker.on(at) for worker in stage.workers)
    may_stand = stage.settings.guard_posts.volunteers_stand
    asked = min(wanted - hired, on_shift) if may_stand else 0
    hours["wanted"] += wanted
    hours["hired"] += hired
    hours["volunteers"] += asked
    hours["nobody"] += wanted - hired - asked
    return [Job("guard_post", "volunteer", at, at + HOUR) for _ in range(asked)]


def _head(stage: Stage) -> Viewer:
    head = Staff.objects.filter(community=stage.community, role="head").first()
    if head is None:
        raise Problem("kernel.not_found")
    return Viewer(stage.community.id, "head", head.user_id, head.name)


def _rehearse(name: str) -> Callable[[Stage], None]:
    def act(stage: Stage) -> None:
        acting = Acting(
            rehearsed.Stage("drill", stage.community, _head(stage)),
            Random(f"{stage.seed}/{name}"),
        )
        acting.act(name)

    return act


def _make_pairs(stage: Stage) -> None:
    """Accept what the program proposes, as the desk does with one tap."""
    head = _head(stage)
    accept_proposals(
        head,
        [(one.resident.id, one.staff.id) for one in proposals(head).pairs if not one.kept],
    )


def _assign_contacts(stage: Stage) -> None:
    """Share out who is due among those volunteers who are on now, or come on within the hour.

    What was given before and is not done is taken back first: some went home, others were sent
    to a need, and who has nothing to do now takes it.
    """
    now = clock.now()
    on = [
        UUID(worker.key)
        for worker in stage.workers
        if worker.pool == "volunteer" and (worker.on(now) or worker.on(now + HOUR))
    ]
    head = _head(stage)
    for member in set(live_assignments(head).values_list("staff", flat=True)):
        take_back(head, member)
    if on:
        assign_contacts(head, on)


ACTS: dict[str, Callable[[Stage], Any]] = {
    "step_down": _rehearse("step_down"),
    "transfer": _rehearse("transfer"),
    "waste": _rehearse("waste"),
    "make_pairs": _make_pairs,
    "assign_contacts": _assign_contacts,
}
