"""Reads that are worded once, and planned once for each connection: the same rows as ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q, Value
from django.db.utils import ConnectionHandler

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.database import database_from
from wanjia.core.models import Community, Entry
from wanjia.core.prepared_queries import ID, MOMENT, _Keeping, _keeping_plans, prepared, rows_of

pytestmark = pytest.mark.both

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


START = datetime(2026, 4, 18, 8, tzinfo=UTC)


@pytest.fixture
def told(community):
    """An entry of the journal each hour, and one of another community."""
    other = Community.objects.create(name="别处", name_en="Elsewhere", code="310117001002")
    for hour in range(5):
        at = START + timedelta(hours=hour)
        Entry.objects.create(
            community=community, occurred_at=at, type=f"was.{hour}", actor_name="100%s 'x'"
        )
    Entry.objects.create(community=other, occurred_at=START, type="was.there")
    return community, other


def test_the_rows_are_those_of_the_query_and_it_is_put_into_words_once(told, viewer):
    built = []

    @prepared(after=MOMENT)
    def entries(viewer, after, newest=False):
        built.append(newest)
        rows = visible_to(viewer, Entry.objects.filter(occurred_at__gte=after))
        return rows.order_by("-occurred_at" if newest else "occurred_at").values_list(
            "type", flat=True
        )

    for hours in (0, 3, 9):
        after = START + timedelta(hours=hours)
        plain = Entry.objects.filter(community=told[0], occurred_at__gte=after).order_by(
            "occurred_at"
        )
        assert entries(viewer, after) == list(plain.values_list("type", flat=True))
    assert entries(viewer, after=START, newest=True)[0] == "was.4"
    assert built == [False, True]


def test_what_changed_since_is_read_anew(told, viewer):
    @prepared()
    def first(viewer):
        return visible_to(viewer, Entry.objects.all()).order_by("occurred_at")[:1]

    (entry,) = first(viewer)
    Entry.objects.filter(community=viewer.community_id, id=entry.id).update(type="was.changed")
    assert [one.type for one in first(viewer)] == ["was.changed"]
    assert first(Viewer(told[1].id, "head"))[0].type == "was.there"


def test_each_role_is_asked_for_in_its_own_words(told, viewer):
    @prepared()
    def entries(viewer):
        return visible_to(viewer, Entry.objects.all())

    assert len(entries(viewer)) == 5
    assert entries(Viewer(viewer.community_id, "town")) == []
    assert entries(Viewer(viewer.community_id, "grid")) == []
    assert len(entries(Viewer(told[1].id, "desk"))) == 1


def test_no_more_wordings_are_kept_than_are_asked_for(told, monkeypatch):
    monkeypatch.setattr("wanjia.core.prepared_queries.MOST_WORDED", 2)
    built = []

    @prepared(community=ID)
    def of_kind(community, kind):
        built.append(kind)
        return Entry.objects.filter(community=community, type=kind).values_list("type", flat=True)

    for kind in ("was.0", "was.1", "was.2", "was.2", "was.0"):
        assert of_kind(told[0].id, kind) == [kind]
    assert built == ["was.0", "was.1", "was.2", "was.0"]


def test_constants_of_any_kind_stay_what_they_are(told):
    @prepared(community=ID)
    def marked(community):
        rows = Entry.objects.filter(
            Q(actor_name="100%s 'x'") | Q(type__contains="100%"), community=community,
            occurred_at__lt=START + timedelta(hours=2), undoes=None,
        )  # fmt: skip
        return rows.annotate(mark=Value("%s%%")).order_by("occurred_at").values_list("type", "mark")

    expected = [("was.0", "%s%%"), ("was.1", "%s%%")]
    assert [marked(told[0].id), marked(told[0].id)] == [expected, expected]


def test_a_value_that_is_nothing_is_equal_to_nothing(told):
    @prepared(one=ID)
    def undone(one):
        return Entry.objects.filter(community=told[0], undoes=one)

    assert undone(None) == []


def test_a_moment_that_would_stay_is_refused(told):
    @prepared()
    def lately(viewer):
        return Entry.objects.filter(occurred_at__gte=clock.now())

    with pytest.raises(RuntimeError, match="lately"):
        lately(Viewer(told[0].id, "desk"))
    assert clock.now()


def test_a_connection_that_died_between_two_requests_is_made_anew(
    new_database, django_db_blocker, tmp_path
):
    handler = ConnectionHandler({"default": database_from(new_database(), tmp_path)})
    ours, other = handler["default"], handler.create_connection("default")
    if ours.vendor == "sqlite":  # which has no server that could be restarted
        assert not _keeping_plans(ours)
        return
    with django_db_blocker.unblock():
        try:
            pid = asked_of(_Keeping(ours), "SELECT pg_backend_pid()")
            assert asked_of(other, f"SELECT pg_terminate_backend({pid}, 5000)")
            ours.health_check_enabled, ours.health_check_done = True, False  # a request begins
            assert asked_of(_Keeping(ours), "SELECT pg_backend_pid()") != pid
        finally:
            ours.close()
            other.close()


def asked_of(database, statement):
    with database.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
