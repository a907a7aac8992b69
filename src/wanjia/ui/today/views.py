"""Today: what needs a person now, the most urgent first, and how the community stands."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICE, OFFICERS, STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.today import TodayPage, context_of, is_unused, rows_of
from wanjia.ui.start.progress import progress_of


@for_roles(*STAFF, "town", OFFICE)
def today(request: ViewerRequest) -> HttpResponse:
    """Show what needs a person now. The town goes to its report, an office to its figures."""
    viewer = request.viewer
    if viewer.figures_only:
        return redirect("/city/" if viewer.role == OFFICE else "/daily/")
    page = TodayPage(viewer, clock.now())
    setting_up = viewer.role == "head" and request.community.setting_up
    context = {
        **context_of(page),
        "setup": progress_of(viewer) if setting_up else None,
        "rows": rows_of(page),
        "officer": viewer.role in OFFICERS,
        "moment": page.now,
        "day_format": _("n月j日 l H:i"),
        "first_use": is_unused(page),
    }
    return render(request, "ui/today.html", context)
