"""A positive from the call to a bed and home again; a makeshift hospital reported on by the hour.

At a desk in Chinese and on a phone of 360 px in English.
"""

import re
from collections.abc import Callable
from pathlib import Path

from tests.browser.served import Walk, serving
from tests.browser.test_first_day import record_the_case
from tests.browser.test_goods import BOTH


@BOTH
def test_a_positive_is_taken_handed_over_and_comes_home(
    made, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    with serving(made, tmp_path / "town") as served:
        walk = walk_in(served, language, size)
        walk.sign_in("desk1")
        record_the_case(walk)
        page = walk.page
        walk.go("/transfers/")
        walk.shot("transfer-01-waiting")
        page.locator(".rows .row a").first.click()
        page.wait_for_selector("button[name=number]")
        page.locator("button[name=number]:not([disabled])").first.click()
        page.wait_for_load_state("load")
        walk.shot("transfer-02-seat")
        step(walk, "leave")
        page.fill("input[name=to]", walk.word("方舱护士站", "Nurses"))
        step(walk, "hand-over")
        walk.shot("transfer-03-handed-over")
        page.fill("input[name=result]", walk.word("两次核酸阴性", "Two negative tests"))
        step(walk, "return")
        walk.shot("transfer-04-home")
        walk.go("/transfers/?view=home")
        assert page.locator("table tbody tr").count() == 1
        walk.go("/waste/")  # where somebody was taken from is to be disinfected
        assert page.locator("input[name=disinfection_id]").count() == 2
        walk.shot("transfer-05-disinfect")


def step(walk: Walk, name: str) -> None:
    walk.page.locator(f"form[action$='/{name}/'] button.primary").click()
    walk.page.wait_for_load_state("load")


@BOTH
def test_a_site_reports_by_the_hour_and_opens(
    made, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    with serving(made, tmp_path / "town") as served:
        walk = walk_in(served, language, size)
        walk.sign_in("desk1")
        page = walk.page
        walk.go("/sites/")
        walk.shot("site-01-several")
        page.get_by_role("link", name=walk.word("会展中心方舱", "Exhibition")).first.click()
        page.wait_for_selector(".opening")
        walk.shot("site-02-board")
        link = page.locator("#link").text_content() or ""
        board = page.url.removeprefix(walk.served.url)
        walk.go(re.sub(r"^https?://[^/]+", "", link.strip()))
        walk.shot("site-03-report")
        report(walk)
        walk.go(board)
        walk.shot("site-04-reported")
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("form[action$='/open/'] button").click()
        page.wait_for_selector(".figs .fig")
        walk.shot("site-05-open")


def report(walk: Walk) -> None:
    """A figure that is no number is refused where it stands; then beds are accepted, confirmed."""
    page = walk.page
    page.fill("input[name=done-accepted]", "many")
    page.locator("form button.primary").click()
    page.wait_for_selector("[role=alert]")
    page.fill("input[name=done-accepted]", "40")
    page.locator("form button.primary").click()
    page.wait_for_load_state("load")
    if page.locator("input[name=confirmed]").count():
        page.check("input[name=confirmed]")
        page.locator("form button.primary").click()
        page.wait_for_load_state("load")
    assert not page.locator("[role=alert]").count()
