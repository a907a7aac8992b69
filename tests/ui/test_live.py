"""Open screens hear of what is new: who sees it, once for all who see the same, in one look."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from wanjia.core import journal
from wanjia.core.access.viewer import system_viewer
from wanjia.core.live import differences, open_by
from wanjia.core.models import Community
from wanjia.core.server import live_stream
from wanjia.core.server.asgi import WholeRequests
from wanjia.core.server.limits import Limits
from wanjia.core.server.live_stream import MOST_WAITING, LiveStream, looker_of, screen_of
from wanjia.needs.intake.actions import record_need
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Round

PARTS = "parts=alarms,counts,grave,today,needs:open"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Answers are told as soon as acts are, and no part waits for its turn."""
    monkeypatch.setattr(live_stream, "TURN_SECONDS", 60)
    monkeypatch.setattr(live_stream, "STEADY_SECONDS", -1)


def screen(town, who, query=PARTS):
    answer = town.client(who).get("/live/who/")
    return screen_of(looker_of(answer.status_code, answer.content), query)


def look(stream, screens):
    """What one look sends: part and values, by screen."""
    sent = {one: {} for one in screens}
    stream._look(screens, lambda one, part, _kind, values: sent[one].update({part: values}))
    return [sent[one] for one in screens]


def ask_for_help(town, door="7-101", text="老人叫不醒，没有呼吸了"):
    home = town.people[door.split("-")[0]][0].dwelling
    return record_need(town.viewers["desk"], text, dwelling_id=home.id)


@pytest.mark.both
def test_a_request_reaches_the_desk_and_the_grid_whose_door_it_is_and_no_other(town):
    stream = LiveStream(None)
    screens = [screen(town, "desk"), screen(town, "grid")]
    first = look(stream, screens)
    assert set(first[0]) >= {"alarms", "counts", "today", "needs:open"}
    assert look(stream, screens) == [{}, {}]
    need = ask_for_help(town)
    desk, grid = look(stream, screens)
    path = f"/needs/{need.id}/"
    assert path in desk["grave"]
    assert path in desk["needs:open"]["needs"]
    assert path in desk["today"]["today-rows"]
    assert desk["counts"]["/needs/"] == first[0]["counts"]["/needs/"] + 1
    assert "alarms" not in desk
    assert path in grid["grave"]
    outside = f"/needs/{ask_for_help(town, '9-101').id}/"
    desk, grid = look(stream, screens)
    assert outside in desk["grave"]
    assert outside not in json.dumps(grid)


@pytest.mark.both
def test_an_answer_lights_its_window_and_lowers_what_is_missing(town):
    stream = LiveStream(None)
    [desk] = screens = [screen(town, "desk", f"parts=counts,wall:{town.ids['estate_id']}")]
    [first] = look(stream, screens)
    round_ = Round.objects.get(id=town.ids["round_id"])
    home = town.people["7"][:2]
    given = [Given(one.id, antigen="negative") for one in home]
    store_answers(town.viewers["desk"], round_, given, "door")
    [after] = look(stream, screens)
    wall = f"wall:{town.ids['estate_id']}"
    assert after[wall] == {str(home[0].dwelling_id): ["w l e", "都已填报，独居老人"]}
    assert after["counts"]["/missing/"] == first["counts"]["/missing/"] - 2
    assert desk.looker.viewer.role == "desk"


@pytest.mark.both
def test_an_answer_marks_its_row_of_the_missing_list_and_moves_the_rounds(town):
    """Rows are named by their people; the round's card and its figures follow."""
    round_ = Round.objects.get(id=town.ids["round_id"])
    stream = LiveStream(None)
    asked = f"parts=missing:{round_.id},rounds,round:{round_.id},transfers"
    screens = [screen(town, "desk", asked)]
    [first] = look(stream, screens)
    home = town.people["7"][:2]
    given = [Given(one.id, antigen="negative") for one in home]
    store_answers(town.viewers["desk"], round_, given, "door")
    [after] = look(stream, screens)
    rows = after[f"missing:{round_.id}"]
    assert set(rows) == {"left", *(f"p-{one.id.hex}" for one in home)}
    assert rows["left"] == str(int(first[f"missing:{round_.id}"]["left"]) - 2)
    assert rows[f"p-{home[0].id.hex}"].startswith("已填 ")
    assert "rounds" in after["rounds"]
    assert "<svg" in after[f"round:{round_.id}"]["round"]
    page = town.client("desk").get(f"/missing/?round={round_.id}").content.decode()
    assert f"missing:{round_.id}" in page
    assert town.client("desk").get("/transfers/").content.decode().count('data-live="transfers"')


