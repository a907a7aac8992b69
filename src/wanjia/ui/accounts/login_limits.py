"""Passwords and codes cannot be guessed: after some misses the door is closed for ten minutes.

Misses count by account and address, so that nobody shuts out a colleague by being wrong; by account
alone, for who guesses from many addresses; and by address, for who tries many accounts. A device on
which the account has signed in before counts by itself: strangers do not lock it out.
"""

from allauth.mfa.base import forms as allauth_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wanjia.core.access import rate_limit
from wanjia.core.access.rate_limit import Limit
from wanjia.core.models import User

TRIES = 10
BOTH = Limit("password/both", TRIES)
ACCOUNT = Limit("password/account", 60)
ADDRESS = Limit("password/address", 60)
DEVICE = Limit("password/device", TRIES)
CODE = Limit("code", TRIES)


def is_closed(username: str, mark: str = "") -> bool:
    """Return whether no password is looked at, for this account from here.

    `mark` is that of a device which has signed in before: it is closed by its own misses alone.
    """
    name = _fold_username(username)
    if mark:
        return DEVICE.is_reached(f"{mark}/{name}")
    here = rate_limit.current_address()
    return BOTH.is_reached(f"{here}/{name}") or ACCOUNT.is_reached(name) or ADDRESS.is_reached(here)


def missed(username: str, mark: str = "") -> None:
    """Count a wrong password."""
    name, here = _fold_username(username), rate_limit.current_address()
    if mark:
        DEVICE.count(f"{mark}/{name}")
    BOTH.count(f"{here}/{name}")
    ACCOUNT.count(name)
    ADDRESS.count(here)


def admitted(username: str, mark: str = "") -> None:
    """The right password was given: what was wrong before, here, is forgotten."""
    name = _fold_username(username)
    BOTH.forget(f"{rate_limit.current_address()}/{name}")
    if mark:
        DEVICE.forget(f"{mark}/{name}")


def knows(user: User, password: str) -> bool:
    """Return whether it is the password of who is signed in; a wrong one is counted."""
    if is_closed(user.username):
        return False
    right = user.check_password(password)
    (admitted if right else missed)(user.username)
    return right


def open_again(user: User) -> bool:
    """Let somebody try again at once, from wherever they have not been wrong too often; whether
    anything had been counted."""
    return bool(ACCOUNT.forget(_fold_username(user.username)) + CODE.forget(str(user.id)))


def _fold_username(username: str) -> str:
    return username.lower()[:150]


class _Counted(allauth_forms.BaseAuthenticateForm):
    """A code of the second step; wrong ones are counted for the account, in all processes."""

    def clean_code(self) -> str:
        """Return the code; raises ValidationError for a wrong one, and for any after too many."""
        of = str(self.user.pk)
        if CODE.is_reached(of):
            raise ValidationError(_("试错的次数太多。请过十分钟再试，或请居委会主任放行。"))
        try:
            code: str = super().clean_code()
        except ValidationError:
            CODE.count(of)
            raise
        CODE.forget(of)
        return code


class AuthenticateForm(_Counted, allauth_forms.AuthenticateForm):
    """The code at sign-in."""


class ReauthenticateForm(_Counted, allauth_forms.ReauthenticateForm):
    """The code that is asked for before something grave."""
