"""The page by which a site reports each hour: a link is its only key; no account, no script."""

import zoneinfo
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wanjia.core import clock
from wanjia.core.access.rate_limit import count_wrong_secret
from wanjia.core.access.viewer import Viewer
from wanjia.core.acts import read_form
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import moment_from
from wanjia.sites.labels import opening_words
from wanjia.sites.models import SiteItem, SiteLink
from wanjia.sites.sites.actions import store_report
from wanjia.sites.sites.dashboard import full_hour, load_boards
from wanjia.sites.sites.forms import ReportForm

HOURS_BACK = 4
ASKS = ("site_report.beyond", "site_report.backwards")


@csrf_exempt  # The link is the secret, and a phone's privacy mode may refuse cookies.
@require_http_methods(["GET", "POST"])
def site_report(request: HttpRequest, token: str) -> HttpResponse:
    """Show a site's manager what to report, or take what they send."""
    link = SiteLink.objects.filter(token=token).select_related("community").first()
    if link is None:
        count_wrong_secret()
    if link is None or link.revoked_at:
        context = {"community": link.community if link else None}
        return _never_cached(render(request, "sites/report_gone.html", context, status=404))
    with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
        viewer = Viewer(link.community_id, "site", name=link.site.name)
        if request.method == "POST":
            return _never_cached(_take_report(request, viewer, link))
        return _never_cached(_show_form(request, link))


def _never_cached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _take_report(request: HttpRequest, viewer: Viewer, link: SiteLink) -> HttpResponse:
    """Show all that was filled in is stored, or nothing, and then shown again as it was typed."""
    items = SiteItem.objects.filter(community_id=link.community_id, site=link.site)
    form = ReportForm(request.POST)
    try:
        values = read_form(form)
        stored = store_report(
            viewer,
            link.site,
            _read_hour(values["hour"]),
            form.progress_of(items),
            people=values["people"],
            confirmed=values["confirmed"],
            report_id=parse_id(values["report_id"]) or new_id(),
        )
    except Problem as problem:
        return _show_form(request, link, problem)
    messages.success(request, _("收到，记下 %(n)s 项。") % {"n": len(stored)})
    return redirect("sites:report", link.token)


def _read_hour(text: str) -> datetime:
    try:
        moment = moment_from(text)
    except ValueError as error:
        raise Problem("site_report.hour_missing") from error
    return full_hour(moment)


def _show_form(
    request: HttpRequest, link: SiteLink, problem: Problem | None = None
) -> HttpResponse:
    board = load_boards([link.site])[0]
    last = full_hour(clock.now())
    typed = request.POST if problem else {}
    context = {
        "community": link.community,
        "site": link.site,
        "board": board,
        "opening": opening_words(board),
        "rows": [
            {
                "line": line,
                "done": typed.get(f"done-{line.item.key}", line.done if line.said_at else ""),
                "block": typed.get(f"block-{line.item.key}", "" if problem else line.block),
            }
            for line in board.items
        ],
        "hours": [last - timedelta(hours=back) for back in range(HOURS_BACK)],
        "hour": typed.get("hour", last.isoformat()),
        "people": typed.get("people", _people_at_work(board)),
        "report_id": typed.get("report_id") or new_id(),
        "problem": problem,
        "asks": bool(problem and problem.code in ASKS),
    }
    return render(request, "sites/report.html", context, status=problem.status if problem else 200)


def _people_at_work(board: Any) -> int:
    return max((line.people for line in board.items), default=0)
