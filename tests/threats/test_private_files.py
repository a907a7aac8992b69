"""Nobody else on the machine reads the data folder, however the program was started."""

import os
import subprocess
import sys

MAKE = """
import os
os.umask(0o022)
import django
django.setup()
from django.db import connection
connection.cursor().execute("CREATE TABLE x (y)")
from django.conf import settings
(settings.DATA / "files" / "imports").mkdir(parents=True)
(settings.DATA / "files" / "imports" / "a").write_text("x")
(settings.DATA / "outbox.txt").write_text("x")
print(settings.DATA)
"""


def test_every_file_and_folder_is_its_owners_alone(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    (data / "old.txt").write_text("from before")
    (data / "old.txt").chmod(0o644)
    environment = {
        **os.environ, "WANJIA_DATA": str(data), "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "wanjia.settings",
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-c", MAKE], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    found = {one.name: one.stat().st_mode & 0o777 for one in [data, *data.rglob("*")]}
    assert {"old.txt", "wanjia.sqlite3", "secret.key", "files", "a"} <= found.keys()
    assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}
