"""Which database the settings speak to."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

# WAL lets readers read while one writes; FULL means an acknowledged write is on disk;
# IMMEDIATE takes the write lock at the start, so two writers wait instead of failing.
SQLITE_OPTIONS = {
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;"
        " PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY"
    ),
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
}

ENGINES = {
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "citus": "wanjia.core.tenancy.cluster.engine",
}


def database_from(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's DATABASES entry for a URL, or for SQLite in a folder when it is empty.

    `url` is `postgres://user:password@host:port/name`, `citus://…` likewise for a cluster's
    coordinator, or `sqlite:///path`. What follows a `?` is
    handed to libpq by its own names: `postgres:///name?host=/run/postgresql`, `sslmode=require`.
    `pool=transaction` says that a pooler gives the server's connection to another after each
    transaction, so that nothing may be kept in one. Raises ValueError for another scheme or pool.
    """
    if not url:
        return _sqlite_settings(folder / "wanjia.sqlite3")
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return _sqlite_settings(Path(unquote(parts.path)))
    if parts.scheme in ENGINES:
        options = dict(parse_qsl(parts.query))
        pool = options.pop("pool", "")
        if pool not in ("", "transaction"):
            raise ValueError(f"DATABASE_URL: unknown pool={pool!r}; use pool=transaction or none")
        return {
            "ENGINE": ENGINES[parts.scheme],
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", unquote(parts.hostname or "")),
            "PORT": options.pop("port", str(parts.port or "")),
            "OPTIONS": options,
            "DISABLE_SERVER_SIDE_CURSORS": bool(pool),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,  # the database may have been restarted meanwhile
        }
    raise ValueError(
        f"DATABASE_URL: unknown scheme {parts.scheme!r}; use postgres://, citus:// or sqlite://"
    )


def _sqlite_settings(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "wanjia.core.sqlite",
        "NAME": str(path),
        "OPTIONS": dict(SQLITE_OPTIONS),
        "CONN_MAX_AGE": None,
    }