def test_sixty_screens_of_one_sight_ask_the_database_as_often_as_one(town):
    asked = []
    for many in (1, 60):
        stream, screens = LiveStream(None), [screen(town, "desk")]
        screens += [screen_of(screens[0].looker, PARTS) for _ in range(many - 1)]
        look(stream, screens)
        ask_for_help(town, "7-101" if many == 1 else "8-101", "厨房漏水了")
        with CaptureQueriesContext(connection) as statements:
            sent = look(stream, screens)
        assert all("needs:open" in one for one in sent)
        asked.append(len(statements))
    assert asked[1] <= asked[0] + 2


def test_an_act_of_another_community_is_not_heard(town):
    stream = LiveStream(None)
    screens = [screen(town, "desk")]
    look(stream, screens)
    other = Community.objects.create(name="邻里")
    with transaction.atomic():
        journal.write(system_viewer(other.id), "need.recorded")
    assert look(stream, screens) == [{}]


def test_without_a_stream_the_same_is_asked_for(town):
    need = ask_for_help(town)
    answer = town.client("desk").get(f"/live/now/?{PARTS},nonsense")
    events = {one["part"]: one["values"] for one in answer.json()["events"]}
    assert f"/needs/{need.id}/" in events["grave"]
    assert set(events) == {"alarms", "counts", "grave", "today", "needs:open"}
    assert town.client("town").get(f"/live/now/?{PARTS}").status_code == 403
    assert town.client("desk").get("/live/").status_code == 204


def test_what_is_gone_is_told_as_nothing():
    assert differences({"a": 1, "b": 2}, {"b": 3, "c": 4}) == {"a": None, "b": 3, "c": 4}
    seen = [("/needs/1/", "王敏"), ("/needs/1/", "李强"), ("/needs/1/", "李强"), ("", "张三")]
    assert open_by(seen, own="王敏") == {"/needs/1/": ["李强"]}


def test_a_screen_that_takes_nothing_is_cut_and_does_not_grow():
    said = {
        "community": str(UUID(int=1)), "role": "desk", "user": str(UUID(int=2)), "name": "王敏",
        "language": "en", "timezone": "Asia/Shanghai",
    }  # fmt: skip
    deaf = screen_of(looker_of(200, json.dumps(said).encode()), "parts=today&page=javascript:1")
    for number in range(MOST_WAITING + 1):
        deaf.send("counts", "count", {"/needs/": number})
    assert (deaf.cut, deaf.waiting.qsize(), deaf.page) == (True, MOST_WAITING, "")


@pytest.mark.parametrize("status", [401, 403])
def test_who_may_not_look_is_told_so_and_hears_nothing(tmp_path, status):
    def refuse(environ, start_response):
        assert environ["PATH_INFO"] == "/live/who/"
        start_response(f"{status} No", [("Content-Type", "text/html")])
        return [b"no"]

    front = WholeRequests(
        refuse, Limits(), {"one": 1}, lambda _method, _path, _size: "one", tmp_path
    )
    sent = []

    async def run():
        async def send(message):
            sent.append(message)

        scope = {
            "type": "http", "method": "GET", "http_version": "1.1", "path": "/live/",
            "raw_path": b"/live/", "query_string": b"parts=today", "headers": [],
        }  # fmt: skip
        await front(scope, None, send)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()
    assert sent[0]["status"] == status
    assert not front.live.screens
