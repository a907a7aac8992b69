"""A pooled positive at two in the morning, walked in Chromium: to the sealed stairwell, and to the
receipt of the town for that day's report.

On a desktop screen and on a phone of 360 px, in both languages.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.served import Walk, come_round, serving, wanjia

NIGHT = "2022-04-19T02:00:00+08:00"
AFTER_MIDNIGHT = "2022-04-20T00:05:00+08:00"
WHO = (
    "from wanjia.people.models import Resident as R\n"
    "rows = R.objects.filter(dwelling__stairwell__label='7', left_at=None,"
    " dwelling__stairwell__estate__name='中海悦庭')\n"
    "for one in rows.order_by('dwelling__sort', 'sort')[:6]:\n"
    "    print(one.dwelling.door, one.name)"
)


@pytest.mark.parametrize(
    ("language", "size"),
    [("zh-hans", "desk"), ("en", "desk"), ("zh-hans", "phone"), ("en", "phone")],
)
def test_a_pooled_positive_at_night_to_the_sealed_stairwell(
    made, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    with serving(made, tmp_path / "town", NIGHT) as served:
        walk = walk_in(served, language, size)
        told = wanjia(served.folder, "manage", "shell", "-v", "0", "-c", WHO)
        assert told.returncode == 0, told.stderr
        people = told.stdout.strip().splitlines()
        walk.sign_in("desk1")
        record_a_tube(walk, people, 10)
        expect(walk.page.locator("main a[href^='/alarms/']")).to_have_count(len(people))
        walk.shot("pool-01-tube")
        record_a_tube(walk, people[:1], 1)
        walk.page.locator("main a.primary[href^='/cases/']").click()
        walk.page.wait_for_url(re.compile("/cases/"))
        walk.shot("pool-02-all-that-follows")
        case = walk.page.url.removeprefix(walk.served.url)
        confirm_the_contacts(walk, case)
        seal(walk, case)
    come_round(tmp_path / "town", AFTER_MIDNIGHT)
    with serving(made, tmp_path / "town", AFTER_MIDNIGHT) as served:
        tell_the_town(walk_in(served, language, size))


def record_a_tube(walk: Walk, people: list[str], pool: int) -> None:
    """The laboratory calls: a tube, who is in it, positive."""
    page = walk.page
    walk.go("/results/new/")
    page.select_option("[name=pool]", str(pool))
    page.fill("[name=people]", "\n".join(people))
    page.fill("[name=tube]", f"K{pool}")
    page.select_option("[name=finding]", "positive")
    page.fill("[name=ct_n]", "28.5")
    page.fill("[name=laboratory]", walk.word("区疾控", "District CDC"))
    page.locator("main form.card button.primary").click()
    page.wait_for_url(re.compile("/results/[0-9a-f-]{36}/"))


def confirm_the_contacts(walk: Walk, case: str) -> None:
    """Those whom the rules name are confirmed at a press, each with measures and an end."""
    page = walk.page
    walk.go(f"{case}contacts/")
    proposed = page.locator("input[name=contact_ids]")
    many = proposed.count()
    assert many > 5
    walk.shot("pool-03-contacts")
    page.locator("form[action$='/contacts/confirm/'] button.primary").click()
    page.wait_for_load_state("load")
    expect(page.locator("main table tbody tr")).to_have_count(many)
    walk.shot("pool-04-confirmed")


def tell_the_town(walk: Walk) -> None:
    """The day is sealed; one reports it, another checks it, the town signs for it."""
    page = walk.page
    for user in ("desk1", "head", "town"):
        walk.sign_in(user)
        walk.go("/daily/?day=2022-04-19")
        expect(page.locator(".figs").first).to_contain_text(walk.word("新增病例", "New cases"))
        page.locator(".page-head form button.primary").click()
        page.wait_for_load_state("load")
        expect(page.locator(".page-head form button.primary")).to_have_count(0)
    walk.shot("pool-06-received")
    told = page.request.get(f"{walk.served.url}/daily.json?day=2022-04-19").json()
    assert (told["cases"]["new"], bool(told["sealed"]["received"])) == (1, True)


def seal(walk: Walk, case: str) -> None:
    """The page of the case leads to the plan; once published the zone holds it."""
    page = walk.page
    walk.go(case)
    page.locator("main ol a[href^='/plans/']").click()
    page.wait_for_selector("[data-map][data-ready]")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("button[formaction$='/publish/']").click()
    page.wait_for_url(re.compile("/publications/"))
    walk.go(case)
    expect(page.locator("main ol a[href^='/plans/']")).to_have_count(0)
    expect(page.locator("main ol a[href^='/zones/']")).to_have_count(1)
    walk.shot("pool-05-sealed")
