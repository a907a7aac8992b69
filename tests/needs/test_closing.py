"""What is life-threatening does not end with "x": but with who was reached and what happened."""

import pytest
from django.test import Client

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.needs.followup import actions
from wanjia.needs.models import Need
from wanjia.needs.queries import figures_between, state_of
from wanjia.people.models import HouseholdLink, Staff

pytestmark = pytest.mark.django_db
TOLD = {"reached": "女儿", "outcome": "120 已接走，送六院"}


def person(community, name: str, role: str = "desk") -> Viewer:
    user = User.objects.create(username=name, name=name)
    Membership.objects.create(community=community, user=user, role=role)
    return Viewer(community.id, role, user.id, name)


def signed_in(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=viewer.user_id))
    return client


@pytest.fixture
def anna(community) -> Viewer:
    return person(community, "王敏")


@pytest.fixture
def bert(community) -> Viewer:
    return person(community, "李强")


@pytest.fixture
def need(anna, residents) -> Need:
    return actions.record_need(anna, "我爸叫不醒了", resident_id=residents[0].id)


def code_of(act) -> str:
    with pytest.raises(Problem) as told:
        act()
    return told.value.code


@pytest.mark.parametrize("outcome", ["x", "1", "ok", "好了", "已办结", "……"])
def test_a_word_that_says_nothing_does_not_close_it(anna, need, outcome):
    for act in (actions.close, actions.report_back):
        assert code_of(lambda act=act: act(anna, need.id, outcome, "女儿")) == (
            "needs.outcome_says_nothing"
        )
    need.refresh_from_db()
    assert need.closed_at is None


@pytest.mark.parametrize("reached", ["", "x", "1", "ok", "没有"])
def test_it_tells_who_was_reached(anna, need, reached):
    assert code_of(lambda: actions.close(anna, need.id, TOLD["outcome"], reached)) == (
        "needs.reached_missing"
    )


def test_who_handled_it_does_not_verify_it_and_the_refusal_says_what_to_do(anna, bert, need):
    actions.report_back(anna, need.id, **TOLD)
    with pytest.raises(Problem, match="先办结，待核实") as told:
        actions.verify(anna, need.id)
    assert told.value.code == "needs.other_must_verify"
    assert code_of(lambda: actions.close(anna, need.id, **TOLD)) == "needs.other_must_verify"
    done = actions.verify(bert, need.id)
    assert (done.closed_at is not None, done.verified_by_name) == (True, "李强")


def test_a_helper_who_was_sent_does_not_verify_their_own_work(anna, bert, community, need):
    helper = Staff.objects.create(
        community=community, name="李强", role="desk", user_id=bert.user_id
    )
    actions.dispatch(anna, need.id, helper.id)
    actions.report_back(bert, need.id, **TOLD)
    assert code_of(lambda: actions.verify(bert, need.id)) == "needs.other_must_verify"
    assert actions.verify(anna, need.id).closed_at


@pytest.mark.both
def test_alone_at_night_it_is_closed_unverified_and_stays_on_today(anna, bert, need):
    page = signed_in(anna)
    page.post(f"/needs/{need.id}/close/", {**TOLD, "unverified": "1"})
    need.refresh_from_db()
    assert (need.closed_at is not None, need.verified_at) == (True, None)
    assert state_of(need) == "unverified"
    assert "等另一人核实" in page.get("/").content.decode()
    page.post(f"/needs/{need.id}/verify/")
    need.refresh_from_db()
    assert need.verified_at is None
    other = signed_in(bert)
    assert "问过了，是真的" in other.get(f"/needs/{need.id}/").content.decode()
    other.post(f"/needs/{need.id}/verify/")
    need.refresh_from_db()
    assert need.verified_by_name == "李强"
    assert Entry.objects.filter(type="need.verified", subject=need.id).count() == 1
    assert "等另一人核实" not in other.get("/").content.decode()


@pytest.mark.both
def test_the_asker_verifies_on_the_households_page(anna, need, client):
    actions.close(anna, need.id, **TOLD, unverified=True)
    link = HouseholdLink.objects.create(
        community_id=need.community_id,
        dwelling_id=need.dwelling_id,
        token="a-secret-of-this-household",
        made_at=clock.now(),
    )
    assert "解决了" in client.get(f"/h/{link.token}/").content.decode()
    said = {"act": "need", "need": str(need.id), "do": "solved"}
    client.post(f"/h/{link.token}/", said)
    need.refresh_from_db()
    assert need.verified_at


def test_the_page_keeps_what_was_typed_when_it_refuses(anna, need):
    sent = {"reached": "女儿", "outcome": "x"}
    page = signed_in(anna).post(f"/needs/{need.id}/report/", sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="女儿"' in text
    assert "看不出发生了什么" in text


def test_what_threatens_nobody_closes_as_before(anna, residents):
    need = actions.record_need(anna, "楼上装修太吵", resident_id=residents[0].id)
    done = actions.close(anna, need.id, "已劝")
    assert done.closed_at == done.verified_at


def test_lowering_it_first_takes_a_reason_that_says_something(anna, need):
    assert code_of(lambda: actions.retriage(anna, need.id, "other", 3, "x")) == (
        "needs.why_says_nothing"
    )


def test_reopened_it_has_to_be_verified_again(anna, bert, need):
    actions.report_back(anna, need.id, **TOLD)
    actions.verify(bert, need.id)
    actions.reopen(anna, need.id, "又叫不醒了")
    need.refresh_from_db()
    assert (need.verified_at, need.verified_by_name) == (None, "")
    assert code_of(lambda: actions.verify(bert, need.id)) == "needs.outcome_missing"


def test_the_days_figures_count_it_closed(anna, need):
    start = need.opened_at
    actions.close(anna, need.id, **TOLD, unverified=True)
    (told,) = figures_between(anna, start, clock.now())
    assert (told.new, told.closed, told.open) == (1, 1, 0)


def test_a_program_closes_it_no_easier(anna, need):
    from wanjia.core.access.api_keys import make_key

    mine = Membership.objects.get(user_id=anna.user_id)
    head = Viewer(anna.community_id, "head", anna.user_id, "主任")
    _row, key = make_key(head, mine.id, "程序")
    headers = {"authorization": f"Bearer {key}"}

    def advance(**sent):
        url = f"/api/v1/needs/{need.id}/advance"
        return Client().post(url, sent, "application/json", headers=headers)

    assert advance(step="close", text="x").status_code == 422
    answer = advance(step="close", text=TOLD["outcome"], reached="女儿")
    assert answer.status_code == 409
    answer = advance(step="close", text=TOLD["outcome"], reached="女儿", unverified=True)
    assert (answer.status_code, answer.json()["state"]) == (200, "unverified")
    assert answer.json()["verified_at"] is None
