"""The demo town in the database, made by the command as a newcomer runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def wanjia(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "WANJIA_DATA": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "wanjia", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def said(folder: Path) -> dict:
    done = wanjia(folder, "demo", "--no-serve", "--json", "--port", "8123")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_demo_prints_address_log_ins_and_story_as_json_alone(said: dict):
    assert said["url"] == "http://127.0.0.1:8123/"
    assert set(said["story"]) == {"estate", "stairwell"}
    roles = {one["role"] for one in said["logins"]}
    assert {"head", "desk", "grid", "doctor", "steward", "volunteer", "town"} <= roles


def test_a_second_demo_finds_the_town_that_is_there(folder: Path, said: dict):
    done = wanjia(folder, "demo", "--no-serve", "--json", "--port", "8123")
    assert json.loads(done.stdout) == said
    assert "Making" not in done.stderr


def test_graph_and_plan_split_the_estate_as_the_story_tells(folder: Path, said: dict, tmp_path):
    graph = wanjia(folder, "graph", said["story"]["estate"])
    (tmp_path / "graph.json").write_text(graph.stdout)
    case = said["story"]["stairwell"]
    planned = wanjia(folder, "plan", str(tmp_path / "graph.json"), "--cases", case, "--json")
    plans = json.loads(planned.stdout)["plans"]
    best = next(plan for plan in plans if plan["recommended"])
    assert (best["households"], best["residents"]) == (45, 168)
    whole = json.loads(graph.stdout)["stairwells"]
    assert sum(one["residents"] for one in whole) == 2091
    assert sum(one["households"] for one in whole) == 749


def test_a_folder_with_another_community_is_refused(tmp_path: Path):
    script = "from wanjia.kernel.models import Community; Community.objects.create(name='别处')"
    assert wanjia(tmp_path, "manage", "migrate", "-v", "0").returncode == 0
    assert wanjia(tmp_path, "manage", "shell", "-v", "0", "-c", script).returncode == 0
    done = wanjia(tmp_path, "demo", "--no-serve")
    assert done.returncode == 1
    assert "别处" in done.stderr
    assert "WANJIA_DATA" in done.stderr


def test_a_taken_port_is_told(folder: Path, said: dict):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = wanjia(folder, "demo", "--no-serve", "--port", str(port))
    assert done.returncode == 1
    assert str(port) in done.stderr
