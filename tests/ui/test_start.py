"""From an empty installation to a committee: the link, the first account, the steps left."""

import html

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from tests.reports.conftest import signed_in

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Community, Entry, Membership
from wanjia.core.public_address import can_use_passkeys, is_reachable, read_address
from wanjia.core.setup_steps import StepState, setup_steps
from wanjia.people.founding.links import GOOD_FOR, make_link
from wanjia.places.models import Estate
from wanjia.places.setup import places_state
from wanjia.ui.start.progress import arrange

pytestmark = pytest.mark.django_db
TYPED = {
    "committee": "桂花居民区",
    "committee_en": "Guihua",
    "person": "林主任",
    "username": "lin",
    "password": "wanjia-8-lanterns",
    "again": "wanjia-8-lanterns",
}


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


def page_of(answer):
    return html.unescape(answer.content.decode())


@pytest.mark.both
def test_a_committee_is_founded_once_and_its_head_sees_the_steps_before_a_second_step(client, data):
    path = make_link(data)
    assert client.get(path).status_code == 200
    answer = client.post(path, TYPED, follow=True)
    assert answer.redirect_chain[-1][0] == "/start/"
    page = page_of(answer)
    for step in setup_steps():
        assert str(step.title) in page
    community = Community.objects.get(name="桂花居民区")
    assert Membership.objects.get(community=community).role == "head"
    assert Entry.objects.filter(community=community, type="community.founded").count() == 1
    assert client.get("/").status_code == 200
    assert client.get(path).status_code == 410
    assert client.post(path, TYPED | {"committee": "又一个"}).status_code == 410
    assert not (data / "start.json").exists()


