"""Towns that a test finds as they were made: each in a database of its own, made once a process.

    @pytest.fixture(scope="module")
    def alder(lived_in):
        with lived_in("alder", lambda: build("Alder", 1)) as town:
            yield town

Within the block the test database is the town's. What a test does to it is undone after the test,
as anywhere else; what it does to the objects of the town is undone after the module.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation
from tests.databases import Database, turn_to

LivedIn = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(scope="session")
def _towns_made() -> dict[tuple[str, str], tuple[Database, bytes]]:
    """The database and the pickled objects of each town made so far in this process."""
    return {}


@pytest.fixture(scope="session")
def lived_in(
    database: str,
    django_db_setup: Database,
    new_test_database: Callable[[str], Database],
    _towns_made: dict[tuple[str, str], tuple[Database, bytes]],
    django_db_blocker: Any,
) -> LivedIn:
    """Turn to a town's database, which is made by `build` where this process has none yet."""

    @contextmanager
    def inside(name: str, build: Callable[[], Any], language: str = "zh-hans") -> Iterator[Any]:
        key = (database, name)
        with django_db_blocker.unblock():
            if key not in _towns_made:
                made = new_test_database(name)
                turn_to(made)
                with transaction.atomic(), translation.override(language):
                    _towns_made[key] = made, pickle.dumps(build())
            town, objects = _towns_made[key]
            turn_to(town)
        try:
            yield pickle.loads(objects)
        finally:
            turn_to(django_db_setup)

    return inside


@pytest.fixture(scope="module")
def alder(lived_in: LivedIn) -> Iterator[Any]:
    """A whole town on its first morning."""
    from tests.two_towns import build

    with lived_in("alder", lambda: build("Alder", 1)) as town:
        yield town


@pytest.fixture(scope="module")
def towns(lived_in: LivedIn) -> Iterator[tuple[Any, Any]]:
    """Two towns side by side."""
    from tests.two_towns import build

    with lived_in("alder_and_birch", lambda: (build("Alder", 1), build("Birch", 2))) as both:
        yield both
