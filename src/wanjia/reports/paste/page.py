"""What the page of a paste shows: its lines in the order in which an officer needs them."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import localized_name as named_as
from wanjia.people.models import Resident, Where
from wanjia.people.search.queries import residents_like
from wanjia.places.addresses.characters import plain
from wanjia.places.models import Stairwell
from wanjia.reports.labels import round_words
from wanjia.reports.models import Answer, Antigen, Paste, PasteLine, Round
from wanjia.reports.paste.headcounts import is_count
from wanjia.reports.paste.matching import given_of, people_named, people_of, says_something
from wanjia.reports.paste.reader.reading import WHY
from wanjia.reports.paste.undo import can_take_back
from wanjia.reports.rounds.round_lookup import Asked, asked_by

HITS = 8
OUR_WHY = {
    "not_yours": gettext_lazy("不是您网格的门牌"),
    "wrong": gettext_lazy("有人说读得不对"),
}


@dataclass(frozen=True)
class Search:
    """What was typed to find the person whom a line means."""

    line: str = ""
    text: str = ""


@dataclass(frozen=True)
class Choice:
    """One way to read a line, in words, and the key that takes it."""

    key: int
    door: str
    words: str
    share: int


@dataclass(frozen=True)
class GridRow:
    """One of a household with what the likeliest reading says of them."""

    person: Resident
    antigen: str
    temperature: str
    where: str


@dataclass(frozen=True)
class Question:
    """Which stairwell a list is: asked once for all of its lines."""

    block: int
    line: int
    text: str
    lines: int
    choices: list[tuple[UUID, str, int]]


@dataclass
class Line:
    """A line as the page shows it."""

    line: PasteLine
    people: list[Resident]
    candidates: list[Resident]
    said: str
    why: str
    searched: bool = False
    rounds: list[str] = field(default_factory=list)
    outside: bool = False
    options: list[Choice] = field(default_factory=list)
    grid: list[GridRow] = field(default_factory=list)
    alike: list[PasteLine] = field(default_factory=list)  # other lines worded as this one

    @property
    def single(self) -> bool:
        """Whether it speaks of one person: then one click settles it."""
        reading = self.line.reading
        return reading["count"] == 1 or len(reading["names"]) == 1

    @property
    def need(self) -> dict[str, Any] | None:
        """What triage says of what it asks for, if it asks for anything."""
        found: dict[str, Any] | None = self.line.reading.get("need")
        return found

    @property
    def urgency(self) -> int:
        """How urgent what it asks for is; 9 where nothing says."""
        return self.need["urgency"] if self.need else 9

    @property
    def need_why(self) -> str:
        """Why it is so urgent, in the language of the page."""
        english = (get_language() or "zh").startswith("en")
        return str(self.need["why_en" if english else "why"]) if self.need else ""

    @property
    def counts(self) -> bool:
        """Whether it says something of people who are known, or counts those of a door."""
        known = bool(self.people) or bool(self.line.reading.get("said"))
        return (known and says_something(self.line.reading)) or is_count(self.line)


def shown(viewer: Viewer, paste: Paste, search: Search) -> dict[str, Any]:
    """All that the page of a paste shows."""
    lines = list(paste.lines.all())
    named = people_named(viewer, _mentioned(lines))
    asked = _asked(viewer, paste, lines)
    hits = list(_like(viewer, search.text)) if search.text else []
    every = [_line(line, named, asked, paste, hits, search) for line in lines]
    questions = questions_of(viewer, paste, lines)
    waiting = {one.block for one in questions}
    open_lines = [one for one in every if one.line.status == "doubtful"]
    held = [one for one in open_lines if _waits(one.line, waiting)]
    doubtful = _grouped([one for one in open_lines if not _waits(one.line, waiting)])
    told = [one for one in every if _is_told(one.line)]
    outside = [one for one in told if one.outside and not one.line.stored]
    sure = [one for one in told if not (one.outside and not one.line.stored)]
    listed = {one.line.id for one in [*open_lines, *told]}
    ready = [one for one in sure if one.counts and not one.line.stored]
    return {
        "questions": questions,
        "stairwells": all_stairwells(viewer) if questions else [],
        "held": held,
        "settled": [one for one in every if one.line.settled_at and "before" in one.line.reading],
        "open": len(open_lines),
        "changes": _changes(viewer, paste, asked, ready),
        "is_closed": is_closed(paste.round),
        "paste": paste,
        "round_name": round_words(paste.round) if paste.round else "",
        "doubtful": doubtful,
        "needs": sorted(filter(_asks, every), key=lambda one: one.urgency),
        "sure": sure,
        "outside": outside,
        "ready": ready,
        "stored": [one for one in told if one.line.stored],
        "rest": [one for one in every if one.line.id not in listed],
        "lines": len(every),
        "antigens": Antigen.choices,
        "wheres": wheres(),
        "q": search.text,
        "asked": search.line,
        "can_take_back": can_take_back(viewer, paste),
    }


def is_closed(round_: Round | None) -> bool:
    """Whether a round takes no answers any more unless somebody means it."""
    return round_ is not None and (
        round_.closes_at < clock.now() or round_.cancelled_at is not None
    )


def card(viewer: Viewer, line: PasteLine) -> dict[str, Any]:
    """What the card of one line shows."""
    named = people_named(viewer, _mentioned([line]))
    one = _line(line, named, {}, line.paste, [], Search())
    return {
        "one": one,
        "line": line,
        "paste": line.paste,
        "antigens": Antigen.choices,
        "wheres": wheres(),
    }


def wheres() -> list[tuple[str, Any]]:
    """Where somebody can be said to be."""
    return [one for one in Where.choices if one[0] != "transferred"]


def questions_of(viewer: Viewer, paste: Paste, lines: list[PasteLine]) -> list[Question]:
    """The lists that are asked about, each with its likeliest stairwells."""
    if not paste.questions or paste.taken_back_at:
        return []
    labels = {choice[2] for one in paste.questions for choice in one["choices"]}
    rows = Stairwell.objects.of(viewer).select_related("estate")
    known = {(row.estate.name, row.lane, plain(row.label)): row for row in rows} if labels else {}
    texts = {line.line: line.text for line in lines}
    questions = []
    for one in paste.questions:
        choices = []
        for estate, lane, label, share in one["choices"]:
            row = known.get((estate, lane, label))
            if row is not None:
                choices.append((row.id, _stairwell_words(row), round(share * 100)))
        questions.append(
            Question(one["block"], one["line"], texts.get(one["line"], ""), one["lines"], choices)
        )
    return questions


def all_stairwells(viewer: Viewer) -> list[tuple[UUID, str]]:
    """Every stairwell, for a list that is none of the likeliest."""
    rows = (
        Stairwell.objects.of(viewer)
        .select_related("estate")
        .order_by("estate__name", "sort", "label")
    )
    return [(row.id, _stairwell_words(row)) for row in rows]


def _stairwell_words(row: Stairwell) -> str:
    return _("%(estate)s %(label)s 号") % {"estate": named_as(row.estate), "label": row.label}


def _waits(line: PasteLine, blocks: set[int]) -> bool:
    """Whether a line needs no question of its own: its list's answer settles it."""
    return line.reading["why"] == "room_only" and line.reading.get("block") in blocks


