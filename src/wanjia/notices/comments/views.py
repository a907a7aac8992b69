"""What is done beneath a notice: comments passed on, let through, hidden, answered for all."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from wanjia.core.access.viewer import STAFF, Viewer, for_roles, visible_to
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.notices.comments import actions
from wanjia.notices.comments.forms import AnswerForm, CommentForm, HideForm
from wanjia.notices.models import Comment, NoticeAnswer
from wanjia.notices.publishing.actions import WRITERS
from wanjia.notices.publishing.views import notice_with_refusal


def _comment_of(viewer: Viewer, comment_id: UUID) -> Comment:
    rows = visible_to(viewer, Comment.objects.all(), stairwell="dwelling__stairwell")
    return get_or_refuse(rows, id=comment_id)


def _answer_of(viewer: Viewer, answer_id: UUID) -> NoticeAnswer:
    return get_or_refuse(NoticeAnswer.objects.of(viewer), id=answer_id)


@for_roles(*WRITERS)
def comment(request: ViewerRequest, comment_id: UUID) -> HttpResponse:
    """Go to the notice that a comment stands beneath."""
    return redirect("notices:notice", _comment_of(request.viewer, comment_id).notice_id)


@for_roles(*WRITERS)
def answer(request: ViewerRequest, answer_id: UUID) -> HttpResponse:
    """Go to the notice that an answer stands beneath."""
    return redirect("notices:notice", _answer_of(request.viewer, answer_id).notice_id)


def comment_with_refusal(
    request: ViewerRequest, problem: Problem, form: object, comment_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the page of the comment's notice."""
    notice_id = _comment_of(request.viewer, comment_id).notice_id
    return notice_with_refusal(request, problem, form, notice_id)


def answer_with_refusal(
    request: ViewerRequest, problem: Problem, form: object, answer_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the page of the answer's notice."""
    notice_id = _answer_of(request.viewer, answer_id).notice_id
    return notice_with_refusal(request, problem, form, notice_id)


ANSWERED = _("已统一回答，看这条通知的人都看得到。")
NOTICE_ACTS = (
    Act("comment", actions.add_comment, STAFF, CommentForm),
    Act("answer", actions.answer_all, WRITERS, AnswerForm, ANSWERED),
)
COMMENT_ACTS = (
    Act("show", actions.show_comment, WRITERS),
    Act("hide", actions.hide_comment, WRITERS, HideForm),
    Act("reopen", actions.reopen_comment, WRITERS),
)
ANSWER_ACTS = (Act("withdraw", actions.withdraw_answer, WRITERS),)
