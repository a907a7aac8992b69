"""Signing in by password; who is signed in is read together with what they may be."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, QuerySet

from wanjia.core.access.devices import current_device_id
from wanjia.core.ids import NIL
from wanjia.core.models import Device, Membership, User
from wanjia.core.prepared_queries import ID, prepared


class Backend(ModelBackend):
    """Django's own, but a request's user and memberships come in one statement."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the active user of that id, with `joined`: the memberships, the oldest first.

        Nobody, where the device that the request comes from is signed out.
        """
        device = current_device_id()
        joined = _memberships_of(user_id, device or NIL)
        if not joined:
            ours = Device.objects.filter(id=device or NIL, user_id=user_id, ended_at=None)
            return super().get_user(user_id) if device is None or ours.exists() else None
        if device is not None and not joined[0].ours:
            return None
        user = joined[0].user
        user.joined = joined
        return user


@prepared(user_id=ID, device=ID)
def _memberships_of(user_id: Any, device: Any) -> QuerySet[Membership]:
    ours = Device.objects.filter(id=device, user_id=user_id, ended_at=None)
    rows = Membership.objects.filter(user_id=user_id, user__is_active=True)
    return rows.select_related("user", "community").annotate(ours=Exists(ours)).order_by("id")
