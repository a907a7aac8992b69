"""After `wanjia forget` the bytes are gone from the database file, its log and all else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEED = "import django; django.setup(); from tests.privacy import seed; seed.main()"


def run(folder: Path, clock: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run Python on a data folder at a moment."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env = kept | {
        "WANJIA_DATA": str(folder),
        "WANJIA_CLOCK": clock,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "wanjia.settings",
    }
    command = [sys.executable, *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=600)


def found_in(folder: Path, wanted: list[str]) -> set[tuple[str, str]]:
    """Which of some texts stand in which file of the data folder, as bytes."""
    return {
        (path.name, one)
        for path in folder.rglob("*")
        if path.is_file()
        for one in wanted
        if one.encode() in path.read_bytes()
    }


@pytest.mark.slow
def test_no_byte_of_what_was_forgotten_is_left_in_the_data_folder(tmp_path):
    made = run(tmp_path, "2022-04-19T10:00+08:00", "-c", SEED)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    before = {one for _file, one in found_in(tmp_path, told["gone"])}
    assert before >= {"欧阳别离", "外婆的胰岛素只剩一支", "嗓子像刀割一样"}

    words = ("-m", "wanjia", "forget", "--before", "2022-12-01", "--json")
    asked = run(tmp_path, "2022-12-01T09:00+08:00", *words)
    assert asked.returncode == 1, asked.stderr
    assert "--yes" in asked.stderr
    assert {one for _file, one in found_in(tmp_path, told["gone"])} == before

    done = run(tmp_path, "2022-12-01T09:00+08:00", *words, "--yes")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["forgotten"]["moved_away"] == 1
    assert answer["proof"]["clean"]
    assert answer["proof"]["faults"] == []
    assert found_in(tmp_path, told["gone"]) == set()
    assert found_in(tmp_path, [told["stays"]])  # who lives here is still in the register
