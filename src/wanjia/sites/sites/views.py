"""Pages of sites: all side by side, one site's board, its beds; planned, opened, closed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.journal.export_log import workbook_response
from wanjia.core.problems import Problem
from wanjia.core.public_address import absolute_url
from wanjia.sites.beds import actions as stays
from wanjia.sites.labels import finish_words, hold_words, late_words, opening_words
from wanjia.sites.models import Site, SiteLink, Stay
from wanjia.sites.queries import site_of, sites_of
from wanjia.sites.sites import actions as building
from wanjia.sites.sites.dashboard import Board, bed_hours, load_boards
from wanjia.sites.sites.drawing import beds_chart
from wanjia.sites.sites.forms import AdmitForm, EndStayForm, SiteForm
from wanjia.sites.sites.workbook import board_workbook

STAYS = 50


@for_roles(*OFFICERS, "town")
def sites(request: ViewerRequest) -> HttpResponse:
    """Show all sites side by side, from the first to the fifth and on."""
    viewer = request.viewer
    closed = request.GET.get("view") == "closed"
    rows = sites_of(viewer).filter(closed_at__isnull=not closed)
    summaries = [_summary_row(board) for board in load_boards(rows[:40])]
    tabs = [
        {"label": label, "url": url, "current": closed == past}
        for label, url, past in ((_("在建、在用"), "?", False), (_("已关"), "?view=closed", True))
    ]
    context = {
        "building": [summary for summary in summaries if not summary["board"].site.opened_at],
        "open": [summary for summary in summaries if summary["board"].site.opened_at],
        "beds": sum(summary["board"].beds.beds for summary in summaries),
        "free": sum(summary["board"].beds.free for summary in summaries),
        "tabs": tabs,
        "officer": viewer.may(*OFFICERS),
    }
    return render(request, "sites/sites.html", context)


def _summary_row(board: Board) -> dict[str, Any]:
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
            site = building.make_site(viewer, data.pop("name"), data.pop("beds"), **data)
        except Problem as refusal:
            problem = refusal
        else:
            return redirect("sites:site", site.id)
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "sites/new.html", {"form": form, "problem": problem}, status=status)


@for_roles(*OFFICERS, "town")
def site(request: ViewerRequest, site_id: UUID) -> HttpResponse:
    """Show one site's board: progress against plan, forecast, what blocks; beds once it is open."""
    return _show_board(request, site_of(request.viewer, site_id))


def _show_board(request: ViewerRequest, site: Site, problem: Problem | None = None) -> HttpResponse:
    viewer = request.viewer
    context = _board_context(site)
    if viewer.may(*OFFICERS):
        context |= _for_officers(request, site)
    context |= {"problem": problem, "typed": request.POST if problem else {}}
    sheet = request.GET.get("print") == "1"
    template = "sites/board_print.html" if sheet else "sites/board.html"
    return render(request, template, context, status=problem.status if problem else 200)


def _board_context(site: Site) -> dict[str, Any]:
    board = load_boards([site])[0]
    hours = bed_hours(site, clock.now())
    return {
        "site": site,
        "board": board,
        "opening": opening_words(board),
        "late": late_words(board),
        "items": [
            {"line": line, "finish": finish_words(line.finish.basis, line.finish.likely)}
            for line in board.items
        ],
        "holds": [{"item": item, "why": hold_words(hold)} for item, hold in board.holds],
        "bed_hours": hours,
        "bed_bars": beds_chart(hours, board.beds.beds),
        "now": timezone.localtime(clock.now()),
    }


def _for_officers(request: ViewerRequest, site: Site) -> dict[str, Any]:
    """Return the link to report by and who is in which bed: not for the town."""
    scope = {"community_id": site.community_id, "site": site}
    link = SiteLink.objects.filter(**scope, revoked_at=None).order_by("-made_at").first()
    here = Stay.objects.filter(**scope, until=None).select_related("resident__dwelling")
    page = Paginator(here.order_by("zone", "bed", "since"), STAYS).get_page(request.GET.get("page"))
    return {
        "officer": True,
        "link": absolute_url(request, f"/s/{link.token}/") if link else "",
        "link_path": f"/s/{link.token}/" if link else "",
        "stays": page,
        "new_stay_id": request.POST.get("stay_id") or new_id(),
    }


@for_roles(*OFFICERS, "town")
def site_xlsx(request: ViewerRequest, site_id: UUID) -> HttpResponse:
    """Show the board as a workbook: items, hours, beds; no names."""
    viewer = request.viewer
    site = site_of(viewer, site_id)
    body = board_workbook(_board_context(site))
    at = timezone.localtime(clock.now()).strftime("%Y%m%d-%H%M")
    return workbook_response(viewer, "site.board", f"site-{at}", body)


def site_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, site_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the site's board with all that was typed."""
    if problem.code == "kernel.not_found":
        raise problem
    return _show_board(request, site_of(request.viewer, site_id), problem)


NOTED = gettext_lazy("已记下。")
ACTS = (
    Act("open", building.open_site, OFFICERS, told=NOTED),
    Act("close", building.close_site, OFFICERS, told=NOTED),
    Act("link", building.renew_link, OFFICERS, told=NOTED),
    Act("admit", stays.admit_patient, OFFICERS, AdmitForm, NOTED),
    Act("discharge", stays.end_stay, OFFICERS, EndStayForm, NOTED),
)
