"""Today's line of those of whom nobody has said yet whether they need care."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.core import journal
from wanjia.core.access.viewer import OFFICERS
from wanjia.core.models import Entry
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.core.today import TodayPage, TodayRow, today_rows
from wanjia.people.access import live_risks


def _count_unconfirmed(community: UUID) -> tuple[int, int]:
    rows = live_risks().filter(community_id=community, confirmed=False, resident__left_at=None)
    kinds = list(rows.order_by().values_list("kind", flat=True))
    return len(kinds), kinds.count("alone_elder")


# How many are suggested and not confirmed, and how many of these as lone elders.
UNCONFIRMED: CachedCount[tuple[int, int]] = CachedCount("risks-unconfirmed", _count_unconfirmed)


@journal.on(
    "risk.suggested", "risk.confirmed", "risk.ended", "risk.back", "risk.added",
    "risk.all_confirmed", "roster.imported",
)  # fmt: skip
def _forget_count(entry: Entry) -> None:
    UNCONFIRMED.forget(entry.community_id)


@today_rows(order=130, roles=OFFICERS, ordinary=25)
def unconfirmed_rows(page: TodayPage) -> list[TodayRow]:
    """Tell how many the register suggests and nobody has confirmed."""
    everybody, elders = UNCONFIRMED.get(page.viewer.community_id)
    if not everybody:
        return []
    said = ngettext("%(n)s 条关爱登记等确认", "%(n)s 条关爱登记等确认", everybody)
    lone = ngettext("其中 %(n)s 位可能是独居老人", "其中 %(n)s 位可能是独居老人", elders)
    url = "/care/register/?view=suggested"
    return [
        {
            "title": said % {"n": everybody},
            "url": url,
            "icon": "elder",
            "tone": "soon",
            "text": lone % {"n": elders} if elders else "",
            "link": {"url": url, "label": _("去确认")},
        }
    ]
