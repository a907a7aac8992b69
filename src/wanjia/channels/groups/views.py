"""Pages of the groups: the list, a group's card."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.channels.backends import backends, choices
from wanjia.channels.groups import actions
from wanjia.channels.groups.forms import GroupForm
from wanjia.channels.models import HAND, Group
from wanjia.channels.queries import coverage, groups
from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.models import Reach
from wanjia.notices.publishing.audience import Audience, audience_from, audience_words, places_of
from wanjia.notices.publishing.picker import choices_of
from wanjia.places.models import Stairwell


@for_roles("head", "desk")
def group_list(request: ViewerRequest) -> HttpResponse:
    """Show the groups, and the stairwells that no group has."""
    viewer = request.viewer
    shown = list(groups(viewer).prefetch_related("doors"))
    audiences = {row.id: _audience_of_group(row) for row in shown}
    places = places_of(viewer, audiences.values())
    covered = coverage(viewer, shown)
    told = frozenset[UUID]().union(*covered.values())
    wells = Stairwell.objects.of(viewer)
    without = [well for well in wells.select_related("estate") if well.id not in told]
    context = {
        "groups": [
            {"group": row, "audience": audience_words(audiences[row.id], places)} for row in shown
        ],
        "without": without,
        "most": actions.MOST_PEOPLE,
    }
    return render(request, "channels/groups.html", context)


def _audience_of_group(group: Group) -> Audience:
    wells = frozenset(door.stairwell_id for door in group.doors.all())
    return Audience(group.reach, group.estate_id, group.zone_id, wells, group.role)


@for_roles("head", "desk")
def group_new(request: ViewerRequest) -> HttpResponse:
    """Enter a group."""
    return _render_group(request, None)


@for_roles("head", "desk")
def group(request: ViewerRequest, group_id: UUID) -> HttpResponse:
    """Show a group's card; its robot's address is never shown."""
    viewer = request.viewer
    rows = Group.objects.of(viewer).filter(id=group_id)
    row = get_or_refuse(rows.prefetch_related("doors"))
    return _render_group(request, row)


def _render_group(request: ViewerRequest, group: Group | None) -> HttpResponse:
    viewer = request.viewer
    audience = _audience_of_group(group) if group else Audience(Reach.STAIRWELLS)
    form, posted, problem = GroupForm(request.POST or None), request.POST, None
    if request.method == "POST":
        audience = Audience(posted.get("reach", ""))
        try:
            typed = read_form(form)
            audience = audience_from(viewer, posted, posted.getlist("stairwells"))
            sent = typed.pop("id")
            card = actions.Card(audience=audience, **typed)
            saved = actions.save_group(viewer, card, group.id if group else None, sent)
            messages.success(request, _("已存好：%(name)s") % {"name": saved.name})
            return redirect("channels:groups")
        except Problem as raised:
            if raised.status in (403, 404):
                raise
            problem = raised
    if request.method != "POST":
        form = GroupForm(
            initial={"name": group.name, "people": group.people, "way": group.channel}
            if group
            else {"way": HAND}
        )
    context = {
        "group": group,
        "name": form["name"].value() or "",
        "people": form["people"].value() or "",
        "way": form["way"].value() or "",
        "ways": choices(),
        "starts": [
            (backend.name, backend.starts) for backend in backends().values() if backend.starts
        ],
        "choices": choices_of(viewer, audience),
        "sent": new_id(),
        "most": actions.MOST_PEOPLE,
        "problem": problem,
    }
    return render(
        request, "channels/group.html", context, status=problem.status if problem else 200
    )


def _card_values(group: Group | None) -> dict[str, Any]:
    if group is None:
        return {"way": HAND}
    return {"name": group.name, "people": group.people, "way": group.channel}


def refuse_group_act(
    _request: ViewerRequest, problem: Problem, _form: forms.Form, _group_id: UUID
) -> HttpResponse:
    """Refuse on a page of its own: the buttons ask nothing."""
    raise problem


def _ended_words(group: Group) -> str:
    return _("已停用：%(name)s") % {"name": group.name}


GROUP_ACTS = (
    Act("end", actions.end_group, OFFICERS, told=_ended_words),
    Act("restore", actions.restore_group, OFFICERS),
)
