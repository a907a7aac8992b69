"""A site as a project: reports by the hour, its opening, its beds."""

from datetime import timedelta
from uuid import uuid4

import pytest

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.sites.beds import actions as stays
from wanjia.sites.models import SiteItem, SiteLink, SiteReport, Stay
from wanjia.sites.queries import beds_of
from wanjia.sites.sites import actions as building
from wanjia.sites.sites.actions import ItemProgress
from wanjia.sites.sites.dashboard import bed_hours, full_hour, load_boards

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def site(viewer):
    target = clock.now() + timedelta(hours=40)
    return building.make_site(viewer, "会展中心", 100, target_at=target, name_en="Expo")


@pytest.fixture
def manager(community):
    return Viewer(community.id, "site", name="会展中心")


def all_done(manager, site, hour) -> None:
    every = SiteItem.objects.filter(site=site)
    said = {one.key: ItemProgress(one.target) for one in every}
    building.store_report(manager, site, hour, said)


def refused(code: str, act, *args, **kwargs) -> None:
    with pytest.raises(Problem) as problem:
        act(*args, **kwargs)
    assert problem.value.code == code
    assert problem.value.words("en")


def test_its_items_follow_from_its_beds(site):
    targets = dict(SiteItem.objects.filter(site=site).values_list("key", "target"))
    assert (targets["beds"], targets["area"], targets["care_units"]) == (100, 600, 5)
    assert (targets["zones"], targets["passages"]) == (3, 2)


def test_a_plan_that_cannot_be(viewer):
    later = clock.now() + HOUR
    refused("sites.plan_impossible", building.make_site, viewer, "", 10, target_at=later)
    refused("sites.plan_impossible", building.make_site, viewer, "x", 0, target_at=later)
    refused("sites.plan_impossible", building.make_site, viewer, "x", 10)
    past = clock.now() - HOUR
    refused("sites.plan_impossible", building.make_site, viewer, "x", 10, target_at=past)


def test_a_report_sent_twice_is_one(manager, site):
    key, hour = uuid4(), full_hour(clock.now())
    for _ in range(2):
        building.store_report(
            manager, site, hour, {"beds": ItemProgress(5, "少螺丝")}, report_id=key
        )
    row = SiteReport.objects.get()
    assert (row.done, row.block, row.created_by_name) == (5, "少螺丝", "会展中心")


def test_an_hour_that_has_not_come_is_refused(manager, site):
    hour = full_hour(clock.now()) + HOUR
    refused(
        "site_report.future", building.store_report, manager, site, hour, {"beds": ItemProgress(5)}
    )
    long_ago = hour - 40 * HOUR
    refused(
        "site_report.too_old",
        building.store_report,
        manager,
        site,
        long_ago,
        {"beds": ItemProgress(5)},
    )
    assert not SiteReport.objects.exists()


def test_beyond_the_target_and_backwards_are_asked_again_and_both_stay(manager, site):
    hour = full_hour(clock.now())
    refused(
        "site_report.beyond",
        building.store_report,
        manager,
        site,
        hour,
        {"beds": ItemProgress(101)},
    )
    building.store_report(manager, site, hour - HOUR, {"beds": ItemProgress(50)})
    refused(
        "site_report.backwards",
        building.store_report,
        manager,
        site,
        hour,
        {"beds": ItemProgress(40)},
    )
    building.store_report(manager, site, hour, {"beds": ItemProgress(40)}, confirmed=True)
    rows = SiteReport.objects.order_by("hour").values_list("done", "confirmed")
    assert list(rows) == [(50, False), (40, True)]
    assert building.last_done(site)["beds"] == 40


def test_a_late_report_of_an_earlier_hour_is_no_step_back(manager, site):
    hour = full_hour(clock.now())
    building.store_report(manager, site, hour, {"beds": ItemProgress(50)})
    building.store_report(manager, site, hour - HOUR, {"beds": ItemProgress(40)})
    assert building.last_done(site)["beds"] == 50


