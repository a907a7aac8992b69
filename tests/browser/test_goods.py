"""What moves through a sealed estate: a group buy from its list to the door, waste from the door to
the closed vehicle, what is in stock. At a desk in Chinese and on a phone of 360 px in English.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.browser.served import Walk, serving
from tests.browser.test_first_day import plan_and_publish, record_the_case
from tests.browser.test_notices import link_of

BOTH = pytest.mark.parametrize(("language", "size"), [("zh-hans", "desk"), ("en", "phone")])
LIST = "#接龙\n鸡蛋A 水果B\n\n1. 7-301 A1份\n2. 8-201 A+B各一\n3. 我要一份A\n"


@BOTH
def test_a_group_buy_goes_from_its_list_to_the_doors(
    made, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    with serving(made, tmp_path / "town") as served:
        home = link_of(served, "7-201")
        walk = walk_in(served, language, size)
        walk.sign_in("desk1")
        path = open_and_read_the_list(walk)
        order_at_home(walk, home, path)
        settle_what_is_in_doubt(walk, path)
        bring_it_through_the_gate(walk, path)
        plan_and_walk_the_round(walk)
        keep_stock(walk)


def open_and_read_the_list(walk: Walk) -> str:
    """A group buy for one estate; its list is pasted, and one line's door is in doubt."""
    page = walk.page
    walk.go("/supplies/")
    walk.shot("goods-01-supplies")
    walk.go("/supplies/new/?kind=group_buy")
    page.fill("input[name=title]", walk.word("周三团", "Wednesday"))
    page.fill("input[name=title_en]", "Wednesday")
    page.select_option("select[name=estate]", label=walk.word("中海悦庭", "Zhonghai Yueting"))
    page.fill("textarea[name=goods]", "鸡蛋A 板 32.5\n水果B 份 88")
    walk.shot("goods-02-new")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/supplies/[0-9a-f-]{36}/$"))
    page.fill("textarea[name=text]", LIST)
    page.locator("form:has(textarea[name=text]) button").click()
    page.wait_for_selector("#orders .row")
    assert figures(walk)[0] == "3"
    assert page.locator("#orders .row").count() == 1
    walk.shot("goods-03-in-doubt")
    return re.sub(r"[?#].*", "", page.url.removeprefix(walk.served.url))


def figures(walk: Walk) -> list[str]:
    """The counts above a supply: orders, homes, paid, delivered, to settle."""
    return [text.strip() for text in walk.page.locator(".figs .fig b").all_text_contents()]


def order_at_home(walk: Walk, home: str, path: str) -> None:
    """A household joins from its own page, without an account, and changes its mind."""
    page = walk.page
    walk.go(home)
    page.locator(f"#goods a[href$='/buys/{path.split('/')[2]}/']").click()
    page.locator("input[name^=q-]").nth(1).fill("2")
    walk.shot("goods-04-at-home")
    page.locator("button.primary").click()
    page.wait_for_selector("#goods")
    assert page.get_by_text("水果B × 2").is_visible()
    walk.shot("goods-05-ordered")


def settle_what_is_in_doubt(walk: Walk, path: str) -> None:
    """A person says whose the line is; what goes wrong says what to write instead."""
    page = walk.page
    walk.go(f"{path}?view=unclear#orders")
    row = page.locator("#orders .row").first
    row.locator("input[name=door]").fill("602")
    row.locator("form button.btn").first.click()
    page.wait_for_selector("[role=alert]")
    walk.go(f"{path}?view=unclear#orders")
    row = page.locator("#orders .row").first
    row.locator("input[name=door]").fill("7-101")
    row.locator("form button.btn").first.click()
    page.wait_for_load_state("load")
    walk.go(path)
    assert figures(walk)[0] == "4"
    assert figures(walk)[-1] == "0"


def bring_it_through_the_gate(walk: Walk, path: str) -> None:
    """Closed, counted with one too few, disinfected, split; the sheets are ready to print."""
    page = walk.page
    submit(walk, "close")
    for field in page.locator("input[name^=n-]").all():
        field.fill("2")
    page.locator("form:has(input[name^=n-]) button").click()
    page.wait_for_load_state("load")
    assert page.locator(".note.warn").is_visible()  # 3 ordered, 2 came: told before it hurts
    walk.shot("goods-06-short")
    page.locator("form[action$='/disinfect/'] button").click()
    page.wait_for_load_state("load")
    submit(walk, "split")
    walk.shot("goods-07-ready")
    walk.go(f"{path}sheets/")
    assert page.locator(".sheet").count() == 2
    walk.shot("goods-08-sheets")
    walk.go(path)


