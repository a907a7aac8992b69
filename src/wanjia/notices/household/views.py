"""A notice on a household's own page: read, ticked, asked about; no account, no script."""

import zoneinfo
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wanjia.core.access.viewer import Viewer
from wanjia.core.acts import read_form
from wanjia.core.hearing import heard_query, listening
from wanjia.core.ids import new_id, parse_id
from wanjia.core.problems import Problem
from wanjia.needs.intake.telling import receipts_for
from wanjia.notices.comments.actions import LONGEST, add_comment, hear_refused
from wanjia.notices.comments.forms import HouseholdForm
from wanjia.notices.labels import read_answer, read_notice
from wanjia.notices.models import NoticeSeen, SeenWay
from wanjia.notices.publishing.actions import mark_seen
from wanjia.notices.queries import for_household, is_live
from wanjia.people.household_links.queries import link_by
from wanjia.people.models import HouseholdLink


@csrf_exempt  # The link is the secret, and a phone's privacy mode may refuse cookies.
@require_http_methods(["GET", "POST"])
def household_notice(request: HttpRequest, token: str, notice_id: UUID) -> HttpResponse:
    """Show a notice with its answers and what neighbours asked.

    A tick that it was read; a question.
    """
    link = link_by(token)
    if link is None or link.revoked_at:
        return _never_cached(
            render(request, "ui/household/gone.html", {"community": None}, status=404)
        )
    with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
        viewer = Viewer(
            link.community_id, "household", name=link.dwelling.door, dwelling_id=link.dwelling_id
        )
        return _never_cached(_answer_or_go_home(request, viewer, link, notice_id))


def _never_cached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer_or_go_home(
    request: HttpRequest, viewer: Viewer, link: HouseholdLink, notice_id: UUID
) -> HttpResponse:
    try:
        return _answer_page(request, viewer, link, notice_id)
    except Problem as problem:
        if problem.status != 404:
            raise
        return redirect(f"/h/{link.token}/")  # It is no longer at this door.


def _answer_page(
    request: HttpRequest, viewer: Viewer, link: HouseholdLink, notice_id: UUID
) -> HttpResponse:
    problem: Problem | None = None
    if request.method == "POST":
        try:
            return _take_act(request, viewer, link, notice_id)
        except Problem as raised:
            if raised.status == 404:
                raise
            problem = raised
    notice, answers, voices = for_household(viewer, notice_id)
    channels = (
        NoticeSeen.objects.of(viewer)
        .filter(notice=notice, dwelling=viewer.dwelling_id)
        .values_list("channel", flat=True)
    )
    channel = channels.first()
    if channel in (None, SeenWay.PAPER):
        mark_seen(viewer, [(notice.id, link.dwelling_id)], SeenWay.OPENED)
    context = {
        "community": link.community,
        "dwelling": link.dwelling,
        "home": f"/h/{link.token}/",
        "notice": notice,
        "told": read_notice(notice),
        "live": is_live(notice),
        "read": channel == SeenWay.TICKED,
        "answers": [read_answer(answer) for answer in answers],
        "voices": voices,
        "typed": request.POST.get("text", "") if problem else "",
        "most": LONGEST,
        "sent": new_id(),
        "asked": "asked" in request.GET,
        "heard": receipts_for(viewer, request.GET),
        "problem": problem,
    }
    return render(
        request, "notices/household.html", context, status=problem.status if problem else 200
    )


def _take_act(
    request: HttpRequest, viewer: Viewer, link: HouseholdLink, notice_id: UUID
) -> HttpResponse:
    """Note that the household has read it, or take what it says."""
    values = read_form(HouseholdForm(request.POST))
    if values["act"] == "read":
        notice, _answers, _voices = for_household(viewer, notice_id)
        mark_seen(viewer, [(notice.id, link.dwelling_id)], SeenWay.TICKED)
        return redirect(f"/h/{link.token}/")
    text, sent = values["text"], parse_id(values["id"])
    with listening() as ear:
        try:
            add_comment(viewer, notice_id, text, comment_id=sent)
        except Problem:
            hear_refused(viewer, text, sent)
            if not ear.opened:
                raise
    return redirect(
        f"{request.path}?asked=1{heard_query(ear)}#{'told' if ear.opened else 'voices'}"
    )
