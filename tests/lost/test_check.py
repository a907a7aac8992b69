"""`wanjia check` finds what was damaged, says what, where and what to do, and changes nothing."""

import json
from collections.abc import Callable

import pytest
from tests.lost.town import shift
from tests.lost.warming import Town, Warm

NOBODYS = "00000000000000000000000000000001"  # an id that no row of a town was ever given

DAMAGE = {
    "told.zones.published": "DELETE FROM kernel_entry WHERE type = 'zones.published'",
    "told.supply.opened": "DELETE FROM kernel_entry WHERE type = 'supply.opened'",
    "zones.members": "UPDATE zoning_zonestairwell SET until = since",
    "rounds.missing": "DELETE FROM reports_round",
    "supplies.goods": "DELETE FROM goods_good",
    "links.one": (
        "INSERT INTO people_householdlink (id, community_id, dwelling_id, token, made_at)"
        f" SELECT '{NOBODYS}', community_id, dwelling_id, token || 'x', made_at"
        " FROM people_householdlink LIMIT 1"
    ),
    "zones.overlap": (
        "INSERT INTO zoning_zonestairwell (id, community_id, zone_id, stairwell_id, since, until)"
        f" SELECT '{NOBODYS}', community_id, zone_id, stairwell_id, since,"
        " '2999-01-01 00:00:00' FROM zoning_zonestairwell LIMIT 1"
    ),
    "undo.once": f"UPDATE kernel_entry SET undoes = '{NOBODYS}'",
    "clock.ahead": "UPDATE kernel_entry SET occurred_at = '2999-01-01 00:00:00'",
}


def damage(statements: list[str]) -> None:
    """Do to the database what no act does."""
    from django.db import connection

    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)


@pytest.fixture
def town(new_town: Callable[[str], Town]) -> Town:
    return new_town("sqlite")


def test_it_finds_nothing_in_a_town_that_is_whole(warm: Warm, town: Town) -> None:
    before = warm.call(town, "tests.lost.town:dump")
    done = warm.run(town, "check", "--json", shift=shift())
    said = json.loads(done.stdout)
    assert (done.returncode, said["clean"], said["findings"]) == (0, True, [])
    assert said["checks"] > 40
    assert "都对得上" in done.stderr
    assert warm.call(town, "tests.lost.town:dump") == before


@pytest.mark.parametrize("check", DAMAGE)
def test_each_kind_of_damage_is_found_and_said_in_both_languages(
    check: str, warm: Warm, town: Town
) -> None:
    warm.call(town, "tests.lost.test_check:damage", statements=[DAMAGE[check]])
    done = warm.run(town, "check", "--json", shift=shift())
    assert done.returncode == 1, done.stderr
    assert done.stdout, done.stderr
    found = [one for one in json.loads(done.stdout)["findings"] if one["check"] == check]
    assert found
    for one in found:
        assert one["table"]
        assert one["id"]
        assert one["community"] == "祥欣居民区"
        for words in (one["what"], one["do"]):
            assert words["zh"]
            assert words["en"].isascii()
            assert words["zh"] in done.stderr
            assert words["en"] in done.stderr


def test_a_torn_file_is_told_as_such(warm: Warm, town: Town) -> None:
    path = town.folder / "wanjia.sqlite3"
    data = bytearray(path.read_bytes())
    for page in range(40, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = bytes(64)
    path.write_bytes(bytes(data))
    done = warm.run(town, "check", "--json")
    assert done.returncode == 1
    assert "wanjia restore" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_no_town(warm: Warm, tmp_path) -> None:
    done = warm.run(Town(tmp_path), "check", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "wanjia serve" in done.stderr
