"""Today's staff rounds: who at work has not been tested, and whose test was positive."""

from django.utils.translation import gettext as _

from wanjia.core.access.viewer import OFFICERS
from wanjia.core.localized import localized_name
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.reports.staff_rounds.queries import open_now, rows_of
from wanjia.zoning.zones.today import standing


@today_rows(order=120, roles=OFFICERS)
def staff_rows(page: TodayPage) -> list[TodayRow]:
    """Return the open rounds of those at work: positives, then how many are still to be tested."""
    if not page.ask(standing).in_force:
        return []
    rows: list[TodayRow] = []
    for round_ in open_now(page.viewer):
        people, url = rows_of(page.viewer, round_), f"/rounds/staff/{round_.id}/"
        link = {"url": url, "label": _("打开")}
        title = localized_name(round_)
        positive = [row.staff.name for row in people if row.positive]
        if positive:
            told = _("%(names)s 检测阳性：请离岗，安排复核") % {"names": "、".join(positive)}
            rows.append({"title": told, "url": url, "icon": "alarm", "tone": "alarm", "link": link})
        left = sum(not row.done for row in people)
        if left:
            told = _("%(name)s：还有 %(n)s 人未测") % {"name": title, "n": left}
            rows.append(
                {"title": told, "url": url, "icon": "round", "due": round_.closes_at, "link": link}
            )
    return rows
