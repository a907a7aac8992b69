"""What changes in reports: answers are stored. Rounds: `opening`; follow-ups: `following`."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from wanjia.core import clock, metrics
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.core.hearing import GRAVE, LIFE, Words, hear
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.people.models import Resident, Where
from wanjia.reports.alarms.actions import close_alarm, do_step, open_alarms, take_alarm
from wanjia.reports.answers.currency import told_by
from wanjia.reports.answers.fever_words import temperature_in
from wanjia.reports.answers.status import kinds
from wanjia.reports.answers.weighing import (
    HELD,
    SAID_ANEW,
    Made,
    Weighed,
    known_anew,
    weighed,
    write_down,
)
from wanjia.reports.models import Alarm, Answer, AnswerChannel, Antigen, Pcr, Round
from wanjia.reports.queries import residents_in_round
from wanjia.reports.rounds.actions import extend_rounds, open_rounds

__all__ = [
    "Given",
    "Stored",
    "asks_for_somebody",
    "close_alarm",
    "do_step",
    "extend_rounds",
    "hear_given",
    "id_of_answer",
    "open_alarms",
    "open_rounds",
    "store_answers",
    "take_alarm",
]

TICK = timedelta(microseconds=1)
COLDEST, HOTTEST = Decimal(34), Decimal(43)
ANTIGENS, PCRS, WHERES = (frozenset(choices.values) for choices in (Antigen, Pcr, Where))
READS = {  # how people write a temperature; a phone reads it in the same way
    "coldest": str(COLDEST),
    "hottest": str(HOTTEST),
    "digits": "０１２３４５６７８９．，。",
    "are": "0123456789...",
    "units": "℃°度Cc ",
}
_DIGITS = str.maketrans(READS["digits"], READS["are"])


@dataclass(frozen=True)
class Given:
    """What was said of one resident for a round, as it came.

    What is empty was not said: it stays as it is known. With `whole` it was said to be empty,
    as by a form that shows everything. `well`: the temperature is normal, without a number.
    `id` is made by whoever sends it; sent again with it, an answer is not stored again.
    """

    resident: UUID
    antigen: str = ""
    temperature: str | float | Decimal | None = None
    symptoms: str = ""
    where: str = ""
    note: str = ""
    pcr: str = ""
    well: bool = False
    whole: bool = False
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Stored:
    """What came of it: how many are new, corrected, known already.

    The alarms that opened; how many were measured before what is known, and are kept beside it.
    """

    new: int
    corrected: int
    same: int
    alarms: tuple[Alarm, ...] = ()
    older: int = 0


def store_answers(
    viewer: Viewer,
    round_: Round,
    given: Sequence[Given],
    channel: str,
    residents: Mapping[UUID, Resident] | None = None,
    names: Mapping[UUID, str] | None = None,
    measured_at: datetime | None = None,
    *,
    first: bool = False,
) -> Stored:
    """Store answers of one round.

    Each resident's once, a correction beside what it corrects.

    `residents`, or their `names`, may be given where the caller has them already (all must live in
    the round's zone and be in the viewer's sight). `measured_at`: when a phone took them in; what
    was measured before what is known is stored beside it and does not replace it. A household's own
    answers end with the round's window, by when they were measured; staff may enter late ones. One
    who is ill is stored whenever it comes. `first`: the caller has just read that none of them has
    answered; raises IntegrityError where somebody did in this very moment. Raises the `answer.*`
    Problems. Where anything is raised, nothing is stored.
    """
    if residents is not None:
        names = {resident_id: resident.name for resident_id, resident in residents.items()}
    try:
        return _store_given(viewer, round_, given, channel, names, measured_at, first)
    except IntegrityError:
        if first:
            raise
        # Somebody stored the first answer of one of them in this very moment: it is there now.
        return _store_given(viewer, round_, given, channel, names, measured_at)


@transaction.atomic
def _store_given(
    viewer: Viewer,
    round_: Round,
    given: Sequence[Given],
    channel: str,
    names: Mapping[UUID, str] | None,
    measured_at: datetime | None = None,
    first: bool = False,
) -> Stored:
    viewer.need(*STAFF, "household")
    now = clock.now()
    measured = min(measured_at, now) if measured_at else None
    try:
        _refuse_time(viewer, round_, given, now, measured)
    except Problem:
        if not _was_stored(round_, given):
            raise
        return Stored(0, 0, len(given))
    people = {answer.resident for answer in given}
    if names is None:
        names = _names_of(viewer, round_, people)
    if unknown := people - names.keys():
        raise Problem("answer.not_in_round", many=len(unknown))
    contents = [(answer, _check_content(answer, names[answer.resident])) for answer in given]
    held = Answer.objects.none()
    if not first:
        held = Answer.objects.of(viewer).filter(round_id=round_.id)
    current = _current_answers(held, people)
    # A clock that was set back makes no correction older than what it corrects.
    at = max([now, *(max(answer.at, answer.measured) + TICK for answer in current.values())])
    ids = [
        _answer_id(answer.id, round_.id, answer.resident, content) for answer, content in contents
    ]
    seen = _sent_before(held, current.values(), ids)
    latest, made, older = dict(current), list[Made](), list[Made]()
    spoken = []
    for (answer, content), new in zip(contents, ids, strict=True):
        before = latest.get(answer.resident)
        if new in seen:
            continue
        if answer.symptoms or answer.note:
            spoken.append(answer)
        told = told_by(content, answer.whole)
        this = Weighed(new, at, measured or at, told, content)
        if measured and before and this.order < before.order:
            older.append((answer.resident, this))
            seen.add(new)
            continue
        whole = _merge_content(content, before.says) if before and not answer.whole else content
        if before and before.says == whole and _says_it_all(before, told, channel, measured):
            before.confirm(measured or at, told, channel)
            continue
        seen.add(new)
        this.says, this.merged = whole, whole is not content
        if before:
            before.current = False
        latest[answer.resident] = this
        made.append((answer.resident, this))
    alike = {
        "community_id": viewer.community_id, "round_id": round_.id,
        "recorded_at": at, "channel": channel, "created_by": viewer.user_id,
    }  # fmt: skip
    again = known_anew(held, latest, older, at) if older else []
    write_down(held, current.values(), [*made, *older, *again], alike)
    transaction.on_commit(partial(metrics.ANSWERS.labels(channel).inc, len(made) + len(older)))
    alarms = tuple(open_alarms(viewer, _list_alarming(round_, [*made, *older], alike)))
    # A pasted line is heard whole, with all that stands around it.
    if spoken and channel != AnswerChannel.PASTE:
        hear_given(viewer, round_.id, spoken, channel, {alarm.resident_id for alarm in alarms})
    changed = {resident for resident, _ in made}
    corrected = len(changed & current.keys())
    late = {resident for resident, _ in older} - changed
    same = len(latest) - len(changed) - len(late)
    return Stored(len(changed) - corrected, corrected, same, alarms, len(late))


def _current_answers(held: QuerySet[Answer], people: Collection[UUID]) -> dict[UUID, Weighed]:
    if held.query.is_empty():
        return {}
    rows = held.filter(resident__in=people, current=True).values_list(*HELD)
    return {row[0]: weighed(row) for row in rows}


def _says_it_all(
    before: Weighed, told: frozenset[str], channel: str, measured: datetime | None
) -> bool:
    """Return whether an answer that adds nothing need not be stored.

    What a phone measured is, where it speaks of less than what is known: what comes after it may
    have been said before it.
    """
    return measured is None or (channel in SAID_ANEW and told >= before.told)


def hear_given(
    viewer: Viewer, round_id: UUID, given: Iterable[Given], channel: str, followed: Collection[UUID]
) -> None:
    """Hear what was written beside results, whole, also what is longer than is stored.

    Whose alarm was just opened is `followed` up already: only danger to life opens a need beside.
    """
    for answer in given:
        for name in ("symptoms", "note"):
            words = Words(
                text=getattr(answer, name),
                source=f"answer.{name}.{round_id}",
                source_id=answer.resident,
                resident_id=answer.resident,
                upto=LIFE if answer.resident in followed else GRAVE,
                way=channel,
            )
            hear(viewer, words)


def _list_alarming(
    round_: Round, made: Iterable[Made], alike: Mapping[str, Any]
) -> Iterator[Answer]:
    """Yield the answers that somebody must follow up.

    As models, which hundreds of others never are.
    """
    for resident, new in made:
        if _is_ill(new.says, round_):
            says = new.says
            answer = Answer(id=new.id, resident_id=resident, current=new.current, **alike, **says)
            answer.round = round_
            yield answer


def _is_ill(says: Mapping[str, Any], round_: Round) -> bool:
    return any(kinds(says["antigen"], says["pcr"], says["temperature"], round_.fever))


def asks_for_somebody(given: Given, round_: Round) -> bool:
    """Return whether an answer is more than a fact to keep.

    Its words are heard, illness followed up.
    """
    return bool(given.symptoms or given.note) or _is_ill(_check_content(given, ""), round_)


def id_of_answer(given: Given, round_id: UUID) -> UUID:
    """Return the id under which an answer is stored."""
    return _answer_id(given.id, round_id, given.resident, _check_content(given, ""))


def _was_stored(round_: Round, given: Sequence[Given]) -> bool:
    """Return whether all of this came in time and only its acknowledgement was lost."""
    ids = {
        _answer_id(answer.id, round_.id, answer.resident, _check_content(answer, ""))
        for answer in given
    }
    rows = Answer.objects.filter(community_id=round_.community_id, round_id=round_.id, id__in=ids)
    return bool(ids) and rows.count() == len(ids)


def _refuse_time(
    viewer: Viewer,
    round_: Round,
    given: Sequence[Given],
    now: datetime,
    measured: datetime | None,
) -> None:
    """Raise where it is not the time for answers of this round.

    Somebody ill is always heard.
    """
    refused = None
    if round_.cancelled_at:
        refused = Problem("answer.round_cancelled")
    elif now < round_.opens_at:
        refused = Problem("answer.round_not_open", at=shown_moment(round_.opens_at))
    elif viewer.role == "household" and (measured or now) >= round_.closes_at:
        refused = Problem("answer.round_closed", at=shown_moment(round_.closes_at))
    if refused and not any(_is_ill(_check_content(answer, ""), round_) for answer in given):
        raise refused


def shown_moment(moment: datetime) -> str:
    """Return a moment as people are told it, in the community's zone."""
    return timezone.localtime(moment).strftime("%m-%d %H:%M")


