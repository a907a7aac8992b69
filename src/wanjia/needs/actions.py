"""What changes in needs: recorded, taken, sent on, answered, done, closed, reopened: an act each.

The way follows the seven steps of urban grid management: take in, register, dispatch, handle,
report back, verify, close.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.kernel import clock, journal
from wanjia.kernel.access import STAFF, Viewer, system
from wanjia.kernel.ids import new_id
from wanjia.kernel.problem import Problem
from wanjia.kernel.trouble import once
from wanjia.needs.models import Category, Channel, Need, NeedNote, NoteKind, Urgency
from wanjia.needs.promises import load_promises
from wanjia.needs.queries import duplicate_of, visible_needs
from wanjia.needs.triage import Verdict, triage
from wanjia.people.models import Resident, Staff
from wanjia.people.queries import live_risks
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings

LONGEST = 4000
TAKERS = (*sorted(STAFF), "household")


@once
def record_need(
    viewer: Viewer,
    text: str,
    *,
    dwelling_id: UUID | None = None,
    resident_id: UUID | None = None,
    channel: str = Channel.PHONE,
    asker: str = "",
    asker_phone: str = "",
    need_id: UUID | None = None,
    apart: bool = False,
    verdict: Verdict | None = None,
) -> Need:
    """Take in and register what somebody asks for; the same `need_id` again is harmless.

    Triage proposes category, urgency and the reason. When the same door asks for the like and it
    is still open, the words are added to that need, unless `apart` says that it is another.
    Raises Problem `needs.no_text`, `needs.too_long`, `kernel.not_found`.
    """
    viewer.need(*TAKERS)
    text = text.strip()
    if not text:
        raise Problem("needs.no_text")
    if len(text) > LONGEST:
        raise Problem("needs.too_long", most=LONGEST)
    if need_id and (known := Need.objects.filter(id=need_id, community_id=viewer.community_id)):
        return known[0]
    dwelling, resident = _whose(viewer, dwelling_id, resident_id)
    verdict = verdict or triage(text, risks_of(viewer, dwelling, resident))
    if not apart and dwelling:
        same = duplicate_of(viewer, dwelling, verdict.category, text)
        if same:
            return _another_voice(viewer, same, text, asker, verdict, need_id)
    now, promises = clock.now(), load_promises()
    need = Need.objects.create(
        id=need_id or new_id(),
        community_id=viewer.community_id,
        dwelling=dwelling,
        resident=resident,
        asker=asker.strip()[:80],
        asker_phone=asker_phone.strip()[:20],
        channel=channel,
        text=text,
        category=verdict.category,
        urgency=verdict.urgency,
        why=verdict.why[:200],
        why_en=verdict.why_en[:300],
        opened_at=now,
        answer_by=promises.answer_by(now, verdict.urgency),
        due_at=promises.done_by(now, verdict.urgency, verdict.deadline_hours),
    )
    _journal(viewer, need, "need.recorded", category=need.category, urgency=need.urgency)
    return need


def _whose(
    viewer: Viewer, dwelling_id: UUID | None, resident_id: UUID | None
) -> tuple[Dwelling | None, Resident | None]:
    resident = None
    if resident_id:
        resident = Resident.objects.filter(
            community_id=viewer.community_id, id=resident_id, left_at=None
        ).first()
        if resident is None:
            raise Problem("people.not_theirs")
        dwelling_id = resident.dwelling_id
    if not dwelling_id:
        return None, None
    dwelling = visible_dwellings(viewer).filter(id=dwelling_id).first()
    if dwelling is None:
        raise Problem("kernel.not_found")
    return dwelling, resident


def risks_of(viewer: Viewer, dwelling: Dwelling | None, resident: Resident | None) -> list[str]:
    """Kinds of risk that triage weighs: of the person in need, or of all behind the door."""
    if dwelling is None:
        return []
    risks = live_risks().filter(community_id=viewer.community_id, resident__left_at=None)
    whose = (
        risks.filter(resident=resident) if resident else risks.filter(resident__dwelling=dwelling)
    )
    named = {"lone_elder": "alone_elder"}
    return sorted({named.get(kind, kind) for kind in whose.values_list("kind", flat=True)})


def _another_voice(
    viewer: Viewer, need: Need, text: str, asker: str, verdict: Verdict, note_id: UUID | None
) -> Need:
    """Add words to a need that is open; graver words raise it."""
    NeedNote.objects.get_or_create(
        community_id=viewer.community_id,
        id=note_id or new_id(),
        defaults={
            "need": need,
            "at": clock.now(),
            "by": viewer.user_id,
            "by_name": asker.strip()[:80] or viewer.name,
            "kind": NoteKind.VOICE,
            "text": text[:1000],
        },
    )
    if verdict.urgency < need.urgency:
        _set_urgency(need, verdict.category, verdict.urgency, verdict.why, verdict.why_en)
        _journal(viewer, need, "need.raised", urgency=need.urgency)
    _asker_spoke(need)
    return need


def _set_urgency(need: Need, category: str, urgency: int, why: str, why_en: str) -> None:
    promises = load_promises()
    need.category, need.urgency = category, urgency
    need.why, need.why_en = why[:200], why_en[:300]
    if need.answered_at is None:
        need.answer_by = promises.answer_by(need.opened_at, urgency)
    need.due_at = promises.done_by(need.opened_at, urgency, None)
    need.save(update_fields=["category", "urgency", "why", "why_en", "answer_by", "due_at"])


@transaction.atomic
def take(viewer: Viewer, need_id: UUID) -> Need:
    """Make the viewer the owner. Raises Problem `needs.taken` when another officer was quicker."""
    viewer.need(*STAFF)
    need = _open(viewer, need_id)
    if need.owner == viewer.user_id and need.owner:
        return need
    if need.owner:
        raise Problem("needs.taken", name=need.owner_name)
    _own(viewer, need)
    need.save(update_fields=["owner", "owner_name", "answered_at"])
    _journal(viewer, need, "need.taken", owner=viewer.name)
    return need


def _own(viewer: Viewer, need: Need) -> None:
    need.owner, need.owner_name = viewer.user_id, viewer.name
    need.answered_at = need.answered_at or clock.now()


@transaction.atomic
def dispatch(viewer: Viewer, need_id: UUID, staff_id: UUID) -> Need:
    """Send a need to the person who will handle it; again with another it is handed on."""
    viewer.need("head", "desk", "grid")
    need = _open(viewer, need_id)
    helper = Staff.objects.filter(
        community_id=viewer.community_id, id=staff_id, active=True
    ).first()
    if helper is None:
        raise Problem("needs.helper_unknown")
    before = need.helper.name if need.helper else ""
    if need.helper_id == helper.id:
        return need
    need.helper, need.dispatched_at = helper, clock.now()
    need.handled_at = need.reported_at = None
    if need.owner is None:
        _own(viewer, need)
    need.save()
    _journal(viewer, need, "need.dispatched", before={"helper": before}, helper=helper.name)
    return need


@transaction.atomic
def recall(viewer: Viewer, need_id: UUID) -> bool:
    """Call back who was sent and has not begun; whether somebody was called back."""
    viewer.need("head", "desk", "grid")
    need = _open(viewer, need_id)
    if need.helper is None or need.handled_at:
        return False
    before = need.helper.name
    need.helper, need.dispatched_at = None, None
    need.save(update_fields=["helper", "dispatched_at"])
    _journal(viewer, need, "need.recalled", before={"helper": before})
    return True


@transaction.atomic
def start(viewer: Viewer, need_id: UUID) -> Need:
    """Note that somebody is on it now."""
    viewer.need(*STAFF)
    need = _open(viewer, need_id)
    if need.handled_at is None:
        need.handled_at = clock.now()
        if need.owner is None:
            _own(viewer, need)
        need.save()
        _journal(viewer, need, "need.started", by=viewer.name)
    return need


@transaction.atomic
def report_back(viewer: Viewer, need_id: UUID, outcome: str) -> Need:
    """Say what was done; the asker or an officer verifies it."""
    viewer.need(*STAFF)
    need = _open(viewer, need_id)
    if not outcome.strip():
        raise Problem("needs.outcome_missing")
    now = clock.now()
    need.outcome, need.reported_at = outcome.strip()[:200], now
    need.handled_at = need.handled_at or now
    if need.owner is None:
        _own(viewer, need)
    need.save()
    _journal(viewer, need, "need.reported", outcome=need.outcome)
    return need


@transaction.atomic
def verify(viewer: Viewer, need_id: UUID) -> Need:
    """The asker's word, or an officer's after asking, that it is solved: the need is closed."""
    viewer.need(*TAKERS)
    need = _open(viewer, need_id)
    if need.reported_at is None and viewer.role != "household":
        raise Problem("needs.outcome_missing")
    return _close(viewer, need, need.outcome)


@transaction.atomic
def close(viewer: Viewer, need_id: UUID, outcome: str) -> Need:
    """Close a need with what came of it, verified by who closes it."""
    viewer.need(*STAFF)
    need = _open(viewer, need_id)
    outcome = outcome.strip() or need.outcome
    if not outcome:
        raise Problem("needs.outcome_missing")
    return _close(viewer, need, outcome)


def _close(viewer: Viewer, need: Need, outcome: str) -> Need:
    now = clock.now()
    need.outcome, need.closed_at, need.verified_at = outcome[:200], now, now
    need.reported_at = need.reported_at or now
    need.waiting_since = None
    if need.owner is None and viewer.user_id:
        _own(viewer, need)
    need.answered_at = need.answered_at or now
    need.save()
    _journal(viewer, need, "need.closed", outcome=need.outcome)
    return need


@once
def reopen(viewer: Viewer, need_id: UUID, why: str, note_id: UUID | None = None) -> Need:
    """Open a closed need again: what was said to be solved was not; `note_id` is that of why."""
    viewer.need(*TAKERS)
    need = _locked(viewer, need_id)
    if need.closed_at is None:
        raise Problem("needs.not_closed")
    if not why.strip():
        raise Problem("needs.why_missing")
    now = clock.now()
    need.closed_at = need.verified_at = need.reported_at = None
    need.reopened += 1
    said_by = NoteKind.ASKER if viewer.role == "household" else NoteKind.NOTE
    need.answer_by = load_promises().answer_by(now, need.urgency)
    need.due_at = load_promises().done_by(now, need.urgency, None)
    need.answered_at, need.escalated_at = None, None
    need.save()
    _note(viewer, need, said_by, why, note_id)
    _journal(viewer, need, "need.reopened", why=why[:200])
    return need


@transaction.atomic
def retriage(viewer: Viewer, need_id: UUID, category: str, urgency: int, why: str) -> Need:
    """Overrule what triage said, with the reason."""
    viewer.need("head", "desk", "grid", "doctor")
    need = _open(viewer, need_id)
    if category not in Category.values or urgency not in Urgency.values:
        raise Problem("needs.category_unknown", value=category)
    if not why.strip():
        raise Problem("needs.why_missing")
    before = {"category": need.category, "urgency": need.urgency, "why": need.why}
    _set_urgency(need, category, urgency, why.strip(), why.strip())
    need.overruled = True
    need.save(update_fields=["overruled"])
    _journal(viewer, need, "need.retriaged", before=before, category=category, urgency=urgency)
    return need


@transaction.atomic
def note(
    viewer: Viewer,
    need_id: UUID,
    text: str,
    kind: str = NoteKind.NOTE,
    note_id: UUID | None = None,
) -> NeedNote:
    """Write something down: a note, an answer to the asker, or a question that we wait on.

    A question stops the clock; the asker's word starts it again, later by as long as we waited.
    """
    viewer.need(*TAKERS)
    need = _open(viewer, need_id)
    if not text.strip():
        raise Problem("needs.no_text")
    if viewer.role == "household":
        kind = NoteKind.ASKER
    made = _note(viewer, need, kind, text, note_id)
    if kind == NoteKind.ASKED_BACK and need.waiting_since is None:
        need.waiting_since = made.at
    if kind in (NoteKind.ANSWER, NoteKind.ASKED_BACK):
        need.answered_at = need.answered_at or made.at
    need.save(update_fields=["waiting_since", "answered_at"])
    if kind in (NoteKind.ASKER, NoteKind.VOICE):
        _asker_spoke(need)
    return made


def _note(
    viewer: Viewer, need: Need, kind: str, text: str, note_id: UUID | None = None
) -> NeedNote:
    return NeedNote.objects.create(
        id=note_id or new_id(),
        community_id=viewer.community_id,
        need=need,
        at=clock.now(),
        by=viewer.user_id,
        by_name=viewer.name,
        kind=kind,
        text=text.strip()[:1000],
    )


def _asker_spoke(need: Need) -> None:
    """The clock goes on from where it stood, and our answer is owed anew."""
    if need.waiting_since is None:
        return
    now = clock.now()
    if need.due_at:
        need.due_at += now - need.waiting_since
    need.waiting_since = None
    need.answer_by = load_promises().answer_by(now, need.urgency)
    need.answered_at = None
    need.save(update_fields=["due_at", "waiting_since", "answer_by", "answered_at"])


@transaction.atomic
def escalate_overdue(community_id: UUID) -> int:
    """Move needs whose clock ran out up to the head, once each; return how many."""
    now = clock.now()
    late = [
        need
        for need in Need.objects.filter(
            community_id=community_id, closed_at=None, escalated_at=None, waiting_since=None
        )
        if (need.due_at and need.due_at < now)
        or (need.answered_at is None and need.answer_by and need.answer_by < now)
    ]
    for need in late:
        need.escalated_at = now
        need.save(update_fields=["escalated_at"])
        _journal(system(community_id), need, "need.escalated", urgency=need.urgency)
    return len(late)


def _locked(viewer: Viewer, need_id: UUID) -> Need:
    need = visible_needs(viewer).select_for_update(of=("self",)).filter(id=need_id).first()
    if need is None:
        raise Problem("kernel.not_found")
    return need


def _open(viewer: Viewer, need_id: UUID) -> Need:
    need = _locked(viewer, need_id)
    if need.closed_at:
        raise Problem("needs.closed")
    return need


def _journal(
    viewer: Viewer, need: Need, kind: str, before: dict[str, Any] | None = None, **after: Any
) -> None:
    journal.write(
        viewer, kind, subject=need.id, dwelling=need.dwelling_id, before=before, after=after
    )


def record_household_need(
    viewer: Viewer,
    dwelling_id: UUID,
    text: str,
    resident_id: UUID | None = None,
    id: UUID | None = None,
) -> Need:
    """What a household asks for on its own page."""
    return record_need(
        viewer,
        text,
        dwelling_id=dwelling_id,
        resident_id=resident_id,
        channel=Channel.HOUSEHOLD,
        asker=viewer.name,
        need_id=id,
    )
