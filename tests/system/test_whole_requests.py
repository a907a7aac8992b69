"""Requests are handed to the application whole, or not at all."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from wanjia.core.server.asgi import IN_MEMORY, WholeRequests
from wanjia.core.server.limits import BODY_BYTES, Limits, limits_from
from wanjia.core.server.slow_readers import Connection, Waiting, look

LIMITS, QUICK = Limits(), Limits(body_seconds=1, pause_seconds=1)


def echo(environ, start_response):
    """Tell what arrived."""
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/breaks":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return broken()
    seen = f"{len(body)} {environ.get('CONTENT_LENGTH')} {environ.get('HTTP_X_FORWARDED_FOR', '-')}"
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Path", environ["PATH_INFO"])])
    return [seen.encode()]


def broken():
    yield b"half of it"
    raise ValueError("in the middle")


def exchange(
    tmp_path, messages, limits=LIMITS, headers=(), path="/", application=echo, prepare=None
):
    """What the application answers to these messages: status, headers, body."""
    tmp_path = tmp_path / "spool"
    tmp_path.mkdir(exist_ok=True)
    door = WholeRequests(
        application, limits, {"one": 1}, lambda _method, _path, _size: "one", tmp_path
    )
    if prepare:
        prepare(door)
    sent = []

    async def run():
        waiting = iter(messages)

        async def receive():
            message = next(waiting, None)
            if message is None:
                await asyncio.sleep(60)
            return message

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http", "method": "POST", "http_version": "1.1", "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": list(headers), "client": ("127.0.0.1", "1"), "server": ("127.0.0.1", "2"),
        }  # fmt: skip
        await door(scope, receive, send)

    # A thread of its own: a browser test that ran before left its loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()
    assert door.spooled == 0
    body = b"".join(one["body"] for one in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


def pieces(size, piece=IN_MEMORY):
    return [
        {
            "type": "http.request",
            "body": b"x" * min(piece, size - at),
            "more_body": at + piece < size,
        }
        for at in range(0, size, piece)
    ]


def test_a_file_as_large_as_any_that_is_taken_arrives_whole_and_from_disk(tmp_path):
    status, _headers, body = exchange(tmp_path, pieces(24 * 1024**2))
    assert (status, body.split()[0]) == (200, str(24 * 1024**2).encode())
    assert not list((tmp_path / "spool").iterdir())  # it lay there without a name


def test_what_comes_in_chunks_has_its_length_told(tmp_path):
    assert exchange(tmp_path, pieces(1000, 100))[2] == b"1000 1000 -"


def test_a_body_that_stops_is_answered_with_408(tmp_path):
    [first, *_rest] = pieces(1000, 100)
    status, headers, body = exchange(tmp_path, [first], QUICK)
    assert (status, headers[b"connection"]) == (408, b"close")
    assert "太慢" in body.decode()


def test_a_body_larger_than_any_reaches_the_application_unread(tmp_path):
    """It refuses by the length stated, in its own words."""
    said = str(5 * BODY_BYTES).encode()
    assert exchange(tmp_path, [], headers=[(b"content-length", said)])[2] == b"0 %s -" % said
    length = int(exchange(tmp_path, pieces(BODY_BYTES + IN_MEMORY))[2].split()[1])
    assert length > BODY_BYTES


def test_a_body_that_is_somewhat_too_large_is_heard_out_so_that_its_sender_hears_the_refusal(
    tmp_path,
):
    size = BODY_BYTES + 5 * IN_MEMORY
    headers = [(b"content-length", str(size).encode())]
    waiting = iter(pieces(size))
    assert int(exchange(tmp_path, waiting, headers=headers)[2].split()[1]) == size
    assert next(waiting, None) is None


def test_more_than_the_room_for_long_bodies_is_refused_for_now(tmp_path):
    small = Limits(spool_megabytes=1)
    status, headers, _body = exchange(tmp_path, pieces(2 * 1024**2), small)
    assert (status, headers[b"retry-after"]) == (503, b"10")


def test_a_client_that_is_gone_is_answered_without_a_thread(tmp_path):
    def never(_environ, _start_response):
        raise AssertionError("a thread was taken")

    [first, *_rest] = pieces(1000, 100)
    gone = [first, {"type": "http.disconnect"}]
    assert exchange(tmp_path, gone, application=never)[0] == 400


def test_an_answer_that_breaks_off_is_a_whole_500(tmp_path):
    status, _headers, body = exchange(tmp_path, pieces(1), path="/breaks")
    assert status == 500
    assert b"half of it" not in body


def test_a_header_that_would_be_taken_for_another_is_left_out(tmp_path):
    headers = [(b"x-forwarded-for", b"10.0.0.1"), (b"x_forwarded_for", b"6.6.6.6")]
    assert exchange(tmp_path, pieces(1), headers=headers)[2] == b"1 1 10.0.0.1"


def test_a_path_arrives_byte_by_byte(tmp_path):
    assert (
        exchange(tmp_path, pieces(1), path="/a%ffb/%e4%b8%87")[1][b"x-path"]
        == b"/a\xffb/\xe4\xb8\x87"
    )


def test_an_answer_that_is_not_read_is_cut_and_one_that_is_read_slowly_is_not():
    limits = Limits(body_seconds=20, least_rate=1000)
    found = {"deaf": Connection(100, 5000), "slow": Connection(100, 5000), "done": Connection(9, 0)}
    waiting, stuck = look({}, 0, found, limits)
    assert (set(waiting), stuck) == ({"deaf", "slow"}, [])
    found = {"deaf": Connection(200, 5000), "slow": Connection(30_100, 5000)}
    assert look(waiting, 10, found, limits) == (waiting, [])
    assert look(waiting, 21, found, limits) == ({"slow": Waiting(21, 30_100)}, ["deaf"])


def test_limits_are_those_of_the_environment():
    assert limits_from({"WANJIA_BODY_SECONDS": "60", "WANJIA_CONNECTIONS": ""}) == Limits(
        body_seconds=60
    )


@pytest.mark.parametrize("text", ["0", "-1", "ten", "1.5", "²", "9" * 30])
def test_a_limit_that_is_no_number_is_named(text):
    with pytest.raises(ValueError, match="WANJIA_CONNECTIONS"):
        limits_from({"WANJIA_CONNECTIONS": text})
