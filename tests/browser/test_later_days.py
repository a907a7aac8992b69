"""Later days walked in Chromium: day 8 of a sealed zone, a second case inside, one next door."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.served import Walk, serving, wanjia

DAY_EIGHT = "2022-04-25T00:01:00+08:00"  # sealed on the evening of the 18th
CATCH_UP = (
    "from wanjia.core.models import Community as C\n"
    "from wanjia.core.scheduling.scheduler import run_for\n"
    "[run_for(one) for one in C.objects.values_list('id', flat=True)]"
)
THIRD_DAY = "2022-04-20T09:00:00+08:00"
SCREENS = [("zh-hans", "desk"), ("en", "phone")]


@pytest.mark.parametrize(("language", "size"), SCREENS)
def test_day_eight_is_told_posted_and_seen_by_a_household(
    made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    shutil.copytree(sealed, tmp_path / "town")
    # A week's regular work is done before anybody signs in, or it would hold the database.
    done = wanjia(tmp_path / "town", "manage", "shell", "-v", "0", "-c", CATCH_UP, at=DAY_EIGHT)
    assert done.returncode == 0, done.stderr
    with serving(made, tmp_path / "town", DAY_EIGHT) as served:
        walk = walk_in(served, language, size)
        walk.sign_in("desk1")
        page = walk.page
        changed = page.locator("main a[href$='/change/']").first
        for _ in range(60):  # the regular work comes round once a minute
            walk.go("/")
            if changed.count():
                break
            time.sleep(1.5)
        walk.shot("eight-01-today")
        expect(page.locator("main")).to_contain_text(walk.word("告示待贴", "notices"))
        changed.click()
        page.wait_for_url(re.compile("/change/"))
        expect(page.locator("main")).to_contain_text(
            walk.word("7天居家健康监测", "7 days of home health monitoring")
        )
        walk.shot("eight-02-change")
        zone = page.url.split("/zones/")[1].split("/")[0]
        page.locator("form[action$='/posted/'] button").click()
        page.wait_for_load_state("load")
        walk.go("/")
        expect(page.locator(f"main a[href='/zones/{zone}/change/']")).to_have_count(0)
        walk.go(f"/zones/{zone}/")
        walk.shot("eight-03-zone")


@pytest.mark.parametrize(("language", "size"), SCREENS)
def test_a_second_case_inside_starts_its_building_again_and_one_next_door_is_planned_on_top(
    made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    shutil.copytree(sealed, tmp_path / "town")
    with serving(made, tmp_path / "town", THIRD_DAY) as served:
        walk = walk_in(served, language, size)
        walk.sign_in("desk1")
        page = walk.page
        record(walk, "7号201室")
        walk.go("/")
        expect(page.locator("main")).to_contain_text(walk.word("重新起算", "again"))
        walk.shot("second-01-inside")
        record(walk, "36号101室")
        page.wait_for_url(re.compile("/plans/"))
        page.wait_for_selector("[data-map][data-ready]")
        expect(page.locator("main .note").first).to_contain_text(walk.word("已封的", "sealed"))
        walk.shot("second-02-next-door")
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("button[formaction$='/publish/']").click()
        page.wait_for_url(re.compile("/publications/"))
        walk.shot("second-03-published")


def record(walk: Walk, door: str) -> None:
    """A case at a door, sampled this morning."""
    page = walk.page
    walk.go("/cases/new/")
    page.fill("main input[name=q]", door)
    page.wait_for_selector("#found .row")
    page.locator("#found .row a").first.click()
    page.wait_for_selector("input[name=told_by]")
    page.locator("input[name=resident]").first.check()
    page.fill("input[name=told_by]", walk.word("区疾控", "District CDC"))
    page.fill("input[name=sampled_at]", "2022-04-20T06:30")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile("/(plans|cases|zones)/(?!new)"))
