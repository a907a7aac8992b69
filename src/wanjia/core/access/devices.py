"""The devices that somebody is signed in on: noted at sign-in, ended from anywhere, at once.

A session is a signed cookie that names its device; the statement that reads who is signed in asks
in the same breath whether the device is still let in, so that this costs no statement of its own.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from wanjia.core import clock
from wanjia.core.drafts import key_of
from wanjia.core.ids import NIL, new_id
from wanjia.core.models import Device, User

KEY = "device"
FORMS = "forms"  # the key of the secret under which its forms are made
SEEN_EVERY = timedelta(minutes=10)
Responder = Callable[[HttpRequest], HttpResponse]
_here: ContextVar[UUID | None] = ContextVar("device", default=None)


def current_device_id() -> UUID | None:
    """Return the device that the request at hand comes from; None where it names none."""
    return _here.get()


def device(respond: Responder) -> Responder:
    """Say which device a request comes from, before anybody asks who is signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        named = request.session.get(KEY)
        token = _here.set(UUID(named) if named else None)
        try:
            return respond(request)
        finally:
            _here.reset(token)

    return middleware


def note_sign_in(request: HttpRequest, user: User, **_more: Any) -> None:
    if request is None or not hasattr(request, "session"):
        return
    made = Device.objects.create(
        id=new_id(),
        user=user,
        address=request.META.get("REMOTE_ADDR", "")[:45],
        agent=request.META.get("HTTP_USER_AGENT", "")[:300],
        since=clock.now(),
        seen_at=clock.now(),
        form_key=key_of(request),
    )
    request.session[KEY] = str(made.id)
    request.session["seen"], request.session[FORMS] = clock.now().isoformat(), made.form_key


def note_sign_out(request: HttpRequest, user: User | None, **_more: Any) -> None:
    named = request.session.get(KEY) if hasattr(request, "session") else None
    if named and user:
        Device.objects.filter(id=named, user=user).update(ended_at=clock.now())


def note_seen(request: HttpRequest) -> None:
    """Keep when the device was last used, to ten minutes; anew where the clock was put back."""
    said, now = request.session.get("seen"), clock.now()
    key = key_of(request)
    known = not key or key == request.session.get(FORMS)
    if not said or (known and now - SEEN_EVERY < datetime.fromisoformat(said) <= now):
        return
    request.session["seen"], request.session[FORMS] = now.isoformat(), key
    Device.objects.filter(id=current_device_id() or NIL).update(seen_at=now, form_key=key)


def end_devices(user_id: UUID, but: UUID | None = None) -> int:
    """Sign a person out on all devices but one; how many there were."""
    rows = Device.objects.filter(user_id=user_id, ended_at=None).exclude(id=but or NIL)
    return rows.update(ended_at=clock.now())


def devices_of(users: Iterable[UUID], since: timedelta) -> dict[UUID, list[Device]]:
    """Return the devices that people are signed in on and used lately, the latest first."""
    found: dict[UUID, list[Device]] = {user: [] for user in users}
    rows = Device.objects.filter(user_id__in=found, ended_at=None, seen_at__gt=clock.now() - since)
    for row in rows.order_by("-seen_at"):
        found[row.user_id].append(row)
    return found
