"""A clock that was ahead and is put right locks nobody in and nobody out."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.test import Client

from wanjia.core import clock
from wanjia.core.access import rate_limit
from wanjia.core.access.devices import SEEN_EVERY
from wanjia.core.models import Device, Membership, User
from wanjia.ui.accounts import login_limits

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 7"
AHEAD = timedelta(days=40)
NOW = datetime(2026, 4, 18, 18, 40, tzinfo=UTC)


@pytest.fixture
def desk(community, settings):
    """A desk officer of a community that only rehearses; the hash is not what is tested."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    community.code = "demo"
    community.save()
    user = User.objects.create(username="desk", password=make_password(PASSWORD))
    return Membership.objects.create(community=community, user=user, role="desk")


def sign_in(password=PASSWORD):
    client = Client(REMOTE_ADDR="192.0.2.1")
    return client, client.post("/login/", {"username": "desk", "password": password}).status_code


def test_a_door_that_was_closed_for_ten_minutes_does_not_stay_closed_for_weeks(desk):
    with clock.freeze(NOW + AHEAD):
        for _ in range(login_limits.TRIES):
            sign_in("wrong")
        assert sign_in()[1] == 422
    with clock.freeze(NOW):
        assert sign_in()[1] == 302


def test_guessing_is_still_stopped_after_the_clock_was_put_right(desk):
    with clock.freeze(NOW + AHEAD):
        rate_limit.SECRETS_HERE.count("192.0.2.7")
    with clock.freeze(NOW):
        for _ in range(rate_limit.SECRETS_HERE.most):
            assert not rate_limit.SECRETS_HERE.is_reached("192.0.2.7")
            rate_limit.SECRETS_HERE.count("192.0.2.7")
        assert rate_limit.SECRETS_HERE.is_reached("192.0.2.7")
    with clock.freeze(NOW + rate_limit.WINDOW):
        assert not rate_limit.SECRETS_HERE.is_reached("192.0.2.7")


def test_who_is_signed_in_stays_so_and_the_device_is_seen_again(desk):
    with clock.freeze(NOW + AHEAD):
        client, status = sign_in()
        assert (status, client.get("/").status_code) == (302, 200)
    with clock.freeze(NOW):
        assert client.get("/").status_code == 200
        assert Device.objects.get(user=desk.user).seen_at == NOW
    with clock.freeze(NOW + SEEN_EVERY):
        client.get("/")
        assert Device.objects.get(user=desk.user).seen_at == NOW + SEEN_EVERY


def test_a_session_that_was_ended_stays_ended(desk):
    with clock.freeze(NOW + AHEAD):
        client, _status = sign_in()
        ended = Device.objects.filter(user=desk.user).update(ended_at=clock.now())
        assert ended == 1
    with clock.freeze(NOW):
        assert client.get("/").headers["Location"].startswith("/login/")


def test_a_session_lasts_no_longer_than_it_would_have(desk, monkeypatch, settings):
    real, ahead = time.time, AHEAD.total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: real() + ahead)
    client, _status = sign_in()
    monkeypatch.setattr(signing.time, "time", real)
    assert client.get("/").status_code == 200
    later = real() + ahead + settings.SESSION_COOKIE_AGE + 60
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert client.get("/").headers["Location"].startswith("/login/")
