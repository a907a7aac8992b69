"""Uploaded files between being looked at and being confirmed: an hour, then they are gone."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core import signing

from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem

SALT = "wanjia.people.roster.uploads"
KEPT_SECONDS = 3600
MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Upload:
    """A file that was uploaded and not yet imported."""

    token: str
    name: str
    data: bytes


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep(viewer: Viewer, name: str, data: bytes) -> str:
    """Keep a file for an hour; return the signed token that only its uploader can use."""
    if len(data) > MAX_BYTES:
        raise Problem("people.upload_too_big")
    sweep()
    one = new_id()
    path = _folder() / str(one)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(data)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    facts = [str(one), str(viewer.community_id), str(viewer.user_id), name[-120:]]
    return signing.dumps(facts, salt=SALT)


def fetch(viewer: Viewer, token: str) -> Upload:
    """The kept file; raises Problem `people.upload_missing` when it is gone or another's."""
    one, name = _open(viewer, token)
    try:
        return Upload(token, name, (_folder() / str(one)).read_bytes())
    except FileNotFoundError:
        raise Problem("people.upload_missing") from None


def drop(viewer: Viewer, token: str) -> None:
    """Delete a kept file."""
    one, _ = _open(viewer, token)
    (_folder() / str(one)).unlink(missing_ok=True)


def _open(viewer: Viewer, token: str) -> tuple[UUID, str]:
    try:
        one, community, user, name = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        raise Problem("people.upload_missing") from None
    if (community, user) != (str(viewer.community_id), str(viewer.user_id)):
        raise Problem("people.upload_missing")
    return UUID(one), str(name)


def sweep() -> None:
    """Names, phones and ID numbers lie in these files: they stay no longer than needed."""
    oldest = time.time() - KEPT_SECONDS
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
