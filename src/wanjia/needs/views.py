"""Pages of needs: the list, taking a call, one need on its way."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.kernel import clock
from wanjia.kernel.access import STAFF, Viewer, for_roles
from wanjia.kernel.ids import new_id
from wanjia.kernel.models import Entry
from wanjia.kernel.problem import Problem
from wanjia.kernel.sealed import ending
from wanjia.needs import actions
from wanjia.needs.dispatching import reason_words, suggestions
from wanjia.needs.intake import look_up, meant
from wanjia.needs.models import Category, Channel, Need, NoteKind, Urgency
from wanjia.needs.queries import (
    is_late,
    need_row,
    needs_numbered,
    next_due,
    open_needs,
    state_of,
    state_words,
    visible_needs,
    why_of,
)
from wanjia.people.models import Staff
from wanjia.people.photos import photos_of
from wanjia.people.words import Line, entry_title

PAGE = 40
STEPS = ("take", "dispatch", "handle", "report", "verify", "closed")


class CallForm(forms.Form):
    """A call as it is taken."""

    who = forms.CharField(
        label=gettext_lazy("谁家：电话、姓名、拼音、门号"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    chosen = forms.CharField(required=False, max_length=40)
    text = forms.CharField(
        label=gettext_lazy("说了什么"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    channel = forms.ChoiceField(label=gettext_lazy("从哪里来"), choices=Channel.choices)
    asker = forms.CharField(
        label=gettext_lazy("打来的人（如不是本人）"), max_length=80, required=False
    )
    asker_phone = forms.CharField(label=gettext_lazy("回电号码"), max_length=20, required=False)
    apart = forms.BooleanField(required=False)
    need_id = forms.UUIDField(required=False)


@for_roles(*STAFF)
def needs(request: HttpRequest) -> HttpResponse:
    """Open needs, the most urgent first; or closed ones; filtered and searched."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
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


@for_roles(*STAFF)
def new(request: HttpRequest) -> HttpResponse:
    """Take a call: who it is, what is said, what the system makes of it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    initial = {"who": request.GET.get("who", ""), "need_id": new_id(), "channel": "phone"}
    form = CallForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        call = look_up(viewer, data["who"], data["text"], data["chosen"])
        dwelling, resident = meant(call.hits, data["chosen"])
        if data["who"].strip() and dwelling is None:
            form.add_error("who", _("请从找到的几户里选一户；找不到就留空，先记下来。"))
        else:
            return _record(request, viewer, data, dwelling, resident)
    said = request.POST if request.method == "POST" else request.GET
    call = look_up(viewer, said.get("who", ""), said.get("text", ""), said.get("chosen", ""))
    status = 422 if form.errors else 200
    return render(request, "needs/new.html", {"form": form, "call": call}, status=status)


def _record(
    request: HttpRequest,
    viewer: Viewer,
    data: dict[str, Any],
    dwelling: UUID | None,
    resident: UUID | None,
) -> HttpResponse:
    need = actions.record_need(
        viewer,
        data["text"],
        dwelling_id=dwelling,
        resident_id=resident,
        channel=data["channel"],
        asker=data["asker"],
        asker_phone=data["asker_phone"],
        need_id=data["need_id"],
        apart=data["apart"],
    )
    if need.id != data["need_id"]:
        messages.info(request, _("这户同样的事还没办完，已记在同一件里。"))
    return redirect("needs:need", need.id)


@for_roles(*STAFF)
def look(request: HttpRequest) -> HttpResponse:
    """What is known of who calls, and what the system makes of what is said, as it is typed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    said = request.POST if request.method == "POST" else request.GET
    call = look_up(viewer, said.get("who", ""), said.get("text", ""), said.get("chosen", ""))
    return render(request, "needs/call.html", {"call": call})


def _need(viewer: Viewer, need_id: UUID) -> Need:
    found = visible_needs(viewer).filter(id=need_id).first()
    if found is None:
        raise Problem("kernel.not_found")
    return found


