"""The messages on a zone, from its publication to its end, in its protocol's words.

Alert when it is published; Update when its stairwells, its class or its phase change, and when
it was stepped to another class; Cancel when it is over or no longer holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from wanjia.channels.standards.cap import Alert, Info
from wanjia.channels.standards.senders import LANGUAGES, Sender, Told, area_words, follow
from wanjia.core import clock
from wanjia.core.models import Community, Entry
from wanjia.places.models import Stairwell
from wanjia.zoning.models import Zone, ZoneStairwell
from wanjia.zoning.protocols.protocol import Phase, Protocol, phase_on
from wanjia.zoning.protocols.protocol_store import protocols
from wanjia.zoning.protocols.public_text import begin_words, end_words, over_words, public_words

NO_LONGER = ("replaced", "undone")  # ends that are no end of the danger
MOST_AREA = 60  # letters of a list of stairwells in a headline
CHANGES = ("zone.clock_reset", "zone.protocol_moved")


def zone_rows(community: Community) -> Any:
    """Return the zones of a community, the newest first, with what their messages need."""
    rows = Zone.objects.filter(community=community).select_related("estate", "publication")
    return rows.order_by("-started_at", "id")


@dataclass(frozen=True)
class Stay:
    """A stairwell in a zone from a moment until another."""

    stairwell: Stairwell
    since: datetime
    until: datetime | None

    def at(self, moment: datetime) -> bool:
        """Return whether it was in it then."""
        return self.since <= moment and (self.until is None or moment < self.until)


def stays_of(community: Community, zones: Iterable[UUID]) -> dict[UUID, list[Stay]]:
    """Return the stairwells of some zones, each from when until when."""
    rows = ZoneStairwell.objects.filter(community=community, zone__in=list(zones))
    found: dict[UUID, list[Stay]] = defaultdict(list)
    for row in rows.select_related("stairwell__estate").order_by("stairwell__sort", "id"):
        found[row.zone_id].append(Stay(row.stairwell, row.since, row.until))
    return found


@dataclass(frozen=True)
class _State:
    """Under which protocol and class a zone was from a moment on, and how its clock stood."""

    since: datetime
    protocol: str
    klass: str
    clock_from: datetime
    planned_end: datetime | None
    clear_days: int | None


@dataclass(frozen=True)
class _Turn:
    """A zone at a moment at which what is told of it changed."""

    at: datetime
    state: _State
    phase: Phase
    wells: tuple[Stairwell, ...]

    @property
    def key(self) -> Any:
        """What has to differ for another message."""
        wells = tuple(well.id for well in self.wells)
        state = self.state
        return wells, state.protocol, state.klass, self.phase.key, state.planned_end


@dataclass(frozen=True)
class _Books:
    """All that is read for the messages on some zones, at four statements."""

    sender: Sender
    kin: Mapping[UUID, Zone]
    stepped_on: frozenset[tuple[UUID, datetime]]
    stays: Mapping[UUID, list[Stay]]
    changes: Mapping[UUID, list[Entry]]
    shelf: Mapping[str, Protocol]


def zone_stories(sender: Sender, zones: Iterable[Zone]) -> dict[UUID, list[Told]]:
    """Return each zone's messages; empty for one whose protocol knows its class no longer."""
    asked = list(zones)
    books = _read_books(sender, asked)
    stories = {}
    for zone in asked:
        mine = f"zone-{zone.id.hex}-"
        story = _messages_on(books, zone)
        stories[zone.id] = [one for one in story if one.alert.identifier.startswith(mine)]
    return stories


