"""The page of warnings: which hold, what they ask, where they are read from."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import localized, localized_pair
from wanjia.core.models import Mode
from wanjia.core.problems import Problem
from wanjia.everyday.models import WeatherWarning
from wanjia.everyday.warnings import actions
from wanjia.everyday.warnings.actions import Taken
from wanjia.everyday.warnings.forms import AddFeedForm, EndFeedForm, ReadFileForm, WarningForm
from wanjia.everyday.warnings.queries import (
    feeds_of,
    past_warnings,
    standing_warnings,
    visits_left,
)
from wanjia.everyday.warnings.warning_rules import BLUE, ORANGE, RED, UNSURE, YELLOW, load_hazards
from wanjia.places.models import Estate
from wanjia.zoning.queries import protocols

LEVELS = {
    RED: gettext_lazy("红色预警"),
    ORANGE: gettext_lazy("橙色预警"),
    YELLOW: gettext_lazy("黄色预警"),
    BLUE: gettext_lazy("蓝色预警"),
    "": gettext_lazy("级别没有读出来"),
}


@for_roles(*OFFICERS)
def warnings(
    request: ViewerRequest, problem: Problem | None = None, form: forms.Form | None = None
) -> HttpResponse:
    """Show the warnings that hold, the acts that answer them, and their sources."""
    viewer = request.viewer
    standing = [_show(request, warning) for warning in standing_warnings(viewer)]
    past = [_show(request, warning) for warning in past_warnings(viewer)]
    context = {
        "standing": standing,
        "past": past,
        "emergency": request.community.mode == Mode.EMERGENCY,
        "feeds": feeds_of(viewer),
        "may_add": viewer.may("head"),
        "file_form": form if isinstance(form, ReadFileForm) else ReadFileForm(),
        "feed_form": form if isinstance(form, AddFeedForm) else AddFeedForm(),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "everyday/warnings.html", context, status=status)


def _show(request: ViewerRequest, warning: WeatherWarning) -> dict[str, Any]:
    viewer = request.viewer
    hazard = load_hazards().get(warning.hazard)
    name = hazard.protocol if hazard else ""
    protocol = protocols(viewer.community_id).get(name) if name else None
    estates = Estate.objects.of(viewer) if protocol and warning.over_at is None else ()
    return {
        "warning": warning,
        "title": localized_pair(warning.headline, warning.headline_en),
        "other_language": not warning.headline_en,
        "level": LEVELS.get(warning.level, LEVELS[""]),
        "hazard": localized(hazard.name) if hazard else "",
        "unsure": warning.place == UNSURE,
        "protocol": localized(protocol.title) if protocol else "",
        "plans": [(estate, f"/plans/{estate.id}/?protocol={name}") for estate in estates],
        "left": visits_left(viewer, warning.id),
    }


def _tell_taken(taken: Taken) -> str:
    """Say what became of a file's messages."""
    told = [ngettext("收下 %(n)s 条预警。", "收下 %(n)s 条预警。", taken.new) % {"n": taken.new}]
    if taken.known:
        told.append(_("%(n)s 条已经有了。") % {"n": taken.known})
    if taken.elsewhere:
        told.append(_("%(n)s 条是别处的，没有收。") % {"n": taken.elsewhere})
    if taken.over:
        told.append(_("%(n)s 条解除或被替换。") % {"n": taken.over})
    if taken.drills:
        told.append(_("%(n)s 条是演练或测试。") % {"n": taken.drills})
    return "".join(told)


def _tell_visits(made: int) -> str:
    return ngettext("排了 %(n)s 位的走访。", "排了 %(n)s 位的走访。", made) % {"n": made}


NOTED = gettext_lazy("已记下。")
ACTS = (
    Act("read", actions.read_file, OFFICERS, ReadFileForm, _tell_taken),
    Act("visit", actions.visit_for, OFFICERS, WarningForm, _tell_visits),
    Act("enter", actions.enter_for, OFFICERS, WarningForm, _tell_visits),
    Act("aside", actions.set_aside, OFFICERS, WarningForm, NOTED),
    Act("off", actions.call_off, OFFICERS, WarningForm, NOTED),
    Act("add", actions.add_feed, {"head"}, AddFeedForm, NOTED),
    Act("end", actions.end_feed, {"head"}, EndFeedForm, NOTED),
)
