"""All open needs sent at once: shown first, taken in one act, taken back; and the figures."""

from datetime import timedelta

import pytest
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.core.models import Entry
from wanjia.needs.dispatch.batch import propose_assignments
from wanjia.needs.followup import actions
from wanjia.needs.models import Need

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(alder, db):
    with clock.freeze(NOW):
        desk = alder.viewers["desk"]
        for number, text in enumerate(("家里米吃完了", "厨房漏水", "胸口痛喘不上气")):
            person = alder.people["9"][number]
            actions.record_need(desk, text, dwelling_id=person.dwelling_id, resident_id=person.id)
        yield alder


@pytest.fixture
def desk(town):
    return town.client("desk")


def test_nothing_is_done_before_it_is_taken_and_it_is_taken_as_ticked(town, desk):
    page = desk.get("/needs/all/").content.decode()
    values = [part.split('"')[0] for part in page.split('name="send" value="')[1:]]
    assert len(values) >= 3
    assert not Need.objects.exclude(helper=None).exists()
    for _ in range(2):  # sent twice it is one act
        desk.post("/needs/all/", {"send": values[:2]})
    assert Need.objects.exclude(helper=None).count() == 2
    assert Entry.objects.filter(type="need.dispatched").count() == 2
    sent = {value.split(":")[0]: value.split(":")[1] for value in values[:2]}
    for need in Need.objects.exclude(helper=None):
        assert str(need.helper_id) == sent[str(need.id)]


@pytest.mark.both
def test_a_batch_is_taken_back_but_for_what_has_begun(town, desk):
    page = desk.get("/needs/all/").content.decode()
    values = [part.split('"')[0] for part in page.split('name="send" value="')[1:]][:2]
    desk.post("/needs/all/", {"send": values})
    begun = Need.objects.get(id=values[0].split(":")[0])
    actions.start(town.viewers["desk"], begun.id)
    desk.post("/needs/all/undo/")
    assert list(Need.objects.exclude(helper=None)) == [begun]


def test_the_gravest_stand_first(town):
    told = propose_assignments(town.viewers["desk"])
    urgencies = [line.need.urgency for line in told.lines]
    assert urgencies == sorted(urgencies)


def test_bad_values_are_answered_in_words(desk):
    answer = desk.post("/needs/all/", {"send": ["nonsense"]}, follow=True)
    assert answer.status_code == 200
    assert not Need.objects.exclude(helper=None).exists()


def test_the_figures_count_what_the_lists_hold(town, desk, django_assert_max_num_queries):
    with clock.freeze(NOW + timedelta(hours=9)):
        desk.get("/needs/figures/")
        with django_assert_max_num_queries(14):
            page = desk.get("/needs/figures/").content.decode()
    late = Need.objects.filter(answered_at=None, answer_by__lt=NOW + timedelta(hours=9)).count()
    assert late >= 1
    assert f">{late}<" in page.replace("\n", "").replace(" ", "")
