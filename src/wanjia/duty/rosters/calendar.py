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
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def calendar(viewer: Viewer, team: Team, first: date, days: int = 7 * WEEKS) -> dict[str, Any]:
    """People by days and the same by day; who works how much; which stretches nobody covers."""
    rows = list(team_shifts(viewer, team, first, days).select_related("roster"))
    dates = [first + timedelta(days=number) for number in range(days)]
    today = timezone.localdate(clock.now())
    shown = {row.id: _shown(row) for row in rows}
    by_person: dict[Any, dict[date, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    names = {}
    for row in rows:
        by_person[row.staff_id][row.day].append(shown[row.id])
        names[row.staff_id] = row.staff.name
    people = [
        {
            "name": names[who],
            "cells": [Cell(day, tuple(cells.get(day, ()))) for day in dates],
            "shifts": sum(len(found) for found in cells.values()),
            "hours": round(sum(one["hours"] for found in cells.values() for one in found)),
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
        "legend": _legend(team),
    }


def _shown(row: Shift) -> dict[str, Any]:
    language = active_language()
    name = shift_name(row.roster.pattern, row.key, language)
    return {
        "shift": row,
        "name": name,
        "letter": name[0],
        "tone": _tone(row.roster.pattern, row.key),
        "hours": (row.ends_at - row.starts_at) / timedelta(hours=1),
        "over": row.starts_at <= clock.now(),
        "mine": row.staff.user_id,
    }


def _tone(pattern: str, key: str) -> str:
    found = load_patterns().get(pattern)
    keys = [one.key for one in found.shifts] if found else []
    return f"shift-{keys.index(key) + 1}" if key in keys else "shift-1"


def _legend(team: Team) -> list[dict[str, str]]:
    language = active_language()
    found = load_patterns().get(team.pattern)
    return [
        {
            "name": one.name.words(language),
            "letter": one.name.words(language)[0],
            "tone": _tone(team.pattern, one.key),
            "hours": _hours(one.start, one.minutes),
        }
        for one in (found.shifts if found else ())
    ]


def _hours(start: int, minutes: int) -> str:
    end = (start + minutes) % 1440 or 1440
    return f"{start // 60:02d}:{start % 60:02d}–{end // 60:02d}:{end % 60:02d}"