@for_roles(*STAFF)
def need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """One need: what was said, by when, who is on it, what happened, the next step."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "needs/need.html", _shown(viewer, _need(viewer, need_id)))


def _shown(viewer: Viewer, one: Need) -> dict[str, Any]:
    state = state_of(one)
    leads = viewer.role in ("head", "desk", "grid")
    ranked = suggestions(viewer, one) if leads and state in ("take", "dispatch", "handle") else []
    return {
        "need": one,
        "why": why_of(one),
        "state": state,
        "state_words": state_words(one),
        "late": is_late(one),
        "due": next_due(one),
        "steps": _steps(state),
        "timeline": _timeline(viewer, one),
        "photos": photos_of(viewer, one.id),
        "ranked": [{"one": each, "why": reason_words(each)} for each in ranked],
        "everyone": Staff.objects.filter(community_id=viewer.community_id, active=True).exclude(
            role="town"
        )
        if leads
        else [],
        "leads": leads,
        "mine": one.owner == viewer.user_id and one.owner is not None,
        "categories": Category.choices,
        "urgencies": Urgency.choices,
    }


def _steps(state: str) -> list[dict[str, str]]:
    labels = (_("接手"), _("派人"), _("去办"), _("回报"), _("核实"), _("办结"))
    at = STEPS.index(state) if state in STEPS else 2
    return [
        {"label": label, "state": "done" if place < at else "now" if place == at else ""}
        for place, label in enumerate(labels)
    ]


def _timeline(viewer: Viewer, one: Need) -> list[Line]:
    entries = Entry.objects.filter(community_id=viewer.community_id, subject=one.id)[:60]
    lines = [Line(each.at, each.actor_name, _entry_words(each)) for each in entries]
    lines += [
        Line(each.at, each.by_name, f"{each.get_kind_display()}：{each.text}")
        for each in one.notes.all()
    ]
    return sorted(lines, key=lambda line: line.when, reverse=True)


def _entry_words(entry: Entry) -> str:
    after = entry.after or {}
    told = after.get("helper") or after.get("outcome") or after.get("why") or ""
    return f"{entry_title(entry.type)}{'：' if told else ''}{told}"


def _act(request: HttpRequest, need_id: UUID, act: Callable[[Viewer], object]) -> HttpResponse:
    """Do one act and go back to the need, saying what was wrong if it was."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        act(viewer)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        messages.error(request, problem.words())
    return redirect("needs:need", need_id)


@for_roles(*STAFF)
@require_POST
def take(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Make oneself the owner."""
    return _act(request, need_id, lambda viewer: actions.take(viewer, need_id))


@for_roles("head", "desk", "grid")
@require_POST
def dispatch(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Send the need to somebody."""

    def act(viewer: Viewer) -> object:
        try:
            staff = UUID(request.POST.get("staff", ""))
        except ValueError:
            raise Problem("needs.helper_unknown") from None
        return actions.dispatch(viewer, need_id, staff)

    return _act(request, need_id, act)


@for_roles(*STAFF)
@require_POST
def start(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Say that one is on it."""
    return _act(request, need_id, lambda viewer: actions.start(viewer, need_id))


@for_roles(*STAFF)
@require_POST
def report(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Say what was done."""
    outcome = request.POST.get("outcome", "")
    return _act(request, need_id, lambda viewer: actions.report_back(viewer, need_id, outcome))


@for_roles(*STAFF)
@require_POST
def close(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Close it, verified."""
    outcome = request.POST.get("outcome", "")
    return _act(request, need_id, lambda viewer: actions.close(viewer, need_id, outcome))


@for_roles(*STAFF)
@require_POST
def reopen(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Open it again."""
    why = request.POST.get("why", "")
    return _act(request, need_id, lambda viewer: actions.reopen(viewer, need_id, why))


@for_roles("head", "desk", "grid", "doctor")
@require_POST
def retriage(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Overrule the triage."""

    def act(viewer: Viewer) -> object:
        urgency = request.POST.get("urgency", "")
        return actions.retriage(
            viewer,
            need_id,
            request.POST.get("category", ""),
            int(urgency) if urgency.isdigit() else 0,
            request.POST.get("why", ""),
        )

    return _act(request, need_id, act)


@for_roles(*STAFF)
@require_POST
def note(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Write something down, answer the asker, or ask back."""
    kind = request.POST.get("kind", NoteKind.NOTE)
    kind = kind if kind in NoteKind.values else NoteKind.NOTE
    text = request.POST.get("text", "")
    return _act(request, need_id, lambda viewer: actions.note(viewer, need_id, text, kind))
