"""Help on a household's page: it asks, answers, and sees how far each request is."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import heard_query, listening
from wanjia.core.household_page import HouseholdPage, household_act, household_part
from wanjia.core.ids import new_id, parse_id
from wanjia.core.prepared_queries import MOMENT, prepared
from wanjia.core.problems import Problem
from wanjia.needs.doubts.actions import may_take_back
from wanjia.needs.doubts.questions import answered, asks_of
from wanjia.needs.followup.actions import (
    answer_questions,
    note,
    reopen,
    take_back_answers,
    verify,
)
from wanjia.needs.intake.actions import Recorded, take_in_from_household
from wanjia.needs.intake.telling import told_of
from wanjia.needs.models import Need
from wanjia.needs.queries import state_of, state_words, visible_needs
from wanjia.people.photos.actions import keep_photo

SHOWN = timedelta(days=3)  # a closed request stays on the page so long
LIFE_IN_DANGER = 1


@transaction.atomic
def ask_help(viewer: Viewer, said: Any, photo: Any = None) -> Recorded:
    """Record what a household's form asks for, with a photo of it; raises the `needs.*` and
    `photo.*` Problems."""
    if viewer.dwelling_id is None:
        raise Problem("kernel.not_found")
    who = parse_id(said.get("who"))
    sent = parse_id(said.get("id"))
    text = said.get("text", "")
    recorded = take_in_from_household(viewer, viewer.dwelling_id, text, who, sent)
    if photo:
        keep_photo(viewer, viewer.dwelling_id, photo, recorded.need.id, sent)
    return recorded


def say_of_need(viewer: Viewer, said: Any) -> Need:
    """Take a household's word on its own request: solved, not solved, or an answer to us, to the
    questions of a doubt by a tap.

    Nothing closes by itself: only their word or an officer's does. The same word sent again, known
    by its `id`, is harmless. Raises the `needs.*` Problems.
    """
    need_id = parse_id(said.get("need"))
    need = visible_needs(viewer).filter(id=need_id).first() if need_id else None
    if need is None:
        raise Problem("kernel.not_found")
    if said.get("do") == "answer_undo":
        return take_back_answers(viewer, need.id)
    if "yes" in said or "no" in said:
        name = said.get("yes") or said.get("no") or ""
        return answer_questions(viewer, need.id, {name: "yes" in said})
    words, sent = said.get("text", "").strip(), parse_id(said.get("id"))
    if said.get("do") == "solved":
        return need if need.verified_at else verify(viewer, need.id)
    if need.closed_at:
        return reopen(viewer, need.id, words, sent)
    note(viewer, need.id, words, note_id=sent)
    return need


def help_of(viewer: Viewer, typed: str = "") -> dict[str, Any]:
    """The household's open requests and those closed lately, and an empty form."""
    needs = _needs(viewer, clock.now() - SHOWN)
    return {
        "sent": new_id(),
        "typed": typed,
        "needs": [
            {
                "need": one,
                "sent": new_id(),
                "state": state_words(one),
                "done": state_of(one) == "closed",
                "asked_back": one.waiting_since is not None,
                "reported": one.reported_at is not None and one.verified_at is None,
                "asks": asks_of(one)["asks"]["questions"],
                "answered": answered(one),
                "undo": may_take_back(one) is not None,
            }
            for one in needs
        ],
        "doubt": any(one.unsure and not one.closed_at for one in needs),
        "danger": any(one.urgency == LIFE_IN_DANGER and not one.closed_at for one in needs),
    }


@prepared(recent=MOMENT)
def _needs(viewer: Viewer, recent: datetime) -> QuerySet[Need]:
    rows = visible_needs(viewer).filter(Q(closed_at=None) | Q(closed_at__gte=recent))
    return rows.order_by("-opened_at")[:10]


@household_act("help")
def take_help(request: HttpRequest, viewer: Viewer) -> str:
    """Take a request for help."""
    recorded = ask_help(viewer, request.POST, request.FILES.get("photo"))
    key = "added" if recorded.added else "heard"
    return f"?{key}={recorded.need.id}#told"


@household_act("need")
def take_word(request: HttpRequest, viewer: Viewer) -> str:
    """Take a word on a request."""
    with listening() as ear:
        try:
            say_of_need(viewer, request.POST)
        except Problem as problem:
            problem.heard = tuple(ear.opened)  # danger is told, also where the form is refused
            raise
    return f"?said=1{heard_query(ear)}#{'told' if ear.opened else 'help'}"


@household_part("top", order=10, template="ui/household/receipts.html")
def receipts(page: HouseholdPage) -> dict[str, Any]:
    """What was just heard, with what to do until somebody comes."""
    return {"receipts": page.heard or told_of(page.viewer, page.request.GET)}


@household_part("top", order=30, template="needs/household_said.html")
def said(page: HouseholdPage) -> dict[str, Any]:
    """That a word was taken."""
    return {"said": "said" in page.request.GET}


@household_part("after", order=60, template="needs/household_help.html")
def help_part(page: HouseholdPage) -> dict[str, Any]:
    """The requests, and a form for another."""
    return {"help": help_of(page.viewer, page.request.POST.get("text", ""))}
