"""From a tube to the case: what a result sets going by itself, and how each step is undone."""

from datetime import datetime, timedelta

import pytest
from tests.reports.conftest import NOW, SHANGHAI, signed_in, text_of

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community, Entry
from wanjia.core.problems import Problem
from wanjia.people.models import Resident
from wanjia.reports.daily.figures import figures
from wanjia.reports.models import Alarm, Answer, Round, TestResult
from wanjia.reports.results.actions import correct, record, tell, withdraw
from wanjia.reports.results.rules import (
    Follows,
    Told,
    Tube,
    follows_from,
    load_rules,
    says_confirmed,
)
from wanjia.reports.rounds.actions import open_rounds
from wanjia.reports.rounds.completeness import test_rounds as tests_of
from wanjia.sites.models import Transfer
from wanjia.zoning.cases.actions import withdraw_case
from wanjia.zoning.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NIGHT = datetime(2022, 4, 20, 2, 0, tzinfo=SHANGHAI)


@pytest.fixture
def pcr(zone, community):
    """A round of PCR on the evening of the 19th."""
    return Round.objects.create(
        community=community, zone=zone, key="2022-04-19-pcr", name="核酸", wants=["pcr"],
        opens_at=NOW + timedelta(hours=7), closes_at=NOW + timedelta(hours=11),
    )  # fmt: skip


def pooled(finding="positive", **more):
    at = NOW + timedelta(hours=8)
    return Tube(
        **{"kind": "pcr", "sampled_at": at, "finding": finding, "tube": "A100", "pool": 10} | more
    )


def single(finding="positive", hours=3, **more):
    at = NIGHT + timedelta(hours=hours)
    return Tube(**{"kind": "pcr", "sampled_at": at, "finding": finding} | more)


@pytest.fixture
def night(pcr):
    with clock.freeze(NIGHT):
        yield NIGHT


@pytest.fixture
def morning_after(night):
    with clock.freeze(NIGHT + timedelta(hours=6)):
        yield


def ids(people):
    return [one.id for one in people]


def current(resident, round_):
    return Answer.objects.get(round=round_, resident=resident, current=True)


def test_a_positive_tube_opens_an_alarm_for_each_in_it_until_tested_alone(
    viewer, people, pcr, night
):
    result = record(viewer, pooled(), ids(people[:7]))
    alarms = Alarm.objects.filter(result=result)
    assert {alarm.resident_id for alarm in alarms} == set(ids(people[:7]))
    assert {(alarm.kind, alarm.due_at) for alarm in alarms} == {
        ("retest", NIGHT + timedelta(hours=load_rules().retest_hours.pooled))
    }
    assert not Case.objects.exists()
    assert current(people[0], pcr).pcr == "sampled"  # Nobody of them is positive yet.


def test_a_negative_tube_is_an_answer_of_each(viewer, people, pcr, night):
    record(viewer, pooled("negative"), ids(people[:10]))
    assert {current(one, pcr).pcr for one in people[:10]} == {"negative"}
    assert not Alarm.objects.exists()


def test_a_pooled_positive_holds_the_round_until_each_was_tested_alone(
    viewer, people, pcr, zone, morning_after
):
    record(viewer, pooled("negative", tube="A099"), ids(people[10:20]))
    record(viewer, pooled("negative", tube="A098"), ids(people[20:]))
    record(viewer, pooled(), ids(people[:10]))

    def round_of_pcr():
        return next(one for one in tests_of(zone) if one.kind == "pcr")

    assert not round_of_pcr().all_negative
    assert not round_of_pcr().waiting  # What was found is no wait: it holds the step-down.
    again = Round.objects.create(
        community=zone.community, zone=zone, key="2022-04-20-pcr", name="核酸", wants=["pcr"],
        opens_at=NIGHT, closes_at=NIGHT + timedelta(hours=8),
    )  # fmt: skip
    record(viewer, pooled("negative", tube="B1", sampled_at=NIGHT), ids(people[10:20]))
    assert not any(one.all_negative for one in tests_of(zone))  # The others' next round neither.
    again.delete()
    for one in people[:10]:
        record(viewer, single("negative"), [one.id])
    assert round_of_pcr().all_negative
    assert not Alarm.objects.filter(closed_at=None).exists()
    assert set(Alarm.objects.values_list("verdict", flat=True)) == {"ruled_out"}


