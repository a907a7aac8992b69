"""A database of its own for a benchmark: empty, its tables made, gone afterwards.

A temporary SQLite file; or, where DATABASE_URL names a PostgreSQL server, a database there.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

NUMBERS = count(1)


@contextmanager
def fresh_database() -> Iterator[Path]:
    """Point Django's default database at an empty one with its tables; yield a folder to use."""
    with tempfile.TemporaryDirectory(prefix="wanjia-bench-") as name:
        folder = Path(name)
        _set_up(folder)
        from django.db import connection

        from wanjia.core.transfer.schema import ready_database

        connection.close()
        before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = _new_name(folder)
        try:
            ready_database()
            yield folder
        finally:
            connection.close()
            made, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], before
            if connection.vendor == "postgresql":
                _say(f'DROP DATABASE "{made}" WITH (FORCE)')


def on_postgres() -> bool:
    """Whether the database is a PostgreSQL server's."""
    from django.db import connection

    return connection.vendor == "postgresql"


def environment_of(folder: Path) -> dict[str, str]:
    """The environment in which another process speaks to the fresh database."""
    from django.db import connection

    if not on_postgres():
        return {"WANJIA_DATA": str(folder), "DATABASE_URL": ""}
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return {"WANJIA_DATA": str(folder), "DATABASE_URL": url.geturl()}


def _new_name(folder: Path) -> str:
    if not on_postgres():
        return str(folder / "wanjia.sqlite3")
    name = f"bench_{os.getpid()}_{next(NUMBERS)}"
    _say(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return name


def _say(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _set_up(folder: Path) -> None:
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.settings")
    if not apps.ready:
        os.environ["WANJIA_DATA"] = str(folder)
        django.setup()
