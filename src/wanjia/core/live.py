"""What an open screen shows of the present: features register parts, and what tells of a change.

A part is asked anew when something of its topics happened, once for all screens that see the same,
and only what differs is sent. What happens is read from the journal; a feature whose rows are
their own journal lines (answers) registers a mark that changes with them.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.models import Entry

# An act that began earlier may be stored later: so far back the journal is read again.
LOOK_BACK_SECONDS = 60
Values = dict[str, Any]
Ask = Callable[[Viewer, str], Mapping[str, Any]]


@dataclass(frozen=True)
class LivePart:
    """A part of open screens.

    `kind` says what the screen does with its values: "html" (a region's new content), "count",
    "window", "done" (rows that are marked), "grave". `topics` are the beginnings of the journal's
    kinds that change it; none is every kind. `personal`: it differs between people of the same
    role. `steady`: so many seconds lie between two looks for what changes all the time, where that
    is not the stream's own number.
    """

    name: str
    kind: str
    topics: frozenset[str]
    personal: bool
    roles: frozenset[str]
    ask: Ask = field(compare=False)
    steady: float | None = None

    def is_changed_by(self, topics: Iterable[str]) -> bool:
        """Return whether one of the topics is this part's."""
        return any(not self.topics or topic in self.topics for topic in topics)


_parts: dict[str, LivePart] = {}
_marks: dict[str, Callable[[UUID], Hashable]] = {}
_grave: list[Callable[[Viewer], Mapping[str, str]]] = []
_counts: dict[str, Callable[[Viewer], int | None]] = {}


def live_part(
    name: str,
    kind: str = "html",
    topics: Iterable[str] = (),
    personal: bool = False,
    roles: Iterable[str] = STAFF,
    steady: float | None = None,
) -> Callable[[Ask], Ask]:
    """Register a part; the function gets the viewer and what a screen asked for behind a colon
    (`wall:<estate>`), and gives values by their names."""

    def register(ask: Ask) -> Ask:
        _parts[name] = LivePart(
            name, kind, frozenset(topics), personal, frozenset(roles), ask, steady
        )
        return ask

    return register


def live_mark(topic: str) -> Callable[[Callable[[UUID], Hashable]], Callable[[UUID], Hashable]]:
    """Register a mark of a community that changes with rows of which no journal entry tells."""

    def register(mark: Callable[[UUID], Hashable]) -> Callable[[UUID], Hashable]:
        _marks[topic] = mark
        return mark

    return register


def grave_source(
    ask: Callable[[Viewer], Mapping[str, str]],
) -> Callable[[Viewer], Mapping[str, str]]:
    """Register what threatens somebody and is taken by nobody: words by address."""
    if ask not in _grave:
        _grave.append(ask)
    return ask


def grave_matters(viewer: Viewer) -> dict[str, str]:
    """Return all that is grave and taken by nobody."""
    return {url: words for ask in _grave for url, words in ask(viewer).items()}


def page_count(
    url: str,
) -> Callable[[Callable[[Viewer], int | None]], Callable[[Viewer], int | None]]:
    """Register how much waits on a page, for its entry in the navigation."""

    def register(count: Callable[[Viewer], int | None]) -> Callable[[Viewer], int | None]:
        _counts[url] = count
        return count

    return register


def part_named(name: str) -> LivePart | None:
    """Return a part by the name that a screen asks for, `wall` or `wall:<estate>`."""
    return _parts.get(name.partition(":")[0])


def counts_of(viewer: Viewer) -> dict[str, int]:
    """Return how much waits on each page, where somebody counts it."""
    found = {url: count(viewer) for url, count in _counts.items()}
    return {url: many for url, many in found.items() if many is not None}


@dataclass
class Tail:
    """The end of one community's journal, read again and again."""

    community: UUID
    seen: dict[UUID, float] = field(default_factory=dict)
    marks: dict[str, Hashable] = field(default_factory=dict)
    began: bool = False

    def topics(self) -> set[str]:
        """Return what has happened since this was asked last; at first nothing."""
        now = time.time()
        since = _id_at(now - LOOK_BACK_SECONDS)
        rows = Entry.objects.filter(community_id=self.community, id__gt=since)
        found = dict(rows.order_by().values_list("id", "type"))
        topics = {kind.partition(".")[0] for id_, kind in found.items() if id_ not in self.seen}
        self.seen = dict.fromkeys(found, now)
        for topic, ask in _marks.items():
            mark = ask(self.community)
            if self.marks.get(topic, mark) != mark:
                topics.add(topic)
            self.marks[topic] = mark
        if not self.began:
            self.began = True
            return set()
        return topics


def marked_topics() -> frozenset[str]:
    """Return the topics that come from marks: they change all the time while people report."""
    return frozenset(_marks)


def _id_at(moment: float) -> UUID:
    """Return the least id that could be made at a moment."""
    return UUID(int=int(moment * 1000) << 80)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Values:
    """Return what is other than before; what is gone is None."""
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    return changed | {name: None for name in before if name not in after}


def open_by(screens: Iterable[tuple[str, str]], own: str = "") -> dict[str, list[str]]:
    """Return who has each page open, of pairs of page and name; oneself is left out."""
    names: dict[str, set[str]] = defaultdict(set)
    for page, name in screens:
        if page and name != own:
            names[page].add(name)
    return {page: sorted(found) for page, found in names.items()}
