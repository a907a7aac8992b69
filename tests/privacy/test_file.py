"""After `wanjia forget` the bytes are gone from the database file, its log and all else."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# One process, as starting three costs more than all else: live, look, be asked, forget.
SCRIPT = """
import django; django.setup()
from datetime import datetime, timezone
from pathlib import Path
from django.conf import settings
from tests.privacy import seed
from wanjia.__main__ import main
from wanjia.kernel import clock
seed.main()
held = [path.read_bytes() for path in Path(settings.DATA).glob("wanjia.sqlite3*")]
print(sum("外婆的胰岛素只剩一支".encode() in one for one in held))
clock.shift(datetime(2022, 12, 1, 4, tzinfo=timezone.utc) - datetime.now(timezone.utc))
words = ["forget", "--before", "2022-12-01", "--json"]
for more in (["--dry-run"], [], ["--yes"]):
    print(main([*words, *more]))
"""


def found_in(folder: Path, wanted: list[str]) -> set[tuple[str, str]]:
    """Which of some texts stand in which file of the data folder, as bytes."""
    return {
        (path.name, one)
        for path in folder.rglob("*")
        if path.is_file()
        for one in wanted
        if one.encode() in path.read_bytes()
    }


def test_no_byte_of_what_was_forgotten_is_left_in_the_data_folder(tmp_path):
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env = kept | {
        "WANJIA_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "wanjia.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, timeout=600
    )
    assert ran.returncode == 0, ran.stderr
    made, held, shown, looked, asked, done, forgot = ran.stdout.strip().split("\n")
    told, would, result = json.loads(made), json.loads(shown), json.loads(done)
    assert int(held) >= 1  # it was in the files before
    assert (looked, asked, forgot) == ("0", "1", "0"), ran.stderr
    assert "--yes" in ran.stderr
    assert would["would"]["moved_away"] == 1
    assert result["forgotten"] == would["would"]
    assert result["proof"]["clean"]
    assert (result["proof"]["faults"], result["proof"]["due"]) == ([], {})
    assert {one["kind"] for one in result["proof"]["left"]} >= {"register"}
    assert found_in(tmp_path, told["gone"]) == set()
    assert found_in(tmp_path, [told["stays"]])  # who lives here is still in the register
