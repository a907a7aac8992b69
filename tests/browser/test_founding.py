"""From an empty folder to the first zone in force, with a map traced over a photo of a plan.

On a laptop's screen, without a terminal after `serve`. What a person would need for it is counted
by steps: three seconds a page, two a click, a third of one a letter.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from tests.browser.served import Walk, serving

PAGE, CLICK, LETTER = 3.0, 2.0, 1 / 3  # seconds that somebody new to it takes
WIDE, HIGH = 1200, 800  # the photographed plan, 5 pixels a metre
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫"
HOUSES = [(120 + 340 * place, 120 + 300 * row) for row in range(2) for place in range(3)]


class Hand:
    """Somebody at the screen, whose clicks and letters are counted by steps."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.page = walk, walk.page
        self.steps: dict[str, float] = {}
        self.began = time.monotonic()

    def step(self, name: str) -> None:
        self.now = name
        self.steps[name] = PAGE

    def spend(self, seconds: float) -> None:
        self.steps[self.now] += seconds

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.spend(CLICK)

    def write(self, selector: str, words: str) -> None:
        self.page.locator(selector).first.fill(words)
        self.spend(CLICK + LETTER * len(words))

    def choose(self, selector: str, file: Path) -> None:
        self.page.locator(selector).first.set_input_files(file)
        self.spend(4 * CLICK)

    def go_on(self, selector: str) -> None:
        self.click(selector)
        self.page.wait_for_load_state("load")
        self.spend(PAGE)

    def tap(self, x: float, y: float) -> None:
        """Click a place of the photographed plan, wherever it lies on the screen."""
        find = """([x, y]) => {
          const { editor } = document.querySelector("[data-editor]");
          const [upper, lower] = editor.pictureBounds();
          const at = [upper[0] + (lower[0] - upper[0]) * y, upper[1] + (lower[1] - upper[1]) * x];
          const point = editor.map.latLngToContainerPoint(at);
          editor.box.scrollIntoView({ block: "center" });
          const box = editor.box.getBoundingClientRect();
          return [box.x + point.x, box.y + point.y];
        }"""
        left, top = self.page.evaluate(find, [x / WIDE, y / HIGH])
        self.page.mouse.move(left, top)
        self.page.mouse.click(left, top)
        self.spend(CLICK)

    def tell(self) -> None:
        print(f"\nfrom an empty folder to the first zone in force ({self.walk.language}):")
        for name, seconds in self.steps.items():
            print(f"  {seconds / 60:5.1f} min  {name}")
        took = time.monotonic() - self.began
        print(f"  {sum(self.steps.values()) / 60:5.1f} min  in all (in Chromium {took:.0f} s)")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_an_empty_folder_to_the_first_zone_in_force(
    tmp_path: Path, walk_in: Callable[..., Walk], language: str
):
    folder = tmp_path / "empty"
    folder.mkdir()
    with serving((folder, {"logins": [], "story": {}}), folder) as served:
        walk = walk_in(served, language, "desk")
        hand = Hand(walk)
        link = re.search(r"/start/[\w-]+/", (folder / "server.log").read_text())
        assert link, "serve printed no link"
        found(hand, link[0])
        bring_the_roster(hand, tmp_path)
        trace_the_map(hand, tmp_path)
        walk_the_estate(hand)
        seal(hand)
        hand.tell()
        assert sum(hand.steps.values()) < 15 * 60


def found(hand: Hand, link: str) -> None:
    hand.step("committee and first account")
    hand.walk.go(link)
    words = {
        "committee": "桂花居民区",
        "committee_en": "Guihua",
        "person": "林主任",
        "username": "lin",
        "password": "wanjia-8-lanterns",
        "again": "wanjia-8-lanterns",
    }
    for name, value in words.items():
        hand.write(f"[name={name}]", value)
    hand.go_on("main button.primary, main form button")
    expect(hand.page).to_have_url(re.compile("/start/$"))
    hand.walk.shot("founding-1-steps")


def bring_the_roster(hand: Hand, folder: Path) -> None:
    hand.step("roster")
    rows = ["小区,门号,室号,姓名,电话"]
    for door in range(1, 13):
        for floor in range(1, 4):
            number = f"{door:02}{floor}"
            name = SURNAMES[door - 1] + "安宁康"[floor - 1]
            rows.append(f"桂花苑,{door},{floor}01,{name},1990000{number}0")
    file = folder / "roster.csv"
    file.write_text("\n".join(rows), "utf-8")
    hand.go_on("main a.btn.primary")
    hand.choose("[name=file]", file)
    hand.go_on("main form button.primary")
    hand.go_on(".foot-bar button.primary")
    hand.walk.go("/start/")


