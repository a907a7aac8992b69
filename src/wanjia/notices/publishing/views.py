"""Pages of notices: the list, writing, one notice, and what moves it on."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.ids import new_id
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.notices.labels import read_answer, read_notice
from wanjia.notices.models import Moderation, Notice, Reach, State
from wanjia.notices.publishing import actions
from wanjia.notices.publishing.actions import WRITERS
from wanjia.notices.publishing.audience import (
    Audience,
    audience_from,
    audience_of,
    audience_words,
    places_of,
)
from wanjia.notices.publishing.fill_in import Template, load_templates
from wanjia.notices.publishing.forms import (
    NoticeForm,
    StairwellForm,
    WithdrawForm,
    starting_with,
)
from wanjia.notices.publishing.picker import choices_of
from wanjia.notices.publishing.zone_notices import zone_to_tell
from wanjia.notices.queries import (
    homes_in,
    is_live,
    listed_notices,
    notice_by,
    seen_by_well,
    voices_of,
)

PAGE = 30


@for_roles(*STAFF)
def notices(request: ViewerRequest) -> HttpResponse:
    """Show the notices, drafts first, then the newest; each with what waits beneath it."""
    viewer = request.viewer
    page = Paginator(listed_notices(viewer), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    audiences = {notice.id: _audience_listed(notice) for notice in shown}
    places = places_of(viewer, audiences.values())
    rows = [_notice_row(notice, audience_words(audiences[notice.id], places)) for notice in shown]
    context = {"rows": rows, "page": page, "writes": viewer.role in OFFICERS}
    return render(request, "notices/notices.html", context)


def _audience_listed(notice: Any) -> Audience:
    wells = frozenset(door.stairwell_id for door in notice.doors_listed)
    return Audience(notice.reach, notice.estate_id, notice.zone_id, wells, notice.role)


def _notice_row(notice: Any, audience: str) -> dict[str, Any]:
    parts = [audience]
    if notice.state == State.PUBLISHED and notice.important and notice.reach != Reach.ROLE:
        parts.append(_("%(n)s 户看过") % {"n": notice.seen_count})
    if notice.asked:
        parts.append(_("%(n)s 条留言") % {"n": notice.asked})
    waiting = notice.waiting and notice.state == State.PUBLISHED
    return {
        "notice": notice,
        "told": read_notice(notice),
        "text": " · ".join(parts),
        "state": state_words(notice),
        "url": f"/notices/{notice.id}/",
        "waiting": notice.waiting if waiting else 0,
        "at": notice.published_at or notice.written_at,
    }


def state_words(notice: Notice) -> str:
    """Return how a notice stands: draft, published, not yet begun, over, withdrawn."""
    if notice.state != State.PUBLISHED or is_live(notice):
        return notice.get_state_display()
    return _("还没开始") if notice.valid_from > clock.now() else _("已过期")


@for_roles(*WRITERS)
def new_notice(request: ViewerRequest) -> HttpResponse:
    """Write a notice, from a template whose blanks are filled in first, or from nothing."""
    viewer = request.viewer
    if request.method == "POST":
        return _save_draft(request, viewer, None)
    template = load_templates().get(request.GET.get("template", ""))
    # Whoever fills in the blanks, or leaves them, comes back with `filled`.
    values = (
        {blank.key: request.GET.get(blank.key, "") for blank in template.blanks} if template else {}
    )
    english = {key: request.GET.get(f"{key}_en", "") for key in values}
    filled = template.fill_texts(values, english) if template else {}
    audience = Audience(Reach.COMMUNITY)
    if told_zone := zone_to_tell(viewer, request.GET.get("zone", "")):
        filled, audience = told_zone.as_notice(), Audience(Reach.ZONE, zone=told_zone.zone.id)
    form = NoticeForm(initial={"id": new_id(), **starting_with(template, filled)})
    asking = template if template and "filled" not in request.GET else None
    context = {"asking": asking, "blanks": _blank_rows(asking, values, english)}
    return _show_form(request, viewer, form, audience, context)


def _blank_rows(template: Template | None, values: Any, english: Any) -> list[dict[str, Any]]:
    return [
        {
            "key": blank.key,
            "label": blank.label_en if _is_english() else blank.label,
            "example": blank.example,
            "example_en": blank.example_en,
            "value": values[blank.key],
            "value_en": english[blank.key],
        }
        for blank in (template.blanks if template else ())
    ]


def _is_english() -> bool:
    return active_language() == "en"


@for_roles(*WRITERS)
def edit_draft(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Change a draft."""
    viewer = request.viewer
    notice = notice_by(viewer, notice_id)
    if notice.state != State.DRAFT:
        tell_refusal(request, Problem("notices.not_draft").words())
        return redirect("notices:notice", notice_id)
    if request.method == "POST":
        return _save_draft(request, viewer, notice)
    names = ("title", "body", "title_en", "body_en", "valid_from", "valid_until", "important")
    form = NoticeForm(initial={"id": notice.id, **{name: getattr(notice, name) for name in names}})
    return _show_form(request, viewer, form, audience_of(notice), {"notice": notice})


