"""The protocol in force by date and place is proposed; a zone keeps its own until it is moved."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from wanjia.core import clock
from wanjia.places.models import Path
from wanjia.zoning import queries
from wanjia.zoning.plans.actions import Order, publish
from wanjia.zoning.protocols.in_force import holds_at, in_force
from wanjia.zoning.protocols.protocol import load_protocols, rounds_between

ALL = load_protocols().values()
SONGJIANG, BEIJING = "310117001001", "110105001001"


@pytest.mark.parametrize(
    ("day", "code", "name", "why"),
    [
        (date(2022, 4, 18), SONGJIANG, "shanghai-2022-04", "date"),
        (date(2022, 4, 10), SONGJIANG, "national-v8", "date"),
        (date(2022, 4, 18), BEIJING, "national-v8", "date"),
        (date(2022, 5, 15), SONGJIANG, "shanghai-2022-04", "date"),
        (date(2022, 5, 16), SONGJIANG, "shanghai-2022-05", "date"),
        (date(2022, 6, 27), SONGJIANG, "shanghai-2022-05", "date"),
        (date(2022, 6, 28), SONGJIANG, "national-v9", "date"),
        (date(2022, 11, 11), BEIJING, "national-2022-11", "date"),
        (date(2020, 2, 1), BEIJING, "national-v8", "nearest"),
    ],
)
def test_the_newest_that_holds_here_is_proposed(day, code, name, why):
    found = in_force(ALL, day, code)
    assert (found.protocol.name, found.why, found.place_unknown) == (name, why, False)


def test_a_place_that_nobody_named_gets_the_national_one_and_is_told_so():
    found = in_force(ALL, date(2022, 4, 18), "")
    assert (found.protocol.name, found.place_unknown) == ("national-v8", True)


@given(st.dates(date(2021, 1, 1), date(2024, 1, 1)), st.sampled_from([SONGJIANG, BEIJING, "", "3"]))
def test_what_is_proposed_holds_here_and_nothing_newer_does(day, code):
    found = in_force(ALL, day, code)
    assert found.protocol.kind == "epidemic"
    assert holds_at(found.protocol, code)
    if found.why == "date":
        assert found.protocol.in_force_from <= day
        newer = [
            one for one in ALL
            if one.kind == "epidemic" and holds_at(one, code)
            and found.protocol.in_force_from < one.in_force_from <= day
        ]  # fmt: skip
        assert newer == []


# --- testing days


def pcr_days(name, klass):
    start = datetime(2022, 8, 1, 1, tzinfo=UTC)
    protocol = load_protocols()[name]
    windows = rounds_between(protocol, klass, start, start, start + timedelta(days=14), UTC)
    return [
        (window.opens_at.date() - start.date()).days + 1
        for window in windows
        if "pcr" in window.wants
    ]


@pytest.mark.parametrize(
    ("name", "klass", "days"),
    [
        ("national-v8", "sealed", [1, 4, 7, 10, 13, 14]),
        ("national-v8", "controlled", [1, 4, 7, 13, 14]),
        ("national-v9", "high", [1, 3, 7]),
        ("national-v9", "medium", [1, 3, 7]),
        ("national-2022-11", "high", [1, 3, 5]),
        ("shanghai-2022-04", "sealed", [13]),
    ],
)
def test_each_edition_has_its_testing_days(name, klass, days):
    assert pcr_days(name, klass) == days


# --- on the pages


def text_of(answer):
    assert answer.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def chosen_protocol(client, estate):
    page = client.get(reverse("zoning:plan", args=[estate.id])).content.decode()
    return re.search(r'<option value="([^"]+)" selected', page)[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "name"),
    [
        (datetime(2022, 4, 18, 10, tzinfo=UTC), "shanghai-2022-04"),
        (datetime(2022, 7, 1, 10, tzinfo=UTC), "national-v9"),
        (datetime(2022, 6, 27, 15, 59, tzinfo=UTC), "shanghai-2022-05"),
        (datetime(2022, 6, 27, 16, 1, tzinfo=UTC), "national-v9"),
    ],
)
def test_the_plan_proposes_it_by_the_local_date(desk, estate, residents, moment, name):
    with clock.freeze(moment):
        assert chosen_protocol(desk, estate) == name
        assert "现行的就是它" in text_of(desk.get(reverse("zoning:plan", args=[estate.id])))


@pytest.mark.django_db
def test_an_estate_stays_under_its_protocol_and_is_told_of_the_newer_one(
    desk, viewer, estate, residents
):
    Path.objects.update(guards=1)
    with clock.freeze(datetime(2022, 5, 10, 1, tzinfo=UTC)):
        order = Order(frozenset({"23", "24"}), "shanghai-2022-04")
        zone = publish(viewer, estate, order).zones.get(klass="sealed")
    with clock.freeze(datetime(2022, 5, 17, 1, tzinfo=UTC)):
        assert chosen_protocol(desk, estate) == "shanghai-2022-04"
        page = text_of(desk.get(reverse("zoning:plan", args=[estate.id])))
        assert "现行的是《上海三区划分管理（2022年5月）》（2022-05-16起）" in page
        page = text_of(desk.get(reverse("zoning:zone", args=[zone.id])))
        assert "现行的是《上海三区划分管理（2022年5月）》（2022-05-16起）" in page
    assert queries.zone_of(viewer, zone.memberships.first().stairwell_id).protocol == zone.protocol
