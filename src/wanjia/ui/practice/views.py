"""Going to practise, coming back, and throwing it away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.ui.practice import actions

CHOSEN = "membership"  # the session's choice among several


@for_roles("head")
@require_POST
def begin(request: ViewerRequest) -> HttpResponse:
    """Go to the practice community, made if there is none."""
    membership = actions.begin_practice(request.viewer)
    request.session[CHOSEN] = str(membership.id)
    return redirect("ui:today")


@for_roles("head")
@require_POST
def leave(request: ViewerRequest) -> HttpResponse:
    """Come back to the real community; the practice stays as it is."""
    request.session.pop(CHOSEN, None)
    return redirect("ui:today")


@for_roles("head")
@require_POST
def end(request: ViewerRequest) -> HttpResponse:
    """Throw the practice away, and come back."""
    actions.end_practice(request.viewer)
    request.session.pop(CHOSEN, None)
    messages.success(request, _("练习已扔掉，里面的人和事都没有了。"))
    return redirect("ui:today")
