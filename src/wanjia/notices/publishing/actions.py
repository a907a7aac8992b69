"""What changes in notices: written, published, withdrawn, asked about, answered: an act each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import known_or_new
from wanjia.core.ids import new_id
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.models import Notice, NoticeSeen, NoticeStairwell, Reach, SeenWay, State
from wanjia.notices.publishing.audience import Audience, audience_of, wells_in
from wanjia.notices.publishing.fill_in import blanks_left
from wanjia.notices.queries import homes_in
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings

WRITERS = ("head", "desk")
UNDO_WITHIN = timedelta(hours=1)
LONGEST = {"title": 60, "title_en": 120, "body": 2000, "body_en": 4000}


@dataclass(frozen=True)
class Draft:
    """What a notice is to say, to whom, for how long."""

    title: str
    body: str
    audience: Audience
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    title_en: str = ""
    body_en: str = ""
    important: bool = False


@idempotent
def save_draft(
    viewer: Viewer, draft: Draft, notice_id: UUID | None = None, sent: UUID | None = None
) -> Notice:
    """Write a notice, or change the draft `notice_id`; a new one sent twice with its id is one.

    Raises Problem `notices.no_title`, `notices.no_body`, `notices.too_long`,
    `notices.validity_reversed`, `notices.not_draft`.
    """
    viewer.need(*WRITERS)
    texts = _texts(draft)
    start = draft.valid_from or clock.now()
    if draft.valid_until and draft.valid_until <= start:
        shown = {"until": _moment(draft.valid_until), "start": _moment(start)}
        raise Problem("notices.validity_reversed", **shown)
    of = {"community_id": viewer.community_id}
    id = notice_id or new_id()
    if notice_id is None:
        known, id = known_or_new(viewer, Notice.objects.all(), sent, **_typed(draft))
        if known:
            return known
    notice = Notice.objects.filter(id=notice_id, **of).first() if notice_id else None
    if notice_id and notice is None:
        raise Problem("kernel.not_found")
    if notice and notice.state != State.DRAFT:
        raise Problem("notices.not_draft")
    fresh = notice is None
    notice = notice or Notice(id=id, written_at=clock.now(), **of)
    for name, value in texts.items():
        setattr(notice, name, value)
    notice.by, notice.by_name = viewer.user_id, viewer.name
    notice.reach, notice.role = draft.audience.reach, draft.audience.role
    notice.estate_id, notice.zone_id = draft.audience.estate, draft.audience.zone
    notice.valid_from, notice.valid_until = start, draft.valid_until
    notice.important = draft.important
    notice.save(force_insert=fresh)
    NoticeStairwell.objects.filter(notice=notice, **of).delete()
    NoticeStairwell.objects.bulk_create(
        NoticeStairwell(notice=notice, stairwell_id=one, **of)
        for one in sorted(draft.audience.stairwells)
    )
    _journal(viewer, notice, "notice.drafted" if fresh else "notice.edited")
    return notice


def _typed(draft: Draft) -> dict[str, Any]:
    return {**vars(draft), "audience": vars(draft.audience)}


def _texts(draft: Draft) -> dict[str, str]:
    texts = {name: getattr(draft, name).replace("\r\n", "\n").strip() for name in LONGEST}
    if not texts["title"]:
        raise Problem("notices.no_title")
    if not texts["body"]:
        raise Problem("notices.no_body")
    words = {"title": _("标题"), "body": _("正文")}
    words |= {"title_en": _("英文标题"), "body_en": _("英文正文")}
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            shown = {"field": words[name], "length": len(texts[name]), "most": most}
            raise Problem("notices.too_long", **shown)
    return texts


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


@transaction.atomic
def publish(viewer: Viewer, notice_id: UUID) -> Notice:
    """Put a draft before its audience; published already, nothing changes.

    Raises Problem `notices.blank_left`, `notices.audience_empty`, `notices.validity_past`,
    `notices.not_draft`.
    """
    viewer.need(*WRITERS)
    notice = _locked(viewer, notice_id)
    if notice.state == State.PUBLISHED:
        return notice
    if notice.state != State.DRAFT:
        raise Problem("notices.not_draft")
    blanks = blanks_left(notice.title, notice.body, notice.title_en, notice.body_en)
    if blanks:
        raise Problem("notices.blank_left", blanks=" ".join(f"{{{one}}}" for one in blanks))
    if notice.valid_until and notice.valid_until <= clock.now():
        raise Problem("notices.validity_past", until=_moment(notice.valid_until))
    homes = homes_in(viewer, audience_of(notice)).homes
    if notice.reach != Reach.ROLE and not homes:
        raise Problem("notices.audience_empty")
    notice.state, notice.published_at = State.PUBLISHED, clock.now()
    notice.save(update_fields=["state", "published_at"])
    _journal(viewer, notice, "notice.published", households=homes)
    return notice


def may_take_back(notice: Notice) -> bool:
    """Whether the publication can still be undone: within the hour."""
    since = notice.published_at
    return (
        notice.state == State.PUBLISHED and since is not None and clock.now() - since < UNDO_WITHIN
    )


def may_restore(notice: Notice) -> bool:
    """Whether a withdrawal can still be undone: within the hour."""
    since = notice.withdrawn_at
    return (
        notice.state == State.WITHDRAWN and since is not None and clock.now() - since < UNDO_WITHIN
    )


@transaction.atomic
def take_back(viewer: Viewer, notice_id: UUID) -> Notice:
    """Undo a publication of the last hour: a draft again. Raises `kernel.nothing_to_undo`."""
    viewer.need(*WRITERS)
    notice = _locked(viewer, notice_id)
    if not may_take_back(notice):
        raise Problem("kernel.nothing_to_undo")
    undone = _entry(viewer, notice, "notice.published")
    notice.state, notice.published_at = State.DRAFT, None
    notice.save(update_fields=["state", "published_at"])
    _journal(viewer, notice, "notice.taken_back", undoes=undone)
    return notice


@transaction.atomic
def withdraw(viewer: Viewer, notice_id: UUID, why: str) -> Notice:
    """Take a published notice away, saying why; households read that it no longer holds."""
    viewer.need(*WRITERS)
    notice = _locked(viewer, notice_id)
    if notice.state != State.PUBLISHED:
        raise Problem("notices.not_published")
    if not why.strip():
        raise Problem("notices.why_missing")
    notice.state, notice.withdrawn_at = State.WITHDRAWN, clock.now()
    notice.withdrawn_why = why.strip()[:200]
    notice.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    _journal(viewer, notice, "notice.withdrawn", why=notice.withdrawn_why)
    return notice


@transaction.atomic
def restore(viewer: Viewer, notice_id: UUID) -> Notice:
    """Undo a withdrawal of the last hour. Raises `kernel.nothing_to_undo`."""
    viewer.need(*WRITERS)
    notice = _locked(viewer, notice_id)
    if not may_restore(notice):
        raise Problem("kernel.nothing_to_undo")
    undone = _entry(viewer, notice, "notice.withdrawn")
    notice.state, notice.withdrawn_at, notice.withdrawn_why = State.PUBLISHED, None, ""
    notice.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    _journal(viewer, notice, "notice.restored", undoes=undone)
    return notice


@transaction.atomic
def put_up(viewer: Viewer, notice_id: UUID, stairwell_id: UUID) -> int:
    """Note that a notice hangs on paper at the doors of a stairwell; return at how many.

    Doors that have seen it otherwise stay as they are; a second tick changes nothing.
    """
    viewer.need(*WRITERS, "grid", "steward", "volunteer")
    notice = _locked(viewer, notice_id)
    if notice.state != State.PUBLISHED:
        raise Problem("notices.not_published")
    wells = wells_in(viewer, audience_of(notice)).filter(id=stairwell_id)
    doors = visible_dwellings(viewer).filter(stairwell__in=wells, residents__left_at=None)
    doors = doors.filter(residents__isnull=False).distinct()
    seen = NoticeSeen.objects.of(viewer).filter(notice=notice)
    fresh = list(doors.exclude(id__in=seen.values("dwelling")))
    if fresh:
        mark_seen(viewer, [(notice.id, one.id) for one in fresh], SeenWay.PAPER)
        after = {"title": notice.title, "stairwell": str(stairwell_id), "dwellings": len(fresh)}
        journal.write(viewer, "notice.put_up", subject=notice.id, after=after)
    elif not visible_dwellings(viewer).filter(stairwell__in=wells).exists():
        raise Problem("kernel.not_found")
    return len(fresh)


@transaction.atomic
def take_down(viewer: Viewer, notice_id: UUID, stairwell_id: UUID) -> int:
    """Undo a tick of paper at a stairwell's doors; return at how many."""
    viewer.need(*WRITERS, "grid", "steward", "volunteer")
    notice = _locked(viewer, notice_id)
    doors: Iterable[Dwelling] = visible_dwellings(viewer).filter(stairwell=stairwell_id)
    of = {"community_id": viewer.community_id, "notice": notice, "way": SeenWay.PAPER}
    gone, _by_model = NoticeSeen.objects.filter(dwelling__in=doors, **of).delete()
    if gone:
        after = {"title": notice.title, "stairwell": str(stairwell_id), "dwellings": gone}
        journal.write(viewer, "notice.taken_down", subject=notice.id, after=after)
    return gone


