"""The reader of SQL that fails the test run on a statement that crosses communities, and that it
is at work: see tests/statements.py."""

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from tests import statements
from tests.crossings import faults

from wanjia.core import journal
from wanjia.core.models import Community
from wanjia.core.tenancy.cluster.tables import placement
from wanjia.core.tenancy.cross_community import NAMED, across_communities, current_crossing
from wanjia.people.models import Resident, Risk, Staff
from wanjia.places.models import Dwelling, Estate, Stairwell

pytestmark = pytest.mark.both

TABLES = frozenset({"answer", "resident", "zone"})
STAYS = [
    "SELECT * FROM town",
    "SELECT r.id FROM resident r WHERE r.community_id = %s AND r.name LIKE '%%x'",
    'SELECT "resident"."id" FROM "resident" WHERE "resident"."community_id" IN (%s)',
    "SELECT 1 FROM answer a JOIN resident r ON r.id = a.resident_id"
    " AND (r.community_id = (a.community_id)) WHERE a.community_id = %s",
    "SELECT 1 FROM town t LEFT JOIN zone z ON z.community_id = t.community_id AND z.id = %s"
    " WHERE t.community_id = %s",
    "SELECT 1 FROM answer WHERE (answer.community_id = %s AND answer.id = %s)"
    " OR (answer.community_id = %s AND answer.x)",
    "SELECT (SELECT max(a.at) FROM answer a WHERE a.community_id = r.community_id)"
    " FROM resident r WHERE r.community_id = %s",
    "SELECT 1 FROM resident r WHERE r.community_id = %s AND NOT EXISTS"
    " (SELECT 1 FROM answer a WHERE a.community_id = r.community_id AND a.resident_id = r.id)",
    "SELECT count(*) FROM (SELECT 1 FROM zone z WHERE z.community_id = %s LIMIT 5) s",
    "INSERT INTO answer (id, community_id) VALUES (%s, %s)",
    "INSERT INTO answer (id, community_id) VALUES (%s, %s)"
    " ON CONFLICT(community_id, id) DO UPDATE SET at = EXCLUDED.at",
    'UPDATE "answer" SET "at" = %s WHERE ("answer"."community_id" = %s AND "answer"."id" = %s)',
    "DELETE FROM answer WHERE answer.community_id = %s AND answer.id IN (%s, %s)",
    "SELECT 1 FROM zone z WHERE z.community_id = %s UNION SELECT 2 FROM zone y"
    " WHERE y.community_id = %s",
]
CROSS = [
    "SELECT r.id FROM resident r WHERE r.id = %s",
    "SELECT r.id FROM resident r WHERE NOT (r.community_id = %s)",
    "SELECT r.id FROM resident r WHERE r.community_id IN (%s, %s)",
    "SELECT r.id FROM resident r WHERE r.community_id IN (SELECT id FROM town)",
    "SELECT r.id FROM resident r WHERE r.community_id > %s",
    "SELECT 1 FROM answer a JOIN resident r ON r.id = a.resident_id WHERE a.community_id = %s",
    "SELECT 1 FROM answer a JOIN resident r ON r.community_id = a.community_id",
    "SELECT 1 FROM town t JOIN zone z ON z.community_id = t.community_id WHERE t.token = %s",
    "SELECT 1 FROM answer WHERE (answer.community_id = %s AND answer.id = %s) OR answer.x",
    "SELECT 1 FROM resident r WHERE r.community_id = %s AND EXISTS"
    " (SELECT 1 FROM answer a WHERE a.resident_id = r.id)",
    "SELECT count(*) FROM (SELECT 1 FROM zone z LIMIT 5) s",
    "INSERT INTO answer (id, at) VALUES (%s, %s)",
    "INSERT INTO answer (id, community_id) VALUES (%s, %s) ON CONFLICT(id) DO NOTHING",
    "UPDATE answer SET at = %s WHERE answer.id = %s",
    "UPDATE answer SET at = %s WHERE answer.id IN"
    " (SELECT a.id FROM answer a WHERE a.community_id = %s)",
    "DELETE FROM answer WHERE answer.id IN (%s)",
    "SELECT 1 FROM zone z WHERE z.community_id = %s UNION SELECT 2 FROM zone y",
]


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
@pytest.mark.parametrize("sql", STAYS)
def test_a_statement_of_one_community_passes(sql, dialect):
    assert faults(sql, dialect, TABLES) == []


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
@pytest.mark.parametrize("sql", CROSS)
def test_a_statement_that_crosses_communities_is_told(sql, dialect):
    assert faults(sql, dialect, TABLES)


