"""The page of a paste: one question for a list, cards settled alone or together, undone, warned."""

from datetime import timedelta

import pytest
from tests.reports.conftest import text_of

from wanjia.core import clock
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Answer, HeadCount, Lesson, Paste, PasteLine
from wanjia.reports.paste.actions import commit_paste, read_paste
from wanjia.reports.paste.headcounts import counted_rooms
from wanjia.reports.paste.lessons import corrections
from wanjia.reports.paste.settling import doubt_line, settle_line
from wanjia.reports.paste.undo import take_back

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def home(morning, people):
    """The two people of the zone's first dwelling."""
    return people[:2]


def pasted(viewer, round_, *lines) -> Paste:
    return read_paste(viewer, "\n".join(lines), round_)[0]


def sent(client, paste, line, **form):
    return client.post(f"/pastes/{paste.id}/lines/{line.id}/", form, headers=HTMX)


@pytest.mark.both
def test_a_click_sends_one_card_and_not_the_page(desk, viewer, morning, people):
    lines = [f"{one.dwelling.door} {one.name} 阴性 36.5" for one in people]
    door = people[0].dwelling.door
    paste = pasted(viewer, morning, *lines, f"{door} 三人阴")
    line = paste.lines.get(status="doubtful")
    grid = {"grid": [str(one.id) for one in people[:2]], f"a-{people[0].id}": "negative"}
    page = sent(desk, paste, line, **grid)
    body = text_of(page)
    assert page.status_code == 200
    assert len(body) < 9_000
    assert body.count("<article") == 1
    assert people[5].name not in body


def test_what_is_refused_is_told_in_the_card(desk, viewer, morning, home):
    paste = pasted(viewer, morning, f"{home[0].dwelling.door} 三人阴")
    line = paste.lines.get()
    grid = {"grid": [str(one.id) for one in home], f"t-{home[0].id}": "60"}
    settled = sent(desk, paste, line, grid=[str(home[0].id)])
    assert settled.status_code == 200
    assert 'role="alert"' in text_of(settled)
    assert paste.lines.get().status == "doubtful"
    sent(desk, paste, line, **grid)
    commit = desk.post(f"/pastes/{paste.id}/commit/", follow=True)
    assert "60" in text_of(commit)
    assert not Answer.objects.exists()


@pytest.mark.both
def test_a_reading_is_chosen_by_its_key_and_undone(desk, viewer, morning, home):
    door = home[0].dwelling.door
    paste = pasted(viewer, morning, f"{door} {home[0].name} 好像阴性")
    line = paste.lines.get()
    assert line.status == "doubtful"
    sent(desk, paste, line, option="1")
    line.refresh_from_db()
    assert (line.status, line.reading["residents"]) == ("sure", [str(home[0].id)])
    sent(desk, paste, line, undo="1")
    line.refresh_from_db()
    assert (line.status, line.settled_at) == ("doubtful", None)
    assert not Lesson.objects.exists()


def test_lines_worded_alike_are_settled_together(desk, viewer, morning, people):
    some = people[::2][:3]
    paste = pasted(viewer, morning, *(f"{one.dwelling.door} {one.name} 好像阴性" for one in some))
    assert "一起定" in text_of(desk.get(f"/pastes/{paste.id}/"))
    first, *others = paste.lines.all()
    page = sent(desk, paste, first, option="1", alike=[str(one.id) for one in others])
    assert text_of(page).count("data-undo") == 3
    assert {one.status for one in paste.lines.all()} == {"sure"}
    assert commit_paste(viewer, paste).new == 3


def test_a_sure_line_that_is_wrong_is_reached_after_it_was_stored(viewer, morning, home):
    store_answers(viewer, morning, [Given(home[0].id, "negative", 36.1)], "door")
    paste = pasted(viewer, morning, f"{home[0].dwelling.door} {home[0].name} 两条杠")
    commit_paste(viewer, paste)
    assert Answer.objects.get(current=True).antigen == "positive"
    line = paste.lines.get()
    doubt_line(viewer, line.id)
    assert Answer.objects.get(current=True).antigen == "negative"
    settle_line(viewer, line.id, [str(home[1].id)], antigen="positive")
    assert Answer.objects.get(current=True, resident=home[1]).antigen == "positive"
    assert [one["right"] for one in Lesson.objects.values_list("detail", flat=True)] == [
        False,
        False,
    ]


def test_storing_warns_whose_answers_it_changes(desk, viewer, morning, home):
    store_answers(viewer, morning, [Given(home[0].id, "positive")], "door")
    paste = pasted(viewer, morning, f"{home[0].dwelling.door} {home[0].name} 阴性")
    assert "会改 1 人已有的填报" in text_of(desk.get(f"/pastes/{paste.id}/"))


