"""The facts of one row: what is read, and what is left empty with a warning."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from wanjia.people.roster.reader import facts
from wanjia.people.roster.reader.birth_ranges import born_between, born_by_digits
from wanjia.people.roster.reader.births import Birth, Span, age_of, birth_of, order_in
from wanjia.people.roster.reader.facts import Fault
from wanjia.people.roster.reader.lexicon import OTHER_PAPERS
from wanjia.people.roster.reader.phones import means_contact, phones_of
from wanjia.people.roster.reader.risk_suggestions import said_ages
from wanjia.people.roster.reader.rows import FOLLOWED, Layout, is_ditto

SHORT, LONG = 20, 200  # characters of a relation or register, of a note
COLUMNS = ("id_number", "birth", "age", "sex", "relation", "register", "id_kind")


class Facts(NamedTuple):
    """What a row says of its person, as values; `born` is the span of days of birth."""

    identity: facts.Identity
    sex: str
    birth: date | None
    phones: tuple[str, ...]
    relation: str
    register: str
    note: str
    faults: tuple[Fault, ...]
    born: Span | None = None


class Reader:
    """Reads the facts of one sheet's rows; a repeat mark follows the person above."""

    def __init__(self, layout: Layout, today: date, counted: Span | None = None) -> None:
        self.today = today
        self.counted = counted or (today, today)
        self.layout = layout
        self.own = layout.own
        own = {name: column for name, column in layout.first.items() if column < self.own}
        self.own_columns = {one: own[one] for one in COLUMNS if one in own}
        self.all_columns = {one: layout.first[one] for one in COLUMNS if one in layout.first}
        self.phones = layout.columns.get("phone", ())
        self.notes = layout.columns.get("note", ())
        self.followed = [
            (name, column)
            for name, columns in layout.columns.items()
            if name in FOLLOWED and name != "name"
            for column in columns
            if column < self.own
        ]
        self.above: dict[int, Any] = {}
        self.contact = next(
            (
                at
                for at, title in enumerate(layout.heading.titles)
                if "联系人" in title and ("电话" in title or "手机" in title)
            ),
            None,
        )
        birth = own.get("birth")
        self.order = "" if birth is None else order_in(_cells(layout, birth))

    def begin_below(self, named: Mapping[str, str]) -> None:
        """Let repeat marks in the first row mean what a form above says of its householder."""
        for name, column in self.followed:
            if name in named:
                self.above.setdefault(column, named[name])

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
        self.columns = self.all_columns if any(row[self.own :]) else self.own_columns
        identity = self._identity(row)
        faults = [identity.fault] if identity.fault else []
        birth, partly, born = self._birth(row, identity, faults)
        numbers: list[str] = []
        for column in self.phones:
            cell = row[column]
            if means_contact(cell) and self.contact is not None:
                cell = row[self.contact]
            if cell:
                phones = phones_of(cell)
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
        if born is None and note:
            born = born_between(None, note, self.today, said_ages().spans)
        return Facts(
            identity,
            facts.sex_of(row[self.columns["sex"]]) if "sex" in self.columns else "",
            birth,
            tuple(dict.fromkeys(numbers)),
            relation[:SHORT],
            register[:SHORT],
            note[:LONG],
            tuple(faults),
            born,
        )

    def _birth(
        self, row: Sequence[Any], identity: facts.Identity, faults: list[Fault]
    ) -> tuple[date | None, str, Span | None]:
        """The day of birth, what is kept of it in the note, and the days that it can have been."""
        if self.layout.verbatim:
            identity = facts.NO_ID  # what is not written was not known
        if identity.good and "birth" not in self.columns:
            return identity.birth, "", (identity.birth, identity.birth) if identity.birth else None
        birth, partly = (identity.birth if identity.good else None), ""
        spans: list[Span] = [(birth, birth)] if birth else []
        if "birth" in self.columns and (cell := row[self.columns["birth"]]) not in ("", None):
            written = birth_of(cell, self.today, self.order)
            if written.day or (written.fault and not written.span):
                birth = written.day
            elif not birth:
                partly = written.partly
            if written.fault and not (identity.good and written.span):
                faults.append(written.fault)
            spans += [written.span] if written.span else []
        if birth is None and "age" in self.columns and (cell := row[self.columns["age"]]):
            aged = self._aged(cell) or birth_of(cell, self.today)
            spans += [aged.span] if aged.span else []
            birth, partly = aged.day, partly or aged.partly
        if birth is None and identity.birth:
            spans.append((identity.birth, identity.birth))
        if not spans and "id_number" in self.columns:
            hidden = born_by_digits(row[self.columns["id_number"]], self.today)
            spans += [hidden] if hidden else []
        born = (
            (birth, birth) if birth else min(spans, key=lambda one: one[1] - one[0], default=None)
        )
        return birth, partly, born

    def _aged(self, cell: Any) -> Birth | None:
        """An age as days of birth; it was counted on some day between two."""
        late = age_of(cell, self.counted[1])
        early = age_of(cell, self.counted[0])
        if late is None or late.span is None or early is None or early.span is None:
            return late
        return late._replace(span=(early.span[0], late.span[1]))

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


def _cells(layout: Layout, column: int) -> Iterable[Any]:
    return (row[column] for row in layout.sheet.rows if column < len(row))


def _too_long(note: str) -> Fault:
    return Fault(
        "note_cut",
        f"备注有{len(note)}字，只留前{LONG}字",
        f"the note has {len(note)} characters; the first {LONG} are kept",
    )
