"""Taking in and registering what somebody asks for: from the desk, a door, a paste, a message."""

from uuid import UUID

from wanjia.kernel import clock
from wanjia.kernel.access import STAFF, Viewer
from wanjia.kernel.idempotency import Arrival, became, receive
from wanjia.kernel.ids import NIL
from wanjia.kernel.problem import Problem
from wanjia.kernel.trouble import once
from wanjia.needs.clocks import asker_spoke, set_urgency, tell
from wanjia.needs.models import Channel, Need, NeedNote, NoteKind
from wanjia.needs.promises import load_promises
from wanjia.needs.queries import duplicate_of
from wanjia.people.models import Resident
from wanjia.people.queries import live_risks
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings
from wanjia.triage import Verdict, triage

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
    """Take in and register what somebody asks for; sent again with its `need_id` it is one.

    Other words under the same id are a need of their own.

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
    content = {
        "text": text,
        "dwelling": dwelling_id,
        "resident": resident_id,
        "asker": asker,
        "phone": asker_phone,
        "apart": apart,
    }
    arrival = receive(viewer, Need, need_id, content)
    before = Need.objects.filter(community_id=viewer.community_id, id=arrival.made or NIL)
    if known := before.first():
        return known
    dwelling, resident = _whose(viewer, dwelling_id, resident_id)
    verdict = verdict or triage(text, risks_of(viewer, dwelling, resident))
    if not apart and dwelling:
        same = duplicate_of(viewer, dwelling, verdict.category, text)
        if same:
            return _another_voice(viewer, same, text, asker, verdict, arrival)
    now, promises = clock.now(), load_promises()
    need = Need.objects.create(
        id=arrival.id,
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
    tell(viewer, need, "need.recorded", category=need.category, urgency=need.urgency)
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
    viewer: Viewer, need: Need, text: str, asker: str, verdict: Verdict, arrival: Arrival
) -> Need:
    """Add words to a need that is open; graver words raise it."""
    NeedNote.objects.create(
        id=arrival.id,
        community_id=viewer.community_id,
        need=need,
        at=clock.now(),
        by=viewer.user_id,
        by_name=asker.strip()[:80] or viewer.name,
        kind=NoteKind.VOICE,
        text=text[:1000],
    )
    became(viewer, Need, arrival, need.id)
    if verdict.urgency < need.urgency:
        set_urgency(need, verdict.category, verdict.urgency, verdict.why, verdict.why_en)
        tell(viewer, need, "need.raised", urgency=need.urgency)
    asker_spoke(need)
    return need


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
