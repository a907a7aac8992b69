"""An alarm has steps, an owner and a clock, and ends with its outcome."""

from datetime import timedelta

import pytest
from tests.reports.conftest import NOW, signed_in, text_of, url

from wanjia.core import clock
from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.reports.answers.actions import Given, close_alarm, do_step, store_answers, take_alarm
from wanjia.reports.models import Alarm
from wanjia.reports.queries import open_alarms_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm(viewer, morning, people):
    store_answers(viewer, morning, [Given(people[0].id, "positive", 36.5)], "household")
    return Alarm.objects.get()


def test_a_positive_is_due_in_half_an_hour_and_a_fever_in_one(viewer, morning, people):
    store_answers(viewer, morning, [Given(people[0].id, "positive", 37.3)], "door")
    found = {one.kind: one.due_at - NOW for one in Alarm.objects.all()}
    assert found == {"positive": timedelta(minutes=30), "fever": timedelta(hours=1)}


def test_a_temperature_below_the_protocols_fever_opens_nothing(viewer, morning, people):
    store_answers(viewer, morning, [Given(people[0].id, "negative", 37.2)], "door")
    assert not Alarm.objects.exists()


def test_a_second_positive_of_the_same_person_opens_no_second_alarm(viewer, alarm, zone, people):
    later = zone.rounds.get(key="2022-04-18-evening")
    store_answers(viewer, later, [Given(people[0].id, "positive")], "door")
    assert Alarm.objects.count() == 1


def test_a_new_positive_after_the_first_was_closed_opens_another(viewer, alarm, zone, people):
    close_alarm(viewer, alarm.id, "复核阴性")
    later = zone.rounds.get(key="2022-04-18-evening")
    store_answers(viewer, later, [Given(people[0].id, "positive")], "door")
    assert Alarm.objects.filter(closed_at=None).count() == 1


def test_an_alarm_stays_open_when_the_answer_is_corrected(viewer, alarm, morning, people):
    store_answers(viewer, morning, [Given(people[0].id, "negative", 36.5)], "household")
    assert Alarm.objects.get().closed_at is None


def test_whoever_does_a_step_owns_the_alarm_and_a_step_is_done_once(viewer, alarm):
    do_step(viewer, alarm.id, "isolate", "已告知")
    do_step(viewer, alarm.id, "isolate", "又一次")
    found = Alarm.objects.get()
    assert found.owner_name == viewer.name
    assert found.steps["isolate"]["note"] == "已告知"
    assert Entry.objects.filter(type="alarm.step_done").count() == 1


def test_an_unknown_step_is_refused(viewer, alarm):
    with pytest.raises(Problem) as refused:
        do_step(viewer, alarm.id, "sing")
    assert refused.value.code == "alarm.step_unknown"


def test_an_alarm_with_open_steps_closes_only_with_a_reason(viewer, alarm):
    with pytest.raises(Problem) as refused:
        close_alarm(viewer, alarm.id, " ")
    assert refused.value.code == "alarm.step_open"
    assert "报告街镇" in refused.value.words("zh")
    close_alarm(viewer, alarm.id, "误报，核酸阴性")
    assert Alarm.objects.get().outcome == "误报，核酸阴性"


def test_the_top_of_every_page_names_the_door_and_not_the_person(viewer, alarm, people):
    [row] = open_alarms_rows(viewer)
    assert row["text"] == f"中海悦庭 {people[0].dwelling.door} 检测阳性"
    assert row["overdue"] is False
    with clock.freeze(NOW + timedelta(hours=1)):
        assert open_alarms_rows(viewer)[0]["overdue"] is True


def test_another_officer_takes_an_alarm_over(viewer, alarm):
    from wanjia.core.access.viewer import Viewer
    from wanjia.core.ids import new_id

    other = Viewer(viewer.community_id, "head", new_id(), "主任")
    take_alarm(viewer, alarm.id)
    take_alarm(other, alarm.id)
    assert Alarm.objects.get().owner_name == "主任"


def test_an_alarm_is_worked_off_on_its_page(community, alarm, people):
    desk = signed_in(community, "desk")
    assert "没人接手" in text_of(desk.get(url("alarms")))
    desk.post(url("alarm_take", alarm.id))
    refused = desk.post(url("alarm_close", alarm.id), {"outcome": ""})
    assert refused.status_code == 422
    assert "还有没做的步骤" in text_of(refused)
    for step in ("isolate", "tell_town", "retest"):
        desk.post(url("alarm_step", alarm.id), {"step": step})
    page = text_of(desk.get(url("alarm", alarm.id)))
    assert page.count("王敏") >= 4
    fields = {"outcome": "核酸复核阴性", "back": url("alarms")}
    done = desk.post(url("alarm_close", alarm.id), fields, follow=True)
    assert "没有未结的异常" in text_of(done)
    assert "近七天已结 1" in text_of(done)


def test_a_grid_officer_sees_the_alarms_of_the_own_stairwell(
    officer,
    viewer,
    alarm,
    morning,
    people,
):
    other = next(one for one in people if one.dwelling.stairwell.label == "24")
    store_answers(viewer, morning, [Given(other.id, "positive")], "door")
    theirs = Alarm.objects.get(resident=other)
    assert len(officer.get(url("alarms")).context["open"]) == 1
    assert officer.get(url("alarm", theirs.id)).status_code == 404
    assert officer.post(url("alarm_take", theirs.id)).status_code == 404