def _grouped(lines: list[Line]) -> list[Line]:
    """Lines that are worded alike and doubtful for the same reason stand as one."""
    first: dict[tuple[Any, ...], Line] = {}
    for one in lines:
        key = _wording(one)
        if key in first and one.options and first[key].options:
            first[key].alike.append(one.line)
        else:
            first.setdefault((*key, one.line.id) if key in first else key, one)
    return list(first.values())


def _wording(one: Line) -> tuple[Any, ...]:
    text = plain(one.line.text)
    for person in one.candidates:
        text = text.replace(plain(person.name), "·")
    return re.sub(r"[\d.\s、，,]+", "", text), one.line.reading["why"], len(one.options)


def _changes(viewer: Viewer, paste: Paste, asked: dict[UUID, Asked], ready: list[Line]) -> int:
    """How many people have an answer already that storing would change."""
    if paste.round is None or paste.committed_at:
        return 0
    given = {
        one.resident: one for line in ready for one in given_of(line.line.reading, line.line.id)
    }
    rounds = {asked[one].round.id for one in given if one in asked}
    rows = Answer.objects.of(viewer).filter(round__in=rounds, current=True)
    changed = 0
    for resident, antigen, temperature in rows.values_list("resident", "antigen", "temperature"):
        one = given.get(resident)
        if one is None:
            continue
        other = one.antigen and antigen and one.antigen != antigen
        warmer = one.temperature and temperature and float(one.temperature) != float(temperature)
        changed += bool(other or warmer)
    return changed


def _asks(one: Line) -> bool:
    return one.line.kind == "need" or bool(one.line.reading["asks"]) or one.need is not None


