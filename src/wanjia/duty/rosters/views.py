"""Pages of duty: the calendar, making a roster, swaps, wishes, teams, who has not been home."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest, tell_refusal
from wanjia.core.localized import active_language, localized
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import calendar_day
from wanjia.duty import queries
from wanjia.duty.models import Shift, Team, Wish
from wanjia.duty.rosters import actions
from wanjia.duty.rosters.calendar import calendar, monday
from wanjia.duty.rosters.forms import RosterForm, StaffForm, SwapForm, TeamForm, WishForm
from wanjia.duty.rosters.labels import rule_lines
from wanjia.duty.rosters.rules import load_patterns, load_rules
from wanjia.people.models import Staff
from wanjia.places.queries import visible_estates
from wanjia.zoning.plans.named_posts import standing_post_names


@for_roles(*STAFF)
def duty(request: ViewerRequest) -> HttpResponse:
    """Show a team's four weeks; who is on now.

    The viewer's own shifts.
    """
    viewer = request.viewer
    teams = list(queries.teams(viewer))
    team = next(
        (candidate for candidate in teams if str(candidate.id) == request.GET.get("team")), None
    )
    team = team or (teams[0] if teams else None)
    context: dict[str, Any] = {
        "teams": teams,
        "team": team,
        "now": list(queries.on_duty(viewer.community_id)),
        "mine": list(queries.my_shifts(viewer)[:2]),
        "officer": viewer.role in OFFICERS,
        "drafts": list(queries.drafts(viewer)) if viewer.role in OFFICERS else [],
        "swap": _find_shift(viewer, request.GET.get("swap", "")),
        "problem": None,
    }
    if team:
        context |= calendar(viewer, team, _first_day(request.GET.get("from", "")))
    sheet = request.GET.get("print") == "1" and team
    return render(request, f"duty/{'duty_print' if sheet else 'duty'}.html", context)


def _first_day(text: str) -> date:
    return monday(calendar_day(text) or timezone.localdate(clock.now()))


def _find_shift(viewer: Viewer, text: str) -> Shift | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    rows = Shift.objects.of(viewer).filter(id=wanted, live=True)
    return rows.select_related("staff").first()


@for_roles(*STAFF)
@require_POST
def swap(request: ViewerRequest) -> HttpResponse:
    """Let two shifts change hands, or give one to somebody.

    The second tap.
    """
    form = SwapForm(request.POST)
    if not form.is_valid():
        tell_refusal(request, _("先点一个班，再点另一个。"))
        return redirect("duty:duty")
    typed = form.cleaned_data
    try:
        if typed["staff"]:
            actions.give(request.viewer, typed["one"], typed["staff"], typed["anyway"])
        else:
            actions.swap(request.viewer, typed["one"], typed["other"], typed["anyway"])
    except Problem as problem:
        tell_refusal(request, problem.words())
        if problem.code == "duty.breaks_rule":
            query = f"swap={typed['one']}&other={typed['other'] or ''}"
            return redirect(f"{reverse('duty:duty')}?{query}")
    else:
        messages.success(request, _("已换班。"))
    return redirect("duty:duty")


@for_roles(*OFFICERS)
def make(request: ViewerRequest, team_id: UUID) -> HttpResponse:
    """Let the solver make a roster for a team's days.

    What cannot be is told with what would do.
    """
    viewer = request.viewer
    team = _get_team(viewer, team_id)
    tomorrow = timezone.localdate(clock.now()) + timedelta(days=1)
    initial = {"first": tomorrow, "days": 28, "pattern": team.pattern, "need": 1}
    form = RosterForm(request.POST or None, initial=initial)
    problem = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        pattern = load_patterns()[data["pattern"]]
        need = {shift.key: data["need"] or shift.need for shift in pattern.shifts}
        try:
            roster = actions.draft(viewer, team, data["first"], data["days"], data["pattern"], need)
        except Problem as refused:
            problem = refused
        else:
            return redirect("duty:roster", roster.id)
    context = {
        "team": team,
        "form": form,
        "problem": problem,
        "rules": rule_lines(load_rules(), active_language()),
        "people": team.members.count(),
    }
    return render(request, "duty/make.html", context, status=problem.status if problem else 200)


def _get_team(viewer: Viewer, team_id: UUID) -> Team:
    return get_or_refuse(queries.teams(viewer), id=team_id)


@for_roles(*OFFICERS)
def roster(request: ViewerRequest, roster_id: UUID) -> HttpResponse:
    """Show a roster before it is published.

    Its shifts, and what could not be met.
    """
    draft = actions.get_roster(request.viewer, roster_id)
    language = active_language()
    shifts = draft.shifts.select_related("staff").order_by("starts_at")
    context = {
        "roster": draft,
        "notes": draft.notes.get(language, []),
        "rows": [
            {"shift": shift, "name": queries.shift_name(draft.pattern, shift.key, language)}
            for shift in shifts
        ],
    }
    return render(request, "duty/roster.html", context)


@for_roles(*OFFICERS)
@require_POST
def publish(request: ViewerRequest, roster_id: UUID) -> HttpResponse:
    """Let a draft hold."""
    roster = actions.publish(request.viewer, roster_id)
    messages.success(request, _("班表已公布。"))
    return redirect(f"{reverse('duty:duty')}?team={roster.team_id}&from={roster.first}")


@for_roles(*OFFICERS)
@require_POST
def discard(request: ViewerRequest, roster_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.discard(request.viewer, roster_id)
    return redirect("duty:duty")


@for_roles(*STAFF)
def wishes(request: ViewerRequest) -> HttpResponse:
    """Show what people ask of the next roster.

    One's own, or anybody's for an officer.
    """
    viewer = request.viewer
    people = Staff.objects.of(viewer).filter(active=True)
    if viewer.role not in OFFICERS:
        people = people.filter(user=viewer.user_id)
    today = timezone.localdate(clock.now())
    form = WishForm(request.POST or None, initial={"first": today, "last": today})
    problem = None
    if request.method == "POST" and form.is_valid():
        whose = StaffForm(request.POST)
        if not whose.is_valid():
            raise Problem("kernel.not_found")
        try:
            actions.wish(viewer, **whose.cleaned_data, **form.cleaned_data)
        except Problem as refused:
            if refused.status == 404:
                raise
            problem = refused
        else:
            messages.success(request, _("已记下，下次排班会用。"))
            return redirect("duty:wishes")
    rows = Wish.objects.of(viewer).filter(staff__in=people, last__gte=today).select_related("staff")
    context = {"form": form, "rows": rows, "people": people.order_by("name"), "problem": problem}
    return render(request, "duty/wishes.html", context, status=problem.status if problem else 200)


@for_roles(*STAFF)
@require_POST
def drop_wish(request: ViewerRequest, wish_id: UUID) -> HttpResponse:
    """Take a wish back."""
    actions.drop_wish(request.viewer, wish_id)
    return redirect("duty:wishes")


@for_roles(*OFFICERS)
def team(request: ViewerRequest, team_id: UUID | None = None) -> HttpResponse:
    """Make a team or change it."""
    viewer = request.viewer
    existing = _get_team(viewer, team_id) if team_id else None
    people = Staff.objects.of(viewer).filter(active=True).exclude(role="town")
    posts = standing_post_names(viewer, visible_estates(viewer))
    chosen = next((posts[key] for key in posts if str(key) == request.GET.get("post")), None)
    initial: dict[str, Any] = {"name": chosen.zh, "name_en": chosen.en} if chosen else {}
    if existing:
        initial = {
            "name": existing.name,
            "name_en": existing.name_en,
            "medical": existing.medical,
            "pattern": existing.pattern,
            "members": [
                str(staff_id) for staff_id in existing.members.values_list("staff", flat=True)
            ],
        }
    form = TeamForm(request.POST or None, initial=initial, people=people.order_by("role", "name"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        saved = actions.save_team(
            viewer,
            data["name"],
            data["pattern"],
            [UUID(staff_id) for staff_id in data["members"]],
            medical=data["medical"],
            name_en=data["name_en"],
            team_id=team_id,
        )
        return redirect(f"{reverse('duty:duty')}?team={saved.id}")
    places = [(key, localized(name)) for key, name in posts.items()]
    return render(request, "duty/team.html", {"team": existing, "form": form, "posts": places})


@for_roles(*STAFF)
def home(request: ViewerRequest) -> HttpResponse:
    """Show who lives at the post, and since how many days."""
    viewer = request.viewer
    people = Staff.objects.of(viewer).filter(active=True).exclude(role__in=("town", "volunteer"))
    away = queries.away_from_home(viewer)
    away_ids = {stay.staff_id for stay, _days in away}
    mine = people.filter(user=viewer.user_id).first()
    context = {
        "away": away,
        "others": [
            person for person in people.order_by("role", "name") if person.id not in away_ids
        ],
        "officer": viewer.role in OFFICERS,
        "mine": mine,
        "mine_away": bool(mine and mine.id in away_ids),
    }
    return render(request, "duty/home.html", context)


def refuse_stay(_request: ViewerRequest, problem: Problem, form: forms.Form) -> HttpResponse:
    """Say that there is nobody such; nothing else can be wrong."""
    raise Problem("kernel.not_found") if form.errors else problem


HOME_ACTS = (
    Act("stay", partial(actions.stay, at_post=True), STAFF, StaffForm),
    Act("leave", partial(actions.stay, at_post=False), STAFF, StaffForm),
)
