"""What changes for a zone's people is an act: journaled, told, and on Today until it hangs out.

A phase that begins by the protocol's clock is told when its day comes, at the latest a minute
after midnight; a restart, a step and a date that moved are told with the act that brings them.
Whoever tells households listens to the journal entries.
"""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from wanjia.core import clock, journal
from wanjia.core.access.viewer import OFFICERS, Viewer, system_viewer
from wanjia.core.problems import Problem
from wanjia.zoning import queries
from wanjia.zoning.models import Change, Zone
from wanjia.zoning.plans.guarding import adapt_posts
from wanjia.zoning.protocols.protocol import Protocol, phase_on
from wanjia.zoning.protocols.protocol_store import protocols
from wanjia.zoning.zones.clock import settle_end

CHANGED = ["phase", "change", "changed_at", "posted_at"]


def phase_key(protocol: Protocol, zone: Zone, at: datetime, tz: ZoneInfo) -> str:
    """Return the key of the phase that a zone is in at a moment."""
    moment = max(at, zone.started_at)
    return phase_on(protocol, zone.klass, zone.clock_from, moment, tz).phase.key


def mark_changed(viewer: Viewer, zone: Zone, change: Change, at: datetime) -> None:
    """Note on a zone what changed for its people, and let the guard posts follow."""
    protocol = protocols(viewer.community_id).get(zone.protocol)
    if protocol and zone.klass in protocol.classes:
        zone.phase = phase_key(protocol, zone, at, queries.community_tz(viewer.community_id))
    zone.change, zone.changed_at, zone.posted_at = change, at, None
    zone.save(update_fields=CHANGED)
    publication = zone.publication or queries.newest_publication(viewer, zone.estate)
    if publication:
        graph = queries.graph_of(viewer, zone.estate)
        adapt_posts(viewer, zone.estate, publication, graph, at)


@transaction.atomic
def settle_date(viewer: Viewer, zone: Zone, **because: Any) -> None:
    """Count a zone's date anew; one that moved is a change to be told."""
    if settle_end(viewer, zone, **because):
        mark_changed(viewer, zone, Change.MOVED, clock.now())


@transaction.atomic
def begin_phase(viewer: Viewer, zone: Zone, key: str) -> None:
    """Put a zone into the next phase of its class: what its people may do changes."""
    before = zone.phase
    mark_changed(viewer, zone, Change.PHASE, clock.now())
    journal.write(
        viewer,
        "zone.phase_begun",
        subject=zone.id,
        before={"zone": str(zone.id), "phase": before},
        after={"class": zone.klass, "phase": key},
    )


def follow_clock(community_id: UUID) -> int:
    """Begin the phases whose day has come and keep the dates right; return how many changed.

    Again is harmless.
    """
    now = clock.now()
    standing = Zone.objects.filter(community_id=community_id, ended_at=None, started_at__lte=now)
    zones = list(standing.select_related("publication", "estate", "came_from"))
    if not zones:
        return 0
    viewer, shelf = system_viewer(community_id), protocols(community_id)
    tz = queries.community_tz(community_id)
    begun = 0
    for zone in zones:
        protocol = shelf.get(zone.protocol)
        if protocol is None or zone.klass not in protocol.classes:
            continue
        if protocol.clock or (zone.planned_end and zone.clear_days is None):
            settle_date(viewer, zone)
        key = phase_key(protocol, zone, now, tz)
        if not zone.phase:
            standing.filter(id=zone.id).update(phase=key)
        elif key != zone.phase:
            begin_phase(viewer, zone, key)
            begun += 1
    return begun


@transaction.atomic
def note_posted(viewer: Viewer, zone: Zone) -> None:
    """Note that the notices of a zone's last change hang and its guards stand as shown.

    Again is harmless; raises Problem `zones.nothing_changed` where nothing changed.
    """
    viewer.need(*OFFICERS)
    zone = Zone.objects.select_for_update().get(community_id=viewer.community_id, id=zone.id)
    if zone.changed_at is None:
        raise Problem("zones.nothing_changed")
    if zone.posted_at:
        return
    zone.posted_at = clock.now()
    zone.save(update_fields=["posted_at"])
    journal.write(viewer, "zone.notices_posted", subject=zone.id, after={"changed": zone.change})


def to_be_posted() -> Q:
    """Return the condition of zones whose last change nobody has put up yet."""
    return Q(changed_at__isnull=False, posted_at=None)
