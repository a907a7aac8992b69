"""The daily report is sealed at its cut-off, reported, checked, sent, received, and corrected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone, translation

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer, system_viewer
from wanjia.core.models import Community, Entry
from wanjia.core.problems import Problem
from wanjia.core.rules.text import Text
from wanjia.core.shortcuts import get_or_refuse
from wanjia.reports.daily.archive import BLOCKS, checksum, forget_none, plain, read_known
from wanjia.reports.daily.changes import Difference, differences, figure_names
from wanjia.reports.daily.counters import daily_rules
from wanjia.reports.daily.cutoffs import HOURS, hour_of, running_day, span_of, with_hour
from wanjia.reports.daily.figures import figures
from wanjia.reports.daily.lifecycle import DAILY
from wanjia.reports.daily.report import Report
from wanjia.reports.daily.rows import blocks_of, collect_rows
from wanjia.reports.daily.today import WAITING
from wanjia.reports.models import Answer, LateChange, SealedReport, SealedRows
from wanjia.reports.rounds.progress import round_progress

MADE_UP = 7  # days that are sealed late, at most, after the program was off
RECOUNT_EVERY = timedelta(minutes=10)
# Acts of today seldom change a day that is over: how old a count may grow, by the day's age.
ACTS_WAIT = {1: RECOUNT_EVERY, 2: timedelta(hours=3)}
ACTS_WAIT_LONGEST = timedelta(hours=6)
ONE_DAY = timedelta(days=1)


def seal_due(community_id: UUID) -> int:
    """Seal the days that are over, and note what was learned of sealed ones; how many were."""
    community = Community.objects.get(id=community_id)
    with timezone.override(ZoneInfo(community.timezone)):
        _break_early_seals(community)
        sealed = sum(seal_day(community, day) is not None for day in _days_due(community))
        note_changes(community)
    WAITING.renew(community_id)
    return sealed


@transaction.atomic
def _break_early_seals(community: Community) -> None:
    """Take back the seal of a day that is not over: the clock ran ahead and was put right.

    The journal keeps what was sealed by then; the day is sealed anew when it is over.
    """
    today = running_day(clock.now(), community.report_hours)
    early = SealedReport.objects.filter(community_id=community.id, day__gte=today)
    for row in early.exclude(sealed_at=None).select_for_update():
        _write_entry(system_viewer(community.id), "daily.unsealed", row)
        SealedRows.objects.filter(community_id=community.id, report=row).delete()
        LateChange.objects.filter(community_id=community.id, report=row).delete()
        row.delete()


def _days_due(community: Community) -> list[date]:
    """Return the day that is over last, and those left out since the last that was sealed."""
    today = running_day(clock.now(), community.report_hours)
    rows = SealedReport.objects.filter(community_id=community.id, day__lt=today)
    last = rows.order_by("-day").values_list("day", flat=True).first()
    over = span_of(today, community.report_hours)[0]
    if last == today - ONE_DAY or not _began_before(community.id, over):
        return []
    first = max(last + ONE_DAY, today - MADE_UP * ONE_DAY) if last else today - ONE_DAY
    return [first + number * ONE_DAY for number in range((today - first).days)]


def _began_before(community_id: UUID, moment: datetime) -> bool:
    """Return whether the community did anything before a moment."""
    return Entry.objects.filter(community_id=community_id, occurred_at__lt=moment).exists()


@transaction.atomic
def seal_day(community: Community, day: date) -> SealedReport | None:
    """Seal a day that is over: its figures and their rows as they are; again is harmless."""
    start, end = span_of(day, community.report_hours)
    if clock.now() < end:
        raise Problem("daily.not_over", day=day.isoformat())
    if SealedReport.objects.filter(community_id=community.id, day=day).exists():
        return None
    viewer = system_viewer(community.id)
    report = figures(viewer, day, community, round_progress)
    rows = collect_rows(viewer, report, start, report.as_of)
    blocks = [block for key, lines in rows.items() for block in blocks_of(key, lines)]
    content = plain(report)
    content[BLOCKS] = {
        f"{block.key}#{block.number}": [block.count, checksum(block.rows)] for block in blocks
    }
    sealed = SealedReport.objects.create(
        community_id=community.id,
        day=day,
        figures=content,
        checksum=checksum(content),
        sealed_at=clock.now(),
        known_at=clock.now(),
    )
    for block in blocks:
        block.community_id, block.report = community.id, sealed
    SealedRows.objects.bulk_create(blocks)
    forget_none(community.id)
    after = {"day": day.isoformat(), "checksum": sealed.checksum}
    journal.write(viewer, "daily.sealed", subject=sealed.id, after=after)
    return sealed


def note_changes(community: Community) -> int:
    """Note what was learned of the last days since they were sealed; how many figures changed."""
    now, hours = clock.now(), community.report_hours
    today = running_day(now, hours)
    since = today - daily_rules().corrected_days * ONE_DAY
    rows = SealedReport.objects.filter(
        community_id=community.id,
        day__gte=since,
        day__lt=today,
        facts_forgotten=False,
        sealed_at__isnull=False,
    )
    due = [row for row in rows if _is_due(row, now)]
    if not due:
        return 0
    acted = journal.moments(community.id).first()
    answers = _mark_answers(community, since, today)
    marks = {row.id: f"{acted}|{answers.get(row.day, '')}" for row in due}
    return sum(
        _note_changes(community, row, marks[row.id])
        for row in due
        if _may_differ(row, marks[row.id], now)
    )


def _is_due(row: SealedReport, now: datetime) -> bool:
    counted = row.known_at
    return counted is None or not counted <= now < counted + RECOUNT_EVERY


def _may_differ(row: SealedReport, mark: str, now: datetime) -> bool:
    """Return whether a day is counted anew: at once after late answers, later after other acts."""
    if row.known_at is None or row.known_mark.partition("|")[2] != mark.partition("|")[2]:
        return True
    age = (timezone.localdate(now) - row.day).days
    return row.known_mark != mark and not (
        row.known_at <= now < row.known_at + ACTS_WAIT.get(age, ACTS_WAIT_LONGEST)
    )


def _mark_answers(community: Community, since: date, until: date) -> dict[date, str]:
    """Return by day what tells that the answers of its rounds may be others than they were."""
    hours = community.report_hours
    rows = Answer.objects.filter(
        community_id=community.id,
        round__opens_at__gte=span_of(since, hours)[0],
        round__opens_at__lt=span_of(until, hours)[0],
    )
    told: dict[date, list[str]] = defaultdict(list)
    counted = (
        rows.order_by()
        .values_list("round__opens_at")
        .annotate(many=Count("id", filter=Q(current=True)), last=Max("recorded_at"))
    )
    for opens_at, many, last in sorted(counted):
        told[running_day(opens_at, hours)].append(f"{many} {last}")
    return {day: checksum(marks)[:20] for day, marks in told.items()}


@transaction.atomic
def _note_changes(community: Community, row: SealedReport, mark: str) -> int:
    """Count a sealed day anew and list each figure that is another than was known."""
    viewer = system_viewer(community.id)
    report = figures(viewer, row.day, community, round_progress, known_since=True)
    found = differences(read_known(row), report)
    rows = SealedReport.objects.filter(community_id=community.id)
    row = rows.select_for_update().get(id=row.id)
    now = clock.now()
    row.known_mark, row.known_at = mark, now
    if found:
        late = _late_changes(row, found, now, _names_of(report, row))
        LateChange.objects.bulk_create(late)
        row.known = plain(report)
    row.save(update_fields=["known", "known_mark", "known_at"])
    if found:
        after = {"day": row.day.isoformat(), "figures": len(found)}
        journal.write(viewer, "daily.corrected", subject=row.id, after=after)
    return len(found)


def _names_of(report: Report, row: SealedReport) -> dict[str, Text]:
    """Return what the figures of a day are called in both languages."""
    names = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            names.append(figure_names(read_known(row), report))
    return {key: Text(name, names[1][key]) for key, name in names[0].items()}


def _late_changes(
    row: SealedReport, found: Iterable[Difference], now: datetime, names: Mapping[str, Text]
) -> list[LateChange]:
    return [
        LateChange(
            community_id=row.community_id,
            report=row,
            key=one.key,
            name=names[one.key].zh,
            name_en=names[one.key].en,
            before=one.before,
            after=one.after,
            learned_at=now,
        )
        for one in found
    ]


@transaction.atomic
def set_cutoff(viewer: Viewer, hour: int) -> date:
    """Let the days of the daily report end at another hour; the first day that does.

    What is over stays as it was. Raises Problem `daily.hour_unknown`.
    """
    viewer.need("head")
    if hour not in HOURS:
        raise Problem("daily.hour_unknown", hour=hour)
    community = Community.objects.select_for_update().get(id=viewer.community_id)
    with timezone.override(ZoneInfo(community.timezone)):
        now, before = clock.now(), community.report_hours
        community.report_hours = with_hour(before, hour, now)
        today = running_day(now, community.report_hours)
        first = today if hour_of(today, community.report_hours) == hour else today + ONE_DAY
        old = hour_of(first, before)
    if community.report_hours != before:
        community.save(update_fields=["report_hours"])
        journal.write(
            viewer,
            "daily.cutoff_set",
            before={"hour": old},
            after={"hour": hour, "day": first.isoformat()},
        )
    return first


def sealed_for(viewer: Viewer, report_id: UUID) -> SealedReport:
    """Return a sealed report, locked for a change; raises Problem `kernel.not_found`."""
    rows = SealedReport.objects.filter(community_id=viewer.community_id).exclude(sealed_at=None)
    return get_or_refuse(rows.select_for_update(), id=report_id)


def sealed_on(viewer: Viewer, day: date) -> SealedReport:
    """Return a day's sealed report; raises Problem `daily.not_sealed`."""
    viewer.need(*OFFICERS, "town")
    rows = SealedReport.objects.filter(community_id=viewer.community_id, day=day)
    row = rows.exclude(sealed_at=None).first()
    if row is None:
        raise Problem("daily.not_sealed", day=day.isoformat())
    return row


