"""A lost or a strange sealing key stops the start with the way out, and none is made beside it."""

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lost.warming import Town, Warm

from wanjia.core.encryption.fields import KEY_BYTES, KEY_FILE

WAY_OUT = {"lost": "seal.key 不见了", "other": "不是写入这个数据库的那一把"}


def canaries() -> int:
    from wanjia.core.models import SealCanary

    return len(SealCanary.objects.all())  # each is opened as it is read


@pytest.fixture
def town(kind: str, warm: Warm, new_town: Callable[[str], Town]) -> Town:
    """A town of an earlier version, started once: from then on it has its canary."""
    town = new_town(kind)
    assert warm.call(town, "tests.lost.test_lost_key:canaries") == 0
    assert warm.run(town, "demo", "--no-serve").returncode in (0, 1)
    assert warm.call(town, "tests.lost.test_lost_key:canaries") == 1
    return town


def lose(town: Town, how: str) -> None:
    key = town.folder / KEY_FILE
    key.unlink()
    if how == "other":
        key.write_text(secrets.token_hex(KEY_BYTES))


@pytest.mark.parametrize("how", WAY_OUT)
def test_nothing_is_started_without_the_right_key(how: str, warm: Warm, town: Town) -> None:
    lose(town, how)
    files = {one.name for one in town.folder.iterdir()}
    move = ("move", "--to", f"sqlite:///{town.folder}/moved.sqlite3")
    for words in (("serve",), ("demo",), ("check",), ("reseal",), ("rollup",), move):
        done = warm.run(town, *words)
        assert done.returncode == 1, words
        assert WAY_OUT[how] in done.stderr, (words, done.stderr)
        assert str(town.folder) in done.stderr
        assert "WANJIA_SEAL" in done.stderr
        assert "Traceback" not in done.stderr
    assert {one.name for one in town.folder.iterdir()} - {"moved.sqlite3"} == files


@pytest.mark.parametrize("how", WAY_OUT)
def test_a_database_of_before_the_canary_is_looked_at_too(
    how: str, kind: str, warm: Warm, new_town: Callable[[str], Town]
) -> None:
    town = new_town(kind)
    lose(town, how)
    done = warm.run(town, "serve")
    assert (done.returncode, WAY_OUT[how] in done.stderr) == (1, True)
    assert (town.folder / KEY_FILE).exists() == (how == "other")


def test_the_key_put_back_is_all_that_is_needed(warm: Warm, town: Town) -> None:
    key = (town.folder / KEY_FILE).read_text()
    lose(town, "other")
    assert warm.run(town, "check").returncode == 1
    (town.folder / KEY_FILE).write_text(key)
    assert not [words for words in WAY_OUT.values() if words in warm.run(town, "check").stderr]


def test_an_empty_folder_makes_its_key_once(warm: Warm, tmp_path: Path) -> None:
    town = Town(tmp_path)
    assert warm.run(town, "rollup").returncode == 0
    key = (tmp_path / KEY_FILE).read_text()
    assert warm.call(town, "tests.lost.test_lost_key:canaries") == 1
    assert warm.run(town, "rollup").returncode == 0
    assert (tmp_path / KEY_FILE).read_text() == key


def test_resealing_takes_the_canary_along(warm: Warm, town: Town) -> None:
    old = (town.folder / KEY_FILE).read_text()
    assert warm.run(town, "reseal").returncode == 0
    assert (town.folder / KEY_FILE).read_text() != old
    assert warm.call(town, "tests.lost.test_lost_key:canaries") == 1
    (town.folder / KEY_FILE).write_text(old)
    assert WAY_OUT["other"] in warm.run(town, "check").stderr


def _ready(port: int) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.parametrize("how", WAY_OUT)
def test_a_server_that_was_started_all_the_same_is_not_ready(
    how: str, warm: Warm, town: Town
) -> None:
    lose(town, how)
    server = warm.serve(town)  # the server alone, without `wanjia serve` before it
    try:
        status, told = _ready(server.port)
    finally:
        server.kill()
    assert status == 503
    assert told["checks"]["seal"] == "failing"  # type: ignore[index]
    assert (town.folder / KEY_FILE).exists() == (how == "other")


def test_a_key_lost_under_a_running_server_is_told_before_the_next_start(
    warm: Warm, town: Town
) -> None:
    server = warm.serve(town)
    try:
        assert _ready(server.port)[1]["checks"]["seal"] == "ok"  # type: ignore[index]
        lose(town, "lost")
        status, told = _ready(server.port)
    finally:
        server.kill()
    assert (status, told["status"]) == (200, "degraded")
    assert told["checks"]["seal"] == "failing"  # type: ignore[index]


def give_phones() -> None:
    from django.db import transaction

    from wanjia.core import journal
    from wanjia.core.access.viewer import Viewer
    from wanjia.people.models import Resident

    person = Resident.objects.order_by("id")[0]
    person.phone = "19900000007"
    person.save(update_fields=["phone"])
    viewer = Viewer(person.community_id, "system")
    with transaction.atomic():
        told = {"phone": "19900000007"}
        journal.write(viewer, "resident.changed", subject=person.id, after=told)


def sealed_facts() -> dict[str, Any]:
    from wanjia.core.models import Entry
    from wanjia.people.models import HouseholdLink, Resident

    residents = Resident.objects.order_by("id")
    return {
        "names": [resident.name for resident in residents],
        "phones": sum(bool(resident.phone) for resident in residents),
        "links": [link.token for link in HouseholdLink.objects.order_by("id")],
        "entries": len(Entry.objects.all()),  # each is opened as it is read
    }


def test_a_backup_whose_key_is_lost_for_good_comes_back_without_its_numbers(
    warm: Warm, town: Town, tmp_path: Path
) -> None:
    warm.call(town, "tests.lost.test_lost_key:give_phones")
    before = warm.call(town, "tests.lost.test_lost_key:sealed_facts")
    file = json.loads(warm.run(town, "backup", "--json", str(tmp_path)).stdout)["file"]
    lose(town, "lost")
    refused = warm.run(town, "restore", "--yes", file)
    assert (refused.returncode, "--without-numbers" in refused.stderr) == (1, True)
    done = warm.run(town, "restore", "--yes", "--without-numbers", "--json", file)
    assert done.returncode == 0, done.stderr
    given_up = json.loads(done.stdout)["given_up"]
    assert given_up["people.resident.phone"] == before["phones"] == 1
    assert given_up["journal"] == 1
    assert given_up["people.householdlink.token"] == len(before["links"]) > 0
    assert "重印各户二维码" in done.stderr
    after = warm.call(town, "tests.lost.test_lost_key:sealed_facts")
    assert (after["names"], after["phones"]) == (before["names"], 0)
    assert not set(after["links"]) & set(before["links"])
    assert after["entries"] == before["entries"]
    assert warm.run(town, "check").returncode == 0
    again = json.loads(warm.run(town, "backup", "--json", str(tmp_path)).stdout)["file"]
    told = warm.run(town, "restore", "--yes", "--without-numbers", "--json", again)
    assert json.loads(told.stdout)["given_up"] == {}
