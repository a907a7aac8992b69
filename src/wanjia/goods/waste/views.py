"""Pages of infected waste: the day's list by door, barrels and hand-overs, the manifest, 消杀."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.journal.export_log import workbook_response
from wanjia.core.problems import Problem
from wanjia.core.typed import calendar_day
from wanjia.goods.models import BarrelKind
from wanjia.goods.rules import load_rules
from wanjia.goods.waste import actions
from wanjia.goods.waste.forms import (
    DisinfectedForm,
    EndPlaceForm,
    HandOverForm,
    ListDoorForm,
    PickupForm,
    TeamForm,
    UndoPickupForm,
    WeighForm,
)
from wanjia.goods.waste.manifest import manifest_workbook
from wanjia.goods.waste.queries import (
    Line,
    barrels_here,
    barrels_of,
    day_list,
    day_manifest,
    late_before,
    may_list,
    open_disinfections,
    waste_day,
)
from wanjia.goods.waste.team import choose_team, teams_near


@for_roles(*STAFF)
def waste(
    request: ViewerRequest, problem: Problem | None = None, _form: object = None
) -> HttpResponse:
    """Show the day's list: what yesterday left out in front, then stairwell by stairwell."""
    if problem and problem.code == "kernel.not_found":
        raise problem
    viewer = request.viewer
    lines = day_list(viewer, waste_day())
    view = request.GET.get("view", "")
    waiting = [line for line in lines if not line.done]
    served = [line for line in lines if line.done]
    tabs = [
        {"label": label, "url": f"?view={key}", "current": view == key, "count": count}
        for key, label, count in (
            ("", _("待收"), len(waiting)),
            ("done", _("已收"), len(served)),
        )
    ]
    context = {
        "groups": _group_by_stairwell(served if view == "done" else waiting),
        "lines": lines,
        "missed": sum(line.missed for line in waiting),
        "tabs": tabs,
        "view": view,
        "rules": load_rules().waste,
        "disinfections": open_disinfections(viewer),
        "lists": may_list(viewer),
        "teams": list(teams_near(request.community)) if viewer.role == "head" else [],
        "team": request.community.waste_team,
        "new_id": new_id,
        "kinds": BarrelKind.choices,
        "typed": request.POST if problem else {},
        "problem": problem,
    }
    return render(request, "goods/waste.html", context, status=problem.status if problem else 200)


def _group_by_stairwell(lines: list[Line]) -> list[dict[str, Any]]:
    groups: dict[Any, dict[str, Any]] = {}
    for line in lines:
        home = line.place.dwelling
        key = home.stairwell_id if home else ""
        stairwell = home.stairwell if home else None
        groups.setdefault(key, {"stairwell": stairwell, "lines": []})["lines"].append(line)
    return list(groups.values())


@for_roles(*STAFF)
def barrels(
    request: ViewerRequest, problem: Problem | None = None, _form: object = None
) -> HttpResponse:
    """Show the barrels that are here: weighed, and handed to the haulier against a signature."""
    viewer = request.viewer
    context = {
        "today": waste_day(),
        "waiting": barrels_here(viewer),
        "late": late_before(),
        "given": barrels_of(viewer, waste_day()).exclude(handover=None),
        "kinds": BarrelKind.choices,
        "typed": request.POST if problem else {},
        "new_id": new_id(),
        "problem": problem,
        "rules": load_rules().waste,
    }
    return render(request, "goods/barrels.html", context, status=problem.status if problem else 200)


NOTED = gettext_lazy("已记下。")
ACTS = (
    Act("pickup", actions.note_pickup, STAFF, PickupForm, NOTED),
    Act("undo", actions.undo_pickup, STAFF, UndoPickupForm, NOTED),
    Act("list", actions.list_door, STAFF, ListDoorForm, NOTED),
    Act("end", actions.end_place, STAFF, EndPlaceForm, NOTED),
    Act("team", choose_team, ("head",), TeamForm, NOTED),
    Act("disinfected", actions.note_disinfected, STAFF, DisinfectedForm, NOTED),
)
BARREL_ACTS = (
    Act("weigh", actions.weigh_barrel, STAFF, WeighForm, NOTED),
    Act("handover", actions.hand_over_barrels, STAFF, HandOverForm, NOTED),
)


@for_roles(*STAFF, "town")
def manifest_page(request: ViewerRequest) -> HttpResponse:
    """Show a day's manifest on paper, or as a workbook; the town sees its figures."""
    viewer = request.viewer
    day = _read_day(request.GET.get("day", ""))
    manifest = day_manifest(viewer, day)
    if request.GET.get("as") == "xlsx":
        return workbook_response(
            viewer, "waste.manifest", f"waste-{day:%Y%m%d}", manifest_workbook(manifest)
        )
    context = {
        "manifest": manifest,
        "kg": manifest.grams / 1000,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < waste_day() else None,
        "rules": load_rules().waste,
    }
    return render(request, "goods/manifest.html", context)


def _read_day(text: str) -> date:
    return min(calendar_day(text) or waste_day(), waste_day())
