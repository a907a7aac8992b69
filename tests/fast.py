"""`--fast`, for the everyday loop: all tests on SQLite, but for those that take long.

Left out are the tests in Chromium, those of a server that is killed (tests/lost), and those marked
`slow`; but what differs from the last commit is run wholly: the folder of tests that changed, and
that of the app that changed. The summary says what was left out. Stories that are marked `long` are
left out of each run of all tests but that with `--long`.
"""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONG = ("browser", "lost")  # folders of tests; they are not even loaded
CHANGED = pytest.StashKey[set[str]]()
LEFT_OUT = pytest.StashKey[int]()


def changed_folders(names: list[str]) -> set[str]:
    """The folders of tests/, and its files, that paths of changed files have to do with."""
    folders = set()
    for name in names:
        parts = Path(name).parts
        if parts[:1] == ("tests",) and (len(parts) > 2 or parts[-1].startswith("test_")):
            folders.add(parts[1])
        if "migrations" in parts:
            folders |= {"test_tables.py", "test_upgrade.py"}
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


def _is_whole(config: pytest.Config) -> bool:
    """Whether this is a run of all tests; who names some wants those."""
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS


def _is_everyday(config: pytest.Config) -> bool:
    """Whether this is a fast run of all tests."""
    return _is_whole(config) and bool(config.getoption("--fast"))


def pytest_configure(config: pytest.Config) -> None:
    """Look once at what changed."""
    config.stash[CHANGED] = changed_folders(_changed_files()) if _is_everyday(config) else set()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the long folders."""
    if not _is_everyday(config) or collection_path.parent != ROOT / "tests":
        return None
    folder = collection_path.name
    return True if folder in LONG and folder not in config.stash[CHANGED] else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked slow; and what is marked long, where it is not named."""
    if config.getoption("--long") or not _is_whole(config):
        return
    changed, kept, left = config.stash[CHANGED], [], []
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        slow = item.get_closest_marker("slow") and _is_everyday(config) and folder not in changed
        (left if slow or item.get_closest_marker("long") else kept).append(item)
    config.stash[LEFT_OUT] = len(left)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist hands over how many it left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """Each worker left out the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Say what was left out, and how to run it."""
    if not _is_everyday(config) or hasattr(config, "workerinput"):
        return
    changed = config.stash[CHANGED]
    folders = [f"tests/{one}" for one in LONG if one not in changed]
    slow = f"{config.stash.get(LEFT_OUT, 0)} slow tests"
    say = terminalreporter.line
    if changed:
        say(f"Run wholly, for they changed: {', '.join(sorted(changed))}.")
    say(f"Left out: PostgreSQL, {', '.join([*folders, slow])}. All of them: ./wanjia test")
