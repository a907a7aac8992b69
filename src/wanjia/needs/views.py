"""Pages of needs: the list, taking a call, one need on its way."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.encryption.fields import ids_ending_with
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.kinds import title_of
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.needs.dispatch.queries import reason_words, suggestions
from wanjia.needs.doubts.actions import may_take_back
from wanjia.needs.doubts.questions import answered, asks_of
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
    """Open needs, the most urgent first; or closed ones; filtered and searched."""
    viewer = request.viewer
    view = request.GET.get("view", "open")
    rows = _listed(viewer, view, request.GET)
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
        "rows": [need_row(one) for one in page.object_list],
        "categories": Category.choices,
        "chosen": request.GET,
        "view": view,
    }
    return render(request, "needs/needs.html", context)


def _listed(viewer: Viewer, view: str, query: Any) -> QuerySet[Need]:
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
        called = [*called, *(one.id for one in needs_numbered(viewer, text))]
        rows = rows.filter(
            Q(text__icontains=text)
            | Q(dwelling__door__istartswith=text)
            | Q(resident__name__icontains=text)
            | Q(asker__icontains=text)
            | Q(id__in=called)
        )
    return rows


def _need(viewer: Viewer, need_id: UUID) -> Need:
    return get_or_refuse(visible_needs(viewer), id=need_id)


@for_roles(*STAFF)
def need(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """One need: what was said, by when, who is on it, what happened, the next step."""
    viewer = request.viewer
    who = request.GET.get("who", "").strip()
    return render(request, "needs/need.html", shown(viewer, _need(viewer, need_id), who=who))


def shown(viewer: Viewer, one: Need, typed: Any = None, who: str = "") -> dict[str, Any]:
    """What the page of a need shows; `typed` is what a refused form held, `who` is looked for."""
    state = state_of(one)
    leads = viewer.role in ("head", "desk", "grid")
    ranked = suggestions(viewer, one) if leads and state in ("take", "dispatch", "handle") else []
    return {
        "need": one,
        "why": why_of(one),
        "state": state,
        "state_words": state_words(one),
        "clock": clock_words(one),
        "unread": is_unread(one),
        "late": is_late(one),
        "due": next_due(one),
        "steps": NEED.bar(one),
        "timeline": _timeline(viewer, one),
        "photos": photos_of(viewer, one.id),
        "ranked": [{"one": each, "why": reason_words(each)} for each in ranked],
        "everyone": Staff.objects.of(viewer).filter(active=True).exclude(role="town")
        if leads
        else [],
        "leads": leads,
        "mine": one.owner == viewer.user_id and one.owner is not None,
        "categories": Category.choices,
        "urgencies": Urgency.choices,
        **asks_of(one),
        "answered": answered(one),
        "undo_answers": may_take_back(one) is not None,
        "grave": is_grave(one),
        "danger": one.urgency == Urgency.NOW,
        "can_verify": may_verify(viewer, one),
        "typed": typed or {},
        "who": who,
        "hits": [hit for hit in find(viewer, who, HITS) if hit.dwelling_id] if who else [],
    }


def _timeline(viewer: Viewer, one: Need) -> list[Line]:
    entries = Entry.objects.of(viewer).filter(subject=one.id)[:60]
    lines = [Line(each.at, each.actor_name, _entry_words(each)) for each in entries]
    lines += [
        Line(each.at, each.by_name, f"{each.get_kind_display()}：{each.text}")
        for each in one.notes.all()
    ]
    return sorted(lines, key=lambda line: line.when, reverse=True)


def _entry_words(entry: Entry) -> str:
    after = entry.after or {}
    told = after.get("helper") or after.get("outcome") or after.get("why") or ""
    return f"{title_of(entry.type)}{'：' if told else ''}{told}"


def do(request: ViewerRequest, need_id: UUID, act: Callable[[Viewer], object]) -> HttpResponse:
    """Do one act and go back to the need; what is refused is told, with all that was typed."""
    try:
        act(request.viewer)
    except Problem as problem:
        return need_with_refusal(request, problem, None, need_id)
    return redirect("needs:need", need_id)


def need_with_refusal(
    request: ViewerRequest, problem: Problem, _form: object, need_id: UUID
) -> HttpResponse:
    """Show why an act was refused, on the need's page with all that was typed."""
    if problem.status in (403, 404):
        raise problem
    messages.error(request, problem.words())
    if problem.status != 422:
        return redirect("needs:need", need_id)
    context = shown(request.viewer, _need(request.viewer, need_id), request.POST)
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
)
