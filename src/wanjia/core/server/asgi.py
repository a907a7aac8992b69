"""The WSGI application behind an ASGI server: a worker thread is taken only for a request that is
there in full, and is given back when the answer is made, not when it is read.

A body that comes slowly, never ends or is never finished costs a connection, no thread: it is read
under asyncio within limits (`limits.py`) and is kept in memory when it is small, on disk when not.
A screen that listens (`live_stream.py`) is no request to wait for: it costs a connection alone.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from wanjia.core.server.lanes import HEAVY, LARGE, PATIENCE, PATIENT, Lane, LaneFull
from wanjia.core.server.limits import BODY_BYTES, Limits
from wanjia.core.server.paths import LIVE, WHO
from wanjia.core.server.workers import Overrun, Workers

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
ChooseLane = Callable[[str, str, int], str]
Answer = tuple[int, Headers, bytes]

MOST_IGNORED = 4 * BODY_BYTES  # read to its end, though it is too much; what is more is cut short
IN_MEMORY = LARGE  # bytes of a body; what is longer lies on disk
PIECE = 64 * 1024  # bytes of an answer that are sent at a time
NO_BODY = {204, 304}
SAID = {
    400: "请求不完整。The request is not well formed.",
    413: (
        "这份内容太大，做到一半停下了，这一步没有存下。请分成几份再试；已经存的，再发不会重复。"
        "That is too much for one go and was stopped; this step was not stored. Send it in parts:"
        " what is stored already is not stored twice."
    ),
    408: "内容来得太慢，请再试一次。The request came too slowly; please try again.",
    500: "出错了，什么也没有存下。Something went wrong; nothing was stored.",
    503: "现在太忙，请稍后再试。Too busy now; please try again soon.",
    507: "磁盘满了，什么也没有存下。The disk is full; nothing was stored.",
}
log = logging.getLogger("wanjia.requests")


class Refused(Exception):
    """A request that is not handed to the application; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class WholeRequests:
    """An ASGI application that hands whole requests to a WSGI application in lanes of threads."""

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        limits: Limits,
        lanes: Mapping[str, int],
        lane_of: ChooseLane,
        folder: Path,
        workers: Workers | None = None,
    ) -> None:
        """`lanes` are how many threads each has; `lane_of` chooses one by method, path and body
        length; long bodies lie in `folder`, without a name, until they are answered. What the
        heavy lane takes is answered by `workers`, where there are any."""
        self.application = application
        self.limits = limits
        self.lane_of = lane_of
        self.folder = folder
        self.workers = workers
        waits = dict.fromkeys(PATIENT, PATIENCE)
        self.lanes = {
            name: Lane(name, threads, waits.get(name, limits.queue_seconds))
            for name, threads in lanes.items()
        }
        self.spooled = 0  # bytes of long bodies that lie on disk now
        from wanjia.core.server.live_stream import LiveStream  # it looks at models

        self.live = LiveStream(self._ask_who)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a request in full, have it answered in a thread, send the answer."""
        if scope["type"] != "http":
            raise ValueError(f"{scope['type']} is not served")
        if scope["path"] == LIVE and scope["method"] == "GET":
            await self.live.serve(scope, receive, send)
            return
        with SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(self.folder)) as body:
            counted = _Counted(self)
            try:
                size = await self._read_body(scope, receive, body, counted)
            except Refused as refused:
                await _refuse_request(send, refused.status)
                return
            else:
                body.seek(0)
                answer = await self._answer_in_lane(environ_of(scope, body, size), size)
            finally:
                counted.forget()
        await _send_response(send, *answer)

    async def _ask_who(self, scope: Scope) -> tuple[int, Headers, bytes]:
        """Ask the application who looks, as a small request with the same headers."""
        asked = {**scope, "path": WHO, "raw_path": WHO.encode(), "query_string": b""}
        environ = environ_of(asked, BytesIO(), 0)
        return await self._answer_in_lane(environ, 0)

    async def _answer_in_lane(self, environ: Environ, size: int) -> Answer:
        """Have a whole request answered in its turn, or refused where that would take too long."""
        name = self.lane_of(environ["REQUEST_METHOD"], environ["PATH_INFO"], size)
        lane, loop = self.lanes[name], asyncio.get_running_loop()
        act = self._ask_worker if name == HEAVY and self.workers else self._run_application
        try:
            lane.enter()
        except LaneFull:
            return _refusal_response(503)
        try:
            came = lane.clock()
            return await loop.run_in_executor(lane.executor, lane.serve, came, act, environ)
        except LaneFull:
            return _refusal_response(503)
        finally:
            lane.leave()

    async def _read_body(
        self, scope: Scope, receive: Receive, body: IO[bytes], counted: "_Counted"
    ) -> int:
        """Read the body into a file; return its length, or that which is stated where it is more
        than any that is taken: the application refuses it in its own words, unread.

        What there is no room for is read to its end and thrown away: whoever is still sending
        hears no answer. Raises Refused.
        """
        said = dict(scope["headers"]).get(b"content-length", b"")
        stated = int(said[:20]) if said.isdigit() else 0
        if stated > MOST_IGNORED:
            return stated
        size, refusal = 0, 0
        async for piece in self._body_pieces(receive):
            size += len(piece)
            if size > BODY_BYTES:
                if not stated:
                    return size
            elif not refusal:
                refusal = self._keep_piece(piece, size, body, counted)
        if refusal:
            raise Refused(refusal)
        return size

    def _keep_piece(self, piece: bytes, size: int, body: IO[bytes], counted: "_Counted") -> int:
        """Write a piece of a body of which so much is there now; return the status that refuses it
        where there is no room, else 0."""
        if size > IN_MEMORY and not counted.has_room_for(size):
            return 503
        try:
            body.write(piece)
        except OSError:
            return 507
        return 0

    async def _body_pieces(self, receive: Receive) -> AsyncIterator[bytes]:
        """Yield a body's pieces as they come, within the limits. Raises Refused for one that comes
        too slowly, or breaks off.
        """
        loop, size = asyncio.get_running_loop(), 0
        began = loop.time()
        while True:
            within = began + self.limits.seconds_for(size)
            try:
                async with asyncio.timeout_at(min(loop.time() + self.limits.pause_seconds, within)):
                    message = await receive()
            except TimeoutError:
                raise Refused(408) from None
            if message["type"] != "http.request":
                raise Refused(400)
            piece = message.get("body", b"")
            size += len(piece)
            yield piece
            if not message.get("more_body"):
                return

    def _run_application(self, environ: Environ) -> Answer:
        """Return the application's whole answer, made in a thread of a lane."""
        return run_application(self.application, environ)

    def _ask_worker(self, environ: Environ) -> Answer:
        """Return a worker's whole answer, or why it was stopped."""
        if self.workers is None:
            raise ValueError("there are no workers")
        try:
            return self.workers.answer(environ, environ["wsgi.input"])
        except Overrun as overrun:
            log.warning("a worker was stopped: %s", overrun.why)
            return _refusal_response(500 if overrun.why == "ended" else 413)


