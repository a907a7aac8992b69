"""What is asked of registers: which one may see, entries, gaps, what is due, what stands twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.everyday.models import Register, RegisterEntry
from wanjia.everyday.registers.form_fields import (
    FormField,
    count_choices,
    fields_from,
    gaps_of,
    lost_values,
    words_of,
)


def registers_of(viewer: Viewer) -> list[Register]:
    """Return the registers that a viewer may see."""
    rows = Register.objects.of(viewer).filter(ended_at=None)
    return [row for row in rows if viewer.sees_all or viewer.role in row.roles]


def get_register(viewer: Viewer, register_id: UUID) -> Register:
    """Return a register in sight; raises Problem `kernel.not_found`."""
    row = Register.objects.of(viewer).filter(id=register_id, ended_at=None).first()
    if row is None or not (viewer.sees_all or viewer.role in row.roles):
        raise Problem("kernel.not_found")
    return row


def entries_of(viewer: Viewer, register: Register) -> QuerySet[RegisterEntry]:
    """Return the entries that hold, of doors in sight; what has no door is in sight of all who may
    see the register."""
    rows = RegisterEntry.objects.of(viewer).filter(register=register, ended_at=None)
    if not viewer.sees_all:
        rows = rows.filter(Q(dwelling=None) | Q(dwelling__stairwell__in=viewer.stairwells))
    return rows.select_related("dwelling__stairwell__estate", "resident")


def fields_of(register: Register) -> tuple[FormField, ...]:
    """Return a register's fields."""
    return fields_from(register.fields)


def due_at(register: Register, entry: RegisterEntry) -> datetime | None:
    """Return when an entry is to be looked at again."""
    if not register.recheck_days:
        return None
    return entry.checked_at + timedelta(days=register.recheck_days)


@dataclass(frozen=True)
class ShownEntry:
    """An entry as a page shows it: its values in words, what is missing, due, or there twice."""

    entry: RegisterEntry
    words: list[tuple[str, str]]
    gaps: list[str]
    lost: dict[str, str]
    due_at: datetime | None
    late: bool
    twice: bool


def show_entries(register: Register, entries: Sequence[RegisterEntry]) -> list[ShownEntry]:
    """Return entries as they are shown; `twice` are those of one subject with the same values."""
    form_fields, language, now = fields_of(register), active_language(), clock.now()
    subjects = Counter(map(_subject_of, entries))
    shown = []
    for entry in entries:
        gaps = gaps_of(form_fields, entry.values)
        due = due_at(register, entry)
        shown.append(
            ShownEntry(
                entry=entry,
                words=[
                    (label_of(one), word)
                    for one in form_fields
                    if (word := words_of(one, entry.values.get(one.name), language))
                ],
                gaps=[label_of(one) for one in gaps],
                lost={
                    name: str(value)
                    for name, value in lost_values(form_fields, entry.values).items()
                },
                due_at=due,
                late=due is not None and due <= now,
                twice=subjects[_subject_of(entry)] > 1,
            )
        )
    return shown


def _subject_of(entry: RegisterEntry) -> tuple[object, ...]:
    values = tuple(sorted((name, str(value)) for name, value in entry.values.items()))
    return entry.dwelling_id, entry.resident_id, entry.place.strip().lower(), values


def label_of(form_field: FormField) -> str:
    """Return a field's words in the language of the page."""
    english = active_language() == "en" and form_field.en
    return form_field.en if english else form_field.zh


@dataclass(frozen=True)
class RegisterCounts:
    """What a register comes to: entries, with gaps, late; and how many of each choice."""

    register: Register
    entries: int
    gaps: int
    late: int
    choices: list[tuple[str, list[tuple[str, int]]]]


def count_register(viewer: Viewer, register: Register) -> RegisterCounts:
    """Count a register, of what is in sight: no name, no door."""
    entries = list(entries_of(viewer, register))
    form_fields, now, language = fields_of(register), clock.now(), active_language()
    late = [due for entry in entries if (due := due_at(register, entry)) and due <= now]
    counted = count_choices(form_fields, [entry.values for entry in entries])
    return RegisterCounts(
        register,
        len(entries),
        sum(bool(gaps_of(form_fields, entry.values)) for entry in entries),
        len(late),
        [
            (
                label_of(one),
                [
                    (words_of(one, choice.name, language) if choice else "", count)
                    for choice, count in counts
                ],
            )
            for one, counts in counted
        ],
    )


def _count_due(community: UUID) -> tuple[int, int]:
    viewer = system_viewer(community)
    counts = [count_register(viewer, register) for register in registers_of(viewer)]
    return sum(one.late for one in counts), sum(one.gaps for one in counts)


# How many entries are to be looked at again, and how many have gaps.
DUE: CachedCount[tuple[int, int]] = CachedCount("registers-due", _count_due)
