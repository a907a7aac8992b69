"""`--fast`, for the everyday loop: all tests on SQLite, but for those that take long.

Left out are the tests in Chromium, those of a server that is killed, and those marked `slow`; but
a folder of tests is run wholly when it, or the app that it tests, differs from the last commit.
The summary says what was left out.
"""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONG = {"browser": "in a browser", "lost": "of a server that is killed"}
LEFT_OUT = pytest.StashKey[Counter]()


def changed_folders(names: list[str]) -> set[str]:
    """The folders of tests/ that paths of changed files have to do with."""
    folders = set()
    for name in names:
        parts = Path(name).parts
        if parts[:1] == ("tests",) and len(parts) > 2:
            folders.add(parts[1])
        if parts[:2] == ("src", "wanjia") and len(parts) > 3:
            folders.add(parts[2])
    return folders


def _changed_files() -> list[str]:
    """What differs from the last commit; nothing where git does not know the folder."""
    told = [
        "git",
        "-C",
        str(ROOT),
        "status",
        "--porcelain",
        "--untracked-files=all",
        "--no-renames",
    ]
    try:
        done = subprocess.run(told, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return [line[3:].strip('"') for line in done.stdout.splitlines()]


def why_left_out(folder: str, slow: bool, changed: set[str]) -> str:
    """Why a test of a folder is not one for the everyday loop; empty if it is."""
    if folder in LONG and folder not in changed:
        return LONG[folder]
    return "marked slow" if slow and folder not in changed else ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless it changed or somebody names it."""
    if not config.getoption("--fast"):
        return
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    changed, counts, kept, left = changed_folders(_changed_files()), Counter(), [], []
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        why = why_left_out(folder, item.get_closest_marker("slow") is not None, changed)
        (left if why else kept).append(item)
        counts[why] += bool(why)
    config.stash[LEFT_OUT] = +counts
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist hands over what it left out."""
    config = session.config
    if hasattr(config, "workeroutput") and LEFT_OUT in config.stash:
        config.workeroutput["left_out"] = dict(config.stash[LEFT_OUT])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """Each worker left out the same."""
    if left := getattr(node, "workeroutput", {}).get("left_out"):
        node.config.stash[LEFT_OUT] = Counter(left)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Say what was left out, and how to run it."""
    if not config.getoption("--fast") or hasattr(config, "workerinput"):
        return
    left = config.stash.get(LEFT_OUT, Counter())
    told = ", ".join(f"{number} tests {why}" for why, number in sorted(left.items()))
    terminalreporter.line(
        f"Fast: left out PostgreSQL{', ' + told if told else ''}; ./wanjia test runs all."
    )
