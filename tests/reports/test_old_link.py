"""A link that was printed anew since: a cry for help by it is heard and gets its number, an answer
is shown to the desk and not taken as theirs, and the page tells nothing of the household."""

from uuid import uuid4

import pytest
from django.test import Client
from tests.reports.conftest import NOW

from wanjia.core.models import Entry
from wanjia.needs.intake.numbers import number_of
from wanjia.needs.models import Need
from wanjia.people.models import HouseholdLink
from wanjia.reports.models import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(people):
    home = people[0].dwelling
    return HouseholdLink.objects.create(
        community_id=home.community_id, dwelling=home, token="o" * 24, made_at=NOW, revoked_at=NOW
    )


def send(old, headers=None, **data):
    said = {"id": str(uuid4())} | data
    return Client().post(f"/h/{old.token}/", said, headers=headers or {})


def shows_nothing_of(page, people):
    text = page.content.decode()
    assert not [one for one in people[:2] if one.name in text]
    assert people[0].dwelling.door not in text


@pytest.mark.parametrize(
    "said",
    [
        {"act": "help", "text": "老伴胸口疼得厉害"},
        {"act": "help", "text": "要一袋米"},
        {"act": "need", "text": "药还没到，人不行了"},
    ],
)
def test_a_request_by_an_old_link_is_heard_and_gets_its_number(old, people, said):
    sent = str(uuid4())
    for _ in range(2):
        page = send(old, id=sent, **said)
        assert page.status_code == 200
    need = Need.objects.get()
    assert need.dwelling == people[0].dwelling
    assert said["text"] in need.text
    assert "旧二维码" in need.asker
    assert number_of(need.id) in page.content.decode()
    shows_nothing_of(page, people)


@pytest.mark.parametrize(
    "said", [{"antigen": "positive"}, {"temperature": "39.1"}, {"symptoms": "喘不上气"}]
)
def test_who_is_ill_by_an_old_link_is_shown_to_the_desk_and_not_taken_as_theirs(
    old, morning, people, said
):
    named = {f"{name}-{people[0].id.hex}": value for name, value in said.items()}
    page = send(old, round=str(morning.id), **named)
    need = Need.objects.get()
    assert people[0].name in need.text
    assert number_of(need.id) in page.content.decode()
    assert not Answer.objects.exists()
    shows_nothing_of(page, people)


def test_a_plain_answer_by_an_old_link_is_noted_for_the_desk_and_not_taken(
    old, morning, people, desk
):
    page = send(old, round=str(morning.id), **{f"antigen-{people[0].id.hex}": "negative"})
    assert page.status_code == 404
    assert not Answer.objects.exists()
    assert not Need.objects.exists()
    assert Entry.objects.filter(type="link.old_used", dwelling=people[0].dwelling_id).exists()
    assert "旧二维码发来填报" in desk.get("/journal/").content.decode()
    shows_nothing_of(page, people)


def test_a_phones_entry_by_an_old_link_has_a_receipt_with_the_number(old, people):
    entry = {"x-wanjia-entry": str(uuid4())}
    said = send(old, entry, act="help", text="老伴胸口疼得厉害").json()
    assert said["entry"] == entry["x-wanjia-entry"]
    assert number_of(Need.objects.get().id) in said["words"]
    refused = send(old, entry, **{f"antigen-{people[0].id.hex}": "negative"})
    assert refused.status_code == 404
    assert "新码" in refused.json()["words"]


def test_nothing_sent_by_an_old_link_is_told_as_before(old, people):
    assert send(old).status_code == 404
    assert Client().get(f"/h/{old.token}/").status_code == 404
    assert not Need.objects.exists()
