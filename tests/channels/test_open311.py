"""Open311 GeoReport v2, driven by `three`, a client that nobody here wrote; and by hand."""

import importlib
import itertools
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client

from wanjia.core.access.api_keys import make_key, revoke_key
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Membership, User
from wanjia.needs.followup.actions import close
from wanjia.needs.models import Need
from wanjia.zoning.models import Grid, GridMember, GridStairwell

CODE = "310117001001"
REQUEST = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip


def key_for(community, role="desk"):
    user = User.objects.create(username=f"{role}-{uuid4()}", name=role)
    member = Membership.objects.create(community=community, user=user, role=role)
    head = Viewer(community_id=community.id, role="head", name="head")
    return make_key(head, member.id, "a gateway")


def posted(key, form="json", **fields):
    sent = {
        "jurisdiction_id": CODE,
        "api_key": key,
        "service_code": "repair",
        "description": "The lift is stuck",
        "address_string": "中海悦庭23号102室",
        "first_name": "Eve",
        "phone": "19900001234",
        **fields,
    }
    return Client().post(f"/open311/v2/requests.{form}", sent)


@pytest.fixture
def three(monkeypatch):
    """The client of 2012; its one word of Python 2 is given to it."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    return importlib.import_module("three").Three


@pytest.mark.django_db(transaction=True)
def test_an_independent_client_finds_a_service_asks_and_sees_how_it_stands(
    live_server, three, community, residents
):
    _key, token = key_for(community)
    city = three(f"{live_server.url}/open311/v2", jurisdiction=CODE, api_key=token)
    assert city.discovery()["endpoints"][0]["url"].endswith("/open311/v2")
    assert "repair" in {one["service_code"] for one in city.services()}
    assert city.services("repair")["service_code"] == "repair"
    made = city.post(
        "repair",
        address="23号102室",
        name="Eve Zhang",
        phone="19900001234",
        description="Lift stuck",
    )
    need = Need.objects.get(id=made[0]["service_request_id"])
    assert (need.category, need.dwelling.door, need.channel) == ("repair", "23-102", "open311")
    assert city.request(str(need.id))[0]["status"] == "open"
    assert city.token(str(need.id))[0]["service_request_id"] == str(need.id)
    listed = city.requests("repair")
    assert [one["service_request_id"] for one in listed] == [str(need.id)]
    assert city.requests("waste") == []


@pytest.mark.both
@pytest.mark.django_db
def test_the_public_sees_no_words_no_door_no_name_and_nothing_of_health(community, residents):
    _key, token = key_for(community)
    posted(token, description="Eve at 23-102 has no food", service_code="food")
    ill = posted(token, description="Insulin is gone", service_code="medicine", phone="1")
    text = Client().get(f"/open311/v2/requests.json?jurisdiction_id={CODE}").content.decode()
    assert "food" in text
    hidden = ("Eve", "23-102", "19900001234", "Insulin", "medicine")
    assert not [one for one in hidden if one in text]
    mine = ill.json()[0]["service_request_id"]
    text = Client().get(f"/open311/v2/requests/{mine}.json").content.decode()
    assert not [one for one in ("Insulin", "23-102", "Eve") if one in text]
    staff = Client().get(f"/open311/v2/requests.json?api_key={token}").content.decode()
    assert "Insulin is gone" in staff
    assert "23-102" in staff


@pytest.mark.django_db
def test_a_grid_officers_key_shows_only_the_own_grid(community, residents):
    _key, desk = key_for(community)
    posted(desk)
    _key, grid = key_for(community, "grid")
    assert Client().get(f"/open311/v2/requests.json?api_key={grid}").json() == []
    assert Grid.objects.count() + GridMember.objects.count() + GridStairwell.objects.count() == 0


@pytest.mark.both
@pytest.mark.django_db
def test_the_same_request_sent_again_is_one(community, residents):
    _key, token = key_for(community)
    first, again = posted(token), posted(token)
    assert first.json() == again.json()
    far = {"address_string": "", "lat": "31.06", "long": "121.23"}
    assert posted(token, **far).json() == posted(token, **far).json()
    assert Need.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_reported_again_after_it_was_closed_opens_a_request(
    live_server, three, community, residents, viewer
):
    _key, token = key_for(community)
    city = three(f"{live_server.url}/open311/v2", jurisdiction=CODE, api_key=token)
    said = {"address": "23号102室", "name": "Eve Zhang", "description": "Lift stuck"}
    ids = []
    for times in (1, 2, 3):
        for _ in range(2):  # whose answer was lost
            ids.append(city.post("repair", **said)[0]["service_request_id"])
        assert len(set(ids)) == times
        assert city.request(ids[-1])[0]["status"] == "open"
        close(viewer, UUID(ids[-1]), "done")
        assert city.request(ids[-1])[0]["status"] == "closed"
    assert Need.objects.count() == 3


@pytest.mark.django_db
def test_a_report_that_joined_another_request_is_opened_when_that_was_closed(
    community, residents, viewer
):
    _key, token = key_for(community)
    first = posted(token).json()[0]["service_request_id"]
    louder = {"description": "The lift is stuck again"}
    joined = posted(token, **louder).json()[0]["service_request_id"]
    assert joined == first
    close(viewer, UUID(joined), "done", reached="Eve")
    again = posted(token, **louder).json()[0]["service_request_id"]
    assert again not in (first, joined)
    assert Need.objects.get(id=again).closed_at is None


@pytest.mark.django_db
def test_xml_has_the_elements_of_the_specification(community, residents):
    _key, token = key_for(community)
    made = ElementTree.fromstring(posted(token, "xml", description="a\x07 & <b>").content)
    assert made.tag == "service_requests"
    assert made.find("request/service_request_id").text
    client = Client()
    listed = ElementTree.fromstring(client.get(f"/open311/v2/requests.xml?api_key={token}").content)
    one = listed.find("request")
    assert tuple(each.tag for each in one) == REQUEST
    assert one.find("description").text == "a & <b>"
    services = ElementTree.fromstring(client.get("/open311/v2/services.xml").content)
    assert services.tag == "services"
    assert {each.tag for each in services} == {"service"}
    wanted = {"service_code", "service_name", "description", "metadata", "type"}
    assert wanted <= {each.tag for each in services[0]}
    definition = ElementTree.fromstring(client.get("/open311/v2/services/pet.xml").content)
    assert [each.tag for each in definition] == ["service_code", "attributes"]
    discovery = ElementTree.fromstring(client.get("/open311/v2/discovery.xml").content)
    formats = discovery.findall("endpoints/endpoint/formats/format")
    assert [each.text for each in formats] == ["text/xml", "application/json"]
    refused = client.get("/open311/v2/services/nothing.xml")
    error = ElementTree.fromstring(refused.content).find("error")
    assert (refused.status_code, error.find("code").text) == (404, "404")
    assert error.find("description").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "wrong"}, 403),
        ({"jurisdiction_id": "nowhere"}, 404),
        ({"service_code": "nothing"}, 404),
        ({"description": " "}, 400),
        ({"description": "x" * 5000}, 400),
        ({"address_string": ""}, 400),
        ({"address_string": "", "lat": "north", "long": "121"}, 400),
        ({"address_string": "", "lat": "nan", "long": "121"}, 400),
        ({"address_string": "", "lat": "31"}, 400),
        ({"description": "x" * 10_000_000}, 413),
    ],
)
def test_what_is_wrong_in_a_post_is_said(community, residents, fields, status):
    _key, token = key_for(community)
    for form in ("json", "xml"):
        answer = (
            posted(**{"key": token, "form": form, **fields})
            if "api_key" not in fields
            else (posted(fields["api_key"], form))
        )
        assert answer.status_code == status, answer.content[:200]
    assert not Need.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "requests.json?status=lost",
        "requests.json?start_date=yesterday",
        "requests.json?start_date=0001-01-01T00:00:00%2B14:00",
        "requests.json?end_date=2022-99-99T00:00:00Z",
        "requests.json?page=-1",
        "requests.json?page_size=1e9",
        "requests.json?service_request_id=%00",
        "requests.json?service_code=%F0%9F",
        "requests.json?jurisdiction_id=%00",
        "requests/%00.json",
        "requests/.json",
        "requests.yaml",
        "tokens/x.json",
        "services/x.json",
    ],
)
def test_what_cannot_be_read_in_a_query_is_refused(community, query):
    answer = Client().get(f"/open311/v2/{query}")
    assert answer.status_code in (400, 404)


@pytest.mark.django_db
def test_a_revoked_key_and_another_communitys_key_are_refused(community, residents):
    from wanjia.core.models import Community

    key, token = key_for(community)
    revoke_key(Viewer(community_id=community.id, role="head"), key.id)
    assert posted(token).status_code == 403
    other = Community.objects.create(name="Other", code="310117001002")
    _key, theirs = key_for(other)
    assert posted(theirs).status_code == 403
    assert Client().get("/open311/v2/services.json").status_code == 404
