"""Each test that touches a database runs on SQLite; those marked `both` on PostgreSQL as well.

What a test asks for says whether it touches a database; then it runs as `[sqlite]`, and marked
`both` as `[postgres]`, too; marked `postgres`, there alone. Which tests are marked is no matter of
taste: tests/both_databases.py fails the run when a function of the application asked SQLite
something and never PostgreSQL.

`--database both` (and `--long`) runs all of them on both, `--database sqlite` or `postgres` on one
alone; `--database citus` on a PostgreSQL whose keys `wanjia distribute` made those of a cluster,
with stand-ins for Citus. In a process each test database is made once, when the first test needs
it; going from one to the other is an assignment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from pytest_django.live_server_helper import LiveServer
from tests import citus, postgres

from wanjia.core.database import database_from

KINDS = ("sqlite", "postgres")
EMPTY = "empty"  # the name of the database that all others are copied from
NUMBERS = count(1)  # the fixture is made anew for each half; the server is not


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("marked", "both", *KINDS, "citus"),
        help="where tests that touch a database run (default: on SQLite, those marked both on"
        " PostgreSQL, too; with --long all of them on both, with --fast all on SQLite alone)",
    )


def chosen_databases(config: pytest.Config) -> str:
    """Where tests that touch a database run in this session: a choice of `--database`."""
    if asked := config.getoption("--database"):
        return str(asked)
    if config.getoption("--long"):
        return "both"
    return "sqlite" if config.getoption("--fast") else "marked"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that touches a database runs on each that is asked for."""
    test = metafunc.definition
    if test.get_closest_marker("django_db"):
        metafunc.fixturenames.append("database")
    if "database" in metafunc.fixturenames:
        wanted = chosen_databases(metafunc.config)
        if wanted == "marked":
            marked = [name for name in ("postgres", "both") if test.get_closest_marker(name)]
            wanted = marked[0] if marked else "sqlite"
        kinds = KINDS if wanted == "both" else (wanted,)
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """Which database this half of the tests runs on: "sqlite" or "postgres"."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One PostgreSQL for this process, which need not outlive a power cut."""
    with postgres.serving() as server:
        yield server


@pytest.fixture(scope="session")
def new_database(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Make an empty database of this half's kind, for processes of a test; returns its URL."""

    def make() -> str:
        if database == "sqlite":
            return f"sqlite://{tmp_path_factory.mktemp('database')}/wanjia.sqlite3"
        server: postgres.Server = request.getfixturevalue("postgres_server")
        return server.new_database(f"made{next(NUMBERS)}")

    return make


@dataclass(frozen=True)
class Database:
    """A test database of this process: Django's settings of it, and the connection that it has."""

    entries: dict[str, Any]
    connection: Any


@pytest.fixture(scope="session")
def _databases_made() -> dict[tuple[str, str], Database]:
    """Each test database made so far in this process, by kind and name; all go with it."""
    return {}


@pytest.fixture(scope="session")
def new_test_database(
    database: str,
    _databases_made: dict[tuple[str, str], Database],
    django_test_environment: None,
    django_db_blocker: Any,
    request: pytest.FixtureRequest,
) -> Callable[[str], Database]:
    """Make a test database with all tables and nothing else in it: a copy of one of this half."""

    def make(name: str) -> Database:
        with django_db_blocker.unblock():
            if (key := (database, EMPTY)) not in _databases_made:
                _databases_made[key] = _filled(_new(EMPTY, "template0"), database)
            made = _new(name, EMPTY)
            if database == "sqlite":
                made.connection.ensure_connection()
                _databases_made[key].connection.connection.backup(made.connection.connection)
        return made

    def _new(name: str, template: str) -> Database:
        entry = database_from("", settings.DATA) | {"NAME": f"file:{name}?mode=memory&cache=shared"}
        if database != "sqlite":
            server: postgres.Server = request.getfixturevalue("postgres_server")
            url = server.new_database(name, template)
            if database == "citus":
                url = url.replace("postgres://", "citus://")
            entry = database_from(url, settings.DATA)
        entries = connections.configure_settings({"default": entry})
        turn_to(Database(entries, None))
        return Database(entries, connections["default"])

    return make


def _filled(empty: Database, kind: str) -> Database:
    """Make the tables; on a server nobody stays connected, so that it can be copied."""
    from wanjia.core.transfer.schema import ready_database

    ready_database()
    if kind == "citus":
        citus.stand_in(empty.connection)
    if kind != "sqlite":
        empty.connection.close()
    return empty


@pytest.fixture(scope="session")
def django_db_setup(
    database: str,
    _databases_made: dict[tuple[str, str], Database],
    new_test_database: Callable[[str], Database],
) -> Database:
    """The test database of this half is Django's."""
    if (key := (database, "tests")) not in _databases_made:
        _databases_made[key] = new_test_database("tests")
    turn_to(_databases_made[key])
    return _databases_made[key]


def turn_to(database: Database) -> None:
    """Make this database Django's."""
    from wanjia.people.household_links import queries

    queries._community_of.cache_clear()  # of the other database
    settings.DATABASES = connections.settings = database.entries
    connections["default"] = database.connection or connections.create_connection("default")


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """pytest-django's, anew for each database: on SQLite it shares the test's connection."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hashing a password costs a committee's server a third of a second, a test nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Whole requests stay in the test's transaction, as those of Django's own client do."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)
