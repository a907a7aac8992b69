"""A generated town of many communities: in small, made by the very function of the command."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from wanjia.city.counting import count_figures
from wanjia.city.figures import NAMES
from wanjia.city.models import Rollup
from wanjia.core import clock
from wanjia.core.models import Community, Office, User
from wanjia.core.problems import Problem
from wanjia.people.models import Resident
from wanjia.places.models import Estate
from wanjia.reports.models import Answer, Round
from wanjia_demo import many

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 4, 18, 18, 40, tzinfo=ZoneInfo("Asia/Shanghai"))
SMALL = {"days": 2, "small": True}


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker) -> Iterator[list[Community]]:
    """Two small communities, the second made by a later run."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.freeze(NOW):
            many.make(many.Wanted(1, **SMALL))
            first = dict(Answer.objects.values_list("id", "temperature"))
            made = many.make(many.Wanted(2, **SMALL))
            assert first.items() <= dict(Answer.objects.values_list("id", "temperature")).items()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.mark.slow
def test_a_second_run_goes_on_with_what_is_not_there_yet(town, capsys):
    assert [one.code for one in town] == ["demo-001", "demo-002"]
    assert len({one.name for one in town}) == 2
    many.make(many.Wanted(2, **SMALL))
    assert capsys.readouterr().err == ""


def test_each_community_has_its_own_people_and_place(town):
    names = [set(Resident.objects.filter(community=one).values_list("name")) for one in town]
    assert all(len(found) > 300 for found in names)
    assert names[0] != names[1]
    places = [Estate.objects.filter(community=one)[0].outline[0] for one in town]
    assert places[0] != places[1]


def test_two_rounds_a_day_are_answered_by_most(town):
    for one in town:
        rounds = Round.objects.filter(community=one, closes_at__lt=NOW, cancelled_at=None)
        assert len({row.opens_at for row in rounds}) >= 2 * SMALL["days"]
    asked = Rollup.objects.filter(day=NOW.date() - timedelta(days=1))
    for row in asked:
        assert 0.93 < row.day_answered / row.day_asked < 1


def test_the_roll_ups_of_its_days_are_those_of_its_rows(town):
    for row in Rollup.objects.filter(community=town[0]):
        figures = count_figures(town[0], row.day)
        assert {name: getattr(row, name) for name in NAMES} == {
            name: getattr(figures, name) for name in NAMES
        }
    assert Rollup.objects.filter(community=town[0]).count() == SMALL["days"] + 1


@pytest.mark.both
def test_the_offices_of_town_district_and_city_open_their_pages(town):
    said = many.office_logins()
    assert [one["user"] for one in said] == ["city", "district", "town"]
    for office in Office.objects.select_related("user"):
        client = Client()
        client.force_login(office.user)
        answer = client.get("/city/", follow=True)
        assert answer.status_code == 200
        assert office.area.name in answer.content.decode()


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.both
def test_the_same_seed_makes_the_same_town(town):
    def told(one):
        row = Rollup.objects.get(community=one, latest=True)
        return {name: getattr(row, name) for name in NAMES}

    first = told(town[0])
    with transaction.atomic():
        for one in town:
            Community.objects.filter(id=one.id).update(code=one.code.replace("-0", "-9"))
        User.objects.update(username=Concat("username", Value("-before")))
        assert told(many.make(many.Wanted(1, **SMALL))[0]) == first
        transaction.set_rollback(True)


def test_it_does_not_mix_with_other_data(db):
    Community.objects.create(name="别处", code="310117")
    with pytest.raises(Problem, match="别处"):
        many.make(many.Wanted(1, **SMALL))
