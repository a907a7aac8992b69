"""Back, with the browser's cache of whole pages on: nothing that is typed there is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.browser.conftest import which
from tests.browser.served import SHOTS, Served, Walk, serving
from tests.browser.test_service import shell

CALLS = """
import json
from wanjia.needs.models import Need
texts = ["想买点酱油", "奶奶摔倒了起不来，叫不应"]
print(json.dumps({"n": Need.objects.filter(text__in=texts).count()}))
"""
SAUCE, FALL = "想买点酱油", "奶奶摔倒了起不来，叫不应"


@pytest.fixture
def town(made, tmp_path: Path) -> Iterator[Served]:
    with serving(made, tmp_path / "town") as served:
        yield served


@pytest.fixture
def kept_page(town: Served) -> Iterator[Walk]:
    """A browser with its back-forward cache, which playwright else turns off."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = play.chromium.launch(
            executable_path=which("chromium") or which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu"],
            ignore_default_args=["--disable-back-forward-cache"],
        )
        page = opened.new_context().new_page()
        walk = Walk(page, town, "zh-hans", "desk")
        walk.sign_in("desk1")
        yield walk
        opened.close()


def call(page: Page, text: str) -> None:
    page.fill("textarea[name=text]", text)
    page.click("main form button.primary")
    page.wait_for_url("**/needs/*-*/")


def count(town: Served) -> int:
    return int(shell(town, CALLS)["n"])


def test_a_call_typed_after_back_is_a_need_and_the_same_again_is_none(
    town: Served, kept_page: Walk
) -> None:
    page = kept_page.page
    kept_page.go("/needs/new/")
    page.evaluate("window.was = 1")
    call(page, SAUCE)
    page.go_back(wait_until="commit")
    restored = page.evaluate("window.was === 1")
    call(page, SAUCE)
    assert count(town) == 1
    page.go_back(wait_until="commit")
    call(page, FALL)
    expect(page.locator("main")).to_contain_text(FALL)
    assert count(town) == 2
    assert restored, "the page came from the cache of whole pages"


def test_what_was_typed_while_another_tab_signed_out_is_there_again(
    town: Served, walk_in: Callable[..., Walk]
) -> None:
    for size in ("desk", "phone"):
        walk = walk_in(town, "zh-hans", size)
        walk.sign_in("desk1")
        walk.go("/needs/new/")
        walk.page.fill("textarea[name=text]", FALL)
        walk.page.context.clear_cookies(name="sessionid")
        walk.page.click("main form button.primary")
        walk.page.wait_for_url("**/login/**")
        SHOTS.mkdir(exist_ok=True)
        walk.page.screenshot(path=SHOTS / f"ids-login-{size}.png")
        walk.page.fill("input[name=username]", "desk1")
        walk.page.fill("input[name=password]", town.said["logins"][0]["password"])
        walk.page.click("main button.primary")
        walk.page.wait_for_url("**/needs/new/**")
        expect(walk.page.locator("textarea[name=text]")).to_have_value(FALL)
        expect(walk.page.locator("#draft")).to_be_visible()
        walk.page.screenshot(path=SHOTS / f"ids-draft-{size}.png")
        call(walk.page, FALL)
        assert not walk.faults
    assert count(town) == 2
