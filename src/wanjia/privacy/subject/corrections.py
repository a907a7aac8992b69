"""更正: what a household says is wrong of itself; an officer accepts or refuses it with one tap."""

import re
from datetime import date
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer, system_viewer, visible_to
from wanjia.core.hearing import REAL, Words, hear
from wanjia.core.ids import NIL
from wanjia.core.problems import Problem
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.scheduling.scheduler import every_minute
from wanjia.core.shortcuts import get_or_refuse
from wanjia.core.typed import calendar_day
from wanjia.people.models import Asked, Correction, Resident
from wanjia.people.residents.actions import edit_resident

# A phone, an ID number or a date, however malformed: nobody says anything by it. 120 is shorter.
FIGURE = re.compile(r"(?=(?:\D*\d){5})[\d\s:./,年月日号+xXT-]+")
MOST_OPEN = 20  # a household's requests that wait; who sends more is let wait


@transaction.atomic
def ask(viewer: Viewer, resident_id: UUID | None, what: str, said: str) -> Correction:
    """Take a household's word of what is right. Raises Problem `correction.nothing`,
    `correction.unreadable`, `people.choice_unknown`, `people.not_theirs`."""
    home = viewer.dwelling_id
    if viewer.role != "household" or home is None:
        raise Problem("kernel.not_yours")
    whole, said = said, said.strip()[:200]
    if what not in Asked.values:
        raise Problem("people.choice_unknown", value=what)
    if not said:
        raise Problem("correction.nothing")
    people = Resident.objects.of(viewer).filter(left_at=None)
    person = people.filter(dwelling=home, id=resident_id or NIL).first()
    if person is None and (resident_id or what != Asked.OTHER):
        raise Problem("people.not_theirs")
    _read_value(what, said)
    words = Words(
        whole,
        "correction.said",
        person.id if person else home,
        dwelling_id=home,
        resident_id=person.id if person else None,
        upto=REAL,
    )
    _hear_words(viewer, words)
    mine = Correction.objects.of(viewer).filter(dwelling=home)
    same = mine.filter(resident=person, what=what, reported_value=said, settled_at=None).first()
    if same or mine.filter(settled_at=None).count() >= MOST_OPEN:
        return same or mine.filter(settled_at=None).latest("recorded_at")
    made = Correction.objects.create(
        community_id=viewer.community_id,
        dwelling_id=home,
        resident=person,
        what=what,
        reported_value=said,
        recorded_at=clock.now(),
    )
    journal.write(viewer, "correction.asked", subject=made.id, dwelling=home)
    WAITING.renew_after(viewer.community_id)
    return made


@transaction.atomic
def hear_refused(viewer: Viewer, text: str) -> None:
    """Hear what could not be taken as a correction: danger may stand in any field."""
    home = viewer.dwelling_id
    _hear_words(viewer, Words(text, "correction.said", home, dwelling_id=home, upto=REAL))


def _hear_words(viewer: Viewer, words: Words) -> None:
    if not FIGURE.fullmatch(words.text.strip()):
        hear(viewer, words)


def _read_value(what: str, text: str) -> str | date:
    """Return what a field becomes by a household's word. Raises Problem `correction.unreadable`."""
    if what != Asked.BIRTH:
        return text
    day = calendar_day(text)
    if day is None:
        raise Problem("correction.unreadable")
    return day


def accept(viewer: Viewer, correction_id: UUID) -> Correction:
    """Accept a correction, which changes the register."""
    return _settle_correction(viewer, correction_id, True)


def refuse(viewer: Viewer, correction_id: UUID) -> Correction:
    """Refuse a correction; the register stays as it is."""
    return _settle_correction(viewer, correction_id, False)


@transaction.atomic
def _settle_correction(viewer: Viewer, correction_id: UUID, accept: bool) -> Correction:
    """Settle a correction once.

    Raises Problem `kernel.not_found`, `correction.settled`, and those of `edit_resident`.
    """
    viewer.need("head", "desk")
    rows = visible_to(viewer, Correction.objects.select_for_update(of=("self",)))
    correction = get_or_refuse(rows, id=correction_id)
    if correction.settled_at:
        raise Problem("correction.settled")
    if accept and correction.what != Asked.OTHER and correction.resident_id:
        edit_resident(
            viewer,
            correction.resident_id,
            {correction.what: _read_value(correction.what, correction.reported_value)},
        )
    correction.settled_at, correction.settled_by, correction.accepted = (
        clock.now(),
        viewer.name[:80],
        accept,
    )
    correction.save(update_fields=["settled_at", "settled_by", "accepted"])
    kind = "correction.accepted" if accept else "correction.refused"
    journal.write(viewer, kind, subject=correction.id, dwelling=correction.dwelling_id)
    WAITING.renew_after(viewer.community_id)
    return correction


def waiting(viewer: Viewer) -> list[Correction]:
    """Return the corrections that wait for an officer, the longest waiting first."""
    if viewer.role not in OFFICERS and viewer.role != "system":
        return []
    rows = visible_to(viewer, Correction.objects.filter(settled_at=None))
    return list(rows.select_related("dwelling__stairwell__estate", "resident")[:200])


def _count_waiting(community: UUID) -> int:
    return len(waiting(system_viewer(community)))


WAITING: CachedCount[int] = CachedCount("corrections-waiting", _count_waiting)


@every_minute
def count_waiting(community: UUID) -> None:
    """Count anew, every minute."""
    WAITING.renew(community)
