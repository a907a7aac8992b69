"""Why no roster can be made: a smallest set of rules that clash, and what would have to give."""

from collections.abc import Callable
from dataclasses import replace

from ortools.sat.python import cp_model

from wanjia.duty.rosters.constraints import RosterModel
from wanjia.duty.rosters.values import RULES, Impossible, Person, Remedy, Task

SECONDS_A_TRY = 2.0
MORE_PEOPLE = 6
Tried = bool | None  # None: not known in time


def shortage(task: Task) -> Impossible | None:
    """Return the first shift that fewer people can take than it needs, whatever the rules."""
    done = {(duty.day, duty.shift, duty.person) for duty in task.done}
    for slot in task.slots():
        can = sum(
            person.away.isdisjoint(slot.days) or (slot.day, slot.shift.key, person.id) in done
            for person in task.people
        )
        if can < slot.shift.need:
            return Impossible(shortage=(slot, can))
    return None


def explain(task: Task, workers: int) -> Impossible:
    """Name a smallest set of rules that cannot be met together, and what would help."""

    def possible(asked: Task) -> Tried:
        return _is_possible(asked, workers)

    rules, least = _find_clash(task, possible)
    remedies = tuple(remedy for rule in rules if (remedy := _find_milder(task, rule, possible)))
    return Impossible(rules, None, remedies, _more_people(task, possible), least)


def _is_possible(task: Task, workers: int) -> Tried:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS_A_TRY
    solver.parameters.num_workers = workers
    status = solver.solve(RosterModel(task).model)
    return None if status == cp_model.UNKNOWN else status != cp_model.INFEASIBLE


def _find_clash(task: Task, possible: Callable[[Task], Tried]) -> tuple[tuple[str, ...], bool]:
    """Set rules aside one after the other.

    Those that turn out to matter clash.
    """
    clash: list[str] = []
    least = True
    for rule in RULES:
        without = replace(task, rules=task.rules.changed(rule, None))
        able = possible(without)
        if able is False:
            task = without
        else:
            clash.append(rule)
            least = least and able is not None
    return tuple(clash), least


def _find_milder(task: Task, rule: str, possible: Callable[[Task], Tried]) -> Remedy | None:
    for value in task.rules.rules[rule].milder:
        if possible(replace(task, rules=task.rules.changed(rule, value))):
            return Remedy(rule, value)
    return None


def _more_people(task: Task, possible: Callable[[Task], Tried]) -> int | None:
    """Return how many more people without a wish or an absence would do."""
    for more in range(1, MORE_PEOPLE + 1):
        extra = tuple(Person(f"+{number}", "") for number in range(more))
        if possible(replace(task, people=(*task.people, *extra))):
            return more
    return None
