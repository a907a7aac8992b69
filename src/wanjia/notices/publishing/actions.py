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
    viewer: Viewer, draft: Draft, notice_id: UUID | None = None, new_notice_id: UUID | None = None
) -> Notice:
    """Write a notice, or change the draft `notice_id`; a new one sent twice with its id is one.

    Raises Problem `notices.no_title`, `notices.no_body`, `notices.too_long`,
    `notices.validity_reversed`, `notices.not_draft`.
    """
    viewer.need(*WRITERS)
    texts = _check_texts(draft)
    start = draft.valid_from or clock.now()
    if draft.valid_until and draft.valid_until <= start:
        shown = {"until": _moment_text(draft.valid_until), "start": _moment_text(start)}
        raise Problem("notices.validity_reversed", **shown)
    scope = {"community_id": viewer.community_id}
    id = notice_id or new_id()
    if notice_id is None:
        known, id = known_or_new(
            viewer, Notice.objects.all(), new_notice_id, **_draft_values(draft)
        )
        if known:
            return known
    notice = Notice.objects.filter(id=notice_id, **scope).first() if notice_id else None
    if notice_id and notice is None:
        raise Problem("kernel.not_found")
    if notice and notice.state != State.DRAFT:
        raise Problem("notices.not_draft")
    is_new = notice is None
    notice = notice or Notice(id=id, written_at=clock.now(), **scope)
    for name, value in texts.items():
        setattr(notice, name, value)
    notice.created_by, notice.created_by_name = viewer.user_id, viewer.name
    notice.reach, notice.role = draft.audience.reach, draft.audience.role
    notice.estate_id, notice.zone_id = draft.audience.estate, draft.audience.zone
    notice.valid_from, notice.valid_until = start, draft.valid_until
    notice.important = draft.important
    notice.save(force_insert=is_new)
    NoticeStairwell.objects.filter(notice=notice, **scope).delete()
    NoticeStairwell.objects.bulk_create(
        NoticeStairwell(notice=notice, stairwell_id=stairwell_id, **scope)
        for stairwell_id in sorted(draft.audience.stairwells)
    )
    _write_journal(viewer, notice, "notice.drafted" if is_new else "notice.edited")
    return notice


def _draft_values(draft: Draft) -> dict[str, Any]:
    return {**vars(draft), "audience": vars(draft.audience)}


def _check_texts(draft: Draft) -> dict[str, str]:
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


