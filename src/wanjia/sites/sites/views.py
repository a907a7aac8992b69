"""Pages of sites: all side by side, one site's board, its beds; planned, opened, closed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.journal.export_log import workbook_response
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import MomentField
from wanjia.sites.beds import actions as stays
from wanjia.sites.labels import finish_words, hold_words, late_words, opening_words
from wanjia.sites.models import Site, SiteKind, SiteLink, Stay
from wanjia.sites.queries import site_of, sites_of
from wanjia.sites.sites import actions as building
from wanjia.sites.sites.dashboard import Board, bed_chart, bed_hours, boards
from wanjia.sites.sites.workbook import workbook

STAYS = 50


class SiteForm(forms.Form):
    """A site that is to be planned."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=SiteKind.choices)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=160, required=False)
    beds = forms.IntegerField(label=gettext_lazy("床位数"), min_value=1, max_value=50_000)
    target_at = MomentField(
        label=gettext_lazy("目标开舱时间（方舱必填）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    site_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


@for_roles(*OFFICERS, "town")
def sites(request: ViewerRequest) -> HttpResponse:
    """All sites side by side, from the first to the fifth and on."""
    viewer = request.viewer
    closed = request.GET.get("view") == "closed"
    rows = sites_of(viewer).filter(closed_at__isnull=not closed)
    every = [_summary(one) for one in boards(rows[:40])]
    tabs = [
        {"label": label, "url": url, "current": closed == past}
        for label, url, past in ((_("在建、在用"), "?", False), (_("已关"), "?view=closed", True))
    ]
    context = {
        "building": [one for one in every if not one["board"].site.opened_at],
        "open": [one for one in every if one["board"].site.opened_at],
        "beds": sum(one["board"].beds.beds for one in every),
        "free": sum(one["board"].beds.free for one in every),
        "tabs": tabs,
        "officer": viewer.may(*OFFICERS),
    }
    return render(request, "sites/sites.html", context)


def _summary(board: Board) -> dict[str, Any]:
    return {"board": board, "opening": opening_words(board), "late": late_words(board)}


@for_roles(*OFFICERS)
def new(request: ViewerRequest) -> HttpResponse:
    """Plan a site: its name, its beds, the hour it is promised for."""
    viewer = request.viewer
    promised = timezone.localtime(clock.now() + timedelta(days=2)).replace(minute=0)
    form = SiteForm(request.POST or None, initial={"site_id": new_id(), "target_at": promised})
    problem = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = building.make_site(viewer, data.pop("name"), data.pop("beds"), **data)
        except Problem as refused:
            problem = refused
        else:
            return redirect("sites:site", made.id)
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "sites/new.html", {"form": form, "problem": problem}, status=status)


@for_roles(*OFFICERS, "town")
def site(request: ViewerRequest, site_id: UUID) -> HttpResponse:
    """One site's board: progress against plan, forecast, what blocks; beds once it is open."""
    viewer = request.viewer
    found = site_of(viewer, site_id)
    return _show(request, viewer, found)


def _show(
    request: ViewerRequest, viewer: Viewer, found: Site, problem: Problem | None = None
) -> HttpResponse:
    context = _board_context(found)
    if viewer.may(*OFFICERS):
        context |= _for_officers(request, found)
    context |= {"problem": problem, "typed": request.POST if problem else {}}
    sheet = request.GET.get("print") == "1"
    template = "sites/board_print.html" if sheet else "sites/board.html"
    return render(request, template, context, status=problem.status if problem else 200)


def _board_context(found: Site) -> dict[str, Any]:
    board = boards([found])[0]
    hours = bed_hours(found, clock.now())
    return {
        "site": found,
        "board": board,
        "opening": opening_words(board),
        "late": late_words(board),
        "items": [
            {"line": one, "finish": finish_words(one.finish.basis, one.finish.likely)}
            for one in board.items
        ],
        "holds": [{"item": item, "why": hold_words(hold)} for item, hold in board.holds],
        "bed_hours": hours,
        "bed_bars": bed_chart(hours, board.beds.beds),
        "now": timezone.localtime(clock.now()),
    }


def _for_officers(request: ViewerRequest, found: Site) -> dict[str, Any]:
    """The link to report by and who is in which bed: not for the town."""
    of = {"community_id": found.community_id, "site": found}
    link = SiteLink.objects.filter(**of, revoked_at=None).order_by("-made_at").first()
    here = Stay.objects.filter(**of, until=None).select_related("resident__dwelling")
    page = Paginator(here.order_by("zone", "bed", "since"), STAYS).get_page(request.GET.get("page"))
    return {
        "officer": True,
        "link": request.build_absolute_uri(f"/s/{link.token}/") if link else "",
        "link_path": f"/s/{link.token}/" if link else "",
        "stays": page,
        "stay_id": new_id(),
    }


@for_roles(*OFFICERS, "town")
def site_xlsx(request: ViewerRequest, site_id: UUID) -> HttpResponse:
    """The board as a workbook: items, hours, beds; no names."""
    viewer = request.viewer
    found = site_of(viewer, site_id)
    body = workbook(_board_context(found))
    at = timezone.localtime(clock.now()).strftime("%Y%m%d-%H%M")
    return workbook_response(viewer, "site.board", f"site-{at}", body)


@for_roles(*OFFICERS)
@require_POST
def site_step(request: ViewerRequest, site_id: UUID) -> HttpResponse:
    """Open or close a site, renew its link, give a bed, end a stay; a refusal keeps the form."""
    viewer = request.viewer
    found = site_of(viewer, site_id)
    form = request.POST
    try:
        match form.get("do"):
            case "open":
                building.open_site(viewer, site_id)
            case "close":
                building.close_site(viewer, site_id)
            case "link":
                building.renew_link(viewer, site_id)
            case "admit":
                stays.admit(
                    viewer,
                    site_id,
                    form.get("patient", ""),
                    form.get("zone", ""),
                    form.get("bed", ""),
                    _uuid(form.get("stay_id", "")),
                )
            case "discharge":
                stays.discharge(viewer, _uuid(form.get("stay", "")) or site_id)
            case _:
                raise Problem("kernel.not_found")
    except Problem as problem:
        if problem.code == "kernel.not_found":
            raise
        return _show(request, viewer, found, problem)
    messages.success(request, _("已记下。"))
    return redirect("sites:site", site_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
