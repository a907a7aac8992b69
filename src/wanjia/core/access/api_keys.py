"""Keys for programs: a 256-bit token that acts as one membership, shown once."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from wanjia.core import clock, journal
from wanjia.core.access.rate_limit import count_wrong_secret
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import ApiKey, Membership
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse

# How exactly "last used" is known: a program that asks every second is not a write every second.
USED_WITHIN = timedelta(minutes=5)


def digest_of(token: str) -> str:
    """Return the SHA-256 by which a token is known again."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def keys_of(viewer: Viewer) -> QuerySet[ApiKey]:
    """Return the community's keys, revoked ones too, the newest first; for the head."""
    viewer.need("head")
    rows = ApiKey.objects.of(viewer)
    return rows.select_related("membership__user")


@transaction.atomic
def make_key(viewer: Viewer, membership_id: UUID, name: str) -> tuple[ApiKey, str]:
    """Make a key that acts as a membership; return it and its token, which is kept nowhere.

    Raises Problem `kernel.key_unnamed`, `kernel.not_found`.
    """
    viewer.need("head")
    name = name.replace("\x00", "").strip()[:80]
    if not name:
        raise Problem("kernel.key_unnamed")
    rows = Membership.objects.of(viewer).filter(user__is_active=True)
    membership = get_or_refuse(rows, id=membership_id)
    token = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        community_id=viewer.community_id,
        membership=membership,
        name=name,
        digest=digest_of(token),
        created_at=clock.now(),
    )
    journal.write(viewer, "key.made", subject=key.id, after={"name": name, "role": membership.role})
    return key, token


@transaction.atomic
def revoke_key(viewer: Viewer, key_id: UUID) -> ApiKey:
    """End a key at once; again is harmless. Raises Problem `kernel.not_found`."""
    key = get_or_refuse(keys_of(viewer).select_for_update(of=("self",)), id=key_id)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        journal.write(viewer, "key.revoked", subject=key.id, after={"name": key.name})
    return key


def key_by(token: str) -> ApiKey:
    """Return the key of a token, noted as used; raises Problem `kernel.key_unknown`,
    `.too_often`.
    """
    rows = ApiKey.objects.select_related("membership__user", "membership__community")
    key = rows.filter(
        digest=digest_of(token), revoked_at=None, membership__user__is_active=True
    ).first()
    if key is None:
        count_wrong_secret()
        raise Problem("kernel.key_unknown")
    now = clock.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_WITHIN)
    if key.last_used_at is None or key.last_used_at < now - USED_WITHIN:
        ApiKey.objects.filter(stale, id=key.id).update(last_used_at=now)
    return key


def viewer_of_key(key: ApiKey) -> Viewer:
    """Return who a program with this key is: the member, with the same sight."""
    user = key.membership.user
    return Viewer(
        community_id=key.community_id,
        role=key.membership.role,
        user_id=user.id,
        name=user.name or user.username,
    )
