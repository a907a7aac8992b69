"""Devices on which somebody has signed in before: strangers who guess at an account do not lock
them out of it.

A cookie holds a random mark and its keyed hash with the user name: it opens nothing, it only lets
its holder try a password, ten times in ten minutes, while the account is closed to others.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

NAME = "__Host-known" if settings.BEHIND_TLS else "known"
LASTS = 180 * 24 * 3600  # seconds
MOST = 6  # accounts that one device remembers
_SALT = "wanjia.known_device"


def known_mark(request: HttpRequest, username: str) -> str:
    """Return the mark of a device on which this account has signed in; empty for any other."""
    for mark, proof in _pairs(request):
        if constant_time_compare(proof, _proof(mark, username)):
            return mark
    return ""


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Let the device that a request comes from be known for this account from now on."""
    if known_mark(request, username):
        return
    mark = get_random_string(22)
    pairs = [(mark, _proof(mark, username)), *_pairs(request)][:MOST]
    response.set_cookie(
        NAME,
        "|".join(f"{one}.{proof}" for one, proof in pairs),
        max_age=LASTS,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    kept = request.COOKIES.get(NAME, "")[:1000].split("|")
    return [(one.partition(".")[0], one.partition(".")[2]) for one in kept if "." in one][:MOST]


def _proof(mark: str, username: str) -> str:
    said = f"{mark}/{username.lower()[:150]}"
    return salted_hmac(_SALT, said, algorithm="sha256").hexdigest()
