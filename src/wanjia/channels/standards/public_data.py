"""What everybody may be told: zones and notices as alerts and as shapes on a map.

Asked by anybody, without an account: from the database come estates, stairwell numbers, classes
and the words of notices for all; a notice that the guard before the groups would stop is left out.
What is said of a zone is its protocol's; nothing is said here.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from wanjia.channels.outbox.privacy_filter import findings
from wanjia.channels.outbox.queue import known_of
from wanjia.channels.standards.cap import Alert, Info
from wanjia.channels.standards.geo import ZoneShape
from wanjia.channels.standards.senders import (
    LANGUAGES,
    Grounds,
    Sender,
    Told,
    area_words,
    code_of,
    community_by_code,
    follow,
    with_ground,
)
from wanjia.channels.standards.zone_messages import Stay, stays_of, zone_rows, zone_stories
from wanjia.core import clock
from wanjia.core.models import Community
from wanjia.core.problems import Problem
from wanjia.notices.models import Notice, Reach, State
from wanjia.places.models import Stairwell
from wanjia.zoning.protocols.protocol_store import protocols
from wanjia.zoning.zones.public_text import told_zone

__all__ = ["Sender", "alert", "alerts", "code_of", "community_by_code", "zone_shapes"]

ENDED_FOR = timedelta(days=7)  # so long an end is told
MOST = 200
FOR_ALL = (Reach.COMMUNITY, Reach.ESTATE, Reach.ZONE)
_NAME = re.compile(r"(zone|notice)-([0-9a-f]{32})-(\d{1,4})")


def alerts(sender: Sender) -> list[Alert]:
    """Return the newest message on each zone and notice that holds or ended within the week."""
    since = clock.now() - ENDED_FOR
    zones = zone_rows(sender.community).filter(Q(ended_at=None) | Q(ended_at__gt=since))[:MOST]
    notices = _public_notices(sender.community).filter(
        Q(state=State.PUBLISHED) | Q(withdrawn_at__gt=since),
        Q(valid_until=None) | Q(valid_until__gt=clock.now()),
    )[:MOST]
    stories = [told for told in zone_stories(sender, zones).values() if told]
    stories += _notice_stories(sender, notices)
    newest = [told[-1].alert for told in stories]
    # A zone that was stepped to another class is told of by the messages on the newer zone.
    past = {name for one in newest for name, _sent in one.earlier}
    return [one for one in newest if one.identifier not in past]


def alert(sender: Sender, identifier: str) -> Alert:
    """Return one message of any time; raises Problem `kernel.not_found`."""
    read = _NAME.fullmatch(identifier)
    if read is None:
        raise Problem("kernel.not_found")
    kind, key, number = read[1], UUID(read[2]), int(read[3])
    if kind == "zone":
        zones = zone_rows(sender.community).filter(id=key)
        found = list(zone_stories(sender, zones).values())
    else:
        found = _notice_stories(sender, _public_notices(sender.community).filter(id=key))
    if not found or number >= len(found[0]):
        raise Problem("kernel.not_found")
    return with_ground(found[0][number], sender.community)


def _public_notices(community: Community) -> Any:
    rows = Notice.objects.filter(
        community=community,
        reach__in=FOR_ALL,
        published_at__isnull=False,
        valid_from__lte=clock.now(),
    ).exclude(state=State.DRAFT)
    return rows.select_related("estate", "zone__estate").order_by("-published_at", "id")


def _notice_stories(sender: Sender, notices: Iterable[Notice]) -> list[list[Told]]:
    shown = list(notices)
    if not shown:
        return []
    known = known_of(sender.community.id)
    stairwells = list(Stairwell.objects.filter(community=sender.community).select_related("estate"))
    stays = stays_of(sender.community, [one.zone.id for one in shown if one.zone])
    stories = []
    for one in shown:
        text = "\n".join((one.title, one.body, one.title_en, one.body_en))
        if not findings(text, known):
            wells = _stairwells_reached(one, stairwells, stays.get(one.zone_id or one.id, []))
            stories.append(_notice_story(sender, one, wells))
    return stories


def _stairwells_reached(
    notice: Notice, stairwells: list[Stairwell], stays: list[Stay]
) -> list[Stairwell]:
    """Return the stairwells that a notice is for: of a zone that ended, those it ended with."""
    if notice.zone:
        end = notice.zone.ended_at
        return [span.stairwell for span in stays if span.until is None or span.until == end]
    if notice.estate_id:
        return [one for one in stairwells if one.estate_id == notice.estate_id]
    return stairwells


def _notice_story(sender: Sender, notice: Notice, wells: list[Stairwell]) -> list[Told]:
    story: list[Told] = []
    base = _notice_alert(sender, notice, wells)
    follow(story, base, wells)
    if notice.withdrawn_at:
        over = replace(base, kind="Cancel", sent=sender.local(notice.withdrawn_at))
        follow(story, over, wells)
    return story


def _notice_alert(sender: Sender, notice: Notice, wells: list[Stairwell]) -> Alert:
    identifier = f"notice-{notice.id.hex}"
    area = {"zh-CN": sender.community.name, "en-US": sender.community.name_en}
    if notice.reach != Reach.COMMUNITY:
        area = {language: area_words(wells, language) for language in LANGUAGES}
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
        sent=sender.local(notice.published_at or notice.written_at),
        kind="Alert",
        infos=infos,
        category=_emergency_category(notice),
        urgency="Immediate" if notice.important else "Expected",
        severity="Moderate" if notice.important else "Minor",
        certainty="Observed",
        effective=sender.local(notice.valid_from),
        expires=sender.local(notice.valid_until) if notice.valid_until else None,
        web=sender.address(identifier),
        geocode=sender.geocode,
    )


def _emergency_category(notice: Notice) -> str:
    """Return what a notice is about, as far as is known: the emergency of the zone that it is
    for.
    """
    protocol = protocols(notice.community_id).get(notice.zone.protocol) if notice.zone else None
    return protocol.public.category if protocol and protocol.public else "Other"


def zone_shapes(community: Community) -> list[ZoneShape]:
    """Return the zones in force now, as everybody may know them."""
    now, tz = clock.now(), ZoneInfo(community.timezone)
    rows = zone_rows(community).filter(Q(ended_at=None) | Q(ended_at__gt=now), started_at__lte=now)
    zones = list(rows)
    stays, shelf = stays_of(community, [one.id for one in zones]), protocols(community.id)
    grounds = Grounds(community)
    shapes = []
    for zone in zones:
        wells = [span.stairwell for span in stays[zone.id] if span.at(now)]
        told = told_zone(shelf, zone, now, tz)
        if told is None:
            continue
        end = zone.planned_end.astimezone(tz).isoformat() if zone.planned_end else ""
        shapes.append(
            ZoneShape(
                id=str(zone.id),
                estate=zone.estate.name,
                estate_en=zone.estate.name_en,
                zh=told.words("zh"),
                en=told.words("en"),
                stairwells=tuple(well.label for well in wells),
                since=zone.started_at.astimezone(tz).isoformat(),
                planned_end=end,
                ends=told.ends("zh"),
                ends_en=told.ends("en"),
                polygons=grounds.of(wells),
            )
        )
    return shapes
