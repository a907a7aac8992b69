"""What changes in reports: rounds opened, answers stored, alarms followed up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from wanjia.kernel import clock, journal
from wanjia.kernel.access import Viewer
from wanjia.kernel.ids import new_id
from wanjia.kernel.models import Community, Entry
from wanjia.kernel.problem import Problem
from wanjia.people.models import Resident, Where
from wanjia.reports.models import Alarm, Answer, Antigen, Round
from wanjia.zoning.models import Zone
from wanjia.zoning.protocol import rounds_between
from wanjia.zoning.queries import protocol_named

FEVER = Decimal("37.3")  # usual practice; facts/protocols.md, "Antigen and temperature"
FOLLOW_UP_WITHIN = {"positive": timedelta(minutes=30), "fever": timedelta(hours=1)}
STEPS = {"positive": ("isolate", "tell_town", "retest"), "fever": ("isolate", "recheck", "retest")}
ROUNDS_AHEAD = timedelta(days=2)


@transaction.atomic
def open_rounds(zone: Zone, until: datetime | None = None) -> list[Round]:
    """Open the rounds that the zone's protocol asks for until two days ahead; again is harmless."""
    protocol = protocol_named(zone.community_id, zone.protocol)
    community = Community.objects.get(id=zone.community_id)
    now = clock.now()
    windows = rounds_between(
        protocol, zone.klass, zone.clock_from, zone.started_at, until or now + ROUNDS_AHEAD,
        ZoneInfo(community.timezone),
    )  # fmt: skip
    known = set(
        Round.objects.filter(community_id=zone.community_id, zone=zone).values_list(
            "key", flat=True
        )
    )
    return Round.objects.bulk_create(
        [
            Round(
                community_id=zone.community_id, zone=zone, key=window.key, name=window.name.zh,
                name_en=window.name.en, opens_at=window.opens_at, closes_at=window.closes_at,
                wants=sorted(window.wants),
            )
            for window in windows
            if window.key not in known and window.closes_at > zone.started_at
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@journal.on("zones.published")
def _open_on_publish(entry: Entry) -> None:
    for zone in Zone.objects.filter(
        community_id=entry.community_id, publication_id=entry.subject, ended_at=None
    ):
        open_rounds(zone)


@journal.on("zone.stepped")
def _open_on_step(entry: Entry) -> None:
    _cancel(entry.community_id, zone_ids=[UUID((entry.before or {})["zone"])])
    for zone in Zone.objects.filter(
        community_id=entry.community_id, id=entry.subject, ended_at=None
    ):
        open_rounds(zone)


@journal.on("zones.undone")
def _cancel_on_undo(entry: Entry) -> None:
    undone = Zone.objects.filter(community_id=entry.community_id, publication_id=entry.subject)
    _cancel(entry.community_id, zone_ids=list(undone.values_list("id", flat=True)))


def _cancel(community_id: UUID, zone_ids: Iterable[UUID]) -> None:
    """Rounds that have not closed are cancelled; a round that has closed stays as it was."""
    now = clock.now()
    Round.objects.filter(
        community_id=community_id, zone_id__in=list(zone_ids), closes_at__gt=now, cancelled_at=None
    ).update(cancelled_at=now)


@dataclass(frozen=True)
class Given:
    """What was said of one resident for a round, as it came; `id` is made by whoever sends it."""

    resident: UUID
    antigen: str = ""
    temperature: str | float | Decimal | None = None
    symptoms: str = ""
    where: str = ""
    note: str = ""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Stored:
    """What came of it: how many are new, corrected, already there; the alarms that opened."""

    new: int
    corrected: int
    same: int
    alarms: tuple[Alarm, ...] = ()


def _temperature(value: str | float | Decimal | None, name: str) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value).strip().replace("，", ".").replace("。", ".")).quantize(
            Decimal("0.1")
        )
    except InvalidOperation:
        raise Problem("answer.temperature", name=name, value=value) from None
    if not 34 <= number <= 43:
        raise Problem("answer.temperature", name=name, value=value)
    return number


@transaction.atomic
def store_answers(
    viewer: Viewer,
    round_: Round,
    given: Sequence[Given],
    way: str,
    residents: dict[UUID, Resident] | None = None,
) -> Stored:
    """Store answers of one round: each resident's once, a correction beside what it corrects.

    `residents` may be given where the caller has them already (all must live in the round's
    zone and be in the viewer's sight). A household's own answers end with the round's window;
    staff may enter late ones. Raises the `answer.*` Problems; then nothing is stored.
    """
    now = clock.now()
    _refuse_closed(viewer, round_, now)
    if residents is None:
        residents = _residents_of(viewer, round_, [one.resident for one in given])
    made = [_answer(viewer, round_, one, residents, way, now) for one in given]
    latest = {answer.resident_id: answer for answer in made}
    held = Answer.objects.filter(community_id=viewer.community_id, round=round_)
    current = {a.resident_id: a for a in held.filter(resident__in=list(latest), current=True)}
    fresh = [a for a in latest.values() if not _same(a, current.get(a.resident_id))]
    if any(one.resident_id in current for one in fresh):
        sent_before = set(held.filter(id__in=[a.id for a in fresh]).values_list("id", flat=True))
        fresh = [one for one in fresh if one.id not in sent_before]
    corrected = [current[a.resident_id].id for a in fresh if a.resident_id in current]
    if corrected:
        held.filter(id__in=corrected).update(current=False)
    Answer.objects.bulk_create(fresh)
    alarms = tuple(open_alarms(viewer, fresh))
    return Stored(
        len(fresh) - len(corrected), len(corrected), len(made) - len(fresh), alarms
    )