def _names_of(viewer: Viewer, round_: Round, ids: set[UUID]) -> dict[UUID, str]:
    rows = residents_in_round(viewer, round_)
    # Few are asked for by id, as SQLite takes so many values at once; many by the round.
    if len(ids) <= 500:
        rows = rows.filter(id__in=ids)
    return dict(rows.order_by().values_list("id", "name"))


def _check_content(given: Given, name: str) -> dict[str, object]:
    """Return what an answer says, checked.

    Raises the `answer.*` Problems with the person's name.
    """
    if given.antigen and given.antigen not in ANTIGENS:
        raise Problem("answer.antigen", name=name, value=given.antigen)
    if given.pcr and given.pcr not in PCRS:
        raise Problem("answer.antigen", name=name, value=given.pcr)
    return {
        "antigen": given.antigen,
        "pcr": given.pcr,
        "temperature": temperature(given.temperature, name) or temperature_in(given.symptoms),
        "well": given.well,
        "symptoms": given.symptoms.strip()[:80],
        "where": given.where if given.where in WHERES else "",
        "note": given.note.strip()[:200],
    }


def temperature(value: str | float | Decimal | None, name: str = "") -> Decimal | None:
    """Return a temperature in °C as people write one; raises Problem `answer.temperature`."""
    text = "" if value is None else str(value).translate(_DIGITS).strip().rstrip(READS["units"])
    if not text:
        return None
    try:
        number = Decimal(text)
        if COLDEST <= number <= HOTTEST:
            return number.quantize(Decimal("0.1"))
    except InvalidOperation:
        pass
    raise Problem("answer.temperature", name=name, value=value)


