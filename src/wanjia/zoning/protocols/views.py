"""Pages of protocols: what each says, and the committee's own copy of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import active_language, localized
from wanjia.core.problems import Problem
from wanjia.zoning import actions, queries
from wanjia.zoning.forms import ProtocolForm
from wanjia.zoning.models import ProtocolCopy
from wanjia.zoning.protocols.protocol import Protocol, due, end_of, words
from wanjia.zoning.protocols.reader import FOLDER
from wanjia.zoning.zones.page import protocol_use
from wanjia.zoning.zones.step_down import read_copy


@for_roles(*OFFICERS)
def protocols(request: ViewerRequest) -> HttpResponse:
    """List the protocols: what for, since when, how many zones are under each."""
    viewer = request.viewer
    copies = set(ProtocolCopy.objects.of(viewer).values_list("name", flat=True))
    used = protocol_use(viewer)
    rows = [
        {"protocol": one, "copied": one.name in copies, "zones": used[one.name]}
        for one in queries.protocols(viewer.community_id).values()
    ]
    return render(request, "zoning/protocols.html", {"rows": rows})


@for_roles(*OFFICERS)
def protocol(request: ViewerRequest, name: str) -> HttpResponse:
    """What a protocol says, in words."""
    viewer = request.viewer
    found = queries.protocol_named(viewer.community_id, name[:40])
    copy = _copy(viewer, name)
    lacks = localized(found.lacks.sentence) if found.lacks else ""
    context = {"protocol": found, "copied": copy, "head": viewer.role == "head", "lacks": lacks}
    return render(request, "zoning/protocol.html", context)


def _copy(viewer: Viewer, name: str) -> ProtocolCopy | None:
    return ProtocolCopy.objects.of(viewer).filter(name=name).first()


@for_roles("head")
def edit(request: ViewerRequest, name: str) -> HttpResponse:
    """Edit the committee's copy; `do=look` tells what it would change and stores nothing."""
    viewer = request.viewer
    before = queries.protocol_named(viewer.community_id, name[:40])
    copy = _copy(viewer, name)
    text = copy.toml if copy else (FOLDER / f"{before.name}.toml").read_text("utf-8")
    form = ProtocolForm(request.POST or None, initial={"toml": text})
    changes = None
    if request.method == "POST" and form.is_valid():
        toml = form.cleaned_data["toml"].replace("\r\n", "\n")
        try:
            if request.POST.get("do") == "save":
                actions.save_protocol(viewer, before.name, toml)
                messages.success(request, _("已存为居委会自己的副本。"))
                return redirect("zoning:protocol", before.name)
            changes = _changes(viewer, before, read_copy(viewer, before.name, toml))
        except Problem as problem:
            form.add_error("toml", problem.words())
    context = {"protocol": before, "form": form, "changes": changes, "copied": copy}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "zoning/protocol_edit.html", context, status=status)


def _changes(viewer: Viewer, before: Protocol, after: Protocol) -> list[dict[str, Any]]:
    """What a new text would change for each zone in force under the protocol."""
    zones = queries.zones_in_force(viewer).filter(protocol=before.name)
    standing = list(zones.select_related("came_from", "estate"))
    states = queries.zone_states(standing)
    tz, now, language = timezone.get_current_timezone(), clock.now(), active_language()
    rows = []
    for zone in standing:
        origin = zone.came_from.klass if zone.came_from else None
        proposals = [due(one, states[zone.id], now) for one in (before, after)]
        was, becomes = (words(one, language) if one else "" for one in proposals)
        end = end_of(after, zone.klass, zone.clock_from, origin, tz)
        rows.append(
            {
                "zone": zone,
                "end_was": zone.planned_end,
                "end": end,
                "was": was,
                "becomes": becomes,
                "same": zone.planned_end == end and was == becomes,
            }
        )
    return rows


@for_roles("head")
@require_POST
def reset(request: ViewerRequest, name: str) -> HttpResponse:
    """Go back to the file that came with the program."""
    viewer = request.viewer
    found = queries.protocol_named(viewer.community_id, name[:40])
    actions.reset_protocol(viewer, found.name)
    messages.success(request, _("已恢复为原来的规则文件。"))
    return redirect("zoning:protocol", found.name)
