"""A form that is sent again after "back": the same is one, other words are never lost."""

import re

import pytest
from django.test import Client
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.goods.models import StockMove, Supply
from wanjia.goods.stock import actions
from wanjia.needs.models import Need, NeedNote
from wanjia.notices.models import Comment
from wanjia.people.residents.actions import make_household_links

pytestmark = pytest.mark.django_db
SAUCE, FALL = "想买点酱油", "奶奶摔倒了起不来，叫不应"


@pytest.fixture
def town(alder):
    with clock.freeze(NOW):
        yield alder


@pytest.fixture
def desk(town):
    return town.client("desk")


def id_in(page, name):
    """The id that a page's form brings."""
    found = re.search(rf'name="{name}"[^>]*value="([0-9a-f-]{{36}})"', page.content.decode())
    assert found, name
    return found[1]


def test_another_call_typed_after_back_is_another_need(town, desk):
    before = Need.objects.count()
    id = id_in(desk.get("/needs/new/"), "need_id")
    first = {"need_id": id, "who": town.people["7"][0].dwelling.door, "channel": "phone"}
    other = {"need_id": id, "who": town.people["8"][0].dwelling.door, "channel": "phone"}
    for _ in range(2):
        one = desk.post("/needs/new/", {**first, "text": SAUCE})
        two = desk.post("/needs/new/", {**other, "text": FALL})
    assert Need.objects.count() == before + 2
    assert (one.status_code, two.status_code) == (302, 302)
    assert FALL in desk.get(two["Location"]).content.decode()
    fall = Need.objects.get(text=FALL)
    assert fall.urgency == 1
    assert fall.dwelling.door == other["who"]


def test_the_same_call_of_another_door_is_another_need(town, desk):
    before = Need.objects.count()
    id = id_in(desk.get("/needs/new/"), "need_id")
    for well in ("7", "8"):
        door = town.people[well][0].dwelling.door
        desk.post("/needs/new/", {"need_id": id, "who": door, "channel": "phone", "text": FALL})
    assert Need.objects.count() == before + 2


def test_a_call_that_is_made_urgent_after_back_becomes_urgent(town, desk):
    id = id_in(desk.get("/needs/new/"), "need_id")
    door = town.people["7"][0].dwelling.door
    call = {"need_id": id, "who": door, "channel": "phone", "text": SAUCE}
    desk.post("/needs/new/", call)
    assert Need.objects.get(text=SAUCE).urgency != 1
    for _ in range(2):
        desk.post("/needs/new/", {**call, "urgency": "1", "why": "她说话很喘"})
    assert Need.objects.get(text=SAUCE).urgency == 1
    assert NeedNote.objects.filter(need__text=SAUCE).count() == 1


def home_of(town):
    home = town.people["8"][0].dwelling
    make_household_links(town.viewers["desk"], [home])
    return f"/h/{home.links.get(revoked_at=None).token}/"


def test_what_a_household_asks_after_back_is_heard_too(town):
    page, phone, before = home_of(town), Client(), Need.objects.count()
    id = re.findall(r'name="id" value="([0-9a-f-]{36})"', phone.get(page).content.decode())[-1]
    for _ in range(2):
        for text in (SAUCE, FALL):
            sent = phone.post(page, {"act": "help", "id": id, "text": text})
            assert sent.status_code == 302
    assert Need.objects.count() == before + 2


def test_what_a_household_answers_after_back_is_heard_too(town):
    page, phone = home_of(town), Client()
    phone.post(page, {"act": "help", "text": FALL})
    need = Need.objects.get(text=FALL)
    id = str(need.id)
    for _ in range(2):
        for text in ("她醒了", "又叫不应了"):
            phone.post(page, {"act": "need", "need": id, "id": id, "text": text, "do": "again"})
    assert set(NeedNote.objects.filter(need=need).values_list("text", flat=True)) == {
        "她醒了",
        "又叫不应了",
    }


def test_two_questions_beneath_a_notice_after_back_are_two(town):
    notice = town.ids["notice_id"]
    home = town.people["7"][0].dwelling
    make_household_links(town.viewers["desk"], [home])
    page = f"/h/{home.links.get(revoked_at=None).token}/notices/{notice}/"
    phone, before = Client(), Comment.objects.count()
    for _ in range(2):
        for text in ("几点开始？", "老人怎么去？"):
            phone.post(page, {"id": str(notice), "text": text})
    assert Comment.objects.count() == before + 2


def test_other_goods_typed_after_back_are_shown_beside_what_is_stored(town, desk):
    """A second number may be a correction: nobody but who typed it knows."""
    item = actions.add_item(town.viewers["desk"], "口罩")
    id = id_in(desk.get("/stock/"), "move_id")
    sent = {"move_id": id, "item_id": str(item.id), "kind": "in", "note": "街道"}
    for _ in range(2):
        assert desk.post("/stock/move/", {**sent, "quantity": "10"}).status_code == 302
    refused = desk.post("/stock/move/", {**sent, "quantity": "30", "note": "捐赠 <b>"})
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "口罩 · 入库 · 10 · 街道" in text
    assert "30 · 捐赠 &lt;b&gt;" in text
    assert StockMove.objects.filter(item=item).count() == 1
    typed = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    assert typed["move_id"] != id
    assert (typed["quantity"], typed["item_id"]) == ("30", str(item.id))
    typed["note"] = "捐赠 <b>"
    for _ in range(2):
        assert desk.post("/stock/move/", typed).status_code == 302
    assert sorted(StockMove.objects.filter(item=item).values_list("quantity", flat=True)) == [
        10,
        30,
    ]


def test_a_group_buy_typed_after_back_says_so_in_english(town, desk):
    desk.cookies["wanjia_lang"] = "en"
    before = Supply.objects.count()
    id = id_in(desk.get("/supplies/new/"), "supply_id")
    sent = {"supply_id": id, "kind": "group_buy", "goods": "rice", "per": "household", "each": "1"}
    assert desk.post("/supplies/new/", {**sent, "title": "Wednesday"}).status_code == 302
    refused = desk.post("/supplies/new/", {**sent, "title": "Thursday"})
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "Wednesday" in text
    assert "Thursday" in text
    assert "store it as another" in text.lower()
    assert not re.search("[一-龥]", text.partition("<main")[2].partition("</main>")[0])
    assert Supply.objects.count() == before + 1


@pytest.mark.both
def test_a_program_is_refused_by_name_or_stored_as_another(town):
    from wanjia.core.access.api_keys import make_key
    from wanjia.core.ids import new_id
    from wanjia.core.models import Membership

    member = Membership.objects.get(community=town.community, role="desk")
    _key, token = make_key(town.viewers["head"], member.id, "a program")
    program = Client(headers={"Authorization": f"Bearer {token}"})
    sent = {"id": str(new_id()), "dwelling": str(town.people["7"][0].dwelling_id)}
    ids = []
    for text in (SAUCE, FALL, SAUCE, FALL):
        made = program.post("/api/v1/needs", {**sent, "text": text}, "application/json")
        assert made.status_code == 200
        ids.append(made.json()["id"])
    assert ids[0] == ids[2] == sent["id"]
    assert ids[1] == ids[3] != ids[0]
