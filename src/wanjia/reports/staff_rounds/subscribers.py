"""Staff rounds follow the zones as those of residents do."""

from wanjia.core import journal
from wanjia.core.models import Entry
from wanjia.reports.staff_rounds.actions import settle_staff_rounds


@journal.on(
    "zones.published",
    "zones.undone",
    "zone.stepped",
    "zone.clock_reset",
    "zone.protocol_moved",
    "protocol.saved",
    "protocol.reset",
)
def _on_change(entry: Entry) -> None:
    settle_staff_rounds(entry.community_id)
