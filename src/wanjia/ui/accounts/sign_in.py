"""Signing in and out. Too many wrong passwords close the door for ten minutes."""

from typing import cast

from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.core.models import Office, User
from wanjia.core.typed_fields import safe_next_path
from wanjia.ui.accounts import known_devices, login_limits
from wanjia.ui.accounts.policy import begin


class LoginForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=gettext_lazy("用户名"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and go where one wanted to go."""
    wanted = safe_next_path(request.POST.get("next") or request.GET.get("next") or "", "/")
    if getattr(request, "viewer", None) and request.method == "GET":
        return redirect(wanted)
    form = LoginForm(request.POST or None)
    if form.is_valid() and (user := _admit_user(request, form)):
        # allauth asks for the second step of whoever has one, before anybody is signed in.
        begin(request, user)
        response = perform_login(request, user, redirect_url=wanted)
        known_devices.remember(request, response, form.cleaned_data["username"])
        return response
    status = 200 if request.method == "GET" else 422
    return render(
        request,
        "ui/login.html",
        {"form": form, "next": wanted, "kept": wanted.startswith("/drafts/")},
        status=status,
    )


def _admit_user(request: HttpRequest, form: LoginForm) -> User | None:
    """Return whose the password is; says on the form what to do when it is wrong or tried too
    often.
    """
    name = form.cleaned_data["username"]
    mark = known_devices.known_mark(request, name)
    if login_limits.is_closed(name, mark):
        form.add_error(None, _("密码错了太多次。请过十分钟再试，或请居委会主任重设密码。"))
        return None
    user = authenticate(request, username=name, password=form.cleaned_data["password"])
    if user is None:
        login_limits.missed(name, mark)
        form.add_error(None, _("用户名或密码不对。请核对大小写；忘了密码请找居委会主任。"))
        return None
    if not (user.memberships.exists() or Office.objects.filter(user=user).exists()):
        form.add_error(None, _("这个账号还没有加入任何居民区。请找居委会主任。"))
        return None
    login_limits.admitted(name, mark)
    return cast(User, user)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("/login/")
