"""The beds of a site as the desk gives them, tap by tap: what is refused keeps what was typed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.sites.models import Site, SiteLink, Stay
from wanjia.sites.sites import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(alder, db):
    with clock.freeze(NOW):
        yield alder


@pytest.fixture
def desk(town):
    return town.client("desk")


@pytest.fixture
def ward(town) -> Site:
    """A small hospital of two beds, which takes people from the first hour."""
    return actions.make_site(town.viewers["desk"], "社区医院", 2, kind="hospital")


@pytest.fixture
def shelter(town) -> Site:
    """A makeshift hospital that is being shelter."""
    late = NOW + timedelta(hours=30)
    return actions.make_site(town.viewers["desk"], "方舱", 60, target_at=late)


def tap(client, site, act, **form):
    return client.post(f"/sites/{site.id}/{act}/", form)


@pytest.mark.both
def test_two_beds_are_given_and_the_third_is_refused_until_one_is_free(desk, ward):
    first = {
        "patient": "外来的人",
        "zone": "A",
        "bed": "1",
        "stay_id": str(uuid4()),
    }
    for _ in range(2):  # a second tap is no second patient
        assert tap(desk, ward, "admit", **first).status_code == 302
    assert tap(desk, ward, "admit", patient="另一个人", bed="2").status_code == 302
    full = tap(desk, ward, "admit", patient="第三个人", bed="3")
    assert full.status_code == 409
    assert "第三个人" in full.content.decode()
    stay = Stay.objects.get(patient="外来的人")
    assert tap(desk, ward, "discharge", stay_id=str(stay.id)).status_code == 302
    assert tap(desk, ward, "admit", patient="第三个人", bed="3").status_code == 302
    inside = Stay.objects.filter(site=ward, until=None).values_list("patient", flat=True)
    assert sorted(inside) == ["另一个人", "第三个人"]


def test_a_bed_holds_one_person(desk, ward):
    tap(desk, ward, "admit", patient="甲", zone="A", bed="1")
    taken = tap(desk, ward, "admit", patient="乙", zone=" A ", bed="1")
    assert taken.status_code == 409
    assert "乙" in taken.content.decode()
    assert Stay.objects.filter(site=ward).count() == 1


def test_a_patient_without_a_name_is_asked_for_again(desk, ward):
    assert 400 <= tap(desk, ward, "admit", patient="  ", bed="1").status_code < 500
    assert not Stay.objects.filter(site=ward).exists()


@pytest.mark.both
def test_a_site_with_people_inside_is_not_closed_and_an_empty_one_takes_nobody_more(desk, ward):
    tap(desk, ward, "admit", patient="甲", bed="1")
    assert tap(desk, ward, "close").status_code == 409
    tap(desk, ward, "discharge", stay_id=str(Stay.objects.get(site=ward).id))
    assert tap(desk, ward, "close").status_code == 302
    assert tap(desk, ward, "admit", patient="乙", bed="1").status_code == 409
    assert not Stay.objects.filter(site=ward, until=None).exists()


def test_a_site_that_is_being_built_takes_nobody(desk, shelter):
    assert tap(desk, shelter, "admit", patient="甲").status_code == 409
    assert tap(desk, shelter, "open").status_code == 409  # no bed is accepted yet
    shelter.refresh_from_db()
    assert shelter.opened_at is None


@pytest.mark.both
def test_a_new_link_ends_the_old_one_at_once(town, desk, shelter):
    old = SiteLink.objects.get(site=shelter, revoked_at=None)
    assert tap(desk, shelter, "link").status_code == 302
    new = SiteLink.objects.get(site=shelter, revoked_at=None)
    assert new.token != old.token
    nobody = town.client("")
    assert nobody.get(f"/s/{new.token}/").status_code == 200
    assert nobody.get(f"/s/{old.token}/").status_code in (404, 410)


@pytest.mark.parametrize(
    ("act", "form", "status"),
    [
        ("step", {"do": "open"}, 404),
        ("nonsense", {}, 404),
        ("discharge", {}, 404),
        ("discharge", {"stay_id": "x"}, 422),
    ],
)
def test_a_step_that_there_is_not_is_refused(desk, ward, act, form, status):
    assert tap(desk, ward, act, **form).status_code == status


def test_who_works_in_the_field_and_the_town_give_no_beds(town, ward):
    for role in ("grid", "doctor", "town"):
        form = {"patient": "甲", "bed": "1"}
        assert tap(town.client(role), ward, "admit", **form).status_code == 403
    assert not Stay.objects.filter(site=ward).exists()
