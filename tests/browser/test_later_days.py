"""Later days walked in Chromium: day 8 of a sealed zone, a second case inside, one next door, and
a household that is released on the right midnight."""

import re
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from tests.browser.served import Walk, come_round, in_shell, serving

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_EIGHT = "2022-04-25T00:01:00+08:00"  # sealed on the evening of the 18th
THIRD_DAY = "2022-04-20T09:00:00+08:00"
DAY_THIRTEEN = "2022-05-01T12:00:00+08:00"
# The day's whole round of PCR tests is negative; the household's link, and until when it is shut.
ALL_NEGATIVE = (
    "from wanjia.core import clock\n"
    "from wanjia.core.access.viewer import system_viewer\n"
    "from wanjia.people.models import HouseholdLink, Resident\n"
    "from wanjia.reports.answers.actions import Given, store_answers\n"
    "from wanjia.reports.models import Round\n"
    "from wanjia.zoning.models import Zone\n"
    "zone = Zone.objects.exclude(planned_end=None).get(ended_at=None, klass='sealed')\n"
    "wells = zone.memberships.values('stairwell')\n"
    "people = Resident.objects.filter(left_at=None, dwelling__stairwell__in=wells)\n"
    "viewer = system_viewer(zone.community_id)\n"
    "now = clock.now()\n"
    "for one in Round.objects.filter(zone=zone, opens_at__lte=now, closes_at__gt=now):\n"
    "    given = [Given(who.id, pcr='negative', antigen='negative') for who in people]\n"
    "    store_answers(viewer, one, given, 'door')\n"
    "home = people.filter(where='home', dwelling__stairwell__label='8').first().dwelling\n"
    "link = HouseholdLink.objects.get(dwelling=home, revoked_at=None)\n"
    "print(zone.id, zone.planned_end.isoformat(), link.token)"
)
SCREENS = [("zh-hans", "desk"), ("en", "phone")]


@pytest.mark.parametrize(("language", "size"), SCREENS)
def test_day_eight_is_told_posted_and_seen_by_a_household(
    made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    shutil.copytree(sealed, tmp_path / "town")
    # A week's regular work is done before anybody signs in, or it would hold the database.
    come_round(tmp_path / "town", DAY_EIGHT)
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
        expect(page.locator("main")).to_contain_text(walk.word("重新起算", "Counted anew"))
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


@pytest.mark.parametrize(("language", "size"), SCREENS)
def test_a_household_is_released_on_the_right_midnight_and_not_before(
    made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    town = tmp_path / "town"
    shutil.copytree(sealed, town)
    come_round(town, DAY_THIRTEEN)
    told = in_shell(town, ALL_NEGATIVE, DAY_THIRTEEN)
    zone, end, token = told.split()[-3:]
    midnight = datetime.fromisoformat(end).astimezone(SHANGHAI)
    assert (midnight.hour, midnight.minute) == (0, 0)
    for minutes in (-2, 1):
        moment = (midnight + timedelta(minutes=minutes)).isoformat()
        come_round(town, moment)
        with serving(made, town, moment) as served:
            walk = walk_in(served, language, size)
            walk.go(f"/h/{token}/")
            shut = walk.word("封控区", "Sealed")
            expect(walk.page.locator("#zone .zone")).to_contain_text(shut)
            look_at_a_household(walk, f"midnight-{minutes}-household")
            walk.sign_in("desk1")
            walk.go("/proposals/")
            step = walk.page.locator(f"form[action='/zones/{zone}/step/'] button")
            if minutes < 0:
                expect(step).to_have_count(0)
                continue
            walk.shot("midnight-due")
            for box in walk.page.locator(f"form[action='/zones/{zone}/step/'] [required]").all():
                box.check()
            step.click()
            walk.page.wait_for_load_state("load")
            walk.page.context.clear_cookies()
            walk.speak()
            walk.go(f"/h/{token}/")
            expect(walk.page.locator("#zone .zone")).to_contain_text(
                walk.word("防范区", "Precaution")
            )
            look_at_a_household(walk, "midnight-released")


def look_at_a_household(walk: Walk, name: str) -> None:
    """Look at a household's page with all its folds open, from its end."""
    walk.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    walk.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    walk.shot(name)


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
