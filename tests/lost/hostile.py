"""Clients that hold a line as long as they are let: slowly, endlessly, with rubbish, or deaf."""

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import Awaitable, Callable

POST = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
DRIP = 0.5  # seconds between two bytes
Feed = Callable[[asyncio.StreamWriter], Awaitable[None]]


async def _drip(writer: asyncio.StreamWriter, head: bytes, piece: bytes) -> None:
    writer.write(head)
    while True:
        await writer.drain()
        await asyncio.sleep(DRIP)
        writer.write(piece)


async def silent(writer: asyncio.StreamWriter) -> None:
    """Open a connection and say nothing."""


async def slow_headers(writer: asyncio.StreamWriter) -> None:
    await _drip(writer, POST, b"X")


async def slow_body(writer: asyncio.StreamWriter) -> None:
    await _drip(writer, POST + FORM + b"Content-Length: 100000\r\n\r\n", b"x")


async def half_a_body(writer: asyncio.StreamWriter) -> None:
    writer.write(POST + FORM + b"Content-Length: 20\r\n\r\nusername=x")


async def endless_chunks(writer: asyncio.StreamWriter) -> None:
    head = POST + FORM + b"Transfer-Encoding: chunked\r\n\r\n"
    await _drip(writer, head, b"5\r\nhello\r\n")


async def stalled_photo(writer: asyncio.StreamWriter) -> None:
    """A file of some size, of which a third comes."""
    form = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3000000\r\n\r\n"
    writer.write(POST + form + b"x" * 1_000_000)


async def huge(writer: asyncio.StreamWriter) -> None:
    writer.write(POST + FORM + b"Content-Length: 999999999999\r\n\r\nx")


async def long_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"GET /login/ HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 300_000 + b"\r\n\r\n")


async def rubbish(writer: asyncio.StreamWriter) -> None:
    writer.write(
        b"GET /login/ HTTP/1.1\r\nHost: localhost\r\n\r\n" + b"\x16\x03\x01\xff\r\n\r\n" * 99
    )


async def wrong_chunks(writer: asyncio.StreamWriter) -> None:
    writer.write(POST + FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n")


async def kept_open(writer: asyncio.StreamWriter) -> None:
    """One good request, and then nothing."""
    writer.write(b"GET /ok/ HTTP/1.1\r\nHost: localhost\r\n\r\n")


async def gone(writer: asyncio.StreamWriter) -> None:
    """Half a request, and the client is away without a word."""
    writer.write(POST + FORM + b"Content-Length: 20\r\n\r\nu")
    await writer.drain()
    writer.transport.abort()


KINDS: dict[str, Feed] = {
    one.__name__: one
    for one in (
        silent, slow_headers, slow_body, half_a_body, endless_chunks, stalled_photo, huge,
        long_headers, rubbish, wrong_chunks, kept_open, gone,
    )
}  # fmt: skip


async def _one(port: int, feed: Feed, ends: Counter[str]) -> None:
    """Hold the line until it is cut; note with which status, or `cut`."""
    told = b""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        ends["cut"] += 1
        return
    feeding = asyncio.create_task(feed(writer))
    try:
        while piece := await reader.read(65536):
            told = (told + piece)[-100_000:]
    except OSError:
        pass
    finally:
        feeding.cancel()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await feeding
        writer.transport.abort()
    # The last answer on the line is the one to what was hostile.
    status = told.rpartition(b"HTTP/1.1 ")[2][:3].decode("latin-1")
    ends[status or "cut"] += 1


async def _deaf(port: int, path: str, times: int, ends: Counter[str]) -> None:
    """Ask for much and read none of it, until the server lets go."""
    loop, line = asyncio.get_running_loop(), socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.setblocking(False)
    try:
        await loop.sock_connect(line, ("127.0.0.1", port))
        ask = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        for _ in range(times):
            await loop.sock_sendall(line, ask)
        while not _is_cut(line):
            await asyncio.sleep(0.2)
    except OSError:
        pass
    finally:
        line.close()
    ends["cut"] += 1


def _is_cut(line: socket.socket) -> bool:
    """Whether the other end has let go: told by the kernel, without reading anything."""
    info = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)
    return info[0] != 1


CSRF = "a" * 32


async def _sign_in(port: int, ends: Counter[str], number: int) -> None:
    """Guess a password: a third of a second of one processor."""
    body = f"username=desk{number}&password=wrong-password".encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    cookie = f"Cookie: csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\nConnection: close\r\n".encode()
    writer.write(POST + FORM + cookie + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    told = await reader.read(-1)
    writer.close()
    ends[told[9:12].decode("latin-1")] += 1


async def sign_in(port: int, many: int) -> Counter[str]:
    """So many guess a password at once; how each was answered."""
    ends = Counter[str]()
    await asyncio.gather(*(_sign_in(port, ends, number) for number in range(many)))
    return ends


async def hold(port: int, many: int, deaf_to: str) -> dict[str, Counter[str]]:
    """So many clients of each kind at the same time, 200 idle ones and 20 who guess a password; how
    each was let go."""
    ends = {kind: Counter[str]() for kind in (*KINDS, "deaf", "sign_in")}
    every = [
        _one(port, feed, ends[kind])
        for kind, feed in KINDS.items()
        for _ in range(200 if feed is kept_open else many)
    ]
    every += [_deaf(port, deaf_to, 60, ends["deaf"]) for _ in range(many)]
    every += [_sign_in(port, ends["sign_in"], number) for number in range(20)]
    await asyncio.gather(*every)
    return ends
