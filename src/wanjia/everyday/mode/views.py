"""The page of the mode: which it is, what asks for the other, what is left open."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import localized_pair
from wanjia.core.models import Community, Mode
from wanjia.core.problems import Problem
from wanjia.everyday.mode import actions
from wanjia.everyday.mode.forms import ModeForm, ReasonForm, StayForm
from wanjia.everyday.mode.queries import (
    LAST,
    REASONS,
    Reason,
    decisions_of,
    left_open,
    title_of,
    url_of,
)


@for_roles(*OFFICERS)
def mode(
    request: ViewerRequest, problem: Problem | None = None, form: forms.Form | None = None
) -> HttpResponse:
    """Show the mode, the one act that switches it, and what that means."""
    viewer = request.viewer
    community = Community.objects.get(id=viewer.community_id)
    emergency = community.mode == Mode.EMERGENCY
    left = left_open(viewer) if emergency else []
    context: dict[str, Any] = {
        "state": community,
        "emergency": emergency,
        "reasons": [] if emergency else [_show(reason) for reason in REASONS.get(community.id)],
        "left": [row for row in left if row.count],
        "blocked": any(row.blocks and row.count for row in left),
        "decisions": decisions_of(viewer)[:LAST],
        "enter_form": form if isinstance(form, ReasonForm) else ReasonForm(),
        "return_form": form if type(form) is ModeForm else ModeForm(),
        "may_return": viewer.may("head"),
        "problem": problem,
    }
    return render(request, "everyday/mode.html", context, status=problem.status if problem else 200)


def _show(reason: Reason) -> dict[str, Any]:
    return {
        "reason": reason,
        "title": title_of(reason),
        "words": localized_pair(reason.words, reason.words_en),
        "url": url_of(reason),
    }


ACTS = (
    Act("enter", actions.enter_emergency, OFFICERS, ReasonForm, _("已进入应急状态。")),
    Act("return", actions.return_to_ordinary, {"head"}, ModeForm, _("已回到平常。")),
    Act("stay", actions.stay_ordinary, OFFICERS, StayForm, _("已记下，保持平常。")),
)
