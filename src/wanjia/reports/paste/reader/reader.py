"""Pasted text → one reading for each line that is not blank."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from wanjia.places.addresses.characters import plain
from wanjia.reports.paste.reader import wording
from wanjia.reports.paste.reader.candidates import KNOWN, Finder
from wanjia.reports.paste.reader.document import Block, Line, Outline, Role
from wanjia.reports.paste.reader.doors import Span, spans_of
from wanjia.reports.paste.reader.entry import entry_reading
from wanjia.reports.paste.reader.leaders import WholeStairwell, room_parts, whole_stairwell
from wanjia.reports.paste.reader.lines import NEXT_ENTRY, number_of
from wanjia.reports.paste.reader.reading import ListQuestion, Reading, Said
from wanjia.reports.paste.reader.roster import Context, Dwelling, RosterIndex
from wanjia.reports.paste.reader.stairwells import best_stairwells, is_open, weigh_blocks

ANYWHERE = Context()
_HEADERS = {Role.TITLE: "title", Role.FORMAT: "format", Role.SENDER: "sender"}
_GLUED_COUNT = re.compile(r"(\d{3,4})(\d)(?=人|口|位|个)")
_MORE_ROOMS = re.compile(
    r"\s*(?:[、/,和及&+]|以及)\s*(\d{3,4})(?!\d)(?:\s*室)?(?!\s*(?:人|份|元|度))"
)
_FIRST_ROOM = re.compile(r"\s*(\d{3,4})(?!\d)\s*室?(?=\s*(?:[、/,和及&+]|以及)\s*\d{3,4}(?!\d))")
_LEADING = re.compile(r"\W*((?:抗原)?(?:阴性?|阳性?|[一两]条杠|无效|neg\w*|pos\w*))\s*[:：]\s*$")
_EACH = re.compile(r"\W*(?:各|每户|每家)(?:都是?)?(?=\s*(?:\d|[一二两三四五六]))")
_FOR_ALL = re.compile(r"\W*(?:各|每户|每家|都|全|均)")
_SAYS = re.compile(r"阴|阳|杠|3[5-9]|没|在|人|无效|[-+]|neg|pos", re.I)


@dataclass(frozen=True)
class Read:
    """A paste as it was read: its lines, and one question for each list that stays open."""

    readings: list[Reading]
    questions: list[ListQuestion]


def read(text: str, roster: RosterIndex, context: Context = ANYWHERE) -> list[Reading]:
    """Read a paste against a roster: one `Reading` for each line that is not blank, in order.

    `line` counts from 1 with blank lines included. No line is dropped and no text raises. A later
    copy of the same 接龙 marks the lines of the earlier ones `superseded`.
    """
    return read_paste(text, roster, context).readings


def read_paste(text: str, roster: RosterIndex, context: Context = ANYWHERE) -> Read:
    """Read a paste, with the questions that are asked once for a whole list."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return _Reader(text.split("\n"), roster, context).read()


