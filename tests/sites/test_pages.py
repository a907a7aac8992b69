"""The pages of transfers and of sites, and the page a site reports by."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.sites.models import Site, SiteLink, SiteReport, Stay, Transfer
from wanjia.sites.sites import actions
from wanjia.sites.sites.dashboard import full_hour

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(alder, db):
    with clock.freeze(NOW):
        yield alder


@pytest.fixture
def desk(town):
    return town.client("desk", "en")


@pytest.fixture
def shelter(town) -> Site:
    return actions.make_site(town.viewers["desk"], "Expo", 60, target_at=NOW + timedelta(hours=30))


def read(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_a_transfer_goes_its_way_tap_by_tap(town, desk):
    one = Transfer.objects.get(id=town.ids["transfer_id"])
    assert one.resident.name in read(desk, "/transfers/")
    for act, sent in (
        ("leave", {}),
        ("hand-over", {"to": "Nurse Chen", "zone": "A", "bed": "1"}),
        ("return", {"result": "negative twice"}),
    ):
        assert desk.post(f"/transfers/{one.id}/{act}/", sent).status_code == 302
    assert one.resident.name in read(desk, "/transfers/?view=home")
    assert "Home health monitoring" in read(desk, f"/transfers/{one.id}/")


@pytest.mark.both
def test_a_refusal_keeps_what_was_typed(town, desk):
    one = town.ids["transfer_id"]
    desk.post(f"/transfers/{one}/leave/")
    Stay.objects.create(
        community=town.community, site_id=town.ids["site_id"], patient="x", bed="7", since=NOW
    )
    sent = {"to": "Nurse Chen", "bed": "7"}
    answer = desk.post(f"/transfers/{one}/hand-over/", sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Bed 7 is taken" in text
    assert "Nurse Chen" in text


def test_somebody_found_by_name_is_put_on_the_list(town, desk):
    person = town.people["8"][0]
    assert person.name in read(desk, "/transfers/new/?q=Outram")
    asked = desk.post("/transfers/new/?ask", {"q": "Outram", "why": "walks with a frame"})
    assert "frame" not in asked.url
    page = read(desk, asked.url)
    assert 'name="reason" value="walks with a frame"' in page
    sent = {"resident_id": str(person.id), "reason": "walks with a frame"}
    answer = desk.post("/transfers/new/", sent)
    assert answer.status_code == 302
    assert "walks with a frame" in read(desk, answer.url)
    assert person.name in read(desk, "/transfers/")


@pytest.mark.both
def test_a_vehicle_and_a_trip_are_entered_on_one_page(town, desk):
    sent = {"plate": "B 7", "seats": "3"}
    assert desk.post("/transfers/vehicles/add/", sent).status_code == 302
    answer = desk.post("/transfers/vehicles/add/", sent)
    assert answer.status_code == 409
    assert "B 7 is registered already" in answer.content.decode()
    assert desk.post("/transfers/vehicles/add/", {"plate": ""}).status_code == 422
    ride = town.ids["ride_id"]
    page = read(desk, f"/transfers/trips/{ride}/?print=1")
    assert "Received by" in page
    answer = desk.post(f"/transfers/trips/{ride}/cancel/")
    assert "have seats on this trip" in answer.content.decode()


def test_today_tells_who_waits(town, desk):
    assert "2 people wait for transfer" in read(desk, "/")
    grid = read(town.client("grid", "en"), "/")
    assert "1 person waits for transfer" in grid


def test_a_site_reports_by_its_link_without_an_account(town, shelter):
    client = town.client("", "en")
    link = SiteLink.objects.get(site=shelter)
    page = read(client, f"/s/{link.token}/")
    assert "Beds set up" in page
    assert "<script" not in page
    hour = full_hour(NOW).isoformat()
    sent = {"hour": hour, "people": "20", "done-beds": "12", "block-beds": "no screws"}
    answer = client.post(f"/s/{link.token}/", sent)
    assert answer.status_code == 302
    row = SiteReport.objects.get()
    assert (row.done, row.people, row.block) == (12, 20, "no screws")
    page = read(client, f"/s/{link.token}/")
    assert 'value="12"' in page
    assert "no screws" in read(town.client("desk", "en"), f"/sites/{shelter.id}/")


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"done-beds": "61"}, 409, "beyond the target"),
        ({"done-beds": "many"}, 422, "is not a number"),
        ({"done-beds": "-3"}, 422, "is not a number"),
        ({}, 422, "Nothing was filled in"),
        ({"hour": "2022-04-19T23:00+08:00", "done-beds": "5"}, 422, "has not come yet"),
        ({"hour": "soon", "done-beds": "5"}, 422, "Choose the hour"),
    ],
)
def test_a_bad_report_is_told_and_nothing_typed_is_lost(town, shelter, sent, status, said):
    client = town.client("", "en")
    link = SiteLink.objects.get(site=shelter)
    form = {"hour": full_hour(NOW).isoformat(), "people": "33", "block-power": "no cable"} | (
        {} if sent else {"block-power": ""}
    )
    answer = client.post(f"/s/{link.token}/", form | sent)
    text = answer.content.decode()
    assert answer.status_code == status
    assert said in text
    assert not SiteReport.objects.exists()
    assert 'value="33"' in text
    if "done-beds" in sent:
        assert f'value="{sent["done-beds"]}"' in text
    assert ('name="confirmed"' in text) == (status == 409)


@pytest.mark.both
def test_a_figure_that_is_confirmed_is_stored(town, shelter):
    link = SiteLink.objects.get(site=shelter)
    sent = {"hour": full_hour(NOW).isoformat(), "done-beds": "61", "confirmed": "on"}
    assert town.client("").post(f"/s/{link.token}/", sent).status_code == 302
    assert SiteReport.objects.get().confirmed


def test_a_revoked_link_opens_nothing(town, shelter):
    link = SiteLink.objects.get(site=shelter)
    actions.renew_link(town.viewers["desk"], shelter.id)
    client = town.client("", "en")
    read(client, f"/s/{link.token}/", 404)
    read(client, "/s/no-such-link/", 404)
    sent = {"hour": full_hour(NOW).isoformat(), "done-beds": "5"}
    assert client.post(f"/s/{link.token}/", sent).status_code == 404
    assert not SiteReport.objects.exists()


def test_the_board_is_a_workbook_and_a_sheet_too(desk, shelter):
    answer = desk.get(f"/sites/{shelter.id}/board.xlsx")
    names = zipfile.ZipFile(BytesIO(answer.content)).namelist()
    assert sum("worksheets/sheet" in name for name in names) == 4
    assert "Beds set up" in read(desk, f"/sites/{shelter.id}/?print=1")


@pytest.mark.both
def test_the_town_sees_the_board_and_nobody_in_a_bed(town):
    Stay.objects.create(
        community=town.community, site_id=town.ids["site_id"], patient="Xavier Guest", since=NOW
    )
    path = f"/sites/{town.ids['site_id']}/"
    assert "Xavier Guest" in read(town.client("desk"), path)
    assert "Xavier Guest" not in read(town.client("town"), path)


@pytest.mark.both
def test_a_site_is_planned_on_its_page(desk):
    sent = {"kind": "shelter", "name": "Stadium", "beds": "80", "target_at": "2022-04-21T06:00"}
    answer = desk.post("/sites/new/", sent)
    assert answer.status_code == 302
    site = Site.objects.get(name="Stadium")
    assert site.items.count() == 12
    assert desk.post("/sites/new/", sent | {"target_at": ""}).status_code == 422
    answer = desk.post(f"/sites/{site.id}/open/")
    assert answer.status_code == 409
    assert "No bed is accepted yet" in answer.content.decode()


@pytest.mark.parametrize("path", ["/transfers/", "/transfers/?view=home", "/sites/", "/sites/{}/"])
def test_a_page_asks_few_statements(town, desk, shelter, path):
    desk.get("/transfers/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read(desk, path.format(shelter.id))
    assert len(asked) <= 12, "\n".join(one["sql"][:120] for one in asked)
