"""The outbox: what is published goes out, at each robot's pace, through failures and restarts."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from wanjia.channels.models import Message, Status
from wanjia.channels.outbox import transport
from wanjia.channels.outbox.actions import CLAIM, send_due
from wanjia.channels.outbox.queue import (
    Letter,
    mark_forwarded,
    put,
    retry_message,
    rewrite_message,
    send,
    unmark_forwarded,
)
from wanjia.channels.outbox.rate import MOST_TRIES
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.notices.models import Reach
from wanjia.notices.publishing import actions
from wanjia.notices.publishing.actions import Draft, publish_notice, save_draft, withdraw_notice
from wanjia.notices.publishing.audience import Audience

pytestmark = pytest.mark.both

NOW = datetime(2022, 4, 18, 19, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXT = "明天 8:00 在东门做核酸，请戴好口罩。"


@pytest.fixture(autouse=True)
def evening():
    with clock.freeze(NOW):
        yield


def at(minutes: float = 0, seconds: float = 0):
    return clock.freeze(NOW + timedelta(minutes=minutes, seconds=seconds))


@pytest.fixture
def everyone(viewer, residents) -> Audience:
    return Audience(Reach.COMMUNITY)


def stands() -> list[str]:
    return list(Message.objects.order_by("recipient").values_list("status", flat=True))


def published(viewer, audience, **more):
    draft = Draft("明天核酸", TEXT, audience, **more)
    return publish_notice(viewer, save_draft(viewer, draft).id)


def test_a_message_reaches_the_robot_as_wecom_wants_it(viewer, everyone, group, wecom):
    group("全小区", way="wecom")
    send(viewer, everyone, TEXT, new_id())
    assert send_due(viewer.community_id) == 1
    [(path, body)] = wecom.heard
    assert path.startswith("/cgi-bin/webhook/send?key=693a91f6")
    assert body == {"msgtype": "text", "text": {"content": TEXT}}
    one = Message.objects.get()
    assert (one.status, one.tries, one.sent_at, one.error) == (Status.SENT, 1, NOW, "")
    assert send_due(viewer.community_id) == 0


def test_what_the_robot_refuses_with_200_is_not_taken_for_sent(viewer, everyone, group, wecom):
    group("全小区", way="wecom")
    send(viewer, everyone, TEXT, new_id())
    wecom.body = {"errcode": 45009, "errmsg": "api freq out of limit"}
    assert send_due(viewer.community_id) == 0
    one = Message.objects.get()
    assert one.status == Status.WAITING
    assert one.error == "45009 api freq out of limit"
    assert one.next_try_at == NOW + timedelta(minutes=1)
    wecom.body = {"errcode": 0, "errmsg": "ok"}
    with at(seconds=59):
        assert send_due(viewer.community_id) == 0
    with at(minutes=1):
        assert send_due(viewer.community_id) == 1
    assert Message.objects.get().error == ""


def test_a_gateway_of_ones_own_is_told_in_json(viewer, everyone, group, wecom):
    group("短信", way="sms", secret=f"{wecom.url}/sms?token=abc")
    send(viewer, everyone, TEXT, new_id())
    assert send_due(viewer.community_id) == 1
    path, body = wecom.heard[0]
    assert path.startswith("/sms")
    assert body["message"] == TEXT


def test_nobody_listening_is_tried_later_each_time_and_then_given_up(viewer, everyone, group):
    group("短信", way="sms", secret="http://127.0.0.1:9/sms")
    send(viewer, everyone, TEXT, new_id())
    minutes = 0
    gaps = []
    for _try in range(MOST_TRIES):
        with at(minutes=minutes):
            send_due(viewer.community_id)
            one = Message.objects.get()
            if one.status == Status.WAITING:
                gaps.append((one.next_try_at - clock.now()).total_seconds() / 60)
                minutes += gaps[-1]
    assert gaps == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert one.status == Status.FAILED
    assert one.error == "not_connected"
    with at(minutes=minutes + 1):
        again = retry_message(viewer, one.id)
        assert (again.status, again.tries) == (Status.WAITING, 0)
        with pytest.raises(Problem, match="没有发送失败"):
            retry_message(viewer, one.id)


def test_twenty_messages_go_to_a_robot_in_a_minute_and_the_others_wait(viewer, group, wecom):
    groups = [group("全小区", way="wecom")]
    for place in range(45):
        put(viewer, groups, Letter(f"第 {place} 条", f"n{place}"))
    assert send_due(viewer.community_id) == 20
    with at(seconds=59):
        assert send_due(viewer.community_id) == 0
    with at(seconds=60):
        assert send_due(viewer.community_id) == 20
    with at(seconds=121):
        assert send_due(viewer.community_id) == 5
    said = [body["text"]["content"] for _path, body in wecom.heard]
    assert sorted(said) == sorted(f"第 {place} 条" for place in range(45))
    assert all(one.tries == 1 for one in Message.objects.all())


def test_what_a_robot_takes_later_keeps_its_order(viewer, group, wecom):
    groups = [group("全小区", way="wecom")]
    for place in range(12):
        with at(seconds=place):
            put(viewer, groups, Letter(f"第 {place:02} 条", f"n{place}"))
    wecom.body = {"errcode": 45009, "errmsg": "api freq out of limit"}
    with at(seconds=20):
        assert send_due(viewer.community_id) == 0
    assert len(wecom.heard) == 1  # the others are not even tried
    wecom.body = {"errcode": 0, "errmsg": "ok"}
    with at(seconds=40):
        put(viewer, groups, Letter("第 12 条", "n12"))
        assert send_due(viewer.community_id) == 0
    with at(seconds=81):
        assert send_due(viewer.community_id) == 13
    said = [body["text"]["content"] for _path, body in wecom.heard[1:]]
    assert said == sorted(said)


def test_a_message_that_is_refused_for_its_words_holds_nobody_up(viewer, group, wecom):
    groups = [group("全小区", way="wecom")]
    wecom.body = {"errcode": 40058, "errmsg": "content not allowed"}
    put(viewer, groups, Letter("一", "a"))
    assert send_due(viewer.community_id) == 0
    wecom.body = {"errcode": 0, "errmsg": "ok"}
    with at(seconds=5):
        put(viewer, groups, Letter("二", "b"))
        assert send_due(viewer.community_id) == 1


def test_one_robots_pace_holds_no_other_up(viewer, group, wecom):
    first, second = group("一群", "23", way="wecom"), group("二群", "24", way="wecom")
    for place in range(21):
        put(viewer, [first, second], Letter(f"第 {place} 条", f"n{place}"))
    assert send_due(viewer.community_id) == 40


def test_a_stop_between_sending_and_noting_sends_twice_and_says_so(viewer, everyone, group, wecom):
    group("全小区", way="wecom")
    send(viewer, everyone, TEXT, new_id())

    def crash(message: Message) -> str:
        transport.deliver(message)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_due(viewer.community_id, crash)
    assert len(wecom.heard) == 1
    one = Message.objects.get()
    assert (one.status, one.sent_at) == (Status.WAITING, None)
    with at(seconds=30):  # Another process may still be at it: nobody takes it from its hands.
        assert send_due(viewer.community_id) == 0
    with clock.freeze(NOW + CLAIM):
        assert send_due(viewer.community_id) == 1
    one.refresh_from_db()
    assert (one.status, one.maybe_twice, len(wecom.heard)) == (Status.SENT, True, 2)


def test_what_is_put_in_twice_goes_out_once(viewer, everyone, group, wecom):
    group("全小区", way="wecom")
    sent = new_id()
    send(viewer, everyone, TEXT, sent)
    send(viewer, everyone, TEXT, sent)
    assert send_due(viewer.community_id) == 1
    assert len(wecom.heard) == 1


def test_a_long_text_goes_in_numbered_parts_in_order(viewer, everyone, group, wecom):
    group("全小区", way="wecom")
    send(viewer, everyone, "请各位邻居在家等候，不要下楼。\n" * 100, new_id())
    parts = send_due(viewer.community_id)
    assert parts > 1
    said = [body["text"]["content"] for _path, body in wecom.heard]
    assert [one.split("\n")[0] for one in said] == [f"({n}/{parts})" for n in range(1, parts + 1)]
    assert all(len(one.encode()) <= 2048 for one in said)


def test_without_any_robot_the_message_stands_in_the_file(
    viewer, everyone, settings, tmp_path, group
):
    settings.DATA = tmp_path
    group("23号群", "23")
    send(viewer, everyone, TEXT, new_id())
    assert stands() == [Status.WAITING, Status.BY_HAND]
    assert send_due(viewer.community_id) == 1
    [line] = (tmp_path / "outbox" / "2022-04-18.jsonl").read_text().splitlines()
    assert json.loads(line)["text"] == TEXT
    assert json.loads(line)["at"] == "2022-04-18T19:00:00+08:00"


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(
    viewer, everyone, settings, tmp_path, group
):
    (tmp_path / "outbox").write_text("in the way")
    settings.DATA = tmp_path
    group("23号群", "23")
    send(viewer, everyone, TEXT, new_id())
    assert send_due(viewer.community_id) == 0
    one = Message.objects.get(channel="file")
    assert (one.status, one.tries) == (Status.WAITING, 1)
    assert one.error


def test_a_group_without_a_robot_is_ticked_by_hand_and_the_tick_taken_back(viewer, everyone, group):
    group("23号群", "23")
    send(viewer, everyone, TEXT, new_id())
    one = Message.objects.get(channel="hand")
    done = mark_forwarded(viewer, one.id)
    assert (done.status, done.done_by, done.sent_at) == (Status.DONE, "值班", NOW)
    assert mark_forwarded(viewer, one.id).status == Status.DONE
    assert unmark_forwarded(viewer, one.id).status == Status.BY_HAND
    other = Message.objects.get(channel="file")
    with pytest.raises(Problem, match="不用人工转发"):
        mark_forwarded(viewer, other.id)


def test_a_notice_goes_to_the_groups_of_its_stairwell_from_the_moment_it_holds(
    viewer, residents, estate, group, wecom
):
    mine, _other = group("23号群", "23", way="wecom"), group("24号群", "24", way="wecom")
    well = estate.stairwells.get(label="23")
    audience = Audience(Reach.STAIRWELLS, stairwells=frozenset({well.id}))
    notice = published(viewer, audience, valid_from=NOW + timedelta(hours=1), body_en="Test!")
    one = Message.objects.get()
    assert (one.group, one.subject) == (mine, notice.id)
    assert send_due(viewer.community_id) == 0
    with at(minutes=60):
        assert send_due(viewer.community_id) == 1
    assert wecom.heard[0][1]["text"]["content"] == f"【明天核酸】\n{TEXT}\n\n[明天核酸]\nTest!"


def test_a_notice_for_a_role_goes_to_its_group(viewer, residents, group):
    group("志愿者群", role="volunteer")
    group("全小区")
    published(viewer, Audience(Reach.ROLE, role="volunteer"))
    assert [one.recipient for one in Message.objects.filter(channel="hand")] == ["志愿者群"]


def test_what_was_told_is_told_to_be_over_and_what_was_not_is_cancelled(
    viewer, everyone, group, wecom
):
    group("全小区", way="wecom")
    group("23号群", "23")
    notice = published(viewer, everyone)
    send_due(viewer.community_id)
    withdraw_notice(viewer, notice.id, "时间改了。")
    assert sorted(stands()) == sorted([Status.SENT, Status.CANCELLED, Status.WAITING])
    assert send_due(viewer.community_id) == 1
    assert wecom.heard[-1][1]["text"]["content"] == "通知《明天核酸》已撤回。时间改了。"


def test_a_publication_that_is_undone_in_time_tells_nobody(viewer, everyone, group, wecom):
    group("全小区", way="wecom")
    notice = published(viewer, everyone)
    actions.undo_publication(viewer, notice.id)
    assert send_due(viewer.community_id) == 0
    publish_notice(viewer, notice.id)
    assert send_due(viewer.community_id) == 1


def test_a_name_or_a_health_fact_never_leaves(viewer, everyone, group, wecom, residents):
    group("全小区", way="wecom")
    with pytest.raises(Problem, match="姓名 “张一”"):
        send(viewer, everyone, "请张一下楼", new_id())
    with pytest.raises(Problem, match="病情"):
        send(viewer, everyone, "23-101 阳性，请勿靠近", new_id())
    with pytest.raises(Problem, match="电话"):
        send(viewer, everyone, f"请打 {residents[0].phone}", new_id())
    assert not Message.objects.exists()


def test_a_notice_with_a_name_is_published_but_goes_to_no_group_until_rewritten(
    viewer, everyone, group, wecom
):
    group("全小区", way="wecom")
    draft = Draft("送药", "张一的药到了。", everyone)
    publish_notice(viewer, save_draft(viewer, draft).id)
    one = Message.objects.get()
    assert (one.status, one.error) == (Status.REFUSED, "姓名 “张一”")
    assert send_due(viewer.community_id) == 0
    with pytest.raises(Problem, match="姓名"):
        rewrite_message(viewer, one.id, "张一的药到了，请来取。")
    rewrite_message(viewer, one.id, "药到了。")
    assert send_due(viewer.community_id) == 1
    assert "张一" not in json.dumps(wecom.heard, ensure_ascii=False)


def test_who_moved_in_after_it_was_written_is_not_named_either(
    viewer, everyone, group, wecom, residents
):
    from wanjia.people.models import Resident

    group("全小区", way="wecom")
    send(viewer, everyone, "欢迎新邻居欧阳小雨。", new_id())
    home = residents[0].dwelling
    Resident.objects.create(community_id=viewer.community_id, dwelling=home, name="欧阳小雨")
    assert send_due(viewer.community_id) == 0
    assert (Message.objects.get().status, wecom.heard) == (Status.REFUSED, [])


def test_who_serves_in_public_may_be_named(viewer, everyone, group, residents):
    from wanjia.people.models import Staff

    group("全小区")
    who = {"name": residents[0].name, "phone": residents[0].phone}
    Staff.objects.create(community_id=viewer.community_id, role="grid", **who)
    assert send(viewer, everyone, f"找网格员 {who['name']} {who['phone']}", new_id())


def test_a_message_to_nobody_or_with_nothing_is_refused(viewer, everyone, group):
    with pytest.raises(Problem, match="还没有这样的群"):
        send(viewer, everyone, TEXT, new_id())
    group("全小区")
    for text, said in (("  ", "请写"), ("长" * 4001, "太长")):
        with pytest.raises(Problem, match=said):
            send(viewer, everyone, text, new_id())


def test_only_officers_write_to_groups(viewer, everyone, group):
    group("全小区")
    grid = Viewer(viewer.community_id, "grid", name="网格")
    with pytest.raises(Problem):
        send(grid, everyone, TEXT, new_id())


def test_a_robots_address_stands_in_no_journal_line_and_on_no_page(viewer, group):
    from wanjia.core.models import Entry

    with transaction.atomic():
        group("全小区", way="wecom")
    assert "693a91f6" not in json.dumps(list(Entry.objects.values_list("after", flat=True)))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": " "}, "群名"),
        ({"name": "三群", "people": 501}, "最多 500"),
        ({"name": "三群", "way": "pigeon"}, "怎么发"),
        ({"name": "三群", "way": "wecom", "secret": "https://evil.example/x"}, "地址不对"),
    ],
)
def test_a_group_that_is_wrong_is_refused_with_the_reason(group, more, said):
    with pytest.raises(Problem, match=said):
        group(**more)


def test_two_groups_have_two_names_and_a_change_keeps_the_address(viewer, group, estate):
    from wanjia.channels.groups.actions import Card, save_group

    one = group("全小区", way="wecom")
    with pytest.raises(Problem, match="已经有"):
        group("全小区")
    card = Card("全小区一", Audience(Reach.ESTATE, estate=estate.id), way="wecom", people=480)
    saved = save_group(viewer, card, one.id)
    assert (saved.id, saved.name, saved.secret) == (one.id, "全小区一", one.secret)


def test_a_clock_set_back_holds_no_message_until_it_is_that_late_again(
    viewer, everyone, group, wecom
):
    group("全小区", way="wecom")
    for number in range(3):
        send(viewer, everyone, f"{TEXT}{number}", new_id())
    assert send_due(viewer.community_id) == 3
    send(viewer, everyone, f"{TEXT}4", new_id())
    claimed = Message.objects.get(status=Status.WAITING)
    claimed.lease_until = NOW + CLAIM
    claimed.save()
    with at(minutes=-180):
        assert send_due(viewer.community_id) == 1
    assert stands() == [Status.SENT] * 4


def test_a_clock_set_back_sends_nothing_before_its_hour(viewer, everyone, group, wecom):
    group("全小区", way="wecom")
    send(viewer, everyone, TEXT, new_id())
    later = Message.objects.get()
    later.next_try_at = NOW + timedelta(hours=1)
    later.save()
    with at(minutes=-180):
        assert send_due(viewer.community_id) == 0
