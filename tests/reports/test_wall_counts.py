"""Whatever moves, ends or is asked twice: the wall counts each person who is there, and once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reports.conftest import make_zone

from wanjia.core import clock
from wanjia.people.models import Resident
from wanjia.places.models import Dwelling, Stairwell
from wanjia.reports.models import Round
from wanjia.reports.queries import latest_rounds, newest_of, round_progress
from wanjia.reports.wall.windows import window_states
from wanjia.zoning.models import ZoneStairwell

acts = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(["23", "24", "3"]), st.integers(0, 1)),
    st.tuples(
        st.just("round"),
        st.integers(0, 1),
        st.sampled_from(["residents", "at_risk"]),
        st.sampled_from([1, 5, 20]),
    ),
    st.tuples(st.just("leave"), st.integers(0, 35)),
    st.tuples(st.just("wait"), st.sampled_from([1, 6, 30])),
)


class Back(Exception):
    """Takes an example back."""


@pytest.mark.both
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(acts, max_size=6))
def test_no_window_and_no_tile_asks_more_people_than_live_there(viewer, zone, steps):
    estate = zone.estate
    try:
        with transaction.atomic():
            zones = [zone, make_zone(estate, ["3"], "controlled")]
            now = clock.now()
            for number, step in enumerate(steps):
                now += timedelta(minutes=10)
                now = play(step, f"extra{number}", zones, now)
                with clock.freeze(now):
                    assert_counted_once(viewer, estate, zones)
            raise Back
    except Back:
        pass


def play(step, key, zones, now):
    """Do one step at a moment; return the moment after it."""
    match step:
        case "move", label, to:
            stairwell = Stairwell.objects.get(label=label, estate=zones[0].estate)
            spans = ZoneStairwell.objects.filter(community=stairwell.community_id)
            spans.filter(stairwell=stairwell, until=None).update(until=now)
            spans.create(
                community=stairwell.community, zone=zones[to], stairwell=stairwell, since=now
            )
        case "round", of, who, hours:
            Round.objects.create(
                community=zones[of].community, zone=zones[of], key=key, name="加测",
                opens_at=now, closes_at=now + timedelta(hours=hours), wants=["antigen"], who=who,
            )  # fmt: skip
        case "leave", place:
            one = Resident.objects.order_by("id")[place]
            Resident.objects.filter(id=one.id).update(left_at=now)
        case "wait", hours:
            now += timedelta(hours=hours)
    return now


def assert_counted_once(viewer, estate, zones):
    people = Counter(
        Resident.objects.filter(left_at=None, dwelling__stairwell__estate=estate).values_list(
            "dwelling", flat=True
        )
    )
    windows = window_states(viewer, estate)
    assert all(
        one.heard <= one.asked <= one.people == people[home] for home, one in windows.items()
    )
    rounds = newest_of(latest_rounds(viewer, estate))
    progress = round_progress(viewer, rounds, only_now=True)
    assert sum(one.asked for one in progress.values()) == sum(one.asked for one in windows.values())
    held = dict(
        ZoneStairwell.objects.filter(community=estate.community_id, until=None).values_list(
            "stairwell", "zone"
        )
    )
    for round_ in rounds:  # nobody is counted by a zone that they are no longer in
        assert {held[door] for door in progress[round_.id].stairwells} <= {round_.zone_id}
    homes = Dwelling.objects.filter(stairwell__estate=estate).values_list("id", "stairwell")
    asked_doors = {door for counts in progress.values() for door in counts.stairwells}
    assert not {home for home, door in homes if door not in asked_doors and home in windows} & {
        home for home, one in windows.items() if one.state != "empty"
    }