def mark_seen(viewer: Viewer, pairs: Iterable[tuple[UUID, UUID]], way: str) -> None:
    """Note that doors have seen notices, each pair (notice, dwelling), at one statement.

    Seen is its own record: no journal line.
    """
    now = clock.now()
    NoticeSeen.objects.bulk_create(
        [
            NoticeSeen(
                community_id=viewer.community_id,
                notice_id=notice,
                dwelling_id=dwelling,
                at=now,
                way=way,
            )
            for notice, dwelling in pairs
        ],
        update_conflicts=True,
        unique_fields=["community", "notice", "dwelling"],
        update_fields=["at", "way"],
    )


def _locked(viewer: Viewer, notice_id: UUID) -> Notice:
    return get_or_refuse(
        Notice.objects.select_for_update(), community_id=viewer.community_id, id=notice_id
    )


def _entry(viewer: Viewer, notice: Notice, kind: str) -> UUID | None:
    rows = Entry.objects.of(viewer).filter(subject=notice.id, type=kind)
    return rows.values_list("id", flat=True).first()


def _journal(
    viewer: Viewer, notice: Notice, kind: str, undoes: UUID | None = None, **after: Any
) -> None:
    said = {"title": notice.title, **after}
    journal.write(viewer, kind, subject=notice.id, after=said, undoes=undoes)
