"""Connections whose client does not read its answer are cut.

A server that has an answer in its hand waits as long as the client likes: a few hundred such
clients would hold every connection there is. What the kernel knows of each (how much waits, how
much has arrived) is looked at every few seconds; on other systems than Linux nothing is done.
"""

import contextlib
import logging
import os
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from wanjia.core.server.limits import Limits

EVERY_SECONDS = 5
_ACKED_AT = 120  # where `tcpi_bytes_acked` stands in `struct tcp_info`
_INFO_BYTES = 192
_INFO_ESTABLISHED = 1
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """An answer that waits to be read: since when, and how much had been read by then."""

    since: float
    read: int


@dataclass(frozen=True)
class Connection:
    """What the kernel tells of a connection."""

    read: int  # bytes that have arrived at the client
    waiting: int  # bytes that have not


def look(
    before: dict[str, Waiting], now: float, found: dict[str, Connection], limits: Limits
) -> tuple[dict[str, Waiting], list[str]]:
    """Return whose answers wait, and which connections are to be cut: those that were given their
    time, and took less in it than the least rate asks.
    """
    waiting, stuck = dict[str, Waiting](), list[str]()
    for name, one in found.items():
        if not one.waiting:
            continue
        known = before.get(name) or Waiting(now, one.read)
        took = now - known.since
        if took < limits.body_seconds:
            waiting[name] = known
        elif one.read - known.read < took * limits.least_rate:
            stuck.append(name)
        else:
            waiting[name] = Waiting(now, one.read)
    return waiting, stuck


def start(port: int, limits: Limits) -> threading.Thread | None:
    """Look after the connections to a port in a thread of this process; None where it cannot."""
    if sys.platform != "linux":
        return None

    def keep_looking() -> None:
        before: dict[str, Waiting] = {}
        while True:
            time.sleep(EVERY_SECONDS)
            with contextlib.suppress(OSError):
                before = _cut_stuck(port, before, limits)

    thread = threading.Thread(target=keep_looking, name="slow-readers", daemon=True)
    thread.start()
    return thread


def _cut_stuck(port: int, before: dict[str, Waiting], limits: Limits) -> dict[str, Waiting]:
    with contextlib.ExitStack() as opened:
        every = {name: opened.enter_context(one) for name, one in _open_connections(port)}
        found = {name: _look_at(one) for name, one in every.items()}
        waiting, stuck = look(before, time.monotonic(), found, limits)
        for name in stuck:
            with contextlib.suppress(OSError):
                _cut_connection(every[name])
    if stuck:
        log.warning("cut %s connections whose answers were not read", len(stuck))
    return waiting


def _cut_connection(one: socket.socket) -> None:
    """Let the server's own close of it, which follows, throw away what waits to be read."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.shutdown(socket.SHUT_RDWR)


def _open_connections(port: int) -> Iterator[tuple[str, socket.socket]]:
    """This process's TCP connections to a port, by their clients' addresses."""
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            one = socket.socket(fileno=os.dup(int(name)))
            try:
                here, there = one.getsockname(), one.getpeername()
                is_ours = isinstance(here, tuple) and here[1] == port
            except OSError:
                is_ours = False
            if is_ours:
                yield f"{there[0]} {there[1]}", one
            else:
                one.close()


def _look_at(one: socket.socket) -> Connection:
    info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    if len(info) < _ACKED_AT + 8 or info[0] != _INFO_ESTABLISHED:
        return Connection(0, 0)
    import fcntl  # not everywhere, like what is asked of the kernel below
    import termios

    waiting = struct.unpack("i", fcntl.ioctl(one, termios.TIOCOUTQ, b"\0\0\0\0"))[0]
    return Connection(struct.unpack_from("Q", info, _ACKED_AT)[0], waiting)
