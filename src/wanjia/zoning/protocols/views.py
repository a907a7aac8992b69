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
from wanjia.zoning import queries
from wanjia.zoning.models import ProtocolCopy
from wanjia.zoning.protocols import actions
from wanjia.zoning.protocols.forms import ProtocolForm
from wanjia.zoning.protocols.protocol import Protocol, due, end_of, words
from wanjia.zoning.protocols.reader import FOLDER
from wanjia.zoning.zones.queries import protocol_use


@for_roles(*OFFICERS)
def protocols(request: ViewerRequest) -> HttpResponse:
    """List the protocols.

    What for, since when, how many zones are under each.
    """
    viewer = request.viewer
    copies = set(ProtocolCopy.objects.of(viewer).values_list("name", flat=True))
    used = protocol_use(viewer)
    rows = [
        {"protocol": protocol, "copied": protocol.name in copies, "zones": used[protocol.name]}
        for protocol in queries.protocols(viewer.community_id).values()
    ]
    return render(request, "zoning/protocols.html", {"rows": rows})


@for_roles(*OFFICERS)
def protocol(request: ViewerRequest, name: str) -> HttpResponse:
    """Show what a protocol says, in words."""
    viewer = request.viewer
    protocol = queries.protocol_named(viewer.community_id, name[:40])
    copy = _copy_of(viewer, name)
    lacks = localized(protocol.lacks.sentence) if protocol.lacks else ""
    context = {"protocol": protocol, "copied": copy, "head": viewer.role == "head", "lacks": lacks}
    return render(request, "zoning/protocol.html", context)


def _copy_of(viewer: Viewer, name: str) -> ProtocolCopy | None:
    return ProtocolCopy.objects.of(viewer).filter(name=name).first()


@for_roles("head")
def edit(request: ViewerRequest, name: str) -> HttpResponse:
    """Edit the committee's copy.

    A post shows what it would change, and stores nothing.
    """
    viewer = request.viewer
    before = queries.protocol_named(viewer.community_id, name[:40])
    copy = _copy_of(viewer, name)
    text = copy.toml if copy else (FOLDER / f"{before.name}.toml").read_text("utf-8")
    form = ProtocolForm(request.POST or None, initial={"toml": text})
    changes = None
    if request.method == "POST" and form.is_valid():
        try:
            after = actions.read_copy(viewer, before.name, form.cleaned_data["toml"])
            changes = _list_changes(viewer, before, after)
        except Problem as problem:
            form.add_error("toml", problem.words())
    return _render_edit(request, before, form, changes)


@for_roles("head")
@require_POST
def save(request: ViewerRequest, name: str) -> HttpResponse:
    """Save the committee's copy, or tell beside the text what is wrong with it."""
    viewer = request.viewer
    before = queries.protocol_named(viewer.community_id, name[:40])
    form = ProtocolForm(request.POST)
    if form.is_valid():
        try:
            actions.save_protocol(viewer, before.name, form.cleaned_data["toml"])
        except Problem as problem:
            form.add_error("toml", problem.words())
        else:
            messages.success(request, _("已存为居委会自己的副本。"))
            return redirect("zoning:protocol", before.name)
    return _render_edit(request, before, form)


def _render_edit(
    request: ViewerRequest,
    protocol: Protocol,
    form: ProtocolForm,
    changes: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    context = {"protocol": protocol, "form": form, "changes": changes}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "zoning/protocol_edit.html", context, status=status)


def _list_changes(viewer: Viewer, before: Protocol, after: Protocol) -> list[dict[str, Any]]:
    """Return what a new text would change for each zone in force under the protocol."""
    zones = queries.zones_in_force(viewer).filter(protocol=before.name)
    standing = list(zones.select_related("came_from", "estate"))
    states = queries.zone_states(standing)
    tz, now, language = timezone.get_current_timezone(), clock.now(), active_language()
    rows = []
    for zone in standing:
        origin = zone.came_from.klass if zone.came_from else None
        proposals = [due(protocol, states[zone.id], now) for protocol in (before, after)]
        was, becomes = (words(proposal, language) if proposal else "" for proposal in proposals)
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
    protocol = queries.protocol_named(viewer.community_id, name[:40])
    actions.reset_protocol(viewer, protocol.name)
    messages.success(request, _("已恢复为原来的规则文件。"))
    return redirect("zoning:protocol", protocol.name)
