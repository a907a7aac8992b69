"""The page by which a site reports each hour: a link is its only key; no account, no script."""

import zoneinfo
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

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
from wanjia.core.ids import new_id
from wanjia.core.localized import localized_name
from wanjia.core.problems import Problem
from wanjia.core.typed_fields import moment_from
from wanjia.sites.labels import opening_words
from wanjia.sites.models import SiteItem, SiteLink
from wanjia.sites.sites.actions import MOST, Said, report
from wanjia.sites.sites.dashboard import boards, full_hour

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
        return _private(render(request, "sites/report_gone.html", context, status=404))
    with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
        viewer = Viewer(link.community_id, "site", name=link.site.name)
        if request.method == "POST":
            return _private(_take(request, viewer, link))
        return _private(_show(request, link))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _take(request: HttpRequest, viewer: Viewer, link: SiteLink) -> HttpResponse:
    """All that was filled in is stored, or nothing, and then shown again as it was typed."""
    form = request.POST
    items = list(SiteItem.objects.filter(community_id=link.community_id, site=link.site))
    try:
        stored = report(
            viewer,
            link.site,
            _hour(form.get("hour", "")),
            {item.key: said for item in items if (said := _said(item, form))},
            people=_number(form.get("people") or "0", _("在场人数")),
            confirmed="confirmed" in form,
            report_id=_uuid(form.get("report_id", "")),
        )
    except Problem as problem:
        return _show(request, link, problem)
    messages.success(request, _("收到，记下 %(n)s 项。") % {"n": len(stored)})
    return redirect("sites:report", link.token)


def _said(item: SiteItem, form: Any) -> Said | None:
    """What was typed for an item; None when nothing was, or the last word stands unchanged."""
    done = form.get(f"done-{item.key}", "").strip()
    block = form.get(f"block-{item.key}", "").strip()
    if not done and block == form.get(f"had-{item.key}", ""):
        return None
    return Said(_number(done or "0", localized_name(item)), block)


def _number(text: str, what: str) -> int:
    """A whole number as typed, in full-width digits too."""
    try:
        value = int(text.strip())
    except ValueError:
        value = -1
    if not 0 <= value <= MOST:
        raise Problem("site_report.not_a_number", item=what, value=text.strip()[:20])
    return value


def _hour(text: str) -> datetime:
    try:
        said = moment_from(text)
    except ValueError as error:
        raise Problem("site_report.hour_missing") from error
    return full_hour(said)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()


def _show(request: HttpRequest, link: SiteLink, problem: Problem | None = None) -> HttpResponse:
    board = boards([link.site])[0]
    last = full_hour(clock.now())
    typed = request.POST if problem else {}
    context = {
        "community": link.community,
        "site": link.site,
        "board": board,
        "opening": opening_words(board),
        "rows": [
            {
                "line": one,
                "done": typed.get(f"done-{one.item.key}", one.done if one.said_at else ""),
                "block": typed.get(f"block-{one.item.key}", "" if problem else one.block),
            }
            for one in board.items
        ],
        "hours": [last - timedelta(hours=back) for back in range(HOURS_BACK)],
        "hour": typed.get("hour", last.isoformat()),
        "people": typed.get("people", _people(board)),
        "report_id": typed.get("report_id") or new_id(),
        "problem": problem,
        "asks": bool(problem and problem.code in ASKS),
    }
    return render(request, "sites/report.html", context, status=problem.status if problem else 200)


def _people(board: Any) -> int:
    return max((one.people for one in board.items), default=0)
