"""Taking a call: an overrule by one key, an unknown household, two doors of one name."""

import json

import pytest
from django.test import Client

from wanjia.__main__ import main
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.needs.followup import actions
from wanjia.needs.intake.household_match import attach
from wanjia.needs.models import Need, Overrule
from wanjia.people.models import Risk
from wanjia.places.models import Dwelling, Estate, Stairwell

pytestmark = pytest.mark.django_db
RICE = "家里的米快吃完了"


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
def twin(community, residents) -> Dwelling:
    """A second 23-101, in another estate."""
    estate = Estate.objects.create(community=community, name="叠翠里")
    well = Stairwell.objects.create(
        community=community, estate=estate, label="23", sort=0, at=[31.06, 121.2]
    )
    return Dwelling.objects.create(
        community=community, stairwell=well, room="101", door="23-101", floor=1, sort=0
    )


def call(desk: Client, **said: str):
    return desk.post("/needs/new/", {"who": "", "channel": "phone", **said})


def test_two_places_of_one_door_name_are_one_choice_and_nothing_typed_is_lost(desk, twin):
    asked = {"who": "23-101", "text": RICE, "asker": "外区的女儿", "urgency": "2"}
    page = call(desk, **asked)
    assert page.status_code == 200
    text = page.content.decode()
    assert not Need.objects.exists()
    assert 'data-pick="1"' in text
    assert 'data-pick="2"' in text
    assert RICE in text
    assert "外区的女儿" in text
    assert 'value="2"' in text
    page = call(desk, **asked, chosen=str(twin.id))
    assert page.status_code == 302
    need = Need.objects.get()
    assert (need.dwelling, need.urgency, need.asker) == (twin, 2, "外区的女儿")


def test_an_error_loses_nothing_that_was_typed(desk, residents):
    page = call(desk, who=residents[0].phone, text="我爸叫不醒了", urgency="4", asker="儿子")
    assert page.status_code == 422
    text = page.content.decode()
    assert "我爸叫不醒了" in text
    assert "儿子" in text
    assert not Need.objects.exists()


def test_the_officers_key_decides_and_is_kept_as_data(desk, residents):
    call(desk, who=residents[0].phone, text="楼上装修太吵", urgency="2")
    need = Need.objects.get()
    assert (need.urgency, need.overruled) == (2, True)
    overrule = Overrule.objects.get()
    assert (overrule.urgency, overrule.occasion) == (2, "intake")
    assert overrule.triage_urgency == 4 or overrule.triage_urgency == 3


def test_danger_is_not_lowered_by_a_key_without_a_reason(desk, residents):
    asked = {"who": residents[0].phone, "text": "我爸叫不醒了"}
    assert call(desk, **asked, urgency="3").status_code == 422
    assert call(desk, **asked, urgency="3", why="好").status_code == 422
    assert call(desk, **asked, urgency="3", why="问过了，是电视里的声音").status_code == 302
    assert Need.objects.get().urgency == 3


def test_whoever_is_not_known_here_is_recorded_with_how_they_are_heard(desk, residents):
    call(desk, who="19900007654", text=RICE)
    need = Need.objects.get()
    assert (need.dwelling, need.asker_phone) == (None, "19900007654")
    call(desk, who="赵铁锤隔壁", text="有人晕倒在小区门口")
    other = Need.objects.exclude(id=need.id).get()
    assert "赵铁锤隔壁" in other.notes.get().text
    live = desk.post("/needs/look/", {"who": "赵铁锤隔壁", "text": ""}).content.decode()
    assert "以后在求助的页面上补" in live


@pytest.mark.both
def test_a_call_is_given_its_person_later_and_their_page_tells_it(desk, residents):
    call(desk, who="19900007654", text=RICE)
    need, person = Need.objects.get(), residents[0]
    found = desk.get(f"/needs/{need.id}/", {"who": person.phone}).content.decode()
    assert f"resident:{person.id}" in found
    sent = {"hit": f"resident:{person.id}", "asker": "女儿", "asker_phone": "19900007654"}
    desk.post(f"/needs/{need.id}/attach/", sent)
    need.refresh_from_db()
    assert (need.resident, need.dwelling, need.asker) == (person, person.dwelling, "女儿")
    assert "求助对上住户" in desk.get(f"/dwellings/{person.dwelling_id}/").content.decode()
    entry = Entry.objects.get(type="need.attached")
    assert entry.dwelling == person.dwelling_id


def test_an_elder_alone_raises_it_and_nobody_lowers_it(officer, residents):
    person, other = residents[0], residents[4]
    Risk.objects.create(
        community_id=person.community_id, resident=person, kind="alone_elder", confirmed=True
    )
    need = actions.record_need(officer, RICE)
    before = need.urgency
    need, raised = attach(officer, need.id, None, person.id)
    assert raised
    assert need.urgency < before
    assert Entry.objects.filter(type="need.raised", subject=need.id).exists()
    need, raised = attach(officer, need.id, other.dwelling_id)
    assert not raised
    assert need.urgency < before


def test_an_officers_word_stands_where_nothing_new_is_known(officer, residents):
    need = actions.record_need(officer, "我爸叫不醒了")
    actions.retriage(officer, need.id, "information", 4, "问过了，是电视里的声音")
    need, raised = attach(officer, need.id, residents[0].dwelling_id)
    assert (raised, need.urgency) == (False, 4)


@pytest.mark.both
def test_an_overrule_is_printed_masked_and_forgotten_with_its_need(
    officer, residents, capsys, community, monkeypatch
):
    person = residents[0]
    need = actions.record_need(
        officer, f"23号101室{person.name}，电话{person.phone}，楼上装修太吵",
        resident_id=person.id,
    )  # fmt: skip
    actions.retriage(officer, need.id, "dispute", 2, f"{person.name}说对方要动手了")
    monkeypatch.setattr("wanjia.core.transfer.schema.ready_database", lambda: None)
    assert main(["triage", "--overruled", "--community", community.name]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    one = json.loads(line)
    assert set(one) == {"text", "category", "urgency", "why", "said"}
    assert (one["category"], one["urgency"]) == ("dispute", 2)
    assert set(one["said"]) == {"category", "urgency", "unsure"}
    assert person.name not in line
    assert not any(mark.isdigit() for mark in one["text"] + one["why"])
    assert "装修太吵" in one["text"]
    need.delete()
    assert not Overrule.objects.exists()


def test_overrules_of_no_community_are_refused(capsys, monkeypatch, community):
    monkeypatch.setattr("wanjia.core.transfer.schema.ready_database", lambda: None)
    assert main(["triage", "--overruled", "--community", "没有这里"]) == 1
    assert "没有" in capsys.readouterr().err
    assert main(["triage"]) == 2


def test_agreeing_with_triage_is_no_overrule(officer, residents):
    need = actions.record_need(officer, "楼上装修太吵", resident_id=residents[0].id)
    actions.retriage(officer, need.id, need.category, need.urgency, "就是这样，没有错")
    assert not Overrule.objects.exists()


def test_who_may_not_see_a_household_cannot_attach_it(community, officer, residents):
    need = actions.record_need(officer, RICE)
    user = User.objects.create(username="v", name="小陈")
    stranger = Viewer(community.id, "volunteer", user.id, "小陈")
    with pytest.raises(Problem) as told:
        attach(stranger, need.id, residents[0].dwelling_id)
    assert told.value.code == "kernel.not_found"
