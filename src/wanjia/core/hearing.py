"""Every free text of people is heard: triaged whole and first, whatever else it may be.

A floor that takes in what somebody wrote or said calls `hear` in the transaction of its own act.
What opens a need subscribes (`on_words`), so that no floor calls a higher one. Which field is heard
by which act stands in `hearing.toml`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.triage import Verdict, triage

REAL = 3  # urgency up to which a household's own words become a need wherever they stand
GRAVE = 2  # … and a staff note, a remark on an order, a symptom beside a test
LIFE = 1  # … and what is written on work that answers a need already (a trip, an errand)


@dataclass(frozen=True)
class Words:
    """A text as somebody wrote or said it, and where it stands.

    `source` names the field ("answer.symptoms", "comment.text"); `source_id` is the row it stands
    in: the same words of the same row open one need, however often they are heard. `upto` is the
    calmest urgency that becomes a need here; `way` says by which channel the words came where the
    source alone does not.
    """

    text: str
    source: str
    source_id: UUID | None = None
    dwelling_id: UUID | None = None
    resident_id: UUID | None = None
    asker: str = ""
    asker_phone: str = ""
    risks: Collection[str] = ()
    upto: int = GRAVE
    way: str = ""


@dataclass(frozen=True)
class Opened:
    """The need that words opened, or were `added` to, and by when it is answered.

    `number` is told on the phone. `receipt` is what the sender is told, in the language of the
    page: what was understood, by when, the number, and what to do now where life is in danger.
    """

    need_id: UUID
    number: str
    answer_by: datetime | None
    receipt: str
    urgency: int = GRAVE
    added: bool = False
    community_id: UUID | None = None


@dataclass(frozen=True)
class Heard:
    """What became of words: the verdict, and the need that was opened, if any."""

    verdict: Verdict
    opened: Opened | None = None


Listener = Callable[[Viewer, Words, Verdict], Opened | None]
_listener: list[Listener] = []
StillThere = Callable[[UUID, list[UUID]], set[UUID]]
_still_there: list[StillThere] = []


@dataclass
class Ear:
    """What was opened while somebody listens: a view that tells its sender of it."""

    opened: list[Opened] = field(default_factory=list)

    def note(self, opened: Opened) -> None:
        """Note a need once, however many of a form's words speak of it."""
        if all(one.need_id != opened.need_id for one in self.opened):
            self.opened.append(opened)

    def first(self) -> Opened | None:
        """Return the gravest need that was opened."""
        return min(self.opened, key=lambda one: one.urgency, default=None)


_ears: ContextVar[tuple[Ear, ...]] = ContextVar("ears", default=())


@contextmanager
def listening() -> Iterator[Ear]:
    """Collect what acts open from words, so that whoever wrote them can be told."""
    ear = Ear()
    before = _ears.set((*_ears.get(), ear))
    try:
        yield ear
    finally:
        _ears.reset(before)


def on_words(listener: Listener) -> Listener:
    """Register what opens a need from words that call for one."""
    _listener[:] = [listener]
    return listener


def calls_for_need(verdict: Verdict, upto: int = GRAVE) -> bool:
    """Return whether words that came beside something else must become a need: grave, real, or
    unsure.

    A word of thanks or a question about the weather is neither, whatever `upto`.
    """
    if verdict.unsure or verdict.urgency <= min(upto, GRAVE):
        return True
    return verdict.urgency <= upto and verdict.category not in ("other", "information")


def hear(viewer: Viewer, words: Words) -> Heard:
    """Triage words and have a need opened where they call for one.

    Empty words are calm. Must run inside the transaction of the act that stores them.
    """
    if not words.text.strip():
        return CALM
    verdict = triage(words.text, words.risks)
    # Risks that are known of the person may raise a 3; who listens knows them.
    may_count = verdict.unsure or verdict.urgency <= max(words.upto, REAL)
    if not _listener or not may_count:
        return Heard(verdict)
    opened = _listener[0](viewer, words, verdict)
    if opened:
        tell_ears(opened)
    return Heard(verdict, opened)


def still_there_by(finder: StillThere) -> StillThere:
    """Register what finds which of the needs that were opened are stored."""
    _still_there[:] = [finder]
    return finder


def stored_of(opened: Iterable["Opened"]) -> list["Opened"]:
    """Return what was opened and is there: an act that was refused in the end opened nothing."""
    every = list(opened)
    community = every[0].community_id if every else None
    if community is None or not _still_there:
        return []
    known = _still_there[0](community, [one.need_id for one in every])
    return [one for one in every if one.need_id in known]


def tell_ears(opened: Opened) -> None:
    """Tell whoever listens that a need was opened."""
    for ear in _ears.get():
        ear.note(opened)


def hear_row(viewer: Viewer, row: Any, *names: str, **where: Any) -> list[Opened]:
    """Hear fields of a row that was just stored; `where` are further fields of `Words`.

    The dwelling and resident are the row's own unless they are given.
    """
    if not any(getattr(row, name) for name in names):
        return []
    resident = getattr(row, "resident", None)
    where.setdefault("resident_id", resident.id if resident else None)
    home = getattr(row, "dwelling_id", None) or getattr(resident, "dwelling_id", None)
    where.setdefault("dwelling_id", home)
    kind = type(row).__name__.lower()
    heard = [
        hear(viewer, Words(str(getattr(row, name)), f"{kind}.{name}", row.id, **where))
        for name in names
    ]
    return [one.opened for one in heard if one.opened]


CALM = Heard(Verdict("other", 4, "", "", 168))


def heard_query(ear: Ear) -> str:
    """Return the part of an address that has the page tell of the gravest need that was opened."""
    first = ear.first()
    if first is None:
        return ""
    return f"&{'added' if first.added else 'heard'}={first.need_id}"
