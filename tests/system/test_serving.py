"""The server as systemd runs it: made tables, log lines, figures, and an end that loses nothing."""

import configparser
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def served(tmp_path):
    """An empty installation, served; its address, its process, and where its lines go."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lines = tmp_path / "lines"
    environment = {
        **os.environ, "WANJIA_DATA": str(tmp_path), "DATABASE_URL": "", "WANJIA_LOG": "json",
    }  # fmt: skip
    with lines.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "wanjia", "serve", "--port", str(port)],
            env=environment, stdout=subprocess.DEVNULL, stderr=out,
        )  # fmt: skip
    try:
        yield port, server, lines
    finally:
        server.kill()
        server.wait()


def _ready(port, server):
    """What readiness tells once the regular work was done for the first time."""
    for _ in range(600):
        assert server.poll() is None
        try:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=30)
            with answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("it did not come up")


def _half_a_post(port):
    """A post whose answer the server is at: its head and half of its body are there."""
    at_hand = socket.create_connection(("127.0.0.1", port), timeout=60)
    at_hand.sendall(
        b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\nusername=x"
    )
    time.sleep(0.5)
    return at_hand


@pytest.mark.slow
def test_a_server_told_to_stop_finishes_the_request_at_hand(served):
    port, server, lines = served
    told = _ready(port, server)
    assert told["checks"]["database"] == "ok"
    with closing(_half_a_post(port)) as at_hand:
        server.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        at_hand.sendall(b"&password=")
        answer = b"".join(iter(lambda: at_hand.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 403")  # it has no token, which is an answer
    known = re.search(rb"x-request-id: (\w+)", answer.lower())[1].decode()
    assert server.wait(40) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    every = [json.loads(one) for one in lines.read_text().splitlines() if one.startswith("{")]
    [mine] = [one for one in every if "route" in one and one["request"] == known]
    assert (mine["route"], mine["status"]) == ("account_login", 403)


def _shape(database):
    """Every table's columns, foreign keys and indexes, and whatever else a database is made of."""

    def ask(words):
        cursor = database.cursor()
        cursor.execute(words)
        return cursor.fetchall()

    tables = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {}
    for table in tables:
        if table.startswith("sqlite_"):
            continue
        columns = {row[1:6] for row in ask(f'PRAGMA table_info("{table}")')}
        keys = {row[2:] for row in ask(f'PRAGMA foreign_key_list("{table}")')}
        [(made,)] = ask(f"SELECT sql FROM sqlite_master WHERE name = '{table}'")
        checks = sorted(re.findall(r'CONSTRAINT "\w+" (?:UNIQUE|CHECK) \([^)]*\)', made))
        found[table] = columns, keys, checks
    rest = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'table'"
    found["rest"] = {row for row in ask(rest) if not row[1].startswith("sqlite_autoindex")}
    found["migrations"] = set(ask("SELECT app, name FROM django_migrations"))
    found["kinds"] = set(ask("SELECT app_label, model FROM django_content_type"))
    found["rows"] = {
        table: ask(f'SELECT COUNT(*) FROM "{table}"')[0][0]
        for table in tables
        if not table.startswith("sqlite_")
    }
    return found


HEAVY = (
    "ortools", "numpy", "shapely", "PIL", "xlsxwriter", "icalendar", "python_calamine",
    "requests", "phonenumbers", "rapidfuzz",
)  # fmt: skip


@pytest.mark.slow
def test_what_is_heavy_is_loaded_only_by_whoever_needs_it(tmp_path):
    look = (
        "import sys, django; django.setup(); import wanjia.urls;"
        "from django.test import Client; assert Client().get('/login/').status_code == 200;"
        f"print(*[one for one in {HEAVY} if one in sys.modules]);"
    )
    environment = {**os.environ, "WANJIA_DATA": str(tmp_path), "DATABASE_URL": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "wanjia.settings"
    done = subprocess.run(
        [sys.executable, "-c", look], env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout == "\n"


UNITS = ROOT / "deploy"
# What units may name of systemd's own; stand-ins, so that no unit of this machine is looked at.
TARGETS = (
    "sysinit", "basic", "shutdown", "network-online", "time-sync", "timers", "multi-user",
)  # fmt: skip


def _verified(unit, folder):
    """What systemd says of a unit in a folder, where it finds that folder's units alone."""
    for name in TARGETS:
        text = f"[Unit]\nDescription={name}\nDefaultDependencies=no\n"
        (folder / f"{name}.target").write_text(text)
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(folder / unit)],
        env={**os.environ, "SYSTEMD_UNIT_PATH": str(folder), "LC_ALL": "C"},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("unit", sorted(one.name for one in UNITS.iterdir()))
def test_the_units_are_what_systemd_understands(unit, tmp_path):
    for one in UNITS.iterdir():  # The program lies elsewhere here.
        text = one.read_text().replace("/opt/wanjia/.venv/bin/wanjia", "/bin/true")
        (tmp_path / one.name).write_text(text)
    read = configparser.RawConfigParser(strict=False, delimiters=("=",))
    read.optionxform = str
    read.read(tmp_path / unit)
    assert "Description" in read["Unit"]
    if shutil.which("systemd-analyze"):
        done = _verified(unit, tmp_path)
        assert done.returncode == 0, done.stderr
        assert not done.stderr, done.stderr
        (tmp_path / unit).write_text(f"{(tmp_path / unit).read_text()}\n[Unit]\nNobodyKnows=1\n")
        assert "NobodyKnows" in _verified(unit, tmp_path).stderr


def test_the_service_may_write_into_its_data_alone_and_is_started_again():
    said = (UNITS / "wanjia.service").read_text().splitlines()
    assert {
        "User=wanjia", "StateDirectory=wanjia", "Environment=WANJIA_DATA=/var/lib/wanjia",
        "ProtectSystem=strict", "NoNewPrivileges=yes", "Restart=always",
    } <= set(said)  # fmt: skip
    assert not [one for one in said if one.startswith("ReadWritePaths")]
