"""系统状态: the administrator's page, and what Today says when something is wrong."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.two_towns import NOW

from wanjia.channels.models import Message, Status
from wanjia.channels.today import LEFT
from wanjia.core.scheduling import scheduler
from wanjia.ui.system import facts, labels

DAY = timedelta(days=1)


def rows_of(client):
    return [one["title"] for one in client.get("/").context["rows"] if one["url"] == "/system/"]


def levels(client):
    found = client.get("/system/").context["checks"]
    return {str(one["name"]): str(one["level"]) for one in found}


def test_every_act_of_the_regular_work_is_called_by_a_word():
    assert {scheduler.name_of(act) for act in scheduler._acts} <= set(labels.ACTS)


def test_where_all_is_well_the_page_says_so_and_today_says_nothing(town, note):
    note(regular=NOW, backup=NOW - timedelta(hours=4))
    client = town.client("head")
    found = levels(client)
    assert found.pop("时钟") == "留意"  # the test holds it
    assert set(found.values()) == {"正常"}
    assert rows_of(client) == []


def test_what_is_wrong_stands_on_the_heads_today_with_what_to_do(town, note, monkeypatch):
    note(regular=NOW - timedelta(minutes=9), backup=NOW - 3 * DAY)
    monkeypatch.setattr(facts, "free_bytes", lambda: 300 * 1024**2)
    Message.objects.create(
        community=town.community, channel="file", recipient="", text="x", dedupe=str(uuid4()),
        status=Status.WAITING, made_at=NOW - DAY, next_try_at=NOW - DAY,
    )  # fmt: skip
    LEFT.renew(town.community.id)
    client = town.client("head")
    disk, work, outbox, backup = rows_of(client)
    assert disk == "磁盘快满了，只剩 300 MB。"
    assert work.startswith("定时工作从")
    assert outbox.startswith("有消息从")
    assert "已超过两天" in backup
    assert rows_of(town.client("desk")) == []
    found = levels(client)
    assert [found[name] for name in ("磁盘", "定时工作", "发件箱", "备份")] == ["要处理"] * 4


def test_today_asks_the_database_nothing_more_for_it(town, note):
    note(regular=NOW - DAY, backup=NOW - 3 * DAY)
    head, desk = town.client("head"), town.client("desk")
    with CaptureQueriesContext(connection) as of_desk:
        desk.get("/")
    with CaptureQueriesContext(connection) as of_head:
        head.get("/")
    assert len(of_head) <= len(of_desk)


def test_the_page_shows_the_work_the_database_the_copy_and_the_devices(town, note):
    acts = {"reports.extend_rounds": [0.031, ""], "care.count_late": [0.2, "OperationalError"]}
    note(regular=NOW, backup=NOW - timedelta(hours=4), acts=acts)
    answer = town.client("head").get("/system/")
    text = answer.content.decode()
    assert "开好后面的轮次" in text
    assert "0.03 秒" in text
    assert "OperationalError" in text
    assert "a.zip" in text
    assert "5 MB" in text
    assert facts.version() in text
    assert answer.context["sizes"]["tables"]
    assert answer.context["devices"] == 1  # the one that asks
    assert not [one for one in town.secrets() if one in text]


@pytest.mark.both
def test_before_anything_was_done_the_page_says_so(town):
    text = town.client("head").get("/system/").content.decode()
    assert "还没有备份过。" in text
    assert "还没有做过一轮。" in text
