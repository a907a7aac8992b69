"""A PostgreSQL that stands in for a Citus cluster: see citus.sql for the rules it enforces."""

from pathlib import Path
from typing import Any

SQL = Path(__file__).with_suffix(".sql").read_text()
COORDINATOR = "INSERT INTO pg_dist_node VALUES (0, 'here')"


def stand_in(database: Any) -> None:
    """Make a database with all its tables a stand-in for a cluster, and distribute it."""
    from wanjia.core.tenancy.cluster.distribute import distribute, plan

    with database.cursor() as cursor:
        cursor.execute(SQL.replace("%", "%%"), ())
        cursor.execute(COORDINATOR)
    distribute(database, plan(database), lambda _: None)
