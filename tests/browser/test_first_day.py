"""The first day of an outbreak, walked in Chromium: from the call at 18:40 to the daily report.

On a desktop screen and on a phone of 360 px, in both languages, with a picture of each step in
tests/shots.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.served import Served, Walk, serving, wanjia


@pytest.mark.parametrize(
    ("language", "size"),
    [("zh-hans", "desk"), ("en", "desk"), ("zh-hans", "phone"), ("en", "phone")],
)
def test_the_first_day_from_the_call_to_the_daily_report(
    made, tmp_path: Path, walk_in: Callable[..., Walk], language: str, size: str
):
    with serving(made, tmp_path / "town") as served:
        first_day(walk_in(served, language, size))


def test_the_first_day_is_the_same_on_postgresql(
    moved, tmp_path: Path, walk_in: Callable[..., Walk]
):
    with serving(moved, tmp_path / "town") as served:
        first_day(walk_in(served, "zh-hans", "desk"))


def first_day(walk: Walk) -> None:
    walk.sign_in("desk1")
    walk.go("/")
    walk.shot("01-today")
    record_the_case(walk)
    plan_and_publish(walk)
    links = print_what_is_needed(walk)
    look_at_a_grid(walk)
    report_as_a_household(walk, links[0])
    paste_what_the_group_wrote(walk)
    go_from_door_to_door(walk)
    follow_an_alarm(walk)
    chase_and_see_the_wall(walk)
    tell_the_town(walk)
    step_back_and_undo(walk)


def record_the_case(walk: Walk) -> None:
    """The dwelling is found by a door, by initials, by a phone; the case is recorded."""
    page = walk.page
    walk.go("/cases/new/")
    box = page.locator("main input[name=q]")
    box.fill("7-301")
    page.wait_for_selector("#found .row")
    walk.shot("02-find")
    box.fill("7号301室")
    page.wait_for_selector("#found .row")
    page.locator("#found .row a").first.click()
    page.wait_for_selector("input[name=told_by]")
    page.locator("input[name=resident]").first.check()
    page.fill("input[name=told_by]", walk.word("区疾控 王医生", "District CDC, Dr Wang"))
    page.fill("input[name=sampled_at]", "2022-04-18T09:30")
    walk.shot("03-case")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile("/plans/"))


def counts(walk: Walk) -> tuple[str, str]:
    """The residents and guards of the plan on the page."""
    numbers = walk.page.locator("#part .figs .fig b").all_text_contents()
    return tuple(re.sub(r"\D", "", one) for one in numbers[:2])  # type: ignore[return-value]


def plan_and_publish(walk: Walk) -> None:
    """The recommended plan seals 45 households and 168 residents; a click changes it; published."""
    page = walk.page
    page.wait_for_selector("[data-map][data-ready]")
    assert counts(walk) == ("168", "3")
    rest = page.locator("#part .figs .fig").nth(2).text_content() or ""
    assert "704" in rest
    assert "1923" in rest.replace(",", "")
    walk.shot("04-plan")
    page.locator("#planner details").evaluate("each => each.open = true")
    far = page.locator("input[name=sealed][value='36']")
    with page.expect_response(lambda answer: "/part/" in answer.url):
        far.check()
    expect(page.locator("#part .figs b").first).not_to_contain_text("168")
    assert int(counts(walk)[0]) > 168
    case = page.locator("input[name=sealed][value='7']")
    with page.expect_response(lambda answer: "/part/" in answer.url):
        case.uncheck()
    page.wait_for_selector("#part .note.bad")
    walk.shot("05-rule-broken")
    page.reload()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("button[formaction$='/publish/']").click()
    page.wait_for_url(re.compile("/publications/"))
    walk.shot("06-published")


def print_what_is_needed(walk: Walk) -> list[str]:
    """Door notices and QR sheets; returns the households' links of the sheets."""
    page = walk.page
    publication = page.url.removeprefix(walk.served.url)
    number = publication.strip("/").split("/")[-1]
    walk.go(f"/print/publication/{number}/doors/")
    assert page.locator(".sheet").count() > 1
    walk.shot("07-door-notices")
    walk.go(f"/print/publication/{number}/qr/")
    assert page.locator("svg").count() >= 45
    walk.shot("08-qr-sheets")
    found = wanjia(
        walk.served.folder,
        "manage",
        "shell",
        "-v",
        "0",
        "-c",
        "from wanjia.people.models import HouseholdLink as L\n"
        "rows = L.objects.filter(dwelling__door='7-201', revoked_at=None,"
        " dwelling__stairwell__estate__name='中海悦庭')\n"
        "print(rows.get().token)",
    )
    assert found.returncode == 0, found.stderr
    return [f"/h/{found.stdout.split()[-1]}/"]