def _merge_content(content: dict[str, object], known: Mapping[str, object]) -> dict[str, object]:
    """Return what is known after an answer that leaves out what it doesn't speak of."""
    merged = {key: value or known[key] for key, value in content.items()}
    if content["temperature"] is not None:
        merged["well"] = content["well"]
    return merged


def _answer_id(sent: UUID, round_: UUID, resident: UUID, content: dict[str, object]) -> UUID:
    """Return the id of an answer.

    The time of the sender's id, and a hash of what was sent with it.

    One form is sent with one id for several people and rounds; and what differs from the first
    sending is a correction, not a repetition.
    """
    sent_text = "|".join([str(sent), str(round_), str(resident), *map(str, content.values())])
    mixed = int.from_bytes(hashlib.blake2b(sent_text.encode(), digest_size=10).digest(), "big")
    high = (sent.int >> 80) << 80 | 0x7 << 76 | (mixed >> 68) << 64
    return UUID(int=high | 0b10 << 62 | mixed & ((1 << 62) - 1))


def _sent_before(
    held: QuerySet[Answer], current: Collection[Weighed], ids: list[UUID]
) -> set[UUID]:
    """Return those ids that are stored already.

    Where nobody has an answer yet none can be.
    """
    if not current:
        return set()
    known = {answer.id for answer in current}
    others = set(ids) - known
    if not others:
        return known
    return known | set(held.filter(id__in=others).values_list("id", flat=True))
