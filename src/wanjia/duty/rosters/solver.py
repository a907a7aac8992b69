"""Makes a roster that keeps every rule, is as fair as can be and breaks as few wishes as can be.

CP-SAT finds it and proves it best, or tells the gap; OR-Tools is imported only when asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wanjia.duty.rosters.values import Burden, Duty, Impossible, Person, Roster, Task

if TYPE_CHECKING:
    from wanjia.duty.rosters.constraints import RosterModel

SECONDS = 8.0
WORKERS = 2


def make_roster(
    task: Task, seconds: float = SECONDS, workers: int = WORKERS
) -> Roster | Impossible:
    """Return the best roster for a task, or why there is none.

    Takes about `seconds` at most.
    """
    from ortools.sat.python import cp_model

    from wanjia.duty.rosters.constraints import RosterModel
    from wanjia.duty.rosters.infeasibility import explain, shortage
    from wanjia.duty.rosters.objective import Aim

    short = shortage(task)
    if short:
        return short
    roster = RosterModel(task)
    Aim(roster)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(roster.model)
    if status == cp_model.INFEASIBLE:
        return explain(task, workers)
    if status == cp_model.UNKNOWN:
        return Impossible(unknown=True)
    duties = _read_duties(roster, solver)
    best, bound = solver.objective_value, solver.best_objective_bound
    proved = status == cp_model.OPTIMAL
    gap = 0.0 if proved else (best - bound) / max(best, 1.0)
    return Roster(
        duties, burdens(task, duties), changes(task, duties), proved, gap, solver.wall_time
    )


def _read_duties(roster: RosterModel, solver: object) -> tuple[Duty, ...]:
    """Return who was given what, with what was done already within the horizon."""
    taken = {
        Duty(slot.day, slot.shift.key, who)
        for (who, slot), literal in roster.taken.items()
        if solver.value(literal)  # type: ignore[attr-defined]
    }
    done = {duty for duty in roster.task.done if duty.day >= roster.task.first}
    order = {slot: number for number, slot in enumerate(roster.slots)}
    return (
        tuple(sorted(taken | done, key=lambda duty: (roster.task.slot(duty).start, duty.person)))
        if order or done
        else ()
    )


def burdens(task: Task, duties: Iterable[Duty]) -> tuple[Burden, ...]:
    """Return what the duties ask of each person of the task, in its order."""
    mine: dict[str, list[Duty]] = {person.id: [] for person in task.people}
    for duty in duties:
        if duty.person in mine:
            mine[duty.person].append(duty)
    return tuple(_burden_of(task, person, mine[person.id]) for person in task.people)


def _burden_of(task: Task, person: Person, duties: list[Duty]) -> Burden:
    slots = [task.slot(duty) for duty in duties]
    nights = sum(slot.shift.night for slot in slots)
    touched = Counter(day for slot in slots for day in slot.days)
    most = person.most_shifts
    return Burden(
        person=person.id,
        shifts=len(slots),
        hours=sum(slot.shift.minutes for slot in slots) / 60,
        nights=nights,
        weekends=sum(slot.weekend for slot in slots),
        broken_days_off=tuple(sorted(day for day in person.days_off if touched[day])),
        broken_nights=nights if person.no_nights else 0,
        broken_shifts=max(0, len(slots) - most) if most is not None else 0,
    )


def changes(task: Task, duties: Iterable[Duty]) -> int:
    """Return how many published shifts of the horizon go to somebody else."""
    kept = set(duties)
    opens = {(slot.day, slot.shift.key) for slot in task.slots()}
    return sum((duty.day, duty.shift) in opens and duty not in kept for duty in task.published)
