"""Answers from a workbook: a form to fill in, and what a filled one says, row by row.

Any sheet with a heading for the door, the name, the antigen or the temperature can be read. No
row is dropped: one that can't be stored is told with its number and the reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.core.rules.rules_file import NotBlank, Text, parse_rules, refusal
from wanjia.people.models import Resident
from wanjia.people.roster.reader.sheets import Sheet, open_sheets
from wanjia.people.roster.reader.values import Unreadable
from wanjia.places.addresses.reader import read_address
from wanjia.reports.answers.actions import Given, temperature
from wanjia.reports.labels import round_words, wants_words
from wanjia.reports.models import Round

FILE = Path(__file__).with_name("excel_words.toml")
MOST_BYTES = 10_000_000
HEADING_WITHIN = 20  # rows from the top
COLUMNS = ("door", "name", "antigen", "pcr", "temperature", "where", "note")


@dataclass(frozen=True)
class Refused:
    """A row that can't be stored: its number as the sheet counts, what it says, and why."""

    row: int
    text: str
    why: str


@dataclass
class Filled:
    """What a workbook says: the answers, the rows refused, and those with nothing in them."""

    given: list[Given] = field(default_factory=list)
    people: dict[UUID, Resident] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    blank: int = 0


@cache
def _words() -> dict[str, dict[str, str]]:
    """Each table of the file turned round: what is written to what it means."""
    text = FILE.read_text("utf-8")
    tables = parse_rules(dict[str, dict[str, tuple[NotBlank, ...]]], text, FILE.name)
    found: dict[str, dict[str, str]] = {}
    for table, lists in tables.items():
        meant = found[table] = {}
        for key, words in lists.items():
            for word in words:
                if meant.setdefault(_plain(word), key) != key:
                    why = Text(f"“{word}”写在两处。", f"“{word}” is in two lists.")
                    raise refusal(text, FILE.name, (table, key), why)
    return found