class _Reader:
    def __init__(self, rows: list[str], roster: RosterIndex, context: Context) -> None:
        outline = Outline(rows, roster)
        self.lines, self.blocks = outline.read(), outline.blocks
        self.roster, self.context = roster, context
        self.finder = Finder(roster, context)

    def read(self) -> Read:
        weigh_blocks(self.blocks, self.roster, self.context)
        places = {id(block): place for place, block in enumerate(self.blocks)}
        readings = [replace(self._line(line), block=places[id(line.block)]) for line in self.lines]
        self._supersede(readings)
        return Read(readings, self._questions(readings))

    # -- one line ----------------------------------------------------------------------------

    def _line(self, line: Line) -> Reading:
        if line.role in _HEADERS:
            why = _HEADERS[line.role]
            return Reading(
                line.number, line.written, "header", status="sure", why=why, about=line.sender
            )
        if line.role is Role.EMPTY:
            return Reading(line.number, line.written, "note", why="empty")
        if line.role is Role.TOO_LONG:
            return Reading(line.number, line.written, "note", why="too_long")
        worded = self._worded(line)
        if worded is not None:
            again = wording.said_before(worded, line)
            if again is not None:
                line.dwelling = worded.dwelling
                return again
        reading = self._careful(line)
        if worded is not None and wording.is_new(worded):
            wording.keep(worded, line.text, reading, self.roster)
        return reading

    def _worded(self, line: Line) -> wording.Worded | None:
        """A line taken apart, where what it says may have been worked out before."""
        if self.finder.aliases:
            return None
        return wording.take_apart(line, line.text, self.roster)

    def _careful(self, line: Line) -> Reading:
        whole = whole_stairwell(line.text, line.block, self.roster)
        if whole is not None:
            return self._of_whole(line, whole)
        rooms = room_parts(line.text, line.block, self.roster)
        if rooms:
            read = [entry_reading(self.finder, line, part)[0] for part in rooms]
            return _joined([_without_results(one) for one in read])
        parts = self._numbered_parts(line) or self._door_parts(line)
        several = [h.doors[0][0] for h in self._heads(line.text)] if len(parts) < 2 else []
        if len(parts) < 2:
            reading, line.dwelling = entry_reading(
                self.finder, line, parts[0] if parts else line.text
            )
            return _of_several(reading, several) if len(several) > 1 else reading
        read = [entry_reading(self.finder, line, part)[0] for part in parts]
        line.dwelling = None
        return _joined(read)

    def _of_whole(self, line: Line, whole: WholeStairwell) -> Reading:
        """What is said of a whole stairwell, and of single rooms of it otherwise."""
        read = [entry_reading(self.finder, line, part)[0] for part in whole.parts]
        line.dwelling = None
        spoken = {s.resident for r in read for s in r.said}
        doubtful = {d for r in read if r.status != "sure" or not r.said for d in r.doors}
        out = {d.door for d in whole.excepted} | doubtful
        told = [i for d in whole.dwellings if d.door not in out for i in d.ids if i not in spoken]
        kind = "answer" if whole.negative else "headcount"
        said = tuple(Said(one, "negative") for one in told) if whole.negative else ()
        first = Reading(
            line.number, line.written, kind,  # type: ignore[arg-type]
            doors=tuple(d.door for d in whole.dwellings), count=len(told) if said else None,
            antigen="negative" if said else None, status="sure" if told else "doubtful",
            why="" if told else "who", residents=tuple(told) if said else (), said=said,
            certainty=1.0, understood=True,
        )  # fmt: skip
        return replace(_joined([first, *read]), kind=kind)  # type: ignore[arg-type]

    def _numbered_parts(self, line: Line) -> list[str]:
        """Two numbered entries on one line are two entries."""
        number, _start = number_of(plain(" ".join(line.written.split())))
        if number is None or f"{number + 1}" not in line.text:
            return []
        cuts, expected = [0], number + 1
        ends = []
        for match in NEXT_ENTRY.finditer(line.text):
            if int(match[1]) == expected:
                ends.append(match.start())
                cuts.append(match.end())
                expected += 1
        return (
            [line.text[a:b] for a, b in zip(cuts, [*ends, len(line.text)], strict=True)]
            if ends
            else []
        )

    def _door_parts(self, line: Line) -> list[str]:
        """Several doors in one line: cut before each, where every part then says something."""
        text = self._apart(line.text)
        heads = self._heads(text) or self._rooms_side_by_side(line, text)
        if len(heads) < 2:
            return [text]
        cuts = [0, *(h.start for h in heads[1:]), len(text)]
        parts = [text[a:b] for a, b in pairwise(cuts)]
        bodies = [
            part[h.end - h.start :] if place else part[h.end :]
            for place, (part, h) in enumerate(zip(parts, heads, strict=True))
        ]
        if all(_SAYS.search(body) for body in bodies):
            return parts
        lead = _LEADING.match(text[: heads[0].start])
        if lead is not None and not any(_SAYS.search(body) for body in bodies):
            return [
                f"{h.doors[0][0].door} {body.strip('、，,;；。 ')} {lead[1]}"
                for h, body in zip(heads, bodies, strict=True)
            ]
        tail = bodies[-1]
        each = _EACH.match(tail)
        if _FOR_ALL.search(tail) and not any(_SAYS.search(body) for body in bodies[:-1]):
            tail = tail[each.end() :] if each else tail
            return [f"{h.doors[0][0].door} {tail}" for h in heads]
        return [text]

    def _apart(self, text: str) -> str:
        """`4023人` is 402, three people, where there is no 4023."""
        match = _GLUED_COUNT.match(text)
        rooms = self.roster.by_room
        if match and match[1] in rooms and match[0] not in rooms:
            return f"{match[1]} {text[match.end(1) :]}"
        return text

    def _heads(self, text: str) -> list[Span]:
        """The whole doors of a line that are different dwellings, in its order."""
        spans = [s for s in spans_of(text, self.roster) if s.doors and not s.bare]
        spans.sort(key=lambda s: (s.start, s.start - s.end))
        heads: list[Span] = []
        for span in spans:
            if not heads or span.start >= heads[-1].end:
                heads.append(span)
        if not heads:
            return []
        heads = self._with_more_rooms(text, heads)
        different: dict[Dwelling, Span] = {}
        for span in heads:
            different.setdefault(span.doors[0][0], span)
        first = next(iter(different.values()))
        return (
            list(different.values())
            if first.start <= 3 or len(different) > 2 or ":" in text[: first.start]
            else []
        )

    def _rooms_side_by_side(self, line: Line, text: str) -> list[Span]:
        """`301、302 各1人` in a list of one stairwell: rooms of it, one beside the other."""
        first = _FIRST_ROOM.match(text)
        best = best_stairwells(line.block, 1)
        if first is None or not best or best[0][1] <= KNOWN:
            return []
        rooms = self.roster.rooms.get(best[0][0], {})
        if first[1] not in rooms:
            return []
        head = Span(first.start(1), first.end(), [(rooms[first[1]], 0.0)], False, first[1])
        return self._with_more_rooms(text, [head])

    def _with_more_rooms(self, text: str, heads: list[Span]) -> list[Span]:
        """`3-201、202`: more rooms of the same stairwell, where they exist."""
        last = heads[-1]
        rooms = self.roster.rooms.get(last.doors[0][0].stairwell, {})
        at = last.end
        while (match := _MORE_ROOMS.match(text, at)) is not None and match[1] in rooms:
            heads.append(
                Span(match.start(1), match.end(), [(rooms[match[1]], 0.0)], False, match[1])
            )
            at = match.end()
        return heads

    # -- the whole ---------------------------------------------------------------------------

    def _supersede(self, readings: list[Reading]) -> None:
        """The newest copy of a list is its state; older copies are kept and marked."""
        lists = [(place, block) for place, block in enumerate(self.blocks) if _is_list(block)]
        for at, (place, older) in enumerate(lists):
            if any(_same(older, newer) for _, newer in lists[at + 1 :]):
                for which, reading in enumerate(readings):
                    if reading.block == place:
                        readings[which] = replace(reading, superseded=True)

    def _questions(self, readings: list[Reading]) -> list[ListQuestion]:
        questions = []
        for place, block in enumerate(self.blocks):
            waiting = [
                r
                for r in readings
                if r.block == place and r.why == "room_only" and not r.superseded
            ]
            if not waiting or not is_open(block):
                continue
            choices = tuple((*one, round(share, 3)) for one, share in best_stairwells(block))
            questions.append(ListQuestion(place, waiting[0].line, block.key, len(waiting), choices))
        return questions


