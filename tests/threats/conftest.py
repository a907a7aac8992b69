"""Two communities side by side, as they were made."""

from collections.abc import Iterator

import pytest
from tests.two_towns import NOW, Town

from wanjia.core import clock


@pytest.fixture
def alder(towns, db) -> Iterator[Town]:
    """The one, at ten in the morning after the case."""
    with clock.freeze(NOW):
        yield towns[0]


@pytest.fixture
def birch(towns) -> Town:
    return towns[1]
