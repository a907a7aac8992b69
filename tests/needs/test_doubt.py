"""A doubt of triage: two questions, one tap each, on Today, in the intake, at home, by message.

The story is one that triage cannot judge: see `conftest.py`.
"""

import json
from datetime import timedelta

import pytest
from django.test import Client
from tests.needs.conftest import DANGER, ILL, STORY

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.needs.doubts.questions import questions_for
from wanjia.needs.followup import actions
from wanjia.needs.models import Need, Overrule
from wanjia.people.models import HouseholdLink
from wanjia.triage import triage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(community) -> Client:
    user = User.objects.create(username="desk", name="王敏")
    Membership.objects.create(community=community, user=user, role="desk")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(community) -> Viewer:
    user = User.objects.create(username="desk9", name="李强")
    return Viewer(community.id, "desk", user.id, "李强")


@pytest.fixture
def need(officer, residents) -> Need:
    return actions.record_need(officer, STORY, resident_id=residents[0].id)


@pytest.fixture
def household(need) -> Viewer:
    return Viewer(need.community_id, "household", name="23-101", dwelling_id=need.dwelling_id)


def fresh(need: Need) -> Need:
    need.refresh_from_db()
    return need


def test_a_doubt_has_five_minutes_and_two_questions(need):
    assert (need.urgency, need.unsure) == (2, True)
    assert need.answer_by - need.opened_at == timedelta(minutes=5)
    assert questions_for(need) == [ILL.text, DANGER.text]


def test_it_stands_on_today_under_the_life_threatening_ones_with_its_questions(
    desk, need, officer, residents
):
    actions.record_need(officer, "我爸叫不醒了", resident_id=residents[4].id)
    late = actions.record_need(officer, "胰岛素只剩两天，麻烦配一下", resident_id=residents[8].id)
    with clock.freeze(need.opened_at + timedelta(minutes=1)):
        Need.objects.filter(id=late.id).update(due_at=need.opened_at - timedelta(hours=1))
        page = desk.get("/").content.decode()
    assert "不能排除危险，先问这两句" in page
    assert page.index("叫不醒了") < page.index("先问这两句") < page.index("胰岛素只剩")
    assert f'name="yes" value="{ILL.name}"' in page
    assert f'name="no" value="{DANGER.name}"' in page


def test_however_many_are_in_danger_none_is_left_off_today(desk, officer, residents):
    for one in residents[:24:2]:
        actions.record_need(officer, "我爸叫不醒了", resident_id=one.id)
    page = desk.get("/").content.decode()
    assert page.count("叫不醒了") == Need.objects.filter(urgency=1).count() == 12


def test_one_yes_raises_it_to_1_at_once_with_a_journal_line(desk, need):
    page = desk.post(f"/needs/{need.id}/answer/", {"yes": ILL.name, "back": "today"}, follow=True)
    assert "120" in page.content.decode()
    assert (fresh(need).urgency, need.unsure) == (1, False)
    entry = Entry.objects.get(type="need.answered", subject=need.id)
    assert entry.actor_name == "王敏"
    assert entry.after["urgency"] == 1
    (answer,) = need.answers
    assert (answer["name"], answer["yes"], answer["by_name"]) == (ILL.name, True, "王敏")


@pytest.mark.both
def test_no_to_both_clears_it_to_what_the_text_says(desk, need):
    desk.post(f"/needs/{need.id}/answer/", {"no": ILL.name})
    assert fresh(need).unsure
    desk.post(f"/needs/{need.id}/answer/", {"no": DANGER.name})
    assert (fresh(need).urgency, need.unsure, need.category) == (3, False, "other")
    shown = desk.get(f"/needs/{need.id}/").content.decode()
    assert "问过的" in shown


@pytest.mark.both
def test_a_mis_tap_is_taken_back_within_an_hour(desk, need):
    desk.post(f"/needs/{need.id}/answer/", {"yes": ILL.name})
    assert "按错了" in desk.get(f"/needs/{need.id}/").content.decode()
    desk.post(f"/needs/{need.id}/answer_undo/")
    assert (fresh(need).urgency, need.unsure, need.answers) == (2, True, [])
    assert need.answer_by > clock.now()
    assert not Overrule.objects.exists()
    undone = Entry.objects.get(type="need.answer_undone")
    assert undone.undoes == Entry.objects.get(type="need.answered").id
    desk.post(f"/needs/{need.id}/answer/", {"yes": ILL.name})
    with clock.freeze(clock.now() + timedelta(hours=2)), pytest.raises(Problem) as told:
        actions.take_back_answers(Viewer(need.community_id, "desk", need.owner, "王敏"), need.id)
    assert told.value.code == "kernel.nothing_to_undo"


def test_a_second_tap_of_the_same_is_harmless_and_another_question_is_refused(officer, need):
    actions.answer_questions(officer, need.id, {ILL.name: True})
    actions.answer_questions(officer, need.id, {ILL.name: True})
    assert Entry.objects.filter(type="need.answered").count() == 1
    with pytest.raises(Problem) as told:
        actions.answer_questions(officer, need.id, {DANGER.name: True})
    assert told.value.code == "needs.not_in_doubt"


def test_an_answer_of_one_is_not_the_others(officer, need):
    with pytest.raises(Problem) as told:
        actions.answer_questions(officer, need.id, {"nonsense": True})
    assert told.value.code == "needs.question_unknown"
    assert fresh(need).unsure


