"""An upgrade is one act: a newer database is refused, a failed one is as it was before."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from wanjia.core.problems import Problem
from wanjia.core.transfer import schema, upgrade


@pytest.mark.django_db
@pytest.mark.both
def test_a_database_newer_than_the_program_is_refused():
    recorder = MigrationRecorder(connection)
    schema.ready_database()
    recorder.record_applied("needs", "0999_of_next_year")
    with pytest.raises(Problem, match="更新版本"):
        schema.ready_database()
    assert "newer" in Problem("kernel.database_newer", folder="x").words("en")


@pytest.fixture
def file(tmp_path, settings, monkeypatch):
    """A database of its own, that is asked to be brought up to date."""
    settings.DATA = tmp_path
    place = tmp_path / "wanjia.sqlite3"
    with closing(sqlite3.connect(place)) as made:
        made.execute("CREATE TABLE kept (what)")
        made.execute("INSERT INTO kept VALUES ('of before')")
        made.commit()
    monkeypatch.setattr(upgrade, "connections", {"default": Opened(place)})
    return place


class Opened:
    """What an upgrade knows of a connection to a file."""

    vendor, alias = "sqlite", "default"

    def __init__(self, place: Path) -> None:
        self.settings_dict = {"NAME": str(place)}

    def close(self) -> None:
        pass


def told(place):
    with closing(sqlite3.connect(place)) as opened:
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return names, opened.execute("SELECT what FROM kept").fetchall()


def test_a_failed_upgrade_leaves_everything_as_it_was_and_a_copy(file, tmp_path, monkeypatch):
    before = told(file)

    def breaks_off(_alias):
        with closing(sqlite3.connect(file)) as half:
            half.execute("CREATE TABLE half_made (x)")
            half.execute("DELETE FROM kept")
            half.commit()
        raise ValueError("in the middle")

    monkeypatch.setattr(upgrade, "_migrate", breaks_off)
    with pytest.raises(Problem, match="升级没有成功") as failed:
        upgrade.upgrade("default")
    assert "ValueError" in failed.value.words("en")
    assert told(file) == before
    [copy] = (tmp_path / "before-upgrade").iterdir()
    assert told(copy) == before


def test_a_copy_is_made_first_and_few_are_kept(file, tmp_path, monkeypatch):
    monkeypatch.setattr(upgrade, "_migrate", lambda _alias: None)
    for _ in range(upgrade.KEPT + 2):
        upgrade.upgrade("default")
    assert len(list((tmp_path / "before-upgrade").iterdir())) == upgrade.KEPT
