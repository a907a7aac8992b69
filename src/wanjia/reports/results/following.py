"""What follows from a result, by itself: the round's answers, alarms, cleared alarms, the case."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident, Where
from wanjia.reports.alarms.actions import (
    clear_alarms,
    confirm_alarms,
    drop_alarms,
    open_alarm_of_result,
    reopen_alarm,
)
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Alarm, Answer, AnswerChannel, Finding, Round, TestResult, Verdict
from wanjia.reports.queries import residents_in_round
from wanjia.reports.results.labels import result_words
from wanjia.reports.results.rules import Follows, Told, follows_from, load_rules
from wanjia.zoning.cases.actions import record_case, withdraw_case
from wanjia.zoning.models import Case
from wanjia.zoning.protocols.person_rules import months_later
from wanjia.zoning.queries import protocol_named, zone_of, zone_spans

RECOVERED_MONTHS = 3  # where the protocol at the door says nothing of those who had it
RETESTABLE = (Finding.POSITIVE, Finding.UNCLEAR, Finding.INVALID)


class Said(NamedTuple):
    """What a result says of one person for the rounds."""

    resident: Resident
    kind: str
    value: str
    at: datetime


def follow_all(viewer: Viewer, results: Sequence[TestResult]) -> None:
    """Let follow what the rules say, in the transaction of the act that stored the results."""
    people = _people_of(results)
    _answer_rounds(viewer, results, people)
    for result in results:
        for resident in people[result.id]:
            _follow(viewer, result, resident)


def _people_of(results: Iterable[TestResult]) -> dict[UUID, list[Resident]]:
    return {
        result.id: [
            person.resident
            for person in result.people.select_related("resident__dwelling").order_by("id")
        ]
        for result in results
    }


def _follow(viewer: Viewer, result: TestResult, resident: Resident) -> None:
    told = Told(
        result.kind,
        result.pool > 1,
        result.finding,
        second=result.settles is not None or _waits_for(viewer, resident, result),
        recovered=result.finding == Finding.POSITIVE and had_it_lately(viewer, resident),
    )
    follows = follows_from(told, load_rules())
    if follows.step == "retest" and follows.within:
        open_alarm_of_result(viewer, result, resident, "retest", clock.now() + follows.within)
    elif follows.step in ("alarm", "case"):
        open_alarm_of_result(viewer, result, resident, "positive")
        if follows.step == "case":
            _make_case(viewer, result, resident)
    elif follows.step == "cleared":
        cleared = clear_alarms(viewer, resident, result, result_words(result))
        if cleared and result.settles is None:
            result.settles = cleared.id
            result.save(update_fields=["settles"])


def _waits_for(viewer: Viewer, resident: Resident, result: TestResult) -> bool:
    """Return whether somebody was to be sampled again alone when this sample was taken."""
    alarms = resident.alarms.filter(community_id=viewer.community_id, closed_at=None)
    return alarms.filter(kind="retest", result__sampled_at__lte=result.sampled_at).exists()


def had_it_lately(viewer: Viewer, resident: Resident) -> bool:
    """Return whether somebody at home was a case within the months that the protocol lets off."""
    if resident.where != Where.HOME:
        return False
    zone = zone_of(viewer, resident.dwelling.stairwell_id)
    people = protocol_named(viewer.community_id, zone.protocol).people if zone else None
    months = people.recovered.exempt_months if people else RECOVERED_MONTHS
    earlier = Case.objects.of(viewer).filter(
        resident=resident, withdrawn_at=None, moved_out_at__isnull=False
    )
    today = timezone.localdate(clock.now())
    return any(
        today <= months_later(timezone.localtime(case.recorded_at).date(), months)
        for case in earlier
    )


def _make_case(viewer: Viewer, result: TestResult, resident: Resident) -> None:
    """Make the case that a confirmed positive is, or add the result to the one there is."""
    case = open_case_of(viewer, resident)
    if case is None:
        entry = journal.write(
            viewer,
            "result.confirmed",
            subject=result.id,
            dwelling=resident.dwelling_id,
            after={"test": result.kind},
        )
        case = record_case(
            journal.in_the_name_of(entry),
            resident.dwelling,
            test=result.kind,
            sampled_at=min(result.sampled_at, clock.now()),
            told_by=(result.laboratory or viewer.name or _("检测结果"))[:80],
            resident=resident,
        )
    result.case = case
    result.save(update_fields=["case"])
    confirm_alarms(viewer, resident, case, result_words(result))


def open_case_of(viewer: Viewer, resident: Resident) -> Case | None:
    """Return the case that somebody is now: recorded, and not yet home again."""
    rows = Case.objects.of(viewer).filter(resident=resident, withdrawn_at=None)
    if resident.where == Where.HOME:
        rows = rows.filter(moved_out_at=None)
    return rows.select_related("dwelling__stairwell__estate").order_by("-recorded_at").first()


def _value_of(result: TestResult) -> str:
    """Return what an answer of each person says: of a positive pool nobody is positive yet."""
    if result.finding == Finding.NEGATIVE or (
        result.finding == Finding.POSITIVE and result.pool == 1
    ):
        return result.finding
    if result.kind == "pcr":
        return "sampled"
    return "invalid" if result.finding == Finding.INVALID else ""


def _answer_rounds(
    viewer: Viewer, results: Sequence[TestResult], people: dict[UUID, list[Resident]]
) -> None:
    """Write the results into the rounds in which the samples were asked for."""
    said = [
        Said(resident, result.kind, value, at)
        for result in results
        if (value := _value_of(result))
        for resident in people[result.id]
        for at in _moments_of(viewer, result, resident)
    ]
    for round_, rows in _rounds_for(viewer, said).items():
        names = dict(residents_in_round(viewer, round_).values_list("id", "name"))
        given = [
            Given(
                row.resident.id,
                antigen=row.value if row.kind == "antigen" else "",
                pcr=row.value if row.kind == "pcr" else "",
            )
            for row in rows
            if row.resident.id in names
        ]
        if given:
            store_answers(viewer, round_, given, AnswerChannel.LABORATORY, names=names)


def _moments_of(viewer: Viewer, result: TestResult, resident: Resident) -> set[datetime]:
    """Return when the sample was taken, and when the one was that it is the second of."""
    moments = {result.sampled_at}
    if result.pool == 1 and result.finding in (Finding.NEGATIVE, Finding.POSITIVE):
        waited = resident.alarms.filter(
            Q(closed_at=None) | Q(id=result.settles),
            community_id=viewer.community_id,
            kind="retest",
            result__kind=result.kind,
            result__sampled_at__lte=result.sampled_at,
        )
        moments |= set(waited.values_list("result__sampled_at", flat=True))
    return moments


def _rounds_for(viewer: Viewer, said: Sequence[Said]) -> dict[Round, list[Said]]:
    """Return the round of each sample: the one whose window holds it, else the day's nearest."""
    if not said:
        return {}
    day = timedelta(days=1)
    first, last = min(row.at for row in said), max(row.at for row in said)
    rounds = list(
        Round.objects.of(viewer)
        .filter(cancelled_at=None, who="residents", opens_at__lte=min(last, clock.now()),
                closes_at__gte=first - day)
        .select_related("zone")
    )  # fmt: skip
    spans = zone_spans(viewer, {round_.zone_id for round_ in rounds}) if rounds else {}
    wells: dict[UUID, set[UUID]] = defaultdict(set)
    for zone, rows in spans.items():
        for stairwell, _since, _until in rows:
            wells[stairwell].add(zone)
    found: dict[Round, list[Said]] = defaultdict(list)
    for row in said:
        zones = wells[row.resident.dwelling.stairwell_id]
        fitting = [
            round_ for round_ in rounds if row.kind in round_.wants and round_.zone_id in zones
        ]
        if round_ := _nearest(fitting, row.at):
            found[round_].append(row)
    return found


