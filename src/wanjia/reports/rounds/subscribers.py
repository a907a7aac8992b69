"""Rounds follow the zones: what was published, changed or taken back settles them anew."""

from collections.abc import Iterable
from uuid import UUID

from wanjia.core import journal
from wanjia.core.models import Entry
from wanjia.reports.rounds.actions import settle_rounds
from wanjia.zoning.models import Zone


def _settle(
    community_id: UUID, zones: Iterable[UUID | str | None], publication: UUID | None = None
) -> None:
    of = Zone.objects.filter(community_id=community_id).select_related("publication")
    found = {zone.id: zone for zone in of.filter(id__in=list(zones))}
    if publication:
        found |= {zone.id: zone for zone in of.filter(publication_id=publication)}
    for zone in found.values():
        settle_rounds(zone)


@journal.on("zones.published", "zones.undone")
def _on_publication(entry: Entry) -> None:
    """A publication's zones, and those that it took stairwells from or gave them back to."""
    closed = (entry.before or {}).get("closed") or []
    _settle(entry.community_id, {row[1] for row in closed}, entry.subject)


@journal.on("zone.stepped", "zone.clock_reset", "zone.protocol_moved")
def _on_change(entry: Entry) -> None:
    zones = {entry.subject, (entry.before or {}).get("zone")} - {None}
    _settle(entry.community_id, zones)


@journal.on("protocol.saved", "protocol.reset")
def _on_protocol(entry: Entry) -> None:
    """A protocol was edited by the committee: the zones under it have other rounds to come."""
    name = (entry.after or {}).get("name")
    zones = Zone.objects.filter(
        community_id=entry.community_id, protocol=name, ended_at=None
    ).values_list("id", flat=True)
    _settle(entry.community_id, zones)
