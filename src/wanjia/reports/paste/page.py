"""What the page of a paste shows: its lines in the order in which an officer needs them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import localized_name as named_as
from wanjia.people.models import Resident, Where
from wanjia.people.search.queries import residents_like
from wanjia.reports.labels import round_words
from wanjia.reports.models import Antigen, Paste, PasteLine
from wanjia.reports.paste.matching import people_named, says_something
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
        """Whether it says something of people who are known."""
        return bool(self.people) and says_something(self.line.reading)


def shown(viewer: Viewer, paste: Paste, search: Search) -> dict[str, Any]:
    """All that the page of a paste shows."""
    lines = list(paste.lines.all())
    named = people_named(viewer, _mentioned(lines))
    asked = _asked(viewer, paste, lines)
    hits = list(_like(viewer, search.text)) if search.text else []
    every = [_line(line, named, asked, paste, hits, search) for line in lines]
    doubtful = [one for one in every if one.line.status == "doubtful"]
    told = [one for one in every if _is_told(one.line)]
    outside = [one for one in told if one.outside and not one.line.stored]
    sure = [one for one in told if not (one.outside and not one.line.stored)]
    listed = {one.line.id for one in [*doubtful, *told]}
    return {
        "paste": paste,
        "round_name": round_words(paste.round) if paste.round else "",
        "doubtful": doubtful,
        "needs": sorted(filter(_asks, every), key=lambda one: one.urgency),
        "sure": sure,
        "outside": outside,
        "ready": [one for one in sure if one.counts and not one.line.stored],
        "stored": [one for one in told if one.line.stored],
        "rest": [one for one in every if one.line.id not in listed],
        "lines": len(every),
        "antigens": Antigen.choices,
        "wheres": [one for one in Where.choices if one[0] != "transferred"],
        "q": search.text,
        "asked": search.line,
        "can_take_back": can_take_back(viewer, paste),
    }


def _asks(one: Line) -> bool:
    return one.line.kind == "need" or bool(one.line.reading["asks"]) or one.need is not None


def _mentioned(lines: list[PasteLine]) -> set[str]:
    keys = ("residents", "candidates")
    return {one for line in lines for key in keys for one in line.reading[key]}


def _is_told(line: PasteLine) -> bool:
    """Whether a line is a report that was read for sure and that no newer copy replaces."""
    told = line.status == "sure" and line.kind in ("answer", "headcount")
    return told and not line.reading["superseded"]


def _asked(viewer: Viewer, paste: Paste, lines: list[PasteLine]) -> dict[UUID, Asked]:
    if paste.round is None:
        return {}
    told = [line for line in lines if _is_told(line) and says_something(line.reading)]
    return asked_by(
        viewer, paste.round, {UUID(one) for line in told for one in line.reading["residents"]}
    )


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
    ids = [UUID(one) for one in reading["residents"]]
    rounds = {asked[one].round for one in ids if one in asked} - {paste.round}
    return Line(
        line=line,
        people=[named[one] for one in reading["residents"] if one in named],
        candidates=hits
        if searched
        else [named[one] for one in reading["candidates"] if one in named],
        said=said_words(reading),
        why=why_words(reading),
        searched=searched,
        rounds=[f"{named_as(one.zone)} · {round_words(one)}" for one in rounds],
        outside=paste.round is not None
        and says_something(reading)
        and any(one not in asked for one in ids),
    )


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
    return str(dict(Antigen.choices).get(value, value))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def why_words(reading: dict[str, Any]) -> str:
    """Why a line is doubtful or was left, in the language of the page."""
    if reading["why"] in OUR_WHY:
        return str(OUR_WHY[reading["why"]])
    pair = WHY.get(reading["why"], ("", ""))
    return pair[(get_language() or "zh").startswith("en")].format(reading["about"])
