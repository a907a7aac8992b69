"""The page of programs' keys: the head makes one, sees its token once, and revokes it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wanjia.core.access import api_keys as acts
from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.models import Membership
from wanjia.core.problems import Problem
from wanjia.ui.accounts.forms import KeyForm


@never_cache
@for_roles("head")
def keys(request: ViewerRequest) -> HttpResponse:
    """Show the keys, and a form for a new one; its token is shown in the answer and never again."""
    viewer = request.viewer
    token, problem = "", None
    if request.method == "POST":
        form = KeyForm(request.POST)
        try:
            if not form.is_valid():
                raise Problem("kernel.not_found")
            typed = form.cleaned_data
            _key, token = acts.make_key(viewer, typed["membership"], typed["name"])
        except Problem as refused:
            problem = refused
    members = Membership.objects.of(viewer).filter(user__is_active=True)
    context = {
        "keys": acts.keys_of(viewer),
        "members": members.select_related("user").order_by("role", "user__name", "id"),
        "token": token,
        "problem": problem,
    }
    return render(request, "ui/keys.html", context, status=problem.status if problem else 200)


@for_roles("head")
@require_POST
def revoke(request: ViewerRequest, key_id: UUID) -> HttpResponse:
    """End a key."""
    viewer = request.viewer
    key = acts.revoke_key(viewer, key_id)
    messages.success(request, _("已停用：%(name)s") % {"name": key.name})
    return redirect("ui:keys")