def run_application(application: Callable[..., Iterable[bytes]], environ: Environ) -> Answer:
    """Return the whole answer of a WSGI application; 500 where it breaks off."""
    said: list[Any] = []

    def start_response(status: str, headers: Any, _error: Any = None) -> None:
        said[:] = int(status.split(" ", 1)[0]), headers

    try:
        pieces = application(environ, start_response)
        try:
            body = b"".join(pieces)
        finally:
            if close := getattr(pieces, "close", None):
                close()
        status, headers = said
    except Exception:
        log.exception("the answer broke off")
        return _refusal_response(500)
    return (
        status,
        [(_to_bytes(name).lower(), _to_bytes(value)) for name, value in headers],
        body,
    )


class _Counted:
    """What a body holds of the room on disk that all bodies have together."""

    def __init__(self, door: WholeRequests) -> None:
        self.door, self.bytes = door, 0

    def has_room_for(self, size: int) -> bool:
        """Hold so much; False where there is no room for it."""
        most = self.door.limits.spool_megabytes * 1024**2
        if self.door.spooled + size - self.bytes > most:
            return False
        self.door.spooled += size - self.bytes
        self.bytes = size
        return True

    def forget(self) -> None:
        """Give the room back."""
        self.door.spooled -= self.bytes
        self.bytes = 0


def environ_of(scope: Scope, body: IO[bytes], size: int) -> Environ:
    """Return a request as WSGI has it. A header with `_` in its name is left out: it would be taken
    for the one with `-`, which a proxy in front has checked.
    """
    server, client = scope.get("server") or ("", ""), scope.get("client") or ("", "")
    path = unquote_to_bytes(scope["raw_path"]) if scope.get("raw_path") else scope["path"].encode()
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0] or "localhost",
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
    }
    wsgi = wsgi_environ({"wsgi.url_scheme": scope.get("scheme", "http")}, body)
    environ.update(wsgi)
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), _to_text(raw_value)
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        if key in environ:
            value = f"{environ[key]}{'; ' if name == 'COOKIE' else ','}{value}"
        environ[key] = value
    environ.pop("HTTP_CONTENT_LENGTH", None)
    if size or scope["method"] not in ("GET", "HEAD"):
        environ["CONTENT_LENGTH"] = str(size)
    return environ


def wsgi_environ(known: Environ, body: IO[bytes]) -> Environ:
    """Return what WSGI asks for beside the request's own words, which are kept."""
    return {
        "wsgi.version": (1, 0),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **known,
    }


async def _send_response(send: Send, status: int, headers: Headers, body: bytes) -> None:
    if status not in NO_BODY and not any(name == b"content-length" for name, _value in headers):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for start in range(0, max(len(body) - PIECE, 0), PIECE):
        piece = body[start : start + PIECE]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    rest = max(len(body) - 1, 0) // PIECE * PIECE
    await send({"type": "http.response.body", "body": body[rest:]})


async def _refuse_request(send: Send, status: int) -> None:
    """Refuse in a sentence, and let go of the connection: what is left of the body is not read."""
    await _send_response(send, *_refusal_response(status))


def _refusal_response(status: int) -> tuple[int, Headers, bytes]:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if status == 503:
        headers.append((b"retry-after", b"10"))
    return status, headers, SAID[status].encode()


def _to_bytes(text: str) -> bytes:
    return text.encode("latin-1")


def _to_text(raw: bytes) -> str:
    return raw.decode("latin-1")
