"""Ten tasks of a watch in Chromium, in clicks, keys and seconds: `wanjia bench tasks`.

A click is a press of the pointer; a key is one stroke beside the text that has to be typed anyway.
The seconds are the machine's, without a person's thinking.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

EVENING = "2022-04-18T18:40:00+08:00"
PATIENCE = 20_000  # milliseconds


class Hand:
    """A pointer and a keyboard that count."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.clicks = self.keys = 0

    def go(self, path: str) -> None:
        """Status on a page; getting there is not counted."""
        self.page.goto(self.url + path)

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.clicks += 1

    def key(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def see(self, selector: str) -> None:
        self.page.locator(selector).first.wait_for()

    def arrive(self, pattern: str) -> None:
        self.page.wait_for_url(re.compile(pattern))


def run() -> list[dict[str, Any]]:
    """Rows of name, clicks or keys, the budget and a note."""
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        _served(Path(folder)) as (url, password),
        sync_playwright() as play,
    ):
        chromium = which("chromium") or which("google-chrome")
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        _sign_in(page, url, password)
        rows = [_measure(page, url, *task) for task in TASKS]
        browser.close()
    return rows


def _measure(
    page: Any, url: str, name: str, unit: str, budget: str, do: Callable[[Hand], None]
) -> dict[str, Any]:
    hand, began = Hand(page, url), time.perf_counter()
    try:
        do(hand)
        note = f"{hand.clicks} clicks, {hand.keys} keys, {time.perf_counter() - began:.1f} s"
        count: Any = hand.clicks if unit == "clicks" else hand.keys
    except Exception as error:
        note, count = f"did not end: {str(error).splitlines()[0][:120]}", ""
    return {
        "name": name, "ours": count, "bare": "", "unit": unit, "ratio": "", "budget": budget,
        "note": note,
    }  # fmt: skip


def positive_call(hand: Hand) -> None:
    hand.go("/")
    hand.click("a[href='/cases/new/']")
    hand.page.locator("main input[name=q]").fill("中海悦庭7-301")
    hand.see("#found .row a")
    hand.click("#found .row a")
    hand.page.fill("input[name=told_by]", "区疾控 王医生")
    hand.page.fill("input[name=sampled_at]", "2022-04-18T09:30")
    hand.click("main form button.primary")
    hand.arrive("/plans/")
    hand.click("button[formaction$='/publish/']")
    hand.arrive("/publications/")


def call_to_dispatch(hand: Hand, door: str, words: str) -> None:
    hand.go("/journal/")
    hand.key("c")
    hand.arrive("/needs/new/")
    hand.type(door)
    hand.see("#call .card, #call [data-pick], #call a")
    hand.key("Tab")
    hand.type(words)
    hand.key("Control+Enter")
    hand.page.wait_for_function(
        "location.pathname !== '/needs/new/' || document.querySelector('.choose')"
    )
    if hand.page.locator(".choose").count():
        hand.key("1")
    hand.arrive("/needs/[0-9a-f-]{36}/")
    hand.see("button[data-pick='1']")
    hand.page.evaluate("document.activeElement.blur()")
    with hand.page.expect_navigation():
        hand.key("1")


def missing_calls(hand: Hand) -> None:
    hand.go("/missing/")
    for _ in range(3):
        row = hand.page.locator("#list > .row:not(.called)").first
        name = row.get_attribute("id")
        row.locator("button[name=outcome]").first.click()
        hand.clicks += 1
        hand.see(f"[id='{name}'].called")


def household_of_three(hand: Hand) -> None:
    _doors(hand)
    hand.click("button[name=one]")
    hand.page.wait_for_timeout(500)


def stairwell_at_once(hand: Hand) -> None:
    _doors(hand)
    hand.click("button[data-tick]")
    hand.click(".foot-bar button.primary")
    hand.see(".messages, [role=status], .note")


def _doors(hand: Hand) -> None:
    hand.go("/rounds/")
    path = hand.page.locator("a[href$='/doors/']").first.get_attribute("href")
    hand.go(path or "")


def paste(hand: Hand) -> None:
    hand.go("/pastes/")
    hand.page.fill("textarea[name=text]", "1. 8-101 阴 36.5\n2. 8-201 阴 36.4\n3. 8-301 阴 36.6")
    hand.click("main form button.primary")
    hand.arrive("/pastes/[0-9a-f-]{36}/")
    hand.click("main button.primary")
    hand.page.wait_for_load_state()


def find_by_sound(hand: Hand) -> None:
    hand.go("/journal/")
    hand.key("Control+k")
    hand.type("chen")
    hand.see("#palette-found a[href^='/dwellings/']")
    hand.page.wait_for_function("document.querySelector('#palette-q').dataset.for === 'chen'")
    options = hand.page.locator("#palette-found [data-option]")
    hrefs = options.evaluate_all("all => all.map(one => one.getAttribute('href') || '')")
    first = next(place for place, href in enumerate(hrefs) if href.startswith("/dwellings/"))
    hand.key(*["ArrowDown"] * first, "Enter")
    hand.arrive("/dwellings/")


def who_has_dialysis(hand: Hand) -> None:
    hand.go("/")
    hand.key("/")
    hand.type("血透")
    hand.see("#palette-found a[href^='/residents/?risk']")
    hand.page.wait_for_function("document.querySelector('#palette-q').dataset.for === '血透'")
    hand.key("Enter")
    hand.arrive("risk=")


def take_what_is_first(hand: Hand) -> None:
    hand.go("/")
    hand.click("[data-live=today-rows] form[action$='/take/'] button")
    hand.page.wait_for_load_state()


TASKS: tuple[tuple[str, str, str, Callable[[Hand], None]], ...] = (
    ("positive call to zones in force", "clicks", "≤ 6", positive_call),
    ("call to dispatched", "keys", "≤ 12",
     lambda hand: call_to_dispatch(hand, "中海悦庭9-201", "厨房水管漏水了")),
    ("call to dispatched, a door that exists twice", "keys", "≤ 12",
     lambda hand: call_to_dispatch(hand, "1-101", "厨房灯不亮了")),
    ("three calls of the missing list", "clicks", "3", missing_calls),
    ("a household, all negative", "clicks", "1", household_of_three),
    ("a stairwell, all that were ticked", "clicks", "2", stairwell_at_once),
    ("a pasted list into the books", "clicks", "2", paste),
    ("a person by how the name sounds", "keys", "≤ 4", find_by_sound),
    ("who has dialysis", "keys", "2", who_has_dialysis),
    ("take the gravest request", "clicks", "1", take_what_is_first),
)  # fmt: skip


def _sign_in(page: Any, url: str, password: str) -> None:
    page.goto(f"{url}/login/")
    page.fill("input[name=username]", "desk1")
    page.fill("input[name=password]", password)
    page.click("main button.primary")
    page.wait_for_load_state()


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, str]]:
    """Make the demo town and serve it at the evening of its story; yield address and password."""
    environment = {
        **os.environ, "WANJIA_DATA": str(folder), "WANJIA_CLOCK": EVENING, "DATABASE_URL": "",
    }  # fmt: skip
    command = [sys.executable, "-m", "wanjia"]
    made = subprocess.run(
        [*command, "demo", "--no-serve", "--json"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/ok/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield url, json.loads(made.stdout)["logins"][0]["password"]
    finally:
        server.terminate()
        server.wait(20)
