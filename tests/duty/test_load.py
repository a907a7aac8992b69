"""What to stop tomorrow: hours needed against hours there, and what each lever frees."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.duty.load.queries import load_of_last_days
from wanjia.duty.load.workload import HOURS, KINDS, Load, levers_of, load_of, load_rules
from wanjia.needs.followup.actions import dispatch, record_need
from wanjia.people.models import Staff
from wanjia.people.residents.actions import record_contact

RULES = load_rules()
BY_HOUR = st.lists(st.floats(0, 20), min_size=HOURS, max_size=HOURS)
LOADS = st.builds(Load, st.dictionaries(st.sampled_from(KINDS), BY_HOUR), BY_HOUR)


@given(load=LOADS)
def test_no_lever_frees_more_than_there_is_and_the_call_for_more_fills_what_is_missing(load):
    for lever in levers_of(load, RULES):
        most = sum(load.missing) if lever.people else sum(load.needed)
        assert 0 < lever.hours <= most + 1e-6
        if lever.people:
            window = load.missing[lever.start : lever.end]
            assert lever.hours <= min(sum(window), lever.people * len(window)) + 1e-6


def test_an_average_day_is_pieces_times_minutes_by_the_days():
    load = load_of({"alarm": [(8, 10), (9, 5)]}, [1.0] * HOURS, 2, RULES)
    assert load.kinds["alarm"][8] == pytest.approx(10 * RULES.minutes["alarm"] / 60 / 2)
    assert load.needed[9] == load.total("alarm") - load.needed[8]
    assert load.missing[8] == max(load.needed[8] - 1, 0)


@pytest.mark.both
@pytest.mark.django_db
def test_work_of_yesterday_of_every_floor_is_counted_and_today_is_not(alder):
    desk = alder.viewers["desk"]
    person = alder.people["7"][0]
    helper = Staff.objects.filter(community=alder.community, active=True).first()
    with clock.freeze(NOW - timedelta(days=1)):
        need = record_need(desk, "家里米和菜都吃完了", dwelling_id=person.dwelling_id)
        dispatch(desk, need.id, helper.id)
        record_contact(desk, person.id, "door", "well")
    with clock.freeze(NOW):
        before = load_of_last_days(desk)
        record_contact(desk, person.id, "door", "well")
        assert load_of_last_days(desk).kinds == before.kinds
    days = RULES.days
    for kind in ("call", "dispatch", "contact_door"):
        assert before.total(kind) >= RULES.minutes[kind] / 60 / days - 1e-6, kind


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "多来 2 名志愿者"), ("en", "2 more volunteers")]
)
def test_the_page_says_what_would_be_freed(alder, language, words):
    desk = alder.viewers["desk"]
    with clock.freeze(NOW - timedelta(days=1)):
        for stairwell in ("7", "9"):
            for person in alder.people[stairwell][:3]:
                record_contact(desk, person.id, "door", "well")
    with clock.freeze(NOW):
        page = alder.client("desk", language).get("/duty/load/").content.decode()
        assert alder.client("volunteer", language).get("/duty/load/").status_code == 403
    assert words in page
