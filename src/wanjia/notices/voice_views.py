"""What officers do with voices: let through, hide, answer once for all."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel.access import STAFF, Viewer, for_roles, visible_to
from wanjia.kernel.problem import Problem
from wanjia.notices import voices
from wanjia.notices.models import Comment, NoticeAnswer
from wanjia.notices.views import act


@for_roles(*STAFF)
@require_POST
def comment(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Pass on what was said by phone or at a door."""
    text, sent, back = request.POST.get("text", ""), _id(request), ("notices:notice", notice_id)
    do = lambda viewer: voices.comment(viewer, notice_id, text, comment_id=sent)  # noqa: E731
    return act(request, back, do)


def _id(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return None


@for_roles("head", "desk")
@require_POST
def answer(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Answer all: beneath the notice, and the comments that are ticked."""
    asked = [UUID(one) for one in request.POST.getlist("comments") if _is_id(one)]
    text, english, sent = (
        request.POST.get("text", ""),
        request.POST.get("text_en", ""),
        _id(request),
    )

    def do(viewer: Viewer) -> object:
        return voices.answer(
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
def moderate(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Let a comment through, hide it with a reason, or let it wait again."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    rows = visible_to(viewer, Comment.objects.all(), stairwell="dwelling__stairwell")
    one = rows.filter(id=comment_id).first()
    if one is None:
        raise Problem("kernel.not_found")
    decision, why = request.POST.get("decision", ""), request.POST.get("why", "")
    back = ("notices:notice", one.notice_id)
    if decision == "show":
        return act(request, back, lambda viewer: voices.let_through(viewer, comment_id))
    if decision == "hide":
        return act(request, back, lambda viewer: voices.hide(viewer, comment_id, why))
    return act(request, back, lambda viewer: voices.wait_again(viewer, comment_id))


@for_roles("head", "desk")
@require_POST
def take_answer_back(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Undo an answer."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    one = NoticeAnswer.objects.filter(community_id=viewer.community_id, id=answer_id).first()
    if one is None:
        raise Problem("kernel.not_found")
    back = ("notices:notice", one.notice_id)
    return act(request, back, lambda viewer: voices.take_answer_back(viewer, answer_id))
