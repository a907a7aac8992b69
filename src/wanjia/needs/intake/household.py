"""Help on a household's page: it asks, answers, and sees how far each request is."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.acts import read_form
from wanjia.core.hearing import heard_query, listening
from wanjia.core.household_page import HouseholdPage, household_act, household_part
from wanjia.core.ids import new_id
from wanjia.core.prepared_queries import MOMENT, prepared
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.needs.doubts.actions import may_take_back
from wanjia.needs.doubts.questions import answers_of, questions_context
from wanjia.needs.followup.actions import (
    answer_questions,
    note,
    reopen,
    take_back_answers,
    verify,
)
from wanjia.needs.intake.actions import Recorded, take_in_from_household
from wanjia.needs.intake.forms import HelpForm, WordForm
from wanjia.needs.intake.telling import receipts_for
from wanjia.needs.models import Need
from wanjia.needs.queries import state_of, state_words, visible_needs
from wanjia.people.photos.actions import keep_photo

SHOWN = timedelta(days=3)  # a closed request stays on the page so long
LIFE_IN_DANGER = 1


@transaction.atomic
def ask_help(viewer: Viewer, form: HelpForm, photo: Any = None) -> Recorded:
    """Record what a household's form asks for, with a photo of it.

    Raises the `needs.*` and `photo.*` Problems.
    """
    if viewer.dwelling_id is None:
        raise Problem("kernel.not_found")
    typed = read_form(form)
    sent_id = typed["id"]
    recorded = take_in_from_household(
        viewer, viewer.dwelling_id, typed["text"], typed["who"], sent_id
    )
    if photo:
        keep_photo(viewer, viewer.dwelling_id, photo, recorded.need.id, sent_id)
    return recorded


def take_household_word(viewer: Viewer, form: WordForm) -> Need:
    """Take a household's word on its own request.

    Solved, not solved, or an answer. Nothing closes by itself: only their word or an officer's
    does. The same word sent again, known by its `id`, is harmless. Raises the `needs.*` Problems.
    """
    typed = read_form(form)
    need = get_or_refuse(visible_needs(viewer), id=typed["need"])
    if typed["do"] == "answer_undo":
        return take_back_answers(viewer, need.id)
    if "yes" in form.data or "no" in form.data:
        return answer_questions(viewer, need.id, {typed["yes"] or typed["no"]: "yes" in form.data})
    if typed["do"] == "solved":
        return need if need.verified_at else verify(viewer, need.id)
    if need.closed_at:
        return reopen(viewer, need.id, typed["text"], typed["id"])
    note(viewer, need.id, typed["text"], note_id=typed["id"])
    return need


def help_context(viewer: Viewer, typed: str = "") -> dict[str, Any]:
    """Return the household's open requests and those closed lately, and an empty form."""
    needs = _recent_needs(viewer, clock.now() - SHOWN)
    return {
        "sent": new_id(),
        "typed": typed,
        "needs": [
            {
                "need": need,
                "sent": new_id(),
                "state": state_words(need),
                "done": state_of(need) == "closed",
                "asked_back": need.waiting_since is not None,
                "reported": need.reported_at is not None and need.verified_at is None,
                "asks": questions_context(need)["asks"]["questions"],
                "answered": answers_of(need),
                "undo": may_take_back(need) is not None,
            }
            for need in needs
        ],
        "doubt": any(need.unsure and not need.closed_at for need in needs),
        "danger": any(need.urgency == LIFE_IN_DANGER and not need.closed_at for need in needs),
    }


@prepared(recent=MOMENT)
def _recent_needs(viewer: Viewer, recent: datetime) -> QuerySet[Need]:
    rows = visible_needs(viewer).filter(Q(closed_at=None) | Q(closed_at__gte=recent))
    return rows.order_by("-opened_at")[:10]


@household_act("help")
def take_help(request: HttpRequest, viewer: Viewer) -> str:
    """Take a request for help."""
    recorded = ask_help(viewer, HelpForm(request.POST), request.FILES.get("photo"))
    key = "added" if recorded.added else "heard"
    return f"?{key}={recorded.need.id}#told"


@household_act("need")
def take_word_on_need(request: HttpRequest, viewer: Viewer) -> str:
    """Take a word on a request."""
    with listening() as ear:
        try:
            take_household_word(viewer, WordForm(request.POST))
        except Problem as problem:
            problem.heard = tuple(ear.opened)  # danger is told, also where the form is refused
            raise
    return f"?said=1{heard_query(ear)}#{'told' if ear.opened else 'help'}"


@household_part("top", order=10, template="ui/household/receipts.html")
def receipts(page: HouseholdPage) -> dict[str, Any]:
    """Return what was just heard, with what to do until somebody comes."""
    return {"receipts": page.heard or receipts_for(page.viewer, page.request.GET)}


@household_part("top", order=30, template="needs/household_said.html")
def word_taken(page: HouseholdPage) -> dict[str, Any]:
    """That a word was taken."""
    return {"said": "said" in page.request.GET}


@household_part("after", order=60, template="needs/household_help.html")
def help_part(page: HouseholdPage) -> dict[str, Any]:
    """Return the requests, and a form for another."""
    return {"help": help_context(page.viewer, page.request.POST.get("text", ""))}