def picture_of_a_plan(folder: Path) -> Path:
    """A wall with a gate below, six houses in two rows, a lane before each row, a drive."""
    plan = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(plan)
    pen.rectangle((40, 40, 1160, 760), outline="#444", width=6)
    pen.line((600, 760, 600, 260), fill="#99c", width=14)
    for y in (270, 570):
        pen.line((100, y, 1100, y), fill="#99c", width=14)
    for x, y in HOUSES:
        pen.rectangle((x, y, x + 260, y + 100), outline="#222", width=4, fill="#eee")
    plan.save(folder / "plan.png")
    return folder / "plan.png"


def trace_the_map(hand: Hand, folder: Path) -> None:
    page = hand.page
    hand.step("map: the plan underneath, its scale")
    hand.go_on("a[href='/estates/']")
    hand.go_on("main th a")
    hand.go_on("a[href$='/map/']")
    hand.choose("[name=file]", picture_of_a_plan(folder))
    hand.go_on("form[action$='/picture/keep/'] button")
    hand.click("details.card summary")
    hand.go_on("form[action$='/map/start/']:has([value=empty]) button")
    page.wait_for_selector("[data-editor][data-ready]")
    hand.click("button[data-tool=scale]")
    hand.tap(40, 40)
    hand.tap(1160, 40)
    hand.write("[data-scale-metres]", "224")
    with page.expect_response(lambda answer: "/picture/place/" in answer.url):
        hand.click("[data-do=setScale]")
    hand.step("map: wall, houses, paths")
    hand.click("button[data-tool=estate]")
    ring(hand, 40, 40, 1160, 760)
    for x, y in HOUSES:
        hand.click("button[data-tool=building]")
        ring(hand, x, y, x + 260, y + 100)
    hand.click("button[data-tool=path]")
    for points in (((600, 760), (600, 265)), ((100, 270), (1100, 270)), ((100, 570), (1100, 570))):
        for point in (*points, points[-1]):
            hand.tap(*point)
        page.wait_for_timeout(50)
    hand.step("map: gate, doors, an inner way, save")
    hand.click("button[data-tool=gate]")
    hand.tap(600, 761)
    hand.write("[data-field=name]", "南门")
    hand.write("[data-field=name_en]", "South gate")
    hand.click("button[data-tool=stairwell]")
    for x, y in HOUSES:
        hand.tap(x + 70, y + 99)
        hand.tap(x + 190, y + 99)
    hand.click("button[data-tool=shared]")
    hand.tap(HOUSES[0][0] + 70, HOUSES[0][1] + 97)
    hand.tap(HOUSES[0][0] + 190, HOUSES[0][1] + 97)
    expect(page.locator("[data-state]")).to_have_text(
        hand.walk.word("草图已存", "Draft kept"), timeout=10_000
    )
    expect(page.locator("[data-save] button")).to_be_enabled()
    hand.walk.shot("founding-2-traced")
    hand.go_on("[data-save] button")
    expect(page.locator("main")).to_contain_text(hand.walk.word("地图已保存", "The map is saved"))


def ring(hand: Hand, left: float, low: float, right: float, high: float) -> None:
    for corner in ((left, low), (right, low), (right, high), (left, high), (left, low)):
        hand.tap(*corner)
    hand.page.wait_for_timeout(50)


def walk_the_estate(hand: Hand) -> None:
    hand.step("walk: ticked at the screen (the walk itself not counted)")
    hand.go_on("a[href$='/walk/']")
    hand.walk.shot("founding-3-walk")
    for box in hand.page.locator("[name=checked]").all():
        box.check()
        hand.spend(CLICK)
    hand.go_on("main form button.primary")
    hand.walk.shot("founding-4-estate")


def seal(hand: Hand) -> None:
    page = hand.page
    hand.step("case, plan, zone in force")
    hand.walk.go("/cases/new/")
    hand.write("main input[name=q]", "5-201")
    page.wait_for_selector("#found .row")
    hand.go_on("#found .row a")
    page.wait_for_selector("input[name=told_by]")
    hand.click("input[name=resident]")
    hand.write("input[name=told_by]", hand.walk.word("区疾控", "District CDC"))
    hand.write("input[name=sampled_at]", "2022-04-18T09:30")
    hand.go_on("main form button.primary")
    page.wait_for_url(re.compile("/plans/"))
    page.wait_for_selector("[data-map][data-ready]")
    hand.walk.shot("founding-5-plan")
    page.on("dialog", lambda dialog: dialog.accept())
    hand.click("button[formaction$='/publish/']")
    page.wait_for_url(re.compile("/publications/"))
    hand.walk.shot("founding-6-in-force")
