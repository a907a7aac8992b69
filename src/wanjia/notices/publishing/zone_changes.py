"""What changed in a zone is told to those who live there, in the words of its protocol."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Entry
from wanjia.notices.models import Notice, NoticeStairwell, Reach, State
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import Text, day_words
from wanjia.zoning.protocols.public_text import body_text, end_words
from wanjia.zoning.queries import class_of, community_tz, protocols
from wanjia.zoning.zones.public_text import over_zone, told_zone
from wanjia.zoning.zones.queries import zone_doors

REPLACED = Text("已由新的告示代替。", "A newer notice takes its place.")
FROM_NOW = Text("{day}起：{what}。", "From {day}: {what}.")
ANEW = Text("日期有变，以这份告示为准。", "The date has changed: this notice holds.")


def tell_change(entry: Entry) -> Notice | None:
    """Publish what changed in a zone, and withdraw what was told of it before."""
    zones = Zone.objects.filter(community_id=entry.community_id).select_related("estate")
    zone = zones.filter(id=entry.subject).first() if entry.subject else None
    if zone is None or (entry.type == "zone.clock_reset" and not _has_moved(entry)):
        return None
    viewer = system_viewer(entry.community_id)
    texts = _over_texts(viewer, zone) if zone.ended_at else _texts(viewer, zone, entry)
    if texts is None:
        return None
    tz = community_tz(entry.community_id)
    _withdraw_old(viewer, zone, entry, tz)
    notice = Notice.objects.create(
        community_id=entry.community_id,
        **texts,
        reach=Reach.STAIRWELLS if zone.ended_at else Reach.ZONE,
        zone=None if zone.ended_at else zone,
        valid_from=clock.now(),
        important=True,
        state=State.PUBLISHED,
        written_at=clock.now(),
        published_at=clock.now(),
        created_by_name=viewer.name,
    )
    if zone.ended_at:
        NoticeStairwell.objects.bulk_create(
            NoticeStairwell(
                community_id=entry.community_id, notice=notice, stairwell_id=row.stairwell_id
            )
            for row in zone_doors(viewer, zone)
        )
    for kind in ("notice.drafted", "notice.published"):
        journal.write(viewer, kind, subject=notice.id, after={"title": notice.title})
    return notice


def _has_moved(entry: Entry) -> bool:
    before, after = entry.before or {}, entry.after or {}
    return before.get("planned_end") != after.get("planned_end")


def _texts(viewer: Viewer, zone: Zone, entry: Entry) -> dict[str, str] | None:
    shelf, now = protocols(viewer.community_id), clock.now()
    told = told_zone(shelf, zone, now, community_tz(viewer.community_id))
    if told is None:
        return None
    lead = _lead_of(viewer, zone, entry, told.phase.name)
    texts = told.as_notice()
    texts["body"] = f"{lead.zh}\n{texts['body']}"
    texts["body_en"] = f"{lead.en}\n{texts['body_en']}"
    return texts


def _lead_of(viewer: Viewer, zone: Zone, entry: Entry, phase: Text) -> Text:
    """Return the first line of a notice: what is new."""
    klass = class_of(protocols(viewer.community_id), zone)
    today = timezone.localdate(clock.now(), community_tz(viewer.community_id))
    if entry.type == "zone.clock_reset":
        effect = (entry.after or {}).get("effect")
        rule = (
            next((rule for rule in klass.new_case if rule.effect == effect), None)
            if klass
            else None
        )
        return Text(f"{rule.text.zh}{ANEW.zh}", f"{rule.text.en} {ANEW.en}") if rule else ANEW
    name = klass.name if klass and entry.type == "zone.stepped" else phase
    return Text(
        FROM_NOW.zh.format(day=day_words(today, "zh"), what=name.zh),
        FROM_NOW.en.format(day=day_words(today, "en"), what=name.en),
    )


def _over_texts(viewer: Viewer, zone: Zone) -> dict[str, str] | None:
    shelf, tz = protocols(viewer.community_id), community_tz(viewer.community_id)
    zh, en = (over_zone(shelf, zone, tz, language) for language in ("zh", "en"))
    if zh is None or en is None:
        return None
    return {
        "title": zh.headline[:60],
        "title_en": en.headline[:120],
        "body": body_text(zh, "") or zh.headline,
        "body_en": body_text(en, "") or en.headline,
    }


def _withdraw_old(viewer: Viewer, zone: Zone, entry: Entry, tz: ZoneInfo) -> None:
    """Withdraw the notices of a zone that tell the date as it was, for they hold no longer."""
    told_before = _ends_before(zone, entry, tz)
    zones = {zone.id, (entry.before or {}).get("zone")} - {None}
    if entry.type == "zone.clock_reset" and len({str(one) for one in zones}) > 1:
        zones = {zone.id}  # A building that left its zone: what the others were told still holds.
    rows = Notice.objects.filter(
        community_id=viewer.community_id, state=State.PUBLISHED, zone__in=list(zones)
    )
    for notice in rows:
        if not any(ends in notice.body + notice.body_en for ends in told_before):
            continue
        notice.state, notice.withdrawn_at = State.WITHDRAWN, clock.now()
        notice.withdrawn_reason = REPLACED.zh
        notice.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
        journal.write(
            viewer,
            "notice.withdrawn",
            subject=notice.id,
            after={"title": notice.title, "why": REPLACED.zh},
        )


def _ends_before(zone: Zone, entry: Entry, tz: ZoneInfo) -> list[str]:
    before: dict[str, Any] = entry.before or {}
    former = _zone_before(zone, before)
    end, days = former.planned_end, former.clear_days
    if "planned_end" in before:
        end = datetime.fromisoformat(before["planned_end"]) if before["planned_end"] else None
        days = before.get("clear_days")
    return [end_words(end, tz, language, days) for language in ("zh", "en")]


def _zone_before(zone: Zone, before: dict[str, Any]) -> Zone:
    """Return the zone that another stepped from, else the zone itself."""
    known = before.get("zone")
    if known in (None, str(zone.id)):
        return zone
    return Zone.objects.get(community_id=zone.community_id, id=UUID(known))
