"""Pasted text → one reading for each line that is not blank."""

import re
from itertools import pairwise

from wanjia.places.addresses.characters import plain, visible
from wanjia.reports.paste.reader import lines, wording
from wanjia.reports.paste.reader.entry import combined, read_entry
from wanjia.reports.paste.reader.reading import Reading
from wanjia.reports.paste.reader.roster import Context, Dwelling, Place, RosterIndex

ANYWHERE = Context()
LONGEST = 1000  # characters of a line that are worth reading; nobody writes more of one household


def read(text: str, roster: RosterIndex, context: Context = ANYWHERE) -> list[Reading]:
    """Read a paste against a roster.

    Returns one `Reading` for each line that is not blank, in order; `line` counts from 1 with blank
    lines included. No line is dropped and no text raises. A later copy of the same 接龙 marks the
    lines of the earlier ones `superseded`.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return _Reader(text.split("\n"), roster, context).readings()


class _List:
    """One copy of a list in the paste."""

    __slots__ = ("entries", "marked", "places", "title")

    def __init__(self, marked: bool) -> None:
        self.marked = marked
        self.title: list[str] = []
        self.entries: list[str] = []
        self.places: list[int] = []


class _Reader:
    def __init__(self, rows: list[str], roster: RosterIndex, context: Context) -> None:
        self.rows, self.roster, self.base = rows, roster, context
        self.context, self.prefix = context, ""
        self.view = roster.view(context.estate, context.lane)
        self.out: list[Reading] = []
        self.lists: list[_List] = []
        self.list: _List | None = None
        self.in_title = False
        self.number = 0
        self.blank_before = True
        self.before: Dwelling | None = None

    def readings(self) -> list[Reading]:
        """Every line in turn."""
        out = self.out
        for at, row in enumerate(self.rows):
            if not row.strip():
                self._blank()
                continue
            reading = self._like_before(at, row) or self._read(at, row.rstrip("\r"))
            if self.list is not None:
                self.list.places.append(len(out))
            out.append(reading)
            self.blank_before = False
        self._supersede()
        return out

    def _blank(self) -> None:
        self.blank_before = True
        if self.list is not None and (self.list.title or not self.list.marked):
            self.in_title = False

    def _like_before(self, at: int, row: str) -> Reading | None:
        """An entry that is worded like one before it."""
        if self.in_title:
            return None
        worded = wording.worded(row, self.view, self.context.purpose)
        if worded is None:
            return None
        meaning, number = worded.meaning, worded.number
        if meaning is None or (number is None and self._opens()):
            reading = self._read(at, row)
            if worded.dwelling is self.before:
                wording.keep(worded, row, reading, self._place(None))
            return reading
        if number is not None:
            self._enter(number)
        if self.list is not None:
            self.list.entries.append(row[worded.start :])
        self.before = worded.dwelling
        return wording.said_again(at + 1, row, worded)

    def _opens(self) -> bool:
        """Whether the next line could still be of a marked list's title."""
        return self.list is not None and self.list.marked and not self.list.entries

    def _read(self, at: int, text: str) -> Reading:
        line = at + 1
        raw = " ".join(visible(text).split())
        if len(raw) > LONGEST:
            return Reading(line, text, "note", status="doubtful", why="too_long")
        simple = plain(raw)
        if lines.MARKER.match(simple):
            return self._begin(line, text, simple)
        number, start = lines.number_of(simple)
        if self.in_title and self._is_title(at, simple, number, start):
            return self._title(line, text, simple)
        if number is None:
            header = self._header(at, line, text, simple)
            if header is not None:
                return header
        return self._entry(line, text, raw, simple, number, start)

    def _header(self, at: int, line: int, text: str, simple: str) -> Reading | None:
        """A chat export's name line, or a title outside a marked list."""
        who = lines.sender_of(simple)
        if who is not None:
            self._leave()
            return Reading(line, text, "header", status="sure", why="sender", about=who)
        if self.list is None or not self.list.entries:
            leads = self.list is not None and self.list.marked
            opens = lines.looks_like_title(simple) and self._entries_follow(at)
            opens = opens or (leads and not self._is_entry(simple, 0))
            if lines.is_format(simple) or opens:
                if self.list is None:
                    self._new_list(marked=False)
                return self._title(line, text, simple)
        if lines.is_format(simple) and not self._is_entry(simple, 0):
            return Reading(line, text, "header", status="sure", why="format")
        return None

    def _entries_follow(self, at: int) -> bool:
        ahead = [plain(r) for r in self.rows[at + 1 : at + 8] if r.strip()][:4]
        if any(lines.sender_of(r) is not None for r in ahead[:1]):
            return False
        return any(lines.number_of(r[:60])[0] == 1 for r in ahead) or any(
            map(lines.is_format, ahead[:1])
        )

    def _begin(self, line: int, text: str, simple: str) -> Reading:
        self._leave()
        self._new_list(marked=True)
        self.in_title = True
        rest = lines.MARKER.sub("", simple, count=1)
        if rest.strip():
            self._learn(rest)
        return Reading(line, text, "header", status="sure", why="title")

    def _new_list(self, marked: bool) -> None:
        self.list = _List(marked)
        self.lists.append(self.list)
        self.number = 0
        self.before = None

    def _leave(self) -> None:
        self.list, self.in_title, self.number, self.before = None, False, 0, None
        self.context, self.prefix = self.base, ""
        self.view = self.roster.view(self.base.estate, self.base.lane)

    def _learn(self, title: str) -> None:
        assert self.list is not None
        self.list.title.append(title)
        whole = "\n".join(self.list.title)
        self.context, self.prefix = lines.context_of(whole, self.roster, self.base)
        self.view = self.roster.view(self.context.estate, self.context.lane)

    def _title(self, line: int, text: str, simple: str) -> Reading:
        self._learn(simple)
        why = "format" if lines.is_format(simple) else "title"
        return Reading(line, text, "header", status="sure", why=why)

    def _is_title(self, at: int, simple: str, number: int | None, start: int) -> bool:
        """Whether a line under the list's mark still belongs to its title."""
        if number is not None:
            if self._is_entry(simple, start):
                return False
            return (
                number >= 1 and self._restarts_below(at)
                if number == 1
                else self._restarts_below(at)
            )
        return lines.is_format(simple) or not self._is_entry(simple, 0)

    def _restarts_below(self, at: int) -> bool:
        """Numbered instructions stand above a blank line, after which the entries begin at 1."""
        blank = False
        for row in self.rows[at + 1 : at + 40]:
            if not row.strip():
                blank = True
                continue
            simple = plain(row[:60])
            if lines.MARKER.match(simple):
                return False
            if blank and lines.number_of(simple)[0] == 1:
                return True
        return False

    def _is_entry(self, simple: str, start: int) -> bool:
        if lines.is_format(simple[start:]):
            return False
        body = simple[start:]
        reading = read_entry(0, body, body, body, self._place(None))
        return bool(reading.doors) and reading.status == "sure" and reading.kind != "note"

    def _place(self, inherited: Dwelling | None) -> Place:
        return Place(self.roster, self.context, self.prefix, inherited, self.list is not None)

    def _entry(
        self, line: int, text: str, raw: str, simple: str, number: int | None, start: int
    ) -> Reading:
        self.in_title = False
        inherited = None
        self._enter(number)
        if number is None:
            start = lines.inline_sender(simple) if ":" in simple else 0
            if start and self._names_door(simple[:start]):
                start = 0
            if self.list is not None and not self.blank_before:
                inherited = self.before
        raw, simple = raw[start:], simple[start:]
        if self.list is not None:
            self.list.entries.append(raw)
        bare = simple.strip(" .。,，、")
        if number is None and self.list and bare == str(self.number + 1):
            number, bare, self.number = self.number + 1, "", self.number + 1
        if number is not None and not bare:
            return Reading(line, text, "note", why="empty")
        if lines.is_format(simple) and (number is None or not self._is_entry(simple, 0)):
            return Reading(line, text, "header", status="sure", why="format")
        reading = self._one_or_more(line, text, raw, simple, number, inherited)
        self._remember(reading, inherited)
        return reading

    def _enter(self, number: int | None) -> None:
        """An entry begins: one with a number belongs to a list, and 1 begins another."""
        if number is not None:
            if self.list is None or (number == 1 and self.number > 1 and not self.list.marked):
                self._new_list(marked=False)
            self.number = number

    def _names_door(self, sender: str) -> bool:
        from wanjia.reports.paste.reader.doors import find_doors

        found = find_doors(sender, self.roster, self.context, self.prefix)
        return any(m.found and not m.room for m in found)

    def _one_or_more(
        self,
        line: int,
        text: str,
        raw: str,
        simple: str,
        number: int | None,
        inherited: Dwelling | None,
    ) -> Reading:
        """Two numbered entries on one line are read apart and given as one reading."""
        if number is not None and f"{number + 1}" in simple:
            cuts = [0]
            expected = number + 1
            for match in lines.NEXT_ENTRY.finditer(simple):
                if int(match[1]) == expected:
                    cuts.append(match.end())
                    expected += 1
            if len(cuts) > 1:
                parts = [
                    self._cut(line, text, raw, simple, a, b) for a, b in pairwise([*cuts, len(raw)])
                ]
                return combined(parts)
        return read_entry(line, text, raw, simple, self._place(inherited))

    def _cut(self, line: int, text: str, raw: str, simple: str, a: int, b: int) -> Reading:
        last = b == len(raw)
        end = b if last else a + len(re.sub(r"[\s;；,，。]\d{1,3}\s*[.、]\s*$", "", simple[a:b]))
        return read_entry(line, text, raw[a:end], simple[a:end], self._place(None))

    def _remember(self, reading: Reading, inherited: Dwelling | None) -> None:
        """The door that a following line without one belongs to."""
        self.before = inherited
        if reading.kind in ("answer", "headcount", "need", "order") and len(reading.doors) == 1:
            door = plain(reading.doors[0])
            found = self.roster.find(door, self.context.estate, self.context.lane)
            self.before = found[0] if len(found) == 1 else None
        elif reading.kind != "note":
            self.before = None

    def _supersede(self) -> None:
        """The newest copy of a list is its state; older copies are kept and marked."""
        for at, older in enumerate(self.lists):
            if any(_same(older, newer) for newer in self.lists[at + 1 :]):
                for place in older.places:
                    self.out[place] = self.out[place]._replace(superseded=True)


def _same(older: _List, newer: _List) -> bool:
    if not older.entries:
        return bool(older.title) and older.title == newer.title
    before, now = list(map(plain, older.entries)), list(map(plain, newer.entries))
    if older.title != newer.title and before[0] != now[:1][-1:]:
        return False
    kept = set(now)
    return sum(entry in kept for entry in before) * 2 >= len(before)
