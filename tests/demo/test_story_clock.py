"""The demo is at 18:40 of its story at any hour, and goes on where it was left."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from wanjia.core import clock, journal
from wanjia_demo.making import ZONE
from wanjia_demo.story_clock import VARIABLE, set_clock


@pytest.fixture(autouse=True)
def real_time(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    yield
    clock.shift(timedelta(0))


def test_a_new_town_begins_at_twenty_to_seven(monkeypatch):
    set_clock(None)
    assert clock.now().astimezone(ZONE).strftime("%H:%M") == "18:40"
    monkeypatch.setenv(VARIABLE, "2022-04-18T09:00+08:00")
    clock.shift(timedelta(0))
    set_clock(None)
    assert clock.now().year > 2022  # who sets the clock is believed: nothing is moved


@pytest.mark.both
def test_a_town_that_was_left_goes_on_there(viewer, community):
    left = datetime(2024, 5, 6, 19, 5, tzinfo=ZONE)
    with clock.freeze(left), transaction.atomic():
        journal.write(viewer, "places.imported")
    set_clock(community)
    assert timedelta(0) <= clock.now() - left < timedelta(minutes=1)
