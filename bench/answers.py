"""Answers by HTTP post: the household's page beside a bare view with one insert, same server.

32 connections; SQLite with `synchronous=FULL`, the server as `wanjia serve` runs it, with one
thread for residents; and the same on PostgreSQL with four.
"""

import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.database import environment_of, fresh_database, on_postgres

from wanjia.core.server.limits import limits_from
from wanjia.core.transfer import server_lock

CONNECTIONS = 32
TURNS = 11
POSTS = 500
LATER = 5  # turns with ten times the answers there
OLD_ROUNDS = 28  # of the whole town, some 190,000 answers
ROOT = Path(__file__).resolve().parents[1]


def run() -> list[dict[str, Any]]:
    """Rows of name, our and the bare rate, their ratio, the budget and a note."""
    with fresh_database() as folder, tempfile.TemporaryDirectory() as bare_folder:
        ours = environment_of(folder)
        bare = {"BARE_URL": ours["DATABASE_URL"], "BARE_DATA": bare_folder}
        return _measured(ours, bare, threads=4 if on_postgres() else 1)


def _measured(
    ours_in: dict[str, str], bare_in: dict[str, str], threads: int
) -> list[dict[str, Any]]:
    """Serve both in these environments and post to them in turn."""
    single, families = _town((TURNS + LATER) * POSTS)
    with (
        _served("wanjia.server:application", {**ours_in, "WANJIA_HOSTS": "*"}) as ours,
        _served("bench.bare_answers:application", {**bare_in, "THREADS": str(threads)}) as bare,
    ):
        turns = range(TURNS)
        rates = [_turn(ours, bare, single, families, turn) for turn in turns]
        old = _older_rounds(OLD_ROUNDS)
        later = [_turn(ours, bare, single, families, turn) for turn in range(TURNS, TURNS + LATER)]
    people = statistics.mean(people for _request, people in families)
    _check(len(single) + sum(people for _request, people in families) + old)
    note = f"32 connections, durable, granian one worker, blocking threads: {threads}"
    first, then = (statistics.median(one for _bare, one, _all in some) for some in (rates, later))
    return [
        _row("answer by HTTP post, one person", [(one, bare) for bare, one, _all in rates],
             "≥ 0.7×", f"{note}; bare: a view without middleware that inserts such a row unread"),
        _row("answers, a household's in one post",
             [(family * people, bare) for bare, _one, family in rates], "above 1×",
             f"{people:.1f} people a post, in one commit"),
        _row("answer by HTTP post, ten times the answers", [(then, first)],
             "near 1×", f"{old:,} more answers there; bare: ours before them"),
    ]  # fmt: skip


def _turn(ours: int, bare: int, single: Any, families: Any, turn: int) -> tuple[float, ...]:
    """The rates of one turn: bare, ours of one person, ours of households."""
    return (
        _rate(bare, _bare()),
        _rate(ours, _part(single, turn)),
        _rate(ours, _part(families, turn)),
    )


def _older_rounds(many: int) -> int:
    """Rounds of days before, with the answers of the whole town; how many answers."""
    from wanjia.core import clock
    from wanjia.reports.models import Round
    from wanjia.zoning.models import Zone, ZoneStairwell
    from wanjia_demo.history import answer_rounds

    zone, now = Zone.objects.get(name="bench"), clock.now()
    rounds = [
        Round(
            community_id=zone.community_id, zone=zone, key=f"old-{day}", name="old",
            opens_at=now - timedelta(days=day + 3), closes_at=now - timedelta(days=day + 2),
            wants=["antigen", "temperature"],
        )
        for day in range(many)
    ]  # fmt: skip
    ZoneStairwell.objects.filter(zone=zone).update(since=now - timedelta(days=many + 9))
    Round.objects.bulk_create(rounds)
    return answer_rounds(zone.community, rounds, now)


def _check(expected: int) -> None:
    """A rate of refusals would be a fine rate: raise RuntimeError unless all is stored."""
    from wanjia.reports.models import Answer

    stored = Answer.objects.count()
    if stored != expected:
        raise RuntimeError(f"{expected} answers were sent, {stored} stored")


