"""What somebody typed and could not send, kept sealed until they are signed in again.

A draft is of whoever the page was made for, and opens for nobody else: the token of each form is a
mask of the secret under which its page was made, and each device notes that secret's hash. So
nobody can leave a draft for another, and a page of another site can leave none at all.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.middleware.csrf import _unmask_cipher_token as unmasked  # type: ignore[attr-defined]
from django.utils.crypto import salted_hmac

from wanjia.core import clock
from wanjia.core.encryption.fields import WrongKey, decrypt, encrypt
from wanjia.core.idempotency.fingerprints import fingerprint
from wanjia.core.models import Device, Draft

KEPT_FOR = timedelta(days=2)
MOST = 20  # drafts of one person
ABOUT = b"draft"


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: from which page, to where, what was in it, which files."""

    page: str
    action: str
    fields: Mapping[str, Sequence[str]]
    files: Sequence[str] = ()


def form_key(secret: str) -> str:
    """Return the hash by which a device notes the secret of its forms."""
    return salted_hmac("wanjia.drafts", secret, algorithm="sha256").hexdigest()[:40]


def key_of(request: HttpRequest) -> str:
    """Return the key under which the pages of this request's browser are made now."""
    secret = request.META.get("CSRF_COOKIE") or ""
    return form_key(secret) if secret else ""


def typist_of(request: HttpRequest) -> UUID | None:
    """Return for whom the page was made whose form is sent; None where nobody knows."""
    token = request.POST.get("csrfmiddlewaretoken", "") or request.headers.get("X-CSRFToken", "")
    if len(token) != CSRF_TOKEN_LENGTH or not token.isalnum():
        return None
    rows = Device.objects.filter(form_key=form_key(unmasked(token)))
    return rows.order_by("-since").values_list("user_id", flat=True).first()


def keep_draft(user_id: UUID, typed: Typed) -> Draft:
    """Keep what somebody typed; the same again is one."""
    now = clock.now()
    mine = Draft.objects.filter(user_id=user_id)
    mine.filter(saved_at__lt=now - KEPT_FOR).delete()
    content = json.dumps(vars(typed), ensure_ascii=False)
    digest = fingerprint(settings.SECRET_KEY.encode(), vars(typed))
    draft, _new = Draft.objects.update_or_create(
        user_id=user_id,
        digest=digest,
        defaults={"content": encrypt(content, ABOUT), "saved_at": now},
    )
    old = mine.order_by("-saved_at", "-id").values_list("id", flat=True)[MOST:]
    Draft.objects.filter(id__in=list(old)).delete()
    return draft


def open_draft(user_id: UUID, draft_id: UUID) -> Typed | None:
    """Return what a person typed; None for another's, an old one, or one under a lost key."""
    since = clock.now() - KEPT_FOR
    draft = Draft.objects.filter(id=draft_id, user_id=user_id, saved_at__gte=since).first()
    if draft is None:
        return None
    try:
        return Typed(**json.loads(decrypt(draft.content, ABOUT)))
    except WrongKey:
        return None
