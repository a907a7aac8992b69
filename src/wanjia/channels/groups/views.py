"""Pages of the groups: the list, a group's card."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.channels.backends import backends, choices
from wanjia.channels.groups import actions
from wanjia.channels.models import HAND, Group
from wanjia.channels.queries import coverage, groups
from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.models import Reach
from wanjia.notices.publishing.audience import Audience, audience_from, audience_words, places_of
from wanjia.notices.publishing.picker import choices_of
from wanjia.places.models import Stairwell


@for_roles("head", "desk")
def group_list(request: ViewerRequest) -> HttpResponse:
    """The groups, and the stairwells that no group has."""
    viewer = request.viewer
    shown = list(groups(viewer).prefetch_related("doors"))
    audiences = {one.id: _audience(one) for one in shown}
    places = places_of(viewer, audiences.values())
    covered = coverage(viewer, shown)
    told = frozenset[UUID]().union(*covered.values())
    wells = Stairwell.objects.of(viewer)
    without = [one for one in wells.select_related("estate") if one.id not in told]
    context = {
        "groups": [
            {"group": one, "audience": audience_words(audiences[one.id], places)} for one in shown
        ],
        "without": without,
        "most": actions.MOST_PEOPLE,
    }
    return render(request, "channels/groups.html", context)


def _audience(one: Group) -> Audience:
    wells = frozenset(door.stairwell_id for door in one.doors.all())
    return Audience(one.reach, one.estate_id, one.zone_id, wells, one.role)


@for_roles("head", "desk")
def group_new(request: ViewerRequest) -> HttpResponse:
    """Enter a group."""
    return _card(request, None)


@for_roles("head", "desk")
def group(request: ViewerRequest, group_id: UUID) -> HttpResponse:
    """A group's card; its robot's address is never shown."""
    viewer = request.viewer
    rows = Group.objects.of(viewer).filter(id=group_id)
    one = get_or_refuse(rows.prefetch_related("doors"))
    return _card(request, one)


def _card(request: ViewerRequest, one: Group | None) -> HttpResponse:
    viewer = request.viewer
    audience = _audience(one) if one else Audience(Reach.STAIRWELLS)
    data, problem = request.POST, None
    if request.method == "POST":
        audience = Audience(data.get("reach", ""))
        try:
            audience = audience_from(viewer, data, data.getlist("stairwells"))
            card = _posted(data, audience)
            sent = parse_id(data.get("id", ""))
            saved = actions.save_group(viewer, card, one.id if one else None, sent)
            messages.success(request, _("已存好：%(name)s") % {"name": saved.name})
            return redirect("channels:groups")
        except Problem as raised:
            if raised.status in (403, 404):
                raise
            problem = raised
    typed = request.method == "POST"
    context = {
        "group": one,
        "name": data.get("name", "") if typed else one.name if one else "",
        "people": data.get("people", "") if typed else one.people if one else "",
        "way": data.get("way", "") if typed else one.way if one else HAND,
        "ways": choices(),
        "starts": [(each.name, each.starts) for each in backends().values() if each.starts],
        "choices": choices_of(viewer, audience),
        "sent": new_id(),
        "most": actions.MOST_PEOPLE,
        "problem": problem,
    }
    return render(
        request, "channels/group.html", context, status=problem.status if problem else 200
    )


def _posted(data: Any, audience: Audience) -> actions.Card:
    people = data.get("people", "").strip()
    return actions.Card(
        name=data.get("name", ""),
        audience=audience,
        way=data.get("way", ""),
        secret=data.get("secret", ""),
        people=int(people) if people.isdecimal() and len(people) < 6 else 0,
    )


@for_roles("head", "desk")
@require_POST
def group_end(request: ViewerRequest, group_id: UUID) -> HttpResponse:
    """Write to it no longer, or again."""
    viewer = request.viewer
    one = actions.end_group(viewer, group_id, ended=not request.POST.get("undo"))
    if one.ended_at:
        messages.success(request, _("已停用：%(name)s") % {"name": one.name})
    return redirect("channels:group", group_id)