def _moment_text(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


@transaction.atomic
def publish_notice(viewer: Viewer, notice_id: UUID) -> Notice:
    """Put a draft before its audience; published already, nothing changes.

    Raises Problem `notices.blank_left`, `notices.audience_empty`, `notices.validity_past`,
    `notices.not_draft`.
    """
    viewer.need(*WRITERS)
    notice = _lock_notice(viewer, notice_id)
    if notice.state == State.PUBLISHED:
        return notice
    if notice.state != State.DRAFT:
        raise Problem("notices.not_draft")
    blanks = blanks_left(notice.title, notice.body, notice.title_en, notice.body_en)
    if blanks:
        raise Problem("notices.blank_left", blanks=" ".join(f"{{{blank}}}" for blank in blanks))
    if notice.valid_until and notice.valid_until <= clock.now():
        raise Problem("notices.validity_past", until=_moment_text(notice.valid_until))
    homes = homes_in(viewer, audience_of(notice)).homes
    if notice.reach != Reach.ROLE and not homes:
        raise Problem("notices.audience_empty")
    notice.state, notice.published_at = State.PUBLISHED, clock.now()
    notice.save(update_fields=["state", "published_at"])
    _write_journal(viewer, notice, "notice.published", households=homes)
    return notice


def may_take_back(notice: Notice) -> bool:
    """Return whether the publication can still be undone: within the hour."""
    since = notice.published_at
    return (
        notice.state == State.PUBLISHED and since is not None and clock.now() - since < UNDO_WITHIN
    )


def may_restore(notice: Notice) -> bool:
    """Return whether a withdrawal can still be undone: within the hour."""
    since = notice.withdrawn_at
    return (
        notice.state == State.WITHDRAWN and since is not None and clock.now() - since < UNDO_WITHIN
    )


@transaction.atomic
def undo_publication(viewer: Viewer, notice_id: UUID) -> Notice:
    """Undo a publication of the last hour: a draft again. Raises `kernel.nothing_to_undo`."""
    viewer.need(*WRITERS)
    notice = _lock_notice(viewer, notice_id)
    if not may_take_back(notice):
        raise Problem("kernel.nothing_to_undo")
    undone = _entry_id(viewer, notice, "notice.published")
    notice.state, notice.published_at = State.DRAFT, None
    notice.save(update_fields=["state", "published_at"])
    _write_journal(viewer, notice, "notice.taken_back", undoes=undone)
    return notice


@transaction.atomic
def withdraw_notice(viewer: Viewer, notice_id: UUID, reason: str) -> Notice:
    """Take a published notice away, saying why; households read that it no longer holds."""
    viewer.need(*WRITERS)
    notice = _lock_notice(viewer, notice_id)
    if notice.state != State.PUBLISHED:
        raise Problem("notices.not_published")
    if not reason.strip():
        raise Problem("notices.why_missing")
    notice.state, notice.withdrawn_at = State.WITHDRAWN, clock.now()
    notice.withdrawn_reason = reason.strip()[:200]
    notice.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    _write_journal(viewer, notice, "notice.withdrawn", why=notice.withdrawn_reason)
    return notice


@transaction.atomic
def restore_notice(viewer: Viewer, notice_id: UUID) -> Notice:
    """Undo a withdrawal of the last hour. Raises `kernel.nothing_to_undo`."""
    viewer.need(*WRITERS)
    notice = _lock_notice(viewer, notice_id)
    if not may_restore(notice):
        raise Problem("kernel.nothing_to_undo")
    undone = _entry_id(viewer, notice, "notice.withdrawn")
    notice.state, notice.withdrawn_at, notice.withdrawn_reason = State.PUBLISHED, None, ""
    notice.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    _write_journal(viewer, notice, "notice.restored", undoes=undone)
    return notice


@transaction.atomic
def put_up(viewer: Viewer, notice_id: UUID, stairwell_id: UUID) -> int:
    """Note that a notice hangs on paper at the doors of a stairwell; return at how many.

    Doors that have seen it otherwise stay as they are; a second tick changes nothing.
    """
    viewer.need(*WRITERS, "grid", "steward", "volunteer")
    notice = _lock_notice(viewer, notice_id)
    if notice.state != State.PUBLISHED:
        raise Problem("notices.not_published")
    wells = wells_in(viewer, audience_of(notice)).filter(id=stairwell_id)
    doors = visible_dwellings(viewer).filter(stairwell__in=wells, residents__left_at=None)
    doors = doors.filter(residents__isnull=False).distinct()
    seen = NoticeSeen.objects.of(viewer).filter(notice=notice)
    unseen = list(doors.exclude(id__in=seen.values("dwelling")))
    if unseen:
        mark_seen(viewer, [(notice.id, dwelling.id) for dwelling in unseen], SeenWay.PAPER)
        after = {"title": notice.title, "stairwell": str(stairwell_id), "dwellings": len(unseen)}
        journal.write(viewer, "notice.put_up", subject=notice.id, after=after)
    elif not visible_dwellings(viewer).filter(stairwell__in=wells).exists():
        raise Problem("kernel.not_found")
    return len(unseen)


@transaction.atomic
def take_down(viewer: Viewer, notice_id: UUID, stairwell_id: UUID) -> int:
    """Undo a tick of paper at a stairwell's doors; return at how many."""
    viewer.need(*WRITERS, "grid", "steward", "volunteer")
    notice = _lock_notice(viewer, notice_id)
    doors: Iterable[Dwelling] = visible_dwellings(viewer).filter(stairwell=stairwell_id)
    scope = {"community_id": viewer.community_id, "notice": notice, "channel": SeenWay.PAPER}
    gone, _by_model = NoticeSeen.objects.filter(dwelling__in=doors, **scope).delete()
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
                seen_at=now,
                channel=way,
            )
            for notice, dwelling in pairs
        ],
        update_conflicts=True,
        unique_fields=["community", "notice", "dwelling"],
        update_fields=["seen_at", "channel"],
    )


def _lock_notice(viewer: Viewer, notice_id: UUID) -> Notice:
    return get_or_refuse(
        Notice.objects.select_for_update(), community_id=viewer.community_id, id=notice_id
    )


def _entry_id(viewer: Viewer, notice: Notice, kind: str) -> UUID | None:
    rows = Entry.objects.of(viewer).filter(subject=notice.id, type=kind)
    return rows.values_list("id", flat=True).first()


def _write_journal(
    viewer: Viewer, notice: Notice, kind: str, undoes: UUID | None = None, **after: Any
) -> None:
    content = {"title": notice.title, **after}
    journal.write(viewer, kind, subject=notice.id, after=content, undoes=undoes)