def test_the_single_positive_makes_the_case_and_all_that_follows(
    viewer, people, pcr, morning_after
):
    record(viewer, pooled(), ids(people[:3]))
    result = record(viewer, single(laboratory="区疾控", ct={"N": "24.1"}), [people[0].id])
    case = Case.objects.get()
    result.refresh_from_db()
    assert (result.case_id, case.resident_id, case.test) == (case.id, people[0].id, "pcr")
    assert case.told_by == "区疾控"
    assert Transfer.objects.get().case_id == case.id
    retest = Alarm.objects.get(resident=people[0], kind="retest")
    assert (retest.verdict, retest.case_id) == ("confirmed", case.id)
    positive = Alarm.objects.get(resident=people[0], kind="positive")
    assert (positive.closed_at, positive.case_id) == (None, case.id)
    assert current(people[0], pcr).pcr == "positive"
    assert figures(viewer, NIGHT.date()).cases_new == 1
    assert Entry.objects.get(type="case.recorded").actor_name == viewer.name


def test_a_second_positive_of_the_same_person_is_no_second_case(viewer, people, morning_after):
    first = record(viewer, single(), [people[0].id])
    second = record(viewer, single(hours=5), [people[0].id])
    for one in (first, second):
        one.refresh_from_db()
    assert first.case_id == second.case_id
    assert Case.objects.count() == 1
    withdraw(viewer, first.id, "录错")
    assert Case.objects.get().withdrawn_at is None  # The other one still says so.
    withdraw(viewer, second.id, "录错")
    assert Case.objects.get().withdrawn_at


def test_a_result_taken_back_takes_back_all_that_followed(viewer, people, pcr, morning_after):
    tube = record(viewer, pooled(), ids(people[:2]))
    result = record(viewer, single(), [people[0].id])
    withdraw(viewer, result.id, "标本弄混")
    assert Case.objects.get().withdrawn_at
    assert Transfer.objects.get().cancelled_at
    again = Alarm.objects.get(resident=people[0], kind="retest")
    assert (again.closed_at, again.verdict, again.case_id, again.result_id) == (
        None, "", None, tube.id,
    )  # fmt: skip
    assert Alarm.objects.get(resident=people[0], kind="positive").closed_at
    assert current(people[0], pcr).pcr == "sampled"
    withdraw(viewer, tube.id, "标本弄混")
    assert not Alarm.objects.filter(closed_at=None).exists()


def test_a_withdrawn_case_opens_the_alarm_again(viewer, people, morning_after):
    record(viewer, pooled(), ids(people[:2]))
    record(viewer, single(), [people[0].id])
    withdraw_case(viewer, Case.objects.get(), "人弄错了")
    alarm = Alarm.objects.get(resident=people[0], kind="retest")
    assert (alarm.closed_at, alarm.case_id) == (None, None)


def test_a_negative_that_was_positive_is_corrected(viewer, people, pcr, morning_after):
    record(viewer, pooled(), ids(people[:2]))
    result = record(viewer, single("negative"), [people[0].id])
    assert Alarm.objects.get(resident=people[0]).verdict == "ruled_out"
    correct(viewer, result.id, "positive", "检测机构来电更正")
    assert Case.objects.get().resident_id == people[0].id
    correct(viewer, result.id, "negative", "又更正")
    assert Case.objects.get().withdrawn_at
    assert Alarm.objects.get(resident=people[0], kind="retest").verdict == "ruled_out"


def test_a_tube_waits_until_its_result_is_told(viewer, people, pcr, morning_after):
    tube = record(viewer, pooled("waiting"), ids(people[:5]))
    assert (tube.received_at, current(people[0], pcr).pcr) == (None, "sampled")
    assert not Alarm.objects.exists()
    tell(viewer, tube.id, "positive", {"N": "30"}, "区疾控")
    assert Alarm.objects.count() == 5
    with pytest.raises(Problem) as problem:
        tell(viewer, tube.id, "negative")
    assert problem.value.code == "result.told"


def test_an_antigen_alone_makes_no_case_but_an_alarm(viewer, people, morning_after):
    record(viewer, single(kind="antigen"), [people[0].id])
    assert not Case.objects.exists()
    assert Alarm.objects.get().kind == "positive"


