"""Phones and ID numbers lie sealed in the database, under a key that is not in it."""

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from wanjia.core.encryption import fields
from wanjia.core.models import Entry, Membership, User
from wanjia.people.models import Resident
from wanjia.people.queries import find
from wanjia.people.residents import actions

NUMBER, ID_NUMBER = "19900001234", "310117195001019996"


@pytest.fixture
def person(residents, viewer):
    changes = {"phone": NUMBER, "id_number": ID_NUMBER}
    return actions.edit_resident(viewer, residents[0].id, changes)


def stored(table, *columns):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
        return [str(value) for row in cursor.fetchall() for value in row]


@given(st.text(max_size=40))
@example("s1:typed")
@pytest.mark.slow
def test_what_is_sealed_is_read_again_and_one_number_seals_to_one_text(number):
    kept = fields.encrypt(number)
    assert fields.decrypt(kept) == number
    assert fields.encrypt(number) == kept
    # Who saw what is stored cannot show that in place of the number.
    assert not kept or fields.encrypt(kept) != kept


@pytest.mark.django_db
def test_the_database_and_its_journal_hold_no_number(person):
    every = stored("people_resident", "phone", "phone2", "id_number", "note")
    every += stored("kernel_entry", "before", "after")
    assert not [text for text in every if NUMBER in text or ID_NUMBER in text]
    entry = Entry.objects.get(type="resident.edited")
    assert entry.after == {"phone": NUMBER, "id_number": ID_NUMBER}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [NUMBER, "1234", "+86 199 0000 1234", "00001234"])
def test_a_person_is_found_by_a_number_or_how_it_ends(person, viewer, typed):
    assert [hit.id for hit in find(viewer, typed)] == [person.id]


@pytest.mark.django_db
def test_a_sealed_number_cannot_be_looked_for_in_part(person):
    assert Resident.objects.filter(phone__in=[NUMBER]).count() == 1
    with pytest.raises(ValueError, match="sealed"):
        Resident.objects.filter(phone__startswith="199").count()


@pytest.mark.both
@pytest.mark.django_db
def test_what_an_earlier_version_stored_open_is_sealed_by_the_migration(person):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_resident SET phone = %s", [NUMBER])
    step = fields.encrypt_stored("people", "Resident", "phone", "phone2", "id_number")
    step.code(apps, None)
    assert NUMBER not in stored("people_resident", "phone")
    assert Resident.objects.filter(phone=NUMBER).count() == Resident.objects.count()


@pytest.mark.django_db
def test_another_key_is_told_and_not_taken_for_a_number(person, monkeypatch):
    monkeypatch.setenv("WANJIA_SEAL", "00" * fields.KEY_BYTES)
    fields.read_keys_again()
    try:
        with pytest.raises(fields.WrongKey, match=r"seal\.key"):
            Resident.objects.get(id=person.id)
    finally:
        fields.read_keys_again()


def test_a_key_is_made_once_for_its_owner_alone_and_a_short_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv("WANJIA_SEAL", raising=False)
    key = fields.sealing_key(tmp_path)
    assert fields.sealing_key(tmp_path) == key
    assert (tmp_path / "seal.key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("WANJIA_SEAL", "00")
    with pytest.raises(ValueError, match="1 bytes"):
        fields.sealing_key(tmp_path)


@pytest.mark.django_db
def test_a_whole_id_number_is_shown_to_who_asks_and_the_journal_keeps_it(client, community, person):
    user = User.objects.create(username="desk1", name="值班")
    Membership.objects.create(community=community, user=user, role="desk")
    client.force_login(user)
    page = f"/residents/{person.id}/edit/"
    assert ID_NUMBER not in client.get(page).content.decode()
    shown = client.post(f"/residents/{person.id}/id-number/").content.decode()
    assert ID_NUMBER in shown
    assert Entry.objects.get(type="resident.id_seen").actor == user.id
    client.post(page, {"name": person.name, "id_number": "310****9996", "note": "新"})
    person.refresh_from_db()
    assert (person.id_number, person.note) == (ID_NUMBER, "新")
    refused = client.post(page, {"name": person.name, "id_number": "310***9996"})
    assert "请写完整的证件号" in refused.content.decode()
    assert ID_NUMBER not in client.get("/journal/").content.decode()