def _row(name: str, rates: list[tuple[float, float]], budget: str, note: str) -> dict[str, Any]:
    """A row from pairs of rates taken one after the other; the ratio is that of the middle pair."""
    ours, bare = sorted(rates, key=lambda pair: pair[0] / pair[1])[len(rates) // 2]
    return {
        "name": name,
        "ours": round(ours),
        "bare": round(bare),
        "ratio": round(ours / bare, 2),
        "budget": budget,
        "unit": "per s",
        "note": note,
    }


def _part(posts: list[tuple[bytes, int]], turn: int) -> list[bytes]:
    return [request for request, _people in posts[turn * POSTS : (turn + 1) * POSTS]]


def _bare() -> list[bytes]:
    return [_bare_request(number) for number in range(POSTS)]


def _town(posts: int) -> tuple[list[tuple[bytes, int]], list[tuple[bytes, int]]]:
    """The demo town in open rounds: posts of one person each, and posts of whole households.

    Each household answers a round once; with a post goes how many people it is for.
    """
    from django.db import connection

    from wanjia.core import clock
    from wanjia.core.transfer.schema import analyze_tables
    from wanjia.people.models import HouseholdLink, Resident
    from wanjia.places.models import Estate, Stairwell
    from wanjia.reports.models import Round
    from wanjia.zoning.models import Zone, ZoneStairwell
    from wanjia_demo import load
    from wanjia_demo.town import build_town

    now = clock.now()
    community = load.load(build_town(today=now.date())).community
    since = now - timedelta(days=1)
    zone = Zone.objects.create(
        community=community, estate=Estate.objects.filter(community=community)[0], name="bench",
        klass="sealed", protocol="shanghai-2022-04", started_at=since, clock_from=since,
    )  # fmt: skip
    ZoneStairwell.objects.bulk_create(
        ZoneStairwell(community=community, zone=zone, stairwell=stairwell, since=since)
        for stairwell in Stairwell.objects.filter(community=community)
    )
    homes: dict[Any, list[str]] = {}
    for one, home in Resident.objects.filter(community=community).values_list("id", "dwelling_id"):
        homes.setdefault(home, []).append(one.hex)
    links = HouseholdLink.objects.bulk_create(
        HouseholdLink(community=community, dwelling_id=home, token=f"bench{home.hex}", made_at=now)
        for home in homes
    )
    rounds = Round.objects.bulk_create(
        Round(
            community=community, zone=zone, key=f"bench-{number}", name="bench",
            opens_at=since, closes_at=now + timedelta(days=1), wants=["antigen", "temperature"],
        )
        for number in range(-(-2 * posts // len(links)) + 1)
    )  # fmt: skip
    analyze_tables(connection)  # as it does by itself within minutes
    half = len(rounds) // 2
    single: list[Any] = []
    families: list[Any] = []
    for number, round_ in enumerate(rounds):
        for link in links:
            people = homes[link.dwelling_id][: 1 if number < half else None]
            request = _request(link.token, _fields(str(round_.id), people))
            (single if number < half else families).append((request, len(people)))
    return single[:posts], families[:posts]


def _fields(round_id: str, people: Sequence[str]) -> dict[str, str]:
    from wanjia.core.ids import new_id

    fields = {"round": round_id, "id": str(new_id())}
    for key in people:
        fields |= {
            f"antigen-{key}": "negative", f"temperature-{key}": "36.5", f"symptoms-{key}": "",
        }  # fmt: skip
    return fields


def _bare_request(number: int) -> bytes:
    return _request(f"bench{number:032x}", {"antigen": "negative", "temperature": "36.5"})


def _request(token: str, fields: dict[str, str]) -> bytes:
    body = urlencode(fields)
    return (
        f"POST /h/{token}/ HTTP/1.1\r\nHost: bench\r\nAccept-Language: zh-CN\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        f"{body}"
    ).encode()


@contextlib.contextmanager
def _served(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Serve an application as `wanjia serve` does; yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = server_lock.server_options("127.0.0.1", port, limits_from({}))
    command = [sys.executable, "-m", "granian", *options, "--no-log", application]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": paths, **environment}
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/ok/", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _rate(port: int, requests: list[bytes]) -> float:
    """Posts a second over 32 connections that each wait for their answer."""
    return asyncio.run(_post_all(port, requests))


async def _post_all(port: int, requests: list[bytes]) -> float:
    waiting = iter(requests)

    async def keep_posting() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 302"):
                raise RuntimeError(head.decode())
            length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(keep_posting() for _ in range(CONNECTIONS)))
    return len(requests) / (time.perf_counter() - start)
