"""Today: what needs a person now, the most urgent first, and how the community stands."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICE, OFFICERS, STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.ui.start.progress import progress_of
from wanjia.ui.today.page import today_context


@for_roles(*STAFF, "town", OFFICE)
def today(request: ViewerRequest) -> HttpResponse:
    """Show what needs a person now. The town goes to its report, an office to its figures."""
    viewer = request.viewer
    if viewer.figures_only:
        return redirect("/city/" if viewer.role == OFFICE else "/daily/")
    setting_up = viewer.role == "head" and request.community.setting_up
    context = {
        **today_context(viewer, clock.now(), request.community.mode),
        "setup": progress_of(viewer) if setting_up else None,
        "officer": viewer.role in OFFICERS,
        "day_format": _("n月j日 l H:i"),
    }
    return render(request, "ui/today.html", context)
