"""What changed for a zone's people: the page that says what to print and where guards stand now."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import active_language
from wanjia.zoning import queries
from wanjia.zoning.models import Change, GuardPost, Zone
from wanjia.zoning.plans.named_posts import NamedPost, named_in
from wanjia.zoning.zones.changes import note_posted
from wanjia.zoning.zones.public_text import over_zone, told_zone
from wanjia.zoning.zones.views import zone_by


@for_roles(*OFFICERS)
def change(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """Show what changed last in a zone: what its people read, what hangs, who stands where."""
    viewer = request.viewer
    zone = zone_by(viewer, zone_id)
    shelf, tz = queries.protocols(viewer.community_id), timezone.get_current_timezone()
    at = zone.changed_at or zone.started_at
    notice = None if zone.ended_at else told_zone(shelf, zone, at, tz)
    if zone.ended_at:
        told: Any = over_zone(shelf, zone, tz, active_language())
        ends = ""
    else:
        told = notice.words(active_language()) if notice else None
        ends = notice.ends(active_language()) if notice else ""
    context = {
        "zone": zone,
        "told": told,
        "ends": ends,
        "look": queries.look_of(shelf, zone),
        "word": queries.klass_word(shelf, zone),
        "phase": notice.phase.name if notice and zone.change == Change.PHASE else None,
        "come": _post_rows(viewer, zone, started_at=at),
        "gone": _post_rows(viewer, zone, ended_at=at),
    }
    return render(request, "zoning/change.html", context)


def _post_rows(viewer: Viewer, zone: Zone, **when: Any) -> list[NamedPost]:
    """Return the estate's posts that came or went then, as people know them."""
    posts = GuardPost.objects.of(viewer).filter(publication__estate=zone.estate_id, **when)
    return named_in(viewer, zone.estate, posts.order_by("label").values_list("label", "guards"))


@for_roles(*OFFICERS)
@require_POST
def posted(request: ViewerRequest, zone_id: UUID) -> HttpResponse:
    """Note that the notices hang and the guards stand as shown."""
    note_posted(request.viewer, zone_by(request.viewer, zone_id))
    messages.success(request, _("已记下。"))
    return redirect("/")