def test_who_had_it_lately_is_judged_by_a_person(viewer, people, morning_after):
    record(viewer, single(), [people[0].id])
    Case.objects.update(moved_out_at=NIGHT)
    Alarm.objects.update(closed_at=NIGHT, verdict="other", case=None)
    later = NIGHT + timedelta(days=30)
    with clock.freeze(later):
        record(viewer, Tube("pcr", later, "positive"), [people[0].id])
        assert Case.objects.count() == 1
        alarm = Alarm.objects.get(closed_at=None)
        record(viewer, Tube("pcr", later, "positive", tube="B"), [people[0].id], None, alarm.id)
        assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("tube", "code"),
    [
        (pooled(pool=3), "result.value"),
        (pooled(pool=1), "result.too_many"),
        (pooled(kind="clinical"), "result.value"),
        (pooled("perhaps"), "result.value"),
        (pooled(ct={"N": "99"}), "result.value"),
        (pooled(sampled_at=NOW + timedelta(days=9)), "result.when"),
    ],
)
def test_what_no_result_can_be_is_refused(viewer, people, night, tube, code):
    with pytest.raises(Problem) as problem:
        record(viewer, tube, ids(people[:2]))
    assert problem.value.code == code
    assert problem.value.words("en") != problem.value.words("zh")
    assert not TestResult.objects.exists()


def test_who_is_out_of_sight_is_not_tested(viewer, people, night):
    stranger = Viewer(Community.objects.create(name="别处").id, "desk", name="别处")
    with pytest.raises(Problem):
        record(stranger, pooled(), ids(people[:2]))


FOLLOWS = load_rules()


@pytest.mark.parametrize(
    ("told", "step"),
    [
        (Told("pcr", True, "positive"), "retest"),
        (Told("antigen", True, "positive"), "retest"),
        (Told("pcr", False, "positive"), "case"),
        (Told("pcr", False, "positive", recovered=True), "alarm"),
        (Told("antigen", False, "positive"), "alarm"),
        (Told("antigen", False, "positive", second=True), "case"),
        (Told("pcr", False, "unclear"), "retest"),
        (Told("pcr", True, "invalid"), "retest"),
        (Told("pcr", False, "negative"), "cleared"),
        (Told("pcr", True, "negative"), "none"),
        (Told("pcr", False, "waiting"), "none"),
    ],
)
def test_what_follows_is_decided_by_the_rules(told, step):
    assert follows_from(told, FOLLOWS).step == step
    assert isinstance(follows_from(told, FOLLOWS), Follows)


@pytest.mark.parametrize("text", ["复核阳性", "确诊", "positive", "双阳"])
def test_words_that_say_it_was_a_case(text):
    assert says_confirmed(text)


@pytest.mark.parametrize("text", ["", "核酸阴性", "假阳性", "排除阳性", "阳台", "not positive"])
def test_words_that_do_not(text):
    assert not says_confirmed(text)


def test_the_form_records_a_tube_by_doors_and_names(community, people, pcr, night):
    desk = signed_in(community, "desk")
    assert desk.get("/results/new/").status_code == 200
    sent = {
        "kind": "pcr", "pool": "10", "tube": "A7", "sampled_at": "2022-04-19T18:10",
        "place": "南门", "finding": "positive", "ct_n": "31.5", "laboratory": "区疾控",
        "people": "\n".join(f"{one.dwelling.door} {one.name}" for one in people[:3]),
    }  # fmt: skip
    bad = desk.post("/results/new/", sent | {"people": "99-999 无此人"})
    assert bad.status_code == 422
    assert "无此人" in text_of(bad)
    assert not TestResult.objects.exists()
    page = desk.post("/results/new/", sent, follow=True)
    result = TestResult.objects.get()
    assert (result.place, result.ct, result.pool) == ("南门", {"N": "31.5"}, 10)
    assert all(one.name in text_of(page) for one in people[:3])
    assert "A7" in text_of(desk.get("/results/?finding=positive"))


def test_one_page_shows_all_that_follows_and_undoes_each_step(community, people, morning_after):
    desk = signed_in(community, "desk")
    viewer = Viewer(community.id, "desk", name="王敏")
    record(viewer, pooled(), ids(people[:2]))
    result = record(viewer, single(), [people[0].id])
    case = Case.objects.get()
    page = text_of(desk.get(f"/cases/{case.id}/"))
    for words in ("混管结果", "单管结果", "登记为病例", "待转运", "日报", "A100"):
        assert words in page
    back = {"back": f"/cases/{case.id}/", "reason": "标本弄混"}
    assert f"/results/{result.id}/withdraw/" in page
    done = desk.post(f"/results/{result.id}/withdraw/", back, follow=True)
    assert done.redirect_chain[-1][0] == f"/cases/{case.id}/"
    assert "病例已撤销" in text_of(done)


def test_rounds_of_other_kinds_take_no_result(viewer, people, zone, night):
    open_rounds(zone)
    record(viewer, pooled("negative", kind="antigen", tube="G1"), ids(people[:2]))
    [answer] = Answer.objects.filter(resident=people[0])
    assert answer.antigen == "negative"
    assert Resident.objects.count() >= len(people)
