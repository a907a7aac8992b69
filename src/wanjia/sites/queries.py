"""What is asked of sites: transfers in sight, trips with seats, beds free now, monitoring."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wanjia.core import clock
from wanjia.core.access.viewer import OFFICERS, Viewer, visible_to
from wanjia.core.shortcuts import get_or_refuse
from wanjia.sites.models import Site, SiteReport, Stay, Transfer, Trip

WHO_SEES = ("head", "desk", "grid", "doctor")
SIGHT = {"stairwell": "resident__dwelling__stairwell", "dwelling": "resident__dwelling"}
UNDO_WITHIN = timedelta(hours=1)
GONE_TRIP = timedelta(hours=12)  # a trip is offered this long after the hour it was to leave
WAITING = Q(left_at=None, returned_at=None, cancelled_at=None)


def visible_transfers(viewer: Viewer) -> QuerySet[Transfer]:
    """Return transfers of people in sight, with whom, where from and where to."""
    rows = visible_to(viewer, Transfer.objects.all(), **SIGHT)
    return rows.select_related("resident__dwelling__stairwell__estate", "trip__vehicle", "site")


def waiting_transfers(viewer: Viewer) -> QuerySet[Transfer]:
    """Return those who still wait, the longest first."""
    return visible_transfers(viewer).filter(WAITING)


def away_transfers(viewer: Viewer) -> QuerySet[Transfer]:
    """Return those who were taken and are not home again."""
    rows = visible_transfers(viewer).exclude(left_at=None)
    return rows.filter(returned_at=None, cancelled_at=None).order_by("left_at")


def returned_transfers(viewer: Viewer) -> QuerySet[Transfer]:
    """Return those who came home, the newest first."""
    return visible_transfers(viewer).exclude(returned_at=None).order_by("-returned_at")


def transfer_of(viewer: Viewer, transfer_id: UUID, lock: bool = False) -> Transfer:
    """Return one transfer in sight; raises Problem `kernel.not_found`."""
    rows = visible_transfers(viewer)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return get_or_refuse(rows, id=transfer_id)


def open_trips(viewer: Viewer) -> QuerySet[Trip]:
    """Return trips that people can still be given a seat on, with `given` seats."""
    return (
        Trip.objects.of(viewer)
        .filter(cancelled_at=None, leaves_at__gte=clock.now() - GONE_TRIP)
        .select_related("vehicle", "site")
        .annotate(given=Count("transfers", filter=Q(transfers__cancelled_at=None)))
    )


def sites_of(viewer: Viewer) -> QuerySet[Site]:
    """Return all sites of the community; they hold no one's data."""
    viewer.need(*WHO_SEES, "town")
    return Site.objects.of(viewer)


def site_of(viewer: Viewer, site_id: UUID, lock: bool = False) -> Site:
    """Return one site; raises Problem `kernel.not_found`."""
    rows = sites_of(viewer)
    rows = rows.select_for_update() if lock else rows
    return get_or_refuse(rows, id=site_id)


@dataclass(frozen=True)
class Beds:
    """A site's beds now, derived: `promised` are given to people who have not arrived yet."""

    beds: int
    taken: int
    promised: int

    @property
    def free(self) -> int:
        return max(self.beds - self.taken - self.promised, 0)


def beds_of(sites: Iterable[Site]) -> dict[UUID, Beds]:
    """Return beds of each site, in three statements for all of them."""
    site_list = list(sites)
    ids = [site.id for site in site_list]
    if not ids:
        return {}
    scope = {"community_id": site_list[0].community_id}
    stays = Stay.objects.filter(**scope, site__in=ids, until=None)
    on_way = Transfer.objects.filter(
        **scope, site__in=ids, arrived_at=None, cancelled_at=None, returned_at=None
    )
    taken = Counter(stays.order_by().values_list("site", flat=True))
    promised = Counter(on_way.order_by().values_list("site", flat=True))
    accepted = _accepted_beds(scope, ids)
    return {
        site.id: Beds(
            accepted.get(site.id, site.beds_planned) if site.opened_at else 0,
            taken[site.id],
            promised[site.id],
        )
        for site in site_list
    }


def _accepted_beds(scope: dict[str, Any], ids: list[UUID]) -> dict[UUID, int]:
    """Return how many beds each site's last report says are accepted.

    None for who reports nothing.
    """
    rows = SiteReport.objects.filter(**scope, item__site__in=ids, item__key="accepted")
    return dict(rows.order_by("hour", "recorded_at", "id").values_list("item__site", "done"))


def open_sites(viewer: Viewer) -> list[tuple[Site, Beds]]:
    """Return places that take people now, with their beds."""
    sites = list(sites_of(viewer).filter(closed_at=None).exclude(opened_at=None))
    beds = beds_of(sites)
    return [(site, beds[site.id]) for site in sites]


def may_act(viewer: Viewer) -> bool:
    """Return whether the viewer moves transfers on."""
    return viewer.may(*OFFICERS, "grid")
