"""A worker process: answers requests one after the other, within its memory, until nobody asks.

Run as `python -m wanjia.core.server.worker HANDLE MODULE:NAME MEGABYTES`; HANDLE is the line to the
server.
"""

import ctypes
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import Any

from django.conf import settings

from wanjia.core.server import asgi
from wanjia.core.server.workers import READY
from wanjia.core.transfer import server_lock

Application = Callable[..., Iterable[bytes]]
IDLE_SECONDS = 600
PR_SET_PDEATHSIG = 1
MEMORY_GONE: tuple[int, list[Any], bytes] = (0, [], b"")
log = logging.getLogger("wanjia.requests")


def main() -> int:
    """Serve the line until it is closed, there was nothing to do, or memory ran out."""
    line, name, megabytes = Connection(int(sys.argv[1])), sys.argv[2], int(sys.argv[3])
    end_with_server()
    os.nice(5)  # pages come first
    module, _, attribute = name.partition(":")
    application, ran_out = watch_memory(getattr(importlib.import_module(module), attribute))
    server_lock.hold(settings.DATA)  # nothing is restored beneath what is still being done
    limit_memory(megabytes)
    line.send(READY)
    with suppress(EOFError, BrokenPipeError):
        while line.poll(IDLE_SECONDS):
            environ = line.recv()
            with os.fdopen(reduction.recv_handle(line), "rb") as body:
                body.seek(0)
                news = listen()
                answer = asgi.run_application(application, asgi.wsgi_environ(environ, body))
            if ran_out:
                line.send((*MEMORY_GONE, None))
                return 1
            line.send((*answer, news()))
    return 0


def end_with_server() -> None:
    """See that nothing goes on being stored by a server that was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(megabytes: int) -> None:
    """Let this process have so much data; what asks for more is told that there is no memory."""
    import resource  # only where a worker is started, which is on POSIX

    soft, hard = megabytes * 1024**2, resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what lies in memory stays off the disk


def watch_memory(application: Application) -> tuple[Application, list[bool]]:
    """Return the application, and a list that is no longer empty once memory has run out."""
    from django.core.signals import got_request_exception

    ran_out: list[bool] = []

    def note(**_about: Any) -> None:
        if isinstance(sys.exc_info()[1], MemoryError):
            ran_out.append(True)

    def watched(environ: asgi.Environ, start_response: Any) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except MemoryError:
            ran_out.append(True)
            raise

    got_request_exception.connect(note, weak=False)  # Django answers such an error itself
    return watched, ran_out


def listen() -> Any:
    """Return a function that tells which counts were changed from now on."""
    from wanjia.core.scheduling import cached_counts

    cached_counts.changes = []
    return lambda: cached_counts.changes


if __name__ == "__main__":
    sys.exit(main())
