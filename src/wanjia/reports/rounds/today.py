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
    """Return each zone's rounds that are open, or else its last.

    The gravest zone's first.
    """
    looks = page.ask(standing).looks_of
    latest = latest_rounds(page.viewer)
    # Progress of the whole community is kept at hand; that of some doors is added up from spans.
    progress = kept_progress(page.viewer, latest, page.ask(spans_of))
    rounds = [round_ for round_ in latest if progress[round_.id].total]
    rounds.sort(key=lambda round_: (rank(looks.get(round_.zone_id, "")), round_.closes_at))
    return rounds, progress


@today_part("figures", order=20, template="reports/today_reporting.html")
def reporting(page: TodayPage) -> dict[str, Any]:
    """Return how many of those asked now have reported."""
    rounds, progress = page.ask(rounds_now)
    return {"reporting": _reporting_figure(rounds, progress, page.now)}


@today_part("side", order=20, template="reports/today_rounds.html")
def round_bars(page: TodayPage) -> dict[str, Any]:
    """Return how far each round is."""
    rounds, progress = page.ask(rounds_now)
    return {"rounds": [_round_bar(round_, progress[round_.id]) for round_ in rounds]}


def _reporting_figure(
    rounds: list[Round], progress: Mapping[UUID, Progress], now: datetime
) -> TodayRow | None:
    """Return how many of those asked now have reported, and the list of who has not."""
    open_now = [round_ for round_ in rounds if round_.closes_at > now]
    if not open_now:
        return None
    total = Counts()
    for round_ in open_now:
        total.add(progress[round_.id])
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
    """Return rounds in which somebody has not been heard from.

    A line for each that is sealed or controlled; those of precaution zones with the same name and
    end share one.
    """
    (rounds, progress), now = page.ask(rounds_now), page.now
    looks = page.ask(standing).looks_of
    asking = [
        round_
        for round_ in rounds
        if progress[round_.id].missing and now - round_.closes_at < STALE
    ]

    def alike(round_: Round) -> tuple[Any, ...]:
        look = looks.get(round_.zone_id, "")
        alone = "" if look == "precaution" else str(round_.id)
        return rank(look), round_.closes_at, round_words(round_), alone

    rows = []
    for _key, group in groupby(sorted(asking, key=alike), key=alike):
        same = list(group)
        missing = sum(progress[round_.id].missing for round_ in same)
        rows.append(_round_row(same, missing, now))
    return rows


def _round_row(rounds: list[Round], missing: int, now: datetime) -> TodayRow:
    first = rounds[0]
    alone = len(rounds) == 1
    place = localized_name(first.zone) if alone else _("%(n)s 个防范区") % {"n": len(rounds)}
    url = f"/missing/?round={first.id}" if alone else "/rounds/"
    open_still = first.closes_at > now
    words = {"zone": place, "round": round_words(first), "n": missing}
    return {
        "title": _("%(zone)s %(round)s：还有 %(n)s 人未填") % words,
        "url": url,
        "icon": "phone",
        "tone": "soon" if open_still and first.closes_at - now < SOON else "",
        "text": "" if alone else _("、").join(localized_name(round_.zone) for round_ in rounds),
        "due": first.closes_at if open_still else None,
        "when": "" if open_still else _("已截止"),
        "link": {"url": url, "label": _("催报")},
    }
