"""What every open screen hears of: alarms in the bar, how much waits on each page, what is grave,
Today, and the windows of the wall."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.live import counts_of, grave_matters, live_part
from wanjia.core.models import Community
from wanjia.core.navigation import shell_values
from wanjia.ui.today.page import today_context


@live_part("alarms", topics=("alarm", "case", "result", "resident"))
def alarm_bar(viewer: Viewer, _asked: str) -> Mapping[str, Any]:
    """Return the bar of open alarms."""
    context = {"open_alarms": shell_values()["open_alarms"](viewer)}
    return {"alarms": render_to_string("ui/c/alarms.html", context)}


@live_part("counts", kind="count")
def counts(viewer: Viewer, _asked: str) -> Mapping[str, Any]:
    """Return how much waits on each page of the navigation."""
    return counts_of(viewer)


@live_part("grave", kind="grave", topics=("alarm", "need", "case", "result"))
def grave(viewer: Viewer, _asked: str) -> Mapping[str, Any]:
    """Return what is grave and taken by nobody, by its address."""
    return grave_matters(viewer)


@live_part("today", personal=True)
def today(viewer: Viewer, _asked: str) -> Mapping[str, Any]:
    """Return Today's figures, its lines of work and its side."""
    mode = Community.objects.values_list("mode", flat=True).get(id=viewer.community_id)
    context = today_context(viewer, clock.now(), mode) | {"viewer": viewer}
    return {
        f"today-{part}": render_to_string(f"ui/live/today_{part}.html", context)
        for part in ("figures", "rows", "side")
    }
