"""Pasted text → one reading for each line that is not blank."""

import re
from itertools import pairwise

from wanjia.places.characters import plain, visible
from wanjia.reports.jielong import lines
from wanjia.reports.jielong.entry import Place, combined, read_entry
from wanjia.reports.jielong.facts import facts_of
from wanjia.reports.jielong.reading import Reading
from wanjia.reports.jielong.roster import Context, Dwelling, RosterIndex
from wanjia.reports.jielong.scan import SLOT

ANYWHERE = Context()
LONGEST = 1000  # characters of a line that are worth reading; nobody writes more of one household
_REGULAR = re.compile(
    r"\s*(?:\d{1,3}\s*[.、．]\s*)?(\d{1,3})(?:-|号楼?|[幢栋#]|－)\s?(\d{3,4})(?:室)?(?![\d.])\s*"
    r"([^\d\s:：\-—,，、。][^:：]*)$"
)
_NEXT_ENTRY = re.compile(r"[\s;；,，。](\d{1,3})\s*[.、](?!\d\s*(?:$|[\s,度℃]))\s*")


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
        """Every line in turn; the regular ones the short way."""
        out, regular, append = self.out, _REGULAR.match, self.out.append
        for at, row in enumerate(self.rows):
            if not self.in_title and self.context.purpose != "order":
                match = regular(row)
                if match is not None:
                    reading = self._regular(at + 1, row, match)
                    if reading is not None:
                        append(reading)
                        continue
            if not row.strip():
                self._blank()
                continue
            reading = self._read(at, row)
            if self.list is not None:
                self.list.places.append(len(out))
            append(reading)
            self.blank_before = False
        self._supersede()
        return out

    def _regular(self, line: int, row: str, match: re.Match[str]) -> Reading | None:
        """`3. 3-201 张伟 阴 36.5`: a door, one of its people, a result, and nothing else."""
        stairwell, room, tail = match.groups()
        dwelling = self.view.get(f"{stairwell}-{room}")
        if dwelling is None:
            return None
        named = next((pair for pair in dwelling.names if tail.startswith(pair[0])), None)
        if named is None:
            return None
        name, person = named
        masked = SLOT + tail[len(name) :]
        facts = facts_of(masked)
        if not facts.easy or facts.slots != 1:
            return None
        if dwelling.size > 1 and any(other in masked for other, _ in dwelling.names):
            return None
        if self.list is not None:
            self.list.entries.append(match[0][match.start(1) - match.start() :])
            self.list.places.append(len(self.out))
        self.before, self.blank_before = dwelling, False
        return Reading(
            line,
            row,
            "answer",
            (dwelling.door,),
            (name,),
            1,
            facts.antigen,
            facts.temperature,
            None,
            "sure",
            "",
            (person.id,),
        )

    def _blank(self) -> None:
        self.blank_before = True
        if self.list is not None and (self.list.title or not self.list.marked):
            self.in_title = False

    def _read(self, at: int, row: str) -> Reading:
        line = at + 1
        text = row.rstrip("\r")
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
        if number is not None:
            if self.list is None or (number == 1 and self.number > 1 and not self.list.marked):
                self._new_list(marked=False)
            self.number = number
        else:
            start = lines.inline_sender(simple) if ":" in simple else 0
            if start and self._names_door(simple[:start]):
                start = 0
            if self.list is not None and not self.blank_before:
                inherited = self.before
        raw, simple = raw[start:], simple[start:]
        if self.list is not None:
            self.list.entries.append(simple)
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

    def _names_door(self, sender: str) -> bool:
        from wanjia.reports.jielong.doors import find_doors

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
            for match in _NEXT_ENTRY.finditer(simple):
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
    if older.title != newer.title and older.entries[0] != newer.entries[:1][-1:]:
        return False
    kept = set(newer.entries)
    return sum(entry in kept for entry in older.entries) * 2 >= len(older.entries)
