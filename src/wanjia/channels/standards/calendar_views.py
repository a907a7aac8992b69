"""Rosters for a calendar program: one's own by a secret address, a team's as a file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from wanjia.channels.standards import rosters
from wanjia.channels.standards.feed_views import in_plain_words
from wanjia.channels.standards.ical import calendar
from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.export_log import log_export
from wanjia.core.localized import active_language, localized_name
from wanjia.core.public_address import absolute_url
from wanjia.duty.queries import teams

LANGUAGES = {"en": "en", "zh": "zh-hans"}


@for_roles(*STAFF)
@require_http_methods(["GET", "POST"])
def calendar_page(request: ViewerRequest) -> HttpResponse:
    """One's own address, to copy or to change for another; the teams' files."""
    viewer = request.viewer
    if request.method == "POST":
        rosters.link_of(viewer, new=True)
        messages.success(request, _("换好了，旧的地址不能再用。"))
        return redirect("channels:calendar")
    link = rosters.link_of(viewer)
    path = reverse("channels:ical", args=[link.token])
    language = active_language()
    context = {
        "link": f"{absolute_url(request, path)}?lang={language}",
        "teams": list(teams(viewer)),
    }
    return render(request, "channels/calendar.html", context)


@require_GET
@in_plain_words
def ical(request: ViewerRequest, token: str) -> HttpResponse:
    """Show the shifts of whom a secret address belongs to, in the language of `lang`."""
    link = rosters.link_by(token)
    with override(LANGUAGES.get(request.GET.get("lang", ""), "zh-hans")):
        turns = rosters.own_turns(link, active_language())
        return _calendar_response(calendar(_("我的班"), turns))


@for_roles(*STAFF)
@require_GET
def team_ical(request: ViewerRequest, team_id: UUID) -> HttpResponse:
    """Show a team's shifts as a file."""
    viewer = request.viewer
    team, turns = rosters.team_turns(viewer, team_id, active_language())
    answer = _calendar_response(calendar(localized_name(team), turns))
    log_export(viewer, "roster", team.name)
    answer["Content-Disposition"] = f'attachment; filename="team-{team.id.hex[-6:]}.ics"'
    return answer


def _calendar_response(body: bytes) -> HttpResponse:
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
