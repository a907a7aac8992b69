"""The pages of forgetting and of the end of an emergency, for the head."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, for_roles
from wanjia.core.acts import read_form
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.core.typed import calendar_day
from wanjia.needs.models import Need
from wanjia.people.models import HouseholdLink
from wanjia.privacy.forgetting import actions, jobs
from wanjia.privacy.forgetting.forget import Due, endings, start_of_today, whats_due
from wanjia.privacy.forgetting.forms import ConfirmForm, ForgetForm
from wanjia.privacy.forgetting.rules import schedule
from wanjia.privacy.forgetting.schedule import Rule, next_time
from wanjia.privacy.models import Forgetting
from wanjia.reports.models import Alarm
from wanjia.zoning.models import Zone

# What is typed to confirm, in the language of the page; either is taken.
END_WORDS = {"zh": "结束应急", "en": "END EMERGENCY"}
FORGET_WORDS = {"zh": "清除", "en": "FORGET"}


def _read_confirmed(form: ConfirmForm, words: dict[str, str]) -> dict[str, Any]:
    """Read a form; refuse with `forget.not_confirmed` unless one of the words was typed."""
    typed = read_form(form)
    if typed["typed"] not in words.values():
        raise Problem("forget.not_confirmed", words=words[active_language()])
    return typed


def _start_of_day(text: str) -> datetime:
    """Return the first moment of the day named; raises Problem `forget.no_date`."""
    day = calendar_day(text)
    if day is None:
        raise Problem("forget.no_date")
    return timezone.make_aware(datetime.combine(day, time()))


@for_roles("head")
def forget(request: ViewerRequest) -> HttpResponse:
    """Show what is kept how long, what would go now, how the last go went."""
    asked = request.GET.get("before", "")
    try:
        return _render_page(request, moment=_start_of_day(asked) if asked else None)
    except Problem as problem:
        if problem.code != "forget.no_date":
            raise
        return _render_page(request, problem)


def _render_page(
    request: ViewerRequest, problem: Problem | None = None, moment: datetime | None = None
) -> HttpResponse:
    viewer = request.viewer
    moment = min(moment or start_of_today(), start_of_today())
    try:
        rules = schedule()
    except RulesFileError as error:
        raise Problem("forget.bad_schedule", why=error.sentence) from None
    by_hand, by_itself = whats_due(viewer.community_id, moment), whats_due(viewer.community_id)
    context = {
        "rows": _rule_rows(viewer, rules, by_hand, by_itself),
        "sources": _list_sources(rules),
        "entries": actions.entries_counted(by_hand),
        "before": timezone.localtime(moment).date(),
        "open": _still_open(viewer),
        "endings": sorted(endings(viewer.community_id), reverse=True),
        "running": _forgettings_of(viewer).filter(finished_at=None).first(),
        "last": _describe_forgetting(
            _forgettings_of(viewer).exclude(finished_at=None).first(), rules
        ),
        "end_words": END_WORDS[active_language()],
        "forget_words": FORGET_WORDS[active_language()],
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "privacy/forget.html", context, status=status)


def _forgettings_of(viewer: Viewer) -> Any:
    return Forgetting.objects.of(viewer)


def _rule_rows(
    viewer: Viewer, rules: dict[str, Rule], by_hand: list[Due], by_itself: list[Due]
) -> list[dict[str, Any]]:
    """Return each kind with its rule, and how many rows would go by hand and by the schedule."""
    language, over = active_language(), endings(viewer.community_id)
    sources = _list_sources(rules)
    hand, itself = actions.counted(by_hand), actions.counted(by_itself)
    return [
        {
            "name": rule.name.words(language),
            "purpose": rule.purpose.words(language),
            "what": rule.what,
            "when": rule.when.words(language) if rule.when else "",
            "days": rule.days,
            "at_least": rule.at_least,
            "stays": rule.stays.words(language),
            "source": rule.source.words(language),
            "number": sources.index(rule.source.words(language)) + 1,
            "hand": hand.get(kind, 0),
            "itself": itself.get(kind, 0),
            "next": next_time(rule, over),
        }
        for kind, rule in rules.items()
    ]


def _list_sources(rules: dict[str, Rule]) -> list[str]:
    """Return the sources, each once, in the order of the schedule."""
    return list(dict.fromkeys(rule.source.words(active_language()) for rule in rules.values()))


def _still_open(viewer: Viewer) -> dict[str, int]:
    """Return what stands open: an emergency's end closes zones and links, and no request by
    itself.
    """
    scope = {"community_id": viewer.community_id}
    now = clock.now()
    return {
        "zones": Zone.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), **scope).count(),
        "links": HouseholdLink.objects.filter(**scope, revoked_at=None).count(),
        "needs": Need.objects.filter(**scope, closed_at=None).count(),
        "alarms": Alarm.objects.filter(**scope, closed_at=None).count(),
    }


def _describe_forgetting(last: Forgetting | None, rules: dict[str, Rule]) -> dict[str, Any] | None:
    """Return what the last go did and what its search found, in words."""
    if last is None:
        return None
    language = active_language()

    def name(kind: str) -> str:
        return rules[kind].name.words(language) if kind in rules else kind

    proof = last.proof
    return {
        "go": last,
        "done": [(name(kind), n) for kind, n in last.done.items() if n],
        "looked_for": proof.get("looked_for", 0),
        "left": [(one["where"], one["rows"], name(one["kind"])) for one in proof.get("left", ())],
        "faults": [(one["where"], one["rows"]) for one in proof.get("faults", ())],
        "held": [(name(kind), n) for kind, n in proof.get("held", {}).items()],
    }


@for_roles("head")
def progress(request: ViewerRequest) -> HttpResponse:
    """Show how far a go is: a part of the page that asks for itself anew until it is done."""
    viewer = request.viewer
    running = _forgettings_of(viewer).filter(finished_at=None).first()
    answer = render(request, "privacy/progress.html", {"running": running})
    if running is None:
        answer["HX-Refresh"] = "true"
    return answer


@for_roles("head")
@require_POST
def start(request: ViewerRequest) -> HttpResponse:
    """Begin to forget, once it was typed."""
    viewer = request.viewer
    try:
        typed = _read_confirmed(ForgetForm(request.POST), FORGET_WORDS)
        made = actions.begin(viewer, _start_of_day(typed["before"]))
    except Problem as problem:
        return _render_page(request, problem)
    transaction.on_commit(lambda: jobs.in_background(made))
    return redirect("privacy:forget")


@for_roles("head")
@require_POST
def end(request: ViewerRequest) -> HttpResponse:
    """End the emergency, once it was typed."""
    viewer = request.viewer
    try:
        _read_confirmed(ConfirmForm(request.POST), END_WORDS)
        actions.end_emergency(viewer, _("结束应急"))
    except Problem as problem:
        return _render_page(request, problem)
    messages.success(request, _("应急已结束。个人信息会按下面的期限自动清除。"))
    return redirect("privacy:forget")
