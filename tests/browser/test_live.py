"""Two officers at their screens: what one takes in, the other sees come, and who has it open."""

import pytest
from tests.browser.served import serving


@pytest.fixture(scope="module")
def town(made, tmp_path_factory):
    with serving(made, tmp_path_factory.mktemp("live") / "town") as served:
        yield served


def take_call(walk, door, text):
    walk.go("/needs/new/")
    walk.page.fill("#id_who", door)
    walk.page.fill("#id_text", text)
    walk.page.click("main form button.primary")
    walk.page.wait_for_url("**/needs/*-*/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_one_officer_takes_in_slides_onto_the_others_screen(town, walk_in, language):
    first, second = walk_in(town, language), walk_in(town, language)
    first.sign_in("desk1")
    second.sign_in("desk2")
    door = "10-201" if language == "en" else "11-201"
    page = first.page
    page.mouse.move(5, 5)
    page.wait_for_selector("body[data-live-at]")
    sounded = page.evaluate("document.body.dataset.sounded || '0'")
    take_call(second, door, "老人倒在地上，没有呼吸了")
    row = page.wait_for_selector(".row.fresh")
    assert first.word("新", "New") in row.inner_text()
    assert page.evaluate("document.body.dataset.sounded") == str(int(sounded) + 1)
    assert "!)" in page.title()
    assert "mark-alarm" in page.get_attribute("link[rel=icon]", "href")
    assert page.inner_text(".rail [data-count-of='/needs/']")
    first.shot("live-today")
    # It stands on the other's screen too who has it open.
    page.goto(second.page.url)
    second.page.wait_for_selector(".open-by")
    page.wait_for_selector(".open-by")


def test_nothing_moves_under_the_pointer_or_the_focus(town, walk_in):
    first, second = walk_in(town), walk_in(town)
    first.sign_in("desk1")
    second.sign_in("desk2")
    page = first.page
    page.wait_for_selector("body[data-live-at]")
    page.mouse.move(5, 5)
    link = page.locator("[data-live=today-rows] .row a").first
    link.focus()
    before = link.bounding_box(), link.inner_text()
    take_call(second, "12-201", "老人昏迷了，叫不醒")
    pill = page.wait_for_selector(".live-pill")
    assert "1" in pill.inner_text()
    after = page.evaluate("document.activeElement.textContent.trim()")
    assert after == before[1]
    page.locator(".live-pill").click()
    page.mouse.move(5, 5)
    page.wait_for_selector(".row.fresh")
    assert page.locator(".live-pill").count() == 0
