"""What the shell around every officer's page needs: the viewer, the navigation, open alarms."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Mode
from wanjia.core.navigation import shell_values
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
        **navigation(viewer, request.path, _mode_of(request)),
        **{name: SimpleLazyObject(partial(ask, viewer)) for name, ask in shell_values().items()},
    }


def _mode_of(request: HttpRequest) -> str:
    """Return the mode of the page's community; an office of several has all pages at hand."""
    community = getattr(request, "community", None)
    return community.mode if community else Mode.EMERGENCY
