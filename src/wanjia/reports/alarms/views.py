"""Pages of alarms: those that are open, and one with its steps, its owner and its clock."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, for_roles
from wanjia.core.acts import Act
from wanjia.core.http import ViewerRequest
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.alarms import actions
from wanjia.reports.alarms.actions import STEPS, step_words
from wanjia.reports.alarms.forms import CloseForm, StepForm
from wanjia.reports.labels import answer_words, round_words
from wanjia.reports.models import Alarm, Answer
from wanjia.reports.queries import alarm_words, visible_alarms
from wanjia.reports.results.labels import result_words

RECENT = timedelta(days=7)
MOST = 200


@for_roles(*STAFF)
def alarms(request: ViewerRequest) -> HttpResponse:
    """Show open alarms, the most urgent first, and those closed in the last week."""
    viewer = request.viewer
    rows = visible_alarms(viewer)
    now = clock.now()
    still = rows.filter(closed_at=None)[:MOST]
    closed = rows.filter(closed_at__gte=now - RECENT).order_by("-closed_at")[:MOST]
    context = {
        "open": [_alarm_row(alarm, now) for alarm in still],
        "closed": closed,
    }
    return render(request, "reports/alarms.html", context)


def _alarm_row(alarm: Alarm, now: datetime) -> dict[str, Any]:
    done = sum(step in alarm.steps for step in STEPS[alarm.kind])
    owner = alarm.owner_name or _("没人接手")
    return {
        "title": f"{alarm_words(alarm)} · {alarm.resident.name}",
        "url": reverse("reports:alarm", args=[alarm.id]),
        "icon": "alarm",
        "text": _("%(owner)s · %(done)s/%(steps)s 步")
        % {"owner": owner, "done": done, "steps": len(STEPS[alarm.kind])},
        "due": alarm.due_at,
        "tone": "alarm" if alarm.due_at < now else "soon",
        "link": {"url": reverse("reports:alarm", args=[alarm.id]), "label": _("去处置")},
    }


@for_roles(*STAFF)
def alarm(
    request: ViewerRequest,
    alarm_id: UUID,
    problem: Problem | None = None,
    form: forms.Form | None = None,
) -> HttpResponse:
    """Show an alarm with its steps, its owner and what was answered."""
    viewer = request.viewer
    alarm = get_or_refuse(
        visible_alarms(viewer).select_related("answer__round", "result"), id=alarm_id
    )
    answers = Answer.objects.of(viewer).filter(resident=alarm.resident_id).select_related("round")
    context = {
        "alarm": alarm,
        "resident": alarm.resident,
        "title": alarm_words(alarm),
        "steps": [_step_row(alarm, step) for step in STEPS[alarm.kind]],
        "answers": [
            {
                "when": answer.measured,
                "who": answer.get_channel_display(),
                "what": f"{round_words(answer.round)} {answer_words(answer)}",
                "tone": "alarm" if answer.id == alarm.answer_id else "",
            }
            for answer in answers.order_by(Coalesce("measured_at", "recorded_at").desc(), "-id")[
                :20
            ]
        ],
        "result_words": result_words(alarm.result) if alarm.result else "",
        "mine": alarm.owner is not None and alarm.owner == viewer.user_id,
        "problem": problem,
        "close_form": form if isinstance(form, CloseForm) else CloseForm(),
    }
    return render(request, "reports/alarm.html", context, status=problem.status if problem else 200)


def _step_row(alarm: Alarm, step: str) -> dict[str, Any]:
    done = alarm.steps.get(step)
    when = datetime.fromisoformat(done["at"]) if done else None
    return {"key": step, "words": step_words(step), "done": done, "when": when}


def alarm_refused(
    request: ViewerRequest, problem: Problem, form: forms.Form, alarm_id: UUID
) -> HttpResponse:
    """Show the alarm again, with what was refused and what was typed."""
    return alarm(request, alarm_id, problem, form)


ACTS = (
    Act("take", actions.take_alarm, STAFF),
    Act("step", actions.do_step, STAFF, StepForm),
    Act("close", actions.close_alarm, STAFF, CloseForm, gettext_lazy("异常已结。")),
)
