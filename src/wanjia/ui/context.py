"""What the shell around every officer's page needs: the viewer, the navigation, open alarms."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wanjia.core.access.viewer import Viewer
from wanjia.duty.doctor_on_duty import doctors_on_duty
from wanjia.reports.queries import open_alarms_rows
from wanjia.ui.drafts import WAITING
from wanjia.ui.large_print import is_large
from wanjia.ui.navigation import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell's context; alarms are asked for only by a page that shows them."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"viewer": None, "large": is_large(request)}
    return {
        "viewer": viewer,
        "draft_waiting": request.session.get(WAITING),
        "large": is_large(request),
        "community": getattr(request, "community", None) or getattr(request, "area", None),
        **navigation(viewer, request.path),
        "open_alarms": SimpleLazyObject(lambda: open_alarms_rows(viewer)),
        "on_duty": SimpleLazyObject(lambda: doctors_on_duty(viewer.community_id)),
    }