def _is_list(block: Block) -> bool:
    return any(line.role is Role.ENTRY for line in block.lines)


def _same(older: Block, newer: Block) -> bool:
    before = [line.text for line in older.entries]
    now = [line.text for line in newer.entries]
    if not before:
        return bool(older.titles) and older.titles == newer.titles
    if older.titles != newer.titles and before[0] != now[:1][-1:]:
        return False
    kept = set(now)
    return sum(entry in kept for entry in before) * 2 >= len(before)


def _without_results(part: Reading) -> Reading:
    """`302还在测` among the rooms of a stairwell: nothing of it is stored, nothing is doubtful."""
    told = any(one.antigen not in (None, "untested") or one.temperature for one in part.said)
    if told or part.why not in ("no_result", "who", "untested") or part.antigen == "positive":
        return part
    return replace(part, kind="answer", status="sure", why="", about="", residents=(), said=())


def _of_several(reading: Reading, several: list[Dwelling]) -> Reading:
    """A line that names several doors and does not say what is of which."""
    doors = tuple(d.door for d in several)
    ids = tuple(dict.fromkeys(id_ for d in several for id_ in d.ids))[:12]
    if reading.kind == "note":
        return reading
    return replace(
        reading,
        doors=doors,
        status="doubtful",
        why="doors_several",
        about="、".join(doors),
        residents=(),
        candidates=ids,
    )


def _joined(parts: list[Reading]) -> Reading:
    """Several entries that stand on one line, as the line's one reading."""
    told = [p for p in parts if p.kind != "note"] or parts
    first = next((p for p in told if p.kind == "answer"), told[0])
    doubtful = next((p for p in told if p.status == "doubtful"), None)
    counts = [p.count for p in told]
    known = [one for one in counts if one is not None]
    worst = doubtful or first
    return replace(
        first,
        doors=tuple(dict.fromkeys(d for p in told for d in p.doors)),
        names=tuple(n for p in told for n in p.names),
        count=sum(known) if len(known) == len(counts) else None,
        antigen=_lined([(p.antigen, p.count) for p in told]),
        temperature=_lined([(p.temperature, p.count) for p in told]),
        where=next((p.where for p in told if p.where), None),
        status=worst.status,
        why=worst.why,
        about=worst.about,
        residents=tuple(r for p in told for r in p.residents) if doubtful is None else (),
        candidates=tuple(dict.fromkeys(c for p in told for c in (*p.candidates, *p.residents))),
        symptoms=tuple(s for p in told for s in p.symptoms),
        asks=any(p.asks for p in told),
        said=tuple(s for p in told for s in p.said),
        options=(),
        certainty=min(p.certainty for p in told),
    )


def _lined(values: list[tuple[Any, int | None]]) -> Any:
    """The values of several entries in a row, one of each person."""
    flat: list[Any] = []
    several = False
    for value, count in values:
        if isinstance(value, tuple):
            flat += value
            several = True
        else:
            flat += [value] * (count or 1)
    given = [one for one in flat if one is not None]
    if not given:
        return None
    heat = isinstance(given[0], float)
    if len(set(flat)) == 1 and not (heat and len(flat) > 1 and (several or len(values) > 1)):
        return flat[0]
    return tuple(flat)
