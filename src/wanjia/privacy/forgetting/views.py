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
from wanjia.core.http import ViewerRequest
from wanjia.core.localized import active_language
from wanjia.core.problems import Problem
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.core.typed import calendar_day
from wanjia.needs.models import Need
from wanjia.people.models import HouseholdLink
from wanjia.privacy.forgetting import actions, jobs
from wanjia.privacy.forgetting.forget import Due, endings, start_of_today, whats_due
from wanjia.privacy.forgetting.rules import schedule
from wanjia.privacy.forgetting.schedule import Rule, next_time
from wanjia.privacy.models import Forgetting
from wanjia.reports.models import Alarm
from wanjia.zoning.models import Zone

# What is typed to confirm, in the language of the page; either is taken.
END_WORDS = {"zh": "结束应急", "en": "END EMERGENCY"}
FORGET_WORDS = {"zh": "清除", "en": "FORGET"}


def _language() -> str:
    return active_language()


def _confirmed(request: ViewerRequest, words: dict[str, str]) -> None:
    """Refuse with `forget.not_confirmed` unless one of the words was typed."""
    if request.POST.get("typed", "").strip() not in words.values():
        raise Problem("forget.not_confirmed", words=words[_language()])


def _before(text: str) -> datetime:
    """The first moment of the day named; raises Problem `forget.no_date`."""
    day = calendar_day(text)
    if day is None:
        raise Problem("forget.no_date")
    return timezone.make_aware(datetime.combine(day, time()))


@for_roles("head")
def forget(request: ViewerRequest) -> HttpResponse:
    """What is kept how long, what would go now, how the last go went."""
    asked = request.GET.get("before", "")
    try:
        return _page(request, moment=_before(asked) if asked else None)
    except Problem as problem:
        if problem.code != "forget.no_date":
            raise
        return _page(request, problem)


def _page(
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
        "rows": _rows(viewer, rules, by_hand, by_itself),
        "sources": _sources(rules),
        "entries": actions.entries_counted(by_hand),
        "before": timezone.localtime(moment).date(),
        "open": _still_open(viewer),
        "endings": sorted(endings(viewer.community_id), reverse=True),
        "running": _goes(viewer).filter(finished_at=None).first(),
        "last": _told(_goes(viewer).exclude(finished_at=None).first(), rules),
        "end_words": END_WORDS[_language()],
        "forget_words": FORGET_WORDS[_language()],
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "privacy/forget.html", context, status=status)


def _goes(viewer: Viewer) -> Any:
    return Forgetting.objects.of(viewer)


def _rows(
    viewer: Viewer, rules: dict[str, Rule], by_hand: list[Due], by_itself: list[Due]
) -> list[dict[str, Any]]:
    """Each kind with its rule, and how many rows would go by hand and by the schedule."""
    language, over = _language(), endings(viewer.community_id)
    sources = _sources(rules)
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


def _sources(rules: dict[str, Rule]) -> list[str]:
    """The sources, each once, in the order of the schedule."""
    return list(dict.fromkeys(one.source.words(_language()) for one in rules.values()))


def _still_open(viewer: Viewer) -> dict[str, int]:
    """What stands open: an emergency's end closes zones and links, and no request by itself."""
    of = {"community_id": viewer.community_id}
    now = clock.now()
    return {
        "zones": Zone.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), **of).count(),
        "links": HouseholdLink.objects.filter(**of, revoked_at=None).count(),
        "needs": Need.objects.filter(**of, closed_at=None).count(),
        "alarms": Alarm.objects.filter(**of, closed_at=None).count(),
    }


def _told(last: Forgetting | None, rules: dict[str, Rule]) -> dict[str, Any] | None:
    """What the last go did and what its search found, in words."""
    if last is None:
        return None
    language = _language()

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
    """How far a go is: a part of the page that asks for itself anew until it is done."""
    viewer = request.viewer
    running = _goes(viewer).filter(finished_at=None).first()
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
        _confirmed(request, FORGET_WORDS)
        made = actions.begin(viewer, _before(request.POST.get("before", "")))
    except Problem as problem:
        return _page(request, problem)
    transaction.on_commit(lambda: jobs.in_background(made))
    return redirect("privacy:forget")


@for_roles("head")
@require_POST
def end(request: ViewerRequest) -> HttpResponse:
    """End the emergency, once it was typed."""
    viewer = request.viewer
    try:
        _confirmed(request, END_WORDS)
        actions.end_emergency(viewer, _("结束应急"))
    except Problem as problem:
        return _page(request, problem)
    messages.success(request, _("应急已结束。个人信息会按下面的期限自动清除。"))
    return redirect("privacy:forget")
