"""Notices in the JSON API."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from wanjia.core.access.viewer import STAFF
from wanjia.core.api import Window, paged, responses, viewer_of
from wanjia.notices.models import Notice
from wanjia.notices.queries import visible_notices

router = Router(tags=["notices"])
FIELDS = (
    "id", "title", "title_en", "body", "body_en", "reach", "state", "important", "valid_from",
    "valid_until", "published_at",
)  # fmt: skip


class NoticeOut(Schema):
    id: UUID
    title: str
    title_en: str
    body: str
    body_en: str
    reach: str
    state: str
    important: bool
    valid_from: AwareDatetime
    valid_until: AwareDatetime | None
    published_at: AwareDatetime | None


class Notices(Schema):
    items: list[NoticeOut]
    total: int


@router.get("/notices", response=responses(Notices))
def notices(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """Notices in sight, the newest first."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    return paged(visible_notices(viewer).order_by("-written_at", "-id"), window, _notice)


def _notice(one: Notice) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FIELDS}
