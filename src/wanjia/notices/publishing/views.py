"""Pages of notices: the list, writing, one notice, and what moves it on."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.notices.labels import told, told_answer
from wanjia.notices.models import Moderation, Notice, Reach, State
from wanjia.notices.publishing import actions
from wanjia.notices.publishing.audience import (
    Audience,
    audience_from,
    audience_of,
    audience_words,
    places_of,
)
from wanjia.notices.publishing.fill_in import Template, templates
from wanjia.notices.publishing.forms import NoticeForm, starting_with
from wanjia.notices.publishing.picker import choices_of
from wanjia.notices.publishing.zone_notices import zone_to_tell
from wanjia.notices.queries import homes_in, is_live, listed, notice_by, seen_by_well, voices_of

PAGE = 30


@for_roles(*STAFF)
def notices(request: ViewerRequest) -> HttpResponse:
    """The notices, drafts first, then the newest; each with what waits beneath it."""
    viewer = request.viewer
    page = Paginator(listed(viewer), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    audiences = {one.id: _audience_listed(one) for one in shown}
    places = places_of(viewer, audiences.values())
    rows = [_row(one, audience_words(audiences[one.id], places)) for one in shown]
    context = {"rows": rows, "page": page, "writes": viewer.role in OFFICERS}
    return render(request, "notices/notices.html", context)


def _audience_listed(one: Any) -> Audience:
    wells = frozenset(door.stairwell_id for door in one.doors_listed)
    return Audience(one.reach, one.estate_id, one.zone_id, wells, one.role)


def _row(one: Any, audience: str) -> dict[str, Any]:
    said = [audience]
    if one.state == State.PUBLISHED and one.important and one.reach != Reach.ROLE:
        said.append(_("%(n)s 户看过") % {"n": one.seen_count})
    if one.asked:
        said.append(_("%(n)s 条留言") % {"n": one.asked})
    waiting = one.waiting and one.state == State.PUBLISHED
    return {
        "notice": one,
        "told": told(one),
        "text": " · ".join(said),
        "state": state_words(one),
        "url": f"/notices/{one.id}/",
        "waiting": one.waiting if waiting else 0,
        "at": one.published_at or one.written_at,
    }


def state_words(one: Notice) -> str:
    """How a notice stands: draft, published, not yet begun, over, withdrawn."""
    if one.state != State.PUBLISHED or is_live(one):
        return one.get_state_display()
    return _("还没开始") if one.valid_from > clock.now() else _("已过期")


@for_roles("head", "desk")
def new(request: ViewerRequest) -> HttpResponse:
    """Write a notice, from a template whose blanks are filled in first, or from nothing."""
    viewer = request.viewer
    if request.method == "POST":
        return _save(request, viewer, None)
    template = templates().get(request.GET.get("template", ""))
    # Whoever fills in the blanks, or leaves them, comes back with `filled`.
    given = {one.key: request.GET.get(one.key, "") for one in template.blanks} if template else {}
    english = {key: request.GET.get(f"{key}_en", "") for key in given}
    filled = template.filled(given, english) if template else {}
    audience = Audience(Reach.COMMUNITY)
    if told := zone_to_tell(viewer, request.GET.get("zone", "")):
        filled, audience = told.as_notice(), Audience(Reach.ZONE, zone=told.zone.id)
    form = NoticeForm(initial={"id": new_id(), **starting_with(template, filled)})
    asking = template if template and "filled" not in request.GET else None
    context = {"asking": asking, "blanks": _blanks(asking, given, english)}
    return _written(request, viewer, form, audience, context)


def _blanks(template: Template | None, given: Any, english: Any) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "label": one.label_en if _english() else one.label,
            "example": one.example,
            "example_en": one.example_en,
            "value": given[one.key],
            "value_en": english[one.key],
        }
        for one in (template.blanks if template else ())
    ]


def _english() -> bool:
    return active_language() == "en"


@for_roles("head", "desk")
def edit(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Change a draft."""
    viewer = request.viewer
    notice = notice_by(viewer, notice_id)
    if notice.state != State.DRAFT:
        messages.error(request, Problem("notices.not_draft").words())
        return redirect("notices:notice", notice_id)
    if request.method == "POST":
        return _save(request, viewer, notice)
    names = ("title", "body", "title_en", "body_en", "valid_from", "valid_until", "important")
    form = NoticeForm(initial={"id": notice.id, **{name: getattr(notice, name) for name in names}})
    return _written(request, viewer, form, audience_of(notice), {"notice": notice})