def _mentioned(lines: list[PasteLine]) -> set[str]:
    keys = ("residents", "candidates")
    found = {one for line in lines for key in keys for one in line.reading[key]}
    found |= {said[0] for line in lines for said in line.reading.get("said", ())}
    return found | {
        said[0]
        for line in lines
        for option in line.reading.get("options", ())
        for said in option["said"]
    }


def _is_told(line: PasteLine) -> bool:
    """Whether a line is a report that was read for sure and that no newer copy replaces."""
    told = line.status == "sure" and line.kind in ("answer", "headcount")
    return told and not line.reading["superseded"]


def _asked(viewer: Viewer, paste: Paste, lines: list[PasteLine]) -> dict[UUID, Asked]:
    if paste.round is None:
        return {}
    told = [line for line in lines if _is_told(line) and says_something(line.reading)]
    return asked_by(viewer, paste.round, people_of(told))


def _line(
    line: PasteLine,
    named: dict[str, Resident],
    asked: dict[UUID, Asked],
    paste: Paste,
    hits: list[Resident],
    search: Search,
) -> Line:
    reading = line.reading
    searched = bool(search.text) and str(line.id) == search.line
    ids = sorted(people_of([line]))
    rounds = {asked[one].round for one in ids if one in asked} - {paste.round}
    return Line(
        line=line,
        people=[named[one] for one in reading["residents"] if one in named],
        candidates=hits
        if searched
        else [named[one] for one in reading["candidates"] if one in named],
        options=_options(reading, named),
        grid=_grid(reading, named),
        said=said_words(reading),
        why=why_words(reading),
        searched=searched,
        rounds=[f"{named_as(one.zone)} · {round_words(one)}" for one in rounds],
        outside=paste.round is not None
        and says_something(reading)
        and any(one not in asked for one in ids),
    )


def _options(reading: dict[str, Any], named: dict[str, Resident]) -> list[Choice]:
    found = []
    for place, option in enumerate(reading.get("options", ())[:3]):
        words = "，".join(_said_of(one, named) for one in option["said"] if one[0] in named)
        if words:
            found.append(Choice(place + 1, option["door"], words, round(option["share"] * 100)))
    return found


def _said_of(said: list[Any], named: dict[str, Resident]) -> str:
    resident, antigen, temperature, where = said
    parts = [_result(antigen)] if antigen else []
    parts += [f"{temperature}℃"] if temperature is not None else []
    parts += [str(dict(Where.choices)[where])] if where in Where.values else []
    return f"{named[resident].name} {' '.join(parts)}"


def _grid(reading: dict[str, Any], named: dict[str, Resident]) -> list[GridRow]:
    """The people of a line's door, filled in from what is likeliest; of one door only."""
    people = [named[one] for one in reading["candidates"] if one in named]
    if not people or len({person.dwelling_id for person in people}) > 1:
        return []
    best = reading.get("options") or [{"said": reading.get("said", ())}]
    told = {one[0]: one for one in best[0]["said"]}
    # 4人阴 in a home of three: what is said of all of them is filled in, for a person to look at.
    every = (
        not told and isinstance(reading["antigen"], str) and (reading["count"] or 0) >= len(people)
    )
    alike = reading["antigen"] if every else None
    rows = []
    for person in people:
        _id, antigen, temperature, where = told.get(str(person.id), ("", alike, None, None))
        heat = "" if temperature is None else f"{temperature}"
        rows.append(GridRow(person, antigen or "", heat, where or ""))
    return rows


def _like(viewer: Viewer, text: str) -> Any:
    return residents_like(viewer, text).select_related("dwelling")[:HITS]


def said_words(reading: dict[str, Any]) -> str:
    """What a line says of its people: 阴性 · 36.5℃."""
    parts = [_result(one) for one in _list(reading["antigen"]) if one]
    parts += [f"{one}℃" for one in _list(reading["temperature"]) if one is not None]
    if reading["where"]:
        parts.append(str(dict(Where.choices).get(reading["where"], reading["where"])))
    if reading["count"] and not parts:
        parts.append(_("%(n)s 人") % {"n": reading["count"]})
    return " · ".join([*parts, *reading["symptoms"]])


def _result(value: str) -> str:
    if value == "untested":
        return _("没做")
    return str(dict(Antigen.choices).get(value, value))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def why_words(reading: dict[str, Any]) -> str:
    """Why a line is doubtful or was left, in the language of the page."""
    if reading["why"] in OUR_WHY:
        return str(OUR_WHY[reading["why"]])
    pair = WHY.get(reading["why"], ("", ""))
    return pair[(get_language() or "zh").startswith("en")].format(reading["about"])
