"""The intake, walked in Chromium: a call that may be danger, a household that is not known yet.

The words of the call are ones that triage cannot judge, so it asks two questions.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect
from tests.browser.served import Served, Walk, serving

DOUBTFUL = "老人一人在家，有困难，请你们快帮帮他"
BOTH = [("zh-hans", "desk"), ("en", "phone")]
NEED = re.compile("/needs/[0-9a-f-]{36}/")


@pytest.fixture(scope="module")
def town(made, tmp_path_factory) -> Iterator[Served]:
    with serving(made, tmp_path_factory.mktemp("intake") / "town") as served:
        yield served


@pytest.mark.parametrize(("language", "size"), BOTH)
def test_a_call_is_taken_by_keys_doubted_answered_matched_and_closed(
    town, walk_in: Callable[..., Walk], language: str, size: str
):
    walk = walk_in(town, language, size)
    walk.sign_in("desk1")
    need = a_call_that_cannot_be_ruled_out(walk)
    its_household_is_given_later(walk, need)
    one_yes_on_today_makes_it_life_threatening(walk, need)
    it_does_not_end_with_a_word_that_says_nothing(walk, need)
    a_door_that_exists_twice_is_one_key(walk)


def a_call_that_cannot_be_ruled_out(walk: Walk) -> str:
    """The keyboard alone: who, Tab, what is said; the doubt appears; Ctrl+Enter records it."""
    page = walk.page
    walk.go("/needs/new/")
    page.keyboard.type("赵铁锤隔壁")
    page.keyboard.press("Tab")
    page.keyboard.type(DOUBTFUL)
    expect(page.locator("#call .ask")).to_have_count(2)
    expect(page.locator("#call .note.warn")).to_be_visible()
    page.keyboard.press("Alt+2")
    expect(page.locator("input[name=urgency][value='2']")).to_be_checked()
    page.keyboard.press("Alt+0")
    expect(page.locator("#id_text")).to_be_focused()
    walk.shot("70-doubt")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(NEED)
    expect(page.locator(".doubt")).to_be_visible()
    walk.shot("71-need-in-doubt")
    return page.url.removeprefix(walk.served.url)


def its_household_is_given_later(walk: Walk, need: str) -> None:
    page = walk.page
    page.locator("#w-who").fill("7-101")
    expect(page.locator("#whose-found button").first).to_contain_text("7-101")
    page.fill("#w-asker", walk.word("外区的女儿", "his daughter"))
    walk.shot("72-whose")
    page.locator("#whose-found button").first.click()
    expect(page.locator("h1")).to_contain_text("7-101")
    page.locator("h1 a").click()
    expect(page.locator("main")).to_contain_text(
        walk.word("求助对上住户", "matched to a household")
    )
    walk.go(need)


def one_yes_on_today_makes_it_life_threatening(walk: Walk, need: str) -> None:
    """A mis-tap is taken back on the need's page; the answer counts when it is given again."""
    page = walk.page
    walk.go("/")
    row = page.locator(".row", has=page.locator(f"a[href='{need}']")).first
    expect(row).to_contain_text(walk.word("先问这两句", "ask these two first"))
    walk.shot("73-today")
    row.locator("button[name=yes]").first.click()
    page.wait_for_url(NEED)
    expect(page.locator(".tag.alarm")).to_be_visible()
    page.locator("form[action$='/answer_undo/'] button").click()
    expect(page.locator(".doubt")).to_be_visible()
    page.locator(".doubt button[name=yes]").last.click()
    expect(page.locator(".tag.alarm")).to_be_visible()
    walk.shot("74-danger")


def it_does_not_end_with_a_word_that_says_nothing(walk: Walk, need: str) -> None:
    page = walk.page
    page.fill("input[name=reached]", walk.word("女儿", "the daughter"))
    page.fill("input[name=outcome]", "x")
    page.locator("form[action$='/report/'] button").first.click()
    expect(page.locator(".note.bad").first).to_contain_text(walk.word("后来怎样", "what happened"))
    said = walk.word("120 已接走，女儿陪着", "ambulance took him, daughter went along")
    expect(page.locator("input[name=reached]")).not_to_have_value("")
    page.fill("input[name=outcome]", said)
    page.locator("form[action$='/report/'] button").first.click()
    page.wait_for_url(NEED)
    expect(page.locator("form[action$='/close/'] button.primary")).to_have_count(0)
    page.locator("button[name=unverified]").click()
    expect(page.locator(".page-head")).to_contain_text(
        walk.word("等另一人核实", "to be verified by another")
    )
    walk.shot("75-unverified")
    walk.sign_in("desk2")
    walk.go("/")
    page.locator(f"a.btn[href='{need}']").click()
    page.locator("form[action$='/verify/'] button").click()
    expect(page.locator("form[action$='/verify/']")).to_have_count(0)
    walk.shot("76-verified")


def a_door_that_exists_twice_is_one_key(walk: Walk) -> None:
    """The key in the box that looks for people; and, where nobody chose, one key afterwards."""
    page = walk.page
    walk.go("/needs/new/")
    page.keyboard.type("1-101")
    expect(page.locator("#call [data-pick='2']")).to_be_visible()
    page.keyboard.press("Alt+2")
    expect(page.locator("#call input[name=chosen][type=hidden]")).to_have_count(1)
    expect(page.locator("#id_text")).to_be_focused()
    walk.go("/needs/new/")
    page.keyboard.type("1-101")
    page.keyboard.press("Tab")
    words = walk.word("厨房灯不亮了", "the kitchen light is broken")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".choose button").first).to_be_focused()
    expect(page.locator("#id_text")).to_have_value(words)
    walk.shot("77-two-doors")
    page.keyboard.press("2")
    page.wait_for_url(NEED)
    expect(page.locator("h1")).to_contain_text("1-101")
