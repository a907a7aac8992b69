"""A database of its own for a benchmark: a temporary SQLite file, migrated, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def fresh_database() -> Iterator[Path]:
    """Point Django's default database at an empty, migrated file; yield its folder."""
    with tempfile.TemporaryDirectory(prefix="wanjia-bench-") as name:
        folder = Path(name)
        _set_up(folder)
        from django.core.management import call_command
        from django.db import connection

        connection.close()
        before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = str(folder / "wanjia.sqlite3")
        try:
            call_command("migrate", verbosity=0, interactive=False)
            yield folder
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


def _set_up(folder: Path) -> None:
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.settings")
    if not apps.ready:
        os.environ["WANJIA_DATA"] = str(folder)
        os.environ["DATABASE_URL"] = ""
        django.setup()
