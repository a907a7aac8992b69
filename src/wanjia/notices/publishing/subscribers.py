"""What notices hear: a zone changed, and its people are told."""

from wanjia.core.journal import on
from wanjia.core.models import Entry
from wanjia.notices.publishing.zone_changes import tell_change, tell_extra_round


@on("zone.phase_begun", "zone.stepped", "zone.clock_reset")
def _on_change(entry: Entry) -> None:
    tell_change(entry)


@on("round.called")
def _on_extra_round(entry: Entry) -> None:
    tell_extra_round(entry)
