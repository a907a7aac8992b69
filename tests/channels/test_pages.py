"""The pages of what goes out: groups entered, messages written, ticked, tried again, rewritten."""

import pytest

from wanjia.channels.models import Group, Message, Status
from wanjia.channels.today import count_left
from wanjia.core.ids import new_id
from wanjia.core.models import Entry, Membership, User


@pytest.fixture
def desk(client, community):
    user = User.objects.create(username="desk", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    return client


def said(answer) -> str:
    return answer.content.decode()


KEY = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7a1b-4bc4-97a0-0ec2sifa5aaa"


def test_a_group_is_entered_and_its_address_is_never_shown_again(desk, estate):
    sent = {"id": new_id(), "name": "一号群", "people": "480", "reach": "estate"}
    sent |= {"estate": estate.id, "way": "wecom", "secret": KEY}
    assert desk.post("/channels/groups/new/", sent).status_code == 302
    one = Group.objects.get()
    assert one.secret == KEY
    pages = ["/channels/groups/", f"/channels/groups/{one.id}/", "/journal/", "/channels/"]
    assert not [page for page in pages if "693a91f6" in said(desk.get(page))]
    assert "已有地址" in said(desk.get(f"/channels/groups/{one.id}/"))
    desk.post(f"/channels/groups/{one.id}/", {**sent, "name": "新名字", "secret": ""})
    one.refresh_from_db()
    assert (one.name, one.secret) == ("新名字", KEY)
    desk.post(f"/channels/groups/{one.id}/end/")
    assert "一号群" not in said(desk.get("/channels/groups/"))
    assert Entry.objects.filter(type="group.ended").exists()
    desk.post(f"/channels/groups/{one.id}/restore/")
    assert "新名字" in said(desk.get("/channels/groups/"))


@pytest.mark.both
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": ""}, "群名"),
        ({"people": "501"}, "最多 500"),
        ({"way": "wecom", "secret": "https://evil.example/"}, "地址不对"),
        ({"reach": "zone", "zone": "x"}, "没有选对"),
    ],
)
def test_what_is_wrong_with_a_group_is_said_and_nothing_typed_is_lost(desk, estate, more, words):
    sent = {"name": "一号群", "reach": "estate", "estate": estate.id, "way": "hand", **more}
    answer = desk.post("/channels/groups/new/", sent)
    assert answer.status_code in (409, 422)
    assert words in said(answer)
    assert not Group.objects.exists()


def test_which_stairwells_no_group_has_is_told(desk, group):
    group("23号群", "23")
    assert "2 个楼道不在任何群里" in said(desk.get("/channels/groups/"))


def test_a_message_without_robots_is_copied_and_ticked(
    desk, residents, group, django_capture_on_commit_callbacks
):
    group("23号群", "23")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("/channels/new/", {"id": new_id(), "reach": "community", "text": "今晚停水"})
    page = said(desk.get("/channels/?view=todo"))
    assert "今晚停水" in page
    assert "data-copy" in page
    assert "待转发" in said(desk.get("/"))
    one = Message.objects.get(channel="hand")
    back = desk.post(f"/channels/{one.id}/done/", {"back": "/channels/?view=todo"})
    assert back["Location"] == "/channels/?view=todo"
    assert Message.objects.get(id=one.id).status == Status.DONE
    desk.post(f"/channels/{one.id}/undo/")
    assert Message.objects.get(id=one.id).status == Status.BY_HAND


@pytest.mark.both
def test_a_message_with_a_name_is_refused_on_the_page_with_what_was_typed(desk, residents, group):
    group("23号群", "23")
    text = f"请{residents[0].name}下楼"
    sent = {"id": new_id(), "reach": "community", "text": text}
    answer = desk.post("/channels/new/", sent)
    assert answer.status_code == 422
    assert "姓名" in said(answer)
    assert text in said(answer)
    assert not Message.objects.exists()


def test_what_failed_stands_first_and_is_tried_again(desk, viewer, residents, group):
    group("短信", way="sms", secret="http://127.0.0.1:9/x")
    desk.post("/channels/new/", {"id": new_id(), "reach": "community", "text": "今晚停水"})
    one = Message.objects.get()
    Message.objects.update(status=Status.FAILED, error="not_connected")
    page = said(desk.get("/channels/"))
    assert "没有连上" in page
    count_left(viewer.community_id)
    assert "没发出去" in said(desk.get("/"))
    desk.post(f"/channels/{one.id}/retry/")
    assert Message.objects.get().status == Status.WAITING


def test_the_minutes_work_empties_the_outbox_in_a_thread_of_its_own(monkeypatch, viewer, group):
    from wanjia.channels.outbox import background
    from wanjia.channels.outbox.queue import Letter, put
    from wanjia.core.scheduling.scheduler import _acts

    sent = []
    monkeypatch.setattr(background, "_send_waiting", sent.append)
    background.send_in_background(viewer.community_id)
    assert sent == []  # Nothing is due: no thread is started.
    put(viewer, [group("23号群", "23")], Letter("今晚停水", "x"))
    background.send_in_background(viewer.community_id)
    background._working.pop(viewer.community_id).join(5)
    assert sent == [viewer.community_id]
    assert background.send_in_background in _acts
