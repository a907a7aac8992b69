"""Rows found by their ids within a community: those alone, and by their ids on SQLite too."""

import pytest
from django.db import connection

from wanjia.core.models import Community, Entry
from wanjia.core.tenancy.fields import within_communities

pytestmark = pytest.mark.both


def entries(community, many):
    at = "2026-04-18T08:00Z"
    rows = [Entry(community=community, occurred_at=at, type="was") for _ in range(many)]
    return Entry.objects.bulk_create(rows)


def test_ids_of_another_community_are_left_out(community):
    other = Community.objects.create(name="别处", code="310117001002")
    ours, theirs = entries(community, 3), entries(other, 2)
    rows = Entry.objects.filter(pk__in=[one.pk for one in (*ours[:2], *theirs)])
    assert set(within_communities(rows, ours)) == set(ours[:2])
    assert rows.filter(community_id__tenant=other.id).count() == 2


def test_sqlite_goes_by_the_ids_and_not_through_the_whole_community(community):
    some = entries(community, 40)[:20]
    rows = within_communities(
        Entry.objects.order_by().filter(pk__in=[one.pk for one in some]), some
    )
    if connection.vendor == "sqlite":
        assert "(id=?)" in rows.explain()
        plain = Entry.objects.order_by().filter(pk__in=[one.pk for one in some])
        assert "(id=?)" not in plain.filter(community_id=community.id).explain()
    assert len(rows) == 20
