"""An act that is declared once: who may do it, what its form reads, where one goes next."""

import pytest
from django.test import Client
from tests.two_towns import Town

from wanjia.core.ids import new_id
from wanjia.goods.models import StockItem, StockMove
from wanjia.goods.stock import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(alder: Town) -> Client:
    return alder.client("desk")


@pytest.fixture
def masks(alder: Town) -> StockItem:
    return actions.add_item(alder.viewers["desk"], "口罩")


def moved(masks, **more):
    return {"item_id": str(masks.id), "kind": "in", "quantity": "5", **more}


def test_an_act_is_done_and_one_is_back_on_its_page(desk, masks):
    answer = desk.post("/stock/move/", moved(masks))
    assert (answer.status_code, answer["Location"]) == (302, "/stock/")
    assert StockMove.objects.get(item=masks).quantity == 5


def test_an_act_goes_where_its_form_says_but_never_to_another_host(desk, masks):
    assert desk.post("/stock/move/", moved(masks, back="/needs/"))["Location"] == "/needs/"
    elsewhere = desk.post("/stock/move/", moved(masks, back="//evil.example/"))
    assert elsewhere["Location"] == "/stock/"


def test_what_is_refused_is_told_on_the_page_with_all_that_was_typed(desk, masks):
    page = desk.post("/stock/move/", moved(masks, kind="out", quantity="9", note="三楼"))
    text = page.content.decode()
    assert page.status_code == 409
    assert 'role="alert"' in text
    assert 'value="三楼"' in text
    assert 'value="9"' in text


def test_what_cannot_be_read_is_refused_by_the_name_of_its_field(desk, masks):
    page = desk.post("/stock/move/", moved(masks, item_id="nothing"))
    assert page.status_code == 422
    assert "物品：没有找到" in page.content.decode()
    assert not StockMove.objects.exists()


def test_an_act_is_for_its_roles_and_by_post_alone(alder, desk, masks):
    assert alder.client("town").post("/stock/move/", moved(masks)).status_code == 403
    assert desk.get("/stock/move/").status_code == 405


def test_the_same_act_twice_is_one(desk, masks):
    sent = moved(masks, move_id=str(new_id()))
    assert [desk.post("/stock/move/", sent).status_code for _ in range(2)] == [302, 302]
    assert StockMove.objects.filter(item=masks).count() == 1