def test_a_closed_round_is_filled_only_on_purpose(desk, viewer, morning, home, at):
    paste = pasted(viewer, morning, f"{home[0].dwelling.door} {home[0].name} 阴性")
    with clock.freeze(at + timedelta(hours=3)):
        refused = desk.post(f"/pastes/{paste.id}/commit/", follow=True)
        assert "补进已截止的轮次" in text_of(refused)
        assert not Answer.objects.exists()
        desk.post(f"/pastes/{paste.id}/commit/", {"closed": "1"})
    assert Answer.objects.get().resident == home[0]


@pytest.mark.both
def test_a_list_without_its_stairwell_is_asked_about_once_and_known_the_next_time(
    desk, viewer, morning, people
):
    rooms = sorted({one.dwelling.room for one in people})[:3]
    text = [
        "#接龙",
        "我们楼道的抗原",
        "",
        *(f"{n}. {room} 全家阴" for n, room in enumerate(rooms, 1)),
    ]
    paste = pasted(viewer, morning, *text)
    (question,) = paste.questions
    assert question["lines"] == 3
    page = text_of(desk.get(f"/pastes/{paste.id}/"))
    assert page.count("这是哪个楼道") == 1
    stairwell = people[0].dwelling.stairwell
    answer = {"block": question["block"], "stairwell": stairwell.id}
    desk.post(f"/pastes/{paste.id}/list/", answer)
    assert {one.status for one in paste.lines.filter(kind="answer")} == {"sure"}
    doors = {one.reading["doors"][0] for one in paste.lines.filter(kind="answer")}
    assert doors == {f"{stairwell.label}-{room}" for room in rooms}
    again = pasted(viewer, morning, *text[:-1])
    assert not again.questions
    assert {one.status for one in again.lines.filter(kind="answer")} == {"sure"}


def test_a_nickname_that_was_explained_is_known_the_next_time(viewer, morning, home):
    door = home[0].dwelling.door
    line = pasted(viewer, morning, f"{door} 陈阿毛 阴性").lines.get()
    assert line.reading["why"] == "name_unknown"
    settle_line(viewer, line.id, [str(home[1].id)])
    again = pasted(viewer, morning, f"{door} 陈阿毛 阴性 36.6").lines.get()
    assert (again.status, again.reading["residents"]) == ("sure", [str(home[1].id)])


@pytest.mark.both
def test_a_sender_who_was_settled_is_known_the_next_time(viewer, morning, home):
    first = pasted(viewer, morning, "快乐的小鸟 08:13", "我阴性").lines.get(kind="answer")
    assert first.status == "doubtful"
    settle_line(viewer, first.id, [str(home[0].id)])
    again = pasted(viewer, morning, "快乐的小鸟 18:20", "我还是阴性").lines.get(kind="answer")
    assert (again.status, again.reading["residents"]) == ("sure", [str(home[0].id)])
    assert corrections(viewer.community_id)


@pytest.mark.both
def test_counts_of_a_list_say_who_is_done_and_who_is_missing_by_room(desk, viewer, morning, people):
    doors = list(dict.fromkeys(one.dwelling.door for one in people))
    paste = pasted(
        viewer, morning, "#接龙", "核酸 门号-人数", "", f"1. {doors[0]} 2人", f"2. {doors[1]} 1人"
    )
    commit_paste(viewer, paste)
    states = {one.dwelling.door: one.state for one in counted_rooms(viewer, morning)}
    assert (states[doors[0]], states[doors[1]], states[doors[2]]) == ("done", "partial", "missing")
    page = text_of(desk.get(f"/rounds/{morning.id}/rooms/", {"state": "partial"}))
    assert doors[1] in page
    assert doors[2] not in page
    newer = pasted(viewer, morning, f"{doors[1]} 2人")
    PasteLine.objects.filter(paste=newer).update(kind="headcount")
    commit_paste(viewer, newer)
    assert HeadCount.objects.filter(current=True, dwelling__door=doors[1]).get().count == 2
    take_back(viewer, newer)
    assert HeadCount.objects.filter(current=True, dwelling__door=doors[1]).get().count == 1


def test_an_answer_that_asks_as_well_is_stored_and_handed_on(viewer, morning, home):
    door = home[0].dwelling.door
    paste = pasted(viewer, morning, f"{door} {home[0].name} 阴性，没有菜了")
    line = paste.lines.get()
    assert (line.kind, line.status) == ("answer", "sure")
    assert line.reading["need"]
    commit_paste(viewer, paste)
    assert Answer.objects.get().antigen == "negative"
