"""What a browser may do: no other host, no inline code or style, no frame, no foreign form."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import get_resolver
from tests.threats.table import lines
from tests.threats.test_routes import Someone

import wanjia
from wanjia.core.models import User

pytestmark = pytest.mark.django_db
# What takes a POST without a form's token: its secret or its signature is in the request itself, or
# it changes nothing but how pages look.
WITHOUT_TOKEN = {
    "h/<str:token>/",
    "h/<str:token>/notices/<uuid:notice_id>/",
    "h/<str:token>/buys/<uuid:supply_id>/",
    "h/<str:token>/kept/",
    "s/<str:token>/",
    "in/<str:address>/",
    "large/",
}


def test_our_scripts_write_no_style_into_markup():
    folder = Path(wanjia.__file__).parent
    for file in folder.glob("*/static/*/*.js"):
        assert "style=" not in file.read_text("utf-8"), file.name


@pytest.mark.parametrize("path", ["/login/", "/nowhere/", "/", "/h/nobodys/", "/api/v1/needs"])
def test_every_answer_carries_the_walls(path, db):
    answer = Client().get(path)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert "default-src 'self'" in policy
    for closed in ("object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert closed in policy
    assert "form-action 'self'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in answer["Permissions-Policy"]


@pytest.mark.slow
def test_a_form_of_another_site_is_refused_on_every_route_but_those_declared(alder):
    someone = Someone(alder, "head")
    client = Client(enforce_csrf_checks=True)
    client.cookies = someone.client.cookies
    taken = set()
    for line in lines():
        if line.method == "any" and not line.route.startswith(("api/", "open311/")):
            path = line.path({**alder.ids, "token": "x", "address": "x"})
            answer = client.post(path, {"do": "x"})
            if not (answer.status_code == 403 and "X-Wanjia-Stale" in answer.headers):
                taken.add(line.route)
    assert taken == WITHOUT_TOKEN


def test_a_program_in_a_browser_needs_the_token_too(alder):
    someone = Someone(alder, "desk")
    client = Client(enforce_csrf_checks=True)
    client.cookies = someone.client.cookies
    answer = client.post("/api/v1/needs", "{}", content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\thttps://evil.example",
    ],
)
def test_nobody_is_sent_to_another_host(alder, back):
    desk = alder.client("desk")
    sent = {
        "next": back,
        "back": back,
        "language": "en",
        "large": "1",
        "outcome": "well",
        "way": "call",
    }
    person = alder.ids["resident_id"]
    for path in (
        "/large/",
        "/i18n/setlang/",
        f"/care/contact/{person}/",
        f"/missing/{person}/called/",
        f"/orders/{alder.ids['order_id']}/pay/",
        "/waste/pickup/",
        "/stock/move/",
        f"/residents/{person}/contact/",
    ):
        answer = desk.post(path, sent)
        where = answer.headers.get("Location", "/")
        assert where.startswith(("/", "?", "#")), (path, where)
        assert not where.startswith(("//", "/\\")), (path, where)
    assert Client().get("/login/", {"next": back}).status_code == 200
    assert desk.get("/login/", {"next": back})["Location"] == "/"


def test_cookies_are_strict(alder, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client = Client()
    client.get("/login/")
    client.post("/i18n/setlang/", {"language": "en"})
    client.post("/large/", {"large": "1"})
    user = User.objects.get(id=alder.viewers["volunteer"].user_id)
    user.password = make_password("correct horse 7", hasher="md5")
    user.save()
    client.post("/login/", {"username": user.username, "password": "correct horse 7"})
    assert {"csrftoken", "sessionid", "wanjia_lang", "wanjia_large"} <= set(client.cookies)
    for name, one in client.cookies.items():
        assert (one["samesite"], one["httponly"]) == ("Lax", True), name


@pytest.mark.slow
def test_behind_tls_cookies_are_bound_to_the_host_and_browsers_stay_with_tls(tmp_path):
    """Settings are read once a process, so another one says what they are."""
    code = (
        "import django; django.setup();"
        "from django.conf import settings as s;"
        "print([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME,"
        " s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_HTTPONLY])"
    )
    env = {
        **os.environ,
        "WANJIA_TLS": "1",
        "WANJIA_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "wanjia.settings",
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert ast.literal_eval(done.stdout) == [
        True,
        True,
        "__Host-session",
        "__Host-csrf",
        365 * 24 * 3600,
        True,
    ]


def test_a_photo_is_served_as_nothing_but_a_picture(alder):
    answer = alder.client("desk").get(f"/photos/{alder.ids['photo_id']}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer).startswith(b"\xff\xd8")


def test_what_is_uploaded_is_at_no_address():
    """Files wait in a folder that no route serves."""
    assert not [one for one in map(str, get_resolver().url_patterns) if "media" in one]
