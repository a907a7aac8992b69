"""Pages of infected waste: the day's list by door, barrels and hand-overs, the manifest, 消杀."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id, parse_id
from wanjia.core.journal.export_log import workbook_response
from wanjia.core.problems import Problem
from wanjia.core.typed import calendar_day
from wanjia.core.typed_fields import safe_next_path
from wanjia.goods.models import BarrelKind
from wanjia.goods.rules import load_rules
from wanjia.goods.waste import actions as acts
from wanjia.goods.waste.manifest import workbook
from wanjia.goods.waste.queries import (
    Line,
    barrels_here,
    barrels_of,
    day_list,
    disinfections,
    manifest,
)
from wanjia.people.models import HouseholdLink
from wanjia.people.search.queries import dwellings_like


@for_roles(*STAFF)
def waste(request: ViewerRequest) -> HttpResponse:
    """The day's list: what yesterday left out in front, then stairwell by stairwell."""
    viewer = request.viewer
    return _show(request, viewer)


def _show(request: ViewerRequest, viewer: Viewer, problem: Problem | None = None) -> HttpResponse:
    lines = day_list(viewer, acts.today())
    view = request.GET.get("view", "")
    shown = [one for one in lines if (one.done if view == "done" else not one.done)]
    counts = {"": sum(not one.done for one in lines), "done": sum(one.done for one in lines)}
    tabs = [
        {"label": label, "url": f"?view={key}", "current": view == key, "count": counts[key]}
        for key, label in (("", _("待收")), ("done", _("已收")))
    ]
    context = {
        "groups": _groups(shown),
        "lines": lines,
        "missed": sum(one.missed and not one.done for one in lines),
        "tabs": tabs,
        "view": view,
        "rules": load_rules().waste,
        "disinfections": disinfections(viewer),
        "lists": acts.may_list(viewer),
        "new_id": new_id,
        "kinds": BarrelKind.choices,
        "typed": request.POST if problem else {},
        "problem": problem,
    }
    return render(request, "goods/waste.html", context, status=problem.status if problem else 200)


def _groups(lines: list[Line]) -> list[dict[str, Any]]:
    groups: dict[Any, dict[str, Any]] = {}
    for line in lines:
        home = line.place.dwelling
        key = home.stairwell_id if home else ""
        well = home.stairwell if home else None
        groups.setdefault(key, {"stairwell": well, "lines": []})["lines"].append(line)
    return list(groups.values())


@for_roles(*STAFF)
@require_POST
def waste_step(request: ViewerRequest) -> HttpResponse:
    """Note a pickup, take one back, list a place or end it, note a 消杀; a refusal keeps all."""
    viewer = request.viewer
    do = _STEPS.get(request.POST.get("do", ""))
    if do is None:
        raise Problem("kernel.not_found")
    try:
        do(viewer, request.POST)
    except Problem as problem:
        if problem.code == "kernel.not_found":
            raise
        return _show(request, viewer, problem)
    messages.success(request, _("已记下。"))
    return redirect(safe_next_path(request.POST.get("back", ""), reverse("goods:waste")))


def _pick_up(viewer: Viewer, form: Any) -> None:
    place = parse_id(form.get("place", "")) or place_scanned(viewer, form.get("scan", ""))
    acts.pick_up(
        viewer,
        place,
        form.get("bags", ""),
        doubled="doubled" in form,
        sprayed="sprayed" in form,
        barrel=form.get("barrel", ""),
        ppm=form.get("ppm", ""),
        pickup_id=parse_id(form.get("pickup_id", "")),
    )


def place_scanned(viewer: Viewer, text: str) -> UUID:
    """The place on today's list that a scanned household code, or a typed door, means.

    Raises Problem `waste.unknown`.
    """
    words = text.strip()
    homes = {one.place.dwelling_id: one.place.id for one in day_list(viewer, acts.today())}
    link = (
        HouseholdLink.objects.of(viewer)
        .filter(token=words.rstrip("/").rpartition("/")[2], revoked_at=None)
        .first()
    )
    if link and link.dwelling_id in homes:
        return homes[link.dwelling_id]
    doors = [] if link or not words else list(dwellings_like(viewer, words)[:20])
    found = [homes[one.id] for one in doors if one.id in homes]
    if len(found) == 1:
        return found[0]
    raise Problem("waste.unknown", text=link.dwelling.door if link else words[:20])


