"""Pages of duty: the calendar, making a roster, swaps, wishes, teams, who has not been home."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, STAFF, Viewer, for_roles
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import calendar_day
from wanjia.core.typed_fields import DayField
from wanjia.duty import queries
from wanjia.duty.models import Roster, Shift, Team, Wish, WishKind
from wanjia.duty.rosters import actions
from wanjia.duty.rosters.calendar import calendar, monday
from wanjia.duty.rosters.labels import rule_lines
from wanjia.duty.rosters.rules import load_patterns, load_rules
from wanjia.people.models import Staff

_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


def _viewer(request: ViewerRequest) -> Viewer:
    return request.viewer


def _patterns() -> list[tuple[str, str]]:
    language = active_language()
    return [(key, one.name.words(language)) for key, one in load_patterns().items()]


class RosterForm(forms.Form):
    """For which days and by which shifts a roster is made."""

    first = DayField(label=gettext_lazy("从哪天起"), widget=_DAY)
    days = forms.IntegerField(label=gettext_lazy("排几天"), min_value=1, max_value=62)
    pattern = forms.ChoiceField(label=gettext_lazy("怎么倒班"))
    need = forms.IntegerField(
        label=gettext_lazy("每班几个人"), min_value=1, max_value=20, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pattern"].choices = _patterns()  # type: ignore[attr-defined]


class WishForm(forms.Form):
    """What somebody asks of the next roster."""

    kind = forms.ChoiceField(label=gettext_lazy("愿望"), choices=WishKind.choices)
    first = DayField(label=gettext_lazy("从"), widget=_DAY)
    last = DayField(label=gettext_lazy("到"), widget=_DAY)


class TeamForm(forms.Form):
    """A team: its name, its shifts, its people."""

    name = forms.CharField(label=gettext_lazy("班组名"), max_length=40)
    name_en = forms.CharField(label=gettext_lazy("英文名"), max_length=40, required=False)
    medical = forms.BooleanField(label=gettext_lazy("医疗组（居民看得到值班电话）"), required=False)
    pattern = forms.ChoiceField(label=gettext_lazy("怎么倒班"))
    members = forms.MultipleChoiceField(
        label=gettext_lazy("谁在这个班组"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pattern"].choices = _patterns()  # type: ignore[attr-defined]
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (str(one.id), f"{one.name} · {one.get_role_display()}") for one in people
        ]


@for_roles(*STAFF)
def duty(request: ViewerRequest) -> HttpResponse:
    """A team's four weeks; who is on now; the viewer's own shifts."""
    viewer = _viewer(request)
    every = list(queries.teams(viewer))
    team = next((one for one in every if str(one.id) == request.GET.get("team")), None)
    team = team or (every[0] if every else None)
    context: dict[str, Any] = {
        "teams": every,
        "team": team,
        "now": list(queries.on_duty(viewer.community_id)),
        "mine": list(queries.my_shifts(viewer)[:2]),
        "officer": viewer.role in OFFICERS,
        "drafts": list(queries.drafts(viewer)) if viewer.role in OFFICERS else [],
        "swap": _picked(viewer, request.GET.get("swap", "")),
        "problem": None,
    }
    if team:
        context |= calendar(viewer, team, _first(request.GET.get("from", "")))
    sheet = request.GET.get("print") == "1" and team
    return render(request, f"duty/{'duty_print' if sheet else 'duty'}.html", context)


def _first(text: str) -> date:
    return monday(calendar_day(text) or timezone.localdate(clock.now()))


def _picked(viewer: Viewer, text: str) -> Shift | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    rows = Shift.objects.of(viewer).filter(id=wanted, live=True)
    return rows.select_related("staff").first()


@for_roles(*STAFF)
@require_POST
def swap(request: ViewerRequest) -> HttpResponse:
    """The second tap: two shifts change hands, or one is given to somebody."""
    viewer = _viewer(request)
    form = request.POST
    try:
        one = UUID(form.get("one", ""))
        anyway = "anyway" in form
        if form.get("staff"):
            actions.give(viewer, one, UUID(form["staff"]), anyway)
        else:
            actions.swap(viewer, one, UUID(form.get("other", "")), anyway)
    except ValueError:
        messages.error(request, _("先点一个班，再点另一个。"))
    except Problem as problem:
        messages.error(request, problem.words())
        if problem.code == "duty.breaks_rule":
            back = f"{reverse('duty:duty')}?swap={form.get('one', '')}"
            return redirect(f"{back}&other={form.get('other', '')}")
    else:
        messages.success(request, _("已换班。"))
    return redirect("duty:duty")


@for_roles(*OFFICERS)
def make(request: ViewerRequest, team_id: UUID) -> HttpResponse:
    """Let the solver make a roster for a team's days; what cannot be is told with what would do."""
    viewer = _viewer(request)
    team = _team(viewer, team_id)
    tomorrow = timezone.localdate(clock.now()) + timedelta(days=1)
    initial = {"first": tomorrow, "days": 28, "pattern": team.pattern, "need": 1}
    form = RosterForm(request.POST or None, initial=initial)
    problem = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        pattern = load_patterns()[data["pattern"]]
        need = {one.key: data["need"] or one.need for one in pattern.shifts}
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


