"""The head's page of who is let in, and the page where an invitation is accepted."""

from uuid import UUID

import segno
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wanjia.core.access.devices import devices_of
from wanjia.core.access.rate_limit import count_wrong_secret
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.acts import Act, read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.models import Role
from wanjia.core.problems import Problem
from wanjia.core.public_address import absolute_url
from wanjia.people.invitations import actions as acts
from wanjia.people.models import Invitation, Staff
from wanjia.ui.accounts.forms import InviteForm, JoinForm, RoleForm
from wanjia.ui.accounts.login_limits import open_again
from wanjia.ui.accounts.policy import begin, must_have
from wanjia.ui.accounts.views import LATELY


@for_roles("head")
def staff(request: ViewerRequest) -> HttpResponse:
    """Show who is let in and how, and whom to invite."""
    return _render_staff(request)


def _render_staff(
    request: ViewerRequest, problem: Problem | None = None, form: forms.Form | None = None
) -> HttpResponse:
    viewer = request.viewer
    typed = form.data if isinstance(form, InviteForm) else {}
    members = list(acts.members(viewer))
    users = [member.user_id for member in members]
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = Authenticator.objects.filter(user__in=users, type__in=kinds)
    safe = set(rows.values_list("user", flat=True))
    seen = devices_of(users, LATELY)
    without = Staff.objects.of(viewer).filter(user=None, active=True)
    context = {
        "members": [
            {
                "member": member,
                "safe": member.user_id in safe,
                "must": must_have(member.role, member.community.code),
                "devices": seen[member.user_id],
                "self": member.user_id == viewer.user_id,
            }
            for member in members
        ],
        "open": acts.open_invitations(viewer),
        "without": without.order_by("role", "name", "id"),
        "roles": Role.choices,
        "problem": problem,
        "typed": typed,
    }
    status = problem.status if problem else 200
    return render(request, "ui/staff.html", context, status=status)


@never_cache
@for_roles("head")
@require_POST
def invite(request: ViewerRequest) -> HttpResponse:
    """Make an invitation and show its code, once."""
    form = InviteForm(request.POST)
    try:
        typed = read_form(form)
        made, token = acts.invite(request.viewer, typed["role"], typed["name"], typed["staff"])
    except Problem as problem:
        return _render_staff(request, problem, form)
    return _render_code(request, made, token)


def _render_code(request: ViewerRequest, made: Invitation, token: str) -> HttpResponse:
    url = absolute_url(request, f"/join/{token}/")
    code = segno.make(url, error="m").svg_inline(scale=5, border=2)
    return render(request, "ui/invitation.html", {"made": made, "url": url, "code": code})


@never_cache
@for_roles("head")
@require_POST
def lose_phone(request: ViewerRequest, membership_id: UUID) -> HttpResponse:
    """Let somebody whose phone is lost in again by a new code, and by nothing older."""
    try:
        made, token = acts.lost_phone(request.viewer, membership_id)
    except Problem as problem:
        return refuse_staff_act(request, problem)
    return _render_code(request, made, token)


def refuse_staff_act(
    request: ViewerRequest,
    problem: Problem,
    form: forms.Form | None = None,
    _membership: UUID | None = None,
) -> HttpResponse:
    """Show the staff with what was refused."""
    if problem.status in (403, 404):
        raise problem
    return _render_staff(request, problem, form)


def _let_try_again(viewer: Viewer, membership_id: UUID) -> None:
    """Let somebody whom wrong passwords or codes shut out try again at once."""
    open_again(acts.let_try_again(viewer, membership_id).user)


HEAD = ("head",)
RECORDED = gettext_lazy("已记下。")
MEMBER_ACTS = (
    Act("sign_out", acts.sign_out, HEAD, told=RECORDED),
    Act("let_go", acts.let_go, HEAD, told=RECORDED),
    Act("role", acts.change_role, HEAD, RoleForm, RECORDED),
    Act("open_again", _let_try_again, HEAD, told=RECORDED),
)
INVITATION_ACTS = (Act("revoke", acts.revoke, HEAD, told=RECORDED),)


@never_cache
def join(request: ViewerRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a user name and a password, and be signed in."""
    try:
        invitation = acts.invitation_by(token)
    except Problem as problem:
        count_wrong_secret()
        return render(request, "ui/join.html", {"gone": problem}, status=problem.status)
    form, problem_ = JoinForm(request.POST or None), None
    if request.method == "POST":
        try:
            typed = read_form(form)
            if typed["password"] != typed["again"]:
                raise Problem("invitation.again")
            user = acts.accept(token, typed["username"], typed["password"])
            begin(request, user)
            return perform_login(request, user, redirect_url="/account/")
        except Problem as problem:
            problem_ = problem
    context = {
        "invitation": invitation,
        "problem": problem_,
        "username": form["username"].value() or "",
        "password_rules": password_validators_help_texts(),
    }
    status = problem_.status if problem_ else 200
    return render(request, "ui/join.html", context, status=status)
