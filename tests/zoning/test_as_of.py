"""Whatever officers do one after the other, each stairwell is in one zone at a time."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wanjia.core import clock
from wanjia.core.problems import Problem
from wanjia.zoning import queries
from wanjia.zoning.models import Zone, ZoneStairwell
from wanjia.zoning.plans.actions import Order, publish, undo
from wanjia.zoning.zones.actions import step

START = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)
DOORS = ("23", "24", "3")

acts = st.one_of(
    st.tuples(
        st.just("publish"),
        st.sets(st.sampled_from(DOORS), min_size=1),
        st.sampled_from(["sealed", "controlled", "precaution"]),
        st.sampled_from([0, 0, 0, 45, 300, -20]),
    ),
    st.tuples(st.just("undo")),
    st.tuples(st.just("step"), st.integers(0, 3), st.sampled_from(["precaution", "open"])),
)


class Back(Exception):
    """Takes an example back."""


def standing(viewer, at=None):
    zones = queries.stairwell_zones(viewer, at)
    return {str(one): (zone.klass, zone.name) for one, zone in zones.items()}


def do(viewer, estate, act):
    """Carry out an act; return what stood before a publication."""
    newest = queries.newest_publication(viewer, estate)
    if act[0] == "publish":
        start = clock.now() + timedelta(minutes=act[3])
        seen = newest.id if newest else None
        publish(
            viewer, estate, Order(frozenset(act[1]), "shanghai-2022-04", act[2], "", start, seen)
        )
    elif act[0] == "undo" and newest:
        undo(viewer, newest)
    elif act[0] == "step":
        zones = list(Zone.objects.filter(ended_at=None).order_by("id"))
        if zones:
            step(viewer, zones[act[1] % len(zones)], act[2], "区里通知")


def overlaps():
    """Stairwells that are in two zones at some moment."""
    spans = {}
    for row in ZoneStairwell.objects.all():
        if row.until is None or row.until > row.since:
            spans.setdefault(row.stairwell_id, []).append((row.since, row.until))
    far = START + timedelta(days=999)
    for found in spans.values():
        found.sort()
        for (_, first_until), (since, _until) in pairwise(found):
            if (first_until or far) > since:
                yield found


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(
    [
        (("publish", {"23"}, "precaution", 0), 1),
        (("publish", {"23"}, "controlled", 300), 1),
        (("step", 1, "precaution"), 1),
    ]
)
@example(
    [(("publish", {"23"}, "sealed", 0), 1), (("undo",), 1), (("publish", {"23"}, "sealed", -20), 1)]
)
@given(st.lists(st.tuples(acts, st.integers(1, 50)), min_size=1, max_size=5))
def test_a_stairwell_is_in_one_zone_at_a_time(viewer, estate, residents, doings):
    try:
        with transaction.atomic():
            now = START
            for act, minutes in doings:
                now += timedelta(minutes=minutes)
                # What is refused (too early, breaks a rule, too late to undo) changes nothing.
                with clock.freeze(now), suppress(Problem), transaction.atomic():
                    do(viewer, estate, act)
                assert list(overlaps()) == []
            raise Back
    except Back:
        pass


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sets(st.sampled_from(DOORS), min_size=1), max_size=2),
    st.sets(st.sampled_from(DOORS), min_size=1),
    st.sampled_from(["sealed", "controlled", "precaution"]),
    st.sampled_from([0, 45]),
)
def test_undo_puts_back_exactly_what_stood(viewer, estate, residents, before, doors, klass, later):
    try:
        with transaction.atomic():
            now = START
            for some in before:
                now += timedelta(minutes=5)
                with clock.freeze(now):
                    do(viewer, estate, ("publish", some, "controlled", 0))
            stood, grids = standing(viewer, now), doors_by_grid(viewer, now)
            with clock.freeze(now + timedelta(minutes=5)):
                do(viewer, estate, ("publish", doors, klass, later))
            after = now + timedelta(minutes=30)
            with clock.freeze(after):
                do(viewer, estate, ("undo",))
            assert standing(viewer, after) == stood
            assert standing(viewer, after + timedelta(hours=9)) == stood
            assert doors_by_grid(viewer, after) == grids
            raise Back
    except Back:
        pass


def doors_by_grid(viewer, at):
    with clock.freeze(at):
        return {
            grid.id: frozenset(grid.stairwells.values_list("label", flat=True))
            for grid in queries.visible_grids(viewer)
        }
