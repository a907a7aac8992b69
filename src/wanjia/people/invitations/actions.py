"""Who is let in: invited by a code that is good once, let go, let in anew when a phone is lost."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from wanjia.core import clock, journal
from wanjia.core.access.devices import end_devices
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Membership, Role, User
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.people.models import Invitation, Staff

TOKEN_BYTES = 32  # 256 bits
HOURS = 72  # how long a code is good


def members(viewer: Viewer) -> QuerySet[Membership]:
    """Return who is let in, by role and name."""
    viewer.need("head")
    rows = Membership.objects.of(viewer).filter(user__is_active=True)
    return rows.select_related("user", "community").order_by("role", "user__name", "id")


def open_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Return the codes that are still good, the newest first."""
    viewer.need("head")
    rows = Invitation.objects.of(viewer).filter(used_at=None, revoked_at=None)
    return rows.filter(expires_at__gt=clock.now()).select_related("staff", "user")


@transaction.atomic
def invite(
    viewer: Viewer, role: str, name: str = "", staff_id: UUID | None = None
) -> tuple[Invitation, str]:
    """Let somebody in, in a role: a code and its token, which is shown once and not kept.

    `staff_id` is who is registered already and has no account. Raises Problem `invitation.role`,
    `invitation.name`, `kernel.not_found`.
    """
    viewer.need("head")
    staff = None
    if staff_id:
        rows = Staff.objects.of(viewer).filter(user=None, active=True)
        staff = get_or_refuse(rows, id=staff_id)
        name, role = staff.name, staff.role
    if role not in Role.values:
        raise Problem("invitation.role")
    if not name.strip():
        raise Problem("invitation.name")
    return _make_invitation(viewer, role=role, name=name.strip()[:80], staff=staff)


def _make_invitation(viewer: Viewer, **fields: Any) -> tuple[Invitation, str]:
    token, now = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    made = Invitation.objects.create(
        community_id=viewer.community_id,
        digest=_hash_token(token),
        made_at=now,
        expires_at=now + timedelta(hours=HOURS),
        created_by_name=viewer.name[:80],
        **fields,
    )
    after = {"name": made.name, "role": made.role}
    journal.write(viewer, "invitation.made", subject=made.id, after=after)
    return made, token


def _hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def revoke(viewer: Viewer, invitation_id: UUID) -> Invitation:
    """Make a code that was not used yet good for nothing."""
    invitation = get_or_refuse(open_invitations(viewer), id=invitation_id)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    journal.write(
        viewer, "invitation.revoked", subject=invitation.id, after={"name": invitation.name}
    )
    return invitation


def invitation_by(token: str, *, lock: bool = False) -> Invitation:
    """Return the invitation of a token; raises Problem `invitation.gone` for one that is good no
    more.
    """
    rows = Invitation.objects.filter(digest=_hash_token(token), used_at=None, revoked_at=None)
    rows = rows.filter(expires_at__gt=clock.now())
    if lock:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.select_related("community", "user").first()
    if invitation is None:
        raise Problem("invitation.gone")
    return invitation


@transaction.atomic
def accept(token: str, username: str, password: str) -> User:
    """Make the account that a code stands for, or give the one it is for a new password; once.

    Raises Problem `invitation.gone`, `.username`, `.taken`, and `.password` with its reasons.
    """
    one = invitation_by(token, lock=True)
    user = one.user or _new_user(one, username.strip())
    try:
        validate_password(password, user)
    except ValidationError as refused:
        raise Problem("invitation.password", why=" ".join(refused.messages)) from None
    user.set_password(password)
    user.save()
    if one.user is None:
        Membership.objects.create(community_id=one.community_id, user=user, role=one.role)
        _add_to_service(one, user)
    one.used_at, one.user = clock.now(), user
    one.save(update_fields=["used_at", "user"])
    viewer = Viewer(one.community_id, one.role, user.id, user.name)
    journal.write(viewer, "invitation.used", subject=one.id, after={"name": user.name})
    return user


