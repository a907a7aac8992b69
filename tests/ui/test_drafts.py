"""Whose session ended while they typed finds it again after signing in; nobody else does."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import get_resolver
from tests.examples import is_turn
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.core.models import Community, Draft, Membership, User
from wanjia.needs.intake.numbers import number_of
from wanjia.needs.models import Need
from wanjia.ui.drafts import NEVER
from wanjia.ui.refill import _Reader, refill

pytestmark = pytest.mark.django_db
FALL = '奶奶摔倒了起不来，叫不应 <1 & "楼">'
THANKS = "谢谢楼组长送菜"
SHOWN = FALL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
HOST = "http://testserver"


class Screen(Client):
    """A browser that keeps tokens as a person's does: each form's token is sent with it."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True)

    def look(self, path):
        page = self.get(path)
        self.at = path
        self.html = "" if page.streaming else page.content.decode(errors="replace")
        return page

    @property
    def token(self):
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.html)[1]

    def send(self, path, **fields):
        fields = {"csrfmiddlewaretoken": self.token, **fields}
        return self.post(path, fields, headers={"Referer": f"{HOST}{self.at}"})

    def sign_in(self, user, to=""):
        self.look(f"/login/{to}")
        wanted = re.search(r'name="next" value="([^"]*)"', self.html)[1]
        return self.send("/login/", username=user, password="geheim", next=wanted)


@pytest.fixture
def town(alder):
    password = make_password("geheim")
    User.objects.filter(memberships__community=alder.community).update(password=password)
    Community.objects.filter(id=alder.community.id).update(code="demo-1")  # no second step
    Draft.objects.all().delete()  # the towns' own
    with clock.freeze(NOW):
        yield alder


def name_of(town, role):
    return Membership.objects.filter(community=town.community, role=role).first().user.username


@pytest.fixture
def desk(town):
    screen = Screen()
    screen.sign_in(name_of(town, "desk"))
    return screen


