"""A community on the first morning after its first case, for the pages that compose everything."""

import pytest
from django.core.cache import cache
from tests.two_towns import NOW

from wanjia.core import clock


@pytest.fixture
def town(alder, db):
    """Ten in the morning: two cases, a sealed and a precaution zone, alarms, needs, answers."""
    with clock.freeze(NOW):
        yield alder


@pytest.fixture(autouse=True)
def forgetful():
    """No wrong password of one test counts in the next."""
    cache.clear()
