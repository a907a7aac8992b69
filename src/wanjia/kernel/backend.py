"""Signing in by password; who is signed in is read together with what they may be."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from wanjia.kernel.models import Membership, User


class Backend(ModelBackend):
    """Django's own, but a request's user and memberships come in one statement."""

    def get_user(self, user_id: Any) -> User | None:
        """The active user of that id, with `joined`: the memberships, the oldest first."""
        joined = list(
            Membership.objects.filter(user_id=user_id, user__is_active=True)
            .select_related("user", "community")
            .order_by("id")
        )
        if not joined:
            return super().get_user(user_id)
        user = joined[0].user
        user.joined = joined  # type: ignore[attr-defined]
        return user
