"""Pastes and alarms in the JSON API."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.api import CleanText, Window, log_list_read, paged, responses, viewer_of
from wanjia.core.problems import Problem
from wanjia.reports.alarms.actions import close_alarm, do_step, take_alarm
from wanjia.reports.answers.api import StoredOut
from wanjia.reports.models import Alarm, Paste
from wanjia.reports.paste.actions import WHO, commit_paste, read_paste
from wanjia.reports.paste.views import visible_pastes
from wanjia.reports.queries import round_by, visible_alarms

router = Router(tags=["reports"])


class PasteIn(Schema):
    round: UUID | None = None
    text: CleanText


class AskedOut(Schema):
    """What a line asks for beside what it answers."""

    category: str
    urgency: int
    why: str
    unsure: bool


class LineOut(Schema):
    line: int
    text: str
    kind: str
    status: str
    residents: list[str]
    stored: bool
    need: AskedOut | None


class PasteOut(Schema):
    """A paste with what was read from each of its lines; nothing is stored before `commit`."""

    id: UUID
    at: AwareDatetime
    committed_at: AwareDatetime | None
    lines: list[LineOut]


class AlarmOut(Schema):
    id: UUID
    resident: UUID
    door: str
    kind: str
    opened_at: AwareDatetime
    due_at: AwareDatetime
    owner_name: str
    steps: list[str]
    closed_at: AwareDatetime | None
    outcome: str
    verdict: str


class Alarms(Schema):
    items: list[AlarmOut]
    total: int


class HandleIn(Schema):
    """What is done about an alarm: taken, one of its steps done, or closed with an outcome."""

    act: Literal["take", "step", "close"]
    step: CleanText = Field("", max_length=40)
    text: CleanText = Field("", max_length=200)
    verdict: Literal["", "confirmed", "ruled_out", "other"] = ""


@router.post("/pastes", response=responses(PasteOut))
def add_paste(request: HttpRequest, sent: PasteIn) -> dict[str, Any]:
    """Read pasted text; the same text again for a round within a day is the paste that is there."""
    viewer = viewer_of(request)
    viewer.need(*WHO)
    round_ = round_by(viewer, sent.round) if sent.round else None
    return _paste(read_paste(viewer, sent.text, round_)[0])


@router.get("/pastes/{paste_id}", response=responses(PasteOut))
def show_paste(request: HttpRequest, paste_id: UUID) -> dict[str, Any]:
    """A paste in sight."""
    found = _seen(viewer_of(request), paste_id)
    log_list_read(request, "paste")
    return _paste(found)


@router.post("/pastes/{paste_id}/commit", response=responses(StoredOut))
def commit(request: HttpRequest, paste_id: UUID) -> dict[str, Any]:
    """Store what its sure lines say; again is harmless."""
    viewer = viewer_of(request)
    stored = commit_paste(viewer, _seen(viewer, paste_id))
    counts = {"new": stored.new, "corrected": stored.corrected, "same": stored.same}
    return {**counts, "alarms": [alarm.id for alarm in stored.alarms]}


def _seen(viewer: Viewer, paste_id: UUID) -> Paste:
    viewer.need(*WHO)
    found: Paste | None = visible_pastes(viewer).filter(id=paste_id).first()
    if found is None:
        raise Problem("kernel.not_found")
    return found


def _paste(one: Paste) -> dict[str, Any]:
    lines = [
        {
            "line": each.line,
            "text": each.text,
            "kind": each.kind,
            "status": each.status,
            "residents": [str(person) for person in each.reading.get("residents", ())],
            "stored": each.stored,
            "need": each.reading.get("need"),
        }
        for each in one.lines.all()
    ]
    return {"id": one.id, "at": one.recorded_at, "committed_at": one.committed_at, "lines": lines}


@router.get("/alarms", response=responses(Alarms))
def alarms(request: HttpRequest, window: Query[Window], closed: bool = False) -> dict[str, Any]:
    """Alarms in sight that are open, the most urgent first; or those closed."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    log_list_read(request, "alarms")
    return paged(visible_alarms(viewer).filter(closed_at__isnull=not closed), window, _alarm)


@router.post("/alarms/{alarm_id}", response=responses(AlarmOut))
def handle_alarm(request: HttpRequest, alarm_id: UUID, sent: HandleIn) -> dict[str, Any]:
    """Take an alarm, note a step, or close it."""
    viewer = viewer_of(request)
    viewer.need(*STAFF)
    if sent.act == "take":
        take_alarm(viewer, alarm_id)
    elif sent.act == "step":
        do_step(viewer, alarm_id, sent.step, sent.text)
    else:
        close_alarm(viewer, alarm_id, sent.text, sent.verdict)
    return _alarm(visible_alarms(viewer).get(id=alarm_id))


def _alarm(one: Alarm) -> dict[str, Any]:
    fields = ("id", "kind", "opened_at", "due_at", "owner_name", "closed_at", "outcome", "verdict")
    known = {name: getattr(one, name) for name in fields}
    door = one.resident.dwelling.door
    return {**known, "resident": one.resident_id, "door": door, "steps": sorted(one.steps)}
