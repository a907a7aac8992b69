"""The windows of an estate's wall on open screens."""

from collections.abc import Mapping
from typing import Any

from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import NIL, parse_id
from wanjia.core.live import live_part
from wanjia.places.queries import visible_estates
from wanjia.reports.wall.windows import window_states
from wanjia.ui.charts import window_classes


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