def test_the_household_answers_on_its_own_page_without_a_script(client, need, viewer):
    link = HouseholdLink.objects.create(
        community_id=need.community_id,
        dwelling_id=need.dwelling_id,
        token="a-secret-of-this-household",
        made_at=clock.now(),
    )
    url = f"/h/{link.token}/"
    page = client.get(url).content.decode()
    assert ILL.text in page
    assert "120" in page
    actions.take(Viewer(need.community_id, "desk", viewer.user_id, "值班"), need.id)
    client.post(url, {"act": "need", "need": str(need.id), "yes": DANGER.name})
    assert (fresh(need).urgency, need.unsure) == (1, False)
    assert need.answered_at is None  # nobody has heard it yet: it rings again
    client.post(url, {"act": "need", "need": str(need.id), "do": "answer_undo"})
    assert fresh(need).unsure


def test_another_household_cannot_answer(need, residents):
    stranger = Viewer(need.community_id, "household", dwelling_id=residents[4].dwelling_id)
    with pytest.raises(Problem) as told:
        actions.answer_questions(stranger, need.id, {ILL.name: False})
    assert told.value.code == "kernel.not_found"


def test_a_doubt_that_nobody_asked_about_goes_up_to_the_head(need, community):
    with clock.freeze(need.opened_at + timedelta(minutes=6)):
        assert actions.escalate_overdue(community.id) == 1


def test_graver_or_doubtful_words_of_the_same_door_raise_what_was_calm(officer, residents):
    first = actions.record_need(officer, "降压药还有四天", resident_id=residents[0].id)
    actions.take(officer, first.id)
    same = actions.record_need(
        officer, "降压药还有四天，老人现在有点喘", resident_id=residents[0].id
    )
    if same.id == first.id:
        assert (same.unsure, same.answered_at) == (True, None)
    else:
        assert same.unsure


@pytest.mark.both
def test_the_intake_shows_the_doubt_its_signs_and_takes_the_answers(desk, residents):
    asked = {"who": residents[0].phone, "text": STORY}
    live = desk.post("/needs/look/", asked).content.decode()
    assert "不能排除危险，先问这两句" in live
    assert triage(STORY).signs[0].why in live
    live = desk.post("/needs/look/", {**asked, f"answer-{ILL.name}": "yes"}).content.decode()
    assert "危及生命" in live
    form = {**asked, "channel": "phone", f"answer-{ILL.name}": "no", f"answer-{DANGER.name}": "no"}
    desk.post("/needs/new/", form)
    need = Need.objects.get()
    assert (need.unsure, need.urgency, len(need.answers)) == (False, 3, 2)
    assert Overrule.objects.get().occasion == "answers"


def test_a_program_reads_the_doubt_and_answers_it(need, community):
    from wanjia.core.access.api_keys import make_key

    user = User.objects.create(username="program", name="程序")
    mine = Membership.objects.create(community=community, user=user, role="desk")
    _row, key = make_key(Viewer(community.id, "head", user.id, "主任"), mine.id, "程序")
    headers = {"authorization": f"Bearer {key}"}
    shown = Client().get(f"/api/v1/needs/{need.id}", headers=headers).json()
    assert shown["unsure"] is True
    assert [one["name"] for one in shown["ask"]] == [ILL.name, DANGER.name]
    assert shown["signs"][0]["why_en"]
    said = json.dumps({"given": {ILL.name: True}})
    answer = Client().post(
        f"/api/v1/needs/{need.id}/answers", said, "application/json", headers=headers
    )
    assert (answer.json()["urgency"], answer.json()["unsure"]) == (1, False)
    assert answer.json()["ask"][0]["answer"] is True


@pytest.fixture
def letter(viewer, need):
    """A message of the household in doubt comes in as from a platform; what became of it."""
    from uuid import uuid4

    from wanjia.channels.incoming.inboxes import open_inbox
    from wanjia.channels.incoming.message import Letter
    from wanjia.channels.incoming.receive import take
    from wanjia.channels.models import Sender

    head = Viewer(need.community_id, "head", name="主任")
    box = open_inbox(head, "hook")
    Sender.objects.create(
        community_id=need.community_id, inbox=box, name="somebody", dwelling=need.dwelling
    )

    def come(text: str):
        return take(box, Letter(str(uuid4()), "somebody", text))

    return come


def test_a_reply_by_message_answers_the_doubt(letter, need):
    kept = letter("第一个没有，第二个是")
    assert (fresh(need).urgency, need.unsure) == (1, False)
    assert "120" in kept.reply
    assert kept.need == need.id


def test_half_a_reply_is_asked_for_the_other_half(letter, need):
    kept = letter("第一个没有")
    assert fresh(need).unsure
    assert DANGER.text in kept.reply
    assert ILL.text not in kept.reply
    assert "没有危险" in letter("没有").reply
    assert not fresh(need).unsure


def test_what_else_a_reply_says_is_heard_as_any_message(letter, need):
    kept = letter("都没有，可是我家厨房着火了")
    assert Need.objects.filter(urgency=1).exists(), kept.reply
    assert fresh(need).unsure or need.urgency == 1


def test_a_bare_no_to_two_questions_clears_nothing(letter, need):
    letter("没有")
    assert fresh(need).unsure


@pytest.mark.parametrize(
    "text", ["neither", "first no, second no", "都没有", "第一个没有，第二个没有"]
)
def test_a_reply_is_no_request_of_its_own(letter, need, text):
    kept = letter(text)
    assert not fresh(need).unsure
    assert kept.need == need.id
    assert Need.objects.count() == 1


def test_a_yes_beside_another_danger_is_the_answer_to_what_was_asked(letter, need):
    kept = letter("第二个是，还有我家厨房着火了")
    assert (fresh(need).urgency, need.unsure) == (1, False)
    assert Need.objects.exclude(id=need.id).get().urgency == 1
    assert "120" in kept.reply
