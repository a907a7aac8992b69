"""`wanjia rollup`, `wanjia areas`, `wanjia office`."""

import json

import pytest
from tests.city.conftest import NOW

from wanjia.__main__ import main
from wanjia.city.models import Rollup
from wanjia.core.models import Area, Community, Office, User


def test_rollup_counts_every_community_anew(city, capsys):
    Rollup.objects.update(people_sealed=999)
    assert main(["rollup", "--days", "2", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {"communities": 5, "days": 10}
    assert "5/5" in said.err
    assert not Rollup.objects.filter(people_sealed=999).exists()


@pytest.mark.both
def test_rollup_of_one_community_leaves_the_others_alone(city, capsys):
    Rollup.objects.update(people_sealed=999)
    assert main(["rollup", "--days", "1", "--community", "East 1"]) == 0
    left = Rollup.objects.filter(people_sealed=999, day=NOW.date())
    assert left.count() == 4
    assert main(["rollup", "--community", "Nowhere"]) == 1
    assert "Nowhere" in capsys.readouterr().err


@pytest.fixture
def table(tmp_path):
    def write(*lines, head="市,区,街镇,居民区"):
        path = tmp_path / "areas.csv"
        path.write_text("\n".join([head, *lines]), encoding="utf-8-sig")
        return str(path)

    return write


def test_areas_puts_communities_under_their_towns_and_again_changes_nothing(city, table, capsys):
    Community.objects.create(name="New 1")
    file = table("City,North,East,New 1", "City,South,Harbour,Port 1")
    assert main(["areas", file]) == 0
    new = Community.objects.get(name="New 1")
    assert (new.area, new.town) == (city.areas["East"], "East")
    harbour = Community.objects.get(name="Port 1").area
    assert (harbour.name, harbour.level, harbour.parent.name) == ("Harbour", "town", "South")
    before = Area.objects.count()
    assert main(["areas", file]) == 0
    assert Area.objects.count() == before
    assert "2 unchanged" in capsys.readouterr().err


@pytest.mark.both
def test_a_table_with_a_mistake_changes_nothing(city, table, capsys):
    assert main(["areas", table("City,North,Hill,East 1", "City,North,Hill,Nowhere")]) == 1
    assert "Nowhere" in capsys.readouterr().err
    assert not Area.objects.filter(name="Hill").exists()
    assert main(["areas", table("x,y", head="区,居民区")]) == 1
    assert main(["areas", "nothing.csv"]) == 1


@pytest.mark.both
def test_office_makes_a_log_in_for_an_area(city, capsys):
    assert main(["office", "street", "--area", "East", "--name", "王敏"]) == 0
    login, password = capsys.readouterr().out.split()
    user = User.objects.get(username=login)
    assert user.check_password(password)
    assert (user.name, Office.objects.get(user=user).area) == ("王敏", city.areas["East"])
    assert main(["office", "street", "--area", "East"]) == 1
    assert main(["office", "other", "--area", "Nowhere"]) == 1
    assert not User.objects.filter(username="other").exists()
