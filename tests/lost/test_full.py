"""The disk is full, or somebody holds the database, while a real server runs: it says so, loses
nothing that it acknowledged, and goes on when there is room again."""

import http.client
import resource
import sqlite3
import time
from collections.abc import Callable
from urllib.parse import urlencode

import psutil
import pytest
from tests.lost.clients import CSRF, FORM, Load
from tests.lost.town import shift
from tests.lost.warming import Server, Town, Warm

from wanjia.core.ids import new_id

# As much as a file may hold while the disk is "full"; what is written beyond it is refused by the
# system, as a full disk refuses it. No privilege is needed for that.
LITTLE = 64 * 1024


@pytest.fixture
def town(new_town: Callable[[str], Town]) -> Town:
    return new_town("sqlite")


def let_files_grow_to(server: Server, most: int) -> None:
    # The server and, of those that answer dear requests, each that it has started.
    own = [one.pid for pid in server.workers() for one in psutil.Process(pid).children(True)]
    for pid in {*server.workers(), *own}:
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))


def ask(server: Server, path: str, fields: dict[str, str], **headers: str) -> tuple[int, str, str]:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    line.request("POST", path, urlencode(fields), {**FORM, **headers})
    answer = line.getresponse()
    return answer.status, answer.read().decode(), answer.headers.get("Retry-After", "")


def test_a_full_disk_is_said_nothing_is_lost_and_it_goes_on_with_room(
    warm: Warm, town: Town
) -> None:
    running = warm.serve(town, shift=shift())
    load = Load(town.story, running.port)
    load.open()
    load.wait_for(8, 20)
    size = max(one.stat().st_size for one in town.folder.glob("wanjia.sqlite3*"))
    let_files_grow_to(running, size + LITTLE)
    until = time.monotonic() + 40
    while load.refused < 5 and time.monotonic() < until:
        time.sleep(0.05)
    assert load.refused >= 5, "the disk was never full"
    home = town.story["homes"][0]
    fields = {"act": "help", "id": str(new_id()), "text": "要一袋米" * 500, "who": ""}
    status, words, wait = ask(running, f"/h/{home['token']}/", fields, **{"Accept-Language": "en"})
    assert (status, wait) == (507, "60")
    assert "disk is full" in words
    status, words, _ = ask(running, f"/h/{home['token']}/", fields)
    assert status == 507
    assert "磁盘满了" in words
    assert "Traceback" not in words
    let_files_grow_to(running, resource.RLIM_INFINITY)
    load.wait_for(8, 20)
    load.stop()
    running.kill()
    load.reckon(warm.call(town, "tests.lost.town:stored"))
    checked = warm.run(town, "check", shift=shift(0, 1))
    assert checked.returncode == 0, checked.stderr


def test_an_upload_that_finds_no_room_is_told_and_leaves_nothing(warm: Warm, town: Town) -> None:
    running = warm.serve(town, shift=shift())
    let_files_grow_to(running, 1_000_000)
    try:
        body, kind = multipart("file", "roster.csv", b"a,b\n" * 1_200_000)
        line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        cookies = f"sessionid={town.story['session']}; csrftoken={CSRF}"
        headers = {"Content-Type": kind, "Cookie": cookies, "X-CSRFToken": CSRF}
        line.request("POST", "/import/", body, headers)
        answer = line.getresponse()
        words = answer.read().decode()
    finally:
        running.kill()
    assert answer.status == 507, words[:500]
    assert "磁盘满了" in words
    assert not [one for one in (town.folder / "files").rglob("*") if one.is_file()]


def multipart(name: str, file: str, data: bytes) -> tuple[bytes, str]:
    edge = "wanjia-edge"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    return head.encode() + data + f"\r\n--{edge}--\r\n".encode(), (
        f"multipart/form-data; boundary={edge}"
    )


def test_a_database_that_somebody_holds_is_waited_for_then_told(warm: Warm, town: Town) -> None:
    running = warm.serve(town, shift=shift())
    home = town.story["homes"][0]
    fields = {"act": "help", "id": str(new_id()), "text": "要一袋米", "who": ""}
    holder = sqlite3.connect(town.folder / "wanjia.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        status, words, wait = ask(running, f"/h/{home['token']}/", fields)
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert (status, wait) == (503, "2")
    assert "数据库正忙" in words
    for _ in range(20):  # what the server does by itself may hold it for a moment, too
        again = ask(running, f"/h/{home['token']}/", fields)
        if again[0] != 503:
            break
    running.kill()
    assert again[0] == 302
    assert warm.call(town, "tests.lost.town:stored")["needs"] == [fields["id"]]
