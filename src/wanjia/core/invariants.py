"""What must hold in every table: whose row points where, and that what is undone was done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Count, Exists, ForeignKey, OuterRef, Q
from django.utils.translation import gettext_noop as _

from wanjia.core import clock
from wanjia.core.integrity import Violation, invariant, violation, violations_in
from wanjia.core.models import CommunityModel, Entry

AHEAD = timedelta(minutes=5)
FROM_BACKUP = _("请停下服务，用最近的备份恢复（wanjia restore），再看一遍。")


def broken_file() -> list[str]:
    """Return what SQLite itself finds wrong with its file; nothing on PostgreSQL, which keeps to
    its keys and sums.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(20)")
        said = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return said + [f"{row[0]} {row[1]} → {row[2]}" for row in cursor.fetchmany(20)]


@invariant(
    "rows.elsewhere",
    _("指向别的居民区，或指向没有的一行"),
    FROM_BACKUP,
)
def _points_elsewhere(community: UUID) -> Iterator[Violation]:
    for model in apps.get_models():
        if not issubclass(model, CommunityModel):
            continue
        for key in model._meta.concrete_fields:
            if isinstance(key, ForeignKey) and issubclass(key.related_model, CommunityModel):
                there = key.related_model._base_manager.filter(
                    community_id=community, pk=OuterRef(key.attname)
                )
                rows = model._base_manager.filter(
                    ~Exists(there), community_id=community, **{f"{key.name}__isnull": False}
                )
                for row in violations_in(rows.only("pk")):
                    yield replace(row, where=key.name)


@invariant(
    "undo.once",
    _("撤销的那一步没有记过，或撤销了两次"),
    _("请在日志页找到这一步，核对现在的状态；不对就照页面重做一次。"),
)
def _undone_twice(community: UUID) -> Iterator[Violation]:
    entries = Entry.objects.filter(community_id=community)
    undoing = entries.filter(undoes__isnull=False)
    yield from violations_in(undoing.filter(~Exists(entries.filter(id=OuterRef("undoes")))))
    twice = undoing.values("undoes").annotate(times=Count("id")).filter(times__gt=1)
    for row in twice.order_by():
        yield Violation(Entry._meta.db_table, str(row["undoes"]), f"×{row['times']}")


@invariant(
    "clock.ahead",
    _("日志的时间比现在还晚：时钟曾走错"),
    _("请校准这台机器的时间（timedatectl），再看今天的轮次和时限。"),
)
def _clock_ahead(community: UUID) -> Iterator[Violation]:
    late = Entry.objects.filter(community_id=community, occurred_at__gt=clock.now() + AHEAD)
    if newest := late.order_by("-occurred_at").first():
        yield violation(newest, newest.occurred_at.isoformat())


@invariant(
    "journal.actor",
    _("日志没有写是谁做的"),
    FROM_BACKUP,
)
def _without_actor(community: UUID) -> Iterator[Violation]:
    entries = Entry.objects.filter(community_id=community)
    return violations_in(entries.filter(Q(role="") | Q(type="")))
