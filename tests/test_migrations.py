"""Tests make their tables from the models: nothing may stand there that no migration brings."""

import os
import subprocess
import sys


def test_no_model_differs_from_its_migrations(tmp_path):
    command = [sys.executable, "-m", "wanjia", "manage", "makemigrations", "--check", "--dry-run"]
    env = {**os.environ, "WANJIA_DATA": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
