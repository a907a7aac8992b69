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
from wanjia.reports.models import Round
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import Text, day_words
from wanjia.zoning.protocols.public_text import body_text, end_words
from wanjia.zoning.queries import class_of, community_tz, protocols
from wanjia.zoning.zones.public_text import over_zone, told_zone
from wanjia.zoning.zones.queries import zone_doors

REPLACED = Text("已由新的告示代替。", "A newer notice takes its place.")
FROM_NOW = Text("{day}起：{what}。", "From {day}: {what}.")
ANEW = Text("日期有变，以这份告示为准。", "The date has changed: this notice holds.")

EXTRA_TITLE = Text("{name}：{day} {from}–{to}", "{name}: {day} {from}–{to}")
EXTRA_BODY = Text(
    "{day} {from} 到 {to} {name}。原因：{why}。请在这段时间里按通知做，做完在这里报。",
    "{name} on {day} from {from} to {to}. Reason: {why}. Please take it within these hours as told,"
    " and report it here.",
)


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
    notice = _publish(viewer, texts, None if zone.ended_at else zone)
    if zone.ended_at:
        NoticeStairwell.objects.bulk_create(
            NoticeStairwell(
                community_id=entry.community_id, notice=notice, stairwell_id=row.stairwell_id
            )
            for row in zone_doors(viewer, zone)
        )
    _journal_published(viewer, notice)
    return notice


def tell_extra_round(entry: Entry) -> None:
    """Tell those who live in the zones of an extra round when it is, and why."""
    viewer, called = system_viewer(entry.community_id), entry.after or {}
    rounds = Round.objects.filter(community_id=entry.community_id, id__in=called["rounds"])
    tz = community_tz(entry.community_id)
    for round_ in rounds.select_related("zone"):
        opens, closes = (moment.astimezone(tz) for moment in (round_.opens_at, round_.closes_at))
        times = {"from": f"{opens:%H:%M}", "to": f"{closes:%H:%M}", "why": round_.reason}
        zh = {**times, "day": day_words(opens, "zh"), "name": round_.name}
        en = {**times, "day": day_words(opens, "en"), "name": round_.name_en}
        texts = {
            "title": EXTRA_TITLE.zh.format(**zh),
            "title_en": EXTRA_TITLE.en.format(**en),
            "body": EXTRA_BODY.zh.format(**zh),
            "body_en": EXTRA_BODY.en.format(**en),
        }
        _journal_published(viewer, _publish(viewer, texts, round_.zone, until=round_.closes_at))


def _publish(
    viewer: Viewer, texts: dict[str, str], zone: Zone | None, until: datetime | None = None
) -> Notice:
    """Put up a notice to a zone, or to the doors that are named after."""
    now = clock.now()
    return Notice.objects.create(
        community_id=viewer.community_id,
        **texts,
        reach=Reach.ZONE if zone else Reach.STAIRWELLS,
        zone=zone,
        valid_from=now,
        valid_until=until,
        important=True,
        state=State.PUBLISHED,
        written_at=now,
        published_at=now,
        created_by_name=viewer.name,
    )


def _journal_published(viewer: Viewer, notice: Notice) -> None:
    for kind in ("notice.drafted", "notice.published"):
        journal.write(viewer, kind, subject=notice.id, after={"title": notice.title})


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
