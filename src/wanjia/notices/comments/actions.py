"""What is said beneath a notice: a household asks, an officer lets through, answers once for all.

Comments and answers are append-only: each is its own journal line.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import STAFF, Viewer, visible_to
from wanjia.core.database_errors import idempotent
from wanjia.core.hearing import REAL, Words, hear, hear_row
from wanjia.core.idempotency import known_or_new
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.models import Comment, Moderation, Notice, NoticeAnswer, State
from wanjia.notices.publishing.actions import UNDO_WITHIN, WRITERS
from wanjia.notices.queries import at_door, is_live
from wanjia.notices.today import WAITING

LONGEST = 500
LONGEST_ANSWER = 1000
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 5  # comments of one household; enough to ask, too few to shout


@idempotent
def comment(
    viewer: Viewer, notice_id: UUID, text: str, *, comment_id: UUID | None = None
) -> Comment:
    """Say something beneath a notice, as a household or for one; the same id again is harmless.

    Nobody but the officers reads it before it is let through. Raises Problem `notices.no_text`,
    `notices.too_long`, `notices.withdrawn`, `notices.too_many`, `kernel.not_found`.
    """
    viewer.need(*STAFF, "household")
    said = _said(text, LONGEST)
    mine = Comment.objects.all()
    known, id = known_or_new(viewer, mine, comment_id, notice=notice_id, text=said)
    if known:
        return known
    notice = _addressed(viewer, notice_id)
    if viewer.dwelling_id:
        _not_too_many(viewer)
    WAITING.renew_after(viewer.community_id)
    made = Comment.objects.create(
        id=id,
        community_id=viewer.community_id,
        notice=notice,
        dwelling_id=viewer.dwelling_id,
        by=viewer.user_id,
        by_name="" if viewer.dwelling_id else viewer.name,
        at=clock.now(),
        text=said,
    )
    hear_row(viewer, made, "text", upto=REAL)
    return made


@transaction.atomic
def hear_refused(viewer: Viewer, text: str, source_id: UUID | None) -> None:
    """Hear a comment that was refused (too long, too many, too late): danger is none of these.

    Nothing is stored under the id that it came with; it names the words to whoever hears them.
    """
    source = source_id or viewer.dwelling_id
    hear(viewer, Words(text, "comment.text", source, dwelling_id=viewer.dwelling_id))


def _said(text: str, most: int) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Problem("notices.no_text")
    if len(said) > most:
        raise Problem("notices.too_long", field=_("留言"), length=len(said), most=most)
    return said


def _addressed(viewer: Viewer, notice_id: UUID) -> Notice:
    """The notice, if it comes to the viewer and still holds."""
    rows = Notice.objects.of(viewer).filter(id=notice_id)
    rows = rows.exclude(state=State.DRAFT)
    if viewer.dwelling_id:
        rows = rows.filter(at_door(viewer))
    notice = get_or_refuse(rows)
    if not is_live(notice):
        raise Problem("notices.withdrawn")
    return notice


def _not_too_many(viewer: Viewer) -> None:
    lately = Comment.objects.of(viewer).filter(
        dwelling=viewer.dwelling_id, at__gt=clock.now() - AN_HOUR
    )
    if lately.count() >= MOST_AN_HOUR:
        raise Problem("notices.too_many", most=MOST_AN_HOUR)


@transaction.atomic
def let_through(viewer: Viewer, comment_id: UUID) -> Comment:
    """Let everyone the notice is for read a comment; also takes back that it was hidden."""
    viewer.need(*WRITERS)
    return _moderate(viewer, comment_id, Moderation.SHOWN, "", "comment.shown")


@transaction.atomic
def hide(viewer: Viewer, comment_id: UUID, why: str) -> Comment:
    """Keep a comment from others; who wrote it reads why. Raises `notices.why_missing`."""
    viewer.need(*WRITERS)
    if not why.strip():
        raise Problem("notices.why_missing")
    return _moderate(viewer, comment_id, Moderation.HIDDEN, why.strip()[:200], "comment.hidden")


@transaction.atomic
def wait_again(viewer: Viewer, comment_id: UUID) -> Comment:
    """Take back either decision: the comment waits again."""
    viewer.need(*WRITERS)
    return _moderate(viewer, comment_id, Moderation.WAITING, "", "comment.undecided")


def _moderate(viewer: Viewer, comment_id: UUID, state: str, why: str, kind: str) -> Comment:
    one = get_or_refuse(_comments(viewer).select_for_update(of=("self",)), id=comment_id)
    if one.moderation == state and one.hidden_why == why:
        return one
    before = {"moderation": one.moderation}
    one.moderation, one.hidden_why = state, why
    one.save(update_fields=["moderation", "hidden_why"])
    after = {"moderation": state, "why": why}
    WAITING.renew_after(viewer.community_id)
    journal.write(
        viewer, kind, subject=one.id, dwelling=one.dwelling_id, before=before, after=after
    )
    return one


def _comments(viewer: Viewer) -> QuerySet[Comment]:
    return visible_to(
        viewer, Comment.objects.all(), stairwell="dwelling__stairwell", dwelling="dwelling"
    )


@idempotent
def answer(
    viewer: Viewer,
    notice_id: UUID,
    text: str,
    *,
    text_en: str = "",
    comments: Iterable[UUID] = (),
    answer_id: UUID | None = None,
) -> NoticeAnswer:
    """Answer once for all beneath a notice; the comments named are answered by it.

    Raises Problem `notices.no_text`, `notices.too_long`, `notices.not_published`.
    """
    viewer.need(*WRITERS)
    of = {"community_id": viewer.community_id}
    said = {"notice": notice_id, "text": text, "english": text_en}
    known, id = known_or_new(viewer, NoticeAnswer.objects.all(), answer_id, **said)
    if known:
        _answer_with(known, comments)
        return known
    notice = get_or_refuse(Notice.objects.filter(id=notice_id, **of))
    if notice.state != State.PUBLISHED:
        raise Problem("notices.not_published")
    english = _said(text_en, 2 * LONGEST_ANSWER) if text_en.strip() else ""
    made = NoticeAnswer.objects.create(
        id=id,
        notice=notice,
        at=clock.now(),
        by=viewer.user_id,
        by_name=viewer.name,
        text=_said(text, LONGEST_ANSWER),
        text_en=english,
        **of,
    )
    after = {"title": notice.title, "comments": _answer_with(made, comments)}
    WAITING.renew_after(viewer.community_id)
    journal.write(viewer, "notice.answered", subject=notice.id, after=after)
    return made


def _answer_with(one: NoticeAnswer, comments: Iterable[UUID]) -> int:
    rows = Comment.objects.filter(community_id=one.community_id, notice_id=one.notice_id)
    return rows.filter(id__in=list(comments), answer=None).update(answer=one)


@transaction.atomic
def take_answer_back(viewer: Viewer, answer_id: UUID) -> NoticeAnswer:
    """Undo an answer of the last hour; what it answered waits again."""
    viewer.need(*WRITERS)
    rows = NoticeAnswer.objects.select_related("notice").filter(community_id=viewer.community_id)
    one = get_or_refuse(rows, id=answer_id)
    if one.withdrawn_at or clock.now() - one.at >= UNDO_WITHIN:
        raise Problem("kernel.nothing_to_undo")
    one.withdrawn_at = clock.now()
    one.save(update_fields=["withdrawn_at"])
    Comment.objects.of(viewer).filter(answer=one).update(answer=None)
    WAITING.renew_after(viewer.community_id)
    after = {"title": one.notice.title}
    journal.write(viewer, "notice.answer_withdrawn", subject=one.notice_id, after=after)
    return one
