"""Test results by FHIR: single and pooled, twice harmless, nothing dropped without a word."""

import json
from datetime import datetime, timedelta

import pytest
from tests.reports.conftest import SHANGHAI, signed_in

from wanjia.core import clock
from wanjia.people.models import Resident
from wanjia.reports.models import Alarm, TestResult
from wanjia.reports.results.fhir import read_bundle
from wanjia.reports.results.rules import load_rules
from wanjia.zoning.models import Case

RULES = load_rules()
NIGHT = datetime(2022, 4, 20, 2, 0, tzinfo=SHANGHAI)


def patient(name, number, place):
    return {
        "resourceType": "Patient", "id": f"p{place}", "name": [{"text": name}],
        "identifier": [{"system": "urn:oid:2.16.156.11.2.1", "value": number}],
    }  # fmt: skip


def specimen(number):
    return {
        "resourceType": "Specimen", "id": number, "accessionIdentifier": {"value": number},
        "collection": {"collectedDateTime": "2022-04-19T18:10:00+08:00"},
    }  # fmt: skip


def observation(subject, number, code, **more):
    return {
        "resourceType": "Observation", "id": f"o-{number}", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "94500-6"}]},
        "subject": {"reference": subject}, "specimen": {"reference": f"Specimen/{number}"},
        "issued": "2022-04-20T01:30:00+08:00", "performer": [{"display": "区疾控"}],
        "valueCodeableConcept": {"coding": [{"code": code}]},
    } | more  # fmt: skip


def bundle(*resources):
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def test_a_pcr_is_read_by_what_laboratories_write_where_no_code_is_known():
    named = {"coding": [{"system": "urn:lab", "code": "X9", "display": "新型冠状病毒核酸检测"}]}
    single = observation("Patient/p1", "A1", "?")
    told = (
        single | {"code": named, "valueCodeableConcept": None, "valueString": "阴性"},
        single | {"code": {"text": "核酸"}, "valueCodeableConcept": {"text": "阳性"}},
        single | {"code": {"text": "血常规"}},
    )
    found = read_bundle(bundle(patient("张一", "1", 1), specimen("A1"), *told), RULES, SHANGHAI)
    assert [(tube.kind, tube.finding) for tube in found.tubes] == [
        ("pcr", "negative"), ("pcr", "positive"),
    ]  # fmt: skip
    assert not found.unread


def test_a_group_is_a_pooled_tube():
    group = {
        "resourceType": "Group", "id": "g",
        "member": [{"entity": {"reference": f"Patient/p{place}"}} for place in range(3)],
    }  # fmt: skip
    people = [patient(f"张{place}", f"31{place}", place) for place in range(3)]
    ct = [{"code": {"text": "N"}, "valueQuantity": {"value": 31.2}}]
    found = observation("Group/g", "K1", "260373001", component=ct)
    [tube] = read_bundle(bundle(*people, group, specimen("K1"), found), RULES, SHANGHAI).tubes
    assert (tube.tube, tube.pool, tube.finding, tube.laboratory) == ("K1", 5, "positive", "区疾控")
    assert (dict(tube.ct), len(tube.people)) == ({"N": "31.2"}, 3)


@pytest.mark.parametrize(
    "broken",
    [
        {"subject": {}}, {"valueCodeableConcept": {"coding": [{"code": "1"}]}},
        {"valueCodeableConcept": 3}, {"specimen": {}}, {"subject": "Patient/p0"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(broken):
    found = observation("Patient/p0", "K1", "260415000") | broken
    read = read_bundle(bundle(patient("张三", "1", 0), specimen("K1"), found), RULES, SHANGHAI)
    assert (len(read.tubes), len(read.unread)) == (0, 1)


@pytest.mark.parametrize("entry", [None, 3, [], [None], [{"resource": []}], [{"resource": {}}]])
def test_an_odd_bundle_holds_nothing(entry):
    read = read_bundle({"resourceType": "Bundle", "entry": entry}, RULES, SHANGHAI)
    assert (read.tubes, read.unread) == ([], [])


@pytest.mark.django_db
@pytest.mark.both
def test_a_laboratory_sends_its_results_and_again(community, people, zone):
    one = people[0]
    Resident.objects.filter(id=one.id).update(id_number="310117198001010001")
    whole = bundle(
        patient(one.name, "310117198001010001", 0),
        patient("陌生人", "310117198001010099", 1),
        specimen("K1"),
        specimen("K2"),
        observation("Patient/p0", "K1", "260373001"),
        observation("Patient/p1", "K2", "260415000"),
    )
    with clock.freeze(NIGHT + timedelta(hours=1)):
        desk = signed_in(community, "desk")

        def send(data):
            return desk.post("/api/v1/results/fhir", json.dumps(data), "application/json")

        told = send(whole).json()
        assert (told["new"], [row["text"] for row in told["not_stored"]]) == (1, ["陌生人"])
        assert send(whole).json()["same"] == 1
        assert send({"resourceType": "Patient"}).status_code == 422
    assert TestResult.objects.get().source == "fhir"
    assert Case.objects.get().resident_id == one.id
    assert Alarm.objects.get().case_id == Case.objects.get().id