def _read_books(sender: Sender, asked: list[Zone]) -> _Books:
    community = sender.community
    stepped = zone_rows(community).filter(Q(end_reason="stepped") | Q(came_from__isnull=False))
    kin = {one.id: one for one in stepped}
    wanted = {one.id for one in asked} | set(kin)
    entries = Entry.objects.filter(community=community, type__in=CHANGES, subject__in=wanted)
    changes: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries.order_by("occurred_at", "id"):
        if entry.subject:
            changes[entry.subject].append(entry)
    return _Books(
        sender=sender,
        kin=kin,
        stepped_on=frozenset(
            (one.came_from_id, one.started_at) for one in kin.values() if one.came_from_id
        ),
        stays=stays_of(community, wanted),
        changes=changes,
        shelf=protocols(community.id),
    )


def _messages_on(books: _Books, zone: Zone) -> list[Told]:
    """Return the messages on a zone after those on the zone that it was stepped from."""
    story = _messages_on(books, before) if (before := _zone_before(books, zone)) else []
    sent, told_of = _first_published_at(zone), None
    now = clock.now()
    for turn in _turns_of(books, zone, min(now, zone.ended_at or now)):
        if told_of and turn.key == told_of.key:
            continue
        if not turn.wells:
            if told_of and told_of.wells:
                follow(story, _end_alert(books, zone, told_of, turn.at, ended=False), told_of.wells)
                told_of = turn
            continue
        fresh = not story or (told_of is not None and not told_of.wells)
        kind = "Alert" if fresh else "Update"
        at = turn.at if story else sent
        follow(story, _change_alert(books, zone, turn, kind, at), turn.wells)
        told_of = turn
    ended = zone.ended_at if zone.ended_at and zone.ended_at <= now else None
    if ended and told_of and told_of.wells and not _has_next(books, zone):
        over = _end_alert(books, zone, told_of, ended, ended=zone.end_reason not in NO_LONGER)
        follow(story, over, told_of.wells)
    return story


def _zone_before(books: _Books, zone: Zone) -> Zone | None:
    """Return the zone of another class that this one was stepped from."""
    found = books.kin.get(zone.came_from_id) if zone.came_from_id else None
    if found and found.end_reason == "stepped" and found.ended_at == zone.started_at:
        return found
    return None


def _has_next(books: _Books, zone: Zone) -> bool:
    return zone.end_reason == "stepped" and (zone.id, zone.ended_at) in books.stepped_on


def _first_published_at(zone: Zone) -> datetime:
    """Return when a zone was first told of: at its publication, where it began with it."""
    made = zone.publication
    began = made is not None and made.in_force_from == zone.started_at
    return min(zone.started_at, made.published_at) if made and began else zone.started_at


def _turns_of(books: _Books, zone: Zone, until: datetime) -> list[_Turn]:
    """Return the zone at its start and at each moment at which something of it changed."""
    stays, states = books.stays.get(zone.id, []), _states_of(books, zone)
    moments = {span.since for span in stays} | {span.until for span in stays if span.until}
    moments |= {one.since for one in states} | _phase_starts(books, states)
    later = {at for at in moments if zone.started_at < at <= until and at != zone.ended_at}
    turns = []
    for at in sorted({zone.started_at, *later}):
        state = [one for one in states if one.since <= at][-1]
        protocol = books.shelf.get(state.protocol)
        if protocol and state.klass in protocol.classes:
            tz = books.sender.tz
            phase = phase_on(protocol, state.klass, state.clock_from, at, tz).phase
            wells = tuple(span.stairwell for span in stays if span.at(at))
            turns.append(_Turn(at, state, phase, wells))
    return turns


def _states_of(books: _Books, zone: Zone) -> list[_State]:
    """Return how a zone stood, the oldest first: each change in the journal tells what was
    before.
    """
    now = _State(
        zone.started_at,
        zone.protocol,
        zone.klass,
        zone.clock_from,
        zone.planned_end,
        zone.clear_days,
    )
    states = [now]
    for entry in reversed(books.changes.get(zone.id, [])):
        newest, was = states.pop(), entry.before or {}
        at = max(entry.occurred_at, zone.started_at)
        states.append(_State(at, *_state_values(newest, {})))
        states.append(_State(zone.started_at, *_state_values(newest, was)))
    return states[::-1]


