"""The head's page of who is let in, and the page where an invitation is accepted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import segno
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wanjia.core.access.devices import devices_of
from wanjia.core.access.rate_limit import count_wrong_secret
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.models import Role
from wanjia.core.problems import Problem
from wanjia.people.invitations import actions as acts
from wanjia.people.models import Invitation, Staff
from wanjia.ui.accounts.login_limits import open_again
from wanjia.ui.accounts.policy import begin, must_have
from wanjia.ui.accounts.views import LATELY


@for_roles("head")
def staff(request: ViewerRequest) -> HttpResponse:
    """Who is let in and how; whom to invite."""
    return _show(request)


def _show(request: ViewerRequest, problem: Problem | None = None) -> HttpResponse:
    viewer = request.viewer
    members = list(acts.members(viewer))
    users = [one.user_id for one in members]
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = Authenticator.objects.filter(user__in=users, type__in=kinds)
    safe = set(rows.values_list("user", flat=True))
    seen = devices_of(users, LATELY)
    without = Staff.objects.of(viewer).filter(user=None, active=True)
    context = {
        "members": [
            {
                "member": one,
                "safe": one.user_id in safe,
                "must": must_have(one.role, one.community.code),
                "devices": seen[one.user_id],
                "self": one.user_id == viewer.user_id,
            }
            for one in members
        ],
        "open": acts.open_invitations(viewer),
        "without": without.order_by("role", "name", "id"),
        "roles": Role.choices,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    status = problem.status if problem else 200
    return render(request, "ui/staff.html", context, status=status)


@never_cache
@for_roles("head")
@require_POST
def invite(request: ViewerRequest) -> HttpResponse:
    """Make an invitation and show its code, once."""
    viewer = request.viewer
    said = request.POST
    known = said.get("staff", "")
    try:
        staff_id = UUID(known) if known else None
        made, token = acts.invite(viewer, said.get("role", ""), said.get("name", ""), staff_id)
    except ValueError:
        return _show(request, Problem("kernel.not_found"))
    except Problem as problem:
        return _show(request, problem)
    return _code(request, made, token)


def _code(request: ViewerRequest, made: Invitation, token: str) -> HttpResponse:
    url = request.build_absolute_uri(f"/join/{token}/")
    code = segno.make(url, error="m").svg_inline(scale=5, border=2)
    return render(request, "ui/invitation.html", {"made": made, "url": url, "code": code})


def _open_again(viewer: Viewer, membership_id: UUID) -> None:
    """Whom wrong passwords or codes shut out may try again at once."""
    open_again(acts.let_try_again(viewer, membership_id).user)


_STEPS: dict[str, Callable[[Viewer, UUID, Any], Any]] = {
    "sign_out": lambda viewer, one, _form: acts.sign_out(viewer, one),
    "let_go": lambda viewer, one, _form: acts.let_go(viewer, one),
    "role": lambda viewer, one, form: acts.change_role(viewer, one, form.get("role", "")),
    "open_again": lambda viewer, one, _form: _open_again(viewer, one),
    "revoke": lambda viewer, one, _form: acts.revoke(viewer, one),
}


@never_cache
@for_roles("head")
@require_POST
def step(request: ViewerRequest) -> HttpResponse:
    """Sign somebody out, give another role, let them go, take a code back; or a lost phone."""
    viewer = request.viewer
    said = request.POST
    try:
        about = UUID(said.get("about", ""))
    except ValueError:
        raise Problem("kernel.not_found") from None
    try:
        if said.get("do") == "lost":
            return _code(request, *acts.lost_phone(viewer, about))
        if said.get("do") not in _STEPS:
            raise Problem("kernel.not_found")
        _STEPS[said["do"]](viewer, about, said)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _show(request, problem)
    messages.success(request, _("已记下。"))
    return redirect("ui:staff")


@never_cache
def join(request: ViewerRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a user name and a password, and be signed in."""
    try:
        invitation = acts.invitation_by(token)
    except Problem as problem:
        count_wrong_secret()
        return render(request, "ui/join.html", {"gone": problem}, status=problem.status)
    said, problem_ = request.POST, None
    if request.method == "POST":
        try:
            if said.get("password", "") != said.get("again", ""):
                raise Problem("invitation.again")
            user = acts.accept(token, said.get("username", ""), said.get("password", ""))
            begin(request, user)
            return perform_login(request, user, redirect_url="/account/")
        except Problem as problem:
            problem_ = problem
    context = {
        "invitation": invitation,
        "problem": problem_,
        "username": said.get("username", ""),
        "password_rules": password_validators_help_texts(),
    }
    status = problem_.status if problem_ else 200
    return render(request, "ui/join.html", context, status=status)
