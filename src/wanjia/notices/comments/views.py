"""What officers do with voices: let through, hide, answer once for all."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core.access.viewer import STAFF, Viewer, for_roles, visible_to
from wanjia.core.http import ViewerRequest
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.comments import actions
from wanjia.notices.models import Comment, NoticeAnswer
from wanjia.notices.publishing.views import act


@for_roles(*STAFF)
@require_POST
def comment(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Pass on what was said by phone or at a door."""
    text, sent, back = request.POST.get("text", ""), _id(request), ("notices:notice", notice_id)
    do = lambda viewer: actions.add_comment(viewer, notice_id, text, comment_id=sent)  # noqa: E731
    return act(request, back, do)


def _id(request: ViewerRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return None


@for_roles("head", "desk")
@require_POST
def answer(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Answer all: beneath the notice, and the comments that are ticked."""
    asked = [UUID(text) for text in request.POST.getlist("comments") if _is_id(text)]
    text, english, sent = (
        request.POST.get("text", ""),
        request.POST.get("text_en", ""),
        _id(request),
    )

    def do(viewer: Viewer) -> object:
        return actions.answer_all(
            viewer, notice_id, text, text_en=english, comments=asked, answer_id=sent
        )

    return act(
        request, ("notices:notice", notice_id), do, _("已统一回答，看这条通知的人都看得到。")
    )


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@for_roles("head", "desk")
@require_POST
def moderate(request: ViewerRequest, comment_id: UUID) -> HttpResponse:
    """Let a comment through, hide it with a reason, or let it wait again."""
    viewer = request.viewer
    rows = visible_to(viewer, Comment.objects.all(), stairwell="dwelling__stairwell")
    comment = get_or_refuse(rows, id=comment_id)
    decision, why = request.POST.get("decision", ""), request.POST.get("why", "")
    back = ("notices:notice", comment.notice_id)
    if decision == "show":
        return act(request, back, lambda viewer: actions.show_comment(viewer, comment_id))
    if decision == "hide":
        return act(request, back, lambda viewer: actions.hide_comment(viewer, comment_id, why))
    return act(request, back, lambda viewer: actions.reopen_comment(viewer, comment_id))


@for_roles("head", "desk")
@require_POST
def take_answer_back(request: ViewerRequest, answer_id: UUID) -> HttpResponse:
    """Undo an answer."""
    viewer = request.viewer
    answer = get_or_refuse(NoticeAnswer.objects.of(viewer), id=answer_id)
    back = ("notices:notice", answer.notice_id)
    return act(request, back, lambda viewer: actions.withdraw_answer(viewer, answer_id))
