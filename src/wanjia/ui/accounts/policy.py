"""Who must have a second step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wanjia.core import clock
from wanjia.core.access.devices import note_seen
from wanjia.core.access.viewer import OFFICE
from wanjia.core.models import Membership, Office, Role, User
from wanjia.core.rules.rules_file import RulesTable, load_rules_file, one_of

FILE = Path(__file__).with_name("accounts.toml")
ASKED = "second_step_asked"
ASKED_FROM = "second_step_asked_from"  # an ISO moment before which it is only reminded of
FIRST_DAY = timedelta(hours=12)
Responder = Callable[[HttpRequest], HttpResponse]
FREE = ("/account/", "/logout/", "/i18n/", "/static/", "/help/")


@dataclass(frozen=True)
class Policy(RulesTable):
    """The roles that must have a second step, and the codes of communities that only rehearse."""

    must: frozenset[Annotated[str, one_of([*Role.values, OFFICE])]]
    rehearsals: frozenset[str]


@dataclass(frozen=True)
class _File(RulesTable):
    second_step: Policy


@cache
def policy() -> Policy:
    """`accounts.toml` as read; raises RulesFileError naming the file's line."""
    return load_rules_file(_File, FILE).second_step


def must_have(role: str, code: str) -> bool:
    """Return whether a role in a community or area of that code must have a second step; `demo-012`
    is one of those that rehearse as `demo`.
    """
    return role in policy().must and code.partition("-")[0] not in policy().rehearsals


def begin(request: HttpRequest, user: User) -> None:
    """Note on the session of somebody who signs in by password, and whether it must not
    stay by password alone."""
    # Who has just written the password is not asked for it again at once.
    record_authentication(request, user, "password", reauthenticated=True)
    rows = list(Membership.objects.filter(user=user).values_list("role", "community__code"))
    rows += [(OFFICE, code) for code in _office_codes(user)]
    if any(must_have(*row) for row in rows) and not is_mfa_enabled(user):
        request.session[ASKED] = True


def begin_later(request: HttpRequest, user: User) -> None:
    """As `begin`, for whoever founds a committee: a second step is asked for later that day."""
    begin(request, user)
    if request.session.get(ASKED):
        request.session[ASKED_FROM] = (clock.now() + FIRST_DAY).isoformat()


def _is_asked_now(request: HttpRequest) -> bool:
    since = request.session.get(ASKED_FROM)
    return since is None or clock.now() >= datetime.fromisoformat(since)


def _office_codes(user: User) -> list[str]:
    return list(Office.objects.filter(user=user).values_list("area__code", flat=True))


def second_step(respond: Responder) -> Responder:
    """Send who must have a second step and has none to set one up, before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        viewer = getattr(request, "viewer", None)
        if viewer is None or not request.user.is_authenticated:
            return respond(request)
        response = _step_first(request) or respond(request)
        note_seen(request)  # only now is it known under which secret the page's forms were made
        return response

    return middleware


def _step_first(request: HttpRequest) -> HttpResponse | None:
    """Send to the setting up of a second step who is asked for one; None who is not or has it."""
    if not request.session.get(ASKED) or request.path.startswith(FREE):
        return None
    if not is_mfa_enabled(request.user):
        if not _is_asked_now(request):
            return None
        _keep_what_was_typed(request)
        return redirect("ui:account")
    del request.session[ASKED]
    return None


def _keep_what_was_typed(request: HttpRequest) -> None:
    """Let the pages of the second step lead back to what was typed."""
    from wanjia.ui.drafts import WAITING, keep_typed

    if draft := keep_typed(request):
        request.session[WAITING] = str(draft)
