"""What is asked of cases: those in sight, and those that no sealed zone has held."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.prepared_queries import MOMENT, prepared
from wanjia.places.models import Estate
from wanjia.places.queries import stairwell_keys
from wanjia.zoning.models import Case, ZoneStairwell
from wanjia.zoning.protocols.protocol_store import (
    protocols,
    sealing_classes,
)

# How far back a case counts where no zone has held it: the longest that a class asks to be
# clear (`facts/protocols.md`).
CASE_DAYS = 14
Sealing = tuple[tuple[str, tuple[str, ...]], ...]  # the classes that seal, by their protocol


def visible_cases(viewer: Viewer) -> QuerySet[Case]:
    """Return cases in sight that were not withdrawn."""
    return visible_to(
        viewer,
        Case.objects.filter(withdrawn_at=None).select_related(
            "dwelling__stairwell__estate", "resident"
        ),
        stairwell="dwelling__stairwell",
    )


def unheld_cases(viewer: Viewer, estate: Estate | None = None) -> QuerySet[Case]:
    """Return cases of the last 14 days that no sealed zone has held since they were recorded."""
    cases = Case.objects.of(viewer).filter(
        ~Exists(_held_by(viewer, _sealing_keys(viewer))),
        withdrawn_at=None,
        recorded_at__gte=clock.now() - timedelta(days=CASE_DAYS),
    )
    return cases.filter(dwelling__stairwell__estate=estate) if estate else cases


def recent_cases(viewer: Viewer) -> list[Any]:
    """Return cases of the last 14 days, newest first, with whether each is `held`."""
    since = clock.now() - timedelta(days=CASE_DAYS)
    return _recent_cases(viewer, since, _sealing_keys(viewer))


@prepared(since=MOMENT)
def _recent_cases(viewer: Viewer, since: datetime, sealing: Sealing) -> QuerySet[Any]:
    rows = visible_cases(viewer).filter(recorded_at__gte=since)
    return rows.annotate(held=Exists(_held_by(viewer, sealing)))


def _sealing_keys(viewer: Viewer) -> Sealing:
    classes = sealing_classes(protocols(viewer.community_id))
    return tuple((name, tuple(sorted(keys))) for name, keys in classes.items() if keys)


def _held_by(viewer: Viewer, sealing: Sealing) -> QuerySet[ZoneStairwell]:
    """Return what holds a case.

    A sealed zone at its door since it was recorded.
    """
    held_by = reduce(
        or_,
        (Q(zone__protocol=name, zone__klass__in=keys) for name, keys in sealing),
        Q(pk__in=[]),
    )
    return (
        ZoneStairwell.objects.of(viewer)
        .filter(
            held_by,
            Q(until=None) | Q(until__gt=OuterRef("recorded_at")),
            stairwell=OuterRef("dwelling__stairwell"),
        )
        .exclude(zone__end_reason="undone")
    )


def case_keys(
    viewer: Viewer, estate: Estate, keys: Mapping[UUID, str] | None = None
) -> frozenset[str]:
    """Return graph ids of the stairwells with a case that is still to be held."""
    named = keys or stairwell_keys(viewer, estate)
    stairwell_ids = unheld_cases(viewer, estate).values_list("dwelling__stairwell", flat=True)
    return frozenset(named[stairwell_id] for stairwell_id in stairwell_ids)