def test_the_second_step_is_asked_for_later_that_day(client, data):
    client.post(make_link(data), TYPED)
    later = clock.now() + GOOD_FOR / 2
    with clock.freeze(later):
        assert client.get("/")["Location"] == "/account/"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"again": "other"}, "两次写的密码不一样"),
        ({"password": "123", "again": "123"}, "password"),
        ({"committee": " "}, "committee"),
        ({"username": "l i n"}, "用户名要"),
        ({"person": ""}, "person"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_link_stays_good(client, data, wrong, told):
    path = make_link(data)
    answer = client.post(path, TYPED | wrong)
    assert answer.status_code == 422
    assert told in page_of(answer)
    assert not Community.objects.filter(name="桂花居民区").exists()
    assert client.post(path, TYPED).status_code == 302


def test_a_name_that_is_in_use_is_refused(client, data, community):
    answer = client.post(make_link(data), TYPED | {"committee": community.name})
    assert answer.status_code == 422
    assert community.name in page_of(answer)
    assert Community.objects.count() == 1


def test_an_old_or_a_former_link_is_gone(client, data):
    former = make_link(data)
    newer = make_link(data)
    assert client.get(former).status_code == 410
    with clock.freeze(clock.now() + GOOD_FOR):
        assert client.get(newer).status_code == 410
    assert client.get("/start/nothing/").status_code == 410
    (data / "start.json").write_text("broken", "utf-8")
    assert client.get(newer).status_code == 410


@pytest.mark.both
def test_a_step_is_left_for_later_and_taken_up_again(community):
    community.setting_up = True
    community.save()
    head = signed_in(community, "head")
    assert "看全部步骤" in page_of(head.get("/"))
    for step in setup_steps():
        head.post("/start/aside/", {"step": step.key, "aside": "1"})
    assert "看全部步骤" not in page_of(head.get("/"))
    head.post("/start/aside/", {"step": "roster"})
    assert "roster" not in Community.objects.get(id=community.id).setup_aside
    assert head.post("/start/aside/", {"step": "nothing", "aside": "1"}).status_code == 404
    assert "看全部步骤" not in page_of(signed_in(community, "desk").get("/"))
    head.post("/start/finish/")
    assert "看全部步骤" not in page_of(head.get("/"))


def test_a_schematic_estate_is_checked_once_somebody_has_walked_it(community):
    viewer = Viewer(community.id, "head")
    assert not places_state(viewer).done
    estate = Estate.objects.create(community=community, name="桂花苑", schematic=True)
    assert "桂花苑" in places_state(viewer).so_far
    assert not places_state(viewer).done
    estate.walked_at = clock.now()
    estate.save()
    assert places_state(viewer).done


@pytest.mark.both
def test_a_phone_that_opens_the_code_turns_the_address_green(community, client):
    head = signed_in(community, "head")
    head.post("/start/address/", {"address": "wanjia.example.org/"})
    community.refresh_from_db()
    assert community.public_address == "http://wanjia.example.org"
    page = page_of(head.get("/start/address/"))
    path = page.split("http://wanjia.example.org", 1)[1].split("<", 1)[0].strip()
    path = "/start/seen/" + page.split("/start/seen/", 1)[1].split("/", 1)[0] + "/"
    assert "等手机打开" in page_of(head.get("/start/address/trial/"))
    client.get(path)  # on another address than the one that is set
    assert "等手机打开" in page_of(head.get("/start/address/trial/"))
    client.get(path, headers={"host": "wanjia.example.org"})
    assert "手机打开了" in page_of(head.get("/start/address/trial/"))
    community.refresh_from_db()
    assert community.address_reached
    head.post("/start/address/", {"address": "https://other.example.org"})
    community.refresh_from_db()
    assert not community.address_reached
    cache.clear()


def test_no_code_of_a_strangers_making_is_kept_and_the_desk_itself_is_no_phone(community, client):
    head = signed_in(community, "head")
    assert client.get("/start/seen/of-my-own/").status_code == 200
    assert cache.get("address-trial/of-my-own") is None
    head.post("/start/address/", {"address": "http://wanjia.example.org"})
    page = page_of(head.get("/start/address/"))
    path = "/start/seen/" + page.split("/start/seen/", 1)[1].split("/", 1)[0] + "/"
    head.get(path, headers={"host": "wanjia.example.org"})
    assert "等手机打开" in page_of(head.get("/start/address/trial/"))
    community.refresh_from_db()
    assert not community.address_reached


def test_an_address_of_this_machine_alone_is_never_reached(community, client):
    head = signed_in(community, "head")
    page = page_of(head.get("/start/address/"))
    path = "/start/seen/" + page.split("/start/seen/", 1)[1].split("/", 1)[0] + "/"
    client.get(path)
    assert "等手机打开" in page_of(head.get("/start/address/trial/"))


def test_codes_carry_the_public_address_and_warn_without_one(community):
    head = signed_in(community, "head")
    invited = {"name": "周干事", "role": "desk"}
    assert "别的手机打不开" in page_of(head.post("/staff/invite/", invited))
    head.post("/start/address/", {"address": "https://wanjia.example.org"})
    page = page_of(head.post("/staff/invite/", invited))
    assert "https://wanjia.example.org/join/" in page
    assert "别的手机打不开" not in page


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("wanjia.example.org", "http://wanjia.example.org"),
        ("https://Wanjia.example.org:8443/", "https://wanjia.example.org:8443"),
        ("192.168.1.20:8000", "http://192.168.1.20:8000"),
        ("http://[fd00::1]:8000", "http://[fd00::1]:8000"),
        ("ftp://example.org", ""),
        ("https://user@example.org", ""),
        ("https://example.org/path", ""),
        ("https://example.org:port", ""),
        ("two words", ""),
        ("", ""),
    ],
)
def test_an_address_is_read_in_one_form(typed, address):
    assert read_address(typed) == address


@pytest.mark.parametrize(
    ("address", "reachable"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://localhost", False),
        ("http://0.0.0.0:8000", False),
        ("http://[::1]", False),
        ("http://192.168.1.20:8000", True),
        ("https://wanjia.example.org", True),
    ],
)
def test_what_only_this_machine_opens_is_known(address, reachable):
    assert is_reachable(address) is reachable


def test_the_next_step_is_the_first_that_is_neither_done_nor_left():
    first, second, third = setup_steps()[:3]
    states = [(first, StepState(True)), (second, StepState(False)), (third, StepState(False))]
    progress = arrange(states, [second.key, first.key])
    assert progress.next is not None
    assert progress.next.step is third
    assert [shown.aside for shown in progress.steps] == [False, True, False]
    assert progress.left == 1


@pytest.mark.parametrize(
    ("host", "secure", "works"),
    [
        ("wanjia.example.org", True, True),
        ("wanjia.example.org", False, False),
        ("192.168.1.20:8000", True, False),
        ("localhost:8000", False, True),
        ("127.0.0.1:8000", False, False),
    ],
)
def test_passkeys_are_offered_only_where_browsers_let_them_work(rf, host, secure, works):
    request = rf.get("/account/", secure=secure, HTTP_HOST=host)
    with override_settings(ALLOWED_HOSTS=["*"]):
        assert can_use_passkeys(request) is works
