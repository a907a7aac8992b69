"""The facts of one row: what is read, and what is left empty with a warning."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from wanjia.people.roster.reader import facts
from wanjia.people.roster.reader.birth_ranges import partly_by_age, partly_by_id
from wanjia.people.roster.reader.facts import Fault
from wanjia.people.roster.reader.lexicon import OTHER_PAPERS
from wanjia.people.roster.reader.rows import FOLLOWED, Layout, is_ditto

SHORT, LONG = 20, 200  # characters of a relation or register, of a note
COLUMNS = ("id_number", "birth", "age", "sex", "relation", "register", "id_kind")


class Facts(NamedTuple):
    """What a row says of its person, as values."""

    identity: facts.Identity
    sex: str
    birth: date | None
    phones: tuple[str, ...]
    relation: str
    register: str
    note: str
    faults: tuple[Fault, ...]


class Reader:
    """Reads the facts of one sheet's rows; a repeat mark follows the person above."""

    def __init__(self, layout: Layout, today: date) -> None:
        self.today = today
        self.layout = layout
        first = layout.first
        self.columns = {one: first[one] for one in COLUMNS if one in first}
        self.phones = layout.heading.columns.get("phone", ())
        self.notes = layout.heading.columns.get("note", ())
        self.followed = [
            (name, column)
            for name, columns in layout.heading.columns.items()
            if name in FOLLOWED and name != "name"
            for column in columns
        ]
        self.above: dict[int, Any] = {}

    def resolve(self, at: int, row: Sequence[Any]) -> list[Any]:
        """The row with what its repeat marks and merged cells stand for."""
        cells = list(row)
        for name, column in self.followed:
            cell = cells[column]
            if is_ditto(cell):
                cells[column] = self.above.get(column, "")
            elif name in ("phone", "register") and (at, column) in self.layout.covered:
                top, left = self.layout.covered[at, column]
                cells[column] = self.layout.sheet.rows[top][left]
            self.above[column] = cells[column]
        return cells

    def read(self, row: Sequence[Any], aside: str) -> Facts:
        """The facts of a row whose repeat marks are resolved; `aside` stood behind the name."""
        identity = self._identity(row)
        faults = [identity.fault] if identity.fault else []
        birth, partly = identity.birth, ""
        if "birth" in self.columns and row[self.columns["birth"]] not in ("", None):
            written = facts.birth_of(row[self.columns["birth"]], self.today)
            if written.day or written.fault:
                birth = written.day
            elif not birth:
                partly = written.partly
            if written.fault:
                faults.append(written.fault)
        if not birth:
            partly = partly or self._birth_in_part(row)
        numbers: list[str] = []
        for column in self.phones:
            cell = row[column]
            if cell:
                phones = facts.phones_of(cell)
                numbers += phones.numbers
                if phones.fault:
                    faults.append(phones.fault)
        relation, register = self._said(row, "relation"), self._said(row, "register")
        notes = [facts.said(row[column]) for column in self.notes if row[column]]
        extra = [aside, partly]
        extra += [one for one in (relation, register) if len(one) > SHORT]
        extra += [f"电话{one}" for one in numbers[2:]]
        if any(extra) or len(notes) > 1:
            notes = [one for one in dict.fromkeys([*notes, *extra]) if one]
        note = "；".join(notes)
        if len(note) > LONG:
            faults.append(_too_long(note))
        return Facts(
            identity,
            facts.sex_of(row[self.columns["sex"]]) if "sex" in self.columns else "",
            birth,
            tuple(dict.fromkeys(numbers)),
            relation[:SHORT],
            register[:SHORT],
            note[:LONG],
            tuple(faults),
        )

    def _birth_in_part(self, row: Sequence[Any]) -> str:
        """What the digits of a bad ID number or an age say of the birth, for the note."""
        said = ""
        if "id_number" in self.columns:
            said = partly_by_id(row[self.columns["id_number"]], self.today)
        if not said and "age" in self.columns:
            said = partly_by_age(row[self.columns["age"]], self.today)
        return said

    def _identity(self, row: Sequence[Any]) -> facts.Identity:
        if "id_number" not in self.columns:
            return facts.NO_ID
        kind = facts.text_of(row[self.columns["id_kind"]]) if "id_kind" in self.columns else ""
        other = bool(kind) and any(word in kind.lower() for word in OTHER_PAPERS)
        return facts.identity_of(row[self.columns["id_number"]], self.today, other)

    def _said(self, row: Sequence[Any], name: str) -> str:
        if name not in self.columns:
            return ""
        text = facts.said(row[self.columns[name]])
        return "" if is_ditto(text) else text


def _too_long(note: str) -> Fault:
    return Fault(
        "note_cut",
        f"备注有{len(note)}字，只留前{LONG}字",
        f"the note has {len(note)} characters; the first {LONG} are kept",
    )
