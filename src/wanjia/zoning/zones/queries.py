"""What the pages of zones show: each zone with its class, its day, its rules, what is proposed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import Viewer
from wanjia.core.journal.kinds import title_of
from wanjia.core.localized import active_language
from wanjia.core.models import Entry
from wanjia.places.models import Estate
from wanjia.zoning import queries
from wanjia.zoning.models import Grid, Zone, ZoneStairwell
from wanjia.zoning.plans.estate_map import Ground, Mark, ground_of
from wanjia.zoning.plans.named_posts import with_names
from wanjia.zoning.protocols.protocol import (
    OPEN,
    Protocol,
    ZoneClass,
    day_of,
    movement_lines,
    phase_on,
    step_for,
)
from wanjia.zoning.protocols.protocol_store import klass_word, look_of, zone_title


@dataclass(frozen=True)
class GridPage:
    """A grid whose page is shown.

    Its stairwells and its dwellings that somebody lives in.
    """

    grid: Grid
    stairwells: frozenset[UUID]
    dwellings: frozenset[UUID]


GridPanel = Callable[[Viewer, GridPage], dict[str, Any] | None]
grid_panels: list[GridPanel] = []
ORDER = {"sealed": 0, "controlled": 1, "precaution": 2}


def grid_panel(panel: GridPanel) -> GridPanel:
    """Register a panel of a higher floor for the grid page (its rounds, its open alarms …).

    It returns None, or a dict with `title`, and any of `rows` (items of the part `row`),
    `lines` (items of the part `timeline`), `html` (safe markup), `url` and `label` (a way on),
    `empty` (words when there is nothing).
    """
    if panel not in grid_panels:
        grid_panels.append(panel)
    return panel


@dataclass(frozen=True)
class ZoneCard:
    """A zone as lists show it.

    `day` counts from 1 on the day its clock started.
    """

    zone: Zone
    look: str
    word: str
    day: int
    homes: int
    people: int
    doors: int

    @property
    def days(self) -> int:
        """Days from 0, as the part `zone` counts them."""
        return max(self.day - 1, 0)


def zone_card(
    shelf: Mapping[str, Protocol], zone: Zone, doors: Iterable[Any], ground: Ground, now: datetime
) -> ZoneCard:
    """Return a zone with the counts behind its doors."""
    rows = list(doors)
    homes, people = ground.counts(rows)
    return ZoneCard(
        zone=zone,
        look=look_of(shelf, zone),
        word=klass_word(shelf, zone),
        day=day_of(zone.clock_from, now, timezone.get_current_timezone()),
        homes=homes,
        people=people,
        doors=len(rows),
    )


def estate_map(viewer: Viewer, estate: Estate, at: datetime) -> dict[str, Any]:
    """Return an estate as of a moment.

    The map's data and its zones, at eight statements.
    """
    ground = ground_of(viewer, [estate])
    shelf = queries.protocols(viewer.community_id)
    inside = queries.stairwell_zones(viewer, at, estate)
    by_zone: dict[Zone, list[Any]] = defaultdict(list)
    for row in ground.stairwells:
        if row.id in inside:
            by_zone[inside[row.id]].append(row)
    cards = [zone_card(shelf, zone, rows, ground, at) for zone, rows in by_zone.items()]
    cards.sort(key=lambda card: (ORDER[card.look], card.zone.name))
    # A case at a door is a health fact: field roles see those of their own doors, the town none.
    cases = queries.visible_cases(viewer).filter(
        recorded_at__lte=at, dwelling__stairwell__estate=estate
    )
    sick = set(cases.values_list("dwelling__stairwell", flat=True))
    posts = queries.posts_at(viewer, at).filter(publication__estate=estate)
    marks = {
        row.id: Mark(
            look=look_of(shelf, inside[row.id]) if row.id in inside else "", case=row.id in sick
        )
        for row in ground.stairwells
    }
    named = [
        {"name": zone_title(card.zone), "klass": card.look, "days": card.days} for card in cards
    ]
    standing = list(posts.values_list("label", "guards"))
    return {
        "map": ground.drawing(marks, {estate.id: standing}, named),
        "cards": cards,
        "free": sum(row.id not in inside for row in ground.stairwells),
        "posts": with_names(ground.post_names[estate.id], standing),
        "cases": len(sick),
    }


@dataclass(frozen=True)
class PhaseCard:
    """A phase of a class.

    Its days, and its rules line by line in both languages.
    """

    name: Any
    first: int
    last: int | None
    now: bool
    zh: tuple[str, ...]
    en: tuple[str, ...]
    source: Any

    @property
    def lines(self) -> tuple[str, ...]:
        """The rules in the active language."""
        return self.en if active_language() == "en" else self.zh

    @property
    def other(self) -> tuple[str, ...]:
        """The rules in the other language."""
        return self.zh if active_language() == "en" else self.en


def phase_cards(
    protocol: Protocol, klass: ZoneClass, start: datetime, now: datetime, tz: tzinfo
) -> list[PhaseCard]:
    """Return the phases of a zone's class, the present one marked."""
    present = phase_on(protocol, klass.key, start, now, tz).phase
    return [
        PhaseCard(
            name=phase.name,
            first=phase.days.first,
            last=phase.days.last,
            now=phase.key == present.key,
            zh=movement_lines(protocol, klass.key, phase, "zh"),
            en=movement_lines(protocol, klass.key, phase, "en"),
            source=phase.source,
        )
        for phase in klass.phases
    ]


