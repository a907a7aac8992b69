"""What needs a person now, as lines of work: each with the one button that moves it on."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.care.contacts.overdue import late_now
from wanjia.channels.models import Incoming
from wanjia.channels.queries import waiting_letters
from wanjia.channels.today import LEFT
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.localized import active_language, localized_pair, named
from wanjia.duty.trips.absences import people_out
from wanjia.needs.models import Need, Urgency
from wanjia.needs.queries import is_pressing, need_row
from wanjia.notices.today import WAITING
from wanjia.privacy.subject.corrections import WAITING as CORRECTIONS
from wanjia.reports.labels import round_words
from wanjia.reports.models import Round
from wanjia.reports.rounds.progress import Progress
from wanjia.sites.labels import hour_words
from wanjia.sites.today import waiting_for
from wanjia.zoning.models import Zone
from wanjia.zoning.protocols.protocol import words
from wanjia.zoning.queries import cases_inside, proposals
from wanjia.zoning.zones.publish import UNDO_WITHIN

MOST = 8
SOON = timedelta(hours=1)
STALE = timedelta(hours=12)  # a round that closed longer ago is history, not a call to make
GRAVEST = ("sealed", "controlled", "precaution")
SHUT = GRAVEST[:2]
Row = dict[str, Any]


def rank(look: str) -> int:
    """Where a look stands: the sealed first."""
    return GRAVEST.index(look) if look in GRAVEST else len(GRAVEST)


def alarm_rows(alarms: Iterable[Row]) -> list[Row]:
    """Open alarms, the most urgent first."""
    return [
        {
            "title": one["text"],
            "url": one["url"],
            "icon": "alarm",
            "tone": "alarm",
            "text": one["owner"] or _("还没有人接手"),
            "due": one["due"],
            "link": {"url": one["url"], "label": _("处置")},
        }
        for one in list(alarms)[:MOST]
    ]


def need_rows(viewer: Viewer, needs: Iterable[Need]) -> tuple[list[Row], list[Row]]:
    """Needs that press: those in danger, in doubt or late, and the others.

    However many are in danger or in doubt, none is left out.
    """
    grave: list[Row] = []
    late: list[Row] = []
    others: list[Row] = []
    for one in needs:
        if len(late) == len(others) == MOST and one.urgency > Urgency.DAY:
            break
        if not is_pressing(viewer, one):
            continue
        row = need_row(one)
        if row["grave"]:
            grave.append(row)
        else:
            (late if row["tone"] == "alarm" else others).append(row)
    return [*grave, *late[:MOST]], others[:MOST]


def care_rows(viewer: Viewer) -> list[Row]:
    """Those at risk with whom nobody has spoken in their time, for officers."""
    late = late_now(viewer.community_id) if viewer.sees_all else None
    if late is None or not late.people:
        return []
    said = ngettext("%(n)s 位要关照的人过了联系时限", "%(n)s 位要关照的人过了联系时限", late.people)
    doors = ngettext("其中 %(n)s 位要上门", "其中 %(n)s 位要上门", late.by_door)
    return [
        {
            "title": said % {"n": late.people},
            "url": "/care/?list=late",
            "icon": "elder",
            "tone": "alarm",
            "text": doors % {"n": late.by_door} if late.by_door else "",
            "due": late.oldest,
            "link": {"url": "/care/?list=late", "label": _("去联系")},
        }
    ]


def trip_rows(viewer: Viewer) -> list[Row]:
    """Who is on the way to a hospital or there, until they are home."""
    return [
        {
            "title": f"{one.door} {one.hospital}",
            "url": f"/trips/{one.trip}/",
            "icon": "phone",
            "tone": "soon",
            "text": _("就医还没回家"),
            "due": None,
            "link": {"url": f"/trips/{one.trip}/", "label": _("打开")},
        }
        for one in people_out(viewer)[:MOST]
    ]


def transfer_rows(viewer: Viewer) -> list[Row]:
    """Positives who wait for transfer, while there are any."""
    many, unseated, oldest = waiting_for(viewer)
    if not many:
        return []
    said = ngettext("%(n)s 人等转运", "%(n)s 人等转运", many) % {"n": many}
    seats = ngettext("其中 %(n)s 人还没有车", "其中 %(n)s 人还没有车", unseated) % {"n": unseated}
    return [
        {
            "title": said,
            "url": "/transfers/",
            "icon": "people",
            "tone": "alarm" if unseated else "soon",
            "text": seats if unseated else "",
            "when": _("最久的自 %(at)s") % {"at": hour_words(oldest)},
            "link": {"url": "/transfers/", "label": _("安排")},
        }
    ]


def case_rows(viewer: Viewer, cases: list[Any], zones: Iterable[Zone]) -> list[Row]:
    """Cases that no zone holds yet, and cases inside a zone that a person must decide."""
    waiting: Counter[UUID] = Counter()
    first: dict[UUID, Any] = {}
    for case in cases:
        if not case.held:
            estate = case.dwelling.stairwell.estate_id
            waiting[estate] += 1
            first[estate] = case
    rows = [_unplanned(first[one], many) for one, many in waiting.items()]
    for entry, case, zone in cases_inside(viewer, cases, zones):
        raises = (entry.after or {}).get("effect") == "raise_to"
        if raises and zone.estate_id in first:
            continue  # The plan that it waits for is asked for above.
        rows.append(
            {
                "title": _("%(zone)s内新增病例，等您决定") % {"zone": named(zone)},
                "url": "/proposals/",
                "icon": "case",
                "tone": "soon",
                "text": case.dwelling.door,
                "link": {"url": "/proposals/", "label": _("决定")},
            }
        )
    return rows


def _unplanned(case: Any, many: int) -> Row:
    estate = case.dwelling.stairwell.estate
    url = f"/plans/{estate.id}/"
    place = f"{named(estate)} {case.dwelling.door}"
    more = ngettext("%(n)s 例", "%(n)s 例", many) % {"n": many}
    return {
        "title": _("%(door)s 有病例，还没有定方案") % {"door": place},
        "url": url,
        "icon": "case",
        "tone": "alarm",
        "text": " · ".join([more, case.told_by]) if case.told_by else more,
        "link": {"url": url, "label": _("定方案")},
    }


def undo_rows(zones: Iterable[Zone], now: datetime) -> list[Row]:
    """Publications of the last hour: to print from, or to take back."""
    fresh = {
        zone.publication: zone.estate
        for zone in zones
        if zone.publication and zone.publication.at > now - UNDO_WITHIN
    }
    return [
        {
            "title": _("%(estate)s 刚刚发布") % {"estate": named(estate)},
            "url": f"/publications/{one.id}/",
            "icon": "print",
            "text": _("告示、二维码待打印；一小时内可以撤销"),
            "due": one.at + UNDO_WITHIN,
            "link": {"url": f"/publications/{one.id}/", "label": _("打开")},
        }
        for one, estate in fresh.items()
    ]


def round_rows(
    rounds: Iterable[Round],
    progress: Mapping[UUID, Progress],
    looks: Mapping[UUID, str],
    now: datetime,
) -> list[Row]:
    """Rounds in which somebody has not been heard from: a line for each that is sealed or
    controlled; those of precaution zones with the same name and end share one."""
    asking = [one for one in rounds if progress[one.id].missing and now - one.closes_at < STALE]

    def alike(one: Round) -> tuple[Any, ...]:
        look = looks.get(one.zone_id, "")
        alone = "" if look == "precaution" else str(one.id)
        return rank(look), one.closes_at, round_words(one), alone

    found = []
    for _key, group in groupby(sorted(asking, key=alike), key=alike):
        same = list(group)
        missing = sum(progress[one.id].missing for one in same)
        found.append(_round_row(same, missing, now))
    return found


def _round_row(rounds: list[Round], missing: int, now: datetime) -> Row:
    one = rounds[0]
    alone = len(rounds) == 1
    place = named(one.zone) if alone else _("%(n)s 个防范区") % {"n": len(rounds)}
    url = f"/missing/?round={one.id}" if alone else "/rounds/"
    open_still = one.closes_at > now
    said = {"zone": place, "round": round_words(one), "n": missing}
    return {
        "title": _("%(zone)s %(round)s：还有 %(n)s 人未填") % said,
        "url": url,
        "icon": "phone",
        "tone": "soon" if open_still and one.closes_at - now < SOON else "",
        "text": "" if alone else _("、").join(named(each.zone) for each in rounds),
        "due": one.closes_at if open_still else None,
        "when": "" if open_still else _("已截止"),
        "link": {"url": url, "label": _("催报")},
    }


def clock_rows(
    viewer: Viewer, zones: list[Zone], looks: Mapping[UUID, str], cases: Iterable[Any]
) -> list[Row]:
    """Zones whose time is up, and, once nobody is shut in, those that hang on others.

    Whether all that the protocol asks is fulfilled is told where it is decided.
    """
    now, language = clock.now(), active_language()
    due = [
        _("%(zone)s 到期，请审定") % {"zone": named(zone)}
        for zone in zones
        if zone.planned_end and zone.planned_end <= now
    ]
    shut = any(looks[zone.id] in SHUT for zone in zones) or any(not one.held for one in cases)
    if zones and not shut and not due:
        found = proposals(viewer, timezone.get_current_timezone(), zones)
        due = [words(one, language) for _zone, one in found if one.ready]
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


def told_rows(viewer: Viewer) -> list[Row]:
    """What notices and messages need: an answer, a hand, another try."""
    waiting, left = WAITING.now(viewer.community_id), LEFT.now(viewer.community_id)
    return [
        *voice_rows(waiting or []),
        *(outbox_rows(left) if left else []),
        *_correction_rows(CORRECTIONS.now(viewer.community_id) or 0),
    ]


def letter_rows(viewer: Viewer) -> list[Row]:
    """What came in by message and waits: a voice or picture that nobody heard or saw, each by
    itself; the rest as one, with the clock of the longest waiting."""
    letters, now = list(waiting_letters(viewer)), clock.now()
    unread = [one for one in letters if one.is_unread]
    rest = [one for one in letters if not one.is_unread]
    rows = [_unread_row(one, now) for one in unread[:MOST]]
    if len(unread) > MOST:
        rest = [*unread[MOST:], *rest]
    if rest:
        due = min(one.due_at for one in rest)
        said = ngettext("%(n)s 条来信待处理", "%(n)s 条来信待处理", len(rest))
        rows.append(
            {
                "title": said % {"n": len(rest)},
                "url": "/incoming/",
                "icon": "chat",
                "tone": "alarm" if due < now else "soon",
                "text": _("没读懂，或不知是哪一户：30 分钟内要有人看"),
                "due": due,
                "link": {"url": "/incoming/", "label": _("打开")},
            }
        )
    return rows


def _unread_row(letter: Incoming, now: datetime) -> Row:
    """A voice, picture or place that nobody could read: to be opened within five minutes."""
    home, due = letter.sender.dwelling, letter.due_at
    said = {
        "voice": _("听语音"),
        "image": _("看图片"),
        "video": _("看视频"),
        "shortvideo": _("看视频"),
        "location": _("看位置"),
    }.get(letter.kind, _("看来信"))
    url = f"/incoming/#m-{letter.id}"
    return {
        "title": f"{said} · {home.door if home else _('不知哪户')}",
        "url": url,
        "icon": "chat",
        "tone": "alarm" if due < now else "soon",
        "text": _("没人能自动读：5 分钟内要有人听、看"),
        "due": due,
        "link": {"url": url, "label": _("打开")},
    }


def _correction_rows(waiting: int) -> list[Row]:
    """What households say is wrong of themselves."""
    if not waiting:
        return []
    said = ngettext("%(n)s 条住户更正待核对", "%(n)s 条住户更正待核对", waiting)
    return [
        {
            "title": said % {"n": waiting},
            "url": "/corrections/",
            "icon": "people",
            "link": {"url": "/corrections/", "label": _("核对")},
        }
    ]


def voice_rows(waiting: Iterable[Row]) -> list[Row]:
    """Notices beneath which somebody waits for an answer, the longest waiting first."""
    rows = []
    for one in list(waiting)[:MOST]:
        url = f"/notices/{one['notice']}/#voices"
        title = localized_pair(one["title"], one["title_en"])
        many = ngettext("%(n)s 条留言等回答", "%(n)s 条留言等回答", one["waiting"])
        rows.append(
            {
                "title": many % {"n": one["waiting"]},
                "url": url,
                "icon": "bell",
                "text": title,
                "link": {"url": url, "label": _("回答")},
            }
        )
    return rows


def outbox_rows(left: Mapping[str, Any]) -> list[Row]:
    """Messages that did not go out, or that somebody must copy into a group."""
    said = (
        (
            "failed",
            "alarm",
            ngettext("%(n)s 条消息没发出去", "%(n)s 条消息没发出去", left["failed"]),
        ),
        ("by_hand", "", ngettext("%(n)s 条消息待转发", "%(n)s 条消息待转发", left["by_hand"])),
    )
    urls = {
        "failed": "/channels/?view=failed",
        "by_hand": "/channels/?view=todo",
    }
    return [
        {
            "title": words % {"n": left[key]},
            "url": urls[key],
            "icon": "bell",
            "tone": tone,
            "text": "",
            "link": {"url": urls[key], "label": _("打开")},
        }
        for key, tone, words in said
        if left[key]
    ]
