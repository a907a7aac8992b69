"""How the sites floor speaks: where somebody is on their way, when a site will open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wanjia.core.localized import localized_name
from wanjia.sites.sites.dashboard import Board
from wanjia.sites.sites.hold_words import why_words
from wanjia.sites.transfers.queue_forecast import NO_BEDS, SEAT, Leaving

if TYPE_CHECKING:
    from wanjia.sites.sites.forecast import Hold


def hour_words(moment: datetime | None) -> str:
    """Return a moment as an officer says it: 4月19日 06:00."""
    if moment is None:
        return ""
    return formats.date_format(timezone.localtime(moment), _("n月j日 H:i"))


def forecast_words(moment: datetime | None) -> str:
    """Return a forecast as an officer says it.

    The next full hour, for it is no more exact than that.
    """
    if moment is None:
        return ""
    full = moment.replace(minute=0, second=0, microsecond=0)
    return hour_words(full if full == moment else full + timedelta(hours=1))


def leaving_words(leaving: Leaving) -> str:
    """Say when somebody who waits without a seat will be taken, or why nobody can say."""
    if leaving.basis == NO_BEDS:
        return _("没有空床，什么时候走说不准")
    if leaving.likely is None:
        return _("近来没有车，什么时候走说不准")
    times = {
        "likely": forecast_words(leaving.likely),
        "early": forecast_words(leaving.early),
        "late": forecast_words(leaving.late),
    }
    if leaving.basis == SEAT:
        return _("%(likely)s 的车还有座") % times
    return _("预计 %(likely)s 走（八成在 %(early)s 至 %(late)s）") % times


def opening_words(board: Board) -> str:
    """Return when the site opens, as one sentence; or why nobody can tell yet."""
    told = board.opening
    if board.site.opened_at:
        return _("%(at)s 已开舱") % {"at": hour_words(board.site.opened_at)}
    if told.state == "ready":
        return _("全部完成，可以开舱")
    if told.state == "few":
        return _("还说不准：报的整点不到 3 个")
    if told.likely is None:
        return _("还说不准：%(names)s没有进展") % {"names": _names(board)}
    said = {
        "likely": forecast_words(told.likely),
        "early": forecast_words(told.early),
        "late": forecast_words(told.late),
    }
    if told.late is None:
        words = _("预计 %(likely)s 可开（最早 %(early)s，最晚说不准）") % said
    else:
        words = _("预计 %(likely)s 可开（八成在 %(early)s 至 %(late)s）") % said
    if told.state == "stalled":
        return _("%(names)s没有进展；%(words)s") % {"names": _names(board), "words": words}
    return words


def _names(board: Board) -> str:
    return _("、").join(localized_name(one) for one in board.stalled_names)


def hold_words(hold: Hold) -> str:
    """Why an item holds the opening, in the reader's language."""
    zh, en = why_words(hold)
    return en if (get_language() or "").startswith("en") else zh


def late_words(board: Board) -> str:
    """Return by how many hours the forecast misses the promised hour; empty when it does not."""
    likely, target = board.opening.likely, board.site.target_at
    if board.site.opened_at or not likely or not target or likely <= target:
        return ""
    hours = max(round((likely - target).total_seconds() / 3600), 1)
    return _("比目标晚约 %(n)s 小时") % {"n": hours}


def finish_words(basis: str, likely: datetime | None) -> str:
    """Return when an item is done, in words that say what this rests on."""
    if basis == "done":
        return _("已完成")
    if basis == "stalled":
        return _("没有进展")
    if basis == "waits" or likely is None:
        return _("要等前面的")
    said = {"at": forecast_words(likely)}
    return _("%(at)s（按进度）") % said if basis == "pace" else _("%(at)s（按计划）") % said
