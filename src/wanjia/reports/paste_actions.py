"""What changes in pastes: text is read and kept, doubtful lines are settled, answers stored."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from wanjia.kernel import clock, journal
from wanjia.kernel.access import Viewer
from wanjia.kernel.problem import Problem
from wanjia.people.models import Resident
from wanjia.reports.actions import Given, Stored, store_answers
from wanjia.reports.jielong import Context, read
from wanjia.reports.models import Antigen, Paste, PasteLine, Round
from wanjia.reports.pasting import (
    as_stored,
    dwelling_of,
    given_of,
    people_named,
    roster_index,
    says_something,
)
from wanjia.reports.queries import residents_in_round

WHO = ("head", "desk", "grid")
MOST_BYTES = 2_000_000
AGAIN_WITHIN = timedelta(days=1)
STORED_KINDS = ("answer", "headcount")


@transaction.atomic
def read_paste(
    viewer: Viewer, text: str, round_: Round | None, context: Context | None = None
) -> tuple[Paste, bool]:
    """Read pasted text and keep every line of it; nothing is stored as an answer yet.

    Returns the paste and whether it is new: the same text for the same round within a day is the
    paste that is there already. Raises Problem `paste.empty` and `paste.too_long`.
    """
    viewer.need(*WHO)
    size = len(text.encode())
    if size > MOST_BYTES:
        raise Problem(
            "paste.too_long", size=f"{size / 1_000_000:.1f}", most=MOST_BYTES // 1_000_000
        )
    text = text.replace("\x00", "")
    if not text.strip():
        raise Problem("paste.empty")
    now = clock.now()
    same = Paste.objects.filter(
        community_id=viewer.community_id, at__gt=now - AGAIN_WITHIN, by=viewer.user_id
    ).order_by("-at")
    known = same.filter(round=round_, text=text).first()
    if known:
        return known, False
    index = roster_index(viewer)
    readings = read(text, index, context or Context())
    paste = Paste.objects.create(
        community_id=viewer.community_id,
        round=round_,
        at=now,
        by=viewer.user_id,
        by_name=viewer.name,
        text=text,
    )
    PasteLine.objects.bulk_create(
        [
            PasteLine(
                community_id=viewer.community_id,
                paste=paste,
                line=one.line,
                text=one.text,
                kind=one.kind,
                status=one.status,
                reading=as_stored(one, index),
            )
            for one in readings
        ],
        batch_size=500,
    )
    return paste, True


@transaction.atomic
def commit_paste(viewer: Viewer, paste: Paste) -> Stored:
    """Store what the sure lines say, and hand on what asks for something; again is harmless.

    A line that speaks of somebody whom the round does not ask becomes doubtful and is kept.
    """
    viewer.need(*WHO)
    paste = Paste.objects.select_for_update().get(community_id=viewer.community_id, id=paste.id)
    lines = list(paste.lines.filter(stored=False, kind__in=STORED_KINDS, status="sure"))
    stored = Stored(0, 0, 0)
    if paste.round is not None:
        stored = _store(viewer, paste.round, lines)
    _hand_on_needs(viewer, paste)
    paste.committed_at = clock.now()
    paste.save(update_fields=["committed_at"])
    journal.write(
        viewer,
        "paste.committed",
        subject=paste.id,
        after={"new": stored.new, "corrected": stored.corrected, "same": stored.same},
    )
    return stored


def _store(viewer: Viewer, round_: Round, lines: Sequence[PasteLine]) -> Stored:
    asked = _asked(viewer, round_, lines)
    given: list[Given] = []
    done, doubtful = [], []
    for line in lines:
        reading = line.reading
        if reading["superseded"] or not says_something(reading):
            continue
        if any(UUID(one) not in asked for one in reading["residents"]):
            line.status = "doubtful"
            line.reading = {**reading, "why": "not_in_round", "candidates": reading["residents"]}
            doubtful.append(line)
            continue
        line.stored = True
        given += given_of(reading, line.id)
        done.append(line)
    stored = store_answers(viewer, round_, given, "paste", asked) if given else Stored(0, 0, 0)
    if done:
        PasteLine.objects.filter(
            community_id=viewer.community_id, paste=done[0].paste_id, id__in=[x.id for x in done]
        ).update(stored=True)
    for line in doubtful:
        line.save(update_fields=["status", "reading"])
    return stored


def _asked(viewer: Viewer, round_: Round, lines: Sequence[PasteLine]) -> dict[UUID, Resident]:
    wanted = {UUID(one) for line in lines for one in line.reading["residents"]}
    rows = residents_in_round(viewer, round_)
    if len(wanted) <= 500:
        rows = rows.filter(id__in=wanted)
    return {one.id: one for one in rows if one.id in wanted}


def _hand_on_needs(viewer: Viewer, paste: Paste) -> None:
    """Each line that asks for something is told to the floor that answers needs, once."""
    asking = [line for line in paste.lines.filter(stored=False) if _asks(line)]
    for line in asking:
        dwelling = dwelling_of(viewer, line.reading["doors"])
        residents = line.reading["residents"]
        journal.write(
            viewer,
            "paste.need",
            subject=line.id,
            dwelling=dwelling.id if dwelling else None,
            after={"resident": residents[0] if len(residents) == 1 else None},
        )
        if line.kind == "need":
            line.stored = True
            line.save(update_fields=["stored"])


def _asks(line: PasteLine) -> bool:
    return (line.kind == "need" or bool(line.reading["asks"])) and not line.reading["superseded"]


@transaction.atomic
def settle_line(
    viewer: Viewer,
    line_id: UUID,
    residents: Sequence[str],
    antigen: str = "",
    temperature: str = "",
    where: str = "",
) -> PasteLine:
    """Say whom a doubtful line speaks of and what it says; it is stored with its paste.

    An empty value leaves what was read. Raises Problem `paste.settled` when somebody settled it
    before, and the `answer.*` Problems.
    """
    viewer.need(*WHO)
    line = _unsettled(viewer, line_id)
    known = people_named(viewer, residents)
    if not residents or len(known) < len(set(residents)):
        raise Problem("answer.not_in_round")
    reading = dict(line.reading)
    reading["residents"] = list(dict.fromkeys(residents))
    if antigen:
        if antigen not in Antigen.values:
            raise Problem("answer.antigen", name="", value=antigen)
        reading["antigen"] = antigen
    elif isinstance(reading["antigen"], list) and len(residents) != len(reading["antigen"]):
        reading["antigen"] = None
    if temperature:
        reading["temperature"] = temperature
    elif isinstance(reading["temperature"], list) and len(residents) != len(reading["temperature"]):
        reading["temperature"] = None
    if where:
        reading["where"] = where
    if not says_something(reading):
        raise Problem("answer.nothing")
    line.reading, line.kind, line.status = reading, "answer", "sure"
    _settled(viewer, line)
    if line.paste.committed_at and line.paste.round:
        _store(viewer, line.paste.round, [line])
    return line


@transaction.atomic
def set_aside(viewer: Viewer, line_id: UUID) -> PasteLine:
    """Say that a line is no report; it stays with its paste as it was written."""
    viewer.need(*WHO)
    line = _unsettled(viewer, line_id)
    line.kind, line.status = "note", "unread"
    _settled(viewer, line)
    return line


def _unsettled(viewer: Viewer, line_id: UUID) -> PasteLine:
    line = (
        PasteLine.objects.filter(community_id=viewer.community_id, id=line_id)
        .select_related("paste__round__zone")
        .select_for_update(of=("self",))
        .first()
    )
    if line is None or (not viewer.sees_all and line.paste.by != viewer.user_id):
        raise Problem("kernel.not_found")
    if line.settled_at:
        raise Problem("paste.settled", line=line.line)
    return line


def _settled(viewer: Viewer, line: PasteLine) -> None:
    line.settled_at, line.settled_by = clock.now(), viewer.user_id
    line.save(update_fields=["reading", "kind", "status", "settled_at", "settled_by"])
    journal.write(
        viewer,
        "paste.line_settled",
        subject=line.paste_id,
        after={"line": line.line, "kind": line.kind},
    )