def signed_out_elsewhere(screen):
    """Another tab of the same browser signs out: the session cookie is another's from now on."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', screen.html)
    if token:
        screen.post("/logout/", {"csrfmiddlewaretoken": token[1]})


def follow(screen, answer):
    """Go where an answer leads, as a browser does."""
    while answer.status_code == 302:
        path = answer["Location"].partition("#")[0]
        answer = screen.look(path)
    return answer


@pytest.mark.both
def test_a_call_typed_while_the_session_ended_is_there_after_signing_in(town, desk):
    desk.look("/needs/new/")
    id = re.search(r'name="need_id"[^>]*value="([0-9a-f-]{36})"', desk.html)[1]
    before = Need.objects.count()
    typed = {"need_id": id, "text": FALL, "asker": "邻居", "channel": "door"}
    signed_out_elsewhere(desk)
    refused = desk.send("/needs/new/", **typed)
    assert refused.status_code == 302
    assert refused["Location"].startswith("/login/?next=/drafts/")
    back = desk.sign_in(name_of(town, "desk"), refused["Location"].removeprefix("/login/"))
    assert "您刚才写的还在" in desk.html
    page = follow(desk, back)
    assert page.status_code == 200
    assert SHOWN in desk.html
    assert f'value="{id}"' in desk.html
    assert 'value="邻居"' in desk.html
    assert re.search(r'<(input|option)[^>]*value="door"[^>]*(checked|selected)', desk.html)
    assert "再按一次" in desk.html
    assert Need.objects.count() == before, "nothing is sent by itself"
    sent = desk.send("/needs/new/", **typed)
    assert sent.status_code == 302
    assert Need.objects.get(text=FALL).asker == "邻居"


def test_a_token_that_turned_leads_back_to_what_was_typed(town, desk):
    desk.look("/needs/new/")
    old = desk.token
    signed_out_elsewhere(desk)
    desk.sign_in(name_of(town, "desk"))  # in another tab: the token turns
    refused = desk.post(
        "/needs/new/",
        {"csrfmiddlewaretoken": old, "text": FALL, "channel": "phone"},
        headers={"Referer": f"{HOST}/needs/new/"},
    )
    assert refused.status_code == 403
    assert refused["X-Wanjia-Stale"] == "1"
    link = re.search(r'href="(/drafts/[0-9a-f-]+/)"', refused.content.decode())[1]
    follow(desk, desk.look(link))
    assert SHOWN in desk.html


def test_what_was_typed_opens_for_nobody_else(town, desk):
    desk.look("/needs/new/")
    signed_out_elsewhere(desk)
    refused = desk.send("/needs/new/", text=FALL, channel="phone")
    back = desk.sign_in(name_of(town, "head"), refused["Location"].removeprefix("/login/"))
    page = follow(desk, back)
    assert page.status_code == 404
    assert "奶奶" not in desk.html
    token = refused["Location"].partition("/drafts/")[2].strip("/")
    desk.look(f"/needs/new/?draft={token}")
    assert "奶奶" not in desk.html


def test_a_form_of_one_who_left_is_the_ones_even_if_another_signed_in_since(town, desk):
    desk.look("/needs/new/")
    old, desk_user = desk.token, name_of(town, "desk")
    signed_out_elsewhere(desk)
    desk.sign_in(name_of(town, "head"))
    desk.post(
        "/needs/new/",
        {"csrfmiddlewaretoken": old, "text": FALL, "channel": "phone"},
        headers={"Referer": f"{HOST}/needs/new/"},
    )
    assert [one.user.username for one in Draft.objects.all()] == [desk_user]
    assert not Need.objects.filter(text=FALL).exists()


def test_another_site_can_leave_no_draft(town, desk):
    for token in ("", "x" * 64, "0" * 64):
        refused = desk.post(
            "/needs/new/",
            {"csrfmiddlewaretoken": token, "text": "press here"},
            headers={"Referer": "http://evil.example/"},
        )
        assert refused.status_code == 403
    assert not Draft.objects.exists()


def test_no_password_is_kept_and_what_is_kept_is_sealed(town, desk):
    desk.look("/channels/groups/new/")
    signed_out_elsewhere(desk)
    desk.send(
        "/channels/groups/new/", name="大群", secret="https://robot.example/key", reach="community"
    )
    desk.send("/account/password/", now="geheim", new="geheim2", again="geheim2")
    [kept] = Draft.objects.all()
    assert "大群" not in kept.content
    assert kept.content.startswith("s1:")
    page = follow(desk, desk.sign_in(name_of(town, "desk"), f"?next=/drafts/{kept.id}/"))
    assert page.status_code == 200
    assert "robot.example" not in desk.html
    assert 'value="大群"' in desk.html


def test_a_draft_is_gone_after_two_days_and_the_same_is_kept_once(town, desk):
    desk.look("/needs/new/")
    signed_out_elsewhere(desk)
    for _ in range(2):
        desk.send("/needs/new/", text=FALL, channel="phone")
    [kept] = Draft.objects.all()
    with clock.freeze(NOW + timedelta(days=2, minutes=1)):
        page = follow(desk, desk.sign_in(name_of(town, "desk"), f"?next=/drafts/{kept.id}/"))
        assert page.status_code == 404


def test_a_form_that_is_not_there_any_more_is_shown_in_plain_fields(town, desk):
    desk.look(f"/needs/{town.ids['need_id']}/")
    signed_out_elsewhere(desk)
    path = f"/needs/{town.ids['need_id']}/note/"
    refused = desk.send(path, text=FALL, kind="note")
    Need.objects.filter(id=town.ids["need_id"]).update(closed_at=NOW)
    follow(desk, desk.sign_in(name_of(town, "desk"), refused["Location"].removeprefix("/login/")))
    assert SHOWN in desk.html
    assert f'action="{path}"' in desk.html


def test_a_form_of_a_stranger_keeps_its_text_on_the_page(town):
    """Nobody knows for whom the page was made: what was typed is shown, to be copied."""
    someone = Screen()
    someone.look("/login/")
    refused = someone.send("/needs/new/", text=FALL)
    assert refused.status_code == 401
    assert SHOWN in refused.content.decode()
    assert "X-Wanjia-Stale" in refused
    assert not Draft.objects.exists()


def test_a_role_that_changed_meanwhile_leaves_the_text_on_the_page(town, desk):
    desk.look("/notices/new/")
    Membership.objects.filter(
        community=town.community, user__username=name_of(town, "desk")
    ).update(role="volunteer")
    refused = desk.send("/notices/new/", title="明天核酸", body=FALL, reach="community")
    assert refused.status_code == 403
    assert SHOWN in refused.content.decode()


def test_a_second_step_that_is_asked_meanwhile_leads_back(town, desk):
    from wanjia.ui.accounts.policy import ASKED

    desk.look("/needs/new/")
    session = desk.session
    session[ASKED] = True
    session.save()
    from django.conf import settings

    desk.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    refused = desk.send("/needs/new/", text=FALL, channel="phone")
    assert refused["Location"].startswith("/account/")
    desk.look("/account/")
    [kept] = Draft.objects.all()
    assert f"/drafts/{kept.id}/" in desk.html


def test_a_revoked_link_gives_the_text_back_with_whom_to_call(town):
    gone = sent_by_a_revoked_link(town, {"act": "note", "text": THANKS})
    assert gone.status_code == 404
    assert THANKS in gone.content.decode()
    assert "tel:" in gone.content.decode()


def test_a_cry_for_help_by_a_revoked_link_is_heard_with_whom_to_call(town):
    before = Need.objects.count()
    heard = sent_by_a_revoked_link(town, {"act": "help", "text": FALL})
    assert heard.status_code == 200
    assert Need.objects.count() == before + 1
    assert number_of(Need.objects.get(text__contains="叫不应").id) in heard.content.decode()
    assert "没有送出" not in heard.content.decode()
    assert "tel:" in heard.content.decode()


def sent_by_a_revoked_link(town, typed):
    from wanjia.people.residents.actions import make_household_links

    home = town.people["8"][0].dwelling
    make_household_links(town.viewers["desk"], [home])
    link = home.links.get(revoked_at=None)
    phone = Client()
    phone.get(f"/h/{link.token}/")
    make_household_links(town.viewers["desk"], [home], renew=True)
    return phone.post(f"/h/{link.token}/", typed)


# --- every form with a text


def pages_with_texts(town):
    """Each page of an address without parts, or with parts that the town knows."""
    for route in _routes(get_resolver().url_patterns):
        path = "/" + re.sub(
            r"<(?:\w+:)?(\w+)>", lambda part: str(town.ids.get(part[1], "?")), route
        )
        if "?" not in path and not path.startswith(("/api", "/static", "/h/", "/s/", "/account")):
            yield path


def _routes(patterns, before=""):
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _routes(one.url_patterns, route)
        elif "(" not in route and "^" not in route:
            yield route


def forms_of(html):
    """Where each form with a text sends it, the names of its texts, and what the page gave."""
    for form in _Reader(html).forms:
        given = [one for one in form.inputs if one.get("type") == "hidden"]
        texts = [one for one, _end in form.texts]
        texts += [one for one in form.inputs if one.get("type") in ("", "text")]
        names = sorted(
            {one.get("name") for one in texts if one.get("name") and not one.get("list")}
        )
        if names and form.tag.get("method").lower() == "post":
            hidden = {one.get("name"): one.get("value") for one in given}
            hidden.pop("csrfmiddlewaretoken", None)
            yield form.tag.get("action"), names, hidden


def _without_ids(path):
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", path)


@pytest.mark.slow
def test_every_form_with_a_text_is_filled_in_again(town):
    """In the ordinary run every second of them."""
    screen = Screen()
    user = name_of(town, "head")
    screen.sign_in(user)
    tried, failed = set(), []
    for path in sorted(set(pages_with_texts(town))):
        page = screen.look(path)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        for action, names, hidden in forms_of(screen.html):
            target = action.partition("#")[0].partition("?")[0] or path
            if (target, *names) in tried or "?ask" in action or target.startswith(NEVER):
                continue
            if not is_turn(_without_ids(target)):
                continue
            tried.add((target, *names))
            screen.look(path)
            signed_out_elsewhere(screen)
            typed = {name: f"{FALL} {name}" for name in names}
            refused = screen.send(target, **hidden, **typed)
            if not refused.get("Location", "").startswith("/login/?next=/drafts/"):
                failed.append((path, target, refused.status_code))
                screen.sign_in(user)
                continue
            to = refused["Location"].removeprefix("/login/")
            follow(screen, screen.sign_in(user, to))
            if not all(f"{SHOWN} {name}" in screen.html for name in names):
                failed.append((path, target, names, screen.at))
    assert not failed
    assert len(tried) >= 30, sorted(tried)


# --- what fills a form


def test_the_form_with_the_same_hidden_fields_is_filled():
    html = "".join(
        '<details><form method="post" action="/step/">'
        f'<input type="hidden" name="id" value="{one}">'
        '<textarea name="text"></textarea></form></details>'
        for one in "abc"
    )
    filled = refill(html, "/page/", "/step/", {"id": ["b"], "text": ["hello"]}, "<p>note</p>")
    parts = filled.split("<details")
    assert [("hello" in one, one.startswith(" open")) for one in parts[1:]] == [
        (False, False),
        (True, True),
        (False, False),
    ]
    assert filled.count("note") == 1


def test_choices_and_several_values_come_back_as_they_were():
    html = (
        '<form method="POST"><input name="x"><input name="x"><input type=checkbox name=c value=1>'
        '<input type="checkbox" name="c" value="2" checked>'
        '<select name="s"><option value="a" selected>'
        '<option value="b"></select><input type=radio name=r value=1 checked>'
        '<input type=radio name=r value=2><input type="password" name="p"></form>'
    )
    typed = {"x": ['1"', "2"], "c": ["1"], "s": ["b"], "r": ["2"], "p": ["never"]}
    filled = refill(html, "/p/", "/p/", typed, "")
    assert 'value="1&quot;"' in filled
    assert filled.count(" checked") == 2
    assert '<option value="b" selected>' in filled
    assert '<option value="a">' in filled
    assert "never" not in filled
    assert refill(html, "/p/", "/elsewhere/", typed, "") is None
    assert refill(html, "/p/", "/p/", {"other": ["y"]}, "") is None


def test_a_choice_whose_value_is_empty_comes_back_too():
    html = (
        '<form method="POST"><input type=radio name=r value=1>'
        '<input type=radio name=r value="" checked><input type=checkbox name=c></form>'
    )
    filled = refill(html, "/p/", "/p/", {"r": [""], "c": ["on"]}, "")
    assert '<input type="radio" name="r" value="" checked>' in filled
    assert '<input type="checkbox" name="c" checked>' in filled
    assert filled.count(" checked") == 2
