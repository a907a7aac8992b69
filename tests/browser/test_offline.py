"""A phone without network: the grid officer's list and a household's page open, take what is filled
in, keep it through a closed tab, and send it once, in order, when the network is back. What
somebody else said meanwhile is shown to a person. The network of a real browser is cut, at 360 px.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.phones import LATER, on_disk, photo, ready, report, told
from tests.browser.served import Walk, serving
from tests.browser.test_notices import link_of

BOTH = pytest.mark.parametrize("language", ["zh-hans", "en"])


def cut(walk: Walk) -> None:
    walk.page.context.set_offline(True)


def mend(walk: Walk) -> None:
    walk.page.context.set_offline(False)


def another_tab(walk: Walk) -> Page:
    """The tab is closed with what waits in it, and a new one opened."""
    context = walk.page.context
    walk.page.close()
    walk.page = context.new_page()
    return walk.page


def open_list(walk: Walk) -> str:
    walk.go("/rounds/")
    rounds = [path for path in walk.links() if re.fullmatch(r"/rounds/[0-9a-f-]{36}/", path)]
    walk.go(rounds[0] + "doors/")
    return rounds[0] + "doors/"


def report_ill(walk: Walk, home: str) -> None:
    """The household says on its own page that somebody has a fever."""
    walk.go(home)
    report(walk.page, "38.4")
    walk.page.wait_for_selector(".done")


@BOTH
def test_a_grid_officer_ticks_and_photographs_without_network(
    made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk], language: str
):
    with serving((sealed, made[1]), tmp_path / "town", LATER) as served:
        walk = walk_in(served, language, "phone")
        page = walk.page
        walk.sign_in("desk1")
        path = open_list(walk)
        ready(walk)
        rows = page.locator(".row:has(button[name=one])")
        doors = [rows.nth(place).locator("b").first.text_content() or "" for place in range(3)]
        before = len(told(served)["answers"])

        cut(walk)
        page.goto(served.url + path)
        expect(page.locator("#queue")).to_contain_text(walk.word("没有网络", "No network"))
        rows.nth(0).locator("button[name=one]").click()
        expect(page.locator("#queue")).to_contain_text("1")
        expect(rows.nth(0)).to_contain_text(walk.word("存在手机里", "Kept on the phone"))
        rows.nth(1).locator("button[name=one]").click()
        expect(page.locator("#queue")).to_contain_text("2")
        rows.nth(2).locator("a[data-keep]").click()
        page.wait_for_load_state()
        page.locator("input[name^=antigen][value=negative]").first.check(force=True)
        page.locator("input[name=photo]").set_input_files(photo())
        page.wait_for_timeout(500)
        walk.shot("offline-01-door")
        page.locator("form[data-queue] button.primary").click()
        page.wait_for_url(re.compile(r"/doors/(\?.*)?$"))
        expect(page.locator("#queue")).to_contain_text("3")
        expect(page.locator(".row.waiting")).to_have_count(3)
        walk.shot("offline-02-list")

        page = another_tab(walk)
        page.goto(served.url + path)
        expect(page.locator("#queue")).to_contain_text("3")
        assert len(told(served)["answers"]) == before

        mend(walk)
        expect(page.locator("#queue")).to_contain_text(
            walk.word("都送到了", "has arrived"), timeout=30_000
        )
        assert on_disk(page) == 0
        arrived = told(served)
        new = list(dict.fromkeys(door for door, *_ in arrived["answers"][before:]))
        assert new == doors
        assert arrived["photos"] == 1
        page.goto(served.url + path)
        for door in doors[:2]:
            row = page.locator(".row", has=page.get_by_text(door, exact=True))
            expect(row.locator("button[name=one]")).to_have_count(0)
        assert len(told(served)["answers"]) == len(arrived["answers"])


@BOTH
def test_a_conflict_is_shown_and_a_person_decides(
    made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk], language: str
):
    with serving((sealed, made[1]), tmp_path / "town", LATER) as served:
        walk = walk_in(served, language, "phone")
        page = walk.page
        walk.sign_in("desk1")
        open_list(walk)
        ready(walk)
        row = page.locator(".row:has(button[name=one])").first
        door = row.locator("b").first.text_content() or ""
        cut(walk)
        row.locator("button[name=one]").click()
        expect(page.locator("#queue")).to_contain_text("1")

        other = walk_in(served, language, "phone")
        report_ill(other, link_of(served, door))

        mend(walk)
        queue = page.locator("#queue")
        expect(queue).to_contain_text("38.4", timeout=30_000)
        expect(queue).to_contain_text(door)
        walk.shot("offline-03-conflict")
        said = [one for one in told(served)["answers"] if one[0] == door and one[3]]
        assert any(one[2] == "38.4" for one in said)
        queue.locator("button[value=drop]").click()
        expect(queue).to_be_hidden()
        assert [one for one in told(served)["answers"] if one[0] == door and one[3]] == said


@BOTH
def test_a_household_reports_and_asks_without_network(
    made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk], language: str
):
    with serving((sealed, made[1]), tmp_path / "town", LATER) as served:
        home = link_of(served, "7-201")
        walk = walk_in(served, language, "phone")
        page = walk.page
        walk.go(home)
        ready(walk)
        before = told(served)
        cut(walk)
        page.goto(served.url + home)
        expect(page.locator("#queue")).to_contain_text(walk.word("没有网络", "No network"))
        report(page, "36.5")
        page.wait_for_load_state()
        expect(page.locator("#queue")).to_contain_text("1")
        page.locator("#help details:has(#help-text) summary").click()
        page.fill("#help-text", walk.word("要降压药", "Pills for blood pressure, please"))
        page.set_input_files("#help-photo", photo())
        page.wait_for_timeout(500)
        page.locator("form:has(#help-text) button.primary").click()
        page.wait_for_load_state()
        expect(page.locator("#queue")).to_contain_text("2")
        walk.shot("offline-04-household")
        page.goto(served.url + "/s/other-page/")
        expect(page.locator("h1")).to_contain_text("没有网络")
        expect(page.locator("[data-kept-pages] a")).to_have_count(1)
        walk.shot("offline-05-not-kept")
        page.goto(served.url + home)

        mend(walk)
        expect(page.locator("#queue")).to_contain_text(
            walk.word("都送到了", "has arrived"), timeout=30_000
        )
        after = told(served)
        new = after["answers"][len(before["answers"]) :]
        assert {one[0] for one in new} == {"7-201"}
        assert all(one[3] for one in new)
        assert len(after["needs"]) == len(before["needs"]) + 1
        assert after["photos"] == before["photos"] + 1
        assert on_disk(page) == 0


@BOTH
def test_what_is_kept_of_one_officer_is_not_shown_to_the_next(
    made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk], language: str
):
    with serving((sealed, made[1]), tmp_path / "town", LATER) as served:
        walk = walk_in(served, language, "phone")
        page = walk.page
        walk.sign_in("desk1")
        path = open_list(walk)
        ready(walk)
        cut(walk)
        page.goto(served.url + path)
        page.locator("button[name=one]").first.click()
        expect(page.locator("#queue")).to_contain_text("1")
        page.context.clear_cookies()
        walk.speak()
        walk.meant = ("status of 403",)  # signed out: what waits is refused until one signs in
        mend(walk)
        expect(page.locator("#queue")).to_contain_text(walk.word("登录后送出", "once you sign in"))
        walk.sign_in("desk2")
        page.goto(served.url + path)
        assert page.locator("#queue").get_attribute("data-owner")
        page.wait_for_timeout(1500)
        expect(page.locator("#queue")).to_be_hidden()
        assert on_disk(page) == 1
        walk.sign_in("desk1")
        page.goto(served.url + path)
        expect(page.locator("#queue")).to_contain_text(walk.word("都送到了", "has arrived"))
        assert on_disk(page) == 0
        page.locator("form[action='/logout/'] button").first.evaluate("one => one.click()")
        page.wait_for_url(re.compile("/login/"))
        kept = page.evaluate("async () => (await (await caches.open('pages')).keys()).length")
        assert kept == 0
