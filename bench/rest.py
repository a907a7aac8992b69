"""`./wanjia demo` to its first page, the server at rest after it, and what `./wanjia` itself adds.

Beside them a bare Django view under the same server: how soon it answers, and what it holds.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WITHIN = 300.0  # seconds that a server has to come up
SETTLED = 5.0  # seconds after the regular work was done for the first time
TURNS = 9
PAGE = os.sysconf("SC_PAGE_SIZE")


def run() -> list[dict[str, Any]]:
    """Rows of name, our and the bare figure, their ratio, the budget and a note."""
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as bare:
        demo = _first_page_and_rest(_demo(), {"WANJIA_DATA": ours, "DATABASE_URL": ""}, "/login/")
        view = _first_page_and_rest(_bare(), {"BARE_DATA": bare}, "/")
    direct, script = _start_up([str(Path(sys.executable).with_name("wanjia"))]), None
    if _is_installed():
        script = _start_up([str(ROOT / "wanjia")])
    rows = [
        _row("demo to first page", demo[0], view[0], "s", "≤ 15 s (aim 5)",
             "an empty folder; the town made, the server started, the first page read"),
        _row("server at rest after the demo", demo[1], view[1], "MB", "≤ 150 MB (aim 90)",
             "resident, the supervising process and the worker, each with what they share"),
    ]  # fmt: skip
    if script:
        rows.append(
            _row("./wanjia once installed", script, direct, "s", "≤ 0.1 s more",
                 "`address --help` by the script and by the console script; medians")
        )  # fmt: skip
    return rows


def _is_installed() -> bool:
    """Say whether `./wanjia` starts as it is: what installs or installs anew is not measured."""
    ready = ROOT / ".venv" / ".ready"
    if not ready.exists() or not (ROOT / ".venv").resolve().is_relative_to(ROOT):
        return False  # an environment that other checkouts share is not ours to install into
    named = (ROOT / "requirements.lock", ROOT / "pyproject.toml")
    return all(file.stat().st_mtime <= ready.stat().st_mtime for file in named)


def _row(name: str, ours: float, bare: float, unit: str, budget: str, note: str) -> dict[str, Any]:
    return {
        "name": name,
        "ours": round(ours, 2),
        "bare": round(bare, 2),
        "ratio": round(ours / bare, 2),
        "budget": budget,
        "unit": unit,
        "note": note,
    }


def _demo() -> list[str]:
    return [sys.executable, "-m", "wanjia", "demo", "--port"]


def _bare() -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "asginl", "--host", "127.0.0.1",
        "--workers", "1", "--no-log", "bench.bare_answers:application", "--port",
    ]  # fmt: skip


def _first_page_and_rest(
    command: Sequence[str], environment: Mapping[str, str], path: str
) -> tuple[float, float]:
    """Seconds from the command to the first answer, and MB resident a while after it."""
    began = time.perf_counter()
    with _running(command, environment) as (server, port):
        _answer_of(server, port, path)
        seconds = time.perf_counter() - began
        if "WANJIA_DATA" in environment:
            _wait_for(Path(environment["WANJIA_DATA"]) / "regular.json")
        time.sleep(SETTLED)
        return seconds, sum(map(_resident, _family(server.pid))) / 1024**2


@contextmanager
def _running(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    server = subprocess.Popen(
        [*command, str(port)],
        env={**os.environ, "PYTHONPATH": paths, **environment},
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield server, port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def _answer_of(server: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server does not answer")


def _wait_for(file: Path) -> None:
    end = time.monotonic() + WITHIN
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    """A process and those it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _resident(pid: int) -> int:
    """Bytes of a process that are in memory, those too that it shares."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def _start_up(command: Sequence[str]) -> float:
    """Seconds that a command which decides nothing takes, the middle of several."""
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        subprocess.run([*command, "address", "--help"], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times)
