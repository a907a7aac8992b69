"""An application whose requests are dear: for the processes that answer them."""

import os
import time


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/long":
        time.sleep(60)
    if path == "/dies":
        os.abort()
    if path == "/much":
        bytearray(2_000_000_000)
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("X-Process", str(os.getpid()))])
    return [f"{len(body)} {environ['CONTENT_LENGTH']}".encode()]
