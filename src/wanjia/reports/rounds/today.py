"""Today's rounds: who has not been heard from, and how far each is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.core.localized import localized_name
from wanjia.core.today import TodayPage, TodayRow, today_part, today_rows
from wanjia.reports.labels import round_words
from wanjia.reports.models import Round
from wanjia.reports.queries import latest_rounds
from wanjia.reports.rounds.progress import Counts, Progress
from wanjia.reports.rounds.progress_cache import kept_progress
from wanjia.zoning.zones.today import rank, spans_of, standing

SOON = timedelta(hours=1)
STALE = timedelta(hours=12)  # a round that closed longer ago is history, not a call to make


def rounds_now(page: TodayPage) -> tuple[list[Round], dict[UUID, Progress]]:
    """Each zone's rounds that are open, or else its last; the gravest zone's first."""
    looks = page.ask(standing).looks_of
    found = latest_rounds(page.viewer)
    # Progress of the whole community is kept at hand; that of some doors is added up from spans.
    progress = kept_progress(page.viewer, found, page.ask(spans_of))
    rounds = [one for one in found if progress[one.id].total]
    rounds.sort(key=lambda one: (rank(looks.get(one.zone_id, "")), one.closes_at))
    return rounds, progress


@today_part("figures", order=20, template="reports/today_reporting.html")
def reporting(page: TodayPage) -> dict[str, Any]:
    """How many of those asked now have reported."""
    rounds, progress = page.ask(rounds_now)
    return {"reporting": _reporting(rounds, progress, page.now)}


@today_part("side", order=20, template="reports/today_rounds.html")
def round_bars(page: TodayPage) -> dict[str, Any]:
    """How far each round is."""
    rounds, progress = page.ask(rounds_now)
    return {"rounds": [_round_bar(one, progress[one.id]) for one in rounds]}


def _reporting(
    rounds: list[Round], progress: Mapping[UUID, Progress], now: datetime
) -> TodayRow | None:
    """How many of those asked now have reported, and the list of who has not."""
    open_now = [one for one in rounds if one.closes_at > now]
    if not open_now:
        return None
    total = Counts()
    for one in open_now:
        total.add(progress[one.id])
    alone = open_now[0] if len(open_now) == 1 else None
    return {
        "counts": total,
        "url": f"/rounds/{alone.id}/" if alone else "/rounds/",
        "missing_url": f"/missing/?round={alone.id}" if alone else "/rounds/",
    }


def _round_bar(round_: Round, progress: Progress) -> TodayRow:
    return {
        "label": f"{localized_name(round_.zone)} · {round_words(round_)}",
        "done": progress.reported,
        "asked": progress.asked,
        "url": f"/rounds/{round_.id}/",
    }


@today_rows(order=50)
def round_rows(page: TodayPage) -> list[TodayRow]:
    """Rounds in which somebody has not been heard from: a line for each that is sealed or
    controlled; those of precaution zones with the same name and end share one."""
    (rounds, progress), now = page.ask(rounds_now), page.now
    looks = page.ask(standing).looks_of
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


def _round_row(rounds: list[Round], missing: int, now: datetime) -> TodayRow:
    one = rounds[0]
    alone = len(rounds) == 1
    place = localized_name(one.zone) if alone else _("%(n)s 个防范区") % {"n": len(rounds)}
    url = f"/missing/?round={one.id}" if alone else "/rounds/"
    open_still = one.closes_at > now
    said = {"zone": place, "round": round_words(one), "n": missing}
    return {
        "title": _("%(zone)s %(round)s：还有 %(n)s 人未填") % said,
        "url": url,
        "icon": "phone",
        "tone": "soon" if open_still and one.closes_at - now < SOON else "",
        "text": "" if alone else _("、").join(localized_name(each.zone) for each in rounds),
        "due": one.closes_at if open_still else None,
        "when": "" if open_still else _("已截止"),
        "link": {"url": url, "label": _("催报")},
    }