def _state_values(state: _State, was: Mapping[str, Any]) -> tuple[Any, ...]:
    moment = lambda key, given: datetime.fromisoformat(was[key]) if was.get(key) else given  # noqa: E731
    return (
        was.get("protocol", state.protocol),
        was.get("class", state.klass),
        moment("clock_from", state.clock_from),
        moment("planned_end", state.planned_end),
        was.get("clear_days", state.clear_days),
    )


def _phase_starts(books: _Books, states: list[_State]) -> set[datetime]:
    """Return the local midnights on which a phase begins, while the state holds."""
    found, tz = set(), books.sender.tz
    for place, state in enumerate(states):
        protocol = books.shelf.get(state.protocol)
        phases = protocol.classes[state.klass].phases if protocol else ()
        until = states[place + 1].since if place + 1 < len(states) else None
        first = state.clock_from.astimezone(tz).date()
        for phase in phases:
            at = datetime.combine(first + timedelta(days=phase.days.first - 1), time(), tz)
            if state.since < at and (until is None or at < until):
                found.add(at)
    return found


def _change_alert(books: _Books, zone: Zone, turn: _Turn, kind: str, at: datetime) -> Alert:
    protocol, sender = books.shelf[turn.state.protocol], books.sender
    end = turn.state.planned_end
    infos = []
    for language in LANGUAGES:
        words = public_words(protocol, turn.state.klass, turn.phase, language)
        area = area_words(turn.wells, language)
        about = [
            _join_headline(area, words.what, language),
            begin_words(zone.started_at, sender.tz, language),
            end_words(end, sender.tz, language, turn.state.clear_days),
            *words.rules,
        ]
        headline = _join_headline(_short_place(zone, area, language), words.headline, language)
        do = "\n".join(words.instruction)
        infos.append(Info(language, words.what, headline, "\n".join(about), do, area))
    return Alert(
        **_common_fields(sender, zone, kind, at),
        infos=tuple(infos),
        category=words.category,
        response=words.response,
        urgency=words.urgency,
        severity=words.severity,
        certainty=words.certainty,
        effective=sender.local(max(zone.started_at, at)),
        # The end that is planned is the earliest: a zone that goes on is not told as over.
        expires=sender.local(end) if end and end > clock.now() else None,
    )


def _end_alert(books: _Books, zone: Zone, last: _Turn, at: datetime, ended: bool) -> Alert:
    protocol, sender = books.shelf[last.state.protocol], books.sender
    infos = []
    for language in LANGUAGES:
        words = over_words(protocol, last.state.klass, last.phase, language, ended)
        area = area_words(last.wells, language)
        headline = _join_headline(_short_place(zone, area, language), words.headline, language)
        do = "\n".join(words.instruction)
        infos.append(Info(language, words.what, headline, headline, do, area))
    return Alert(
        **_common_fields(sender, zone, "Cancel", at),
        infos=tuple(infos),
        category=words.category,
        response=("AllClear",) if ended else (),
        urgency="Past",
        severity=words.severity,
        certainty=words.certainty,
        effective=sender.local(at),
        expires=None,
    )


def _short_place(zone: Zone, area: str, language: str) -> str:
    """Return where it is, as short as a headline needs: the zone's name in place of a long list."""
    name = zone.name_en if language.startswith("en") and zone.name_en else zone.name
    return area if len(area) <= MOST_AREA else name


def _join_headline(area: str, headline: str, language: str) -> str:
    return f"{area} - {headline}" if language.startswith("en") else f"{area} {headline}"


def _common_fields(sender: Sender, zone: Zone, kind: str, at: datetime) -> dict[str, Any]:
    identifier = f"zone-{zone.id.hex}"
    return {
        "identifier": identifier,
        "sender": sender.name,
        "sent": sender.local(at),
        "kind": kind,
        "web": sender.address(identifier),
        "geocode": sender.geocode,
    }
