"""Paper slips: printed for those who cannot use a phone, and typed back into one table."""

import pytest
from django.urls import reverse
from tests.reports.conftest import text_of

from wanjia.needs.models import Need
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Alarm, Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def slips(morning):
    return reverse("ui:paper", args=[morning.id])


@pytest.fixture
def typed(morning):
    return reverse("ui:paper_typed", args=[morning.id])


def filled(page, **fields):
    """The table's form as it came, with what is typed into it."""
    stairwell = page.context["stairwell_id"]
    needs = {f"need-{h.dwelling.id.hex}": str(h.need_id) for h in page.context["homes"]}
    return {"id": str(page.context["form"].sent), "stairwell": str(stairwell), **needs, **fields}


def test_a_slip_is_printed_for_each_household_that_has_not_been_heard_from(
    desk, viewer, morning, people, slips
):
    store_answers(viewer, morning, [Given(one.id, "negative") for one in people[:2]], "door")
    text = text_of(desk.get(slips))
    assert people[0].name not in text
    assert people[2].name in text
    assert "□ 阴" in text
    assert people[0].name in text_of(desk.get(slips, {"who": "all"}))


def test_a_slip_that_is_typed_back_is_an_answer_and_a_request(desk, people, typed):
    page = desk.get(typed)
    ill, well, silent = people[0], people[1], people[2]
    sent = filled(
        page,
        **{
            f"antigen-{ill.id.hex}": "positive",
            f"temperature-{ill.id.hex}": "38.2",
            f"antigen-{well.id.hex}": "negative",
            f"help-{ill.dwelling_id.hex}": "退烧药没有了",
        },
    )
    told = text_of(desk.post(typed, sent, follow=True))
    assert "已记 2 人，1 件求助，开了 2 件异常" in told
    desk.post(typed, sent)  # sent twice is stored once
    stored = {one.resident_id: one for one in Answer.objects.filter(current=True)}
    assert {one.channel for one in stored.values()} == {"paper"}
    assert (stored[ill.id].antigen, str(stored[ill.id].temperature)) == ("positive", "38.2")
    assert stored[well.id].antigen == "negative"
    assert silent.id not in stored
    [need] = Need.objects.all()
    assert (need.dwelling_id, need.channel, need.category) == (ill.dwelling_id, "paper", "medicine")
    assert {one.kind for one in Alarm.objects.all()} == {"positive", "fever"}


def test_what_cannot_be_read_is_marked_and_nothing_is_lost_or_half_stored(desk, people, typed):
    page = desk.get(typed)
    sent = filled(
        page,
        **{
            f"temperature-{people[0].id.hex}": "3.65",
            f"antigen-{people[1].id.hex}": "negative",
            f"help-{people[0].dwelling_id.hex}": "要一袋米",
        },
    )
    refused = desk.post(typed, sent)
    assert refused.status_code == 422
    text = text_of(refused)
    assert "“3.65”读不懂" in text
    assert "要一袋米" in text
    assert not Answer.objects.exists()
    assert not Need.objects.exists()


def test_who_has_answered_already_is_shown_with_a_way_to_correct_it(
    desk, viewer, morning, people, typed
):
    store_answers(viewer, morning, [Given(people[0].id, "negative")], "household")
    text = text_of(desk.get(typed))
    assert f"antigen-{people[0].id.hex}" not in text
    assert f"antigen-{people[1].id.hex}" in text
    assert reverse("reports:door", args=[morning.id, people[0].dwelling_id]) in text


def test_an_empty_table_is_refused_with_a_sentence(desk, typed):
    refused = desk.post(typed, filled(desk.get(typed)))
    assert refused.status_code == 422
    assert not Answer.objects.exists()
