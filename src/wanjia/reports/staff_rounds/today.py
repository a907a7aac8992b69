"""Today's staff rounds: who at work has not been tested, and whose test was positive."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.core import journal
from wanjia.core.access.viewer import OFFICERS, system_viewer
from wanjia.core.localized import localized_name
from wanjia.core.models import Entry
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.reports.staff_rounds.alarms import staff_alarms
from wanjia.reports.staff_rounds.queries import open_now, rows_of
from wanjia.zoning.zones.today import standing


@dataclass(frozen=True)
class OpenRound:
    """A round of those at work as Today tells of it; `name` and `name_en` are its names."""

    id: UUID
    name: str
    name_en: str
    closes_at: datetime
    left: int


@dataclass(frozen=True)
class StaffAlarm:
    """A positive test of somebody at work that is not closed."""

    id: UUID
    name: str
    owner: str
    due_at: datetime


@dataclass(frozen=True)
class StaffRounds:
    """What Today tells of those at work."""

    rounds: tuple[OpenRound, ...]
    alarms: tuple[StaffAlarm, ...]


def _count_rounds(community: UUID) -> StaffRounds:
    viewer = system_viewer(community)
    alarms = tuple(
        StaffAlarm(test.id, test.staff.name, test.owner_name, test.due_at)
        for test in staff_alarms(viewer).filter(closed_at=None)
        if test.due_at
    )
    rounds = tuple(
        OpenRound(
            round_.id,
            round_.name,
            round_.name_en,
            round_.closes_at,
            sum(not row.done for row in people),
        )
        for round_ in open_now(viewer)
        for people in [rows_of(viewer, round_)]
    )
    return StaffRounds(rounds, alarms)


ROUNDS: CachedCount[StaffRounds] = CachedCount("staff-rounds-today", _count_rounds)


@journal.on(
    "staff.tested",
    "staff.alarm_taken",
    "staff.alarm_closed",
    "zones.published",
    "zones.undone",
    "zone.stepped",
    "zone.clock_reset",
)
def _forget_count(entry: Entry) -> None:
    ROUNDS.forget(entry.community_id)


@today_rows(order=120, roles=OFFICERS)
def staff_rows(page: TodayPage) -> list[TodayRow]:
    """Return the alarms of those at work, then in which rounds some are still to be tested."""
    told_of = ROUNDS.get(page.viewer.community_id)
    rows: list[TodayRow] = [_alarm_row(alarm) for alarm in told_of.alarms]
    if not page.ask(standing).in_force:
        return rows
    for round_ in told_of.rounds:
        if round_.closes_at <= page.now:
            continue
        url = f"/rounds/staff/{round_.id}/"
        link = {"url": url, "label": _("打开")}
        if round_.left:
            told = _("%(name)s：还有 %(n)s 人未测")
            told %= {"name": localized_name(round_), "n": round_.left}
            rows.append(
                {"title": told, "url": url, "icon": "round", "due": round_.closes_at, "link": link}
            )
    return rows


def _alarm_row(alarm: StaffAlarm) -> TodayRow:
    url = f"/rounds/staff/alarms/{alarm.id}/"
    return {
        "title": _("%(names)s 检测阳性：请离岗，安排复核") % {"names": alarm.name},
        "url": url,
        "icon": "alarm",
        "tone": "alarm",
        "text": alarm.owner or _("还没有人接手"),
        "due": alarm.due_at,
        "link": {"url": url, "label": _("处置")},
    }
