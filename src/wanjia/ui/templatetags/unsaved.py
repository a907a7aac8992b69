"""Words of danger in a form that was refused: nothing of it is stored, so they are told at once."""

from typing import Any

from django import template
from django.forms import BaseForm

from wanjia.core.access.viewer import STAFF
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.ui.refused import grave_words

register = template.Library()


@register.inclusion_tag("ui/c/unsaved.html", takes_context=True)
def unsaved_danger(context: template.Context) -> dict[str, Any]:
    """Show the gravest words of a refused form of an officer's, and a button that registers them.

    A household's refused words are heard where they arrive; an officer's are on the screen.
    """
    request: ViewerRequest = context["request"]
    viewer = getattr(request, "viewer", None)
    text = ""
    if request.method == "POST" and viewer and viewer.role in STAFF and _is_refused(context):
        text = grave_words(request.POST)
    return {"text": text, "csrf_token": context.get("csrf_token")}


def _is_refused(context: template.Context) -> bool:
    values = context.flatten().values()
    return getattr(context["request"], "refused", False) or any(
        isinstance(value, Problem) or (isinstance(value, BaseForm) and value.errors)
        for value in values
    )
