"""One's own account: the second step, the devices one is signed in on, the password."""

from datetime import timedelta
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.devices import current_device_id, devices_of, end_devices
from wanjia.core.access.viewer import OFFICE, STAFF, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import NIL, parse_id
from wanjia.core.models import Device, User
from wanjia.core.problems import Problem
from wanjia.ui.accounts.devices import device_of
from wanjia.ui.accounts.login_limits import knows
from wanjia.ui.accounts.policy import ASKED

EVERYBODY = (*sorted(STAFF), "town", OFFICE)
LATELY = timedelta(days=14)  # as long as a session is good


@for_roles(*EVERYBODY)
def account(request: ViewerRequest) -> HttpResponse:
    """One's account: whether there is a second step, the devices, a new password."""
    return _show(request)


def _show(request: ViewerRequest, problem: Problem | None = None) -> HttpResponse:
    user = cast(User, request.user)
    steps = list(Authenticator.objects.filter(user=user))
    has_it = is_mfa_enabled(user)
    context = {
        "totp": next((one for one in steps if one.type == Authenticator.Type.TOTP), None),
        "keys": [one for one in steps if one.type == Authenticator.Type.WEBAUTHN],
        "has_it": has_it,
        "must": bool(request.session.get(ASKED)) and not has_it,
        "devices": [_device(one) for one in devices_of([user.id], LATELY)[user.id]],
        "password_rules": password_validators_help_texts(),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "ui/account.html", context, status=status)


def _device(one: Device) -> dict[str, Any]:
    return {"device": one, "name": device_of(one.agent), "here": one.id == current_device_id()}


@for_roles(*EVERYBODY)
@require_POST
def end(request: ViewerRequest) -> HttpResponse:
    """Sign out one device, or all but this one."""
    user = cast(User, request.user)
    if chosen := request.POST.get("device", ""):
        rows = Device.objects.filter(user=user, ended_at=None)
        if not rows.filter(id=parse_id(chosen) or NIL).update(ended_at=clock.now()):
            raise Problem("kernel.not_found")
    else:
        end_devices(user.id, but=current_device_id())
    messages.success(request, _("已退出。"))
    return redirect("ui:account")


@for_roles(*EVERYBODY)
@require_POST
def password(request: ViewerRequest) -> HttpResponse:
    """Give oneself a new password; the other devices are signed out."""
    user, said = cast(User, request.user), request.POST
    try:
        if not knows(user, said.get("now", "")):
            raise Problem("invitation.wrong")
        if said.get("new", "") != said.get("again", ""):
            raise Problem("invitation.again")
        try:
            validate_password(said.get("new", ""), user)
        except ValidationError as refused:
            raise Problem("invitation.password", why=" ".join(refused.messages)) from None
    except Problem as problem:
        return _show(request, problem)
    user.set_password(said.get("new", ""))
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    end_devices(user.id, but=current_device_id())
    record_authentication(request, user, "password")
    messages.success(request, _("密码已换，其他设备已退出。"))
    return redirect("ui:account")
