"""Visits: who is to be seen and by when, what an outcome does, in which order one walks."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.core.rules.rules_file import RulesFileError, parse_rules
from wanjia.everyday.models import DoorVisit, PlannedVisit
from wanjia.everyday.visits.actions import (
    agree_visit,
    cancel_warning_visits,
    plan_for_warning,
    record_visit,
)
from wanjia.everyday.visits.due_visits import Occasion, Planned, Visited, list_due
from wanjia.everyday.visits.queries import VISITS, due_visits
from wanjia.everyday.visits.visit_rules import FILE, VisitRules, load_visit_rules
from wanjia.everyday.visits.walk import Stop, walk_past
from wanjia.needs.models import Need
from wanjia.people.models import Contact, Risk

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
RULES = load_visit_rules().rules


@pytest.fixture
def elder(residents, viewer):
    """A lone elder, whom nobody has visited since three weeks ago they came onto the register."""
    with clock.freeze(TUESDAY):
        Risk.objects.create(
            community_id=viewer.community_id,
            resident=residents[0],
            kind="alone_elder",
            since=date(2026, 2, 10),
        )
        yield residents[0]


def reasons_of(viewer):
    return {due.resident: due.rules for due in due_visits(viewer)}


@pytest.mark.both
def test_a_lone_elder_is_due_and_once_seen_not_for_a_fortnight(viewer, elder):
    [due] = due_visits(viewer)
    assert (due.resident, due.rules) == (elder.id, ("lone_elder",))
    assert due.due_at.date() == date(2026, 2, 17)
    sent = uuid4()
    for _ in range(2):  # a phone that sends twice
        record_visit(viewer, elder.dwelling_id, "well", elder.id, visit_id=sent)
    assert DoorVisit.objects.count() == 1
    assert [(one.channel, one.outcome) for one in Contact.objects.all()] == [("door", "well")]
    [due] = due_visits(viewer)
    assert due.due_at == TUESDAY + timedelta(days=14)
    assert Entry.objects.filter(type="visit.made").count() == 1


@pytest.mark.both
def test_nobody_answered_brings_one_back_the_next_day_until_somebody_is_seen(viewer, elder):
    record_visit(viewer, elder.dwelling_id, "nobody", elder.id)
    [due] = due_visits(viewer)
    assert due.due_at == TUESDAY + timedelta(hours=24)
    with clock.freeze(TUESDAY + timedelta(hours=25)):
        record_visit(viewer, elder.dwelling_id, "nobody", elder.id)
        assert PlannedVisit.objects.count() == 1
        record_visit(viewer, elder.dwelling_id, "well", elder.id)
        [due] = due_visits(viewer)
        assert due.due_at == TUESDAY + timedelta(days=14, hours=25)


@pytest.mark.both
def test_what_is_promised_at_a_door_is_a_need_and_what_is_said_is_heard(viewer, elder):
    made = record_visit(
        viewer,
        elder.dwelling_id,
        "needs",
        elder.id,
        note="她说昨天摔倒了，现在胸口很痛喘不上气",
        promised="帮忙修厨房水龙头",
    )
    promised = Need.objects.get(id=made.need)
    assert (promised.channel, promised.resident_id) == ("door", elder.id)
    assert Need.objects.filter(urgency=1).exclude(id=made.need).exists()
    with pytest.raises(Problem, match="请写一句"):
        record_visit(viewer, elder.dwelling_id, "needs", elder.id)
    with pytest.raises(Problem, match="没有这个结果"):
        record_visit(viewer, elder.dwelling_id, "dance", elder.id)
    with pytest.raises(Problem, match="没有找到"):  # of another door
        record_visit(viewer, elder.dwelling_id, "well", uuid4())


@pytest.mark.both
def test_a_warning_asks_for_everybody_at_risk_once_and_is_called_off(viewer, elder):
    about, tonight = uuid4(), TUESDAY + timedelta(hours=10)
    assert plan_for_warning(viewer, "heat", tonight, about) == 1
    assert plan_for_warning(viewer, "heat", tonight, about) == 0
    [due] = due_visits(viewer)
    assert due.rules == ("heat", "lone_elder")
    assert VISITS.get(viewer.community_id).warned == 1
    record_visit(viewer, elder.dwelling_id, "well", elder.id)
    assert reasons_of(viewer)[elder.id] == ("lone_elder",)
    assert plan_for_warning(viewer, "heat", tonight, about) == 1  # the next day's
    assert cancel_warning_visits(viewer, about) == 1
    assert cancel_warning_visits(viewer, about) == 0


@pytest.mark.both
def test_a_request_that_was_closed_and_who_moved_in_are_visited_once(viewer, residents):
    from wanjia.people.residents.actions import add_resident

    with clock.freeze(TUESDAY):
        Need.objects.create(
            community_id=viewer.community_id,
            dwelling=residents[0].dwelling,
            channel="phone",
            text="楼上漏水吵起来了",
            category="dispute",
            urgency=3,
            opened_at=TUESDAY - timedelta(days=3),
            closed_at=TUESDAY - timedelta(days=1),
        )
        new = add_resident(viewer, residents[2].dwelling_id, name="新来的人")
        assert reasons_of(viewer) == {None: ("after_request",), new.id: ("moved_in",)}
        record_visit(viewer, residents[0].dwelling_id, "well")
        record_visit(viewer, new.dwelling_id, "well", new.id)
        assert due_visits(viewer) == []


@pytest.mark.both
def test_a_visit_is_agreed_for_a_day_and_moved(viewer, residents):
    with clock.freeze(TUESDAY):
        for day in (date(2026, 3, 6), date(2026, 3, 9)):
            plan = agree_visit(viewer, residents[0].dwelling.door, day)
        assert PlannedVisit.objects.get() == plan
        assert plan.due_at.astimezone(ZoneInfo("Asia/Shanghai")).date() == date(2026, 3, 9)
        with pytest.raises(Problem, match="没有找到门号"):
            agree_visit(viewer, "99-999", date(2026, 3, 6))
        with pytest.raises(Problem, match="日期要在"):
            agree_visit(viewer, residents[0].dwelling.door, date(2026, 3, 2))


def test_the_list_goes_up_the_stairwells_and_a_press_notes_it(client, viewer, residents, elder):
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community_id=viewer.community_id, user=user, role="desk")
    client.force_login(user)
    last = residents[-1]
    Risk.objects.create(
        community_id=viewer.community_id, resident=last, kind="disabled", since=date(2026, 1, 1)
    )
    page = client.get("/visits/")
    doors = [visit.dwelling.door for well in page.context["stairwells"] for visit in well.visits]
    assert doors == [elder.dwelling.door, last.dwelling.door]
    assert "今天要走访 2 位" in [row["title"] for row in client.get("/").context["rows"]]
    posted = {"dwelling_id": elder.dwelling_id, "resident_id": elder.id, "visit_id": uuid4()}
    refused = client.post("/visits/record/", posted | {"outcome": "needs", "promised": ""})
    assert refused.status_code == 422
    assert "请写一句" in refused.content.decode()
    done = client.post("/visits/record/", posted | {"outcome": "well", "note": "气色好，谢谢"})
    assert done.status_code == 302
    assert "今天要走访 1 位" in [row["title"] for row in client.get("/").context["rows"]]
    diary = client.post("/diary/?ask", {"q": "气色"}, follow=True)
    assert [line["outcome"] for line in diary.context["lines"]] == ["都好"]
    assert client.get("/diary/", {"outcome": "nobody"}).context["lines"] == []


def test_a_volunteer_sees_no_door_but_their_own(alder):
    client = alder.client("volunteer")
    assert client.get("/visits/").status_code == 200
    other = alder.people["9"][0]
    refused = client.post("/visits/record/", {"dwelling_id": other.dwelling_id, "outcome": "well"})
    assert refused.status_code in (404, 422)
    assert not DoorVisit.objects.exists()


def test_a_rule_that_is_wrong_is_named_by_file_key_and_line():
    text = FILE.read_text("utf-8").replace('["alone_elder", "minor_alone"]', '["elder"]')
    with pytest.raises(RulesFileError, match=r"visits\.toml, line \d+, rules\.lone_elder"):
        parse_rules(VisitRules, text, FILE.name)


moments = st.integers(-400, 400).map(lambda hours: TUESDAY + timedelta(hours=hours))
occasions = st.lists(
    st.builds(Occasion, st.sampled_from([*RULES, "gone_rule"]), moments), max_size=4
)


@given(st.lists(st.tuples(occasions, st.none() | moments), max_size=6), st.data())
def test_nobody_with_a_reason_is_off_the_list_and_nobody_stands_on_it_twice(told, data):
    people = [Visited(uuid4(), uuid4(), tuple(listed), seen_at) for listed, seen_at in told]
    planned = [
        Planned(uuid4(), one.dwelling, one.resident, data.draw(st.sampled_from(list(RULES))),
                data.draw(moments))
        for one in data.draw(st.lists(st.sampled_from(people), max_size=3)) if people
    ] if people else []  # fmt: skip
    dues = list_due(people, planned, RULES)
    asked = {due.resident for due in dues}
    assert len(asked) == len(dues)
    assert [due.due_at for due in dues] == sorted(due.due_at for due in dues)
    for person in people:
        standing = [
            one
            for one in person.occasions
            if one.rule in RULES
            and (person.seen_at is None or person.seen_at < one.since or RULES[one.rule].every_days)
        ]
        plans = [plan for plan in planned if plan.resident == person.resident]
        assert (person.resident in asked) == bool(standing or plans)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("AB"), st.none() | st.tuples(st.floats(30, 32), st.floats(120, 122))
        ),
        max_size=12,
    )
)
def test_one_walks_past_each_stairwell_once_and_estate_by_estate(told):
    stops = [Stop(number, estate, number, at) for number, (estate, at) in enumerate(told)]
    walked = walk_past(stops)
    assert sorted(stop.key for stop in walked) == list(range(len(stops)))
    estates = [stop.estate for stop in walked]
    assert estates == sorted(estates)


def test_the_program_itself_may_ask(viewer, elder):
    assert due_visits(system_viewer(viewer.community_id))
    assert due_visits(Viewer(viewer.community_id, "volunteer")) == []


@pytest.mark.both
def test_the_first_monday_says_what_to_do_first(client, viewer, residents, elder):
    user = User.objects.create(username="head", name="主任")
    Membership.objects.create(community_id=viewer.community_id, user=user, role="head")
    client.force_login(user)
    titles = [row["title"] for row in client.get("/").context["rows"]]
    assert titles == [
        "1 条关爱登记等确认",
        "今天要走访 1 位",
        "先去看几户，记下第一次走访",
        "发第一条通知",
    ]
    record_visit(viewer, elder.dwelling_id, "well", elder.id)
    client.post("/care/register/confirm/", {"kind": "alone_elder"})
    titles = [row["title"] for row in client.get("/").context["rows"]]
    assert titles == ["发第一条通知"]
