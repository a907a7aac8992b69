"""Sixty open screens while the town reports: how soon an act is on them, and what that costs.

Twelve officers at five screens each (Today, requests, the wall, two others) listen to the stream;
households post their answers all the while; every two seconds a call comes in that threatens a
life. The delay is from the answer to whoever took the call to the last byte of its event.
"""

import asyncio
import os
import re
import statistics
import time
from typing import Any
from urllib.parse import urlencode

from bench.answers import _served, _town
from bench.database import environment_of, fresh_database

SCREENS, OFFICERS = 60, 12
CALLS = 12
EVERY = 2.0  # seconds between calls
POSTS = 1500


def run() -> list[dict[str, Any]]:
    """Rows of name, our figure, the budget and a note."""
    with fresh_database() as folder:
        ours = environment_of(folder)
        _single, families = _town(POSTS)
        cookies, token, estate, doors = _officers()
        with _served("wanjia.server:application", {**ours, "WANJIA_HOSTS": "*"}) as port:
            return asyncio.run(_measure(port, cookies, token, estate, doors, families))


def _officers() -> tuple[list[str], str, str, list[str]]:
    """Twelve officers' cookies, the form's secret of the first, an estate, doors that call."""
    from django.test import Client

    from wanjia.core.models import Community, Membership, User
    from wanjia.places.models import Dwelling, Estate

    community = Community.objects.get()
    cookies, token = [], ""
    for number in range(OFFICERS):
        user = User.objects.create(username=f"screen{number}", name=f"屏{number}")
        Membership.objects.create(community=community, user=user, role="desk")
        client = Client(SERVER_NAME="bench")
        client.force_login(user)
        page = client.get("/needs/new/")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
        token = token or (found[1] if found else "")
        cookies.append("; ".join(f"{one.key}={one.value}" for one in client.cookies.values()))
    estate = Estate.objects.filter(community=community).order_by("name")[0]
    homes = Dwelling.objects.filter(stairwell__estate=estate).order_by("id")
    return cookies, token, str(estate.id), [f"我家是 {one.door}" for one in homes[:CALLS]]


async def _measure(
    port: int, cookies: list[str], token: str, estate: str, doors: list[str], posts: Any
) -> list[dict[str, Any]]:
    idle_threads, alone = _threads(port), _memory(port)
    shown = ("today", "needs:open", f"wall:{estate}", "needs:untaken", "")
    arrived: list[dict[str, float]] = [{} for _ in range(SCREENS)]
    screens = [
        asyncio.create_task(
            _listen(port, cookies[number % OFFICERS], shown[number // OFFICERS], arrived[number])
        )
        for number in range(SCREENS)
    ]
    await asyncio.sleep(6)
    quiet = _memory(port), _threads(port)
    began, used = time.perf_counter(), _seconds_used(port)
    await asyncio.sleep(5)
    idle = (_seconds_used(port) - used) / (time.perf_counter() - began)
    household = asyncio.create_task(_report(port, [one[0] for one in posts]))
    began, used = time.perf_counter(), _seconds_used(port)
    sent = {}
    for door in doors:
        need = await _call(port, cookies[0], token, door)
        sent[need] = time.perf_counter()
        await asyncio.sleep(EVERY)
    await asyncio.sleep(6)
    busy = (_seconds_used(port) - used) / (time.perf_counter() - began)
    threads, memory = _threads(port), _memory(port)
    household.cancel()
    for screen in screens:
        screen.cancel()
    await asyncio.gather(household, *screens, return_exceptions=True)
    lost = sum(need not in screen for screen in arrived for need in sent)
    delays = sorted(
        max(0.0, screen[need] - at) for screen in arrived for need, at in sent.items()
        if need in screen
    )  # fmt: skip
    if lost or not delays:
        raise RuntimeError(f"{lost} of {SCREENS * len(sent)} events did not arrive")
    p95 = delays[int(len(delays) * 0.95)]
    note = f"{SCREENS} screens of {OFFICERS} officers, a call every {EVERY:.0f} s, posts all along"
    return [
        _row("event to an open screen, p95", p95, "s", "≤ 2 s (aim 0.5)",
             f"{note}; median {statistics.median(delays):.2f} s, longest {delays[-1]:.2f} s"),
        _row("server with 60 screens open", memory, "MB", "≤ 150 MB",
             f"all processes; {alone:.0f} MB before any screen, {quiet[0]:.0f} when they listen"),
        _row("threads that 60 screens add", threads - idle_threads, "threads", "none a viewer",
             f"{idle_threads} before, {threads} with them: one looks for all, the rest are lanes"),
        _row("CPU with 60 quiet screens", 100 * idle, "% of a core", "", "nothing happens"),
        _row("CPU while they are told of all", 100 * busy, "% of a core", "", note),
    ]  # fmt: skip


def _row(name: str, ours: float, unit: str, budget: str, note: str) -> dict[str, Any]:
    return {
        "name": name, "ours": round(ours, 2), "bare": "", "unit": unit, "ratio": "",
        "budget": budget, "note": note,
    }  # fmt: skip


async def _listen(port: int, cookie: str, part: str, arrived: dict[str, float]) -> None:
    """Hold a stream open; note when each request was first named on it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    query = urlencode({"parts": f"alarms,counts,grave,{part}".strip(","), "page": "/"})
    writer.write(f"GET /live/?{query} HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head:
        raise RuntimeError(head.decode())
    while True:
        line = (await reader.readuntil(b"\n")).decode()
        if '"part": "grave"' in line:
            for path in re.findall(r"/needs/([0-9a-f-]{36})/", line):
                arrived.setdefault(path, time.perf_counter())


async def _call(port: int, cookie: str, token: str, door: str) -> str:
    """Take a call that threatens a life; return the request's id."""
    fields = urlencode(
        {
            "csrfmiddlewaretoken": token, "who": "",
            "text": f"老人倒在地上，没有呼吸了 {door}", "channel": "phone",
        }
    )  # fmt: skip
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"POST /needs/new/ HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
        f"Content-Length: {len(fields)}\r\n\r\n{fields}".encode()
    )
    answer = (await reader.read()).decode()
    writer.close()
    found = re.search(r"(?i)location: /needs/([0-9a-f-]{36})/", answer)
    if not found:
        raise RuntimeError(answer[:2000])
    return found[1]


async def _report(port: int, requests: list[bytes]) -> int:
    """Post what households report, one after the other, as fast as it is taken."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        await reader.readexactly(int(length or 0))
        await asyncio.sleep(0.01)
    return len(requests)


def _processes(port: int) -> list[int]:
    """The server's processes: those that were started for this port."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    if f"\0--port\0{port}\0".encode() in file.read():
                        found.append(int(name))
            except OSError:
                continue
    return found


def _status(pid: int, name: str) -> int:
    with open(f"/proc/{pid}/status") as file:
        line = next(line for line in file if line.startswith(name))
    return int(line.split()[1])


def _threads(port: int) -> int:
    return sum(_status(pid, "Threads:") for pid in _processes(port))


def _memory(port: int) -> float:
    """Return the server's memory in MB, what processes share counted once."""
    total = 0
    for pid in _processes(port):
        with open(f"/proc/{pid}/smaps_rollup") as file:
            total += int(next(line for line in file if line.startswith("Pss:")).split()[1])
    return total / 1024


def _seconds_used(port: int) -> float:
    ticks = 0
    for pid in _processes(port):
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
