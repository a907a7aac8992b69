"""How often somebody may be wrong: passwords, codes, keys, the secrets in addresses.

Only misses are counted, in the database, so that all processes count together: an estate behind one
address that opens its own links is never held up. Neither addresses nor user names are kept, only
their keyed hashes.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from wanjia.core import clock
from wanjia.core.models import Misses
from wanjia.core.problems import Problem

WINDOW = timedelta(minutes=10)  # from the first miss; then they are forgotten
Responder = Callable[[HttpRequest], HttpResponse]
_address: ContextVar[str] = ContextVar("address", default="")


@dataclass(frozen=True)
class Limit:
    """How many misses close the door until the window has passed, for each of what it counts by."""

    name: str
    most: int

    def is_reached(self, of: str = "") -> bool:
        """Return whether the door is closed."""
        rows = Misses.objects.filter(_counts_at(clock.now()), key=self._hashed_key(of))
        return rows.filter(count__gte=self.most).exists()

    def count(self, of: str = "") -> None:
        """Count a miss."""
        key, now = self._hashed_key(of), clock.now()
        with transaction.atomic():
            counted = _counts_at(now)
            if Misses.objects.filter(counted, key=key).update(count=F("count") + 1):
                return
            Misses.objects.filter(~counted).delete()
            Misses.objects.update_or_create(key=key, defaults={"count": 1, "until": now + WINDOW})

    def forget(self, of: str = "") -> int:
        """Open the door again; whether anything had been counted."""
        return Misses.objects.filter(key=self._hashed_key(of)).delete()[0]

    def _hashed_key(self, of: str) -> str:
        return salted_hmac(f"wanjia.throttle/{self.name}", of, algorithm="sha256").hexdigest()


def _counts_at(now: datetime) -> Q:
    """Return the misses that count at a moment: a window that ends later than one can that began
    now was opened by a clock that was ahead, and would close the door until it is as late again.
    """
    return Q(until__gt=now, until__lte=now + WINDOW)


# The secrets in addresses and the keys of programs have 192 bits and more; what these limits keep
# down is the noise of guessing.
SECRETS_HERE = Limit("secrets/address", 60)
SECRETS_ANYWHERE = Limit("secrets", 3000)


def coming_from(respond: Responder) -> Responder:
    """Say which address a request comes from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _address.set(address_of(request))
        try:
            return respond(request)
        finally:
            _address.reset(token)

    return middleware


def address_of(request: HttpRequest) -> str:
    """Return the address that a request comes from; behind our own TLS proxy, the one that it
    names.
    """
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def current_address() -> str:
    """Return the address that the request at hand comes from."""
    return _address.get()


def count_wrong_secret() -> None:
    """Count that a secret was shown which opens nothing; raises Problem `kernel.too_often` where
    that happened too often."""
    if SECRETS_HERE.is_reached(current_address()) or SECRETS_ANYWHERE.is_reached():
        raise Problem("kernel.too_often")
    SECRETS_HERE.count(current_address())
    SECRETS_ANYWHERE.count()
