"""Answers weighed against what is known of a person, and written down beside it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet

from wanjia.places.bulk import insert_rows
from wanjia.reports.answers.currency import (
    CONTENT,
    Statement,
    known_from,
    read_told,
    told_by,
    write_told,
)
from wanjia.reports.models import Answer

HELD = (
    "resident_id",
    "id",
    "recorded_at",
    "measured_at",
    "confirmed_at",
    "reported_fields",
    *CONTENT,
)
# Ways in which somebody says anew how a person is; a list that is pasted again says nothing anew.
SAID_ANEW = ("household", "door", "call")


@dataclass(slots=True)
class Weighed:
    """An answer as it is weighed against the next.

    What it says, by `CONTENT`.
    """

    id: UUID
    at: datetime
    measured: datetime
    told: frozenset[str]
    says: dict[str, Any]
    current: bool = True
    merged: bool = False
    confirmed: bool = False

    @property
    def order(self) -> tuple[datetime, UUID]:
        """What puts answers in order: the moment, then the id."""
        return self.measured, self.id

    def confirm(self, moment: datetime, told: frozenset[str], channel: str) -> None:
        """Note that the same was said again."""
        if channel in SAID_ANEW and told >= self.told and moment > self.measured:
            self.measured, self.told, self.confirmed = moment, told, True

    def statement(self) -> Statement:
        """Return what it says, of which fields, and when it was measured."""
        return Statement(self.id, self.measured, self.told, self.says)


Made = tuple[UUID, Weighed]


def weighed(row: Sequence[Any]) -> Weighed:
    """Return an answer as it is stored.

    A row of the columns `HELD`.
    """
    _, id_, at, measured, confirmed, told, *values = row
    says = dict(zip(CONTENT, values, strict=True))
    return Weighed(
        id_, at, max(filter(None, (measured or at, confirmed))), read_told(told, says), says
    )


def known_anew(
    held: QuerySet[Answer], latest: Mapping[UUID, Weighed], older: Sequence[Made], at: datetime
) -> list[Made]:
    """Return answers that count anew, where something older filled a gap."""
    whose = {resident for resident, _ in older}
    statements = defaultdict(list)
    for row in held.filter(resident__in=whose, current=False).values_list(*HELD):
        statements[row[0]].append(weighed(row).statement())
    for resident, answer in older:
        answer.current = False
        statements[resident].append(answer.statement())
    made = []
    for resident in whose:
        last = latest[resident]
        known = known_from([*statements[resident], last.statement()])
        if known == last.says:
            continue
        mixed = uuid5(last.id, "|".join(map(str, known.values())))
        last.current = False
        new = Weighed(mixed, at, last.measured, last.told, known, merged=True)
        made.append((resident, new))
    return made


def write_down(
    held: QuerySet[Answer],
    stood: Iterable[Weighed],
    new: Sequence[Made],
    alike: Mapping[str, Any],
) -> None:
    """Store new answers and what became of those that stood there."""
    stood = list(stood)
    if replaced := [answer.id for answer in stood if not answer.current]:
        held.filter(id__in=replaced).update(current=False)
    confirmed = defaultdict(list)
    for answer in stood:
        if answer.confirmed and answer.current:
            confirmed[answer.measured, answer.told].append(answer.id)
    for (moment, told), ids in confirmed.items():
        held.filter(id__in=ids).update(confirmed_at=moment, reported_fields=write_told(told))
    insert_rows(
        Answer,
        ("id", "resident_id", "current", "measured_at", "reported_fields", *CONTENT),
        [
            (
                answer.id,
                resident,
                answer.current,
                _measured_earlier(answer),
                _write_told_fields(answer),
                *answer.says.values(),
            )
            for resident, answer in new
        ],
        **alike,
    )


def _measured_earlier(answer: Weighed) -> datetime | None:
    return answer.measured if answer.measured != answer.at else None


def _write_told_fields(answer: Weighed) -> str:
    """Return the fields that an answer speaks of, where its content does not tell."""
    return write_told(answer.told) if answer.merged or answer.told != told_by(answer.says) else ""
