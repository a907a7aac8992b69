"""A team's calendar: people by days for a desk, days for a phone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import active_language
from wanjia.duty.models import Shift, Team
from wanjia.duty.queries import gaps, shift_name, team_shifts
from wanjia.duty.rosters.rules import load_patterns

WEEKS = 4


@dataclass(frozen=True)
class Cell:
    """One person's day: their shifts."""

    day: date
    shifts: tuple[dict[str, Any], ...]


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def calendar(viewer: Viewer, team: Team, first: date, days: int = 7 * WEEKS) -> dict[str, Any]:
    """Return people by days and the same by day.

    Who works how much; which stretches nobody covers.
    """
    rows = list(team_shifts(viewer, team, first, days).select_related("roster"))
    dates = [first + timedelta(days=number) for number in range(days)]
    today = timezone.localdate(clock.now())
    shown = {row.id: _shift_cell(row) for row in rows}
    by_person: dict[Any, dict[date, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    names = {}
    for row in rows:
        by_person[row.staff_id][row.day].append(shown[row.id])
        names[row.staff_id] = row.staff.name
    people = [
        {
            "name": names[who],
            "cells": [Cell(day, tuple(cells.get(day, ()))) for day in dates],
            "shifts": sum(len(cell) for cell in cells.values()),
            "hours": round(sum(entry["hours"] for cell in cells.values() for entry in cell)),
        }
        for who, cells in sorted(by_person.items(), key=lambda item: names[item[0]])
    ]
    return {
        "first": first,
        "last": dates[-1],
        "before": first - timedelta(days=days),
        "after": first + timedelta(days=days),
        "dates": dates,
        "today": today,
        "people": people,
        "days": [
            {"day": day, "shifts": [shown[row.id] for row in rows if row.day == day]}
            for day in dates
        ],
        "gaps": gaps(viewer, team, max(first, today), 14)
        if first + timedelta(days) > today
        else [],
        "legend": _make_legend(team),
    }


def _shift_cell(row: Shift) -> dict[str, Any]:
    language = active_language()
    name = shift_name(row.roster.pattern, row.key, language)
    return {
        "shift": row,
        "name": name,
        "letter": name[0],
        "tone": _tone_of(row.roster.pattern, row.key),
        "hours": (row.ends_at - row.starts_at) / timedelta(hours=1),
        "over": row.starts_at <= clock.now(),
        "mine": row.staff.user_id,
    }


def _tone_of(pattern: str, key: str) -> str:
    known = load_patterns().get(pattern)
    keys = [shift.key for shift in known.shifts] if known else []
    return f"shift-{keys.index(key) + 1}" if key in keys else "shift-1"


def _make_legend(team: Team) -> list[dict[str, str]]:
    language = active_language()
    known = load_patterns().get(team.pattern)
    return [
        {
            "name": shift.name.words(language),
            "letter": shift.name.words(language)[0],
            "tone": _tone_of(team.pattern, shift.key),
            "hours": _format_hours(shift.start, shift.minutes),
        }
        for shift in (known.shifts if known else ())
    ]


def _format_hours(start: int, minutes: int) -> str:
    end = (start + minutes) % 1440 or 1440
    return f"{start // 60:02d}:{start % 60:02d}–{end // 60:02d}:{end % 60:02d}"
