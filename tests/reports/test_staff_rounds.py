"""Those at work in a zone are tested too: each once, however many zones they work in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.duty.models import Roster, Shift, Team
from wanjia.people.models import Staff
from wanjia.places.models import Path
from wanjia.reports.models import Round, StaffRound, StaffTest
from wanjia.reports.staff_rounds.actions import note_staff_test, settle_staff_rounds
from wanjia.reports.staff_rounds.alarms import take_alarm
from wanjia.reports.staff_rounds.queries import rows_of
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.models import Zone
from wanjia.zoning.plans.actions import Order, publish
from wanjia.zoning.zones.actions import step

MORNING = datetime(2022, 7, 5, 0, tzinfo=UTC)
NOON = datetime(2022, 7, 5, 5, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.freeze(MORNING):
        yield


@pytest.fixture
def staff(community):
    return [
        Staff.objects.create(community=community, name=f"某{role}", role=role)
        for role in ("grid", "doctor", "steward", "volunteer", "volunteer")
    ]


@pytest.fixture
def zones(viewer, estate, residents, staff):
    Path.objects.update(guards=1)
    publish(viewer, estate, Order(frozenset({"23"}), "national-v9", rest=None))
    newest = publish_again(viewer, estate, {"3"})
    return [*Zone.objects.filter(ended_at=None), newest]


def publish_again(viewer, estate, doors):
    from wanjia.zoning.queries import newest_publication

    seen = newest_publication(viewer, estate).id
    order = Order(frozenset(doors), "national-v9", rest=None, seen=seen)
    return publish(viewer, estate, order).zones.get()


@pytest.mark.both
def test_a_round_of_several_zones_asks_everybody_at_work_once(viewer, staff, zones):
    today = StaffRound.objects.filter(opens_at__date=MORNING.date())
    assert [round_.name for round_ in today] == ["上岗人员核酸"]
    assert len(today[0].zones) == 2
    assert settle_staff_rounds(viewer.community_id) == 0
    people = [row.staff.id for row in rows_of(viewer, today[0])]
    assert sorted(people) == sorted(person.id for person in staff)
    assert not Round.objects.filter(who="staff").exists()


def test_who_is_on_duty_is_tested_though_in_no_grid(viewer, community, zones):
    guard = Staff.objects.create(community=community, name="某门岗", role="volunteer")
    roster = Roster.objects.create(
        community=community,
        team=Team.objects.create(community=community, name="门岗"),
        first=MORNING.date(),
        days=1,
        pattern="day",
        made_at=MORNING,
    )
    Shift.objects.create(
        community=community, roster=roster, staff=guard, day=MORNING.date(), key="day",
        starts_at=NOON, ends_at=NOON + timedelta(hours=12), live=True,
    )  # fmt: skip
    round_ = StaffRound.objects.first()
    assert guard in [row.staff for row in rows_of(viewer, round_)]


def test_the_rounds_to_come_end_with_the_zones_that_asked_for_them(viewer, zones):
    for zone in Zone.objects.filter(ended_at=None):
        step(viewer, zone, "open", "区防控办通知")
    left = StaffRound.objects.filter(cancelled_at=None, opens_at__gt=clock.now())
    assert list(left) == []


@pytest.mark.both
def test_a_result_is_noted_and_the_last_word_counts(viewer, staff, zones):
    round_ = StaffRound.objects.first()
    with pytest.raises(Problem) as early:
        note_staff_test(viewer, round_.id, staff[0].id, "pcr", "sampled")
    assert early.value.code == "staff_round.closed"
    with clock.freeze(NOON):
        for result in ("sampled", "sampled", "positive"):
            note_staff_test(viewer, round_.id, staff[0].id, "pcr", result)
        with pytest.raises(Problem):
            note_staff_test(viewer, round_.id, staff[0].id, "antigen", "negative")
        with pytest.raises(Problem):
            note_staff_test(viewer, round_.id, staff[0].id, "pcr", "invalid")
        with pytest.raises(Problem):
            note_staff_test(
                Viewer(viewer.community_id, "volunteer"), round_.id, staff[0].id, "pcr", "negative"
            )
    assert StaffTest.objects.get().pcr == "positive"
    entries = Entry.objects.filter(type="staff.tested").order_by("occurred_at", "id")
    assert [entry.after["result"] for entry in entries] == ["sampled", "positive"]


@pytest.mark.both
def test_today_and_the_page_say_who_is_left_and_who_is_positive(client, community, staff, zones):
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    round_ = StaffRound.objects.first()
    with clock.freeze(NOON):
        assert "上岗人员核酸：还有 5 人未测" in client.get("/").content.decode()
        assert "上岗人员检测" in client.get("/rounds/").content.decode()
        url = reverse("reports:staff_round", args=[round_.id])
        assert "某doctor" in client.get(url).content.decode()
        fields = {"staff": str(staff[1].id), "kind": "pcr", "result": "positive"}
        assert client.post(reverse("reports:staff_test", args=[round_.id]), fields).url == url
        today = client.get("/").content.decode()
        assert "某doctor 检测阳性：请离岗，安排复核" in today
        assert "还没有人接手" in today
        assert "上岗人员核酸：还有 4 人未测" in today


@pytest.mark.both
def test_a_positive_worker_is_an_alarm_until_somebody_closed_it(
    client, community, viewer, estate, staff, zones
):
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    round_ = StaffRound.objects.first()
    with clock.freeze(NOON):
        note_staff_test(viewer, round_.id, staff[1].id, "pcr", "positive")
        test = note_staff_test(viewer, round_.id, staff[1].id, "pcr", "negative")
    url = reverse("reports:staff_alarm", args=[test.id])
    with clock.freeze(NOON + timedelta(days=2)):  # the round has long closed
        assert url in client.get("/").content.decode()
        assert "某doctor 检测阳性" in client.get(url).content.decode()
        client.post(reverse("reports:staff_alarm_take", args=[test.id]))
        for step in ("off_duty", "tell_town"):
            client.post(reverse("reports:staff_alarm_step", args=[test.id]), {"step": step})
        close = reverse("reports:staff_alarm_close", args=[test.id])
        assert client.post(close, {"outcome": ""}).status_code == 422
        assert client.post(close, {"outcome": "复核阳性，已确认"}).status_code == 422
        dwelling = estate.stairwells.first().dwellings.first()
        case = record_case(
            viewer, dwelling, test="pcr", sampled_at=NOON, told_by="疾控", resident=None
        )
        answer = client.post(close, {"outcome": "复核阳性，已确认", "case": str(case.id)})
        assert answer.status_code == 302
        assert url not in client.get("/").content.decode()
    test.refresh_from_db()
    assert (test.owner_name, set(test.steps), test.case) == (
        "值班",
        {"off_duty", "tell_town"},
        case,
    )
    kinds = set(Entry.objects.filter(type__startswith="staff.").values_list("type", flat=True))
    assert {f"staff.alarm_{act}" for act in ("opened", "taken", "step", "closed")} <= kinds
    with pytest.raises(Problem):
        take_alarm(Viewer(community.id, "grid"), test.id)
