"""Collects every SQL statement that the application issues in the test run and judges them at its
end: one that touches a distributed table without naming its community fails the run.

A pytest plugin. A statement is the application's when the nearest frame that is not a library's is
of src/wanjia; what tests issue themselves (fixtures, assertions) is not judged. Workers of xdist
hand what they saw to the process that started them, which judges.
"""

import re
import sys
from pathlib import Path

import pytest
from tests.crossings import faults

ROOT = Path(__file__).resolve().parents[1]
OURS, TESTS = f"{ROOT / 'src'}/", f"{ROOT / 'tests'}/"
# What carries statements for others: the caller is further out.
CARRIERS = frozenset(
    {
        *(
            f"{OURS}wanjia/core/{name}.py"
            for name in ("tenancy/fields", "models", "prepared_queries")
        ),
        __file__,
        f"{TESTS}both_databases.py",  # which listens, too
    }
)
UPGRADES = "/django/db/migrations/executor.py"
LISTS = re.compile(r"%s(, %s)+")
ROWS = re.compile(r"(\((?:%s, )*%s\))(, \((?:%s, )*%s\))+")
# Which plain columns are read says nothing of communities, and takes longest to parse.
COLUMNS = re.compile(r'(SELECT (?:DISTINCT )?)(?:"\w+"\."\w+", )+(?="\w+"\."\w+")')
WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")

seen: dict[tuple[str, str, str], str] = {}  # vendor, crossing, template -> where it came from
_known: set[tuple[str, str]] = set()


def template(sql: str) -> str:
    """A statement without what only its number of values or columns changes."""
    sql = COLUMNS.sub(r"\1", sql)
    sql = ROWS.sub(r"\1", sql)
    return sql if sql.startswith("INSERT") else LISTS.sub("%s, %s", sql)


def _caller() -> str:
    """Where in the application the statement at hand was issued; empty when a test issued it, or
    an upgrade of the tables, which looks at every row there is."""
    where = None
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.endswith(UPGRADES):
            return ""
        if where is None and file not in CARRIERS:
            if file.startswith(OURS):
                where = f"{file[len(OURS) :]}:{frame.f_lineno}"
            elif file.startswith(TESTS):
                return ""
        frame = frame.f_back
    return where or ""


def note(execute, sql, params, many, context):
    """Django's execute wrapper: keep the statement, then run it."""
    from wanjia.core.tenancy.cross_community import current_crossing

    crossing = current_crossing()
    text = str(sql)
    new = (text, crossing) not in _known and text.lstrip().upper().startswith(WORDS)
    if new and (where := _caller()):
        _known.add((text, crossing))
        seen.setdefault((context["connection"].vendor, crossing, template(text)), where)
    return execute(sql, params, many, context)


COPIED = re.compile(r"COPY (\S+ \(.*\)) FROM STDIN")


def _noting_copy(copy):
    """A driver's `copy` that keeps its statement as the insert that it is; no wrapper sees it."""

    def noted(self, statement, *more, **named):
        if (found := COPIED.fullmatch(str(statement))) and (where := _caller()):
            seen.setdefault(("postgresql", "", f"INSERT INTO {found[1]} VALUES (%s)"), where)
        return copy(self, statement, *more, **named)

    return noted


def _listen(sender, connection, **_):
    if note not in connection.execute_wrappers:
        connection.execute_wrappers.append(note)


def pytest_configure(config):
    """Listen on every connection that is opened."""
    from django.db.backends.signals import connection_created
    from psycopg import Cursor

    Cursor.copy = _noting_copy(Cursor.copy)
    connection_created.connect(_listen, dispatch_uid="tests.statements")
    config.stash[BROKEN] = []


BROKEN = pytest.StashKey[list]()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Take over what a worker saw."""
    for key, where in getattr(node, "workeroutput", {}).get("statements", []):
        seen.setdefault(tuple(key), where)


def fail(session, claim, told):
    """Fail the run: each finding is told as a failed test is, its name in pytest's summary and in
    the count of its last line."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    for name, why in told.items():
        test = f"{claim}: {name}"
        report = pytest.TestReport(test, ("", None, test), {}, "failed", why, "call")
        reporter.stats.setdefault("failed", []).append(report)
    session.testsfailed += len(told)
    if session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_sessionfinish(session):
    """A worker hands over; the process that started the run judges, and fails it."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["statements"] = list(seen.items())
        return
    from wanjia.core.tenancy.cluster.tables import placement
    from wanjia.core.tenancy.cross_community import NAMED

    distributed = frozenset(name for name, at in placement().items() if at == "distributed")
    for (vendor, crossing, sql), where in sorted(seen.items(), key=lambda one: one[1]):
        if crossing in NAMED:
            continue
        dialect = "sqlite" if vendor == "sqlite" else "postgres"
        if why := faults(sql, dialect, distributed):
            config.stash[BROKEN].append((where, why, sql))
    if broken := config.stash[BROKEN]:
        told = {where: f"{'; '.join(why)}\n{sql}" for where, why, sql in broken}
        fail(session, "a statement that crosses communities", told)


def pytest_terminal_summary(terminalreporter, config):
    """Say how many statements there were."""
    if hasattr(config, "workerinput") or not seen:
        return
    say, broken = terminalreporter.line, len(config.stash[BROKEN])
    say(f"{len(seen)} distinct statements of the application, {broken} cross communities")
