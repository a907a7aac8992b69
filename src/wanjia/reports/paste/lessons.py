"""What settling lines teaches the reader, and what it is told of that; forgotten with the round.

A settlement keeps who was chosen and what was refused, with the people as places of the household;
from it follow aliases, senders and stairwells of groups, which the next paste is read with.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident
from wanjia.places.addresses.characters import plain
from wanjia.places.models import Stairwell as StairwellRow
from wanjia.reports.models import Lesson, LessonKind, Paste, PasteLine, Round
from wanjia.reports.paste.matching import context_of
from wanjia.reports.paste.reader import Context, Stairwell

MOST = 2000  # lessons that a reading is told of, the newest first
LONGEST = 120
BY_SENDER = ("no_door", "by_sender", "by_before", "room_only", "who")


def context_for(viewer: Viewer, round_: Round | None) -> Context:
    """What is known before a paste is read: its round's estate, and all that was taught."""
    rows = (
        Lesson.objects.of(viewer)
        .exclude(kind=LessonKind.READING)
        .select_related("stairwell__estate")
        .order_by("-recorded_at", "-id")[:MOST]
    )
    stairwells: dict[str, Stairwell] = {}
    people: dict[str, dict[str, str]] = {LessonKind.SENDER: {}, LessonKind.ALIAS: {}}
    for lesson in rows:
        if lesson.kind == LessonKind.STAIRWELL and lesson.stairwell is not None:
            stairwells.setdefault(lesson.key, _named(lesson.stairwell))
        elif lesson.resident_id is not None:
            people[lesson.kind].setdefault(lesson.key, str(lesson.resident_id))
    return context_of(round_)._replace(
        stairwells=tuple(stairwells.items()),
        senders=tuple(people[LessonKind.SENDER].items()),
        aliases=tuple(people[LessonKind.ALIAS].items()),
    )


def _named(row: StairwellRow) -> Stairwell:
    return Stairwell(row.estate.name, row.lane, plain(row.label))


def learn_stairwell(viewer: Viewer, paste: Paste, key: str, stairwell: StairwellRow) -> None:
    """Remember of which stairwell a group's list is."""
    _remember(viewer, paste, LessonKind.STAIRWELL, key=key, stairwell=stairwell)


def learn_settlement(
    viewer: Viewer, line: PasteLine, before: dict[str, Any], chosen: Sequence[Resident]
) -> None:
    """Remember what a settled line says of a nickname, a sender, and of the reading itself."""
    paste = line.paste
    one = chosen[0] if len(chosen) == 1 else None
    if before["why"] == "name_unknown" and one is not None and before["about"]:
        _remember(
            viewer, paste, LessonKind.ALIAS, key=plain(before["about"]), resident=one, line=line.id
        )
    sender = before.get("sender", "")
    if sender and one is not None and before["why"] in BY_SENDER and _speaks_of_self(line.text):
        _remember(viewer, paste, LessonKind.SENDER, key=plain(sender), resident=one, line=line.id)
    detail = {
        "why": before["why"],
        "features": before.get("features", {}),
        "chosen": _places(chosen, line.reading["said"]),
        "refused": [option["share"] for option in before.get("options", ())],
        "right": _as_read(before, line.reading["said"]),
    }
    _remember(viewer, paste, LessonKind.READING, detail=detail, line=line.id)


def forget_settlement(viewer: Viewer, line: PasteLine) -> None:
    """Forget what a settlement taught that was undone."""
    Lesson.objects.of(viewer).filter(paste=line.paste_id, line=line.id).delete()


def learn_refusal(viewer: Viewer, line: PasteLine) -> None:
    """Remember that a sure line was read wrongly."""
    detail = {"why": "wrong", "features": line.reading.get("features", {}), "right": False}
    _remember(viewer, line.paste, LessonKind.READING, detail=detail, line=line.id)


def _speaks_of_self(text: str) -> bool:
    """Whether a line speaks of whoever sent it: nothing in it names another."""
    return not any(
        word in text for word in ("老公", "老婆", "孩子", "爸", "妈", "全家", "都", "人")
    )


def _places(chosen: Sequence[Resident], said: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """What was chosen, with each person as their place and not by name."""
    order = {str(person.id): place for place, person in enumerate(chosen)}
    return [[order.get(one[0], -1), *one[1:]] for one in said]


def _as_read(before: dict[str, Any], said: Sequence[Sequence[Any]]) -> bool:
    """Whether somebody confirmed what the reader held to be likeliest."""
    known = {(one[0], one[1], one[2]) for one in before.get("said", ())}
    return bool(known) and known == {(one[0], one[1], one[2]) for one in said}


def _remember(viewer: Viewer, paste: Paste, kind: str, key: str = "", **what: Any) -> None:
    Lesson.objects.create(
        community_id=viewer.community_id,
        round=paste.round,
        paste=paste,
        recorded_at=clock.now(),
        created_by=viewer.user_id,
        kind=kind,
        key=key[:LONGEST],
        **what,
    )


def corrections(community_id: UUID) -> list[dict[str, Any]]:
    """The features of settled lines and whether they were read right: what weights learn from."""
    rows = Lesson.objects.filter(community_id=community_id, kind=LessonKind.READING)
    return [
        one
        for one in rows.order_by("recorded_at", "id").values_list("detail", flat=True)
        if one["features"]
    ]
