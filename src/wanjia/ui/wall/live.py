"""The windows of an estate's wall, and the office's board, on open screens."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from wanjia.core.access.viewer import OFFICERS, Viewer
from wanjia.core.ids import NIL, parse_id
from wanjia.core.live import live_part
from wanjia.places.queries import visible_estates
from wanjia.reports.queries import latest_rounds, newest_of
from wanjia.reports.wall.windows import window_states
from wanjia.ui.charts import window_classes
from wanjia.ui.wall import board


@live_part("wall", kind="window", topics=("answer", "alarm", "zone", "zones", "resident", "round"))
def windows(viewer: Viewer, asked: str) -> Mapping[str, Any]:
    """Return each window's look and words, by its dwelling."""
    estate = visible_estates(viewer).filter(id=parse_id(asked) or NIL).first()
    if estate is None:
        return {}
    return {
        str(dwelling): [window_classes(window.state, window.alarm, window.elder), window.words]
        for dwelling, window in window_states(viewer, estate).items()
    }


@live_part("board", "window", ("answer", "zone", "zones", "resident", "round"), roles=OFFICERS)
def board_lights(viewer: Viewer, _asked: str) -> Mapping[str, Any]:
    """Return each window of all estates, as the board draws it."""
    latest = newest_of(latest_rounds(viewer))
    return {
        str(dwelling): [window_classes(board.shown_state(window.state)), ""]
        for estate in visible_estates(viewer)
        for dwelling, window in board.windows_of(viewer, estate, latest).items()
    }


@live_part(
    "board-side", topics=("alarm", "need", "case", "shift", "roster", "round"), roles=OFFICERS
)
def board_side(viewer: Viewer, _asked: str) -> Mapping[str, Any]:
    """Return what stands beside the wall, as it is now."""
    return {"board-side": render_to_string("ui/wall/board_side.html", board.side(viewer))}
