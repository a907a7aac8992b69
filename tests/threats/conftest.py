"""Two communities side by side, made once for a file of tests and left as they were."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import translation
from tests.two_towns import NOW, Town, build

from wanjia.core import clock


@pytest.fixture(scope="module")
def towns(django_db_setup, django_db_blocker) -> Iterator[tuple[Town, Town]]:
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("zh-hans"):
        yield build("Alder", 1), build("Birch", 2)
        transaction.set_rollback(True)


@pytest.fixture
def alder(towns, db) -> Iterator[Town]:
    """The one, at ten in the morning after the case."""
    with clock.freeze(NOW):
        yield towns[0]


@pytest.fixture
def birch(towns) -> Town:
    return towns[1]