def look_at_a_grid(walk: Walk) -> None:
    """The west's grid: its people, its work group, its rounds."""
    page = walk.page
    walk.go("/zones/")
    page.wait_for_selector("[data-map][data-ready]")
    walk.shot("09-zones")
    for path in walk.links():
        if path.startswith("/zones/") and path != "/zones/":
            walk.go(path)
            walk.shot("10-zone")
            break
    grid = next((path for path in walk.links() if path.startswith("/grids/")), None)
    if grid is None:
        walk.go("/")
        grid = next(path for path in all_links(walk) if path.startswith("/grids/"))
    walk.go(grid)
    walk.shot("11-grid")


def all_links(walk: Walk) -> list[str]:
    """The ways from the newest publication."""
    publication = next(path for path in walk.links() if path.startswith("/publications/"))
    walk.go(publication)
    return walk.links()


def report_as_a_household(walk: Walk, link: str) -> None:
    """Without an account: one person is well, one has a fever; the same again stores nothing."""
    page = walk.page
    walk.go(link)
    walk.shot("12-household")
    details = page.locator("details:has(input[name^=temperature])").first
    if details.count():
        details.evaluate("each => each.open = true")
    people = page.locator("input[name^=temperature]")
    for place in range(people.count()):
        people.nth(place).fill("38.4" if place == 0 else "36.5")
    for box in page.locator("input[name^=antigen][value=negative]").all():
        box.check(force=True)
    page.locator("form:has(input[name^=temperature]) button.primary").first.click()
    # On a busy machine the phone keeps it, sends it again, and stays where it is.
    sent = walk.word("都送到了", "has arrived")
    page.wait_for_selector(f'.done, #queue:has-text("{sent}")', timeout=60_000)
    if not page.locator(".done").count():
        walk.go(link)
    page.wait_for_selector(".done")
    assert "38.4" in (page.text_content("body") or "")
    walk.shot("13-household-done")


def paste_what_the_group_wrote(walk: Walk) -> None:
    """A 接龙 with an example, a name, a bare door, a door nobody knows, and a need."""
    page = walk.page
    people = json.loads(
        wanjia(
            walk.served.folder,
            "manage",
            "shell",
            "-v",
            "0",
            "-c",
            "import json\nfrom wanjia.people.models import Resident as R\n"
            "rows = R.objects.filter(dwelling__stairwell__estate__name='中海悦庭',"
            " dwelling__stairwell__label='8', where='home')\n"
            "print(json.dumps([[r.dwelling.door, r.name] for r in rows], ensure_ascii=False))",
        ).stdout.splitlines()[-1]
    )
    lines = ["#接龙", "今天傍晚抗原和体温，例 7-101 张三 阴 36.5", ""]
    lines += [f"{n}. {door} {name} 阴 36.{n % 8}" for n, (door, name) in enumerate(people[:6], 1)]
    lines += ["7. 99-909 王小明 阴性 36.5", "收到，大家辛苦了"]
    lines += [f"{people[0][0]} 胰岛素只剩一天了，能帮忙配吗"]
    walk.go("/pastes/")
    page.fill("textarea[name=text]", "\n".join(lines))
    zone = page.locator("select[name=round] option").first
    page.select_option("select[name=round]", zone.get_attribute("value") or "")
    walk.shot("14-paste")
    page.locator("main form.card button.primary").click()
    page.wait_for_url(re.compile("/pastes/.+"))
    assert page.locator("#doubtful article").count() >= 1
    walk.shot("15-paste-read")
    page.locator("form[action$='/commit/'] button").click()
    page.wait_for_load_state("load")
    assert page.locator("form[action$='/commit/']").count() == 0
    walk.go("/needs/")
    assert "胰岛素" in (page.text_content("main") or "")
    walk.shot("16-needs")


def go_from_door_to_door(walk: Walk) -> None:
    """A grid officer's list on a phone: one tap for a household that is well."""
    page = walk.page
    walk.go("/rounds/")
    walk.shot("17-rounds")
    rounds = [path for path in walk.links() if re.fullmatch(r"/rounds/[0-9a-f-]{36}/", path)]
    walk.go(rounds[0] + "doors/")
    walk.shot("18-doors")
    before = page.locator("button[name=one]").count()
    page.locator("button[name=one]").first.click()
    expect(page.locator("button[name=one]")).to_have_count(before - 1)


