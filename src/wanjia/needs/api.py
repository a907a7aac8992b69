"""Needs in the JSON API: listed, taken in, moved on step by step."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.api import CleanText, Window, log_list_read, paged, responses, viewer_of
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.needs.doubts.questions import given_of, verdict_of
from wanjia.needs.followup import actions
from wanjia.needs.intake.household_match import attach
from wanjia.needs.models import Channel, Need
from wanjia.needs.queries import ORDER, is_late, open_needs, state_of, visible_needs, why_of

router = Router(tags=["needs"])


class SignOut(Schema):
    """A sign that triage read in the text, with its reason in both languages."""

    name: str
    category: str
    urgency: int
    why: str
    why_en: str


class QuestionOut(Schema):
    """A question that settles a doubt, in both languages, and the answer given so far."""

    name: str
    text: str
    text_en: str
    answer: bool | None


class NeedOut(Schema):
    id: UUID
    dwelling: UUID | None
    door: str
    door_maybe: bool
    asker: str
    channel: str
    text: str
    category: str
    urgency: int
    why: str
    unsure: bool
    signs: list[SignOut]
    ask: list[QuestionOut]
    state: str
    late: bool
    opened_at: AwareDatetime
    due_at: AwareDatetime | None
    owner_name: str
    helper: UUID | None
    reached: str
    outcome: str
    closed_at: AwareDatetime | None
    verified_at: AwareDatetime | None


class Needs(Schema):
    items: list[NeedOut]
    total: int


class NeedIn(Schema):
    """What somebody asks for; `id` is made by the sender, so that sending twice is harmless."""

    id: UUID
    text: CleanText = Field(min_length=1, max_length=4000)
    dwelling: UUID | None = None
    resident: UUID | None = None
    channel: Channel = Channel.PHONE
    asker: CleanText = Field("", max_length=80)
    asker_phone: CleanText = Field("", max_length=20)


class AdvanceIn(Schema):
    """The next step: `staff` for dispatch; `text` for report, close (outcome) and reopen (why).

    A life-threatening need is reported and closed with who was `reached`; who handled it may only
    close it `unverified`, and another one, or the asker, verifies.
    """

    step: Literal["take", "dispatch", "start", "report", "verify", "close", "reopen"]
    staff: UUID | None = None
    text: CleanText = Field("", max_length=1000)
    reached: CleanText = Field("", max_length=80)
    unverified: bool = False


class AnswersIn(Schema):
    """Answers to a need's questions by the question's name: true is yes."""

    given: dict[str, bool] = Field(default_factory=dict, max_length=10)


class HouseholdIn(Schema):
    """Whose a need is: a resident, or a dwelling; the asker stays where it is left out."""

    dwelling: UUID | None = None
    resident: UUID | None = None
    asker: CleanText | None = Field(None, max_length=80)
    asker_phone: CleanText | None = Field(None, max_length=20)


@router.get("/needs", response=responses(Needs))
def needs(request: HttpRequest, window: Query[Window], closed: bool = False) -> dict[str, Any]:
    """Needs in sight that are open, the most urgent first; or those closed, the newest first."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    log_list_read(request, "needs")
    done = visible_needs(viewer).exclude(closed_at=None).order_by("-closed_at", "id")
    return paged(done if closed else open_needs(viewer).order_by(*ORDER, "id"), window, need_out)


@router.post("/needs", response=responses(NeedOut))
def add_need(request: HttpRequest, sent: NeedIn) -> dict[str, Any]:
    """Take in what is asked. The like that is open at the same door is answered instead of two."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    made = actions.record_need(
        viewer,
        sent.text,
        dwelling_id=sent.dwelling,
        resident_id=sent.resident,
        channel=sent.channel,
        asker=sent.asker,
        asker_phone=sent.asker_phone,
        need_id=sent.id,
    )
    return need_out(made)


@router.get("/needs/{need_id}", response=responses(NeedOut))
def need(request: HttpRequest, need_id: UUID) -> dict[str, Any]:
    """One need in sight."""
    return need_out(_get_visible_need(viewer_of(request), need_id))


@router.post("/needs/{need_id}/advance", response=responses(NeedOut))
def advance(request: HttpRequest, need_id: UUID, sent: AdvanceIn) -> dict[str, Any]:
    """Move a need on by one step of its way."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    if sent.step == "dispatch":
        if sent.staff is None:
            raise Problem("needs.helper_unknown")
        actions.dispatch(viewer, need_id, sent.staff)
    elif sent.step in ("take", "start", "verify"):
        getattr(actions, sent.step)(viewer, need_id)
    elif sent.step == "report":
        actions.report_back(viewer, need_id, sent.text, sent.reached)
    elif sent.step == "close":
        actions.close(viewer, need_id, sent.text, sent.reached, sent.unverified)
    else:
        actions.reopen(viewer, need_id, sent.text)
    return need_out(_get_visible_need(viewer, need_id))


@router.post("/needs/{need_id}/answers", response=responses(NeedOut))
def answer(request: HttpRequest, need_id: UUID, sent: AnswersIn) -> dict[str, Any]:
    """Answer the questions of a need in doubt: one yes raises it to 1, no to all clears it."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    actions.answer_questions(viewer, need_id, sent.given)
    return need_out(_get_visible_need(viewer, need_id))


@router.post("/needs/{need_id}/household", response=responses(NeedOut))
def attach_household(request: HttpRequest, need_id: UUID, sent: HouseholdIn) -> dict[str, Any]:
    """Say whose a need is that came without a household; what is known may raise it."""
    viewer = viewer_of(request)
    attach(
        viewer,
        need_id,
        sent.dwelling,
        sent.resident,
        sent.asker,
        sent.asker_phone,
        keep_home=sent.dwelling is None and sent.resident is None,
    )
    return need_out(_get_visible_need(viewer, need_id))


def _get_visible_need(viewer: Viewer, need_id: UUID) -> Need:
    viewer.need(*STAFF)
    return get_or_refuse(visible_needs(viewer), id=need_id)


def need_out(need: Need) -> dict[str, Any]:
    """A need as the API shows it to who may see it; the phone number stays on the page."""
    fields = ("id", "asker", "channel", "text", "category", "urgency", "opened_at", "due_at")
    known = {name: getattr(need, name) for name in (*fields, "owner_name", "outcome", "closed_at")}
    verdict, given = verdict_of(need), given_of(need)
    return {
        **known,
        "unsure": need.unsure,
        "reached": need.reached,
        "verified_at": need.verified_at,
        "signs": [vars(sign) for sign in verdict.signs] if verdict else [],
        "ask": [{**vars(question), "answer": given.get(question.name)} for question in verdict.ask]
        if verdict
        else [],
        "dwelling": need.dwelling_id,
        "door": need.dwelling.door if need.dwelling else "",
        "door_maybe": need.dwelling_maybe,
        "why": why_of(need),
        "state": state_of(need),
        "late": is_late(need),
        "helper": need.helper_id,
    }
