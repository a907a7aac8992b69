"""How far a grid is with its rounds, on the grid's own page."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.reports.labels import round_words
from wanjia.reports.models import Round
from wanjia.reports.queries import visible_rounds
from wanjia.reports.rounds.progress import round_progress
from wanjia.zoning.zones.page import GridPage

DAYS, MOST = timedelta(days=2), 4


def rounds_of_grid(viewer: Viewer, page: GridPage) -> dict[str, Any] | None:
    """The grid's rounds of the last two days, each with who is missing."""
    now = clock.now()
    rounds = list(
        visible_rounds(viewer)
        .filter(zone=page.grid.zone_id, opens_at__lte=now, closes_at__gt=now - DAYS)
        .order_by("-opens_at", "id")[:MOST]
    )
    doors = {(stairwell, one.opens_at, None) for one in rounds for stairwell in page.stairwells}
    progress = round_progress(viewer, rounds, {page.grid.zone_id: list(doors)})
    return {
        "title": _("轮次"),
        "rows": [_row(one, progress[one.id], now < one.closes_at) for one in rounds],
        "empty": _("还没有轮次。"),
        "url": reverse("reports:rounds"),
        "label": _("全部轮次"),
    }


def _row(round_: Round, progress: Any, is_open: bool) -> dict[str, Any]:
    return {
        "title": round_words(round_),
        "url": reverse("reports:round", args=[round_.id]),
        "icon": "round",
        "text": _("%(asked)s 人，已报 %(done)s，未填 %(missing)s，异常 %(abnormal)s")
        % {
            "asked": progress.asked,
            "done": progress.reported,
            "missing": progress.missing,
            "abnormal": progress.abnormal,
        },
        "tone": "soon" if is_open and progress.missing else "",
        "due": round_.closes_at if is_open else None,
        "link": {"url": reverse("reports:doors", args=[round_.id]), "label": _("逐户填报")},
    }
