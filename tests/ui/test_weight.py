"""What the server carries: solvers and geometry are loaded by those who ask, not by all."""

import subprocess
import sys

import pytest

HEAVY = ("ortools", "numpy", "shapely", "requests", "pandas", "scipy", "openpyxl")
CODE = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "wanjia.settings"
import wanjia.wsgi
from django.urls import get_resolver

def load(patterns):
    return sum(load(getattr(one, "url_patterns", ())) or 1 for one in patterns)

assert load(get_resolver().url_patterns) > 100
sys.exit(", ".join(name for name in {HEAVY!r} if name in sys.modules) or 0)
"""


@pytest.mark.slow
def test_the_server_with_every_page_loads_no_solver(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env={"WANJIA_DATA": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
