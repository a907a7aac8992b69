"""An id means one content: what forms, devices and programs send twice is stored once.

Whoever creates a thing brings its id, so that sending again is harmless. After "back" a browser
sends the same id with other words. So each id is kept with a fingerprint of what came with it:
the same content is answered with what it became, other content is stored as what it is or refused
aloud with both shown.

One table keeps them for all kinds, as one id may have brought several contents, each of which is
known when it is sent again, and may have become part of another thing (a second voice of a need).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop as _

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import is_retry
from wanjia.core.idempotency.fingerprints import fingerprint
from wanjia.core.ids import new_id
from wanjia.core.models import CommunityModel, Submission
from wanjia.core.problems import Problem, declare_problems

M = TypeVar("M", bound=CommunityModel)

declare_problems(
    {
        "kernel.other_content": (
            _(
                "这张表已经存过一次，存的是：{stored}。您这次填的是：{typed}。"
                "这次填的还没有存；是另一件就另存，不是就不用管。"
            ),
            409,
        ),
    }
)


class OtherContent(Exception):
    """An id that was stored came again with other content, which only its writer can judge.

    It is no `Problem`, so that no view tells it in passing: the page of its own keeps what was
    typed, and stores it under another id at a press.
    """

    def __init__(self, sent: UUID, stored: str, typed: str) -> None:
        super().__init__(sent)
        self.sent, self.stored, self.typed = sent, stored, typed
        self.problem = Problem("kernel.other_content", stored=stored, typed=typed)


@dataclass(frozen=True)
class Arrival:
    """What came with an id: what it became before, else under which id it is to be stored.

    `others` are what other contents under the same id became, the latest last.
    """

    id: UUID
    made: UUID | None = None
    others: tuple[UUID, ...] = ()


def receive(
    viewer: Viewer, model: type[CommunityModel], sent: UUID | None, content: dict[str, Any]
) -> Arrival:
    """Note what came with an id, in the act's transaction (`kernel.trouble.once`).

    Other content than before under the same id is to be stored under an id of its own. A row that
    stands under an id of which no content is known is taken for another's.
    """
    kind, fresh = model._meta.label_lower, sent is None
    sent = sent or new_id()
    scope = {"community_id": viewer.community_id, "kind": kind, "sent": sent}
    content_print = _fingerprint_of(viewer, kind, sent, content)
    known = {} if fresh else _known_contents(scope)
    if content_print in known:
        return Arrival(known[content_print], known[content_print])
    others = tuple(known.values())
    rows = model.objects.of(viewer).filter(id=sent)
    if not fresh and not others and rows.exists():
        others = (sent,)
    # Whoever clashes once more with nobody of the community has another community's id.
    id = new_id() if others or is_retry() else sent
    Submission.objects.create(**scope, fingerprint=content_print, made=id, received_at=clock.now())
    return Arrival(id, None, others)


def _known_contents(of: dict[str, Any]) -> dict[str, UUID]:
    rows = Submission.objects.filter(**of).order_by("received_at", "id")
    return dict(rows.values_list("fingerprint", "made"))


def record_outcome(
    viewer: Viewer, model: type[CommunityModel], arrival: Arrival, made: UUID
) -> None:
    """Note that what arrived became part of something that was there."""
    Submission.objects.of(viewer).filter(kind=model._meta.label_lower, made=arrival.id).update(
        made=made
    )


def contents_of(viewer: Viewer, model: type[CommunityModel], sent: UUID) -> tuple[UUID, ...]:
    """Return what the contents that came with an id became, the latest last."""
    rows = Submission.objects.of(viewer).filter(kind=model._meta.label_lower, sent=sent)
    return tuple(rows.order_by("received_at", "id").values_list("made", flat=True))


def known_or_new(
    viewer: Viewer, rows: models.QuerySet[M], sent: UUID | None, **content: Any
) -> tuple[M | None, UUID]:
    """Return the row that this content became, and the id under which to store it if none.

    Other content under the same id is stored as what it is.
    """
    arrival = receive(viewer, rows.model, sent, content)
    return _row_made(viewer, rows, arrival.made), arrival.id


def known_or_refuse(
    viewer: Viewer,
    rows: models.QuerySet[M],
    sent: UUID | None,
    words: Callable[[M], str],
    typed: str,
    **content: Any,
) -> tuple[M | None, UUID]:
    """As `known_or_new`, where other content may be a correction as well as another thing.

    Raises OtherContent with what stands in `words` beside what was `typed`.
    """
    arrival = receive(viewer, rows.model, sent, content)
    if sent and arrival.others and (stored := _row_made(viewer, rows, arrival.others[-1])):
        raise OtherContent(sent, words(stored), typed)
    return _row_made(viewer, rows, arrival.made), arrival.id


def _row_made(viewer: Viewer, rows: models.QuerySet[M], made: UUID | None) -> M | None:
    if made is None:
        return None
    return rows.filter(community_id=viewer.community_id, id=made).first()


def _fingerprint_of(viewer: Viewer, kind: str, sent: UUID, content: dict[str, Any]) -> str:
    # A household is told only of what it said itself.
    scope = {
        "community": viewer.community_id,
        "kind": kind,
        "sent": sent,
        "home": viewer.dwelling_id,
    }
    return fingerprint(settings.SECRET_KEY.encode(), {**scope, "content": content})


def joined_text(*parts: object) -> str:
    """Return what was stored or typed, in one line."""
    return " · ".join(str(part).strip() for part in parts if part not in (None, "") and str(part))
