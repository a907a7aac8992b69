"""Today's zones: how those in sight stand, whose time is up, what was just published."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.localized import active_language, localized, localized_name
from wanjia.core.prepared_queries import prepared
from wanjia.core.today import TodayPage, TodayRow, today_part, today_rows, unused_while
from wanjia.places.queries import people_behind
from wanjia.zoning.models import Zone
from wanjia.zoning.plans.actions import UNDO_WITHIN
from wanjia.zoning.protocols.protocol import day_of, words
from wanjia.zoning.protocols.protocol_store import class_of, klass_word, look_of
from wanjia.zoning.queries import (
    Spans,
    doors_now,
    proposals,
    protocols,
    recent_cases,
    visible_grids,
    visible_zones,
    zone_spans,
)
from wanjia.zoning.zones.changes import to_be_posted

GRAVEST = ("sealed", "controlled", "precaution")
SHUT = GRAVEST[:2]


def rank(look: str) -> int:
    """Return where a look stands: the sealed first."""
    return GRAVEST.index(look) if look in GRAVEST else len(GRAVEST)


@prepared()
def _standing_zones(viewer: Viewer) -> QuerySet[Zone]:
    rows = visible_zones(viewer).filter(Q(ended_at=None) | to_be_posted())
    return rows.select_related("came_from", "estate", "publication").defer("publication__plan")


@dataclass(frozen=True)
class Standing:
    """How those in sight stand.

    People by how their zone looks, and the zones with their age.
    """

    people: int
    households: int
    looks: list[TodayRow]
    zones: list[TodayRow]
    in_force: list[Zone]
    looks_of: dict[UUID, str]
    changed: list[Zone]


def standing_of(viewer: Viewer, doors: Mapping[UUID, Iterable[UUID]]) -> Standing:
    """Count the people behind each zone's doors (its stairwells in sight)."""
    now = clock.now()
    behind = people_behind(viewer, None if viewer.sees_all else viewer.stairwells)
    shelf = protocols(viewer.community_id)
    counted: dict[UUID, Counter[str]] = {}
    for zone_id, stairwells in doors.items():
        counted[zone_id] = Counter()
        for stairwell in stairwells:
            homes, people = behind.get(stairwell, (0, 0))
            counted[zone_id].update(households=homes, people=people)
    known = list(_standing_zones(viewer))
    zones = [zone for zone in known if zone.id in counted]
    tz = timezone.get_current_timezone()
    looks = {zone.id: look_of(shelf, zone) for zone in zones}
    shown: list[TodayRow] = [
        {
            "zone": zone,
            "look": looks[zone.id],
            "word": klass_word(shelf, zone),
            "days": max(day_of(zone.clock_from, now, tz) - 1, 0),
            "people": counted[zone.id]["people"],
            "households": counted[zone.id]["households"],
            "url": f"/zones/{zone.id}/",
        }
        for zone in zones
    ]
    shown.sort(key=lambda row: (rank(row["look"]), str(row["zone"])))
    return Standing(
        sum(residents for _homes, residents in behind.values()),
        sum(households for households, _people in behind.values()),
        _by_look(shown),
        shown,
        zones,
        looks,
        [zone for zone in known if zone.changed_at and not zone.posted_at],
    )


def _by_look(zones: list[TodayRow]) -> list[TodayRow]:
    """Return people and households under each look.

    One zone opens itself, several their list.
    """
    rows: dict[str, TodayRow] = {}
    for zone in zones:
        row = rows.setdefault(
            zone["look"], {"look": zone["look"], "people": 0, "households": 0, "url": ""}
        )
        row["people"] += zone["people"]
        row["households"] += zone["households"]
        row["url"] = "/zones/" if row["url"] else zone["url"]
    return list(rows.values())


def spans_of(page: TodayPage) -> Spans | None:
    """Return the spans of the zones in sight of who sees some doors only."""
    return None if page.viewer.sees_all else zone_spans(page.viewer)


def standing(page: TodayPage) -> Standing:
    """Return how those in sight stand now."""
    return standing_of(page.viewer, doors_now(page.viewer, page.now, page.ask(spans_of)))


def cases_now(page: TodayPage) -> list[Any]:
    """Return the cases of late, for officers."""
    return list(recent_cases(page.viewer)) if page.viewer.role in OFFICERS else []


@unused_while
def nobody_lives_here(page: TodayPage) -> bool:
    """Return whether an officer has no residents yet."""
    return page.viewer.role in OFFICERS and not page.ask(standing).people


