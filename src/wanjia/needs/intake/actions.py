"""Taking in and registering what somebody asks for: from the desk, a door, a paste, a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.idempotency import Arrival, receive, record_outcome
from wanjia.core.ids import NIL
from wanjia.core.problems import Problem
from wanjia.core.shortcuts import get_or_refuse
from wanjia.needs.followup.clocks import asker_spoke, journal_need, opened_with, raise_to
from wanjia.needs.models import Channel, Need, NeedNote, NoteKind
from wanjia.needs.queries import duplicate_of
from wanjia.people.models import Resident
from wanjia.people.queries import live_risks
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings
from wanjia.triage import Verdict, triage

LONGEST = 4000
LONGEST_VOICE = 1000  # what a note holds whole; what is longer is a need of its own
TAKERS = (*sorted(STAFF), "household")


@dataclass(frozen=True)
class Recorded:
    """The need that holds what was asked, and whether the words were `added` to one that was open.

    `verdict` is what triage said of the words, or None where they had been taken in before.
    """

    need: Need
    added: bool = False
    verdict: Verdict | None = None


def record_need(viewer: Viewer, text: str, **known: Any) -> Need:
    """`take_in`, for whoever needs not know whether it was added to another need."""
    return take_in(viewer, text, **known).need


@idempotent
def take_in(
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
    dwelling_maybe: bool = False,
    also: Mapping[str, Any] | None = None,
) -> Recorded:
    """Take in and register what somebody asks for.

    Sent again with its `need_id` it is one. Other words under the same id are a need of their own,
    as are the same with other things set `also`.

    Triage proposes category, urgency and the reason. When the same door has asked for the same
    matter and it is still open, the words are added to that need, unless `apart` says that it is
    another; a new matter is a new need. Where the door is only a guess (`dwelling_maybe`) it is
    never added to another's.
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
        **({"also": dict(also)} if also else {}),
    }
    arrival = receive(viewer, Need, need_id, content)
    before = Need.objects.of(viewer).filter(id=arrival.made or NIL)
    if known := before.first():
        return Recorded(known, added=known.text != text)
    dwelling, resident = household_of(viewer, dwelling_id, resident_id)
    verdict = verdict or triage(text, risks_of(viewer, dwelling, resident))
    if not (apart or dwelling_maybe) and dwelling and len(text) <= LONGEST_VOICE:
        same = duplicate_of(viewer, dwelling, verdict, text, resident)
        if same:
            voice = _another_voice(viewer, same, text, asker, verdict, arrival)
            return Recorded(voice, added=True, verdict=verdict)
    now = clock.now()
    need = Need.objects.create(
        id=arrival.id,
        community_id=viewer.community_id,
        dwelling=dwelling,
        dwelling_maybe=dwelling_maybe and dwelling is not None,
        resident=resident,
        asker=asker.strip()[:80],
        asker_phone=asker_phone.strip()[:20],
        channel=channel,
        text=text,
        category=verdict.category,
        urgency=verdict.urgency,
        reason=verdict.why[:200],
        reason_en=verdict.why_en[:300],
        opened_at=now,
        **opened_with(verdict, now),
    )
    journal_need(viewer, need, "need.recorded", category=need.category, urgency=need.urgency)
    return Recorded(need, verdict=verdict)


def place_need(viewer: Viewer, need_id: UUID, dwelling: Dwelling) -> None:
    """Note whose door a need is of, once that is known.

    One that has a door keeps it.
    """
    rows = Need.objects.of(viewer).filter(id=need_id, dwelling=None)
    need = rows.select_for_update(of=("self",)).first()
    if need is None:
        return
    need.dwelling, need.asker = dwelling, need.asker or dwelling.door
    need.save(update_fields=["dwelling", "asker"])
    journal_need(viewer, need, "need.placed", door=dwelling.door)


def need_with(community_id: UUID, words_id: UUID) -> Recorded | None:
    """Return the need that words of an id opened, or were added to; None if they are new."""
    need = Need.objects.filter(id=words_id, community_id=community_id).first()
    if need:
        return Recorded(need)
    notes = NeedNote.objects.filter(id=words_id, community_id=community_id)
    voice = notes.select_related("need").first()
    return Recorded(voice.need, added=True) if voice else None


def household_of(
    viewer: Viewer, dwelling_id: UUID | None, resident_id: UUID | None
) -> tuple[Dwelling | None, Resident | None]:
    """Return the dwelling and the resident that are meant.

    Raises Problem `people.not_theirs`, `kernel.not_found`.
    """
    resident = None
    if resident_id:
        resident = Resident.objects.of(viewer).filter(id=resident_id, left_at=None).first()
        if resident is None:
            raise Problem("people.not_theirs")
        dwelling_id = resident.dwelling_id
    if not dwelling_id:
        return None, None
    dwelling = get_or_refuse(visible_dwellings(viewer), id=dwelling_id)
    return dwelling, resident


def risks_of(viewer: Viewer, dwelling: Dwelling | None, resident: Resident | None) -> list[str]:
    """Return kinds of risk that triage weighs.

    Of the person in need, or of all behind the door.
    """
    if dwelling is None:
        return []
    risks = live_risks().filter(community_id=viewer.community_id, resident__left_at=None)
    whose = (
        risks.filter(resident=resident) if resident else risks.filter(resident__dwelling=dwelling)
    )
    return sorted(set(whose.values_list("kind", flat=True)))


def _another_voice(
    viewer: Viewer, need: Need, text: str, asker: str, verdict: Verdict, arrival: Arrival
) -> Need:
    """Add words to a need that is open; graver words raise it."""
    NeedNote.objects.create(
        id=arrival.id,
        community_id=viewer.community_id,
        need=need,
        recorded_at=clock.now(),
        created_by=viewer.user_id,
        created_by_name=asker.strip()[:80] or viewer.name,
        kind=NoteKind.VOICE,
        text=text[:LONGEST_VOICE],
    )
    record_outcome(viewer, Need, arrival, need.id)
    if raise_to(need, verdict):
        journal_need(viewer, need, "need.raised", urgency=need.urgency)
    asker_spoke(need)
    return need


def record_household_need(
    viewer: Viewer,
    dwelling_id: UUID,
    text: str,
    resident_id: UUID | None = None,
    id: UUID | None = None,
) -> Need:
    """Return what a household asks for on its own page."""
    return take_in_from_household(viewer, dwelling_id, text, resident_id, id).need


def take_in_from_household(
    viewer: Viewer,
    dwelling_id: UUID,
    text: str,
    resident_id: UUID | None = None,
    id: UUID | None = None,
) -> Recorded:
    """What a household asks for on its own page, and whether it was added to an open need."""
    return take_in(
        viewer,
        text,
        dwelling_id=dwelling_id,
        resident_id=resident_id,
        channel=Channel.HOUSEHOLD,
        asker=viewer.name,
        need_id=id,
    )
