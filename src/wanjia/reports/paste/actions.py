"""What changes in pastes: text is read and kept, answers and head counts are stored.

How doubtful lines are settled: `settling`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.hearing import LIFE
from wanjia.core.ids import new_ids
from wanjia.core.problems import Problem
from wanjia.places.bulk import insert_rows, set_alike, update_rows
from wanjia.reports.answers.actions import Given, Stored, store_answers
from wanjia.reports.models import Paste, PasteLine, Round
from wanjia.reports.paste.headcounts import given_of_count, is_count, store_headcounts
from wanjia.reports.paste.lessons import context_for
from wanjia.reports.paste.matching import (
    as_stored,
    dwelling_of,
    given_of,
    people_of,
    roster_index,
    says_something,
    tell_others_doors,
)
from wanjia.reports.paste.reader import Context, asked_in
from wanjia.reports.paste.reader import read_paste as read_text
from wanjia.reports.rounds.round_lookup import asked_by

WHO = ("head", "desk", "grid")
READERS = (*WHO, "household")  # a household's own message is read like a pasted fragment
MOST_BYTES = 2_000_000
MOST_LINES = 10_000  # a group of five hundred writes fewer in a day
AGAIN_WITHIN = timedelta(days=1)
MOST_GRAVE = 500  # told before anything is stored; a paste with more is no list of neighbours
STORED_KINDS = ("answer", "headcount", "need")


@transaction.atomic
def read_paste(
    viewer: Viewer, text: str, round_: Round | None, context: Context | None = None
) -> tuple[Paste, bool]:
    """Read pasted text and keep every line of it; nothing is stored as an answer yet.

    Returns the paste and whether it is new: the same text for the same round within a day is the
    paste that is there already. Raises Problem `paste.empty`, `paste.too_long`,
    `paste.too_many_lines`.
    """
    viewer.need(*READERS)
    text = _checked(text)
    known = _pasted_before(viewer, text, round_) if viewer.role != "household" else None
    if known:
        return known, False
    index = roster_index(viewer)
    whole = read_text(text, index, context or context_for(viewer, round_))
    readings = whole.readings
    paste = Paste.objects.create(
        community_id=viewer.community_id,
        round=round_,
        recorded_at=clock.now(),
        created_by=viewer.user_id,
        created_by_name=viewer.name,
        text=text,
        questions=[asdict(one) for one in whole.questions],
    )
    ids, asked = new_ids(len(readings)), asked_in(readings)
    insert_rows(
        PasteLine,
        ("id", "line", "text", "kind", "status", "reading"),
        [
            (new, one.line, one.text, one.kind, one.status, as_stored(one, index, need))
            for new, one, need in zip(ids, readings, asked, strict=True)
        ],
        community_id=viewer.community_id,
        paste_id=paste.id,
    )
    if not viewer.sees_all:
        tell_others_doors(viewer, paste)
    grave = [new for new, need in zip(ids, asked, strict=True) if need and need.is_grave]
    if grave and viewer.role != "household":  # its own message was heard whole when it came
        _hand_on_danger(viewer, paste, grave)
    return paste, True


def _hand_on_danger(viewer: Viewer, paste: Paste, grave: Sequence[UUID]) -> None:
    """What is grave is told at once: it waits for nobody to settle lines or press "store"."""
    lines = paste.lines.filter(community_id=viewer.community_id, id__in=grave[:MOST_GRAVE])
    _hand_on_needs(viewer, paste, list(lines))


def _checked(text: str) -> str:
    size = len(text.encode(errors="replace"))
    if size > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise Problem("paste.too_long", size=f"{size / 1_000_000:.1f}", most=most)
    text = text.replace("\x00", "").encode(errors="replace").decode()
    if not text.strip():
        raise Problem("paste.empty")
    if (lines := text.count("\n") + 1) > MOST_LINES:
        raise Problem("paste.too_many_lines", lines=lines, most=MOST_LINES)
    return text


def _pasted_before(viewer: Viewer, text: str, round_: Round | None) -> Paste | None:
    rows = Paste.objects.of(viewer).filter(
        recorded_at__gt=clock.now() - AGAIN_WITHIN,
        created_by=viewer.user_id,
        round=round_,
        text=text,
        taken_back_at=None,
    )
    return rows.order_by("-recorded_at").first()


@transaction.atomic
def commit_paste(viewer: Viewer, paste: Paste, heard: bool = False) -> Stored:
    """Store what the sure lines say, and hand on what asks for something; again is harmless.

    `heard`: all of it was heard as one text already, and what it asks for is a need.

    An answer goes to the paste's round, or to the round that asks the person at the same time in
    another zone. A line about somebody whom none asks is kept and not stored. Raises Problem
    `paste.taken_back`.
    """
    viewer.need(*READERS)
    rows = Paste.objects.of(viewer).select_related("round__zone")
    paste = rows.select_for_update(of=("self",)).get(id=paste.id)
    if paste.taken_back_at:
        raise Problem("paste.taken_back")
    columns = ("id", "community", "paste", "kind", "status", "reading")
    lines = list(paste.lines.filter(stored=False).only(*columns))
    asking = [] if heard else [one for one in lines if _asks(one)]
    sure = [one for one in lines if one.kind in STORED_KINDS and one.status == "sure"]
    stored = store_lines(viewer, paste, sure)
    _hand_on_needs(viewer, paste, asking)
    first = paste.committed_at is None
    if first:
        paste.committed_at = clock.now()
        paste.save(update_fields=["committed_at"])
    if first or stored.new or stored.corrected:
        counts = {"new": stored.new, "corrected": stored.corrected, "same": stored.same}
        journal.write(viewer, "paste.committed", subject=paste.id, after=counts)
    return stored


def store_lines(viewer: Viewer, paste: Paste, unstored: Iterable[PasteLine]) -> Stored:
    """Store what these lines say of whom some round asks, and their head counts."""
    fresh = [line for line in unstored if not line.reading["superseded"]]
    counts = [line for line in fresh if is_count(line)]
    if paste.round is None:
        return Stored(0, 0, 0)
    if counts:
        store_headcounts(viewer, paste, counts)
        set_alike([line for line in counts if not says_something(line.reading)], stored=True)
    lines = [line for line in fresh if says_something(line.reading) or is_count(line)]
    if not lines:
        return Stored(0, 0, 0)
    asked = asked_by(viewer, paste.round, people_of(lines))
    given: dict[UUID, list[Given]] = {}
    done = []
    for line in lines:
        said = given_of(line.reading, line.id)
        said += given_of_count(paste.round, line) if is_count(line) else []
        if all(one.resident in asked for one in said):
            line.stored = True
            done.append(line)
            for one in said:
                given.setdefault(asked[one.resident].round.id, []).append(one)
    rounds = {one.round.id: one.round for one in asked.values()}
    names = {one: found.name for one, found in asked.items()}
    parts = [
        store_answers(viewer, rounds[one], answers, "paste", names=names)
        for one, answers in given.items()
    ]
    set_alike(done, stored=True)
    return Stored(
        sum(one.new for one in parts),
        sum(one.corrected for one in parts),
        sum(one.same for one in parts),
        tuple(alarm for one in parts for alarm in one.alarms),
    )


def _hand_on_needs(viewer: Viewer, paste: Paste, asking: Sequence[PasteLine]) -> None:
    """Each line that asks for something is told to the floor that answers needs, once."""
    for line in asking:
        estate = paste.round.zone.estate_id if paste.round else None
        dwelling = dwelling_of(viewer, line.reading["doors"], estate)
        residents = line.reading["residents"]
        journal.write(
            viewer,
            "paste.need",
            subject=line.id,
            dwelling=dwelling.id if dwelling else None,
            after={
                "resident": residents[0] if len(residents) == 1 else None,
                "door_maybe": not line.reading.get("door_named", True),
            },
        )
        line.reading = {**line.reading, "handed": True}
        line.stored = line.stored or line.kind == "need"
    update_rows(asking, ["reading", "stored"])


def _asks(line: PasteLine) -> bool:
    reading = line.reading
    if reading.get("handed"):
        return False
    asks = line.kind == "need" or bool(reading["asks"]) or bool(reading.get("need"))
    # Of an older copy of a list only what is grave counts: the newer one may leave it out.
    return asks and (not reading["superseded"] or _is_grave(reading))


def _is_grave(reading: Mapping[str, Any]) -> bool:
    need = reading.get("need")
    return need is not None and (need["urgency"] == LIFE or bool(need["unsure"]))
