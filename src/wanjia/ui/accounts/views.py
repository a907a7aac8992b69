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
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.models import Device, User
from wanjia.core.problems import Problem
from wanjia.ui.accounts.devices import device_of
from wanjia.ui.accounts.forms import DeviceForm, PasswordForm
from wanjia.ui.accounts.login_limits import knows
from wanjia.ui.accounts.policy import ASKED

EVERYBODY = (*sorted(STAFF), "town", OFFICE)
LATELY = timedelta(days=14)  # as long as a session is good


@for_roles(*EVERYBODY)
def account(request: ViewerRequest) -> HttpResponse:
    """One's account: whether there is a second step, the devices, a new password."""
    return _render_account(request)


def _render_account(request: ViewerRequest, problem: Problem | None = None) -> HttpResponse:
    user = cast(User, request.user)
    steps = list(Authenticator.objects.filter(user=user))
    has_it = is_mfa_enabled(user)
    context = {
        "totp": next((step for step in steps if step.type == Authenticator.Type.TOTP), None),
        "keys": [step for step in steps if step.type == Authenticator.Type.WEBAUTHN],
        "has_it": has_it,
        "must": bool(request.session.get(ASKED)) and not has_it,
        "devices": [_device_row(device) for device in devices_of([user.id], LATELY)[user.id]],
        "password_rules": password_validators_help_texts(),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "ui/account.html", context, status=status)


def _device_row(device: Device) -> dict[str, Any]:
    return {
        "device": device,
        "name": device_of(device.agent),
        "here": device.id == current_device_id(),
    }


@for_roles(*EVERYBODY)
@require_POST
def end(request: ViewerRequest) -> HttpResponse:
    """Sign out one device, or all but this one."""
    user, form = cast(User, request.user), DeviceForm(request.POST)
    if not form.is_valid():
        raise Problem("kernel.not_found")
    if device_id := form.cleaned_data["device"]:
        rows = Device.objects.filter(user=user, ended_at=None)
        if not rows.filter(id=device_id).update(ended_at=clock.now()):
            raise Problem("kernel.not_found")
    else:
        end_devices(user.id, but=current_device_id())
    messages.success(request, _("已退出。"))
    return redirect("ui:account")


@for_roles(*EVERYBODY)
@require_POST
def password(request: ViewerRequest) -> HttpResponse:
    """Give oneself a new password; the other devices are signed out."""
    user = cast(User, request.user)
    try:
        typed = read_form(PasswordForm(request.POST))
        if not knows(user, typed["now"]):
            raise Problem("invitation.wrong")
        if typed["new"] != typed["again"]:
            raise Problem("invitation.again")
        try:
            validate_password(typed["new"], user)
        except ValidationError as refused:
            raise Problem("invitation.password", why=" ".join(refused.messages)) from None
    except Problem as problem:
        return _render_account(request, problem)
    user.set_password(typed["new"])
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    end_devices(user.id, but=current_device_id())
    record_authentication(request, user, "password")
    messages.success(request, _("密码已换，其他设备已退出。"))
    return redirect("ui:account")
