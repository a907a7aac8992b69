"""The demo town made once, one Chromium, and the screens that a test opens in it."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests import postgres
from tests.browser.served import DATABASE, SIZES, Served, Walk, listen, serving, wanjia

# What `./wanjia test` runs without `--long`: each page once, the first day from call to report, a
# committee from an empty folder to its first zone, a phone on a line that fails in several ways.
SHORT = (
    "test_every_page.py",
    "test_first_day.py::test_the_first_day_from_the_call_to_the_daily",
    "test_founding.py::test_from_an_empty_folder_to_the_first_zone_in_force[zh-hans]",
    "test_phone.py::test_a_line_that_fails_in_several_ways",
    "test_later_days.py::test_a_second_case",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long stories and the pictures to `--long`, or to whoever names them; the summary
    counts the stories."""
    if config.getoption("--long") or any("browser" in str(one) for one in config.args):
        return
    Walk.pictures = False
    long = [one for one in items if "/browser/" in str(one.path) and not _is_short(one)]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [one for one in items if one not in set(long)]


def _is_short(item: pytest.Item) -> bool:
    day = "first_day" in item.nodeid or "later_days" in item.nodeid
    return any(one in item.nodeid for one in SHORT) and (not day or "[zh-hans-desk]" in item.nodeid)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out, and how to run it."""
    if not config.getoption("--long") and not hasattr(config, "workerinput"):
        terminalreporter.line("The long browser stories: ./wanjia test --long, or tests/browser.")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The demo town in a folder, made once for all workers of a run; nobody changes it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-town"
    folder.mkdir(exist_ok=True)
    said = folder.with_suffix(".json")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = wanjia(folder, "demo", "--no-serve", "--json")
            assert done.returncode == 0, done.stderr
            said.write_text(done.stdout)
    return folder, json.loads(said.read_text())


@pytest.fixture
def moved(
    made: tuple[Path, dict[str, Any]], postgres_server: postgres.Server, tmp_path: Path
) -> tuple[Path, dict[str, Any]]:
    """The demo town on PostgreSQL, moved there as an operator moves it."""
    folder = tmp_path / "moved"
    shutil.copytree(made[0], folder)
    url = postgres_server.new_database(f"town_{tmp_path.name}"[:60])
    done = wanjia(folder, "move", "--to", url)
    assert done.returncode == 0, done.stderr
    for file in folder.glob("wanjia.sqlite3*"):
        file.unlink()
    (folder / DATABASE).write_text(url)
    return folder, made[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("WANJIA_CHROMIUM") or which("chromium") or which("google-chrome")
    assert chromium, "the browser tests need Chromium (on Debian: apt-get install chromium)"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # Playwright leaves its loop in this thread; tests that come after go to the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = play.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def sealed(
    made: tuple[Path, dict[str, Any]], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The town on its first evening, with the west sealed and its round open."""
    from tests.browser.test_first_day import plan_and_publish, record_the_case

    folder = tmp_path_factory.mktemp("sealed") / "town"
    with serving(made, folder) as served:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        walk = Walk(context.new_page(), served, "zh-hans", "desk", looking=Walk.pictures)
        walk.sign_in("desk1")
        record_the_case(walk)
        plan_and_publish(walk)
        context.close()
    return folder


@pytest.fixture
def walk_in(browser: Browser) -> Iterator[Callable[..., Walk]]:
    """Open a screen: `walk_in(served, language, size)`; at the end nothing may have gone wrong."""
    opened: list[Walk] = []

    def start(served: Served, language: str = "zh-hans", size: str = "desk") -> Walk:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            locale="en-GB" if language == "en" else "zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(15_000)
        walk = Walk(context.new_page(), served, language, size)
        listen(walk, context)
        walk.speak()
        opened.append(walk)
        return walk

    yield start
    faults = [fault for walk in opened for fault in dict.fromkeys(walk.faults)]
    for walk in opened:
        walk.page.context.close()
    assert not faults, "\n".join(faults)