def next_classes(protocol: Protocol, zone: Zone) -> list[dict[str, Any]]:
    """Return where a zone can go by a person's word.

    The class that its protocol plans comes first.
    """
    came_from = zone.came_from.klass if zone.came_from else None
    planned = step_for(protocol, zone.klass, came_from)
    first = planned.to if planned else ""
    keys = [*protocol.classes, OPEN]
    keys.sort(key=lambda key: key != first)
    return [
        {"key": key, "name": protocol.name_of(key), "planned": key == first}
        for key in keys
        if key != zone.klass
    ]


def confirmations(protocol: Protocol, zone: Zone) -> list[Any]:
    """Return what a person has to make sure of before the planned step."""
    came_from = zone.came_from.klass if zone.came_from else None
    planned = step_for(protocol, zone.klass, came_from)
    return list(planned.confirm) if planned else []


def zone_history(viewer: Viewer, zone: Zone) -> list[dict[str, Any]]:
    """Return what happened to a zone, newest first, as the part `timeline` draws it."""
    subjects = [subject for subject in (zone.id, zone.publication_id) if subject]
    entries = Entry.objects.of(viewer).filter(subject__in=subjects)
    return [
        {"when": entry.occurred_at, "who": entry.actor_name, "what": _entry_words(entry)}
        for entry in entries[:30]
    ]


def _entry_words(entry: Entry) -> str:
    why = (entry.after or {}).get("why")
    title = title_of(entry.type)
    return _("%(title)s：%(why)s") % {"title": title, "why": why} if why else title


def grid_history(viewer: Viewer, page: GridPage, most: int = 12) -> list[dict[str, Any]]:
    """Return what happened in a grid last.

    To its households, and to itself.
    """
    entries = Entry.objects.of(viewer).filter(
        Q(dwelling__in=page.dwellings) | Q(subject=page.grid.id)
    )
    return [
        {
            "when": entry.occurred_at,
            "who": entry.actor_name,
            "what": _entry_words(entry),
            "url": reverse("people:dwelling", args=[entry.dwelling]) if entry.dwelling else "",
        }
        for entry in entries[:most]
    ]


def zone_doors(viewer: Viewer, zone: Zone) -> list[ZoneStairwell]:
    """Return the stairwells of a zone now, or when it ended."""
    rows = ZoneStairwell.objects.of(viewer).filter(zone=zone)
    rows = rows.filter(until=zone.ended_at)
    return list(rows.select_related("stairwell").order_by("stairwell__sort", "stairwell__label"))


def protocol_use(viewer: Viewer) -> Counter[str]:
    """Return how many zones in force are under each protocol."""
    zones = Zone.objects.of(viewer).filter(ended_at=None)
    return Counter(zones.values_list("protocol", flat=True))
