"""The run's own judges: what is left to SQLite is told, and what a fast run leaves out."""

from types import SimpleNamespace

import pytest
from tests import both_databases, fast, statements

from wanjia.core import journal
from wanjia.core.models import Community


@pytest.fixture
def reached(monkeypatch):
    """What the run has seen so far, put aside."""
    monkeypatch.setattr(both_databases, "reached", {"sqlite": {}, "postgresql": {}})
    return both_databases.reached


@pytest.mark.both
def test_a_function_that_asks_a_database_is_noted_with_the_test_that_reached_it(
    viewer, reached, database
):
    journal.write(viewer, "test.seen")
    vendor = "sqlite" if database == "sqlite" else "postgresql"
    [(place, test)] = reached[vendor].items()
    assert place.startswith("wanjia/core/journal/__init__.py: ")
    assert "test_a_function_that_asks" in test


def test_what_a_test_asks_itself_is_not_noted(community, reached):
    assert Community.objects.get() == community
    assert not reached["sqlite"]


def test_what_only_sqlite_was_asked_is_told(reached):
    reached["sqlite"] |= {"goods/stock.py: move": "tests/goods/a.py::b", "goods/stock.py: add": ""}
    reached["postgresql"]["goods/stock.py: add"] = ""
    assert both_databases.left_to_sqlite() == {"goods/stock.py: move": "tests/goods/a.py::b"}


def test_what_a_judge_of_the_run_finds_is_counted_and_named_as_a_failed_test():
    reporter = SimpleNamespace(stats={"passed": [1]})
    plugins = SimpleNamespace(get_plugin=lambda _name: reporter)
    config = SimpleNamespace(pluginmanager=plugins)
    session = SimpleNamespace(config=config, testsfailed=0, exitstatus=pytest.ExitCode.OK)
    statements.fail(session, "asked SQLite alone", {"goods/stock.py: move": "mark goods/a.py::b"})
    [failed] = reporter.stats["failed"]
    assert failed.nodeid == "asked SQLite alone: goods/stock.py: move"
    assert failed.longrepr == "mark goods/a.py::b"
    assert (session.testsfailed, session.exitstatus) == (1, pytest.ExitCode.TESTS_FAILED)


def test_no_function_of_sqlites_own_is_listed_that_is_gone():
    files = {one.split(":")[0] for one in both_databases.SQLITE_ALONE}
    assert not [one for one in files if not (fast.ROOT / "src" / one).exists()]


@pytest.mark.parametrize(
    ("names", "folders"),
    [
        ([], set()),
        (["README.md", "tests/conftest.py"], set()),
        (["tests/goods/test_pages.py"], {"goods"}),
        (["src/wanjia/goods/stock.py", "src/wanjia/duty/views.py"], {"goods", "duty"}),
        (["src/wanjia/urls.py"], set()),
        (["tests/test_moving.py"], {"test_moving.py"}),
        (["src/wanjia/duty/migrations/0009_x.py"], {"duty", "test_tables.py", "test_upgrade.py"}),
    ],
)
def test_what_changed_is_run_wholly(names, folders):
    assert fast.changed_folders(names) == folders
