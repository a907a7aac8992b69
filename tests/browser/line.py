"""The line between a phone and the committee, failing in the ways that lines fail."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

OPEN, STALLED, FAILING, LOSING = "open", "stalled", "failing", "losing"
NOT_PASSED_ON = {"connection", "transfer-encoding", "keep-alive", "content-length", "host"}


class Line:
    """A proxy before a server: `state` says what becomes of what is sent through it.

    `STALLED`: bars but no answer. `FAILING`: each post is answered with 500. `LOSING`: each second
    post is taken by the server, and its answer lost on the way back.
    """

    def __init__(self, url: str) -> None:
        self.state = OPEN
        self.posts = 0
        self._mended = threading.Event()
        self._behind = urlsplit(url).netloc
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def turn(self, state: str) -> None:
        """Let the line be so from now on; what hung on it is cut."""
        self.state = state
        self._mended.set()
        self._mended = threading.Event()

    def close(self) -> None:
        self.turn(OPEN)
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Pass a request on, or let happen to it what happens on this line."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        request.close_connection = True
        posted = request.command == "POST"
        if self.state == STALLED:
            self._mended.wait(120)
            return
        if self.state == FAILING and posted:
            request.send_error(500)
            return
        status, headers, content = self._passed_on(request, body)
        self.posts += posted
        if self.state == LOSING and posted and self.posts % 2:
            return
        request.send_response(status)
        for name, value in headers:
            if name.lower() not in NOT_PASSED_ON:
                request.send_header(name, value)
        request.send_header("Content-Length", str(len(content)))
        request.send_header("Connection", "close")
        request.end_headers()
        request.wfile.write(content)

    def _passed_on(
        self, request: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        way = http.client.HTTPConnection(self._behind, timeout=60)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in NOT_PASSED_ON - {"host"}
        }
        way.request(request.command, request.path, body or None, headers)
        answer = way.getresponse()
        found = answer.status, answer.getheaders(), answer.read()
        way.close()
        return found

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        line = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with suppress(ConnectionError):  # who asked is gone
                    line.answer(self)

            do_POST = do_HEAD = do_GET

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    line = Line(url)
    try:
        yield line
    finally:
        line.close()