def _team(viewer: Viewer, team_id: UUID) -> Team:
    return get_or_refuse(queries.teams(viewer), id=team_id)


@for_roles(*OFFICERS)
def roster(request: ViewerRequest, roster_id: UUID) -> HttpResponse:
    """A roster before it is published: its shifts, whose share is what, what could not be met."""
    viewer = _viewer(request)
    found = get_or_refuse(
        Roster.objects.of(viewer).filter(id=roster_id, withdrawn_at=None).select_related("team")
    )
    if request.method == "POST":
        if "discard" in request.POST:
            actions.discard(viewer, roster_id)
            return redirect("duty:duty")
        actions.publish(viewer, roster_id)
        messages.success(request, _("班表已公布。"))
        return redirect(f"{reverse('duty:duty')}?team={found.team_id}&from={found.first}")
    language = active_language()
    shifts = found.shifts.select_related("staff").order_by("starts_at")
    context = {
        "roster": found,
        "notes": found.notes.get(language, []),
        "rows": [
            {"shift": one, "name": queries.shift_name(found.pattern, one.key, language)}
            for one in shifts
        ],
    }
    return render(request, "duty/roster.html", context)


@for_roles(*STAFF)
def wishes(request: ViewerRequest) -> HttpResponse:
    """What people ask of the next roster: one's own, or anybody's for an officer."""
    viewer = _viewer(request)
    people = Staff.objects.of(viewer).filter(active=True)
    if viewer.role not in OFFICERS:
        people = people.filter(user=viewer.user_id)
    today = timezone.localdate(clock.now())
    form = WishForm(request.POST or None, initial={"first": today, "last": today})
    problem = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            staff = UUID(request.POST.get("staff", ""))
            actions.wish(viewer, staff, data["kind"], data["first"], data["last"])
        except ValueError:
            raise Problem("kernel.not_found") from None
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
    actions.drop_wish(_viewer(request), wish_id)
    return redirect("duty:wishes")


@for_roles(*OFFICERS)
def team(request: ViewerRequest, team_id: UUID | None = None) -> HttpResponse:
    """Make a team or change it."""
    viewer = _viewer(request)
    found = _team(viewer, team_id) if team_id else None
    people = Staff.objects.of(viewer).filter(active=True).exclude(role="town")
    initial: dict[str, Any] = {}
    if found:
        initial = {
            "name": found.name,
            "name_en": found.name_en,
            "medical": found.medical,
            "pattern": found.pattern,
            "members": [str(one) for one in found.members.values_list("staff", flat=True)],
        }
    form = TeamForm(request.POST or None, initial=initial, people=people.order_by("role", "name"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        saved = actions.save_team(
            viewer,
            data["name"],
            data["pattern"],
            [UUID(one) for one in data["members"]],
            medical=data["medical"],
            name_en=data["name_en"],
            team_id=team_id,
        )
        return redirect(f"{reverse('duty:duty')}?team={saved.id}")
    return render(request, "duty/team.html", {"team": found, "form": form})


@for_roles(*STAFF)
def home(request: ViewerRequest) -> HttpResponse:
    """Who lives at the post and has not been home for how many days."""
    viewer = _viewer(request)
    people = Staff.objects.of(viewer).filter(active=True).exclude(role__in=("town", "volunteer"))
    if request.method == "POST":
        try:
            staff = UUID(request.POST.get("staff", ""))
        except ValueError:
            raise Problem("kernel.not_found") from None
        actions.stay(viewer, staff, request.POST.get("do") == "stay")
        return redirect("duty:home")
    away = queries.away_from_home(viewer)
    there = {one.staff_id for one, _days in away}
    mine = people.filter(user=viewer.user_id).first()
    context = {
        "away": away,
        "others": [one for one in people.order_by("role", "name") if one.id not in there],
        "officer": viewer.role in OFFICERS,
        "mine": mine,
        "mine_away": bool(mine and mine.id in there),
    }
    return render(request, "duty/home.html", context)