def test_what_the_application_says_to_the_database_is_seen(viewer, monkeypatch):
    monkeypatch.setattr(statements, "seen", {})
    monkeypatch.setattr(statements, "_known", set())
    with transaction.atomic():
        journal.write(viewer, "test.seen")
    assert [where.split(":")[0] for where in statements.seen.values()] == [
        "wanjia/core/journal/__init__.py"
    ]
    assert "INSERT INTO" in next(iter(statements.seen))[2]


def test_what_a_test_says_itself_is_not(residents, monkeypatch):
    monkeypatch.setattr(statements, "seen", {})
    monkeypatch.setattr(statements, "_known", set())
    one = Resident.objects.get(id=residents[0].id)
    one.refresh_from_db()
    one.save()
    assert list(one.dwelling.residents.all())
    assert statements.seen == {}


def test_statements_that_differ_in_how_many_values_they_have_are_one():
    assert statements.template("a IN (%s, %s, %s)") == statements.template("a IN (%s, %s)")
    assert statements.template("a IN (%s)") != statements.template("a IN (%s, %s)")
    rows = "INSERT INTO t (a, b) VALUES (%s, %s)"
    assert statements.template(f"{rows}, (%s, %s), (%s, %s)") == rows


def test_only_a_named_crossing_may_be_opened(monkeypatch):
    monkeypatch.setitem(NAMED, "city.total", "a roll-up")
    with across_communities("city.total"):
        assert current_crossing() == "city.total"
    assert current_crossing() == ""
    with pytest.raises(KeyError), across_communities("city.other"):
        pass


def asked(act):
    """The statements that an act issues."""
    found = []

    def keep(execute, sql, params, many, context):
        found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        act()
    return found


@pytest.mark.parametrize(
    "act",
    [
        lambda one: one.save(),
        lambda one: one.save(update_fields=["note"]),
        lambda one: one.refresh_from_db(),
        lambda one: one.dwelling.stairwell.estate,
        lambda one: list(one.dwelling.residents.all()),
        lambda one: list(one.risks.filter(confirmed=True)),
        lambda one: list(
            Resident.objects.filter(community_id=one.community_id)
            .select_related("dwelling__stairwell__estate")
            .exclude(risks__kind="dialysis")
            .prefetch_related("risks", "dwelling__stairwell")
        ),
        lambda one: Resident.objects.bulk_update([one], ["note"]),
        lambda one: one.delete(),
    ],
    ids=[
        "save",
        "save-some",
        "refresh",
        "forward",
        "back",
        "back-filtered",
        "joins",
        "many",
        "delete",
    ],
)
def test_a_row_is_read_and_written_within_its_community(residents, act):
    distributed = frozenset(name for name, at in placement().items() if at == "distributed")
    one = Resident.objects.get(id=residents[0].id)
    for sql in asked(lambda: act(one)):
        assert faults(sql, "sqlite", distributed) == []


def test_rows_of_two_communities_are_fetched_ahead_each_from_its_own(residents):
    other = Community.objects.create(name="另一个居民区")
    estate = Estate.objects.create(community=other, name="别处")
    stairwell = Stairwell.objects.create(community=other, estate=estate, label="1")
    dwelling = Dwelling.objects.create(community=other, stairwell=stairwell, door="1-101")
    Resident.objects.create(community=other, dwelling=dwelling, name="别人")
    every = Resident.objects.prefetch_related("dwelling__residents")
    assert all(one in one.dwelling.residents.all() for one in every)
    assert len(every) == 37


def test_a_row_is_deleted_with_what_points_to_it(residents):
    one = Resident.objects.get(id=residents[0].id)
    of = {"community_id": one.community_id, "resident": one}
    Risk.objects.create(**of, kind="dialysis")
    served = Staff.objects.create(**of, name="自己", role="volunteer")
    assert one.delete() == (2, {"people.Risk": 1, "people.Resident": 1})
    served.refresh_from_db()
    assert served.resident_id is None
    assert not Risk.objects.exists()
    assert Resident.objects.count() == len(residents) - 1


def test_what_is_protected_is_not_deleted(residents):
    with pytest.raises(ProtectedError):
        residents[0].dwelling.delete()
    assert residents[0].dwelling.residents.count() == 2
