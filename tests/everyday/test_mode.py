"""The mode of a community: what proposes the emergency, who switches it, what follows it."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.two_towns import NOW, PUBLISHED

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community, Membership, Mode, User
from wanjia.core.problems import Problem
from wanjia.everyday.mode import actions
from wanjia.everyday.mode.mode_rules import OpenRequest, load_mode_rules, threatening
from wanjia.everyday.mode.queries import find_reasons
from wanjia.everyday.models import ModeDecision
from wanjia.needs.followup.actions import record_need

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def head(community):
    with clock.freeze(TUESDAY):
        yield Viewer(community_id=community.id, role="head", name="主任")


def mode_of(community):
    return Community.objects.values_list("mode", flat=True).get(id=community.id)


def sign_in(client, community, role):
    user = User.objects.create(username=role, name=role)
    Membership.objects.create(community=community, user=user, role=role)
    client.force_login(user)
    return client


@pytest.mark.both
def test_gas_in_a_stairwell_asks_until_somebody_decides(head, viewer, residents, client):
    need = record_need(
        viewer, "楼道里煤气味很浓，好几家都闻到了", dwelling_id=residents[0].dwelling_id
    )
    [reason] = find_reasons(head.community_id)
    assert (reason.source, reason.about) == ("danger", need.id)
    sign_in(client, Community.objects.get(id=head.community_id), "desk")
    row = client.get("/").context["rows"][0]
    assert row["title"].startswith("有危及大家的险情")
    page = client.get("/mode/").content.decode()
    assert "进入应急" in page
    posted = {"source": "danger", "about": str(need.id)}
    assert client.post("/mode/stay/", posted).status_code == 302
    assert client.post("/mode/stay/", posted).status_code == 302  # twice is once
    assert ModeDecision.objects.count() == 1
    assert find_reasons(head.community_id) == ()
    assert client.get("/").context["mode"] == "ordinary"


@pytest.mark.both
def test_one_press_goes_into_the_emergency_and_one_back(head, viewer, residents):
    entered = actions.enter_emergency(viewer, note="演练")
    assert (entered.before, entered.after) == ("ordinary", "emergency")
    with pytest.raises(Problem, match="已经是“应急”状态"):
        actions.enter_emergency(viewer)
    with pytest.raises(Problem, match="没有权限"):
        actions.return_to_ordinary(viewer)
    actions.return_to_ordinary(head)
    assert [one.after for one in ModeDecision.objects.all()] == ["ordinary", "emergency"]
    with pytest.raises(Problem, match="没有找到"):
        actions.stay_ordinary(viewer, "case", head.community_id)


def test_what_was_there_before_going_back_does_not_ask_again(head, viewer, residents):
    record_need(viewer, "楼道里煤气味很浓，好几家都闻到了", dwelling_id=residents[0].dwelling_id)
    actions.enter_emergency(viewer)
    with clock.freeze(TUESDAY + timedelta(hours=3)):
        actions.return_to_ordinary(head)
        assert find_reasons(head.community_id) == ()


@pytest.mark.both
def test_a_town_that_published_zones_is_in_the_emergency_and_stays_while_people_are_shut_in(alder):
    head = alder.viewers["head"]
    assert mode_of(alder.community) == Mode.EMERGENCY
    with clock.freeze(NOW):
        page = alder.client("head").get("/mode/")
        assert page.context["blocked"]
        assert "先解除封控、管控的区" in page.content.decode()
        with pytest.raises(Problem, match="还有 1 个封控区"):
            actions.return_to_ordinary(head)
        assert alder.client("head").post("/mode/return/").status_code == 409


def test_undoing_the_zones_within_the_hour_takes_the_emergency_back(alder):
    from wanjia.zoning.models import Publication
    from wanjia.zoning.plans.actions import undo

    with clock.freeze(PUBLISHED + timedelta(minutes=5)):
        undo(alder.viewers["head"], Publication.objects.get(undone_at=None))
    assert mode_of(alder.community) == Mode.ORDINARY


def test_ending_the_emergency_is_the_way_back(alder):
    from wanjia.privacy.forgetting.actions import end_emergency

    with clock.freeze(NOW):
        end_emergency(alder.viewers["head"], "结束应急")
    assert mode_of(alder.community) == Mode.ORDINARY


def test_the_navigation_leads_with_the_day_s_work(head, client):
    from wanjia.ui.navigation import navigation

    desk = Viewer(head.community_id, "desk")
    ordinary = navigation(desk, "/", Mode.ORDINARY)
    emergency = navigation(desk, "/", Mode.EMERGENCY)
    assert [item["url"] for item in emergency["bar"]] == ["/", "/rounds/", "/needs/", "/care/"]
    assert "/needs/" in [item["url"] for item in ordinary["bar"]]
    assert [item["url"] for item in ordinary["bar"]][:2] == ["/", "/visits/"]
    in_rail = [item["url"] for group in ordinary["nav"] for item in group["ways"]]
    assert "/needs/" in in_rail
    assert "/cases/" not in in_rail
    # Nothing is lost: what is not in front is behind "more".
    assert {item["url"] for group in ordinary["folded"] for item in group["ways"]} | set(
        in_rail
    ) == {
        item["url"] for group in [*emergency["nav"], *emergency["folded"]] for item in group["ways"]
    }


def test_a_household_can_not_see_the_mode_page_nor_a_volunteer(head, community, client):
    sign_in(client, community, "volunteer")
    assert client.get("/mode/").status_code == 403


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["gas", "stroke", "fire", ""]))),
)
def test_one_danger_to_all_or_many_to_some_asks_and_nothing_else(told):
    rules = load_mode_rules().requests
    requests = [
        OpenRequest(
            uuid4(),
            TUESDAY - timedelta(hours=hours),
            frozenset({sign}),
        )
        for hours, sign in told
    ]
    grave, many = threatening(requests, rules, TUESDAY)
    assert {one.id for one in grave} == {one.id for one in requests if one.signs & {"gas", "fire"}}
    recent = [one for one in requests if one.opened_at > TUESDAY - timedelta(hours=24)]
    assert len(many) == (len(recent) if len(recent) >= 3 else 0)
