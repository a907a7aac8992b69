"""What everybody may be told: zones and notices as alerts and as shapes on a map.

Asked by anybody, without an account: from the database come estates, stairwell numbers, classes
and the words of notices for all; a notice that the guard before the groups would stop is left out.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from wanjia.channels.guard import findings
from wanjia.channels.outbox import known_of
from wanjia.channels.standards.cap import LEVELS, Alert, Info
from wanjia.channels.standards.geo import ZoneShape
from wanjia.kernel import clock
from wanjia.kernel.models import Community
from wanjia.kernel.problem import Problem
from wanjia.notices.models import Notice, Reach, State
from wanjia.places.models import Stairwell
from wanjia.zoning.models import Zone, ZoneStairwell
from wanjia.zoning.protocol_values import Text
from wanjia.zoning.shelf import class_of, look_of, protocols

ENDED_FOR = timedelta(days=7)  # so long an end is told
MOST = 200
LANGUAGES = ("zh-CN", "en-US")
FOR_ALL = (Reach.COMMUNITY, Reach.ESTATE, Reach.ZONE)
_NAME = re.compile(r"(zone|notice)-([0-9a-f]{32})-(\d{1,4})")
DO = {
    "sealed": Text(
        "请不要出门，按通知做检测。需要看病、配药或照顾，请联系居委会。",
        "Stay in your home and be tested as told. Call the residents' committee for a doctor,"
        " medicine or care.",
    ),
    "controlled": Text(
        "请不要离开楼道或小区，领取物资时错开时间。需要帮助，请联系居委会。",
        "Do not leave your stairwell or the estate; collect supplies at separate times. Call the"
        " residents' committee for help.",
    ),
    "precaution": Text(
        "请少外出、不聚集。需要帮助，请联系居委会。",
        "Go out little and do not gather. Call the residents' committee for help.",
    ),
}
END = Text("解除", "ended")
Address = Callable[[str], str]  # from an identifier to the address of its document


@dataclass(frozen=True)
class Sender:
    """Whose alerts these are and where they are read."""

    community: Community
    host: str
    address: Address

    @property
    def name(self) -> str:
        """What CAP calls the sender: no space, comma or mark of XML."""
        return f"{re.sub(r'[^0-9A-Za-z.-]', '-', code_of(self.community))}@{self.host}"

    @property
    def geocode(self) -> str:
        """The community's statistical code; empty where it has none."""
        return self.community.code if self.community.code.isdecimal() else ""

    def local(self, at: datetime) -> datetime:
        """A moment with the offset of the community's clock."""
        return at.astimezone(ZoneInfo(self.community.timezone))


def code_of(community: Community) -> str:
    """What a community is called in a public address: its code, or its id where it has none."""
    return community.code or str(community.id)


def community_by_code(code: str) -> Community:
    """The community of a public address; raises Problem `kernel.not_found`."""
    rows = Community.objects.filter(code=code.replace("\0", "-"))
    try:
        rows = Community.objects.filter(id=UUID(code), code="")
    except ValueError:
        rows = rows.exclude(code="")
    found = list(rows[:2])
    if len(found) != 1:
        raise Problem("kernel.not_found")
    return found[0]


def alerts(sender: Sender) -> list[Alert]:
    """The newest message on each zone and notice that holds or ended within the week."""
    since = clock.now() - ENDED_FOR
    zones = _zones(sender.community).filter(Q(ended_at=None) | Q(ended_at__gt=since))[:MOST]
    notices = _notices(sender.community).filter(
        Q(state=State.PUBLISHED) | Q(withdrawn_at__gt=since),
        Q(valid_until=None) | Q(valid_until__gt=clock.now()),
    )[:MOST]
    newest = [told[-1] for told in _zone_alerts(sender, zones) if told]
    return newest + [told[-1] for told in _notice_alerts(sender, notices)]


def alert(sender: Sender, identifier: str) -> Alert:
    """One message of any time; raises Problem `kernel.not_found`."""
    read = _NAME.fullmatch(identifier)
    if read is None:
        raise Problem("kernel.not_found")
    kind, key, number = read[1], UUID(read[2]), int(read[3])
    if kind == "zone":
        found = _zone_alerts(sender, _zones(sender.community).filter(id=key))
    else:
        found = _notice_alerts(sender, _notices(sender.community).filter(id=key))
    if not found or number >= len(found[0]):
        raise Problem("kernel.not_found")
    return found[0][number]