@today_part("figures", order=10, template="zoning/today_looks.html")
def looks(page: TodayPage) -> dict[str, Any]:
    """Return people and households by how their zone looks."""
    return {"standing": page.ask(standing)}


@today_part("side", order=10, template="zoning/today_grids.html")
def grids(page: TodayPage) -> dict[str, Any]:
    """Return the grids of who works in one."""
    return {"grids": [] if page.viewer.role in OFFICERS else list(visible_grids(page.viewer))}


@today_part("side", order=30, template="zoning/today_zones.html")
def zones(page: TodayPage) -> dict[str, Any]:
    """Return the zones in force."""
    return {"standing": page.ask(standing)}


@today_rows(order=100, roles=OFFICERS)
def clock_rows(page: TodayPage) -> list[TodayRow]:
    """Return zones whose time is up, and, once nobody is shut in, those that hang on others.

    Whether all that the protocol asks is fulfilled is told where it is decided.
    """
    now_in_force = page.ask(standing)
    zones, looks, cases = now_in_force.in_force, now_in_force.looks_of, page.ask(cases_now)
    now, language = page.now, active_language()
    due = [
        _("%(zone)s 到期，请审定") % {"zone": localized_name(zone)}
        for zone in zones
        if zone.planned_end and zone.planned_end <= now
    ]
    shut = any(looks[zone.id] in SHUT for zone in zones) or any(not case.held for case in cases)
    if zones and not shut and not due:
        zone_proposals = proposals(page.viewer, timezone.get_current_timezone(), zones)
        due = [words(proposal, language) for _zone, proposal in zone_proposals if proposal.ready]
    return [
        {
            "title": title,
            "url": "/proposals/",
            "icon": "zone",
            "tone": "soon",
            "link": {"url": "/proposals/", "label": _("审定")},
        }
        for title in due
    ]


@today_rows(order=90, roles=OFFICERS)
def change_rows(page: TodayPage) -> list[TodayRow]:
    """Return zones in which something changed for the people, until the notices hang."""
    return [
        {
            "title": _("%(zone)s：%(what)s，告示待贴")
            % {"zone": localized_name(zone), "what": zone.get_change_display()},
            "url": f"/zones/{zone.id}/change/",
            "icon": "print",
            "tone": "soon",
            "text": _("住户页面和群已经通知；门口告示和卡口等您办"),
            "link": {"url": f"/zones/{zone.id}/change/", "label": _("打开")},
        }
        for zone in page.ask(standing).changed
    ]


@today_rows(order=95, roles=OFFICERS)
def phase_rows(page: TodayPage) -> list[TodayRow]:
    """Return zones that enter another phase tomorrow: the day before it is told."""
    shelf, tz = protocols(page.viewer.community_id), timezone.get_current_timezone()
    rows = []
    for zone in page.ask(standing).in_force:
        klass = class_of(shelf, zone)
        if klass is None or len(klass.phases) < 2 or zone.started_at > page.now:
            continue
        day = day_of(zone.clock_from, page.now, tz)
        phase = next((one for one in klass.phases[1:] if one.days.first == day + 1), None)
        if phase:
            told = {"zone": localized_name(zone), "phase": localized(phase.name)}
            rows.append(
                {
                    "title": _("%(zone)s 明天起：%(phase)s") % told,
                    "url": f"/zones/{zone.id}/",
                    "icon": "zone",
                    "text": _("到时自动通知住户和群；请备好门口告示"),
                    "link": {"url": f"/zones/{zone.id}/", "label": _("打开")},
                }
            )
    return rows


@today_rows(order=140, roles=OFFICERS)
def undo_rows(page: TodayPage) -> list[TodayRow]:
    """Return publications of the last hour.

    To print from, or to take back.
    """
    fresh = {
        zone.publication: zone.estate
        for zone in page.ask(standing).in_force
        if zone.publication and zone.publication.published_at > page.now - UNDO_WITHIN
    }
    return [
        {
            "title": _("%(estate)s 刚刚发布") % {"estate": localized_name(estate)},
            "url": f"/publications/{publication.id}/",
            "icon": "print",
            "text": _("告示、二维码待打印；一小时内可以撤销"),
            "due": publication.published_at + UNDO_WITHIN,
            "link": {"url": f"/publications/{publication.id}/", "label": _("打开")},
        }
        for publication, estate in fresh.items()
    ]
