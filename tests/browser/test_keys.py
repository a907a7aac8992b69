"""The desk without a mouse: the box, a call from anywhere, rows, the sheet; the focus stays."""

from urllib.parse import urlsplit

import pytest
from tests.browser.served import serving


@pytest.fixture(scope="module")
def town(made, tmp_path_factory):
    with serving(made, tmp_path_factory.mktemp("keys") / "town") as served:
        yield served


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_case_is_begun_a_call_is_taken_and_a_page_is_opened_by_keys_alone(
    town, walk_in, language
):
    walk = walk_in(town, language)
    walk.sign_in("desk1")
    page, keys = walk.page, walk.page.keyboard
    walk.go("/journal/")
    keys.press("Control+k")
    assert focused(page) == "palette-q"
    keys.type(walk.word("登记病例 7-301", "record a case 7-301"))
    page.wait_for_selector("#palette-found button[data-option]")
    walk.shot("palette")
    keys.press("Enter")
    page.wait_for_url("**/cases/new/*")
    assert "7-301" not in page.url
    assert "7-301" in page.inner_text("main")
    keys.press("Escape")
    page.evaluate("document.activeElement.blur()")
    keys.press("c")
    page.wait_for_url("**/needs/new/")
    assert focused(page) == "id_who"
    walk.go("/")
    keys.press("/")
    keys.type("qz" if language == "zh-hans" else "Needs")
    page.wait_for_selector("#palette-found a[href='/needs/']")
    keys.press("Escape")
    page.wait_for_function("document.activeElement.id === 'main'")  # once the box has closed
    keys.press("j")
    first = page.evaluate("document.activeElement.closest('.row').dataset.row")
    keys.press("j")
    keys.press("k")
    assert page.evaluate("document.activeElement.closest('.row').dataset.row") == first
    keys.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path != "/")
    page.evaluate("document.activeElement.blur()")
    keys.press("?")
    page.wait_for_selector("#keys[open]")
    walk.shot("keys")
