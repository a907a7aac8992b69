"""Rosters for six people, 28 days round the clock: made, remade, refused with the reason."""

import statistics
import time
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from wanjia.duty.rosters.labels import why_impossible
from wanjia.duty.rosters.rules import load_patterns, load_rules
from wanjia.duty.rosters.solver import make_roster
from wanjia.duty.rosters.validation import breaches
from wanjia.duty.rosters.values import Impossible, Pattern, Person, Roster, Task

FIRST, DAYS, SEED = date(2022, 4, 18), 28, 2022


def run() -> list[dict[str, Any]]:
    """Rows of name, our seconds, the solver's own seconds, their ratio, the budget and a note."""
    rows = []
    make_roster(_task(load_patterns()["two12"], 4))  # loads OR-Tools
    for key, pattern in load_patterns().items():
        task = _task(pattern, 6)
        rows.append(_row(f"roster, 6 people, 28 days, {key}", task))
        first = make_roster(task)
        if isinstance(first, Roster):
            rows.append(_row(f"roster again, one drops out, {key}", _one_gone(task, first)))
    rows.append(_row("roster that cannot be, 3 people", _task(load_patterns()["three8"], 3)))
    return rows


def _task(pattern: Pattern, many: int) -> Task:
    """People of whom each has wishes: days off, and one of them no nights."""
    dice = Random(SEED)
    people = tuple(
        Person(
            id=f"p{number}",
            name=f"医生{number}",
            days_off=frozenset(FIRST + timedelta(dice.randrange(DAYS)) for _ in range(3)),
            no_nights=number == 0,
        )
        for number in range(many)
    )
    return Task(FIRST, DAYS, pattern, people, load_rules())


def _one_gone(task: Task, made: Roster) -> Task:
    """The tenth day: one of the six is away from now on; what is published stays if it can."""
    tenth = FIRST + timedelta(9)
    gone = frozenset(tenth + timedelta(number) for number in range(DAYS))
    return replace(
        task,
        first=tenth,
        days=DAYS - 9,
        since=FIRST,
        people=(*task.people[:2], replace(task.people[2], away=gone), *task.people[3:]),
        done=frozenset(one for one in made.duties if one.day < tenth),
        published=frozenset(one for one in made.duties if one.day >= tenth),
    )


def _row(name: str, task: Task) -> dict[str, Any]:
    times, solving = [], []
    for _turn in range(5):
        start = time.perf_counter()
        found = make_roster(task)
        times.append(time.perf_counter() - start)
        solving.append(found.seconds if isinstance(found, Roster) else 0.0)
        if isinstance(found, Roster) and breaches(task, found.duties):
            raise RuntimeError(f"{name}: {breaches(task, found.duties)}")
    ours, bare = statistics.median(times), statistics.median(solving)
    return {
        "name": name,
        "ours": round(ours, 3),
        "bare": round(bare, 3) or "-",
        "ratio": round(ours / bare, 2) if bare else "-",
        "budget": "under 10 s (aim 2 s)",
        "unit": "s",
        "note": f"{_found(task, found)}; bare: the solver's own time",
    }


def _found(task: Task, found: Roster | Impossible) -> str:
    if isinstance(found, Impossible):
        return why_impossible(task, found, "en")
    proof = "proved best" if found.proved else f"within {found.gap:.0%} of the best"
    broken = sum(one.broken for one in found.burdens)
    return f"{proof}, {broken} wishes not met, {found.changed} published shifts changed"
