"""Who is late is counted anew after an act, and every few minutes; not each minute for nothing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from wanjia.care.contacts import overdue
from wanjia.core import clock
from wanjia.people.models import Risk
from wanjia.people.residents.actions import record_contact

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 4, 19, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def old_man(residents):
    cache.clear()
    Risk.objects.create(
        community_id=residents[0].community_id, resident=residents[0], kind="alone_elder",
        confirmed=True, since=NOW.date() - timedelta(days=5),
    )  # fmt: skip
    yield residents[0]
    cache.clear()


def count(person, minutes):
    with clock.freeze(NOW + timedelta(minutes=minutes)):
        return overdue.count_late(person.community_id)


def test_where_nothing_was_done_it_is_counted_seldom(old_man):
    first = count(old_man, 0)
    assert first.people == 1
    assert count(old_man, 3).counted_at == first.counted_at
    assert count(old_man, 5).counted_at > first.counted_at


def test_after_a_contact_it_is_counted_at_once(old_man, viewer):
    assert count(old_man, 0).people == 1
    with clock.freeze(NOW + timedelta(minutes=1)):
        record_contact(viewer, old_man.id, "call", "well")
    assert count(old_man, 1).people == 0
