"""When those who wait are taken: planned seats first, then the pace; or nobody can say."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from tests.two_towns import NOW as TOWN_NOW

from wanjia.core import clock
from wanjia.people.models import Resident
from wanjia.sites.models import Site, Transfer
from wanjia.sites.queries import beds_of
from wanjia.sites.transfers.queue import leavings
from wanjia.sites.transfers.queue_forecast import NO_BEDS, NO_CARS, PACE, SEAT, Seats, queue

NOW = datetime(2022, 4, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=9)


def test_planned_seats_are_given_in_the_order_of_waiting():
    trips = [Seats(NOW + 5 * HOUR, 1), Seats(NOW + 2 * HOUR, 1), Seats(NOW - HOUR, 9)]
    told = queue(3, trips, [], 99, NOW, LONG_AGO)
    assert [one.likely for one in told] == [NOW + 2 * HOUR, NOW + 5 * HOUR, None]
    assert [one.basis for one in told] == [SEAT, SEAT, NO_CARS]


def test_after_them_the_pace_of_the_last_days_goes_on():
    left = [NOW - n * 6 * HOUR for n in range(1, 12)]
    told = queue(3, [Seats(NOW + 2 * HOUR, 1)], left, 99, NOW, LONG_AGO)
    assert [one.basis for one in told] == [SEAT, PACE, PACE]
    assert NOW + 2 * HOUR < told[1].likely < told[2].likely
    assert told[1].early < told[1].likely < told[1].late


def test_without_a_bed_or_a_car_nobody_can_say():
    assert [one.basis for one in queue(2, [], [], 1, NOW, LONG_AGO)] == [NO_CARS, NO_BEDS]
    old = [NOW - timedelta(days=5)]
    assert queue(1, [], old, 9, NOW, LONG_AGO)[0].basis == NO_CARS


@pytest.mark.parametrize("seats", [1, 3, 5])
@pytest.mark.parametrize("a_day", [4, 12])
def test_the_range_holds_the_truth_about_eight_times_in_ten(seats, a_day):
    """Seeded cars that come by chance and take up to so many people each."""
    draw = random.Random(f"queue:{seats}:{a_day}")
    held = total = 0
    for _town in range(400):
        pace = a_day * draw.uniform(0.7, 1.4) / seats / 24  # cars an hour
        hours, cars = -72.0, []
        while hours < 24 * 30:
            hours += draw.expovariate(pace)
            cars.append(hours)
        left = [NOW + at * HOUR for at in cars if at <= 0 for _seat in range(seats)]
        coming = [NOW + at * HOUR for at in cars if at > 0 for _seat in range(seats)]
        place = draw.randint(1, 20)
        told = queue(place, [], left, 99, NOW, LONG_AGO)[-1]
        if told.likely:
            total += 1
            held += told.early <= coming[place - 1] <= told.late
    assert total > 300
    assert 0.7 <= held / total <= 0.95


@pytest.mark.both
@pytest.mark.django_db
def test_the_page_tells_each_who_waits_when_or_that_nobody_can_say(alder):
    with clock.freeze(TOWN_NOW):
        desk = alder.viewers["desk"]
        one = Transfer.objects.of(desk).filter(trip=None, left_at=None, returned_at=None).first()
        if one is None:
            one = Transfer.objects.create(
                community=alder.community,
                resident=Resident.objects.get(id=alder.people["8"][1].id),
                waiting_since=TOWN_NOW,
            )
        sites = list(Site.objects.of(desk).exclude(opened_at=None))
        told = leavings(desk, list(beds_of(sites).values()))
        assert one.id in told
        page = alder.client("desk", "en").get("/transfers/").content.decode()
    words = ("nobody can say when", "A seat is free", "Likely taken")
    assert any(said in page for said in words)
