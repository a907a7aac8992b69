"""A register is opened, its form changed; entries are added, looked at again, ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import Words, hear
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.core.shortcuts import get_or_refuse
from wanjia.everyday.models import Register, RegisterEntry
from wanjia.everyday.registers.builtin import PERSON, PLACE, load_templates
from wanjia.everyday.registers.entry_rows import EntryRow, read_rows
from wanjia.everyday.registers.form_fields import (
    TEXT,
    FormField,
    UnreadableValueError,
    read_value,
)
from wanjia.everyday.registers.queries import DUE, entries_of, fields_of, get_register
from wanjia.everyday.registers.xlsform import LeftOut, XlsForm, read_xlsform
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident
from wanjia.people.roster.reader.sheets import open_sheets
from wanjia.people.roster.reader.values import Unreadable
from wanjia.people.search.queries import dwellings_like
from wanjia.places.models import Dwelling

MOST_ROWS = 5000


@dataclass(frozen=True)
class Opened:
    """A register that was opened or changed, and the rows of its form that it cannot hold."""

    register: Register
    left_out: tuple[LeftOut, ...] = ()


@transaction.atomic
def open_register(viewer: Viewer, template: str) -> Opened:
    """Open a register from one of the templates. Raises Problem `registers.template`."""
    viewer.need(*OFFICERS)
    found = load_templates().get(template)
    if found is None:
        raise Problem("registers.template")
    form_fields = [one.form_field.to_dict() for one in found.fields]
    names = {"name": found.name.zh, "name_en": found.name.en, "about": found.about}
    made = _make_register(
        viewer,
        **names,
        fields=form_fields,
        roles=sorted(found.roles),
        recheck_days=found.recheck_days,
    )
    return Opened(made)


@transaction.atomic
def import_form(viewer: Viewer, file: UploadedFile, about: str) -> Opened:
    """Open a register by an XLSForm; officers alone see it until it is said who else.

    Raises Problem `registers.unreadable`, `registers.no_fields`.
    """
    viewer.need(*OFFICERS)
    form = _read_form(file)
    form_fields = [one.to_dict() for one in form.fields]
    made = _make_register(
        viewer, name=form.title, about=about, fields=form_fields, roles=[], recheck_days=0
    )
    return Opened(made, form.left_out)


@transaction.atomic
def change_form(viewer: Viewer, register_id: UUID, file: UploadedFile) -> Opened:
    """Change a register's form by an XLSForm; what was filled in under a field that is gone stays
    and is shown. Raises Problem as `import_form` does.
    """
    viewer.need(*OFFICERS)
    register, form = get_register(viewer, register_id), _read_form(file)
    before = {"fields": len(register.fields)}
    register.fields = [one.to_dict() for one in form.fields]
    register.save(update_fields=["fields"])
    after = {"fields": len(register.fields)}
    journal.write(viewer, "register.changed", subject=register.id, before=before, after=after)
    DUE.forget(viewer.community_id)
    return Opened(register, form.left_out)


def _read_form(file: UploadedFile) -> XlsForm:
    try:
        sheets = open_sheets(file.read())
    except Unreadable as error:
        raise Problem("registers.unreadable", why=Text(error.zh, error.en)) from None
    by_name = {sheet.name.strip().lower(): sheet.rows for sheet in sheets}
    form = read_xlsform(by_name, (file.name or "").rpartition(".")[0][:80])
    if not form.fields:
        raise Problem("registers.no_fields")
    return form


def _make_register(viewer: Viewer, **about: Any) -> Register:
    made = Register.objects.create(
        community_id=viewer.community_id,
        made_at=clock.now(),
        created_by_name=viewer.name[:80],
        **about,
    )
    after = {"fields": len(made.fields)}
    journal.write(viewer, "register.opened", subject=made.id, after=after)
    return made


@idempotent
def add_entry(
    viewer: Viewer,
    register_id: UUID,
    typed: Mapping[str, Any],
    door: str = "",
    person: str = "",
    place: str = "",
    entry_id: UUID | None = None,
) -> RegisterEntry:
    """Write an entry; the same again under one id is one. What is missing may be filled in later.

    Raises Problem `registers.value`, `registers.door`, `registers.person`, `registers.place`.
    """
    viewer.need(*STAFF)
    register = get_register(viewer, register_id)
    values = _read_values(fields_of(register), typed)
    home, resident = _find_subject(viewer, register, door, person, place)
    content = {
        "register": register.id,
        "dwelling": home.id if home else None,
        "resident": resident.id if resident else None,
        "place": place.strip()[:120],
        "values": values,
    }
    known, id = known_or_new(viewer, RegisterEntry.objects.all(), entry_id, **content)
    if known:
        return known
    return _store(viewer, register, home, resident, place, values, id)


def _read_values(form_fields: tuple[FormField, ...], typed: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for one in form_fields:
        try:
            value = read_value(one, typed.get(one.name))
        except UnreadableValueError as error:
            raise _unreadable(one, str(error)) from None
        if value is not None:
            values[one.name] = value
    return values


def _unreadable(one: FormField, typed: str) -> Problem:
    name = Text(one.zh, one.en or one.zh)
    return Problem("registers.value", field=name, value=typed[:40])


def _find_subject(
    viewer: Viewer, register: Register, door: str, person: str, place: str
) -> tuple[Dwelling | None, Resident | None]:
    door, person = door.strip(), person.strip()
    if not door:
        if register.about != PLACE:
            raise Problem("registers.door", door="")
        if not place.strip():
            raise Problem("registers.place")
        return None, None
    homes = list(dwellings_like(viewer, door)[:2])
    if len(homes) != 1:
        raise Problem("registers.door", door=door[:20])
    if not person:
        if register.about == PERSON:
            raise Problem("registers.person", person="", door=door[:20])
        return homes[0], None
    people = list(visible_residents(viewer).filter(dwelling=homes[0], name=person)[:2])
    if len(people) != 1:
        raise Problem("registers.person", person=person[:20], door=door[:20])
    return homes[0], people[0]


def _store(
    viewer: Viewer,
    register: Register,
    home: Dwelling | None,
    resident: Resident | None,
    place: str,
    values: Mapping[str, Any],
    id: UUID,
) -> RegisterEntry:
    now = clock.now()
    made = RegisterEntry.objects.create(
        id=id,
        community_id=viewer.community_id,
        register=register,
        dwelling=home,
        resident=resident,
        place=place.strip()[:120],
        values=dict(values),
        recorded_at=now,
        checked_at=now,
        created_by_name=viewer.name[:80],
    )
    _hear_text(viewer, register, made)
    journal.write(
        viewer,
        "register.entered",
        subject=made.id,
        dwelling=home.id if home else None,
        after={"fields": len(values)},
    )
    DUE.forget(viewer.community_id)
    return made


def _hear_text(viewer: Viewer, register: Register, entry: RegisterEntry) -> None:
    """Hear what was written freely: danger may stand in any line."""
    for one in fields_of(register):
        text = entry.values.get(one.name)
        if one.kind == TEXT and isinstance(text, str):
            hear(
                viewer,
                Words(
                    text,
                    f"register.{one.name}",
                    entry.id,
                    dwelling_id=entry.dwelling_id,
                    resident_id=entry.resident_id,
                ),
            )


@transaction.atomic
def confirm_entry(viewer: Viewer, register_id: UUID, entry_id: UUID) -> RegisterEntry:
    """Note that an entry was looked at and still holds."""
    viewer.need(*STAFF)
    register = get_register(viewer, register_id)
    entry = get_or_refuse(entries_of(viewer, register), id=entry_id)
    entry.checked_at = clock.now()
    entry.save(update_fields=["checked_at"])
    journal.write(viewer, "register.confirmed", subject=entry.id, dwelling=entry.dwelling_id)
    DUE.forget(viewer.community_id)
    return entry


@transaction.atomic
def end_entry(viewer: Viewer, register_id: UUID, entry_id: UUID) -> RegisterEntry:
    """Take an entry off: it holds no more, or stands twice."""
    viewer.need(*STAFF)
    register = get_register(viewer, register_id)
    entry = get_or_refuse(entries_of(viewer, register), id=entry_id)
    entry.ended_at = clock.now()
    entry.save(update_fields=["ended_at"])
    journal.write(viewer, "register.struck", subject=entry.id, dwelling=entry.dwelling_id)
    DUE.forget(viewer.community_id)
    return entry


@dataclass(frozen=True)
class Imported:
    """What became of a workbook's rows; `refused` are their numbers and why."""

    added: int
    same: int
    refused: tuple[tuple[int, str], ...]
    unknown: tuple[str, ...] = ()


