"""The warm process, a PostgreSQL server, and towns to be put at risk."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests import postgres
from tests.lost.warming import Town, Warm


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server of these tests' own: some of them kill it."""
    with postgres.serving() as running:
        yield running


@pytest.fixture(scope="session")
def made(warm: Warm) -> Town:
    """The town on SQLite, made once; nobody changes it."""
    return warm.made


@pytest.fixture(scope="session")
def made_on_postgres(
    warm: Warm, server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Town:
    town = Town(tmp_path_factory.mktemp("made"), server.new_database("made"))
    town.story = warm.call(town, "tests.lost.town:make")
    return town


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_town(request: pytest.FixtureRequest, tmp_path: Path, warm: Warm) -> Callable[[str], Town]:
    """A copy of the made town, on one of the databases."""

    def copy(kind: str) -> Town:
        folder = tmp_path / "town"
        if kind == "sqlite":
            made: Town = request.getfixturevalue("made")
            shutil.copytree(made.folder, folder)
            return Town(folder, "", made.story)
        made = request.getfixturevalue("made_on_postgres")
        server: postgres.Server = request.getfixturevalue("server")
        shutil.copytree(made.folder, folder)
        server.drop_database("town")
        return Town(folder, server.new_database("town", template="made"), made.story)

    return copy
