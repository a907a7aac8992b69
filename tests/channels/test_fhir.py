"""FHIR R4: resources that the models of R4B accept, within sight, each reading in the journal."""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.patient import Patient
from hypothesis import given
from hypothesis import strategies as st
from tests.two_towns import NOW

from wanjia.channels.standards import fhir
from wanjia.core import clock
from wanjia.core.models import Entry

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def town(alder, db):
    return alder


def read(answer, model, status=200):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/fhir+json")
    found = json.loads(answer.content)
    model.model_validate(found)
    return found


def ask(town, query="", role="desk", status=200, model=Bundle):
    with clock.freeze(NOW):
        return read(town.client(role).get(f"/fhir/Observation{query}"), model, status)


@given(st.sampled_from(sorted(fhir.RESULTS)), st.decimals(30, 44, places=1))
def test_every_result_and_temperature_is_a_valid_observation(result, degrees):
    for code, value in ((fhir.ANTIGEN, result), (fhir.TEMPERATURE, Decimal(degrees))):
        told = fhir.Told("a-1", "p-1", code, value, NOW, "final")
        Observation.model_validate(fhir.observation(told))


def test_a_positive_antigen_test_and_a_temperature_say_what_they_are(town):
    from wanjia.reports.answers.actions import Given, store_answers
    from wanjia.reports.models import Round

    person = town.people["7"][1]
    with clock.freeze(NOW):
        warm = Given(person.id, antigen="positive", temperature=Decimal("38.2"))
        store_answers(
            town.viewers["desk"], Round.objects.get(id=town.ids["round_id"]), [warm], "door"
        )
    found = ask(town, f"?patient=Patient/{person.id}")
    rows = {one["resource"]["code"]["coding"][0]["code"]: one["resource"] for one in found["entry"]}
    antigen, temperature = rows["94558-4"], rows["8310-5"]
    assert antigen["valueCodeableConcept"]["coding"][0]["code"] == "10828004"
    assert antigen["category"][0]["coding"][0]["code"] == "laboratory"
    assert temperature["valueQuantity"]["value"] == 38.2
    assert temperature["valueQuantity"]["code"] == "Cel"
    assert temperature["category"][0]["coding"][0]["code"] == "vital-signs"
    assert temperature["effectiveDateTime"].endswith("+08:00")
    assert {antigen["status"], antigen["subject"]["reference"]} == {"final", f"Patient/{person.id}"}


def test_a_corrected_answer_is_amended_and_the_earlier_one_entered_in_error(town):
    from wanjia.reports.answers.actions import Given, store_answers
    from wanjia.reports.models import Round

    person = town.people["7"][3]
    with clock.freeze(NOW + timedelta(minutes=1)):
        round_ = Round.objects.get(id=town.ids["round_id"])
        store_answers(town.viewers["desk"], round_, [Given(person.id, antigen="invalid")], "door")
    found = ask(town, f"?patient={person.id}&code=http://loinc.org|94558-4")
    assert [one["resource"]["status"] for one in found["entry"]] == ["entered-in-error", "amended"]


def test_pages_hold_each_observation_once(town):
    seen, query = [], "?_count=1"
    whole = ask(town)
    while query:
        found = ask(town, query)
        seen += [one["resource"]["id"] for one in found.get("entry", [])]
        links = {one["relation"]: one["url"] for one in found["link"]}
        query = "?" + links["next"].split("?", 1)[1] if "next" in links else ""
    assert seen == [one["resource"]["id"] for one in whole["entry"]]
    assert len(seen) == len(set(seen)) == whole["total"] > 1


def test_dates_and_codes_narrow_the_search(town):
    total = ask(town)["total"]
    assert ask(town, "?date=2022-04-19")["total"] == total
    assert ask(town, "?date=ge2022-04&date=lt2022-05")["total"] == total
    assert ask(town, "?date=gt2022-04-19")["total"] == 0
    assert ask(town, "?date=ne2022")["total"] == 0
    assert ask(town, "?code=8310-5,1234-5")["total"] == 0
    assert ask(town, "?code=8302-2")["total"] == 0
    assert ask(town, "?_count=0").get("entry") is None
    assert ask(town, "?_count=999999")["total"] == total


def test_who_works_in_the_field_reads_only_what_is_in_sight(town):
    ours = {one.id for one in town.people["7"]}
    for role in ("grid", "doctor"):
        found = ask(town, role=role)
        assert {one["resource"]["subject"]["reference"][8:] for one in found["entry"]} <= {
            str(one) for one in ours
        }
        client = town.client(role)
        outside = client.get(f"/fhir/Patient/{town.outside['resident_id']}")
        assert read(outside, OperationOutcome, 404)["issue"][0]["code"] == "not-found"
    for role in ("volunteer", "steward", "town"):
        refused = town.client(role).get("/fhir/Observation")
        assert read(refused, OperationOutcome, 403)["issue"][0]["code"] == "forbidden"


def test_a_patient_has_no_identity_number(town):
    person = town.people["7"][0]
    with clock.freeze(NOW):
        answer = town.client("desk").get(f"/fhir/Patient/{person.id}")
    found = read(answer, Patient)
    assert found["name"][0]["text"] == person.name
    assert person.id_number not in answer.content.decode()


def test_each_reading_is_one_line_of_the_journal(town):
    before = Entry.objects.count()
    ask(town, f"?patient={town.people['7'][0].id}")
    line = Entry.objects.latest("id")
    assert (Entry.objects.count() - before, line.type) == (1, "fhir.read")
    assert line.after["what"] == "Observation"


def test_the_server_says_what_it_can_do(town):
    found = read(town.client("desk").get("/fhir/metadata"), CapabilityStatement)
    assert found["fhirVersion"] == "4.0.1"


@pytest.mark.parametrize(
    "query",
    [
        "date=yesterday",
        "date=2022-13-40",
        "date=ge9999-12-31",
        "date=0001-01-01",
        "date=2022-04-19Tx",
        "patient=1'--",
        "patient=%00",
        "_count=-1",
        "_count=٣",
        "_offset=99999999999999999999",
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(town, query):
    found = ask(town, f"?{query}", status=400, model=OperationOutcome)
    assert found["issue"][0]["diagnostics"]


@given(st.text(max_size=24))
def test_no_date_brings_the_reader_down(text):
    with suppress(fhir.BadQuery):
        fhir.dates_asked([text], SHANGHAI)
    assert fhir.codes_asked(text) <= set(fhir.CODES)


def test_a_day_is_a_day_of_the_communitys_clock():
    day = datetime(2022, 4, 18, tzinfo=SHANGHAI)
    assert fhir.dates_asked(["2022-04-18"], SHANGHAI) == [("in", day, day + timedelta(days=1))]
    assert fhir.dates_asked(["le2022-04"], SHANGHAI) == [
        ("in", None, datetime(2022, 5, 1, tzinfo=SHANGHAI))
    ]
