"""The sealed daily report in the JSON API: reported, checked, received."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from wanjia.core.access.viewer import Viewer
from wanjia.core.api import responses, viewer_of
from wanjia.reports.daily.actions import check_day, receive_day, report_day, sealed_on
from wanjia.reports.daily.exports import as_json
from wanjia.reports.daily.figures import figures
from wanjia.reports.daily.lifecycle import DAILY
from wanjia.reports.models import SealedReport

router = Router(tags=["reports"])


@router.post("/daily/{day}/report", response=responses(dict[str, Any]))
def report_daily(request: HttpRequest, day: date) -> dict[str, Any]:
    """Report a sealed day: an officer stands for its figures."""
    return _take_step(viewer_of(request), day, "report", report_day)


@router.post("/daily/{day}/check", response=responses(dict[str, Any]))
def check_daily(request: HttpRequest, day: date) -> dict[str, Any]:
    """Check a reported day, another officer than who reported it; it goes to the town."""
    return _take_step(viewer_of(request), day, "check", check_day)


@router.post("/daily/{day}/receipt", response=responses(dict[str, Any]))
def receive_daily(request: HttpRequest, day: date) -> dict[str, Any]:
    """Note that the town has received a day's report."""
    return _take_step(viewer_of(request), day, "receive", receive_day)


def _take_step(
    viewer: Viewer, day: date, name: str, step: Callable[[Viewer, UUID], SealedReport]
) -> dict[str, Any]:
    viewer.need(*DAILY.step(name).roles)
    step(viewer, sealed_on(viewer, day).id)
    return as_json(figures(viewer, day))
