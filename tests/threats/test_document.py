"""docs/threats.md names for each threat the tests that cover it, and they exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "threats.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (?!threat|---)(.+)\|$", re.MULTILINE)


def named_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_every_named_test_exists():
    named = NAMED.findall(TEXT)
    assert len(named) > 40
    files = {file: named_in(ROOT / file) for file, _ in named}
    assert not [(file, name) for file, name in named if name not in files[file]]


def test_every_threat_names_a_test():
    rows = [row for row in ROW.findall(TEXT) if not row.startswith("---")]
    assert len(rows) > 30
    assert not [row[:60] for row in rows if not NAMED.search(row)]


def test_every_file_of_these_tests_is_named():
    files = {f"tests/threats/{one.name}" for one in Path(__file__).parent.glob("test_*.py")}
    assert files - {file for file, _ in NAMED.findall(TEXT)} <= {"tests/threats/test_document.py"}
