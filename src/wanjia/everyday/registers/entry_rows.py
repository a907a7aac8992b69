"""Rows of a workbook as entries of a register: whose, and what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wanjia.everyday.registers.form_fields import FormField, UnreadableValueError, read_value

DOOR = ("门号", "房号", "室号", "door", "dwelling")
PERSON = ("姓名", "name", "resident")
PLACE = ("地点", "位置", "place")
HEADING_WITHIN = 10


@dataclass(frozen=True)
class EntryRow:
    """A row: its number, where and whose, the values; or the field that could not be read."""

    number: int
    door: str
    person: str
    place: str
    values: dict[str, Any]
    wrong: FormField | None = None
    wrong_text: str = ""


def read_rows(
    rows: Sequence[Sequence[Any]], fields: Sequence[FormField]
) -> tuple[list[EntryRow], list[str]]:
    """Return the entries below the headings, and the headings that no field has.

    Without a row of headings that names a field there is nothing.
    """
    for number, row in enumerate(rows[:HEADING_WITHIN]):
        heads = [str(cell or "").strip() for cell in row]
        columns = {
            place: found for place, head in enumerate(heads) if (found := _column(head, fields))
        }
        if any(isinstance(found, FormField) for found in columns.values()):
            unknown = [head for place, head in enumerate(heads) if head and place not in columns]
            below = enumerate(rows[number + 1 :], number + 2)
            read = [_read_row(at, cells, columns) for at, cells in below if any(map(_full, cells))]
            return read, unknown
    return [], []


def _full(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _column(head: str, fields: Sequence[FormField]) -> FormField | str | None:
    low = head.lower()
    for form_field in fields:
        if low in (form_field.name.lower(), form_field.zh.lower(), form_field.en.lower()) and low:
            return form_field
    for name, words in (("door", DOOR), ("person", PERSON), ("place", PLACE)):
        if low in words:
            return name
    return None


def _read_row(number: int, cells: Sequence[Any], columns: dict[int, FormField | str]) -> EntryRow:
    where = {"door": "", "person": "", "place": ""}
    values: dict[str, Any] = {}
    wrong, wrong_text = None, ""
    for place, found in columns.items():
        cell = cells[place] if place < len(cells) else None
        if isinstance(found, str):
            where[found] = _text(cell)
            continue
        try:
            value = read_value(found, cell)
        except UnreadableValueError as error:
            if wrong is None:
                wrong, wrong_text = found, str(error)
        else:
            if value is not None:
                values[found.name] = value
    return EntryRow(
        number, where["door"], where["person"], where["place"], values, wrong, wrong_text
    )


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell if cell is not None else "").strip()
