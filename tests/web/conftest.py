"""A community on the first morning after its first case, for the pages that compose everything."""

import pytest
from django.core.cache import cache
from django.utils import translation
from tests.two_towns import NOW, build

from wanjia.kernel import clock


@pytest.fixture
def town(db):
    """Ten in the morning: two cases, a sealed and a precaution zone, alarms, needs, answers."""
    with translation.override("zh-hans"):
        built = build("Alder", 1)
    with clock.freeze(NOW):
        yield built


@pytest.fixture(autouse=True)
def forgetful():
    """No wrong password of one test counts in the next."""
    cache.clear()
