"""An ordinary Tuesday that ends in a red heat warning, and the way back.

At the desk (1280 px) and on an officer's phone (360 px), in both languages, each page looked at.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.served import Walk, serving

TUESDAY = "2022-04-26T09:00:00+08:00"
CAP = Path(__file__).parents[1] / "everyday" / "cap"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_tuesday_to_a_heatwave_and_back(
    made, tmp_path: Path, walk_in: Callable[..., Walk], language: str
):
    with serving(made, tmp_path / "town", at=TUESDAY) as served:
        desk, phone = walk_in(served, language), walk_in(served, language, "phone")
        desk.sign_in("head")
        phone.sign_in("desk1")
        go_back_to_ordinary_days(desk)
        visit_and_promise(phone)
        read_the_warning(desk, tmp_path, "heat-red.xml", "2022-04-26")
        enter_the_emergency(desk)
        visit_by_risk(phone)
        read_the_warning(desk, tmp_path, "heat-lifted.xml", "2022-04-26")
        call_off_and_go_back(desk)


def go_back_to_ordinary_days(desk: Walk) -> None:
    desk.go("/mode/")
    desk.shot("tuesday-01-what-is-left")
    desk.page.click("form[action='/mode/return/'] button")
    desk.page.wait_for_load_state()
    desk.shot("tuesday-02-ordinary")
    desk.go("/")
    expect(desk.page.locator(".rail")).to_contain_text(desk.word("民情日志", "Diary"))
    title = desk.page.locator(".row[data-row='/visits/']").first
    expect(title).to_contain_text(desk.word("今天要走访", "to visit today"))
    desk.shot("tuesday-03-today")


def visit_and_promise(phone: Walk) -> None:
    page = phone.page
    phone.go("/")
    expect(page.locator(".bar")).to_contain_text(phone.word("走访", "Visits"))
    page.locator(".bar a[href='/visits/']").click()
    page.wait_for_load_state()
    phone.shot("tuesday-04-visits")
    first = page.locator("main li.row").first
    door = first.locator("b").inner_text()
    first.locator("summary").click()
    first.locator("[name=note]").fill("精神不错，水龙头漏水")
    first.locator("[name=promised]").fill("请物业来修厨房水龙头")
    phone.shot("tuesday-05-at-the-door")
    first.locator("button[value=needs]").click()
    page.wait_for_load_state()
    expect(page.locator("main")).not_to_contain_text(door)
    page.locator("main li.row").first.locator("button[value=well]").click()
    page.wait_for_load_state()
    phone.go("/diary/")
    phone.shot("tuesday-06-diary")
    page.locator("a[href^='/needs/'].btn").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("请物业来修厨房水龙头")


def read_the_warning(desk: Walk, folder: Path, name: str, day: str) -> None:
    """Read a file of the weather service's, of this day."""
    text = (CAP / name).read_text("utf-8")
    file = folder / name
    file.write_text(text.replace("2026-07-14", day).replace("2026-07-15", "2022-04-27"), "utf-8")
    desk.go("/warnings/")
    desk.page.locator("details:has([name=file]) summary").click()
    desk.page.set_input_files("[name=file]", file)
    desk.page.locator("form[action='/warnings/read/'] button").click()
    desk.page.wait_for_load_state()
    desk.shot(f"tuesday-07-{file.stem}")


def enter_the_emergency(desk: Walk) -> None:
    desk.go("/")
    asks = desk.page.locator(".row").first
    expect(asks).to_contain_text(desk.word("有红色预警", "There is a red warning"))
    desk.shot("tuesday-08-today-asks")
    asks.locator("a.btn").click()
    desk.page.wait_for_load_state()
    desk.shot("tuesday-09-mode-asks")
    desk.page.locator("form[action='/warnings/enter/'] button").click()
    desk.page.wait_for_load_state()
    desk.go("/")
    expect(desk.page.locator(".row[data-row='/visits/']").first).to_contain_text(
        desk.word("没见到", "not seen yet")
    )
    desk.shot("tuesday-10-emergency")


def visit_by_risk(phone: Walk) -> None:
    phone.go("/visits/")
    page = phone.page
    expect(page.locator("main li.row").first).to_contain_text(
        phone.word("高温预警", "Heat warning")
    )
    phone.shot("tuesday-11-visits-by-risk")
    for outcome in ("well", "nobody", "well"):
        page.locator("main li.row").first.locator(f"button[value={outcome}]").click()
        page.wait_for_load_state()


def call_off_and_go_back(desk: Walk) -> None:
    page = desk.page
    page.locator("details:has(form[action='/warnings/off/'])").evaluate("each => each.open = true")
    page.locator("form[action='/warnings/off/'] button").first.click()
    page.wait_for_load_state()
    expect(page.locator("form[action='/warnings/off/']")).to_have_count(0)
    desk.go("/mode/")
    page.locator("form[action='/mode/return/'] button").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(desk.word("现在：平常", "Now: Ordinary"))
    desk.go("/")
    expect(page.locator(".rail")).to_contain_text(desk.word("民情日志", "Diary"))
