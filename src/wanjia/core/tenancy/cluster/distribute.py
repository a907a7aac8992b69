"""`wanjia distribute`: on a Citus cluster each table is put where it belongs, keys included."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_noop as _

from wanjia.core.problems import Problem, declare_problems
from wanjia.core.tenancy.cluster.engine.base import DatabaseWrapper
from wanjia.core.tenancy.cluster.keys import Found, Link, Step, misplaced, steps
from wanjia.core.tenancy.cluster.placement import place
from wanjia.core.tenancy.cluster.tables import every_table

SHARDS = 128

declare_problems(
    {
        "cluster.none": (
            _(
                "这个数据库不是 Citus 集群（没有 citus_version()）。"
                "一个街镇用一台 PostgreSQL 就够；一座城市请在 DATABASE_URL 里写 Citus 的协调节点。"
            ),
            409,
        ),
        "cluster.url": (
            _("这是 Citus 集群：请把 DATABASE_URL 的 postgres:// 改成 citus://，再来一次。"),
            409,
        ),
        "cluster.no_coordinator": (
            _(
                "协调节点还没有登记，本地表不能指向各节点都有的表。请先执行"
                " SELECT citus_set_coordinator_host('协调节点的地址')，再来一次。"
            ),
            409,
        ),
        "cluster.no_tables": (
            _("数据库里还没有这些表：{tables}。请先执行 wanjia manage migrate。"),
            409,
        ),
        "cluster.misplaced": (
            _("这些表已按别的方式分布：{tables}。请先 undistribute_table，再来一次。"),
            409,
        ),
    }
)

PRIMARY = """
SELECT t.relname, c.conname, array_agg(a.attname::text ORDER BY k.place)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY k(number, place)
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
WHERE c.contype = 'p' AND t.relnamespace = current_schema()::regnamespace
GROUP BY t.relname, c.conname
"""
LINKS = """
SELECT t.relname, c.conname, r.relname,
    array_agg(a.attname::text ORDER BY k.place), array_agg(b.attname::text ORDER BY k.place)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY k(number, other, place)
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = k.other
WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace
GROUP BY t.relname, c.conname, r.relname
"""
PLACED = """
SELECT t.relname, CASE c.citus_table_type WHEN 'distributed' THEN 'distributed'
    WHEN 'reference' THEN 'reference' ELSE 'local' END, c.distribution_column, c.colocation_id
FROM citus_tables c JOIN pg_class t ON t.oid = c.table_name
"""


def plan(database: BaseDatabaseWrapper, shards: int = SHARDS) -> list[Step]:
    """Return the steps left to do on a database.

    Raises Problem `cluster.none`, `cluster.url`, `cluster.no_coordinator`, `cluster.no_tables`,
    `cluster.misplaced`.
    """
    if database.vendor != "postgresql" or not _fetch_value(
        database, "SELECT to_regproc('citus_version')"
    ):
        raise Problem("cluster.none")
    if not isinstance(database, DatabaseWrapper):
        raise Problem("cluster.url")
    if not _fetch_value(database, "SELECT count(*) FROM pg_dist_node WHERE groupid = 0"):
        raise Problem("cluster.no_coordinator")
    tables = {one.name: one for one in every_table()}
    placed, found = place(tables.values()), _read_keys(database)
    if missing := sorted(placed.keys() - found.primary.keys()):
        raise Problem("cluster.no_tables", tables="、".join(missing))
    if wrong := misplaced(placed, found):
        raise Problem("cluster.misplaced", tables="、".join(wrong))
    return steps(tables, placed, found, shards)


def distribute(
    database: BaseDatabaseWrapper, todo: list[Step], told: Callable[[Step], None]
) -> None:
    """Do the steps, each in a transaction of its own; `told` hears of each that is done."""
    for step in todo:
        with database.cursor() as cursor:
            cursor.execute(step.sql)
        told(step)


def _read_keys(database: BaseDatabaseWrapper) -> Found:
    return Found(
        primary={
            table: (name, tuple(columns)) for table, name, columns in _fetch_rows(database, PRIMARY)
        },
        links={
            Link(table, tuple(columns), to, tuple(others)): name
            for table, name, to, columns, others in _fetch_rows(database, LINKS)
        },
        placed={
            table: (at, column, group) for table, at, column, group in _fetch_rows(database, PLACED)
        },
    )


def _fetch_rows(database: BaseDatabaseWrapper, sql: str) -> list[Any]:
    with database.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _fetch_value(database: BaseDatabaseWrapper, sql: str) -> Any:
    return _fetch_rows(database, sql)[0][0]