def _save(request: ViewerRequest, viewer: Viewer, notice: Notice | None) -> HttpResponse:
    """Keep what was written, or show it again with what is wrong; nothing typed is lost."""
    form = NoticeForm(request.POST)
    audience = Audience(request.POST.get("reach", ""))
    problem: Problem | None = None
    try:
        audience = audience_from(viewer, request.POST, request.POST.getlist("stairwells"))
        if form.is_valid():
            said = dict(form.cleaned_data)
            known = said.pop("id")
            draft = actions.Draft(audience=audience, **said)
            saved = actions.save_draft(viewer, draft, notice.id if notice else None, known)
            return redirect("notices:notice", saved.id)
    except Problem as raised:
        if raised.status in (403, 404):
            raise
        problem = raised
    context = {"problem": problem, "notice": notice}
    answer = _written(request, viewer, form, audience, context)
    answer.status_code = problem.status if problem else 422
    return answer


def _written(
    request: ViewerRequest,
    viewer: Viewer,
    form: NoticeForm,
    audience: Audience,
    more: dict[str, Any],
) -> HttpResponse:
    chosen = templates().get(request.GET.get("template", ""))
    context = {
        "form": form,
        "choices": choices_of(viewer, audience),
        "templates": [
            {
                "key": one.key,
                "name": one.name_en if _english() else one.name,
                "current": one is chosen,
            }
            for one in templates().values()
        ],
        **more,
    }
    return render(request, "notices/edit.html", context)


@for_roles(*STAFF)
def notice(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """One notice: as it is read, whom it reaches, who has seen it, what is said beneath it."""
    viewer = request.viewer
    one = notice_by(viewer, notice_id)
    audience = audience_of(one)
    doors = one.reach != Reach.ROLE
    wells = seen_by_well(viewer, one) if doors and one.state != State.DRAFT else []
    voices = list(voices_of(viewer, one)) if one.state != State.DRAFT else []
    answers = list(one.answers.filter(community_id=viewer.community_id))
    context = {
        "notice": one,
        "told": told(one),
        "audience": audience_words(audience, places_of(viewer, [audience])),
        "size": homes_in(viewer, audience) if doors and one.state == State.DRAFT else None,
        "state": state_words(one),
        "live": is_live(one),
        "wells": wells,
        "homes": sum(well.homes for well in wells),
        "seen": sum(well.seen for well in wells),
        "paper": sum(well.paper for well in wells),
        "missing": sum(len(well.missing) for well in wells),
        "waiting": [v for v in voices if v.moderation == Moderation.WAITING and not v.answer],
        "settled": [v for v in voices if v.moderation != Moderation.WAITING or v.answer],
        "answers": [
            {"answer": each, "told": told_answer(each), "undo": _fresh(each)} for each in answers
        ],
        "writes": viewer.role in OFFICERS,
        "may_take_back": actions.may_take_back(one),
        "may_restore": actions.may_restore(one),
        "sent": new_id(),
    }
    return render(request, "notices/notice.html", context)


def _fresh(answer: Any) -> bool:
    return answer.withdrawn_at is None and clock.now() - answer.at < actions.UNDO_WITHIN


def act(
    request: ViewerRequest, back: tuple[str, UUID], do: Callable[[Viewer], object], done: str = ""
) -> HttpResponse:
    """Do one act and go back to a page, saying what was done, or what was wrong."""
    viewer = request.viewer
    try:
        do(viewer)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        messages.error(request, problem.words())
    else:
        if done:
            messages.success(request, done)
    return redirect(*back)


@for_roles("head", "desk")
@require_POST
def publish(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Put it before its audience."""
    done = _("已发布。一小时内可以撤销。")
    back = ("notices:notice", notice_id)
    return act(request, back, lambda viewer: actions.publish(viewer, notice_id), done)


@for_roles("head", "desk")
@require_POST
def take_back(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Undo the publication."""
    done = _("已撤销发布，又是草稿了。")
    back = ("notices:notice", notice_id)
    return act(request, back, lambda viewer: actions.take_back(viewer, notice_id), done)


@for_roles("head", "desk")
@require_POST
def withdraw(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Take it away, with the reason."""
    why, back = request.POST.get("why", ""), ("notices:notice", notice_id)
    return act(request, back, lambda viewer: actions.withdraw(viewer, notice_id, why))


@for_roles("head", "desk")
@require_POST
def restore(request: ViewerRequest, notice_id: UUID) -> HttpResponse:
    """Undo the withdrawal."""
    back = ("notices:notice", notice_id)
    return act(request, back, lambda viewer: actions.restore(viewer, notice_id))
