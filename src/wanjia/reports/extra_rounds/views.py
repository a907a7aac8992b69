"""The page on which an officer calls an extra round, and cancels one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.reports.extra_rounds.actions import call_extra_round, cancel_extra_round
from wanjia.reports.extra_rounds.forms import ExtraRoundForm
from wanjia.reports.models import Round
from wanjia.reports.rounds.actions import EXTRA
from wanjia.zoning.queries import look_of, protocols, visible_zones
from wanjia.zoning.zones.today import rank


@for_roles(*OFFICERS)
def extra_round(request: ViewerRequest) -> HttpResponse:
    """Call an extra round; those to come are listed with their reasons."""
    viewer = request.viewer
    form = ExtraRoundForm(request.POST or None, initial=_next_morning())
    if request.method == "POST" and form.is_valid():
        try:
            rounds = call_extra_round(viewer, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, problem.words())
        else:
            messages.success(request, _("已开加测，住户和群已经通知。"))
            return redirect("reports:round", rounds[0].id)
    shelf = protocols(viewer.community_id)
    zones = visible_zones(viewer).filter(ended_at=None).select_related("estate")
    chosen = form["zones"].value() or request.GET.getlist("zone")
    coming = Round.objects.of(viewer).filter(
        key__startswith=EXTRA, closes_at__gt=clock.now(), cancelled_at=None
    )
    rows: list[dict[str, Any]] = [{"zone": zone, "look": look_of(shelf, zone)} for zone in zones]
    context = {
        "form": form,
        "zones": sorted(rows, key=lambda row: (rank(row["look"]), row["zone"].name)),
        "chosen": {str(zone_id) for zone_id in chosen},
        "coming": coming.select_related("zone").order_by("opens_at", "id"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/extra_round.html", context, status=status)


def _next_morning() -> dict[str, object]:
    now = timezone.localtime(clock.now()).replace(minute=0, second=0, microsecond=0)
    opens = now + timedelta(hours=1)
    return {"test": "pcr", "opens_at": opens, "closes_at": opens + timedelta(hours=4)}


@for_roles(*OFFICERS)
@require_POST
def cancel(request: ViewerRequest, round_id: UUID) -> HttpResponse:
    """Cancel an extra round."""
    cancel_extra_round(request.viewer, round_id)
    messages.success(request, _("已取消。"))
    return redirect("reports:extra_round")
