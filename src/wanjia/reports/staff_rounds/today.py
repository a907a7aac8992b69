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
from wanjia.reports.staff_rounds.queries import open_now, rows_of
from wanjia.zoning.zones.today import standing


@dataclass(frozen=True)
class OpenRound:
    """A round of those at work as Today tells of it; `name` and `name_en` are its names."""

    id: UUID
    name: str
    name_en: str
    closes_at: datetime
    positive: tuple[str, ...]
    left: int


def _count_rounds(community: UUID) -> tuple[OpenRound, ...]:
    viewer = system_viewer(community)
    return tuple(
        OpenRound(
            round_.id,
            round_.name,
            round_.name_en,
            round_.closes_at,
            tuple(row.staff.name for row in people if row.positive),
            sum(not row.done for row in people),
        )
        for round_ in open_now(viewer)
        for people in [rows_of(viewer, round_)]
    )


ROUNDS: CachedCount[tuple[OpenRound, ...]] = CachedCount("staff-rounds-today", _count_rounds)


@journal.on("staff.tested", "zones.published", "zones.undone", "zone.stepped", "zone.clock_reset")
def _forget_count(entry: Entry) -> None:
    ROUNDS.forget(entry.community_id)


@today_rows(order=120, roles=OFFICERS)
def staff_rows(page: TodayPage) -> list[TodayRow]:
    """Return the open rounds of those at work: positives, then how many are still to be tested."""
    if not page.ask(standing).in_force:
        return []
    rows: list[TodayRow] = []
    for round_ in ROUNDS.get(page.viewer.community_id):
        if round_.closes_at <= page.now:
            continue
        url = f"/rounds/staff/{round_.id}/"
        link = {"url": url, "label": _("打开")}
        if round_.positive:
            names = "、".join(round_.positive)
            told = _("%(names)s 检测阳性：请离岗，安排复核") % {"names": names}
            rows.append({"title": told, "url": url, "icon": "alarm", "tone": "alarm", "link": link})
        if round_.left:
            told = _("%(name)s：还有 %(n)s 人未测")
            told %= {"name": localized_name(round_), "n": round_.left}
            rows.append(
                {"title": told, "url": url, "icon": "round", "due": round_.closes_at, "link": link}
            )
    return rows