def test_one_bad_line_stores_none(manager, site):
    said = {"beds": ItemProgress(5), "power": ItemProgress(999_999)}
    refused(
        "site_report.beyond", building.store_report, manager, site, full_hour(clock.now()), said
    )
    assert not SiteReport.objects.exists()


def test_the_board_tells_progress_forecast_and_what_blocks(manager, site):
    begin = full_hour(clock.now())
    for n in range(1, 5):
        with clock.freeze(begin + n * HOUR + timedelta(minutes=3)):
            said = {"area": ItemProgress(100 * n, "缺叉车" if n == 4 else "")}
            building.store_report(manager, site, begin + n * HOUR, said, people=30)
    with clock.freeze(begin + 4 * HOUR + timedelta(minutes=5)):
        board = load_boards([site])[0]
    assert board.opening.state == "told"
    assert 0 < board.percent < board.planned + 10
    assert [one.block for one in board.blocks] == ["缺叉车"]
    assert [one.people for one in board.hours[:4]] == [30] * 4
    with clock.freeze(begin + 8 * HOUR):
        assert load_boards([site])[0].silent


def test_it_opens_with_the_beds_that_are_accepted(viewer, manager, site):
    refused("sites.no_beds", building.open_site, viewer, site.id)
    refused("sites.not_open", stays.admit_patient, viewer, site.id, "某人")
    hour = full_hour(clock.now())
    building.store_report(manager, site, hour, {"accepted": ItemProgress(2)})
    site = building.open_site(viewer, site.id)
    assert beds_of([site])[site.id].free == 2
    refused(
        "site_report.ready", building.store_report, manager, site, hour, {"beds": ItemProgress(3)}
    )
    assert not SiteLink.objects.filter(site=site, revoked_at=None).exists()


@pytest.mark.both
def test_beds_are_counted_from_stays_alone(viewer, manager, site):
    all_done(manager, site, full_hour(clock.now()))
    site = building.open_site(viewer, site.id)
    key = uuid4()
    first = stays.admit_patient(viewer, site.id, "甲", "A", "01", key)
    assert stays.admit_patient(viewer, site.id, "甲", "A", "01", key) == first
    refused("sites.bed_taken", stays.admit_patient, viewer, site.id, "乙", "A", "01")
    refused("sites.who_missing", stays.admit_patient, viewer, site.id, " ")
    stays.admit_patient(viewer, site.id, "乙", "B", "01")
    assert (beds_of([site])[site.id].taken, beds_of([site])[site.id].free) == (2, 98)
    refused("sites.people_inside", building.close_site, viewer, site.id)
    with clock.freeze(clock.now() + 3 * HOUR):
        stays.end_stay(viewer, first.site_id, first.id)
        stays.admit_patient(viewer, site.id, "丙", "A", "01")
        assert beds_of([site])[site.id].taken == 2
    with clock.freeze(clock.now() + 5 * HOUR):
        site.refresh_from_db()
        hours = bed_hours(site, clock.now())
        assert hours[0].taken == 2
        assert sum(one.went for one in hours) == 1
        for stay in Stay.objects.filter(until=None):
            stays.end_stay(viewer, stay.site_id, stay.id)
        assert building.close_site(viewer, site.id).closed_at


def test_a_full_site_takes_nobody_more(viewer):
    small = building.make_site(viewer, "医院", 1, kind="hospital")
    stays.admit_patient(viewer, small.id, "甲")
    refused("sites.full", stays.admit_patient, viewer, small.id, "乙")


@pytest.mark.both
def test_a_new_link_revokes_the_old(viewer, site):
    old = SiteLink.objects.get(site=site)
    new = building.renew_link(viewer, site.id)
    old.refresh_from_db()
    assert old.revoked_at
    assert new.token != old.token
    assert len(new.token) >= 22  # 128 bits and more
