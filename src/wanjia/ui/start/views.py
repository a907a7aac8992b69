"""The first hour's pages: the founding of a committee, and the steps that are left."""

import secrets
from typing import Any

import segno
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wanjia.core.access.rate_limit import count_wrong_secret
from wanjia.core.access.viewer import for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.public_address import absolute_url, is_reachable
from wanjia.people.founding.actions import Founding, found_committee
from wanjia.people.founding.links import check_link
from wanjia.ui.accounts.policy import begin_later
from wanjia.ui.start import actions
from wanjia.ui.start.forms import AddressForm, AsideForm, FoundingForm
from wanjia.ui.start.progress import progress_of

FIELD_OF = {
    "start.name_taken": "committee",
    "invitation.name": "person",
    "invitation.username": "username",
    "invitation.taken": "username",
    "invitation.password": "password",
    "invitation.again": "again",
}
TRIAL = "address_trial"  # the session's code of the trial with a phone
TRIAL_SECONDS = 3600
CODE_BYTES = 9
WAITING = ""  # what is kept of a trial until a phone arrives


@never_cache
def found(request: HttpRequest, token: str) -> HttpResponse:
    """Found a committee, sign its head in, and go on to the steps that are left."""
    try:
        check_link(settings.DATA, token)
    except Problem as gone:
        count_wrong_secret()
        return render(request, "ui/found.html", {"gone": gone}, status=gone.status)
    form = FoundingForm(request.POST or None)
    if form.is_valid():
        typed = dict(form.cleaned_data)
        again = typed.pop("again")
        try:
            if typed["password"] != again:
                raise Problem("invitation.again")
            user = found_committee(settings.DATA, token, Founding(**typed))
        except Problem as problem:
            form.add_error(FIELD_OF.get(problem.code), problem.words())
        else:
            begin_later(request, user)
            return perform_login(request, user, redirect_url=reverse("ui:start"))
    context = {"form": form, "password_rules": password_validators_help_texts()}
    return render(request, "ui/found.html", context, status=422 if form.errors else 200)


@for_roles("head")
def start(request: ViewerRequest) -> HttpResponse:
    """Show what is set up, what is left, and why each step matters."""
    return render(request, "ui/start.html", {"progress": progress_of(request.viewer)})


@for_roles("head")
@require_POST
def set_aside(request: ViewerRequest) -> HttpResponse:
    """Leave a step for later, or take it up again."""
    form = AsideForm(request.POST)
    if not form.is_valid():
        raise Problem("kernel.not_found")
    actions.set_aside(request.viewer, form.cleaned_data["step"], form.cleaned_data["aside"])
    return redirect("ui:start")


@for_roles("head")
@require_POST
def finish(request: ViewerRequest) -> HttpResponse:
    """Take the setting up off Today."""
    actions.finish_setup(request.viewer)
    return redirect("ui:today")


@never_cache
@for_roles("head")
def address(request: ViewerRequest) -> HttpResponse:
    """Set the address that phones open, and try it with one."""
    community = request.community
    form = AddressForm(request.POST or None, initial={"address": community.public_address})
    if form.is_valid():
        request.community = actions.set_address(request.viewer, form.cleaned_data["address"])
        messages.success(request, _("已记下。请用手机扫一下试试。"))
        return redirect("ui:address")
    shown = absolute_url(request, "")
    context: dict[str, Any] = {
        "form": form,
        "address": shown,
        "reachable": is_reachable(shown),
        **_trial(request),
    }
    return render(request, "ui/address.html", context, status=422 if form.errors else 200)


def _trial(request: ViewerRequest) -> dict[str, Any]:
    """Return the code to scan, and whether a phone has arrived by it."""
    code = request.session.setdefault(TRIAL, secrets.token_urlsafe(CODE_BYTES))
    cache.add(_trial_key(code), WAITING, TRIAL_SECONDS)
    here, url = absolute_url(request, ""), absolute_url(request, reverse("ui:arrived", args=[code]))
    return {
        "url": url,
        "code": segno.make(url, error="m").svg_inline(scale=5, border=2),
        "arrived": is_reachable(here) and cache.get(_trial_key(code)) == here,
    }


def _trial_key(code: str) -> str:
    return f"address-trial/{code[:40]}"


@for_roles("head")
def trial(request: ViewerRequest) -> HttpResponse:
    """Say whether the phone has arrived; asked for while the page is open."""
    shown = _trial(request)
    if shown["arrived"]:
        actions.note_reached(request.viewer)
    return render(request, "ui/address_trial.html", shown)


@never_cache
def arrived(request: HttpRequest, code: str) -> HttpResponse:
    """A phone opened the code: tell it so, and the desk that waits for it.

    Only a code that a desk waits for is kept; the desk's own browser, signed in, is no phone.
    """
    is_phone = getattr(request, "viewer", None) is None
    if is_phone and cache.get(_trial_key(code)) is not None:
        came_by = f"{request.scheme}://{request.get_host()}"
        cache.set(_trial_key(code), came_by, TRIAL_SECONDS)
    return render(request, "ui/arrived.html")
