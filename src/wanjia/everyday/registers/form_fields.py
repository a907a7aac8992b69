"""The fields of a register as data: their kinds, what may stand in them, what is missing. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

TEXT, INTEGER, DECIMAL, DATE, ONE, MANY = (
    "text",
    "integer",
    "decimal",
    "date",
    "select_one",
    "select_multiple",
)
KINDS = (TEXT, INTEGER, DECIMAL, DATE, ONE, MANY)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
LONGEST_TEXT = 300
_APART = re.compile(r"[,，、;；]\s*")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class UnreadableValueError(ValueError):
    """A value that its field cannot hold."""


@dataclass(frozen=True)
class Choice:
    """One of the answers that a field offers."""

    name: str
    zh: str
    en: str = ""


@dataclass(frozen=True)
class FormField:
    """A field: its name in files, its words, its kind; `more` is what else an XLSForm says of it
    (hint, constraint, relevant), kept to be given back."""

    name: str
    kind: str
    zh: str
    en: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        choices = [[choice.name, choice.zh, choice.en] for choice in self.choices]
        return {**vars(self), "choices": choices, "more": dict(self.more)}


def fields_from(stored: Iterable[Mapping[str, Any]]) -> tuple[FormField, ...]:
    """Return the fields that were stored."""
    return tuple(
        FormField(**{**row, "choices": tuple(Choice(*choice) for choice in row["choices"])})
        for row in stored
    )


def read_value(form_field: FormField, typed: Any) -> Any:
    """Return a value as it is stored, or None for none; raises UnreadableValueError."""
    if form_field.kind == MANY:
        given = typed if isinstance(typed, list | tuple) else _APART.split(str(typed or ""))
        names = [_choice(form_field, one) for one in given if str(one).strip()]
        return list(dict.fromkeys(names)) or None
    if isinstance(typed, float) and typed.is_integer():
        typed = int(typed)
    text = str(typed).strip() if typed is not None else ""
    if not text:
        return None
    if form_field.kind == ONE:
        return _choice(form_field, text)
    if form_field.kind == DATE:
        return _day(text)
    if form_field.kind == TEXT:
        return text[:LONGEST_TEXT]
    return _number(text, form_field.kind)


def _choice(form_field: FormField, typed: Any) -> str:
    text = str(typed).strip()
    for choice in form_field.choices:
        if text.lower() in (choice.name.lower(), choice.zh.lower(), choice.en.lower()):
            return choice.name
    raise UnreadableValueError(text)


def _day(text: str) -> str:
    found = _DAY.match(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else _refuse(text)
    except ValueError:
        return _refuse(text)


def _number(text: str, kind: str) -> int | str:
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return _refuse(text)
    if not number.is_finite() or abs(number) > 10**12:
        return _refuse(text)
    if kind == INTEGER:
        return int(number) if number == number.to_integral_value() else _refuse(text)
    return str(number)


def _refuse(text: str) -> Any:
    raise UnreadableValueError(text)


def gaps_of(form_fields: Sequence[FormField], values: Mapping[str, Any]) -> list[FormField]:
    """Return the fields that must be filled and are not."""
    return [one for one in form_fields if one.required and values.get(one.name) in (None, "", [])]


def words_of(form_field: FormField, value: Any, language: str) -> str:
    """Return a stored value in words; what the form does not know any more stays as it is."""
    if value is None:
        return ""
    names = {choice.name: choice for choice in form_field.choices}
    listed = value if isinstance(value, list) else [value]
    found = [_word(names.get(str(one)), str(one), language) for one in listed]
    return ("; " if language == "en" else "、").join(found)


def _word(choice: Choice | None, value: str, language: str) -> str:
    if choice is None:
        return value
    return (choice.en or choice.zh) if language == "en" else choice.zh


def lost_values(form_fields: Sequence[FormField], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in under fields that the form has no more: it is shown, not lost."""
    known = {one.name for one in form_fields}
    return {name: value for name, value in values.items() if name not in known}


def count_choices(
    form_fields: Sequence[FormField], entries: Iterable[Mapping[str, Any]]
) -> list[tuple[FormField, list[tuple[Choice | None, int]]]]:
    """Return how many entries have each choice of each field that offers some; None is unfilled."""
    listed = list(entries)
    found = []
    for one in form_fields:
        if one.kind not in (ONE, MANY):
            continue
        given = [_as_list(values.get(one.name)) for values in listed]
        counts: list[tuple[Choice | None, int]] = [
            (choice, sum(choice.name in names for names in given)) for choice in one.choices
        ]
        counts.append((None, sum(not names for names in given)))
        found.append((one, counts))
    return found


def _as_list(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
