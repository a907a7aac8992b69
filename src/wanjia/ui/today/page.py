"""What Today shows a viewer, on its page and on the screens that are open."""

from datetime import datetime
from typing import Any

from wanjia.core.access.viewer import Viewer
from wanjia.core.today import TodayPage, context_of, is_unused, rows_of


def today_context(viewer: Viewer, now: datetime, mode: str) -> dict[str, Any]:
    """Return the figures, the lines of work and the side of Today."""
    page = TodayPage(viewer, now, mode)
    return {
        "mode": mode,
        **context_of(page),
        "rows": rows_of(page),
        "moment": now,
        "first_use": is_unused(page),
    }
