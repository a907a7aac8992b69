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
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer, for_roles
from wanjia.core.encryption.fields import ending
from wanjia.core.http import ViewerRequest
from wanjia.core.journal.kinds import title_of
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import whole_number
from wanjia.needs.dispatch.queries import reason_words, suggestions
from wanjia.needs.doubts.actions import may_take_back
from wanjia.needs.doubts.questions import answered, asks_of
from wanjia.needs.followup import actions
from wanjia.needs.followup.closing import is_grave, may_verify
from wanjia.needs.models import Category, Need, NoteKind, Urgency
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
STEPS = ("take", "dispatch", "handle", "report", "verify", "closed")


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
        called = ending(rows, text, "asker_phone") if text.isdigit() else []
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
        "steps": _steps(state),
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


def _steps(state: str) -> list[dict[str, str]]:
    labels = (_("接手"), _("派人"), _("去办"), _("回报"), _("核实"), _("办结"))
    named = "verify" if state == "unverified" else state
    at = STEPS.index(named) if named in STEPS else 2
    return [
        {"label": label, "state": "done" if place < at else "now" if place == at else ""}
        for place, label in enumerate(labels)
    ]


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
    viewer = request.viewer
    try:
        act(viewer)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        messages.error(request, problem.words())
        if problem.status == 422:
            context = shown(viewer, _need(viewer, need_id), request.POST)
            return render(request, "needs/need.html", context, status=422)
    return redirect("needs:need", need_id)


@for_roles(*STAFF)
@require_POST
def take(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Make oneself the owner."""
    return do(request, need_id, lambda viewer: actions.take(viewer, need_id))


@for_roles("head", "desk", "grid")
@require_POST
def dispatch(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Send the need to somebody."""

    def act(viewer: Viewer) -> object:
        try:
            staff = UUID(request.POST.get("staff", ""))
        except ValueError:
            raise Problem("needs.helper_unknown") from None
        return actions.dispatch(viewer, need_id, staff)

    return do(request, need_id, act)


@for_roles(*STAFF)
@require_POST
def start(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Say that one is on it."""
    return do(request, need_id, lambda viewer: actions.start(viewer, need_id))


@for_roles(*STAFF)
@require_POST
def report(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Say what was done."""
    said = _outcome(request)
    return do(request, need_id, lambda viewer: actions.report_back(viewer, need_id, **said))


@for_roles(*STAFF)
@require_POST
def close(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Close it, verified; or, alone on duty, to be verified by another."""
    said, alone = _outcome(request), bool(request.POST.get("unverified"))
    return do(
        request,
        need_id,
        lambda viewer: actions.close(viewer, need_id, **said, unverified=alone),
    )


def _outcome(request: ViewerRequest) -> dict[str, str]:
    return {
        "outcome": request.POST.get("outcome", ""),
        "reached": request.POST.get("reached", ""),
    }


@for_roles(*STAFF)
@require_POST
def verify(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Say, after asking, that it is true."""
    return do(request, need_id, lambda viewer: actions.verify(viewer, need_id))


@for_roles(*STAFF)
@require_POST
def reopen(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Open it again."""
    why = request.POST.get("why", "")
    return do(request, need_id, lambda viewer: actions.reopen(viewer, need_id, why))


@for_roles("head", "desk", "grid", "doctor")
@require_POST
def retriage(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Overrule the triage."""

    def act(viewer: Viewer) -> object:
        return actions.retriage(
            viewer,
            need_id,
            request.POST.get("category", ""),
            whole_number(request.POST.get("urgency", "")) or 0,
            request.POST.get("why", ""),
        )

    return do(request, need_id, act)


@for_roles(*STAFF)
@require_POST
def note(request: ViewerRequest, need_id: UUID) -> HttpResponse:
    """Write something down, answer the asker, or ask back."""
    kind = request.POST.get("kind", NoteKind.NOTE)
    kind = kind if kind in NoteKind.values else NoteKind.NOTE
    text = request.POST.get("text", "")
    return do(request, need_id, lambda viewer: actions.note(viewer, need_id, text, kind))