def _nearest(rounds: Sequence[Round], at: datetime) -> Round | None:
    holding = [round_ for round_ in rounds if round_.opens_at <= at <= round_.closes_at]
    if holding:
        return holding[0]
    day = timezone.localtime(at).date()
    same = [round_ for round_ in rounds if timezone.localtime(round_.opens_at).date() == day]
    return min(same, key=lambda round_: abs(round_.opens_at - at), default=None)


def take_back(viewer: Viewer, result: TestResult, reason: str) -> None:
    """Undo what followed from a result: its case, its alarms, what it cleared, its answers."""
    case = result.case
    if case and case.withdrawn_at is None and not _another_confirms(viewer, result, case):
        withdraw_case(viewer, case, reason)
    result.case = None
    result.save(update_fields=["case"])
    drop_alarms(viewer, result, _("检测结果已撤回：%(reason)s") % {"reason": reason})
    if result.finding == Finding.NEGATIVE and result.settles:
        settled = Alarm.objects.of(viewer).filter(id=result.settles, verdict=Verdict.RULED_OUT)
        for alarm in settled.select_related("resident"):
            reopen_alarm(viewer, alarm)
    _take_answers_back(viewer, result)


def _another_confirms(viewer: Viewer, result: TestResult, case: Case) -> bool:
    others = TestResult.objects.of(viewer).filter(case=case, withdrawn_at=None)
    return others.exclude(id=result.id).exists()


def _take_answers_back(viewer: Viewer, result: TestResult) -> None:
    """Let the answers say again that somebody was sampled, where they say what the result said."""
    value = _value_of(result)
    if value not in ("negative", "positive"):
        return
    people = _people_of([result])[result.id]
    said = [
        Said(resident, result.kind, value, at)
        for resident in people
        for at in _moments_of(viewer, result, resident)
    ]
    for round_, rows in _rounds_for(viewer, said).items():
        wanted = {row.resident.id for row in rows}
        held = Answer.objects.of(viewer).filter(round=round_, current=True, resident__in=wanted)
        given = [
            Given(
                answer.resident_id,
                antigen="" if result.kind == "antigen" else answer.antigen,
                pcr="sampled" if result.kind == "pcr" else answer.pcr,
                temperature=answer.temperature,
                well=answer.well,
                where=answer.where,
                symptoms=answer.symptoms,
                note=answer.note,
                whole=True,
            )
            for answer in held
            if getattr(answer, result.kind) == value
        ]
        if given:
            store_answers(viewer, round_, given, AnswerChannel.LABORATORY)


__all__ = ["Follows", "follow_all", "had_it_lately", "open_case_of", "take_back"]
