"""How the server is run, and whether one runs on this data folder: what must not be done beneath
one asks here.

On systems without POSIX locks (Windows) a lock file that another process holds open says it, since
it cannot be removed there; the number of open connections is left as the system has it.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wanjia.core.server.limits import HEADER_BYTES, Limits

try:
    import fcntl
    import resource
except ImportError:
    IS_POSIX = False
else:
    IS_POSIX = True

NAME = "serving.lock"
STOP_SECONDS = 5  # that a server which is told to stop gives to what it is answering
FILES_BESIDE = 200  # that the program itself has open, and bodies that lie on disk


def server_options(host: str, port: int, limits: Limits) -> list[str]:
    """granian's options: one worker, HTTP/1 alone, no more than the limits.

    The seconds for headers are also those in which a kept connection has to send its next request.
    """
    return [
        "--interface",
        "asginl",
        "--loop",
        "asyncio",
        "--http",
        "1",
        "--no-ws",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        "1",
        "--respawn-failed-workers",
        # A screen that listens never ends by itself; its browser comes back after a restart.
        "--workers-kill-timeout",
        str(STOP_SECONDS),
        "--backpressure",
        str(limits.connections),
        "--http1-header-read-timeout",
        str(limits.header_seconds * 1000),
        "--http1-buffer-size",
        str(HEADER_BYTES),
    ]


def raise_open_files(connections: int) -> None:
    """Let this process have so many connections open, as far as the system lets it."""
    if not IS_POSIX:
        return
    wanted = connections + FILES_BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def hold(folder: Path) -> None:
    """Say that this process serves the folder, as long as it lives; kept through `exec`."""
    handle = _open_lock(folder)
    if IS_POSIX:
        fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)


def freeze_loaded_objects() -> None:
    """Take what the process has loaded out of the collector's rounds: looking through all of the
    program for rubbish, of which it makes none, held up one page in fifty by a tenth of a second.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep servers from starting on the folder; False where one runs already."""
    if not IS_POSIX:
        yield _is_free(folder / NAME)
        return
    handle = _open_lock(folder)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _is_free(lock: Path) -> bool:
    """Return whether nobody holds the lock file open, where an open file cannot be removed."""
    with suppress(FileNotFoundError):
        try:
            lock.unlink()
        except PermissionError:
            return False
    return True


def _open_lock(folder: Path) -> int:
    return os.open(folder / NAME, os.O_CREAT | os.O_RDWR, 0o600)
