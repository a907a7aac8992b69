"""Who is let in: a password and a second step, an invitation good once, sessions that are ended."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Device, Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.people.invitations import actions
from wanjia.people.models import Invitation, Staff
from wanjia.ui.accounts.devices import device_of

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 7"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def nobody_tried():
    cache.clear()
    yield
    cache.clear()


def member(community, role, password=PASSWORD):
    user = User.objects.create(username=f"{role}1", name=f"{role} person")
    user.set_password(password)
    user.save()
    return Membership.objects.create(community=community, user=user, role=role)


@pytest.fixture
def head(community):
    return member(community, "head")


@pytest.fixture
def boss(community, head):
    return Viewer(community.id, "head", head.user_id, "head person")


def signed_in(who, password=PASSWORD, **more):
    """A browser that signed in by its password; the page it came to."""
    client = Client(**more)
    sent = {"username": who.user.username, "password": password}
    return client, client.post("/login/", sent)


def code_now():
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(SECRET, counter))


@pytest.mark.both
def test_who_sees_the_community_must_set_up_a_second_step_first(head):
    client, _ = signed_in(head)
    assert client.get("/").headers["Location"] == "/account/"
    assert "先设好第二步验证" in client.get("/account/").content.decode()
    assert client.get("/residents/").headers["Location"] == "/account/"
    TOTP.activate(head.user, SECRET)
    assert client.get("/").status_code == 200


def test_a_volunteer_may_do_without_and_a_rehearsal_too(community, head):
    client, _ = signed_in(member(community, "volunteer"))
    assert client.get("/").status_code == 200
    community.code = "demo"
    community.save()
    client, _ = signed_in(head)
    assert client.get("/").status_code == 200


def test_the_second_step_is_asked_before_anybody_is_in(head):
    TOTP.activate(head.user, SECRET)
    client, answer = signed_in(head)
    assert answer.headers["Location"] == "/account/second/"
    assert client.get("/").headers["Location"].startswith("/login/")
    page = client.get("/account/second/")
    assert "六位数字" in page.content.decode()
    wrong = client.post("/account/second/", {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/").headers["Location"].startswith("/login/")
    right = code_now()
    client.post("/account/second/", {"code": right})
    assert client.get("/").status_code == 200
    other, _ = signed_in(head)
    other.post("/account/second/", {"code": right})
    assert other.get("/").headers["Location"].startswith("/login/")  # a code is good once


def test_the_secret_of_the_second_step_is_sealed_in_the_database(head):
    TOTP.activate(head.user, SECRET)
    assert SECRET not in str(Authenticator.objects.get().data)


def test_guessing_codes_is_stopped(head):
    TOTP.activate(head.user, SECRET)
    client, _ = signed_in(head)
    for _ in range(12):
        client.post("/account/second/", {"code": "000000"})
    client.post("/account/second/", {"code": code_now()})
    assert client.get("/").headers["Location"].startswith("/login/")


def test_an_app_is_set_up_on_the_page_and_spare_codes_open_once(head):
    client, _ = signed_in(head)
    page = client.get("/account/app/").content.decode()
    secret = re.search(r"<code translate=\"no\">(\w+)</code>", page)[1]
    counter = next(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value(secret, counter))
    answer = client.post("/account/app/", {"code": code})
    assert answer.headers["Location"] == "/account/codes/"
    codes = client.get("/account/codes/").content.decode()
    spare = re.findall(r"(?<![\w-])\d{8}(?![\w-])", codes)
    assert len(spare) == 10
    for worked in (True, False):
        other, _ = signed_in(head)
        other.post("/account/second/", {"code": spare[0]})
        assert (other.get("/").status_code == 200) is worked


@pytest.mark.both
def test_devices_are_listed_and_ended(head, community):
    community.code = "demo"
    community.save()
    phone, _ = signed_in(head, headers={"user-agent": "Mozilla (iPhone) MicroMessenger"})
    desk, _ = signed_in(head, headers={"user-agent": "Mozilla (Windows NT) Firefox/120"})
    page = desk.get("/account/").content.decode()
    assert "iPhone · 微信 WeChat" in page
    assert "Windows · Firefox" in page
    lost = Device.objects.get(agent__contains="iPhone")
    desk.post("/account/end/", {"device": str(lost.id)})
    assert phone.get("/").headers["Location"].startswith("/login/")
    assert desk.get("/").status_code == 200
    stranger = Client().post("/account/end/", {"device": str(lost.id)})
    assert stranger.headers["Location"].startswith("/login/")


def test_nobody_ends_the_session_of_another(head, community):
    mine, _ = signed_in(member(community, "volunteer"))
    client, _ = signed_in(head)
    theirs = Device.objects.get(user=head.user)
    assert mine.post("/account/end/", {"device": str(theirs.id)}).status_code == 404
    assert mine.post("/account/end/", {"device": "x"}).status_code == 404
    assert client.get("/account/").status_code == 200


def test_who_signs_out_leaves_no_cookie_that_works(head, community):
    community.code = "demo"
    community.save()
    client, _ = signed_in(head)
    kept = client.cookies["sessionid"].value
    client.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/").headers["Location"].startswith("/login/")


def test_a_new_password_signs_the_other_devices_out(head, community):
    community.code = "demo"
    community.save()
    phone, _ = signed_in(head)
    desk, _ = signed_in(head)
    new = {"now": PASSWORD, "new": "another horse 8", "again": "another horse 8"}
    for wrong, said in (
        ({"now": "x"}, "现在的密码不对"),
        ({"again": "y"}, "两次写的密码不一样"),
        ({"new": "12345678", "again": "12345678"}, "密码"),
    ):
        answer = desk.post("/account/password/", new | wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    desk.post("/account/password/", new)
    assert desk.get("/").status_code == 200
    assert phone.get("/").headers["Location"].startswith("/login/")
    assert signed_in(head)[1].status_code == 422


def join(token, **said):
    client = Client()
    return client, client.post(
        f"/join/{token}/",
        {"username": "xiaowang", "password": PASSWORD, "again": PASSWORD} | said,
    )


def test_who_is_invited_makes_an_account_once(boss):
    made, token = actions.invite(boss, "grid", "小王")
    assert "小王" in Client().get(f"/join/{token}/").content.decode()
    for wrong, said in (
        ({"again": "other"}, "两次"),
        ({"password": "1234", "again": "1234"}, "密码"),
        ({"username": "head1"}, "已有人用"),
        ({"username": "x"}, "2 到 40"),
    ):
        answer = join(token, **wrong)[1]
        assert answer.status_code in (409, 422)
        assert said in answer.content.decode()
    client, answer = join(token)
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    assert Membership.objects.get(user__username="xiaowang").role == "grid"
    assert Staff.objects.get(name="小王").user.username == "xiaowang"
    again = join(token, username="xiaoli")[1]
    assert again.status_code == 410
    assert "用过" in again.content.decode()
    assert token not in str(list(Invitation.objects.values()))
    kinds = list(Entry.objects.filter(type__startswith="invitation").values_list("type", flat=True))
    assert sorted(kinds) == ["invitation.made", "invitation.used"]
    assert made.created_by_name == "head person"


@pytest.mark.both
def test_an_invitation_that_is_old_or_taken_back_lets_nobody_in(boss):
    made, token = actions.invite(boss, "desk", "小李")
    with clock.freeze(clock.now() + timedelta(hours=actions.HOURS, seconds=1)):
        assert join(token)[1].status_code == 410
    actions.revoke(boss, made.id)
    assert join(token)[1].status_code == 410
    assert join("x" * 43)[1].status_code == 410
    assert Client().get(f"/join/{token}/").status_code == 410


def test_somebody_registered_without_an_account_keeps_name_and_role(boss, community):
    known = Staff.objects.create(community=community, name="老陈", role="steward")
    _made, token = actions.invite(boss, "head", "someone", known.id)
    join(token)
    known.refresh_from_db()
    assert known.user.memberships.get().role == "steward"
    with pytest.raises(Problem):
        actions.invite(boss, "desk", "", known.id)


@pytest.mark.both
def test_the_head_lets_in_anew_who_lost_a_phone(community, head):
    TOTP.activate(head.user, SECRET)
    grid = member(community, "grid")
    TOTP.activate(grid.user, SECRET)
    phone = Client()
    phone.force_login(grid.user)
    desk, _ = signed_in(head)
    desk.post("/account/second/", {"code": code_now()})
    page = desk.get("/staff/").content.decode()
    assert "grid person" in page
    shown = desk.post(f"/staff/{grid.id}/lost/").content.decode()
    token = re.search(r"/join/([\w-]{43})/", shown)[1]
    assert phone.get("/").headers["Location"].startswith("/login/")
    assert not Authenticator.objects.filter(user=grid.user).exists()
    assert signed_in(grid)[1].status_code == 422
    client, answer = join(token)
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    assert Entry.objects.filter(type="member.lost_phone").count() == 1


@pytest.mark.both
def test_who_gets_another_role_or_is_let_go_is_signed_out(community, head):
    community.code = "demo"
    community.save()
    grid = member(community, "grid")
    phone, _ = signed_in(grid)
    desk, _ = signed_in(head)
    desk.post(f"/staff/{grid.id}/role/", {"role": "desk"})
    assert phone.get("/").headers["Location"].startswith("/login/")
    phone, _ = signed_in(grid)
    assert phone.get("/journal/").status_code == 200
    desk.post(f"/staff/{grid.id}/let_go/")
    assert phone.get("/").headers["Location"].startswith("/login/")
    assert "没有加入" in signed_in(grid)[1].content.decode()
    last = desk.post(f"/staff/{head.id}/let_go/")
    assert last.status_code == 409
    assert "至少要留一位主任" in last.content.decode()


def test_only_the_head_keeps_the_staffs_page(community):
    for role in ("desk", "grid", "doctor", "steward", "volunteer", "town"):
        client = Client()
        client.force_login(member(community, role).user)
        assert client.get("/staff/").status_code == 403
        assert client.post("/staff/invite/", {"role": "head", "name": "x"}).status_code == 403


@pytest.mark.both
def test_a_command_lets_the_first_head_in(community, capsys):
    from wanjia.__main__ import main

    assert main(["invite", "--name", "陶主任"]) == 0
    token = capsys.readouterr().out.strip().split("/")[2]
    join(token)
    head = Membership.objects.get(role="head")
    assert main(["invite", "--user", head.user.username]) == 0
    assert signed_in(head)[1].status_code == 422


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 13) Chrome/110 Mobile Safari", "Android · Chrome"),
        ("Mozilla/5.0 (Macintosh) Version/17 Safari/605", "Mac · Safari"),
        ("", "?"),
    ],
)
def test_a_device_is_called_as_people_call_it(agent, name):
    assert device_of(agent) == name


def test_the_clock_of_the_codes_is_the_real_one():
    assert abs(time.time() / 30 - next(yield_hotp_counters_from_time())) < 2
