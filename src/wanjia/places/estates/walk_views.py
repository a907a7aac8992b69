"""The list for whoever walks an estate: ticked on a phone, and the map is checked."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed_fields import TextListField
from wanjia.places.estates.stored import drawn_estate
from wanjia.places.estates.walk_round import Check, joined_before, list_checks, list_pairs
from wanjia.places.estates.walking import note_walked
from wanjia.places.queries import visible_estates


class WalkForm(forms.Form):
    """What was ticked as right, and which doors side by side one gets through between."""

    checked = TextListField()
    joined = TextListField()


@for_roles(*OFFICERS)
def walk(request: ViewerRequest, estate_id: UUID) -> HttpResponse:
    """Show what to check, and note that it was."""
    estate = get_or_refuse(visible_estates(request.viewer), id=estate_id)
    standing = drawn_estate(request.viewer, estate)
    form = WalkForm(request.POST)
    form.is_valid()
    checked, joined = set(form.cleaned_data["checked"]), set(form.cleaned_data["joined"])
    checks, pairs = list_checks(standing), list_pairs(standing)
    left = [check for check in checks if check.key not in checked]
    if request.method == "POST" and not left:
        ways = [pair for pair in pairs if _pair_key(pair) in joined]
        note_walked(request.viewer, estate, ways)
        messages.success(request, _("已记下：这个小区走过了。"))
        return redirect("places:estate", estate.id)
    known = {frozenset(pair) for pair in joined_before(standing)}
    context: dict[str, Any] = {
        "estate": estate,
        "left": len(left) if request.method == "POST" else 0,
        "checks": [
            {"key": check.key, "words": _ask(check), "on": check.key in checked} for check in checks
        ],
        "pairs": [
            {
                "key": _pair_key(pair),
                "words": _("%(a)s 号和 %(b)s 号") % {"a": pair[0], "b": pair[1]},
                "on": _pair_key(pair) in joined or frozenset(pair) in known,
            }
            for pair in pairs
        ],
    }
    return render(request, "places/walk.html", context, status=422 if context["left"] else 200)


def _pair_key(pair: tuple[str, str]) -> str:
    return f"{pair[0]}|{pair[1]}"


def _ask(check: Check) -> str:
    """Return what is asked of one thing."""
    if check.kind == "gate":
        return _("大门“%(name)s”：在图上的地方，名字对，能关能守") % {"name": check.name}
    if check.kind == "wall":
        return _("围墙走了一圈：没有缺口、没有能翻过去的地方")
    if check.kind == "ways":
        return _("路走了一遍：图上没有少画的路、后门和小门")
    doors = "、".join(check.doors)
    return _("楼栋 %(name)s：楼道口是 %(doors)s，朝图上那一面开") % {
        "name": check.name,
        "doors": doors,
    }
