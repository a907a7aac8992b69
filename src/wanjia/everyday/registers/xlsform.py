"""A register's form as an XLSForm, the way ODK and KoBo write it: read and written. Pure.

What a form has that a register cannot hold (groups, calculations, pictures) is told by its row and
left out; what it says of a field beside kind and words (hint, constraint, relevant) is kept and
given back.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wanjia.everyday.registers.form_fields import (
    DATE,
    DECIMAL,
    INTEGER,
    MANY,
    NAME,
    ONE,
    TEXT,
    Choice,
    FormField,
)

SIMPLE = {
    "text": TEXT,
    "string": TEXT,
    "integer": INTEGER,
    "int": INTEGER,
    "decimal": DECIMAL,
    "date": DATE,
}
CHOOSING = {"select_one": ONE, "select one": ONE, "select_multiple": MANY, "select multiple": MANY}
# What a form has of itself, and nobody fills in.
OWN = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "audit", "start-geopoint",
     "simserial", "subscriberid", "email", "background-audio"}
)  # fmt: skip
KNOWN = frozenset({"type", "name", "required"})
MOST_FIELDS, MOST_CHOICES = 60, 300


@dataclass(frozen=True)
class LeftOut:
    """A row of the form that was not taken: its number, its type, and why."""

    row: int
    kind: str
    why: str  # "kind", "name", "choices", "twice", "many"


@dataclass(frozen=True)
class XlsForm:
    """A form: its title in both languages, its fields, and what was left out."""

    title: str
    fields: tuple[FormField, ...]
    left_out: tuple[LeftOut, ...] = ()


def read_xlsform(sheets: Mapping[str, Sequence[Sequence[Any]]], title: str = "") -> XlsForm:
    """Read the sheets `survey`, `choices` and `settings`, by their lower-case names."""
    lists = _read_choices(_records(sheets.get("choices", ())))
    settings = _records(sheets.get("settings", ()))
    named = next((row["form_title"] for _n, row in settings if row.get("form_title")), "")
    fields: dict[str, FormField] = {}
    left_out = []
    for number, row in _records(sheets.get("survey", ())):
        kind = " ".join(row.get("type", "").split())
        if not kind or kind.lower() in OWN:
            continue
        found = _read_field(kind, row, lists)
        if isinstance(found, str):
            left_out.append(LeftOut(number, kind, found))
        elif found.name in fields:
            left_out.append(LeftOut(number, kind, "twice"))
        elif len(fields) == MOST_FIELDS:
            left_out.append(LeftOut(number, kind, "many"))
        else:
            fields[found.name] = found
    return XlsForm((named or title)[:80], tuple(fields.values()), tuple(left_out))


def _records(rows: Sequence[Sequence[Any]]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows below the headings as texts by heading, with the numbers Excel counts by."""
    if not rows:
        return []
    heads = [" ".join(str(cell or "").split()) for cell in rows[0]]
    found = []
    for number, row in enumerate(rows[1:], 2):
        cells = zip(heads, row, strict=False)
        texts = {head: text for head, cell in cells if head and (text := _text(cell))}
        if texts:
            found.append((number, {_head(head): text for head, text in texts.items()}))
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell if cell is not None else "").strip()


def _head(head: str) -> str:
    """Return a heading in one way of writing: its column in small letters, its language as is."""
    column, mark, language = head.partition("::")
    return column.strip().lower() + mark + language.strip()


def _words(row: Mapping[str, str], column: str = "label") -> tuple[str, str]:
    """Return the words in Chinese (or in the form's only language) and in English."""
    zh = en = ""
    for head, text in row.items():
        name, _mark, language = head.partition("::")
        if name != column:
            continue
        low = language.lower()
        if "zh" in low or "中文" in low or "chinese" in low or "汉" in low:
            zh = text
        elif "english" in low or "(en" in low or low == "en":
            en = text
    plain = row.get(column, "")
    others = [text for head, text in row.items() if head.startswith(f"{column}::")]
    return zh or plain or en or next(iter(others), ""), en


def _read_choices(
    records: Sequence[tuple[int, dict[str, str]]],
) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, list[Choice]] = {}
    for _number, row in records:
        of = row.get("list_name") or row.get("list name") or ""
        name = row.get("name") or row.get("value") or ""
        if of and name:
            zh, en = _words(row)
            lists.setdefault(of, []).append(Choice(name[:40], (zh or name)[:80], en[:80]))
    return {name: tuple(choices[:MOST_CHOICES]) for name, choices in lists.items()}


def _read_field(
    kind: str, row: Mapping[str, str], lists: Mapping[str, tuple[Choice, ...]]
) -> FormField | str:
    """Return a field, or why the row is none."""
    known = SIMPLE.get(kind.lower(), "")
    choices: tuple[Choice, ...] = ()
    for word, choosing in CHOOSING.items():
        if kind.lower().startswith(word + " "):
            of = kind[len(word) :].strip().removesuffix(" or_other").strip()
            known, choices = choosing, lists.get(of, ())
            if not choices:
                return "choices"
    if not known:
        return "kind"
    name = row.get("name", "")
    if not NAME.fullmatch(name):
        return "name"
    zh, en = _words(row)
    more = {
        head: text
        for head, text in row.items()
        if head not in KNOWN and head.partition("::")[0] != "label"
    }
    required = row.get("required", "").lower() in ("yes", "true", "true()", "1")
    return FormField(name, known, (zh or name)[:120], en[:120], required, choices, more)


def write_xlsform(form: XlsForm, form_id: str) -> bytes:
    """Return the form as a workbook that ODK and KoBo take."""
    import xlsxwriter  # 12 MB, for who asks for a workbook

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    more = list(dict.fromkeys(head for one in form.fields for head in one.more))
    label = ["label::中文 (zh)", "label::English (en)"]
    survey = [["type", "name", *label, "required", *more]]
    choices = [["list_name", "name", *label]]
    for one in form.fields:
        kind = f"{one.kind} {one.name}" if one.choices else one.kind
        extra = [one.more.get(head, "") for head in more]
        english = one.en or one.zh
        survey.append([kind, one.name, one.zh, english, "yes" if one.required else "", *extra])
        choices += [
            [one.name, choice.name, choice.zh, choice.en or choice.zh] for choice in one.choices
        ]
    settings = [["form_title", "form_id", "default_language"], [form.title, form_id, "中文 (zh)"]]
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    book.close()
    return out.getvalue()
