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
def add_comment(
    viewer: Viewer, notice_id: UUID, text: str, *, comment_id: UUID | None = None
) -> Comment:
    """Say something beneath a notice, as a household or for one; the same id again is harmless.

    Nobody but the officers reads it before it is let through. Raises Problem `notices.no_text`,
    `notices.too_long`, `notices.withdrawn`, `notices.too_many`, `kernel.not_found`.
    """
    viewer.need(*STAFF, "household")
    checked_text = _check_text(text, LONGEST)
    comments = Comment.objects.all()
    known, id = known_or_new(viewer, comments, comment_id, notice=notice_id, text=checked_text)
    if known:
        return known
    notice = _get_notice_for(viewer, notice_id)
    if viewer.dwelling_id:
        _refuse_too_many(viewer)
    WAITING.renew_after(viewer.community_id)
    comment = Comment.objects.create(
        id=id,
        community_id=viewer.community_id,
        notice=notice,
        dwelling_id=viewer.dwelling_id,
        created_by=viewer.user_id,
        created_by_name="" if viewer.dwelling_id else viewer.name,
        recorded_at=clock.now(),
        text=checked_text,
    )
    hear_row(viewer, comment, "text", upto=REAL)
    return comment


@transaction.atomic
def hear_refused(viewer: Viewer, text: str, source_id: UUID | None) -> None:
    """Hear a comment that was refused (too long, too many, too late): danger is none of these.

    Nothing is stored under the id that it came with; it names the words to whoever hears them.
    """
    source = source_id or viewer.dwelling_id
    hear(viewer, Words(text, "comment.text", source, dwelling_id=viewer.dwelling_id))


def _check_text(text: str, most: int) -> str:
    stripped = text.replace("\r\n", "\n").strip()
    if not stripped:
        raise Problem("notices.no_text")
    if len(stripped) > most:
        raise Problem("notices.too_long", field=_("留言"), length=len(stripped), most=most)
    return stripped


def _get_notice_for(viewer: Viewer, notice_id: UUID) -> Notice:
    """Return the notice, if it comes to the viewer and still holds."""
    rows = Notice.objects.of(viewer).filter(id=notice_id)
    rows = rows.exclude(state=State.DRAFT)
    if viewer.dwelling_id:
        rows = rows.filter(at_door(viewer))
    notice = get_or_refuse(rows)
    if not is_live(notice):
        raise Problem("notices.withdrawn")
    return notice


def _refuse_too_many(viewer: Viewer) -> None:
    lately = Comment.objects.of(viewer).filter(
        dwelling=viewer.dwelling_id, recorded_at__gt=clock.now() - AN_HOUR
    )
    if lately.count() >= MOST_AN_HOUR:
        raise Problem("notices.too_many", most=MOST_AN_HOUR)


@transaction.atomic
def show_comment(viewer: Viewer, comment_id: UUID) -> Comment:
    """Let everyone the notice is for read a comment; also takes back that it was hidden."""
    viewer.need(*WRITERS)
    return _set_moderation(viewer, comment_id, Moderation.SHOWN, "", "comment.shown")


@transaction.atomic
def hide_comment(viewer: Viewer, comment_id: UUID, reason: str) -> Comment:
    """Keep a comment from others; who wrote it reads why. Raises `notices.why_missing`."""
    viewer.need(*WRITERS)
    if not reason.strip():
        raise Problem("notices.why_missing")
    return _set_moderation(
        viewer, comment_id, Moderation.HIDDEN, reason.strip()[:200], "comment.hidden"
    )


@transaction.atomic
def reopen_comment(viewer: Viewer, comment_id: UUID) -> Comment:
    """Take back either decision: the comment waits again."""
    viewer.need(*WRITERS)
    return _set_moderation(viewer, comment_id, Moderation.WAITING, "", "comment.undecided")


def _set_moderation(
    viewer: Viewer, comment_id: UUID, state: str, reason: str, kind: str
) -> Comment:
    comment = get_or_refuse(
        _visible_comments(viewer).select_for_update(of=("self",)), id=comment_id
    )
    if comment.moderation == state and comment.hidden_reason == reason:
        return comment
    before = {"moderation": comment.moderation}
    comment.moderation, comment.hidden_reason = state, reason
    comment.save(update_fields=["moderation", "hidden_reason"])
    after = {"moderation": state, "why": reason}
    WAITING.renew_after(viewer.community_id)
    journal.write(
        viewer, kind, subject=comment.id, dwelling=comment.dwelling_id, before=before, after=after
    )
    return comment


def _visible_comments(viewer: Viewer) -> QuerySet[Comment]:
    return visible_to(
        viewer, Comment.objects.all(), stairwell="dwelling__stairwell", dwelling="dwelling"
    )


@idempotent
def answer_all(
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
    scope = {"community_id": viewer.community_id}
    content = {"notice": notice_id, "text": text, "english": text_en}
    known, id = known_or_new(viewer, NoticeAnswer.objects.all(), answer_id, **content)
    if known:
        _answer_with(known, comments)
        return known
    notice = get_or_refuse(Notice.objects.filter(id=notice_id, **scope))
    if notice.state != State.PUBLISHED:
        raise Problem("notices.not_published")
    english = _check_text(text_en, 2 * LONGEST_ANSWER) if text_en.strip() else ""
    answer = NoticeAnswer.objects.create(
        id=id,
        notice=notice,
        recorded_at=clock.now(),
        created_by=viewer.user_id,
        created_by_name=viewer.name,
        text=_check_text(text, LONGEST_ANSWER),
        text_en=english,
        **scope,
    )
    after = {"title": notice.title, "comments": _answer_with(answer, comments)}
    WAITING.renew_after(viewer.community_id)
    journal.write(viewer, "notice.answered", subject=notice.id, after=after)
    return answer


def _answer_with(answer: NoticeAnswer, comments: Iterable[UUID]) -> int:
    rows = Comment.objects.filter(community_id=answer.community_id, notice_id=answer.notice_id)
    return rows.filter(id__in=list(comments), answer=None).update(answer=answer)


@transaction.atomic
def withdraw_answer(viewer: Viewer, answer_id: UUID) -> NoticeAnswer:
    """Undo an answer of the last hour; what it answered waits again."""
    viewer.need(*WRITERS)
    rows = NoticeAnswer.objects.select_related("notice").filter(community_id=viewer.community_id)
    answer = get_or_refuse(rows, id=answer_id)
    if answer.withdrawn_at or clock.now() - answer.recorded_at >= UNDO_WITHIN:
        raise Problem("kernel.nothing_to_undo")
    answer.withdrawn_at = clock.now()
    answer.save(update_fields=["withdrawn_at"])
    Comment.objects.of(viewer).filter(answer=answer).update(answer=None)
    WAITING.renew_after(viewer.community_id)
    after = {"title": answer.notice.title}
    journal.write(viewer, "notice.answer_withdrawn", subject=answer.notice_id, after=after)
    return answer
