"""A demo town served as a committee serves it; a walk in Chromium that notes what goes wrong."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

EVENING = "2022-04-18T18:40:00+08:00"
DATABASE = "database.url"  # in a town's folder: where its database lies, if not in the folder
SHOTS = Path(__file__).parents[1] / "shots"
SIZES = {"desk": (1280, 800), "phone": (360, 740)}
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # what holds is not told element by element
}
# What is pressed with a thumb and is no word within a line: its own height, or its label's.
SMALL = """() => [...document.querySelectorAll(
    'button, a.btn, summary, select, textarea, input:not([type=hidden]), nav a')]
  .map(one => one.matches('[type=checkbox], [type=radio]') ? one.closest('label') || one : one)
  .filter(one => one.checkVisibility({opacityProperty: false, visibilityProperty: true}))
  .filter(one => !one.closest('.leaflet-container, .sr, p > a:not(.btn)'))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && box.height < 43.5)
  .map(([one, box]) => `${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`)
  .slice(0, 3)"""


def _environment(folder: Path, at: str = EVENING) -> dict[str, str]:
    elsewhere = folder / DATABASE
    url = elsewhere.read_text() if elsewhere.exists() else ""
    return {**os.environ, "WANJIA_DATA": str(folder), "WANJIA_CLOCK": at, "DATABASE_URL": url}


def wanjia(folder: Path, *words: str, at: str = EVENING) -> "subprocess.CompletedProcess[str]":
    """Run the program on a data folder, with the clock at the story's evening or a later moment."""
    command = [sys.executable, "-m", "wanjia", *words]
    return subprocess.run(command, env=_environment(folder, at), capture_output=True, text=True)


CATCH_UP = (
    "from wanjia.core.models import Community as C\n"
    "from wanjia.core.scheduling.scheduler import run_for\n"
    "[run_for(one) for one in C.objects.values_list('id', flat=True)]"
)


def come_round(folder: Path, at: str) -> None:
    """Let the regular work come round once at a moment."""
    in_shell(folder, CATCH_UP, at)


def in_shell(folder: Path, code: str, at: str) -> str:
    """Run code in the program's shell at a moment; what it printed."""
    done = wanjia(folder, "manage", "shell", "-v", "0", "-c", code, at=at)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Served:
    """A served town: its address, its data folder, and what `demo --json` said of it."""

    url: str
    folder: Path
    said: dict[str, Any]

    @property
    def story(self) -> dict[str, str]:
        return self.said["story"]


@contextmanager
def serving(made: tuple[Path, dict[str, Any]], folder: Path, at: str = EVENING) -> Iterator[Served]:
    """A copy of the made town, served by a process of its own; a later day goes on with it."""
    if not folder.exists():
        shutil.copytree(made[0], folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "wanjia", "serve", "--port", str(port)],
            env=_environment(folder, at),
            stdout=out,
            stderr=out,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server, log)
        yield Served(url, folder, made[1])
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()
    faults = [line for line in log.read_text().splitlines() if "Traceback" in line]
    assert not faults, log.read_text()[-4000:]


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):  # a busy machine takes its time; the program is not judged by it
        try:
            urllib.request.urlopen(f"{url}/login/", timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            raise AssertionError(log.read_text()[-4000:]) from error
        except OSError:
            pass
        assert server.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"the server did not come up: {log.read_text()}")


@dataclass
class Walk:
    """Somebody at a screen: goes, clicks, looks; `faults` is whatever went wrong on the way."""

    page: Page
    served: Served
    language: str
    size: str
    large: bool = False
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    meant: tuple[str, ...] = ()  # what the console says of a line that fails on purpose
    looking: bool = True  # whether pages are looked at: not on the way to where a test begins
    pictures: ClassVar[bool] = True  # whether pictures are kept in tests/shots

    def go(self, path: str) -> None:
        answer = self.page.goto(self.served.url + path, wait_until="load")
        assert answer, path
        if answer.status >= 400:
            self.faults.append(f"{path}: {answer.status}")

    def sign_in(self, user: str) -> None:
        self.page.context.clear_cookies()
        self.speak()
        self.go("/login/")
        self.page.fill("input[name=username]", user)
        self.page.fill("input[name=password]", self.served.said["logins"][0]["password"])
        self.page.click("main button[type=submit], main button.primary")
        # A refused log-in stays here and times out.
        self.page.wait_for_url(lambda url: "/login/" not in url, timeout=60_000)
        self.page.wait_for_load_state("load")

    def speak(self) -> None:
        cookie = {"name": "wanjia_lang", "value": self.language, "url": self.served.url}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]

    def enlarge(self) -> None:
        """Ask for large print, as a tap on the switch does."""
        cookie = {"name": "wanjia_large", "value": "1", "url": self.served.url}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        self.large = True

    def shot(self, name: str) -> None:
        """Look for what no page may have, and keep a picture of it where pictures are wanted."""
        if not self.looking:
            return
        self.page.wait_for_timeout(150)
        if self.pictures:
            folder = SHOTS / f"{self.size}-{self.language[:2]}"
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png", full_page=True)
        self.look(name)

    def look(self, name: str) -> None:
        """Nothing that WCAG 2.2 AA forbids, nothing wider than the screen, no small target."""
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 1:
            self.faults.append(f"{name}: {wide} px wider than the screen")
        for one in Axe().run(self.page, options=json.dumps(self._rules()))["violations"]:
            nodes = [node["html"][:160] for node in one["nodes"][:3]]
            self.faults.append(f"{name}: axe {one['id']}: {nodes}")
        if self.size == "phone":
            small = self.page.evaluate(SMALL)
            self.faults.extend(f"{name}: less than 44 px: {one}" for one in small)

    def _rules(self) -> dict[str, Any]:
        """The rules of WCAG; contrast takes half of the time, and colours are the same in each
        language and on each screen: without --long they are looked at on one."""
        one = self.pictures or (self.language, self.size) == ("zh-hans", "desk")
        return WCAG if one else WCAG | {"rules": {"color-contrast": {"enabled": False}}}

    def word(self, zh: str, en: str) -> str:
        """What it says in the language of the walk."""
        return en if self.language == "en" else zh

    def links(self) -> list[str]:
        """The paths of this site that the page leads to."""
        ways = "all => all.map(a => new URL(a.getAttribute('href'), location).href)"
        found = self.page.eval_on_selector_all("a[href]", ways)
        return list(
            dict.fromkeys(
                urlsplit(one).path for one in found if one.startswith(self.served.url + "/")
            )
        )


def listen(walk: Walk, context: BrowserContext) -> None:
    host = urlsplit(walk.served.url).netloc

    def request(one: Any) -> None:
        parts = urlsplit(one.url)
        if parts.scheme in ("http", "https") and parts.netloc != host:
            walk.faults.append(f"a request to another host: {one.url}")

    def said(message: Any) -> None:
        meant = ("status of 409", "status of 422", "ERR_INTERNET_DISCONNECTED")  # refused; cut
        told = message.type in ("error", "warning")
        if told and not any(one in message.text for one in (*meant, *walk.meant)):
            walk.faults.append(f"{walk.page.url}: console: {message.text}")

    context.on("request", request)
    walk.page.on("console", said)
    walk.page.on("pageerror", lambda error: walk.faults.append(f"{walk.page.url}: {error}"))
