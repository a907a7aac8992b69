"""What is dear has processes of its own, with budgets; residents and pages never wait behind it."""

import io
import os
import signal
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.system.test_whole_requests import exchange, pieces

from wanjia.core.server.lanes import LARGE, Lane, LaneFull, lane_of
from wanjia.core.server.limits import Limits
from wanjia.core.server.workers import Overrun, Workers

ONE = "0190f5fe-7c00-7a00-8000-000000000001"
FILE = 10 * LARGE


@pytest.mark.parametrize(
    ("method", "path", "size", "lane"),
    [
        ("GET", "/h/secret/", 0, "residents"),
        ("POST", "/h/secret/", 2000, "residents"),
        ("POST", "/h/secret/", FILE, "photos"),
        ("GET", "/", 0, "staff"),
        ("GET", "/missing/", 0, "staff"),
        ("GET", "/login/", 0, "staff"),
        ("POST", "/login/", 100, "sign_ins"),
        ("POST", "/join/secret/", 100, "sign_ins"),
        ("POST", "/account/password/", 100, "sign_ins"),
        ("GET", "/import/", 0, "staff"),
        ("POST", "/import/", 2000, "heavy"),
        ("GET", "/import/token:x/", 0, "heavy"),
        ("POST", "/import/token:x/confirm/", 50, "heavy"),
        ("GET", "/residents/roster.xlsx", 0, "heavy"),
        ("GET", f"/rounds/{ONE}/", 0, "staff"),
        ("GET", f"/rounds/{ONE}/excel/token/", 0, "heavy"),
        ("POST", "/pastes/", 2000, "heavy"),
        ("GET", f"/pastes/{ONE}/", 0, "staff"),
        ("POST", f"/pastes/{ONE}/commit/", 10, "heavy"),
        ("POST", f"/supplies/{ONE}/orders/", 2000, "heavy"),
        ("GET", f"/print/publication/{ONE}/qr/", 0, "heavy"),
        ("POST", f"/duty/teams/{ONE}/make/", 100, "heavy"),
        ("GET", f"/plans/{ONE}/", 0, "staff"),
        ("POST", "/api/v1/pastes", 2000, "heavy"),
        ("POST", "/api/v1/answers", 2000, "staff"),
        ("POST", "/needs/new/", FILE, "heavy"),
    ],
)
def test_a_request_takes_the_lane_of_what_it_costs(method, path, size, lane):
    assert lane_of(method, path, size) == lane


def test_a_lane_sends_away_whom_it_could_not_serve_in_time():
    now = [0.0]
    lane = Lane("one", 1, 5, lambda: now[0])

    def take_two_seconds():
        now[0] += 2

    lane.enter()
    lane.serve(0, take_two_seconds)
    lane.leave()
    for _ in range(3):
        lane.enter()
    with pytest.raises(LaneFull):
        lane.enter()
    with pytest.raises(LaneFull):
        lane.serve(now[0] - 11, take_two_seconds)
    for _ in range(3):
        lane.leave()
    lane.enter()


def test_who_is_sent_away_hears_when_to_come_again(tmp_path):
    started, go_on = threading.Event(), threading.Event()

    def slow(_environ, start_response):
        started.set()
        go_on.wait(20)
        start_response("200 OK", [])
        return [b""]

    full = Limits(queue_seconds=1)

    def full_lane(door):
        door.lanes["one"].inside = 3
        door.lanes["one"]._took.append(1.0)

    go_on.set()
    status, headers, body = exchange(tmp_path, pieces(1), full, application=slow, prepare=full_lane)
    assert (status, headers[b"retry-after"]) == (503, b"10")
    assert "请稍后再试" in body.decode()
    assert not started.is_set()


@pytest.fixture
def workers():
    made = Workers("tests.system.dear:application", seconds=2, megabytes=400, told=lambda _news: 0)
    pool = ThreadPoolExecutor(1)
    yield lambda path, many=1: pool.submit(_asked, made, path, many).result()
    pool.submit(lambda: made._own.worker and made._own.worker.end()).result()


def _asked(workers, path, many):
    """What a worker answers to a request by this thread."""
    with tempfile.TemporaryFile() as body:
        body.write(b"x" * many)
        body.seek(0)
        try:
            status, headers, said = workers.answer(
                {"PATH_INFO": path, "CONTENT_LENGTH": str(many), "wsgi.input": io.BytesIO()}, body
            )
        except Overrun as overrun:
            return overrun.why
        return status, int(dict(headers)[b"x-process"]), said


def test_what_takes_too_long_or_too_much_ends_and_the_next_is_answered(workers):
    status, first, said = workers("/", FILE)
    assert (status, said) == (200, f"{FILE} {FILE}".encode())
    assert first != os.getpid()
    assert workers("/")[1] == first
    assert workers("/long") == "time"
    second = workers("/")[1]
    assert second != first
    assert workers("/dies") == "ended"
    third = workers("/")[1]
    os.kill(third, signal.SIGKILL)
    assert workers("/")[1] not in (first, second, third)


def test_a_worker_has_so_much_memory_and_no_more(workers):
    assert workers("/much") == "memory"
    assert workers("/")[0] == 200