@transaction.atomic
def report_day(viewer: Viewer, report_id: UUID) -> SealedReport:
    """Report a sealed day: one officer stands for its figures; again it stays as it was."""
    row = sealed_for(viewer, report_id)
    DAILY.check(viewer, "report", row)
    if row.reported_at:
        return row
    row.reported_at, row.reported_by, row.reported_by_name = _signed(viewer)
    row.save(update_fields=["reported_at", "reported_by", "reported_by_name"])
    _write_entry(viewer, "daily.reported", row)
    return row


@transaction.atomic
def check_day(viewer: Viewer, report_id: UUID) -> SealedReport:
    """Check a reported day and send it to the town; again it stays as it was.

    Raises Problem `daily.not_reported`, or `daily.same_person` where two are asked for.
    """
    row = sealed_for(viewer, report_id)
    DAILY.check(viewer, "check", row)
    if row.checked_at:
        return row
    if daily_rules().four_eyes and viewer.user_id and viewer.user_id == row.reported_by:
        raise Problem("daily.same_person", name=row.reported_by_name)
    row.checked_at, row.checked_by, row.checked_by_name = _signed(viewer)
    row.save(update_fields=["checked_at", "checked_by", "checked_by_name"])
    _write_entry(viewer, "daily.sent", row)
    return row


