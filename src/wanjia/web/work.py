"""What needs a person now, as lines of work: each with the one button that moves it on."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.access import Viewer
from wanjia.kernel.words import named
from wanjia.reports.models import Round
from wanjia.reports.progress import Progress
from wanjia.reports.words import round_words
from wanjia.zoning.models import Publication
from wanjia.zoning.protocol import words
from wanjia.zoning.publishing import UNDO_WITHIN
from wanjia.zoning.queries import cases_inside, proposals, unheld_cases

MOST = 8
SOON = timedelta(hours=1)
STALE = timedelta(hours=12)  # a round that closed longer ago is history, not a call to make
GRAVEST = ("sealed", "controlled", "precaution")
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


def case_rows(viewer: Viewer) -> list[Row]:
    """Cases that no zone holds yet, and cases inside a zone that a person must decide."""
    waiting: Counter[UUID] = Counter()
    first = {}
    for case in unheld_cases(viewer).select_related("dwelling__stairwell__estate"):
        estate = case.dwelling.stairwell.estate
        waiting[estate.id] += 1
        first[estate.id] = (estate, case)
    rows = [_unplanned(*first[one], many) for one, many in waiting.items()]
    for entry, case, zone in cases_inside(viewer):
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


def _unplanned(estate: Any, case: Any, many: int) -> Row:
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


def undo_rows(viewer: Viewer) -> list[Row]:
    """Publications of the last hour: to print from, or to take back."""
    fresh = Publication.objects.filter(
        community_id=viewer.community_id, at__gt=clock.now() - UNDO_WITHIN, undone_at=None
    ).select_related("estate")
    return [
        {
            "title": _("%(estate)s 刚刚发布") % {"estate": named(one.estate)},
            "url": f"/publications/{one.id}/",
            "icon": "print",
            "text": _("告示、二维码待打印；一小时内可以撤销"),
            "due": one.at + UNDO_WITHIN,
            "link": {"url": f"/publications/{one.id}/", "label": _("打开")},
        }
        for one in fresh
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


def clock_rows(viewer: Viewer) -> list[Row]:
    """Zones that are due to step down."""
    language = get_language() or "zh"
    return [
        {
            "title": words(proposal, language),
            "url": "/proposals/",
            "icon": "zone",
            "tone": "soon",
            "link": {"url": "/proposals/", "label": _("审定")},
        }
        for _zone, proposal in proposals(viewer)
        if proposal.ready
    ]
