"""Fails the run when a function of the application asked SQLite something and never PostgreSQL.

The tests that reach most are marked `both` and run on PostgreSQL as well; all others run on SQLite
alone. So that no statement is left to SQLite's leniency (types, locks, order, what a failed
statement does to its transaction), this pytest plugin notes for each statement which function of
src/ issued it, and on which database. A function that was seen on SQLite alone is told with
a test that reaches it: mark that test, or its file, with `@pytest.mark.both`.

Only a whole run is judged; one of a few tests, or on one database, says nothing about the others.
"""

import os
import sys
from types import CodeType

import pytest
from tests.databases import chosen_databases
from tests.statements import CARRIERS, OURS, TESTS, UPGRADES, fail

# What only SQLite is asked, and no other database has.
SQLITE_ALONE = frozenset({"wanjia/privacy/forgetting/redact.py: begin"})
MOST_LEFT = 10  # functions that a run may leave to SQLite besides; to be brought down to none

OTHERS, LIBRARY = "a test's or an upgrade's own", ""

reached: dict[str, dict[str, str]] = {"sqlite": {}, "postgresql": {}}  # function -> a test
_places: dict[CodeType, str] = {}


def _place(code: CodeType) -> str:
    """Which function of the application a frame is of; empty for a library's."""
    file = code.co_filename
    if file.endswith(UPGRADES):
        return OTHERS
    if file in CARRIERS:
        return LIBRARY
    if file.startswith(OURS):
        return f"{file[len(OURS) :]}: {code.co_qualname}"
    return OTHERS if file.startswith(TESTS) else LIBRARY


def note(execute, sql, params, many, context):
    """Django's execute wrapper: keep which function asked, then run the statement."""
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        place = _places.get(code)
        if place is None:
            place = _places[code] = _place(code)
        if place:
            of = reached[context["connection"].vendor]
            if place not in of and place is not OTHERS:
                of[place] = os.environ.get("PYTEST_CURRENT_TEST", "")
            break
        frame = frame.f_back
    return execute(sql, params, many, context)


def _listen(sender, connection, **_):
    if note not in connection.execute_wrappers:
        connection.execute_wrappers.append(note)


def pytest_configure(config):
    """Listen on every connection that is opened."""
    from django.db.backends.signals import connection_created

    connection_created.connect(_listen, dispatch_uid="tests.both_databases")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Take over what a worker saw."""
    for vendor, places in getattr(node, "workeroutput", {}).get("reached", {}).items():
        for place, test in places.items():
            reached[vendor].setdefault(place, test)


def left_to_sqlite() -> dict[str, str]:
    """The functions that asked SQLite alone, each with a test that reaches it."""
    elsewhere = reached["postgresql"].keys() | SQLITE_ALONE
    return {one: test for one, test in sorted(reached["sqlite"].items()) if one not in elsewhere}


def _is_judged(config: pytest.Config) -> bool:
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    chosen = config.option.keyword or config.option.markexpr or config.getoption("lf", False)
    return whole and not chosen and chosen_databases(config) in ("marked", "both")


def pytest_sessionfinish(session):
    """A worker hands over; the process that started the run judges, and fails it."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["reached"] = reached
    elif session.exitstatus == pytest.ExitCode.OK and _is_judged(config):
        left = left_to_sqlite()
        if len(left) > MOST_LEFT:
            told = {one: f"mark with pytest.mark.both: {test}" for one, test in left.items()}
            fail(session, "asked SQLite alone", told)


def pytest_terminal_summary(terminalreporter, config):
    """Show what was left to SQLite, and how much was seen on both."""
    if hasattr(config, "workerinput") or not _is_judged(config):
        return
    left, say = left_to_sqlite(), terminalreporter
    if left and len(left) <= MOST_LEFT:
        say.section("functions that asked SQLite alone", yellow=True)
        for place, test in left.items():
            say.line(f"{place} (mark with pytest.mark.both: {test.split(' ')[0]})", yellow=True)
    both = reached["sqlite"].keys() & reached["postgresql"].keys()
    say.line(f"{len(both)} functions asked both databases, {len(left)} SQLite alone")