def _plain(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return "".join(text.split()).lower().rstrip("：:*")


def read_filled(data: bytes, residents: Iterable[Resident]) -> Filled:
    """Read a filled workbook against the residents of a round (with `dwelling__stairwell`).

    Raises Problem `excel.unreadable` or `excel.no_column`.
    """
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise Problem("excel.too_big", most=most)
    try:
        sheets = open_sheets(data)
    except Unreadable as why:
        raise Problem("excel.unreadable", why=Text(why.zh, why.en)) from None
    roster = _Roster(residents)
    filled = Filled()
    headed = [(sheet, at) for sheet in sheets if (at := _heading(sheet)) is not None]
    if not headed:
        raise Problem("excel.no_column", column=_("门号、姓名、抗原或体温"))
    for sheet, (top, columns) in headed:
        _read_sheet(sheet, top, columns, roster, filled)
    return filled


def _heading(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of headings and the place of each column that it names."""
    known = _words()["headings"]
    for number, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = known.get(_plain(cell))
            if key:
                columns.setdefault(key, place)
        says = {"antigen", "temperature", "pcr", "where"} & set(columns)
        if {"door", "name"} & set(columns) and says:
            return number, columns
    return None


def _read_sheet(
    sheet: Sheet, top: int, columns: dict[str, int], roster: "_Roster", filled: Filled
) -> None:
    door = ""
    for number, row in enumerate(sheet.rows[top + 1 :], top + 2):
        cells = {key: row[place] if place < len(row) else None for key, place in columns.items()}
        texts = {key: "" if cell is None else str(cell).strip() for key, cell in cells.items()}
        # A household's door is often written (or merged) in its first row alone.
        door = texts.get("door") or door
        if not any(texts.get(key) for key in COLUMNS if key != "door"):
            continue
        if not any(texts.get(key) for key in ("antigen", "pcr", "temperature", "where")):
            filled.blank += 1
            continue
        line = " ".join(text for text in texts.values() if text)
        try:
            resident = roster.find(door, texts.get("name", ""))
            given = _given(resident, texts)
        except Problem as problem:
            filled.refused.append(Refused(number, line[:120], problem.words()))
            continue
        if resident.id in filled.people:
            why = Problem("excel.twice", name=resident.name).words()
            filled.refused.append(Refused(number, line[:120], why))
            continue
        filled.given.append(given)
        filled.people[resident.id] = resident


def _given(resident: Resident, texts: Mapping[str, str]) -> Given:
    words = _words()
    meant: dict[str, str] = {}
    for key in ("antigen", "pcr", "where"):
        text = texts.get(key, "")
        if text:
            value = words[key].get(_plain(text))
            if value is None:
                raise Problem("excel.word", name=resident.name, value=text[:20])
            meant[key] = value
    heat = temperature(texts.get("temperature"), resident.name)
    return Given(
        resident.id,
        antigen=meant.get("antigen", ""),
        pcr=meant.get("pcr", ""),
        where=meant.get("where", ""),
        temperature=heat,
        note=texts.get("note", ""),
    )


class _Roster:
    """The residents of a round by their doors and names."""

    def __init__(self, residents: Iterable[Resident]) -> None:
        self.by_door: dict[str, list[Resident]] = defaultdict(list)
        self.by_name: dict[str, list[Resident]] = defaultdict(list)
        for one in residents:
            self.by_door[_door_key(one.dwelling.door)].append(one)
            self.by_name[_plain(one.name)].append(one)

    def find(self, door: str, name: str) -> Resident:
        """Who is meant; raises the `excel.*` Problems."""
        home = self._home(door) if door else None
        if name:
            named = self.by_name.get(_plain(name), [])
            found = [one for one in named if home is None or one in home]
            if len(found) == 1:
                return found[0]
            if found:
                raise Problem("excel.many", name=name)
            code = "excel.not_there" if home else "excel.unknown"
            raise Problem(code, name=name, door=door)
        if home and len(home) == 1:
            return home[0]
        raise Problem("excel.no_name", door=door)

    def _home(self, door: str) -> list[Resident]:
        """The household of a door, as it stands or as an address that means it."""
        home = self.by_door.get(_door_key(door))
        if home is None:
            read = read_address(door)
            home = self.by_door.get(_door_key(read.door or ""))
        if home is None:
            raise Problem("excel.door", door=door)
        return home


def _door_key(door: str) -> str:
    return _plain(door).replace("－", "-").replace("—", "-")


def form_workbook(round_: Round, residents: Sequence[Resident]) -> bytes:
    """A workbook to fill in: a row for each resident with door and name, lists to choose from."""
    import xlsxwriter  # 12 MB, for who asks for a workbook

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("填报"))
    bold = book.add_format({"bold": True, "bg_color": "#E2EEF1", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    day = timezone.localtime(round_.opens_at).strftime("%Y-%m-%d")
    about = (day, localized_name(round_.zone), round_words(round_), wants_words(round_.wants))
    sheet.write_string(0, 0, " · ".join(about))
    columns = _form_columns(round_)
    for place, (_key, title, width, _choices) in enumerate(columns):
        sheet.write(2, place, title, bold)
        sheet.set_column(place, place, width, text if place < 2 else None)
    for number, one in enumerate(residents, 3):
        sheet.write_string(number, 0, one.dwelling.door)
        sheet.write_string(number, 1, one.name)
    last = max(3, len(residents) + 2)
    for place, (_key, _title, _width, choices) in enumerate(columns):
        if choices:
            sheet.data_validation(
                3,
                place,
                last,
                place,
                {
                    "validate": "list",
                    "source": choices,
                    "error_type": "warning",
                },
            )
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    book.close()
    return out.getvalue()


def _form_columns(round_: Round) -> list[tuple[str, str, int, list[str]]]:
    columns: list[tuple[str, str, int, list[str]]] = [
        ("door", _("门号"), 12, []),
        ("name", _("姓名"), 12, []),
    ]
    if "antigen" in round_.wants:
        columns.append(("antigen", _("抗原"), 10, [_("阴性"), _("阳性"), _("无效")]))
    if "pcr" in round_.wants:
        columns.append(("pcr", _("核酸"), 10, [_("已采样"), _("阴性"), _("阳性")]))
    columns.append(("temperature", _("体温"), 10, []))
    columns.append(("where", _("去向"), 10, [_("在家"), _("外出"), _("住院"), _("单位")]))
    columns.append(("note", _("备注"), 24, []))
    return columns