@transaction.atomic
def import_entries(viewer: Viewer, register_id: UUID, file: UploadedFile) -> Imported:
    """Write the rows of a workbook as entries; a row that is there already is quiet.

    A row that cannot be read is told, and takes nothing along. Raises Problem
    `registers.unreadable`, `registers.no_headings`.
    """
    viewer.need(*STAFF)
    register = get_register(viewer, register_id)
    try:
        sheets = open_sheets(file.read())
    except Unreadable as error:
        raise Problem("registers.unreadable", why=Text(error.zh, error.en)) from None
    found = [read_rows(sheet.rows, fields_of(register)) for sheet in sheets if not sheet.hidden]
    rows = [row for read, _unknown in found for row in read]
    if not rows or len(rows) > MOST_ROWS:
        raise Problem("registers.no_headings")
    known = {_key(entry): entry for entry in entries_of(viewer, register)}
    added, same, refused = 0, 0, []
    for row in rows:
        try:
            made = _import_row(viewer, register, row, known)
        except Problem as problem:
            refused.append((row.number, problem.words()))
        else:
            added, same = added + made, same + (not made)
    unknown = dict.fromkeys(head for _read, heads in found for head in heads)
    return Imported(added, same, tuple(refused), tuple(unknown))


def _import_row(viewer: Viewer, register: Register, row: EntryRow, known: dict[Any, Any]) -> bool:
    """Store a row; return whether it was new."""
    if row.wrong:
        raise _unreadable(row.wrong, row.wrong_text)
    home, resident = _find_subject(viewer, register, row.door, row.person, row.place)
    draft = RegisterEntry(
        dwelling=home, resident=resident, place=row.place.strip()[:120], values=row.values
    )
    if _key(draft) in known:
        return False
    made = _store(viewer, register, home, resident, row.place, row.values, draft.id)
    known[_key(made)] = made
    return True


def _key(entry: RegisterEntry) -> tuple[Any, ...]:
    values = tuple(sorted((name, str(value)) for name, value in entry.values.items()))
    return entry.dwelling_id, entry.resident_id, entry.place, values