def _zones(community: Community) -> Any:
    rows = Zone.objects.filter(community=community).select_related("estate", "publication")
    return rows.order_by("-started_at", "id")


def _notices(community: Community) -> Any:
    rows = Notice.objects.filter(
        community=community,
        reach__in=FOR_ALL,
        published_at__isnull=False,
        valid_from__lte=clock.now(),
    ).exclude(state=State.DRAFT)
    return rows.select_related("estate", "zone__estate").order_by("-published_at", "id")


@dataclass(frozen=True)
class _Stay:
    """A stairwell in a zone from a moment until another."""

    stairwell: Stairwell
    since: datetime
    until: datetime | None

    def at(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


def _stays(community: Community, zones: Iterable[Zone]) -> dict[UUID, list[_Stay]]:
    rows = ZoneStairwell.objects.filter(community=community, zone__in=[one.id for one in zones])
    found: dict[UUID, list[_Stay]] = defaultdict(list)
    for row in rows.select_related("stairwell__estate").order_by("stairwell__sort", "id"):
        found[row.zone_id].append(_Stay(row.stairwell, row.since, row.until))
    return found


def _zone_alerts(sender: Sender, zones: Iterable[Zone]) -> list[list[Alert]]:
    """Each zone's messages from its publication to its end."""
    shown = list(zones)
    stays = _stays(sender.community, shown)
    return [_zone_story(sender, one, stays[one.id]) for one in shown]


def _zone_story(sender: Sender, zone: Zone, stays: list[_Stay]) -> list[Alert]:
    """Alert when it is published, Update when its stairwells change, Cancel when it has ended."""
    now, start = clock.now(), zone.started_at
    ended = zone.ended_at if zone.ended_at and zone.ended_at <= now else None
    moments = {one.since for one in stays} | {one.until for one in stays if one.until}
    turns = sorted(at for at in moments if start < at <= now and (ended is None or at < ended))
    story: list[Alert] = []
    wells: list[Stairwell] = []
    for at in [start, *turns]:
        inside = [one.stairwell for one in stays if one.at(at)]
        if not inside or (story and inside == wells):
            continue
        wells = inside
        first = min(start, zone.publication.at) if zone.publication else start
        _add(story, _zone_alert(sender, zone, wells, "Update" if story else "Alert"), at, first)
    if ended and story:
        _add(story, _zone_alert(sender, zone, wells, "Cancel"), ended, ended)
    return [replace(one, sent=sender.local(one.sent)) for one in story]


def _add(story: list[Alert], made: Alert, at: datetime, first: datetime) -> None:
    """Put a message at the end of its story, with its number and what went before."""
    name = f"{made.identifier}-{len(story)}"
    earlier = tuple((one.identifier, one.sent) for one in story)
    sent = at if story else first
    web = made.web.replace(made.identifier, name)
    story.append(replace(made, identifier=name, earlier=earlier, sent=sent, web=web))


def _zone_alert(sender: Sender, zone: Zone, wells: list[Stairwell], kind: str) -> Alert:
    shelf = protocols(zone.community_id)
    look, found = look_of(shelf, zone), class_of(shelf, zone)
    name = found.name if found else Text(zone.klass, zone.klass)
    ended = kind == "Cancel"
    infos = []
    for language in LANGUAGES:
        word, area = name.words(language), _area(wells, language)
        state = f"{word}{' ' if language == 'en-US' else ''}{END.words(language)}"
        headline = f"{area} {state if ended else word}"
        do = "" if ended else DO[look].words(language)
        infos.append(Info(language, word, headline, headline, do, area))
    urgency, severity = LEVELS[look]
    identifier = f"zone-{zone.id.hex}"
    return Alert(
        identifier=identifier,
        sender=sender.name,
        sent=zone.started_at,
        kind=kind,
        infos=tuple(infos),
        urgency=urgency,
        severity=severity,
        effective=sender.local(zone.started_at),
        expires=sender.local(zone.planned_end) if zone.planned_end else None,
        web=sender.address(identifier),
        geocode=sender.geocode,
        points=_points(wells),
    )


def _points(wells: Iterable[Stairwell]) -> tuple[tuple[float, float], ...]:
    """Where the stairwells stand; a schematic estate has no place on Earth."""
    return tuple(
        (float(one.at[0]), float(one.at[1])) for one in wells if one.at and not one.estate.schematic
    )


def _area(wells: Iterable[Stairwell], language: str) -> str:
    """The stairwells as a posted notice names them: 中海悦庭 23、24 号."""
    by_estate: dict[Any, list[str]] = defaultdict(list)
    for one in wells:
        by_estate[one.estate].append(one.label)
    if language == "en-US":
        parts = [f"{one.name_en or one.name} {', '.join(by_estate[one])}" for one in by_estate]
        return "; ".join(parts)
    return "；".join(f"{one.name} {'、'.join(by_estate[one])} 号" for one in by_estate)


def _notice_alerts(sender: Sender, notices: Iterable[Notice]) -> list[list[Alert]]:
    shown = list(notices)
    if not shown:
        return []
    known = known_of(sender.community.id)
    every = list(Stairwell.objects.filter(community=sender.community).select_related("estate"))
    zones = [one.zone for one in shown if one.zone]
    stays = _stays(sender.community, zones)
    stories = []
    for one in shown:
        text = "\n".join((one.title, one.body, one.title_en, one.body_en))
        if not findings(text, known):
            wells = _reached(one, every, stays.get(one.zone_id or one.id, []))
            stories.append(_notice_story(sender, one, wells))
    return stories


def _reached(notice: Notice, every: list[Stairwell], stays: list[_Stay]) -> list[Stairwell]:
    """The stairwells that a notice is for: of a zone that ended, those it ended with."""
    if notice.zone:
        end = notice.zone.ended_at
        return [one.stairwell for one in stays if one.until is None or one.until == end]
    if notice.estate_id:
        return [one for one in every if one.estate_id == notice.estate_id]
    return every


def _notice_story(sender: Sender, notice: Notice, wells: list[Stairwell]) -> list[Alert]:
    assert notice.published_at is not None
    story: list[Alert] = []
    base = _notice_alert(sender, notice, wells)
    _add(story, base, notice.published_at, notice.published_at)
    if notice.withdrawn_at:
        _add(story, replace(base, kind="Cancel"), notice.withdrawn_at, notice.withdrawn_at)
    return [replace(one, sent=sender.local(one.sent)) for one in story]


def _notice_alert(sender: Sender, notice: Notice, wells: list[Stairwell]) -> Alert:
    identifier = f"notice-{notice.id.hex}"
    area = {"zh-CN": sender.community.name, "en-US": sender.community.name_en}
    if notice.reach != Reach.COMMUNITY:
        area = {language: _area(wells, language) for language in LANGUAGES}
    words = [("zh-CN", "通知", notice.title, notice.body)]
    if notice.title_en:
        words.append(("en-US", "Notice", notice.title_en, notice.body_en))
    infos = tuple(
        Info(language, event, title, body, "", area[language] or sender.community.name)
        for language, event, title, body in words
    )
    return Alert(
        identifier=identifier,
        sender=sender.name,
        sent=notice.published_at or notice.written_at,
        kind="Alert",
        infos=infos,
        urgency="Immediate" if notice.important else "Expected",
        severity="Moderate" if notice.important else "Minor",
        effective=sender.local(notice.valid_from),
        expires=sender.local(notice.valid_until) if notice.valid_until else None,
        web=sender.address(identifier),
        geocode=sender.geocode,
        points=_points(wells),
    )


def zone_shapes(community: Community) -> list[ZoneShape]:
    """The zones in force now, as everybody may know them."""
    now, tz = clock.now(), ZoneInfo(community.timezone)
    rows = _zones(community).filter(Q(ended_at=None) | Q(ended_at__gt=now), started_at__lte=now)
    zones = list(rows)
    stays, shelf = _stays(community, zones), protocols(community.id)
    shapes = []
    for zone in zones:
        wells = [one.stairwell for one in stays[zone.id] if one.at(now)]
        found = class_of(shelf, zone)
        end = zone.planned_end.astimezone(tz).isoformat() if zone.planned_end else ""
        shapes.append(
            ZoneShape(
                id=str(zone.id),
                estate=zone.estate.name,
                estate_en=zone.estate.name_en,
                klass=found.name.zh if found else zone.klass,
                klass_en=found.name.en if found else zone.klass,
                stairwells=tuple(one.label for one in wells),
                since=zone.started_at.astimezone(tz).isoformat(),
                planned_end=end,
                points=_points(wells),
            )
        )
    return shapes