def _save_draft(request: ViewerRequest, viewer: Viewer, notice: Notice | None) -> HttpResponse:
    """Keep what was written, or show it again with what is wrong; nothing typed is lost."""
    form = NoticeForm(request.POST)
    valid = form.is_valid()
    values = dict(form.cleaned_data)
    target = {name: values.pop(name, "") for name in ("reach", "estate", "zone", "role")}
    stairwells = values.pop("stairwells", [])
    audience = Audience(target["reach"])
    problem: Problem | None = None
    try:
        audience = audience_from(viewer, target, stairwells)
        if valid:
            known = values.pop("id")
            draft = actions.Draft(audience=audience, **values)
            saved = actions.save_draft(viewer, draft, notice.id if notice else None, known)
            return redirect("notices:notice", saved.id)
    except Problem as raised:
        if raised.status in (403, 404):
            raise
        problem = raised
    context = {"problem": problem, "notice": notice}
    answer = _show_form(request, viewer, form, audience, context)
    answer.status_code = problem.status if problem else 422
    return answer


def _show_form(
    request: ViewerRequest,
    viewer: Viewer,
    form: NoticeForm,
    audience: Audience,
    more: dict[str, Any],
) -> HttpResponse:
    chosen = load_templates().get(request.GET.get("template", ""))
    context = {
        "form": form,
        "choices": choices_of(viewer, audience),
        "templates": [
            {
                "key": template.key,
                "name": template.name_en if _is_english() else template.name,
                "current": template is chosen,
            }
            for template in load_templates().values()
        ],
        **more,
    }
    return render(request, "notices/edit.html", context)


@for_roles(*STAFF)
def notice(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Show one notice: as it is read, whom it reaches, who has seen it, what is said beneath it."""
    return _show_notice(request, notice_by(request.viewer, notice_id))


def notice_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, notice_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the notice's page with all that was typed."""
    if problem.status in (403, 404):
        raise problem
    return _show_notice(request, notice_by(request.viewer, notice_id), problem)


def _show_notice(
    request: ViewerRequest, notice: Notice, problem: Problem | None = None
) -> HttpResponse:
    viewer = request.viewer
    audience = audience_of(notice)
    published = notice.state != State.DRAFT
    has_doors = notice.reach != Reach.ROLE
    wells = seen_by_well(viewer, notice) if has_doors and published else []
    comments = list(voices_of(viewer, notice)) if published else []
    waiting = [
        comment
        for comment in comments
        if comment.moderation == Moderation.WAITING and not comment.answer
    ]
    answers = notice.answers.filter(community_id=viewer.community_id)
    typed = request.POST if problem else {}
    context = {
        "notice": notice,
        "told": read_notice(notice),
        "audience": audience_words(audience, places_of(viewer, [audience])),
        "size": homes_in(viewer, audience) if has_doors and not published else None,
        "state": state_words(notice),
        "live": is_live(notice),
        "wells": wells,
        "homes": sum(well.homes for well in wells),
        "seen": sum(well.seen for well in wells),
        "paper": sum(well.paper for well in wells),
        "missing": sum(len(well.missing) for well in wells),
        "waiting": waiting,
        "settled": [comment for comment in comments if comment not in waiting],
        "answers": [
            {"answer": answer, "told": read_answer(answer), "undo": _may_undo(answer)}
            for answer in answers
        ],
        "writes": viewer.role in OFFICERS,
        "may_take_back": actions.may_take_back(notice),
        "may_restore": actions.may_restore(notice),
        "sent": new_id(),
        "typed": typed,
        "typed_answer": typed.get("text", "") if "answer_id" in typed else "",
        "typed_comment": typed.get("text", "") if "comment_id" in typed else "",
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "notices/notice.html", context, status=status)


def _may_undo(answer: Any) -> bool:
    return answer.withdrawn_at is None and clock.now() - answer.recorded_at < actions.UNDO_WITHIN


DOORS = (*WRITERS, "grid", "steward", "volunteer")
ACTS = (
    Act(
        "publish",
        actions.publish_notice,
        WRITERS,
        told=gettext_lazy("已发布。一小时内可以撤销。"),
    ),
    Act(
        "take-back",
        actions.undo_publication,
        WRITERS,
        told=gettext_lazy("已撤销发布，又是草稿了。"),
    ),
    Act("withdraw", actions.withdraw_notice, WRITERS, WithdrawForm),
    Act("restore", actions.restore_notice, WRITERS),
    Act("put-up", actions.put_up, DOORS, StairwellForm),
    Act("take-down", actions.take_down, DOORS, StairwellForm),
)
