"""Reads that PostgreSQL plans once: the same rows as ever, planned once for each connection."""

import pytest
from django.db import connection

from wanjia.kernel.database import database_from
from wanjia.kernel.models import Community
from wanjia.kernel.planned import rows_of

NAMED = "SELECT name FROM kernel_community WHERE name_en = %s ORDER BY name"
PLANS = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT name FROM%'"


def plans() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(PLANS)
        return cursor.fetchone()[0]


@pytest.fixture
def pooled(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)


def test_it_reads_what_is_there_and_is_planned_once(db):
    before = plans()
    for number in range(3):
        Community.objects.create(name=f"祥欣{number}", name_en="Xiangxin", code=f"31011700{number}")
        assert len(rows_of(NAMED, ["Xiangxin"])) == number + 1
    assert rows_of(NAMED, ["'; --"]) == []
    assert plans() - before == (1 if connection.vendor == "postgresql" else 0)


def test_behind_a_pool_nothing_is_kept_in_a_connection(db, pooled):
    Community.objects.create(name="祥欣", name_en="Xiangxin", code="310117")
    before = plans()
    assert [tuple(row) for row in rows_of(NAMED, ["Xiangxin"])] == [("祥欣",)]
    assert plans() == before


@pytest.mark.parametrize(("query", "kept"), [("", False), ("?pool=transaction", True)])
def test_the_address_says_whether_there_is_a_pool(query, kept, tmp_path):
    entry = database_from(f"postgres://wanjia@pool/wanjia{query}", tmp_path)
    assert entry["DISABLE_SERVER_SIDE_CURSORS"] is kept
    assert entry["OPTIONS"] == {}


def test_a_pool_of_another_kind_is_named(tmp_path):
    with pytest.raises(ValueError, match="pool='session'"):
        database_from("postgres://wanjia@pool/wanjia?pool=session", tmp_path)