@transaction.atomic
def receive_day(viewer: Viewer, report_id: UUID) -> SealedReport:
    """Note that the town has received a day's report; again it stays as it was."""
    row = sealed_for(viewer, report_id)
    DAILY.check(viewer, "receive", row)
    if row.received_at:
        return row
    row.received_at, row.received_by, row.received_by_name = _signed(viewer)
    row.save(update_fields=["received_at", "received_by", "received_by_name"])
    _write_entry(viewer, "daily.received", row)
    return row


def _signed(viewer: Viewer) -> tuple[datetime, UUID | None, str]:
    return clock.now(), viewer.user_id, viewer.name


def _write_entry(viewer: Viewer, kind: str, row: SealedReport) -> None:
    WAITING.renew_after(row.community_id)
    after = {"day": row.day.isoformat(), "checksum": row.checksum}
    journal.write(viewer, kind, subject=row.id, after=after)


def is_unbroken(row: SealedReport) -> bool:
    """Return whether a sealed report is still what was sealed: its figures and its rows."""
    if checksum(row.figures) != row.checksum:
        return False
    known = row.figures.get(BLOCKS, {})
    blocks = SealedRows.objects.filter(community_id=row.community_id, report=row)
    return all(
        known.get(f"{block.key}#{block.number}") == [block.count, checksum(block.rows)]
        for block in blocks.iterator()
    )
