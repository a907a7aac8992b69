"""Pages of needs: the list, taking a call, one need on its way."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.encryption.fields import ids_ending_with
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.journal.kinds import title_of
from wanjia.core.localized import labelled
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.needs.dispatch.queries import reason_words, suggestions
from wanjia.needs.doubts.actions import may_take_back
from wanjia.needs.doubts.questions import answers_of, questions_context
from wanjia.needs.followup import actions
from wanjia.needs.followup.closing import is_grave, may_verify
from wanjia.needs.followup.forms import (
    CloseForm,
    DispatchForm,
    NoteForm,
    OutcomeForm,
    ReopenForm,
    RetriageForm,
)
from wanjia.needs.lifecycle import LEADS, NEED
from wanjia.needs.models import Category, Need, Urgency
from wanjia.needs.queries import (
    clock_words,
    is_late,
    is_unread,
    need_row,
    needs_numbered,
    next_due,
    open_needs,
    state_of,
    state_words,
    visible_needs,
    why_of,
)
from wanjia.people.labels import Line
from wanjia.people.models import Staff
from wanjia.people.photos.actions import photos_of
from wanjia.people.search.queries import find

PAGE = 40
HITS = 8


@for_roles(*STAFF)
def needs(request: ViewerRequest) -> HttpResponse:
    """Show open needs, the most urgent first; or closed ones.

    Filtered and searched.
    """
    viewer = request.viewer
    view = request.GET.get("view", "open")
    rows = filter_needs(viewer, view, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = open_needs(viewer).aggregate(
        all=Count("id"),
        mine=Count("id", filter=Q(owner=viewer.user_id)),
        late=Count("id", filter=Q(due_at__lt=clock.now(), waiting_since=None)),
        untaken=Count("id", filter=Q(owner=None)),
    )
    tabs = [
        {"label": label, "url": f"?view={key}", "current": key == view, "count": counts.get(key)}
        for key, label in (
            ("open", _("在办")),
            ("untaken", _("没人接")),
            ("mine", _("我的")),
            ("late", _("逾期")),
            ("closed", _("已办结")),
        )
    ]
    tabs[0]["count"] = counts["all"]
    context = {
        "tabs": tabs,
        "page": page,
        "rows": [need_row(need) for need in page.object_list],
        "categories": Category.choices,
        "chosen": request.GET,
        "view": view,
        "live": ""
        if set(request.GET) - {"view"} or view in ("closed", "mine")
        else f"needs:{view}",
    }
    return render(request, "needs/needs.html", context)


def filter_needs(viewer: Viewer, view: str, query: Any) -> QuerySet[Need]:
    """Return the requests of a tab, as they are filtered and searched."""
    if view == "all":
        rows = visible_needs(viewer).order_by("-opened_at")
    elif view == "closed":
        rows = visible_needs(viewer).exclude(closed_at=None).order_by("-closed_at")
    else:
        rows = open_needs(viewer)
        if view == "mine":
            rows = rows.filter(Q(owner=viewer.user_id) | Q(helper__user=viewer.user_id))
        elif view == "late":
            rows = rows.filter(due_at__lt=clock.now(), waiting_since=None)
        elif view == "untaken":
            rows = rows.filter(owner=None)
    try:
        helper = UUID(query["helper"]) if query.get("helper") else None
    except ValueError:
        helper = None
    if helper:
        rows = rows.filter(helper=helper)
    if query.get("category") in Category.values:
        rows = rows.filter(category=query["category"])
    if text := query.get("q", "").strip()[:60]:
        called = ids_ending_with(rows, text, "asker_phone") if text.isdigit() else []
        called = [*called, *(need.id for need in needs_numbered(viewer, text))]
        rows = rows.filter(
            Q(text__icontains=text)
            | Q(dwelling__door__istartswith=text)
            | Q(resident__name__icontains=text)
            | Q(asker__icontains=text)
            | Q(id__in=called)
        )
    return rows


def _get_visible_need(viewer: Viewer, need_id: UUID) -> Need:
    return get_or_refuse(visible_needs(viewer), id=need_id)


@for_roles(*STAFF)
def need(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Show one need.

    What was said, by when, who is on it, what happened, the next step.
    """
    viewer = request.viewer
    who = request.GET.get("who", "").strip()
    return render(
        request,
        "needs/need.html",
        need_context(viewer, _get_visible_need(viewer, need_id), who=who),
    )


def need_context(viewer: Viewer, need: Need, typed: Any = None, who: str = "") -> dict[str, Any]:
    """Return what the page of a need shows.

    `typed` is what a refused form held, `who` is looked for.
    """
    state = state_of(need)
    leads = viewer.role in ("head", "desk", "grid")
    ranked = suggestions(viewer, need) if leads and state in ("take", "dispatch", "handle") else []
    return {
        "need": need,
        "why": why_of(need),
        "state": state,
        "state_words": state_words(need),
        "clock": clock_words(need),
        "unread": is_unread(need),
        "late": is_late(need),
        "due": next_due(need),
        "steps": NEED.bar(need),
        "timeline": _make_timeline(viewer, need),
        "photos": photos_of(viewer, need.id),
        "ranked": [
            {"candidate": helper.candidate, "why": reason_words(helper)} for helper in ranked
        ],
        "everyone": Staff.objects.of(viewer).filter(active=True).exclude(role="town")
        if leads
        else [],
        "leads": leads,
        "mine": need.owner == viewer.user_id and need.owner is not None,
        "categories": Category.choices,
        "urgencies": Urgency.choices,
        **questions_context(need),
        "answered": answers_of(need),
        "undo_answers": may_take_back(need) is not None,
        "grave": is_grave(need),
        "danger": need.urgency == Urgency.NOW,
        "can_verify": may_verify(viewer, need),
        "typed": typed or {},
        "who": who,
        "hits": [hit for hit in find(viewer, who, HITS) if hit.dwelling_id] if who else [],
    }


def _make_timeline(viewer: Viewer, need: Need) -> list[Line]:
    entries = Entry.objects.of(viewer).filter(subject=need.id)[:60]
    lines = [Line(entry.occurred_at, entry.actor_name, _entry_words(entry)) for entry in entries]
    lines += [
        Line(note.recorded_at, note.created_by_name, labelled(note.get_kind_display(), note.text))
        for note in need.notes.all()
    ]
    return sorted(lines, key=lambda line: line.when, reverse=True)


def _entry_words(entry: Entry) -> str:
    after = entry.after or {}
    detail = after.get("helper") or after.get("outcome") or after.get("why") or ""
    return f"{title_of(entry.type)}{'：' if detail else ''}{detail}"


def need_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, need_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the need's page with all that was typed."""
    if problem.status in (403, 404):
        raise problem
    tell_refusal(request, problem.words())
    if problem.status != 422:
        return redirect("needs:need", need_id)
    context = need_context(request.viewer, _get_visible_need(request.viewer, need_id), request.POST)
    return render(request, "needs/need.html", context, status=422)


ACTS = (
    Act("take", actions.take, STAFF),
    Act("dispatch", actions.dispatch, LEADS, DispatchForm),
    Act("start", actions.start, STAFF),
    Act("report", actions.report_back, STAFF, OutcomeForm),
    Act("close", actions.close, STAFF, CloseForm),
    Act("verify", actions.verify, STAFF),
    Act("reopen", actions.reopen, STAFF, ReopenForm),
    Act("retriage", actions.retriage, LEADS | {"doctor"}, RetriageForm),
    Act("note", actions.note, STAFF, NoteForm),
    Act("answer_undo", actions.take_back_answers, STAFF),
)