def _new_user(invitation: Invitation, username: str) -> User:
    if not 2 <= len(username) <= 40 or any(letter.isspace() for letter in username):
        raise Problem("invitation.username")
    if User.objects.filter(username__iexact=username).exists():
        raise Problem("invitation.taken", name=username)
    return User(username=username, name=invitation.name)


def _add_to_service(invitation: Invitation, user: User) -> None:
    """Who is let in is among those who serve: on rosters, in grids, to be sent."""
    staff = invitation.staff
    if staff is None:
        staff = Staff(
            community_id=invitation.community_id, name=invitation.name, role=invitation.role
        )
    staff.user, staff.active = user, True
    staff.save()


def _get_member(viewer: Viewer, membership_id: UUID) -> Membership:
    return get_or_refuse(members(viewer), id=membership_id)


@transaction.atomic
def sign_out(viewer: Viewer, membership_id: UUID) -> Membership:
    """Sign somebody out on all their devices."""
    member = _get_member(viewer, membership_id)
    many = end_devices(member.user_id)
    _write_entry(viewer, "member.signed_out", member, many=many)
    return member


@transaction.atomic
def let_try_again(viewer: Viewer, membership_id: UUID) -> Membership:
    """Note that somebody who was wrong too often may try again."""
    member = _get_member(viewer, membership_id)
    _write_entry(viewer, "member.try_again", member)
    return member


def _write_entry(viewer: Viewer, kind: str, member: Membership, **after: Any) -> None:
    told = {"name": member.user.name or member.user.username, **after}
    journal.write(viewer, kind, subject=member.id, after=told)


@transaction.atomic
def lost_phone(viewer: Viewer, membership_id: UUID) -> tuple[Invitation, str]:
    """Somebody's phone is lost: it is signed out everywhere, its second step and password are good
    no more, and a new code lets them in again. Raises Problem `member.elsewhere` for somebody who
    serves another community too, whose operator does this."""
    member = _get_member(viewer, membership_id)
    if (
        Membership.objects.filter(user=member.user)
        .exclude(community_id=viewer.community_id)
        .exists()
    ):
        raise Problem("member.elsewhere", name=member.user.name)
    forget_access(member.user)
    _write_entry(viewer, "member.lost_phone", member)
    return _make_invitation(viewer, role=member.role, name=member.user.name, user=member.user)


def forget_access(user: User) -> None:
    """Nothing that a person had opens the door any more."""
    end_devices(user.id)
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Invitation.objects.filter(user=user, used_at=None, revoked_at=None).update(
        revoked_at=clock.now()
    )


@transaction.atomic
def change_role(viewer: Viewer, membership_id: UUID, role: str) -> Membership:
    """Give somebody another role; they sign in again. Raises Problem `member.last_head`."""
    member = _get_member(viewer, membership_id)
    if role not in Role.values:
        raise Problem("invitation.role")
    before = member.role
    if role == before:
        return member
    _keep_a_head(viewer, member)
    there = members(viewer).filter(user=member.user, role=role).first()
    if there:
        member.delete()
        member = there
    else:
        member.role = role
        member.save(update_fields=["role"])
    Staff.objects.of(viewer).filter(user=member.user).update(role=role)
    end_devices(member.user_id)
    _write_entry(viewer, "member.role", member, before=before, role=role)
    return member


@transaction.atomic
def let_go(viewer: Viewer, membership_id: UUID) -> Membership:
    """Somebody serves no more: they are signed out and not let in again."""
    member = _get_member(viewer, membership_id)
    _keep_a_head(viewer, member)
    end_devices(member.user_id)
    _write_entry(viewer, "member.let_go", member, role=member.role)
    Staff.objects.of(viewer).filter(user=member.user).update(active=False)
    member.delete()
    return member


def _keep_a_head(viewer: Viewer, member: Membership) -> None:
    others = members(viewer).filter(role=Role.HEAD).exclude(id=member.id)
    if member.role == Role.HEAD and not others.exists():
        raise Problem("member.last_head")
