"""The household's page: a link is its only key; it sees itself, reports and asks for help.

No account, no session, no script needed. A post reads the household, its round and its answers in
three statements and stores them in one more.
"""

import zoneinfo
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import Opened, heard_query, listening
from wanjia.core.household_page import (
    HouseholdPage,
    act_named,
    context_of,
    whom_to_call,
)
from wanjia.core.prepared_queries import prepared
from wanjia.core.problems import Problem
from wanjia.people.household_links.queries import link_by
from wanjia.people.models import HouseholdLink, Resident
from wanjia.reports.answers.actions import store_answers
from wanjia.reports.answers.offline_conflicts import (
    measured_at,
    newer_answer,
    receipted,
)
from wanjia.reports.answers.status import is_given, moment_of, not_home
from wanjia.reports.labels import answer_words, round_words, wants_words
from wanjia.reports.models import Alarm, Answer, Round
from wanjia.reports.queries import rounds_at_door
from wanjia.reports.rounds.progress import asked_of
from wanjia.ui.drafts import texts_of
from wanjia.ui.household.forms import RoundForm, form_of, given_of, sent_form
from wanjia.ui.household.heard import hear_refused
from wanjia.ui.household.old_link import heard_by_old_link

HISTORY = timedelta(days=3)


@csrf_exempt  # The link is the secret, and a phone's privacy mode may refuse cookies.
@require_http_methods(["GET", "POST"])
@receipted
def household(request: HttpRequest, token: str) -> HttpResponse:
    """Show a household its page, or take what it sends."""
    link = link_by(token)
    if link is None or link.revoked_at:
        gone = {
            "community": link.community if link else None,
            "typed": texts_of(request),
            "group": whom_to_call(link) if link else (),
        }
        if link and request.method == "POST":
            return _keep_private(heard_by_old_link(request, link, gone))
        return _keep_private(render(request, "ui/household/gone.html", gone, status=404))
    with timezone.override(zoneinfo.ZoneInfo(link.community.timezone)):
        viewer = Viewer(
            link.community_id, "household", name=link.dwelling.door, dwelling_id=link.dwelling_id
        )
        answer = _take if request.method == "POST" else _render_household
        return _keep_private(answer(request, viewer, link))


def _keep_private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


@prepared()
def _people_at_home(viewer: Viewer) -> QuerySet[Resident]:
    return Resident.objects.of(viewer).filter(dwelling=viewer.dwelling_id, left_at=None)


def _take(request: HttpRequest, viewer: Viewer, link: HouseholdLink) -> HttpResponse:
    """Store what was sent and show the page anew; what is wrong is shown where it was typed."""
    if act := act_named(request.POST.get("act", "")):
        try:
            return redirect(f"{request.path}{act(request, viewer)}")
        except Problem as problem:
            return _render_household(request, viewer, link, problem=problem, heard=problem.heard)
    with listening() as ear:
        answer = _take_answers(request, viewer, link)
    if isinstance(answer, Refused):
        return _render_household(
            request, viewer, link, form=answer.form, problem=answer.problem, heard=ear.opened
        )
    return redirect(f"{request.path}?stored={answer.id}{heard_query(ear)}")


def _take_answers(request: HttpRequest, viewer: Viewer, link: HouseholdLink) -> "Round | Refused":
    """Store what the form says. What cannot be stored is heard all the same: a round may be over,
    danger is not."""
    round_ = _posted_round(request, link, clock.now())
    people = _people_at_home(viewer)
    if round_ is None:
        hear_refused(viewer, people, request.POST)
        return Refused(Problem("answer.round_gone"))
    people = _people_asked(viewer, round_, people)
    form = sent_form(round_, people, request)
    if form.wrong:
        hear_refused(viewer, people, request.POST, round_.id)
        return Refused(None, form)
    given = given_of(form)
    try:
        if not given:
            raise Problem("answer.nothing")
        said = [(one.resident, one.antigen, str(one.temperature or "")) for one in given]
        since, asked = measured_at(request), {person.id: person for person in people}
        newer = newer_answer(viewer, round_, said, since)
        store_answers(viewer, round_, given, "household", asked, measured_at=since)
        if newer:
            raise newer
    except Problem as problem:
        hear_refused(viewer, people, request.POST, round_.id)
        return Refused(problem, form)
    return round_


@dataclass(frozen=True)
class Refused:
    """A post that was not stored: why, and the form with what stood in it."""

    problem: Problem | None
    form: RoundForm | None = None


def _posted_round(request: HttpRequest, link: HouseholdLink, now: datetime) -> Round | None:
    try:
        wanted = UUID(request.POST.get("round", ""))
    except ValueError:
        return None
    rounds = rounds_at_door(link.community_id, link.dwelling.stairwell_id, now - HISTORY)
    return next((one for one in rounds if one.id == wanted), None) or _cancelled_round(
        link, wanted, now
    )


def _cancelled_round(link: HouseholdLink, wanted: UUID, now: datetime) -> Round | None:
    """Return a round that was cancelled after it was asked for here: somebody ill is heard all the
    same, others are told that there is nothing to report.
    """
    rows = Round.objects.filter(
        community_id=link.community_id,
        id=wanted,
        cancelled_at__gt=now - HISTORY,
        zone__memberships__stairwell=link.dwelling.stairwell_id,
    )
    return rows.select_related("zone").first()


