"""No clock is long by default: what nobody understood has a short one, and its reason is true."""

from datetime import timedelta

import pytest
from django.test import Client

from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Membership, User
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.needs.followup import actions
from wanjia.needs.followup.clocks import unread_by
from wanjia.needs.followup.promises import load_promises
from wanjia.needs.queries import clock_words, unread_row

pytestmark = pytest.mark.django_db
UNREAD = "嗯那个就是说一下哈"


@pytest.fixture
def officer(community) -> Viewer:
    return Viewer(community.id, "desk", User.objects.create(username="d9").id, "李强")


def test_what_nobody_understood_rings_within_half_an_hour_and_has_no_week(officer):
    need = actions.record_need(officer, UNREAD)
    assert need.answer_by - need.opened_at <= timedelta(minutes=30)
    assert need.due_at - need.opened_at <= timedelta(hours=12)


def test_what_nobody_understood_is_never_called_calm(officer, community):
    user = User.objects.get(id=officer.user_id)
    Membership.objects.create(community=community, user=user, role="desk")
    desk = Client()
    desk.force_login(user)
    need = actions.record_need(officer, UNREAD)
    for page in ("/", f"/needs/{need.id}/"):
        assert "还没读懂" in desk.get(page).content.decode()
    live = desk.post("/needs/look/", {"who": "", "text": UNREAD}).content.decode()
    assert "还没读懂" in live
    assert "不急" not in live


def test_the_page_tells_the_clock_that_runs(officer):
    need = actions.record_need(officer, "我爸叫不醒了")
    assert "5" in clock_words(need)
    need = actions.record_need(officer, "楼上装修太吵")
    said = clock_words(need)
    minutes = (need.answer_by - need.opened_at) // timedelta(minutes=1)
    assert str(minutes if minutes % 60 else minutes // 60) in said
    actions.take(officer, need.id)
    need.refresh_from_db()
    assert clock_words(need) == ""


def test_a_message_that_could_not_be_read_is_a_row_with_the_same_clock(officer):
    need = actions.record_need(officer, "楼上装修太吵")
    came = need.opened_at
    row = unread_row("语音", "/channels/", came)
    assert row["due"] == unread_by(came) == came + timedelta(minutes=30)


@pytest.mark.parametrize("key", ["unsure_minutes", "unread_minutes", "unread_hours"])
def test_a_wrong_number_is_told_with_file_line_and_key(tmp_path, key):
    from wanjia.needs.followup import promises

    text = promises.FILE.read_text("utf-8")
    lines = [f"{key} = 0" if one.startswith(key) else one for one in text.splitlines()]
    file = tmp_path / "promises.toml"
    file.write_text("\n".join(lines), "utf-8")
    line = next(n for n, one in enumerate(lines, 1) if one.startswith(key))
    with pytest.raises(RulesFileError, match=rf"promises.toml, line {line}, {key}: "):
        load_promises(file)