def _refuse_closed(viewer: Viewer, round_: Round, now: datetime) -> None:
    if round_.cancelled_at:
        raise Problem("answer.round_cancelled")
    if viewer.role == "household" and now > round_.closes_at:
        at = timezone.localtime(round_.closes_at).strftime("%m-%d %H:%M")
        raise Problem("answer.round_closed", at=at)


def _residents_of(viewer: Viewer, round_: Round, ids: list[UUID]) -> dict[UUID, Resident]:
    from wanjia.reports.queries import residents_in_round

    return {one.id: one for one in residents_in_round(viewer, round_).filter(id__in=ids)}


def _answer(
    viewer: Viewer, round_: Round, one: Given, residents: dict[UUID, Resident], way: str,
    now: datetime,
) -> Answer:  # fmt: skip
    resident = residents.get(one.resident)
    if resident is None:
        raise Problem("answer.not_in_round", name=str(one.resident)[:8])
    if one.antigen and one.antigen not in Antigen.values:
        raise Problem("answer.antigen", name=resident.name, value=one.antigen)
    return Answer(
        id=one.id,
        community_id=viewer.community_id,
        round=round_,
        resident=resident,
        at=now,
        way=way,
        by=viewer.user_id,
        antigen=one.antigen,
        temperature=_temperature(one.temperature, resident.name),
        symptoms=one.symptoms[:80],
        where=one.where if one.where in Where.values else "",
        note=one.note[:200],
    )


def _same(new: Answer, old: Answer | None) -> bool:
    """Whether an answer says nothing that the current one does not say."""
    if old is None:
        return False
    if new.id == old.id:
        return True
    said = (
        (new.antigen, old.antigen), (new.temperature, old.temperature),
        (new.symptoms, old.symptoms), (new.where, old.where), (new.note, old.note),
    )  # fmt: skip
    return all(now == before for now, before in said)


def kinds_of(answer: Answer) -> list[str]:
    """Why an answer needs a follow-up: "positive", "fever", or nothing."""
    kinds = []
    if answer.antigen == "positive":
        kinds.append("positive")
    if answer.temperature is not None and answer.temperature >= FEVER:
        kinds.append("fever")
    return kinds


def open_alarms(viewer: Viewer, answers: Iterable[Answer]) -> list[Alarm]:
    """Open a follow-up for each positive or feverish answer; one open per person and kind."""
    wanted = [(answer, kind) for answer in answers for kind in kinds_of(answer)]
    if not wanted:
        return []
    now = clock.now()
    opened = []
    for answer, kind in wanted:
        alarm, new = Alarm.objects.get_or_create(
            community_id=viewer.community_id,
            resident_id=answer.resident_id,
            kind=kind,
            closed_at=None,
            defaults={
                "answer": answer,
                "opened_at": now,
                "due_at": now + FOLLOW_UP_WITHIN[kind],
                "steps": {},
            },
        )
        if not new:
            continue
        opened.append(alarm)
        journal.write(
            viewer,
            "alarm.opened",
            subject=alarm.id,
            dwelling=answer.resident.dwelling_id,
            after={"kind": kind, "round": str(answer.round_id)},
        )
    return opened


@transaction.atomic
def take_alarm(viewer: Viewer, alarm: Alarm) -> None:
    """Make the viewer the owner of an alarm."""
    before = alarm.owner_name
    if alarm.owner == viewer.user_id:
        return
    alarm.owner, alarm.owner_name = viewer.user_id, viewer.name
    alarm.save(update_fields=["owner", "owner_name"])
    journal.write(
        viewer, "alarm.taken", subject=alarm.id, dwelling=alarm.resident.dwelling_id,
        before={"owner": before}, after={"owner": viewer.name},
    )  # fmt: skip


@transaction.atomic
def do_step(viewer: Viewer, alarm: Alarm, step: str, note: str = "") -> None:
    """Note that a step of the follow-up was done, by whom and when; the doer owns it if nobody did."""
    if step not in STEPS[alarm.kind] or step in alarm.steps:
        return
    if alarm.owner is None:
        take_alarm(viewer, alarm)
    done = {"at": clock.now().isoformat(), "by": viewer.name, "note": note[:200]}
    alarm.steps = {**alarm.steps, step: done}
    alarm.save(update_fields=["steps"])
    journal.write(
        viewer, "alarm.step_done", subject=alarm.id, dwelling=alarm.resident.dwelling_id,
        after={"step": step, "note": note[:200]},
    )  # fmt: skip


@transaction.atomic
def close_alarm(viewer: Viewer, alarm: Alarm, outcome: str) -> None:
    """Close a follow-up whose steps are done, or with a reason why they are not needed.

    Raises Problem `alarm.step_open` when steps are open and no outcome is written.
    """
    if alarm.closed_at:
        return
    missing = [step for step in STEPS[alarm.kind] if step not in alarm.steps]
    if missing and not outcome.strip():
        from wanjia.reports.queries import step_words

        raise Problem("alarm.step_open", steps="、".join(step_words(step) for step in missing))
    alarm.closed_at, alarm.outcome = clock.now(), outcome[:200]
    alarm.save(update_fields=["closed_at", "outcome"])
    journal.write(
        viewer, "alarm.closed", subject=alarm.id, dwelling=alarm.resident.dwelling_id,
        after={"outcome": outcome[:200]},
    )  # fmt: skip


@transaction.atomic
def extend_rounds(community_id: UUID) -> int:
    """Open the rounds to come of each zone in force; a missed day's rounds are opened too."""
    zones = Zone.objects.filter(community_id=community_id, ended_at=None)
    return sum(len(open_rounds(zone)) for zone in zones)