def _people_asked(viewer: Viewer, round_: Round, people: list[Resident]) -> list[Resident]:
    """Return those of the household whom a round asks."""
    if round_.who == "residents":
        return people
    mine = Resident.objects.of(viewer).filter(id__in=[person.id for person in people])
    rows = asked_of(viewer, mine, round_, moment_of(round_, clock.now()))
    asked = set(rows.values_list("id", flat=True))
    return [person for person in people if person.id in asked]


def _render_household(
    request: HttpRequest,
    viewer: Viewer,
    link: HouseholdLink,
    form: RoundForm | None = None,
    problem: Problem | None = None,
    heard: Sequence[Opened] = (),
) -> HttpResponse:
    now = clock.now()
    people = _people_at_home(viewer)
    rounds = rounds_at_door(link.community_id, link.dwelling.stairwell_id, now - HISTORY)
    said = _answers_by_round(viewer, people, rounds)
    current = [one for one in rounds if one.opens_at <= now < one.closes_at]
    sheets = [_round_sheet(viewer, one, people, said[one.id], form) for one in current]
    context = {
        "community": link.community,
        "dwelling": link.dwelling,
        "people": people,
        "sheets": [sheet for sheet in sheets if sheet["form"].people],
        "next": next((one for one in rounds if one.opens_at > now), None),
        "history": _closed_rounds(people, [one for one in rounds if one.closes_at <= now], said),
        "stored": _stored_answers(request, rounds, people, said),
        "followed": bool(_followed_alarms(viewer)),
        "problem": problem,
        **context_of(HouseholdPage(request, viewer, link, now, heard)),
    }
    wrong = [person.error for person in form.people if person.error] if form else []
    status = problem.status if problem else 422 if wrong else 200
    page = render(request, "ui/household/page.html", context, status=status)
    page.refusal = problem.words() if problem else " ".join(wrong)  # type: ignore[attr-defined]
    return page


@prepared()
def _followed_alarms(viewer: Viewer) -> QuerySet[Any]:
    rows = Alarm.objects.of(viewer).filter(
        resident__dwelling=viewer.dwelling_id, resident__left_at=None, closed_at=None
    )
    return rows.order_by().values_list("id")[:1]


def _answers_by_round(
    viewer: Viewer, people: list[Resident], rounds: list[Round]
) -> dict[UUID, dict[UUID, Answer]]:
    """Return the household's current answers of some rounds, by round and resident."""
    rows = Answer.objects.of(viewer).filter(resident__in=people, round__in=rounds, current=True)
    found: dict[UUID, dict[UUID, Answer]] = defaultdict(dict)
    for answer in rows:
        found[answer.round_id][answer.resident_id] = answer
    return found


def _round_sheet(
    viewer: Viewer,
    round_: Round,
    people: list[Resident],
    said: dict[UUID, Answer],
    sent: RoundForm | None,
) -> dict[str, Any]:
    """Return one open round as the page shows it: what is known, and the form."""
    asked = _people_asked(viewer, round_, people)
    lines = [_answer_line(round_, one, said.get(one.id)) for one in asked]
    mine = sent if sent and sent.round.id == round_.id else None
    return {
        "round": round_,
        "name": round_words(round_),
        "wants": wants_words(round_.wants),
        "form": mine or form_of(round_, asked, said),
        "lines": lines,
        "done": all(line["done"] for line in lines),
        "open": mine is not None,
    }


def _answer_line(round_: Round, resident: Resident, answer: Answer | None) -> dict[str, Any]:
    given = bool(answer and is_given(round_.wants, answer))
    where = (answer.where if answer else "") or resident.where
    day = timezone.localtime(round_.opens_at).date()
    exempt = bool(resident.exempt_until and resident.exempt_until >= day)
    words = answer_words(answer) if answer else ""
    if not given and where in not_home(round_.who):
        words = words or resident.get_where_display()
        given = True
    elif not given and exempt:
        words, given = _("免报"), True
    return {"name": resident.name, "words": words, "done": given, "answer": answer}


def _closed_rounds(
    people: list[Resident], rounds: list[Round], said: dict[UUID, dict[UUID, Answer]]
) -> list[dict[str, Any]]:
    """Return the rounds that have closed, newest first."""
    return [
        {
            "round": one,
            "name": round_words(one),
            "lines": [
                {"name": person.name, "words": answer_words(said[one.id][person.id])}
                for person in people
                if person.id in said[one.id]
            ],
        }
        for one in reversed(rounds)
        if one.who == "residents"
    ]


def _stored_answers(
    request: HttpRequest,
    rounds: list[Round],
    people: list[Resident],
    said: dict[UUID, dict[UUID, Answer]],
) -> dict[str, Any] | None:
    """Return what was stored of the round that the page was just sent for."""
    asked = request.GET.get("stored", "")
    round_ = next((one for one in rounds if str(one.id) == asked), None)
    if round_ is None:
        return None
    answers = said[round_.id]
    return {
        "round": round_,
        "name": round_words(round_),
        "lines": [
            {"name": person.name, "words": answer_words(answers[person.id])}
            for person in people
            if person.id in answers
        ],
    }
