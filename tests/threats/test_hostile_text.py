"""Characters that nobody types: a NUL is refused, what is unseen is dropped."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.threats.table import lines
from tests.threats.test_routes import Someone, counted, filled

from wanjia.core.models import Entry
from wanjia.core.text_cleaning import clean_text, is_clean_text
from wanjia.needs.models import Need
from wanjia.people.models import Resident
from wanjia.ui.middleware import OWN_WORDS

pytestmark = pytest.mark.django_db
SAID = {"zh-hans": "不能用的字符", "en": "characters in it that cannot be kept"}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_nul_in_any_form_is_refused_with_a_sentence_and_nothing_is_stored(alder, language):
    head = alder.client("head", language)
    before, entries = counted(alder), Entry.objects.count()
    for line in lines():
        if line.method == "any" and line.lets_in("head") and line.roles:
            sent = {**filled(alder.ids), "name": "a\x00b"}
            path = line.path(alder.ids)
            answer = head.post(path, sent)
            if path.startswith(OWN_WORDS):
                assert 400 <= answer.status_code < 500, line.route
                continue
            assert answer.status_code == 400, line.route
            assert SAID[language] in answer.content.decode(), line.route
    assert (counted(alder), Entry.objects.count()) == (before, entries)


@pytest.mark.parametrize(
    "path",
    ["/find/?q=%00", "/h/a%00b/", "/feeds/cap/%00/", "/join/%00/", "/geo/zones/%00.json", "/x%00"],
)
def test_a_nul_in_an_address_is_refused(alder, path):
    wanted = 404 if path.startswith(OWN_WORDS) else 400
    assert alder.client("desk").get(path).status_code == wanted


def test_a_household_is_told_too_and_its_answer_is_not_stored(alder):
    from wanjia.reports.models import Answer

    person, before = alder.people["7"][0], Answer.objects.count()
    sent = {
        "round": str(alder.ids["round_id"]),
        "id": str(person.id),
        f"antigen-{person.id.hex}": "negative",
        f"symptoms-{person.id.hex}": "a\x00b",
    }
    answer = Client().post(f"/h/{alder.links['7-101'].token}/", sent)
    assert answer.status_code == 400
    assert SAID["zh-hans"] in answer.content.decode()
    assert Answer.objects.count() == before


@pytest.mark.parametrize("name", ["王\u202e敏", "\u2066王敏\u2069", "王\x07敏", "王\x1b敏"])
def test_marks_that_turn_the_writing_are_dropped_from_a_name(alder, name):
    person = alder.people["7"][0]
    alder.client("desk").post(f"/residents/{person.id}/edit/", {"name": name})
    assert Resident.objects.get(id=person.id).name == "王敏"


def test_a_number_as_a_phone_copies_it_is_taken(alder):
    """iPhones put marks of direction around a number that is copied from the contacts."""
    person = alder.people["7"][0]
    sent = {"name": person.name, "phone": "\u202d+86 199 0000 4321\u202c"}
    alder.client("desk").post(f"/residents/{person.id}/edit/", sent)
    assert Resident.objects.get(id=person.id).phone == "+86 199 0000 4321"


def test_a_program_cannot_store_them_either(alder):
    import json

    someone = Someone(alder, "desk")
    sent = json.dumps({"id": str(alder.community.id), "text": "rice\u202e \x00please\x07"})
    headers = {"authorization": f"Bearer {someone.key}"}
    answer = Client().post("/api/v1/needs", sent, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    assert Need.objects.get(id=answer.json()["id"]).text == "rice please"


@given(st.text(max_size=60))
def test_what_is_plain_stays_and_nothing_unseen_does(text):
    kept = clean_text(text)
    assert clean_text(kept) == kept
    assert is_clean_text(kept.replace("\x00", ""))
    assert kept == text or not is_clean_text(text)


@pytest.mark.parametrize(
    "text", ["一行\n两行\t三\r\n", "emoji 👨‍👩‍👧 ok", "e\u0301", "العربية", "\u200b"]
)
def test_what_people_write_is_plain(text):
    assert is_clean_text(text)
