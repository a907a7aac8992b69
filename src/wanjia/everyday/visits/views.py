"""The list of visits for a phone, and the diary that they make."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.ids import new_id
from wanjia.core.localized import localized
from wanjia.core.problems import Problem
from wanjia.everyday.models import DoorVisit
from wanjia.everyday.visits import actions
from wanjia.everyday.visits.due_visits import LATE, LATER, SOON
from wanjia.everyday.visits.forms import AgreeForm, DiaryFilter, VisitForm
from wanjia.everyday.visits.queries import by_state, diary, due_visits, load_visits, walk_order
from wanjia.everyday.visits.visit_rules import load_visit_rules

PAGE = 40
LISTS = ("today", "later")


@for_roles(*STAFF)
def visits(
    request: ViewerRequest, problem: Problem | None = None, form: forms.Form | None = None
) -> HttpResponse:
    """Show whom to see today, as one walks, each with the buttons that say what came of it."""
    viewer, now = request.viewer, clock.now()
    states = by_state(due_visits(viewer), now)
    asked = request.GET.get("list", "")
    view = asked if asked in LISTS else LISTS[0]
    dues = [*states[LATE], *states[SOON]] if view == "today" else states[LATER]
    ordered = walk_order(viewer, dues) if view == "today" else dues
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    typed: dict[str, str] = {}
    if isinstance(form, VisitForm):
        typed = {name: form.data.get(name, "") for name in form.fields}
    shown = load_visits(viewer, list(page.object_list), now, typed)
    context = {
        "stairwells": shown,
        "page": page,
        "view": view,
        "tabs": _make_tabs(states, view),
        "late": len(states[LATE]),
        "outcomes": outcome_choices(),
        "agree_form": form if isinstance(form, AgreeForm) else AgreeForm(),
        "new_id": new_id,
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "everyday/visits.html", context, status=status)


def outcome_choices() -> list[tuple[str, str]]:
    """Return the outcomes with their words, in the order of the rules."""
    return [(key, localized(rule.name)) for key, rule in load_visit_rules().outcomes.items()]


def _make_tabs(states: dict[str, list[Any]], view: str) -> list[dict[str, Any]]:
    counts = (len(states[LATE]) + len(states[SOON]), len(states[LATER]))
    labels = (_("今天"), _("以后"))
    return [
        {"label": label, "url": f"?list={name}", "current": name == view, "count": count}
        for name, label, count in zip(LISTS, labels, counts, strict=True)
    ]


@for_roles(*STAFF)
def diary_page(request: ViewerRequest) -> HttpResponse:
    """Show what was heard at doors, the last first."""
    asked = DiaryFilter(request.GET)
    chosen = asked.cleaned_data if asked.is_valid() else {"q": "", "outcome": ""}
    rows = diary(request.viewer, chosen["q"], chosen["outcome"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_describe(visit) for visit in page.object_list],
        "outcomes": outcome_choices(),
        "chosen": chosen,
    }
    return render(request, "everyday/diary.html", context)


def _describe(visit: DoorVisit) -> dict[str, Any]:
    rules = load_visit_rules()
    outcome = rules.outcomes.get(visit.outcome)
    why = [localized(rules.rules[key].name) for key in visit.reasons if key in rules.rules]
    return {
        "visit": visit,
        "outcome": localized(outcome.name) if outcome else visit.outcome,
        "why": why,
    }


NOTED = gettext_lazy("已记下。")
ACTS = (
    Act("record", actions.record_visit, STAFF, VisitForm, NOTED),
    Act("agree", actions.agree_visit, STAFF, AgreeForm, NOTED),
)