def follow_an_alarm(walk: Walk) -> None:
    """The fever stands at the top of the screen until somebody has followed it up."""
    page = walk.page
    walk.go("/")
    bar = page.locator(".alarms a.first")
    assert "7-201" in (bar.text_content() or "")
    walk.shot("19-alarm-on-top")
    bar.click()
    page.wait_for_url(re.compile("/alarms/"))
    walk.shot("20-alarm")
    for _ in range(3):
        page.locator("form[action$='/step/'] button").first.click()
        page.wait_for_load_state("load")
    page.fill("#outcome", walk.word("复测 36.6，核酸阴性", "36.6 again, PCR negative"))
    page.locator("form[action$='/close/'] button.primary").click()
    page.wait_for_load_state("load")
    walk.go("/")
    assert page.locator(".alarms").count() == 0


def chase_and_see_the_wall(walk: Walk) -> None:
    """Who is missing, the words for the group that name doors, and the wall."""
    page = walk.page
    walk.go("/missing/")
    walk.shot("21-missing")
    text = page.locator("#text-zh").text_content() or ""
    names = page.locator("#list .row .body > a").all_text_contents()
    assert text
    assert all(one.split(" ")[-1] not in text for one in names if len(one.split(" ")[-1]) > 1)
    page.locator("#list form button").first.click()
    walk.go("/wall/")
    walk.shot("22-walls")
    estate = next(path for path in walk.links() if re.fullmatch(r"/wall/[0-9a-f-]{36}/", path))
    walk.go(estate)
    assert page.locator(".wall .w").count() > 100
    walk.shot("23-wall")
    page.locator(".wall a.w").first.click()
    page.wait_for_url(re.compile("/dwellings/"))
    walk.shot("24-household-of-a-window")


def tell_the_town(walk: Walk) -> None:
    """The daily report says 168 and 45, as screen and as the town's figures; no names there."""
    page = walk.page
    walk.go("/daily/")
    said = page.text_content("main") or ""
    assert "168" in said
    assert "45" in said
    walk.shot("25-daily")
    told = page.request.get(f"{walk.served.url}/daily.json").json()
    sealed = next(one for one in told["classes"] if one["look"] == "sealed")
    assert (sealed["households"], sealed["residents"]) == (45, 168)
    east = next(
        one
        for one in told["zones"]
        if one["look"] == "precaution" and one["estate"] == walk.served.story["estate"]
    )
    assert (east["households"], east["residents"]) == (704, 1923)
    assert page.request.get(f"{walk.served.url}/daily.xlsx").body()[:2] == b"PK"


def step_back_and_undo(walk: Walk) -> None:
    """Within the hour the publication is taken back, and both acts stand in the journal."""
    page = walk.page
    walk.go("/")
    publication = next(path for path in walk.links() if path.startswith("/publications/"))
    walk.go(publication)
    page.locator("form[action$='/undo/'] button").click()
    page.wait_for_load_state("load")
    told = page.request.get(f"{walk.served.url}/daily.json").json()
    assert all(one["look"] != "sealed" for one in told["classes"])
    walk.go("/journal/")
    walk.shot("26-journal")


def test_moving_one_household_moves_the_counts(made, tmp_path: Path):
    """Nothing holds the story's counts: a household that moves out of the west is not in them."""
    with serving(made, tmp_path / "town") as served:
        move_out(served, "7-301")
        graph = wanjia(served.folder, "graph", served.story["estate"]).stdout
        (tmp_path / "graph.json").write_text(graph)
        case = served.story["stairwell"]
        words = ("plan", str(tmp_path / "graph.json"), "--cases", case, "--json")
        plans = json.loads(wanjia(served.folder, *words).stdout)["plans"]
        best = next(plan for plan in plans if plan["recommended"])
        assert best["households"] == 44
        assert best["residents"] < 168


def move_out(served: Served, door: str) -> None:
    """Everyone behind a door of the story's estate moves to another estate."""
    done = wanjia(
        served.folder,
        "manage",
        "shell",
        "-v",
        "0",
        "-c",
        "from wanjia.people.models import Resident as R\n"
        "from wanjia.places.models import Dwelling as D\n"
        "there = D.objects.filter(residents__isnull=True).exclude("
        "stairwell__estate__name='中海悦庭').first()\n"
        f"R.objects.filter(dwelling__door='{door}',"
        " dwelling__stairwell__estate__name='中海悦庭').update(dwelling=there)\n",
    )
    assert done.returncode == 0, done.stderr
