"""Reports in the JSON API: rounds, answers, the daily report."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF
from wanjia.core.api import CleanText, Window, log_list_read, paged, responses, viewer_of
from wanjia.core.problems import Problem
from wanjia.people.models import Where
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.daily.exports import as_json
from wanjia.reports.daily.figures import figures
from wanjia.reports.models import Antigen, Pcr, Round
from wanjia.reports.queries import missing_residents, round_by, round_progress, visible_rounds
from wanjia.reports.rounds.progress import Counts

router = Router(tags=["reports"])
FIGURES = tuple(Counts.__dataclass_fields__)
DAYS = (date(2000, 1, 1), date(2100, 1, 1))


class RoundOut(Schema):
    id: UUID
    zone: UUID
    name: str
    name_en: str
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    wants: list[str]
    who: str


class Rounds(Schema):
    items: list[RoundOut]
    total: int


class RoundFigures(Schema):
    """A round's figures, of the residents in sight."""

    round: UUID
    total: int
    reported: int
    away: int
    exempt: int
    missing: int
    abnormal: int
    invalid: int
    negative: int
    positive: int
    fever: int
    tests: int
    tests_waiting: int


class MissingOut(Schema):
    resident: UUID
    name: str
    dwelling: UUID
    door: str
    estate: UUID


class Missing(Schema):
    items: list[MissingOut]
    total: int


class AnswerIn(Schema):
    """What was said of one resident; what is left out stays as it is known."""

    resident: UUID
    antigen: Antigen | Literal[""] = ""
    pcr: Pcr | Literal[""] = ""
    temperature: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    well: bool = False
    symptoms: CleanText = Field("", max_length=80)
    where: Where | Literal[""] = ""
    note: CleanText = Field("", max_length=200)


class AnswersIn(Schema):
    """Answers of one round; `id` is made by the sender: sent again, nothing is stored twice."""

    id: UUID
    round: UUID
    way: Literal["door", "call", "excel"] = "call"
    answers: list[AnswerIn] = Field(min_length=1, max_length=500)


class StoredOut(Schema):
    new: int
    corrected: int
    same: int
    alarms: list[UUID]


def round_out(round_: Round) -> dict[str, Any]:
    """A round as the API shows it."""
    fields = ("id", "name", "name_en", "opens_at", "closes_at", "who")
    known = {name: getattr(round_, name) for name in fields}
    return {**known, "zone": round_.zone_id, "wants": [str(want) for want in round_.wants]}


@router.get("/rounds", response=responses(Rounds))
def rounds(request: HttpRequest, window: Query[Window], open: bool = False) -> dict[str, Any]:
    """Rounds in sight, the newest first; or only those that are open now."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    rows, now = visible_rounds(viewer).order_by("-opens_at", "id"), clock.now()
    if open:
        rows = rows.filter(opens_at__lte=now, closes_at__gt=now)
    return paged(rows, window, round_out)


@router.get("/rounds/{round_id}", response=responses(RoundFigures))
def round_figures(request: HttpRequest, round_id: UUID) -> dict[str, Any]:
    """How far a round is."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    progress = round_progress(viewer, [round_by(viewer, round_id)])[round_id]
    return {"round": round_id, **{name: getattr(progress, name) for name in FIGURES}}


@router.get("/rounds/{round_id}/missing", response=responses(Missing))
def missing(request: HttpRequest, round_id: UUID, window: Query[Window]) -> dict[str, Any]:
    """Who has not answered yet, door by door."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    rows = missing_residents(viewer, round_by(viewer, round_id))
    log_list_read(request, "missing")

    def shape(resident: Any) -> dict[str, Any]:
        home = resident.dwelling
        where = {"dwelling": home.id, "door": home.door, "estate": home.stairwell.estate_id}
        return {"resident": resident.id, "name": resident.name, **where}

    return paged(rows, window, shape)


@router.post("/answers", response=responses(StoredOut))
def add_answers(request: HttpRequest, sent: AnswersIn) -> dict[str, Any]:
    """Store answers; a positive or a fever opens an alarm."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    given = [Given(**answer.dict(), id=sent.id) for answer in sent.answers]
    stored = store_answers(viewer, round_by(viewer, sent.round), given, sent.way)
    counts = {"new": stored.new, "corrected": stored.corrected, "same": stored.same}
    return {**counts, "alarms": [alarm.id for alarm in stored.alarms]}


@router.get("/daily", response=responses(dict[str, Any]))
def daily(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """The daily report of a local day, today's if none is named; contract as in `daily.json`."""
    viewer = viewer_of(request)
    viewer.need("head", "desk", "town")
    day = day or timezone.localtime(clock.now()).date()
    if not DAYS[0] <= day <= DAYS[1]:
        raise Problem("kernel.invalid", where="day", why=f"from {DAYS[0]} to {DAYS[1]}")
    return as_json(figures(viewer, day))
