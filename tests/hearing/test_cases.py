"""Danger beside a result, a second matter at the same door, what arrives that nobody can read."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from tests.channels.test_incoming import said_back, say, send
from tests.hearing.conftest import World

from wanjia.channels.incoming.inboxes import open_inbox
from wanjia.channels.models import Heard, Incoming
from wanjia.core import clock
from wanjia.core.hearing import Words, hear
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.needs.intake.numbers import number_of, read_number
from wanjia.needs.intake.receipts import load_receipts
from wanjia.needs.models import Need
from wanjia.reports.models import Alarm, Answer, PasteLine

pytestmark = pytest.mark.django_db


def posted_form(world: World, **said: str) -> str:
    key = world.person.id.hex
    sent = {"round": world.round.id, "id": uuid4(), **{f"{k}-{key}": v for k, v in said.items()}}
    return world.posted(world.link, sent, Client())


@pytest.mark.both
@pytest.mark.parametrize(
    "symptoms", ["胸口压着痛，喘不上气", "昏迷叫不醒", "不想活了", "突然嘴歪了说不出话"]
)
@pytest.mark.slow
def test_danger_in_the_symptom_field_is_a_need_and_the_negative_is_stored(world, symptoms):
    page = posted_form(world, antigen="negative", temperature="36.5", symptoms=symptoms)
    need = Need.objects.get()
    assert (need.urgency, need.text, need.dwelling) == (1, symptoms, world.home)
    assert Answer.objects.get(resident=world.person).antigen == "negative"
    assert number_of(need.id) in page
    assert "120" in page
    posted_form(world, antigen="negative", temperature="36.5", symptoms=symptoms)
    assert Need.objects.count() == 1


@pytest.mark.parametrize("symptoms", ["发热39度", "烧到三十八度五", "高烧 39.2，咳嗽"])
def test_a_fever_in_words_opens_the_fever_alarm(world, symptoms):
    posted_form(world, antigen="negative", symptoms=symptoms)
    assert Alarm.objects.get(resident=world.person).kind == "fever"
    assert Answer.objects.get().temperature >= 38


def test_calm_words_beside_a_result_open_nothing(world):
    posted_form(world, antigen="negative", temperature="36.5", symptoms="没有不舒服，谢谢")
    assert not Need.objects.exists()
    assert not Alarm.objects.exists()


def test_an_answer_without_words_asks_for_no_need(world, django_assert_max_num_queries):
    key = world.person.id.hex
    sent = {"round": world.round.id, "id": uuid4(), f"antigen-{key}": "negative"}
    client = Client()
    with django_assert_max_num_queries(5):  # two of them are SAVEPOINTs of the test's transaction
        client.post(world.link, {k: str(v) for k, v in sent.items()})


LINES = ["爸爸叫不醒了", "家里有煤气味", "孩子抽了停不下来", "奶奶胸口痛喘不上气"]


@pytest.mark.parametrize("text", LINES)
def test_danger_in_a_pasted_line_is_a_need_and_its_negatives_are_stored(world, text):
    path = world.posted_to_paste(f"#接龙\n1. {world.home.door} 全阴\n2. 23-102 全阴，{text}")
    need = Need.objects.get()
    assert need.urgency == 1
    assert text in need.text
    assert need.dwelling.door == "23-102"
    world.posted(f"{path}commit/", {})
    assert Need.objects.count() == 1
    stored = Answer.objects.filter(resident__dwelling__door=world.home.door, antigen="negative")
    assert stored.count() == 2
    line = PasteLine.objects.get(text__contains=text)
    assert line.kind == "answer"
    assert line.stored == (line.status == "sure")


def test_the_command_prints_what_each_line_asks_for(world):
    from wanjia.reports.paste.matching import roster_index
    from wanjia.reports.paste.reader import asked_in, read, read_to_json

    text = "23-101 全阴，奶奶胸口痛喘不上气\n23-102 全阴\n23-201 家里停水了\n#接龙"
    readings = read(text, roster_index(world.viewer))
    needs = [one.to_dict() if one else None for one in asked_in(readings)]
    lines = read_to_json(readings, needs=needs)
    first, second, third, fourth = json.loads(json.dumps(lines))
    assert first["kind"] == "answer"
    assert first["antigen"] == "negative"
    assert set(first["need"]) == {"category", "urgency", "why", "unsure"}
    assert first["need"]["urgency"] == 1
    assert (second["kind"], second["need"]) == ("answer", None)
    assert (third["kind"], third["need"]["category"]) == ("need", "water_power_gas")
    assert fourth["need"] is None


OPEN_AND_NEW = [
    ("我妈胸口疼得厉害喘不上气", "救命，老伴摔倒了起不来"),
    ("家里没有奶粉了，宝宝八个月", "家里停水了"),
    ("我要降压药没有了", "要买菜"),
]


def by_message(world):
    box = open_inbox(world.head, "hook")
    send(box, f"http://wanjia.test{world.link}")
    return lambda text: send(box, text).json()["reply"]


def by_form(world):
    return lambda text: world.posted(
        world.link, {"act": "help", "id": uuid4(), "text": text}, Client()
    )


def by_paste(world):
    def go(text):
        path = world.posted_to_paste(f"{world.home.door} {text}")
        return world.told + world.posted(f"{path}commit/", {})

    return go


@pytest.mark.parametrize("way", [by_message, by_form, by_paste])
@pytest.mark.parametrize(("before", "now"), OPEN_AND_NEW)
def test_a_new_matter_is_a_new_need_with_a_number_of_its_own(world, way, before, now):
    go = way(world)
    go(before)
    told = go(now)
    first, second = Need.objects.order_by("opened_at", "id")
    numbers = {number_of(one.id) for one in (first, second)}
    assert len(numbers) == 2
    new = next(one for one in (first, second) if now in one.text)
    assert number_of(new.id) in told
    if "救命" in now:
        assert new.urgency == 1
        assert "120" in told


@pytest.mark.parametrize("way", [by_message, by_form, by_paste])
def test_the_same_matter_is_another_voice_and_its_sender_is_told_where(world, way):
    go = way(world)
    go("胰岛素没有了")
    told = go("胰岛素只剩一天了，配药的人呢")
    need = Need.objects.get()
    assert [one.kind for one in need.notes.all()] == ["voice"]
    assert number_of(need.id) in told
    assert re.search(rf"已加到(?:求助)? {number_of(need.id)}", told)


@pytest.mark.both
def test_a_request_is_found_by_the_number_that_was_told(world):
    by_form(world)("家里停水了")
    number = number_of(Need.objects.get().id)
    assert read_number(f"编号 {number[:3]} {number[3:]}") == number
    assert "停水" in world.posted_search("/needs/", number)
    assert f"求助 {number}" in world.posted_search("/find/", number)


def _posted_search(self, path, text):
    answer = self.desk.get(path, {"q": text}, follow=True)
    return answer.content.decode()


World.posted_search = _posted_search


@pytest.mark.both
def test_a_voice_that_nobody_can_read_is_kept_shown_and_has_five_minutes(world):
    box = open_inbox(world.head, "wechat", "wx1234567890abcdef")
    reply = said_back(say(box, kind="voice", number=7, MediaId="media-77", Format="amr"))
    assert "120" in reply
    letter = Incoming.objects.get()
    assert letter.media == {"kind": "voice", "id": "media-77", "format": "amr"}
    assert letter.due_at - letter.received_at == timedelta(minutes=5)
    assert "media-77" in world.desk.get("/incoming/").content.decode()
    today = world.desk.get("/").content.decode()
    assert "听语音" in today
    assert f"/incoming/#m-{letter.id}" in today
    with clock.freeze(letter.received_at + timedelta(minutes=6)):
        assert "逾期" in world.desk.get("/").content.decode()
    sent = {"text": "老伴摔倒了叫不醒"}
    world.posted(f"/incoming/{letter.id}/write/", sent)
    assert Need.objects.get().urgency == 1


def test_a_picture_and_a_place_are_kept_with_the_way_to_open_them(world):
    box = open_inbox(world.head, "wechat", "wx1234567890abcdef")
    say(box, kind="image", number=1, PicUrl="https://mmbiz.qpic.cn/x/0", MediaId="p-1")
    place = {"Location_X": "31.06", "Location_Y": "121.23", "Label": "中海悦庭23号"}
    say(box, kind="location", number=2, **place)
    page = world.desk.get("/incoming/").content.decode()
    assert 'href="https://mmbiz.qpic.cn/x/0"' in page
    assert "geo:31.06,121.23" in page
    assert "中海悦庭23号" in page


def test_a_webhook_hands_on_media_and_refuses_what_is_none(world):
    box = open_inbox(world.head, "hook")
    media = {"url": "https://bot.example/v/1.mp3", "format": "mp3"}
    assert send(box, "", kind="voice", media=media).status_code == 200
    assert Incoming.objects.get().media["url"] == media["url"]
    assert send(box, "", kind="hologram").status_code >= 400
    assert send(box, "", kind="voice", media={"url": "x" * 2000}).status_code >= 400
    assert send(box, "", kind="voice", media=[1]).status_code >= 400
    send(box, "", kind="image", media={"url": "javascript:alert(1)", "id": "9"})
    assert "url" not in Incoming.objects.filter(kind="image").get().media


def test_calm_words_of_nobody_we_know_ring_within_half_an_hour(world):
    box = open_inbox(world.head, "hook")
    send(box, "你好", **{"from": "u-unknown"})
    letter = Incoming.objects.get()
    assert (letter.status, letter.due_at - letter.received_at) == (
        Heard.WAITING,
        timedelta(minutes=30),
    )
    assert "来信待处理" in world.desk.get("/").content.decode()


@pytest.mark.both
def test_danger_of_somebody_unknown_gets_its_door_once_that_is_known(world):
    box = open_inbox(world.head, "hook")
    send(box, "昏迷叫不醒", **{"from": "u-8"})
    need = Need.objects.get()
    assert (need.urgency, need.dwelling) == (1, None)
    send(box, f"http://wanjia.test{world.link}", **{"from": "u-8"})
    need.refresh_from_db()
    assert need.dwelling == world.home
    assert Need.objects.count() == 1


def test_the_same_words_of_the_same_row_are_one_need_whoever_is_known_to_say_them(world):
    words = Words("昏迷叫不醒", "comment.text", uuid4())
    with transaction.atomic():
        first = hear(world.viewer, words).opened
        again = hear(world.viewer, replace(words, asker="女儿", dwelling_id=world.home.id)).opened
    assert first.need_id == again.need_id
    assert Need.objects.count() == 1


def test_the_address_of_a_page_alone_asks_for_nothing(world):
    box = open_inbox(world.head, "hook")
    address = f"http://wanjia.test{world.link}"
    for text in (address, world.link, world.link.removeprefix("/h/").rstrip("/")):
        send(box, text)
    assert not Need.objects.exists()
    send(box, f"{address}救命，老伴摔倒了起不来")
    assert Need.objects.get().urgency == 1


def test_the_key_of_a_household_stands_in_no_need(world):
    box = open_inbox(world.head, "hook")
    send(box, f"http://wanjia.test{world.link} 昏迷叫不醒")
    token = world.link.removeprefix("/h/").rstrip("/")
    assert token not in Need.objects.get().text


def test_a_wrong_receipt_is_named_by_file_and_line(tmp_path):
    file = tmp_path / "receipts.toml"
    good = load_receipts.__wrapped__.__defaults__[0].read_text("utf-8")
    file.write_text(good.replace("{number}。{by}有人", "{nummer}。{by}有人", 1), "utf-8")
    with pytest.raises(RulesFileError, match=r"receipts.toml, line \d+, asker\.new\.zh: "):
        load_receipts(file)
