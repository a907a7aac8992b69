"""Dear requests are answered by processes: their work holds no page's lock, and what takes too long
or too much memory ends with its process, not with the server.

A worker is started when there is work, ends when there was none for some minutes, and is started
anew when it ended in the middle. It is the same application: what it stores is one transaction of
its own, and lost with it.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import IO, Any

from wanjia.core import clock

IS_POSSIBLE = os.name == "posix"
READY = "ready"
START_SECONDS = 60
Environ = dict[str, Any]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
Told = Callable[[Any], None]


def _environment() -> dict[str, str]:
    """Return what a worker starts with: where the clock was set, it goes on from now."""
    own = {}
    if "WANJIA_CLOCK" in os.environ:
        own["WANJIA_CLOCK"] = clock.now().isoformat()
    if file := os.environ.get("WANJIA_LOG_FILE"):  # two processes would put one file aside twice
        own["WANJIA_LOG_FILE"] = f"{file}.worker"
    return {**os.environ, **own}


class Overrun(Exception):
    """The work was stopped: `why` is `time`, `memory` or `ended`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Workers:
    """A worker process for each thread that asks for one."""

    def __init__(self, application: str, seconds: int, megabytes: int, told: Told = print) -> None:
        """`application` is `module:name` of a WSGI application; `told` hears, in this process, what
        a worker found that others should know of."""
        self.application, self.seconds, self.megabytes = application, seconds, megabytes
        self.told = told
        self._own = threading.local()

    def answer(self, environ: Environ, body: IO[bytes]) -> Answer:
        """Have a request answered by this thread's worker. Raises Overrun."""
        for is_again in (False, True):
            worker = self._worker()
            try:
                status, headers, content, news = worker.ask(environ, body, self.seconds)
            except (EOFError, TimeoutError) as error:
                is_late = isinstance(error, TimeoutError)
                # One that went for want of work had not begun; a fresh one is asked.
                if self._end(worker) == 0 and not (is_late or is_again):
                    continue
                raise Overrun("time" if is_late else "ended") from None
            if status == 0:
                self._end(worker)
                raise Overrun("memory")
            self.told(news)
            return status, headers, content
        raise AssertionError("unreachable")

    def _end(self, worker: "_Worker") -> int:
        self._own.worker = None
        return worker.end()

    def _worker(self) -> "_Worker":
        known: _Worker | None = getattr(self._own, "worker", None)
        if known is None or known.process.poll() is not None:
            self._own.worker = known = _Worker(self.application, self.megabytes)
        return known


class _Worker:
    """A process and the line to it."""

    def __init__(self, application: str, megabytes: int) -> None:
        ours, theirs = socket.socketpair()
        words = [sys.executable, "-m", "wanjia.core.server.worker"]
        self.process = subprocess.Popen(
            [*words, str(theirs.fileno()), application, str(megabytes)],
            pass_fds=[theirs.fileno()],
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the server, which finishes what is at hand
        )
        theirs.close()
        self.line = Connection(ours.detach())
        self.is_ready = False

    def ask(self, environ: Environ, body: IO[bytes], seconds: float) -> Any:
        """Return what the worker answers. Raises EOFError where it ended, TimeoutError."""
        try:
            if not self.is_ready:
                self._hear(START_SECONDS)
                self.is_ready = True
            self.line.send({key: one for key, one in environ.items() if isinstance(one, str)})
            reduction.send_handle(self.line, body.fileno(), self.process.pid)
            return self._hear(seconds)
        except (BrokenPipeError, ConnectionResetError):
            raise EOFError from None

    def _hear(self, seconds: float) -> Any:
        if not self.line.poll(seconds):
            raise TimeoutError
        return self.line.recv()

    def end(self) -> int:
        """End the process, if it has not ended; return what it ended with."""
        try:
            code = self.process.wait(0.5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            code = self.process.wait()
        self.line.close()
        return code