def _known(form: Any, key: str) -> UUID:
    if found := parse_id(form.get(key, "")):
        return found
    raise Problem("kernel.not_found")


def _list_place(viewer: Viewer, form: Any) -> None:
    door, address = form.get("door", "").strip(), form.get("address", "").strip()
    if not door:
        kind = form.get("kind", BarrelKind.HOUSEHOLD)
        acts.list_place(viewer, address=address, kind=kind)
        return
    homes = list(dwellings_like(viewer, door)[:2])
    if len(homes) != 1:
        raise Problem("order.door", door=door[:20], n=len(homes))
    acts.list_place(viewer, homes[0].id)


_STEPS: dict[str, Callable[[Viewer, Any], Any]] = {
    "pick_up": _pick_up,
    "take_back": lambda viewer, form: acts.take_back(viewer, _known(form, "pickup")),
    "list": _list_place,
    "end": lambda viewer, form: acts.end_place(viewer, _known(form, "place"), form.get("why", "")),
    "disinfected": lambda viewer, form: acts.disinfected(
        viewer, _known(form, "disinfection"), form.get("ppm", ""), form.get("minutes", "")
    ),
}


@for_roles(*STAFF)
def barrels(request: ViewerRequest) -> HttpResponse:
    """The barrels that are here: weighed, and handed to the haulier against a signature."""
    viewer = request.viewer
    return _barrels(request, viewer)


def _barrels(
    request: ViewerRequest, viewer: Viewer, problem: Problem | None = None
) -> HttpResponse:
    context = {
        "today": acts.today(),
        "waiting": barrels_here(viewer),
        "late": acts.late_before(),
        "given": barrels_of(viewer, acts.today()).exclude(handover=None),
        "kinds": BarrelKind.choices,
        "typed": request.POST if problem else {},
        "new_id": new_id(),
        "problem": problem,
        "rules": load_rules().waste,
    }
    return render(request, "goods/barrels.html", context, status=problem.status if problem else 200)


@for_roles(*STAFF)
@require_POST
def barrel_step(request: ViewerRequest) -> HttpResponse:
    """Weigh a barrel, or hand barrels over; a refusal keeps what was typed."""
    viewer = request.viewer
    form = request.POST
    try:
        if form.get("do") == "weigh":
            acts.weigh(
                viewer,
                form.get("number", ""),
                form.get("kg", ""),
                form.get("kind", BarrelKind.HOUSEHOLD),
                correct="correct" in form,
                barrel_id=parse_id(form.get("barrel", "")),
            )
        else:
            acts.hand_over(
                viewer,
                [one for text in form.getlist("barrel") if (one := parse_id(text))],
                plate=form.get("plate", ""),
                receiver=form.get("receiver", ""),
                signature=form.get("drawn", "") or form.get("signature", ""),
                destination=form.get("destination", ""),
                handover_id=parse_id(form.get("handover_id", "")),
            )
    except Problem as problem:
        return _barrels(request, viewer, problem)
    messages.success(request, _("已记下。"))
    return redirect("goods:barrels")


@for_roles(*STAFF, "town")
def manifest_page(request: ViewerRequest) -> HttpResponse:
    """A day's manifest on paper, or as a workbook; the town sees its figures."""
    viewer = request.viewer
    day = _day(request.GET.get("day", ""))
    found = manifest(viewer, day)
    if request.GET.get("as") == "xlsx":
        return workbook_response(viewer, "waste.manifest", f"waste-{day:%Y%m%d}", workbook(found))
    context = {
        "manifest": found,
        "kg": found.grams / 1000,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < acts.today() else None,
        "rules": load_rules().waste,
    }
    return render(request, "goods/manifest.html", context)


def _day(text: str) -> date:
    return min(calendar_day(text) or acts.today(), acts.today())
