"""How doubtful lines are settled: by person, by a reading, many alike at once; and undone."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.people.models import Where
from wanjia.places.bulk import update_rows
from wanjia.places.models import Stairwell
from wanjia.reports.models import Antigen, Paste, PasteLine
from wanjia.reports.paste.actions import WHO, store_lines
from wanjia.reports.paste.lessons import (
    context_for,
    forget_settlement,
    learn_refusal,
    learn_settlement,
    learn_stairwell,
)
from wanjia.reports.paste.matching import (
    as_stored,
    housemates,
    people_named,
    roster_index,
    says_something,
    tell_others_doors,
)
from wanjia.reports.paste.reader import asked_in, read_paste
from wanjia.reports.paste.undo import take_back_line

Values = Mapping[str, tuple[str, str, str]]  # resident → antigen, temperature, where
MOST_ALIKE = 100


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
    chosen = list(dict.fromkeys(residents))
    reading = line.reading
    values = {
        one: _filled((antigen, temperature, where), _read_of(reading, one, place, len(chosen)))
        for place, one in enumerate(chosen)
    }
    return _settle(viewer, line, values)


@transaction.atomic
def settle_grid(viewer: Viewer, line_id: UUID, values: Values) -> PasteLine:
    """Say of each of a household what a line says of them; those without a value are left out.

    Raises as `settle_line`.
    """
    viewer.need(*WHO)
    told = {one: said for one, said in values.items() if any(said)}
    return _settle(viewer, _unsettled(viewer, line_id), told)


@transaction.atomic
def choose_reading(viewer: Viewer, line_ids: Sequence[UUID], place: int) -> list[PasteLine]:
    """Take one of the readings that were found for a line, or for lines that are worded alike.

    Raises Problem `paste.option_gone` where the first of them has no such reading; others without
    it are left doubtful.
    """
    viewer.need(*WHO)
    settled = []
    for at, line_id in enumerate(line_ids[:MOST_ALIKE]):
        line = _unsettled(viewer, line_id)
        options = line.reading.get("options", [])
        if not 0 <= place < len(options):
            if at == 0:
                raise Problem("paste.option_gone", line=line.line)
            continue
        said = options[place]["said"]
        values = {
            one: (antigen or "", temperature, where or "")
            for one, antigen, temperature, where in said
        }
        settled.append(_settle(viewer, line, values, [options[place]["door"]]))
    return settled


@transaction.atomic
def set_aside(viewer: Viewer, line_id: UUID) -> PasteLine:
    """Say that a line is no report; it stays with its paste as it was written."""
    viewer.need(*WHO)
    line = _unsettled(viewer, line_id)
    _keep_before(line)
    line.kind, line.status = "note", "unread"
    _settled(viewer, line)
    return line


@transaction.atomic
def doubt_line(viewer: Viewer, line_id: UUID) -> PasteLine:
    """Say that a line was read wrongly; what it stored is taken back, and somebody settles it."""
    viewer.need(*WHO)
    line = _line(viewer, line_id)
    if line.stored and line.paste.round is not None:
        take_back_line(viewer, line)
    learn_refusal(viewer, line)
    reading = line.reading
    line.status, line.settled_at, line.settled_by, line.stored = "doubtful", None, None, False
    line.reading = {
        **reading,
        "why": "wrong",
        "candidates": reading["candidates"] or housemates(viewer, reading["residents"]),
    }
    line.save(update_fields=["status", "reading", "settled_at", "settled_by", "stored"])
    _note(viewer, line, "doubtful")
    return line


@transaction.atomic
def undo_settlement(viewer: Viewer, line_id: UUID) -> PasteLine:
    """Undo how a line was settled: it is doubtful again, as it was read.

    Raises Problem `paste.settled` where it was not settled by anybody.
    """
    viewer.need(*WHO)
    line = _line(viewer, line_id)
    before = line.reading.get("before")
    if line.settled_at is None or before is None:
        raise Problem("paste.settled", line=line.line)
    if line.stored and line.paste.round is not None:
        take_back_line(viewer, line)
    line.kind, line.status, line.reading = before["kind"], before["status"], before["reading"]
    line.settled_at, line.settled_by, line.stored = None, None, False
    line.save(update_fields=["kind", "status", "reading", "settled_at", "settled_by", "stored"])
    forget_settlement(viewer, line)
    _note(viewer, line, "doubtful")
    return line


@transaction.atomic
def answer_list(viewer: Viewer, paste: Paste, block: int, stairwell_id: UUID) -> Paste:
    """Say which stairwell a list is; its lines that nobody settled are read again with that.

    Raises Problem `paste.not_open` where the list has no question (any more).
    """
    viewer.need(*WHO)
    paste = Paste.objects.of(viewer).select_for_update(of=("self",)).get(id=paste.id)
    if paste.taken_back_at:
        raise Problem("paste.taken_back")
    question = next((one for one in paste.questions if one["block"] == block), None)
    stairwell = Stairwell.objects.of(viewer).filter(id=stairwell_id).first()
    if question is None or stairwell is None:
        raise Problem("paste.not_open")
    learn_stairwell(viewer, paste, question["key"], stairwell)
    _read_again(viewer, paste, block)
    journal.write(
        viewer,
        "paste.line_settled",
        subject=paste.id,
        after={"line": question["line"], "kind": "stairwell"},
    )
    return paste


def _read_again(viewer: Viewer, paste: Paste, block: int) -> None:
    """Read a list of a paste with what has been learned; what was settled or stored stays."""
    index = roster_index(viewer)
    whole = read_paste(paste.text, index, context_for(viewer, paste.round))
    asked = asked_in(whole.readings)
    lines = {line.line: line for line in paste.lines.filter(stored=False, settled_at=None)}
    changed = []
    for reading, need in zip(whole.readings, asked, strict=True):
        line = lines.get(reading.line)
        if line is None or reading.block != block:
            continue
        handed = {"handed": True} if line.reading.get("handed") else {}
        line.kind, line.status = reading.kind, reading.status
        line.reading = {**as_stored(reading, index, need), **handed}
        changed.append(line)
    update_rows(changed, ["kind", "status", "reading"])
    paste.questions = [
        {**one, "choices": [list(choice) for choice in one["choices"]]}
        for one in paste.questions
        if one["block"] != block
    ]
    paste.save(update_fields=["questions"])
    if not viewer.sees_all:
        tell_others_doors(viewer, paste)
    if paste.committed_at:
        sure = [
            one for one in changed if one.status == "sure" and one.kind in ("answer", "headcount")
        ]
        store_lines(viewer, paste, sure)


def _settle(
    viewer: Viewer,
    line: PasteLine,
    values: Mapping[str, Sequence[Any]],
    doors: Sequence[str] = (),
) -> PasteLine:
    known = people_named(viewer, values)
    if not values or len(known) < len(values):
        raise Problem("answer.not_in_round")
    for antigen, _temperature, where in values.values():
        if antigen and antigen not in (*Antigen.values, "untested"):
            raise Problem("answer.antigen", name="", value=antigen)
        if where and where not in Where.values:
            raise Problem("answer.nothing")
    before = dict(line.reading)
    _keep_before(line)
    said = [[one, a or None, t or None, w or None] for one, (a, t, w) in values.items()]
    reading = {
        **line.reading,
        "said": said,
        "residents": [one[0] for one in said],
        "antigen": _column([one[1] for one in said]),
        "temperature": _column([one[2] for one in said]),
        "where": next((one[3] for one in said if one[3]), None),
        "doors": list(doors) or sorted({person.dwelling.door for person in known.values()}),
        "count": len(said),
    }
    if not says_something(reading) and not any(one[1] == "untested" for one in said):
        raise Problem("answer.nothing")
    line.reading, line.kind, line.status = reading, "answer", "sure"
    _settled(viewer, line)
    learn_settlement(viewer, line, before, [known[one] for one in values])
    if line.paste.committed_at:
        store_lines(viewer, line.paste, [line])
    return line


def _column(values: Sequence[Any]) -> Any:
    if len(set(map(str, values))) == 1:
        return values[0]
    return list(values)


def _read_of(
    reading: Mapping[str, Any], resident: str, place: int, many: int
) -> tuple[Any, Any, Any]:
    """What was read of a resident: said of them, or of as many people as are chosen now."""
    for one, antigen, temperature, where in reading.get("said", ()):
        if one == resident:
            return antigen or "", temperature or "", where or ""
    return (
        _placed(reading["antigen"], place, many),
        _placed(reading["temperature"], place, many),
        reading["where"] or "",
    )


def _placed(value: Any, place: int, many: int) -> Any:
    if isinstance(value, list):
        return (value[place] or "") if len(value) == many else ""
    return value or ""


def _filled(given: Sequence[Any], read: Sequence[Any]) -> tuple[Any, Any, Any]:
    """The values given, and what was read where none is."""
    antigen, temperature, where = (new or old for new, old in zip(given, read, strict=True))
    return antigen, temperature, where


def _keep_before(line: PasteLine) -> None:
    """Keep how a line was read, so that its settling can be undone."""
    reading = {key: value for key, value in line.reading.items() if key != "before"}
    line.reading = {
        **reading,
        "before": {"kind": line.kind, "status": line.status, "reading": reading},
    }


def _unsettled(viewer: Viewer, line_id: UUID) -> PasteLine:
    line = _line(viewer, line_id)
    if line.settled_at:
        raise Problem("paste.settled", line=line.line)
    return line


def _line(viewer: Viewer, line_id: UUID) -> PasteLine:
    line = (
        PasteLine.objects.of(viewer)
        .filter(id=line_id)
        .select_related("paste__round__zone")
        .select_for_update(of=("self",))
        .first()
    )
    if line is None or (not viewer.sees_all and line.paste.created_by != viewer.user_id):
        raise Problem("kernel.not_found")
    if line.paste.taken_back_at:
        raise Problem("paste.taken_back")
    return line


def _settled(viewer: Viewer, line: PasteLine) -> None:
    line.settled_at, line.settled_by = clock.now(), viewer.user_id
    line.save(update_fields=["reading", "kind", "status", "settled_at", "settled_by"])
    _note(viewer, line, line.kind)


def _note(viewer: Viewer, line: PasteLine, kind: str) -> None:
    after = {"line": line.line, "kind": kind}
    journal.write(viewer, "paste.line_settled", subject=line.paste_id, after=after)
