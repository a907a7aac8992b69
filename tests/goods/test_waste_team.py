"""Infected waste that the street team of another community collects: doors go, bags come back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.goods.conftest import refused
from tests.goods.test_waste import DONE

from wanjia.core import clock
from wanjia.core.access.viewer import system_viewer
from wanjia.core.models import Area, Community, Entry, Level
from wanjia.goods.daily_figures import figures_between
from wanjia.goods.models import Pickup, WastePlace
from wanjia.goods.waste import actions as waste
from wanjia.goods.waste.queries import day_list, waste_day
from wanjia.goods.waste.team import choose_team, share_places
from wanjia.zoning.cases.actions import record_case, withdraw_case

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def team(community):
    """Another community of the town, which has the street team."""
    area = Area.objects.create(level=Level.TOWN, name="临江街道")
    Community.objects.filter(id=community.id).update(area=area)
    return Community.objects.create(name="临江居民区", area=area)


@pytest.fixture
def case(viewer, residents):
    sampled = clock.now() - timedelta(hours=8)
    return record_case(
        viewer,
        residents[0].dwelling,
        test="pcr",
        sampled_at=sampled,
        told_by="疾控",
        resident=residents[0],
    )


def shared(team):
    return WastePlace.objects.get(community=team)


def collected(team, bags, place):
    return waste.note_pickup(system_viewer(team.id), place.id, bags, pickup_id=uuid4(), **DONE)


def figures_of(community):
    start = clock.now().replace(hour=0)
    found = figures_between(system_viewer(community.id), start, clock.now())
    return {figure.key: figure.value for figure in found}


def test_a_case_arrives_at_the_team_as_a_door_and_its_bags_come_back(
    community, viewer, team, case, residents
):
    choose_team(system_viewer(community.id), team.id)
    place = shared(team)
    home = residents[0].dwelling
    assert place.address == f"{community.name} {home.stairwell.estate.name} {home.door}"
    assert (place.dwelling, place.until) == (None, None)
    told = Entry.objects.filter(community_id=team.id).values_list("after", flat=True)
    assert residents[0].name not in f"{list(told)} {vars(place)}"
    assert share_places(community.id) == 0
    pickup = collected(team, "3", place)
    assert share_places(community.id) == 1
    [line] = day_list(viewer, waste_day())
    assert (line.done, line.bags) == (True, 3)
    assert figures_of(community)["waste_bags"] == 3
    assert "waste_bags" not in figures_of(team)
    waste.undo_pickup(system_viewer(team.id), pickup.id)
    share_places(community.id)
    assert not day_list(viewer, waste_day())[0].done
    withdraw_case(viewer, case, "误登")
    share_places(community.id)
    assert shared(team).until == waste_day()


def test_what_the_team_was_told_ends_when_we_collect_ourselves_and_begins_again(
    community, team, case
):
    head = system_viewer(community.id)
    choose_team(head, team.id)
    collected(team, "2", shared(team))
    choose_team(head, None)
    assert shared(team).until == waste_day()
    assert Pickup.objects.filter(community=community).count() == 1
    choose_team(head, team.id)
    assert shared(team).until is None


def test_only_a_community_of_the_same_town_can_be_chosen(community, team, case):
    other = Community.objects.create(name="远处居民区")
    refused("kernel.not_found", choose_team, system_viewer(community.id), other.id)
    assert not WastePlace.objects.filter(community__in=[other, team]).exists()
