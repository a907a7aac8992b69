"""Signing in and out."""

import pytest
from django.test import Client

from wanjia.core.models import Membership, User
from wanjia.ui.accounts.login_limits import TRIES


@pytest.fixture
def officer(community):
    community.code = "demo"  # a rehearsal: no second step is asked of it
    community.save()
    user = User.objects.create_user("wang", password="dengta-2022", name="王敏")
    Membership.objects.create(community=community, user=user, role="desk")
    return user


def sign_in(client, password="dengta-2022", **more):
    return client.post("/login/", {"username": "wang", "password": password, **more})


@pytest.mark.slow
def test_who_signs_in_goes_where_they_wanted(officer):
    client = Client()
    asked = client.get("/residents/?q=7")
    assert asked["Location"] == "/login/?next=/residents/%3Fq%3D7"
    assert sign_in(client, next="/residents/?q=7")["Location"] == "/residents/?q=7"
    assert client.get("/").status_code == 200
    assert client.get("/login/")["Location"] == "/"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:x"])
def test_nobody_is_sent_to_another_host(officer, elsewhere):
    assert sign_in(Client(), next=elsewhere)["Location"] == "/"


def test_a_wrong_password_says_what_to_do(officer):
    answer = sign_in(Client(), "wrong")
    assert answer.status_code == 422
    assert "忘了密码请找居委会主任" in answer.content.decode()


def test_after_ten_wrong_passwords_the_right_one_must_wait(officer):
    client = Client()
    for _ in range(TRIES):
        assert sign_in(client, "wrong").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 422
    assert "过十分钟再试" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_wrong_passwords_for_one_user_do_not_shut_out_another(officer, community):
    for _ in range(TRIES + 1):
        Client().post("/login/", {"username": "li", "password": "wrong"})
    assert sign_in(Client()).status_code == 302


def test_the_right_password_makes_the_wrong_ones_forgotten(officer):
    for _ in range(2):
        client = Client()
        for _ in range(TRIES - 1):
            sign_in(client, "wrong")
        assert sign_in(client).status_code == 302


def test_an_account_in_no_community_is_told_so(db):
    User.objects.create_user("wang", password="dengta-2022")
    answer = sign_in(Client())
    assert answer.status_code == 422
    assert "还没有加入任何居民区" in answer.content.decode()


@pytest.mark.both
def test_who_signs_out_is_out(officer):
    client = Client()
    sign_in(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/").status_code == 302


def test_who_is_no_longer_active_is_out(officer):
    client = Client()
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get("/").status_code == 302


def test_the_language_is_switched_on_each_page_and_one_stays_there(officer):
    client = Client()
    sign_in(client)
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/help/"})
    assert answer["Location"] == "/help/"
    assert "How to use" in client.get("/help/").content.decode()


def test_the_server_says_that_it_is_up_without_the_database(client):
    answer = client.get("/ok/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
