"""The addresses that messages of residents come in by: opened, given new secrets, closed."""

import secrets
import string
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from wanjia.channels.models import Inbox, InboxKind
from wanjia.core import clock, journal
from wanjia.core.access.rate_limit import count_wrong_secret
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse

ADDRESS_BYTES = 24
KEY_LETTERS = 43
_LETTERS = string.ascii_letters + string.digits


def inboxes(viewer: Viewer) -> QuerySet[Inbox]:
    """Return the inboxes in use, for who may set them up."""
    viewer.need("head")
    return Inbox.objects.of(viewer).filter(ended_at=None)


def inbox_at(address: str) -> Inbox:
    """Return the inbox of a public address; raises Problem `kernel.not_found`, `.too_often`."""
    rows = Inbox.objects.select_related("community")
    inbox = rows.filter(address=address.replace("\0", ""), ended_at=None).first()
    if inbox is None:
        count_wrong_secret()
        raise Problem("kernel.not_found")
    return inbox


@transaction.atomic
def open_inbox(viewer: Viewer, kind: str, account: str = "") -> Inbox:
    """Open an inbox with an address and secrets of its own; of WeChat there is one an account.

    Raises Problem `incoming.kind`, `incoming.account`.
    """
    viewer.need("head")
    account = account.strip()
    if kind not in InboxKind.values:
        raise Problem("incoming.kind")
    if kind == InboxKind.WECHAT and not (account.isascii() and account.isalnum()):
        raise Problem("incoming.account")
    known = inboxes(viewer).filter(kind=kind, account=account).first()
    if known and kind == InboxKind.WECHAT:
        return known
    made = Inbox.objects.create(
        community_id=viewer.community_id,
        kind=kind,
        address=secrets.token_urlsafe(ADDRESS_BYTES),
        secret=_make_secret(),
        key=_make_key() if kind == InboxKind.WECHAT else "",
        account=account[:64],
        made_at=clock.now(),
    )
    journal.write(viewer, "inbox.opened", subject=made.id, after={"kind": kind})
    return made


def _make_secret() -> str:
    return secrets.token_hex(16)


def _make_key() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(KEY_LETTERS))


def _get_inbox(viewer: Viewer, inbox_id: UUID) -> Inbox:
    return get_or_refuse(inboxes(viewer), id=inbox_id)


@transaction.atomic
def renew_inbox(viewer: Viewer, inbox_id: UUID) -> Inbox:
    """Give an inbox new secrets: what was signed with the old ones is refused from now on."""
    inbox = _get_inbox(viewer, inbox_id)
    inbox.secret = _make_secret()
    inbox.key = _make_key() if inbox.key else ""
    inbox.save(update_fields=["secret", "key"])
    journal.write(viewer, "inbox.renewed", subject=inbox.id, after={"kind": inbox.kind})
    return inbox


@transaction.atomic
def end_inbox(viewer: Viewer, inbox_id: UUID) -> Inbox:
    """Close an inbox; what came in by it stays."""
    inbox = _get_inbox(viewer, inbox_id)
    inbox.ended_at = clock.now()
    inbox.save(update_fields=["ended_at"])
    journal.write(viewer, "inbox.ended", subject=inbox.id, after={"kind": inbox.kind})
    return inbox
