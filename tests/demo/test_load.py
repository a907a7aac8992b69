"""The demo town in the database, made by the command as a newcomer runs it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Place:
    """Where a town is made: a folder for its keys, a database."""

    folder: Path
    url: str


def wanjia(place: Place, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "WANJIA_DATA": str(place.folder), "DATABASE_URL": place.url}
    command = [sys.executable, "-m", "wanjia", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Place:
    return Place(tmp_path_factory.mktemp("demo"), new_database())


@pytest.fixture(scope="module")
def port() -> str:
    """One that is free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture(scope="module")
def said(place: Place, port: str) -> dict:
    done = wanjia(place, "demo", "--no-serve", "--json", "--port", port)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_demo_prints_address_log_ins_and_story_as_json_alone(said: dict, port: str):
    assert said["url"] == f"http://127.0.0.1:{port}/"
    assert set(said["story"]) == {"estate", "stairwell"}
    roles = {one["role"] for one in said["logins"]}
    assert {"head", "desk", "grid", "doctor", "steward", "volunteer", "town"} <= roles


@pytest.mark.slow
def test_a_second_demo_finds_the_town_that_is_there(place: Place, said: dict, port: str):
    done = wanjia(place, "demo", "--no-serve", "--json", "--port", port)
    assert json.loads(done.stdout) == said
    assert "Making" not in done.stderr


@pytest.mark.slow
def test_graph_and_plan_split_the_estate_as_the_story_tells(place: Place, said: dict, tmp_path):
    graph = wanjia(place, "graph", said["story"]["estate"])
    (tmp_path / "graph.json").write_text(graph.stdout)
    case = said["story"]["stairwell"]
    planned = wanjia(place, "plan", str(tmp_path / "graph.json"), "--cases", case, "--json")
    plans = json.loads(planned.stdout)["plans"]
    best = next(plan for plan in plans if plan["recommended"])
    assert (best["households"], best["residents"]) == (45, 168)
    whole = json.loads(graph.stdout)["stairwells"]
    assert sum(one["residents"] for one in whole) == 2091
    assert sum(one["households"] for one in whole) == 749


@pytest.mark.slow
def test_a_database_with_another_community_is_refused(tmp_path: Path, new_database):
    place = Place(tmp_path, new_database())
    script = """
from wanjia.core.models import Community
from wanjia.core.transfer.schema import ready_database
ready_database()
Community.objects.create(name="别处")
"""
    assert wanjia(place, "manage", "shell", "-v", "0", "-c", script).returncode == 0
    done = wanjia(place, "demo", "--no-serve")
    assert done.returncode == 1
    assert "别处" in done.stderr
    assert "WANJIA_DATA" in done.stderr


@pytest.mark.slow
def test_a_taken_port_is_told(place: Place, said: dict):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = wanjia(place, "demo", "--no-serve", "--port", str(port))
    assert done.returncode == 1
    assert str(port) in done.stderr
