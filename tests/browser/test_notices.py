"""A notice from the desk to the door and back: written, published, read, asked about, answered.

On a desktop screen and on a phone of 360 px, in both languages, with a picture of each step in
tests/shots.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.browser.served import Served, Walk, serving, wanjia


@pytest.mark.parametrize(
    ("language", "size"),
    [("zh-hans", "desk"), ("en", "desk"), ("zh-hans", "phone"), ("en", "phone")],
)
def test_a_notice_is_read_asked_about_and_answered(
    made, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    with serving(made, tmp_path / "town") as served:
        home = link_of(served, "7-201")
        walk = walk_in(served, language, size)
        walk.sign_in("desk1")
        path = publish_from_a_template(walk)
        read_and_ask_at_home(walk, home, path)
        answer_everyone(walk, path)
        read_the_answer(walk, home, path)
        call_who_has_not_seen(walk, path)
        tell_the_groups(walk, path)


def link_of(served: Served, door: str) -> str:
    """The path of a household's page."""
    made = wanjia(
        served.folder,
        "manage",
        "shell",
        "-v",
        "0",
        "-c",
        "from wanjia.core.access.viewer import system_viewer\n"
        "from wanjia.people.residents.actions import make_household_links\n"
        "from wanjia.people.models import HouseholdLink as L\n"
        "from wanjia.places.models import Dwelling as D\n"
        f"homes = D.objects.filter(door='{door}', stairwell__estate__name='中海悦庭')\n"
        "make_household_links(system_viewer(homes[0].community_id), homes)\n"
        "print(L.objects.get(dwelling=homes[0], revoked_at=None).token)",
    )
    assert made.returncode == 0, made.stderr
    return f"/h/{made.stdout.split()[-1]}/"


def publish_from_a_template(walk: Walk) -> str:
    """A water cut for one stairwell: its blanks filled, 3 households told of before it is out."""
    page = walk.page
    walk.go("/notices/")
    walk.shot("notices-01-list")
    walk.go("/notices/new/?template=water")
    walk.shot("notices-02-blanks")
    said = {"day": ("4月19日", "19 April"), "time": ("9:00–15:00", ""), "why": ("抢修", "repairs")}
    for key, (zh, en) in said.items():
        page.fill(f"input[name={key}]", zh)
        page.fill(f"input[name={key}_en]", en)
    page.locator("main form[method=get] button.primary").click()
    assert page.input_value("input[name=title]") == "4月19日停水"
    page.check("input[name=reach][value=stairwells]")
    page.locator("details.for-stairwells").evaluate("each => each.open = true")
    page.locator("details.for-stairwells details").first.evaluate("each => each.open = true")
    page.get_by_role("checkbox", name=re.compile(r"^7 \(")).first.check()
    page.check("input[name=important]")
    walk.shot("notices-03-written")
    page.locator("main form[method=post] button.primary").click()
    page.wait_for_url(re.compile(r"/notices/[0-9a-f-]{36}/$"))
    assert (page.locator(".figs .fig b").first.text_content() or "").strip() == "3"
    walk.shot("notices-04-before")
    page.locator("form[action$='/publish/'] button").click()
    page.wait_for_selector("#voices")
    walk.shot("notices-05-published")
    return page.url.removeprefix(walk.served.url)


def read_and_ask_at_home(walk: Walk, home: str, path: str) -> None:
    """The household reads it in its language, says that it has, and asks."""
    page = walk.page
    walk.go(home)
    assert page.get_by_text(walk.word("4月19日停水", "No water, 19 April")).first.is_visible()
    walk.shot("notices-06-at-home")
    page.locator(f"#notices form[action$='{path}'] button").click()
    walk.go(f"{home.rstrip('/')}{path}")
    page.fill(
        "textarea[name=text]", walk.word("老人提不动水怎么办？", "Who carries for my mother?")
    )
    page.locator("#voices button.primary").click()
    page.wait_for_selector("[role=status]")
    walk.shot("notices-07-asked")


def answer_everyone(walk: Walk, path: str) -> None:
    """The officer finds the question, answers it once, and everyone reads it."""
    page = walk.page
    walk.go(path)
    assert page.locator("#waiting .row").count() == 1
    page.fill("textarea[name=text] >> nth=0", "志愿者 8 点前上门帮忙接水。")
    page.fill("textarea[name=text_en]", "Volunteers come before 8 to carry.")
    walk.shot("notices-08-question")
    page.locator("form[action$='/answer/'] button.primary").click()
    page.wait_for_load_state("load")
    assert page.locator("#waiting").count() == 0
    walk.shot("notices-09-answered")


def read_the_answer(walk: Walk, home: str, path: str) -> None:
    page = walk.page
    walk.go(f"{home.rstrip('/')}{path}")
    said = walk.word("志愿者 8 点前上门帮忙接水。", "Volunteers come before 8 to carry.")
    assert page.get_by_text(said).is_visible()
    walk.shot("notices-10-answer-at-home")


def call_who_has_not_seen(walk: Walk, path: str) -> None:
    """Two doors have not seen it: a list to call, a text that names doors, a sheet; then paper."""
    page = walk.page
    walk.go(f"{path}doors/")
    assert page.locator("#list .row").count() == 2
    assert "7-201" not in (page.locator("#list").text_content() or "")
    walk.shot("notices-11-doors")
    walk.go(f"{path}print/?each=1")
    assert page.locator(".sheet").count() == 1
    walk.shot("notices-12-sheet")
    walk.go(path)
    page.locator("#wells").evaluate("each => each.open = true")
    page.locator("form[action$='/put-up/'] button").first.click()
    page.wait_for_load_state("load")
    assert (page.locator(".figs .fig b").first.text_content() or "").strip() == "0"


def tell_the_groups(walk: Walk, path: str) -> None:
    """The group has no robot: its text is copied, and ticked as forwarded."""
    page = walk.page
    walk.go(f"/channels/?subject={path.split('/')[2]}")
    assert page.locator("section.card .row").count() == 1
    walk.shot("notices-13-to-forward")
    page.locator("form[action$='/done/'] button").first.click()
    page.wait_for_load_state("load")
    assert page.locator("section.card .row").count() == 0
    walk.shot("notices-14-forwarded")
    walk.go("/channels/groups/")
    walk.shot("notices-15-groups")
    walk.go("/channels/new/")
    walk.shot("notices-16-message")