def submit(walk: Walk, step: str) -> None:
    walk.page.locator(f"form[action$='/{step}/'] button").first.click()
    walk.page.wait_for_load_state("load")


def plan_and_walk_the_round(walk: Walk) -> None:
    """The carts' round on the estate's ways; the first stop done, the second's reason told."""
    page = walk.page
    page.locator("a[href*='/routes/?supply=']").click()
    page.wait_for_load_state("load")
    page.locator("label.choice:has(input[name=cart])").first.click()
    walk.shot("goods-09-plan")
    page.locator("#plan form.two button.primary").first.click()
    page.wait_for_url(re.compile(r"/routes/[0-9a-f-]{36}/$"))
    assert page.locator(".stops > li").count() == 2
    assert page.locator(".route-map circle").count() == 2
    walk.shot("goods-10-route")
    page.locator("#now form button.primary").click()
    page.wait_for_load_state("load")
    assert page.locator(".stops > li.done").count() == 1
    page.locator("#now input[name=why]").fill(walk.word("下雨", "Rain"))
    page.locator("#now button[value=skip]").click()
    page.wait_for_load_state("load")
    walk.go(re.sub(r"#.*", "", page.url.removeprefix(walk.served.url)) + "?print=1")
    walk.shot("goods-11-route-printed")
    page.go_back()
    page.locator("form:has(input[value=finish]) button").click()
    page.wait_for_load_state("load")


def keep_stock(walk: Walk) -> None:
    """What runs out is told; more than there is cannot go out."""
    page = walk.page
    walk.go("/stock/")
    assert page.locator(".tag.alarm").count() == 1
    page.fill("input[name=quantity]", "20")
    page.locator("form:has(input[name=quantity]) button.primary").click()
    page.wait_for_load_state("load")
    walk.shot("goods-12-stock")


@BOTH
def test_infected_waste_goes_from_the_door_to_the_closed_vehicle(
    made, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    with serving(made, tmp_path / "town") as served:
        walk = walk_in(served, language, size)
        walk.sign_in("desk1")
        record_the_case(walk)
        plan_and_publish(walk)
        walk.go("/waste/")
        page = walk.page
        assert page.locator(".pickup.missed").count() == 1
        walk.shot("waste-01-list")
        collect_on_a_round(walk)
        weigh_and_hand_over(walk)
        walk.go("/waste/manifest/")
        assert "6.4" in (page.locator("main").text_content() or "")
        walk.shot("waste-05-manifest")


def collect_on_a_round(walk: Walk) -> None:
    """The case's home came on the list by itself: a round goes there, and notes its bags."""
    page = walk.page
    walk.go("/routes/")
    page.locator("label.choice:has(input[name=cart])").nth(2).click()
    page.locator("#plan form.two button.primary").first.click()
    page.wait_for_url(re.compile(r"/routes/[0-9a-f-]{36}/$"))
    walk.shot("waste-02-route")
    home = page.locator("#now .pickup").first
    home.locator("input[name=barrel]").fill("y1")
    home.locator("input[name=doubled]").check()
    home.locator("input[name=sprayed]").check()
    home.locator("button.primary").click()
    page.wait_for_load_state("load")
    page.locator("#now form:has(button.block) button").click()
    page.wait_for_load_state("load")
    assert page.locator(".stops > li.done").count() == 1


def weigh_and_hand_over(walk: Walk) -> None:
    """Below nothing is refused; weighed, signed for with a finger, and gone: not twice."""
    page = walk.page
    walk.go("/waste/barrels/")
    weigh(walk, "-3")
    assert page.locator("[role=alert]").is_visible()
    weigh(walk, "6.4")
    page.fill("input[name=plate]", "沪A·1")
    page.fill("input[name=receiver]", walk.word("老王", "Wang"))
    pad = page.locator("[data-sign] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=4)
    page.mouse.up()
    walk.shot("waste-03-hand-over")
    page.locator("form:has(input[name=plate]) button.primary").click()
    page.wait_for_load_state("load")
    assert page.locator(".rows .row.done").count() == 1
    weigh(walk, "7")
    assert page.locator("[role=alert]").is_visible()
    walk.shot("waste-04-gone")


def weigh(walk: Walk, kg: str) -> None:
    page = walk.page
    page.fill("input[name=number]", "Y1")
    page.fill("input[name=kg]", kg)
    page.locator("form:has(input[name=kg]) button.primary").click()
    page.wait_for_load_state("load")
