"""A phone whose line fails in every way loses nothing and doubles nothing: what was typed is
counted against what is stored. Cut, stalled (bars but no answer), answering 500, the session ended,
each second answer lost on the way back; with reloads in between and a photo among it. At 360 px.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.line import FAILING, LOSING, OPEN, STALLED, Line, line_to
from tests.browser.phones import KEPT, LATER, on_disk, photo, ready, report, told, until
from tests.browser.served import Served, Walk, serving
from tests.browser.test_notices import link_of

BOTH = pytest.mark.parametrize("language", ["zh-hans", "en"])
CUT, SIGNED_OUT = "cut", "signed out"
TROUBLE = (
    "status of 403",
    "status of 500",
    "ERR_EMPTY_RESPONSE",
    "ERR_FAILED",
    "ERR_NETWORK",
    "ERR_INTERNET",
)


@dataclasses.dataclass
class Phone:
    """An officer's phone at the list of doors, and the line that it hangs on."""

    walk: Walk
    line: Line
    served: Served  # by the line
    path: str
    typed: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    photos: int = 0
    opened: int = 0

    @property
    def page(self) -> Page:
        return self.walk.page

    def open_list(self) -> None:
        self.page.goto(self.served.url + self.path)

    def open_stairwell(self) -> None:
        """The list of another stairwell, all of its doors kept on the phone."""
        links = self.page.locator("[data-keep] a")
        ways = [links.nth(place).get_attribute("href") for place in range(links.count())]
        self.path = f"{self.path.partition('?')[0]}{ways[self.opened]}"
        self.opened += 1
        self.open_list()
        until(self.page, KEPT)

    def rows(self):
        return self.page.locator(".row:has(button[name=one]:enabled):not(.waiting)")

    def first_row(self):
        """The first row that waits, by its own id: the list may move before it is pressed."""
        return self.page.locator(f"#{self.rows().first.get_attribute('id')}")

    def turn(self, state: str) -> None:
        """Let the line, or the session, fail from now on."""
        self.walk.page.context.set_offline(state == CUT)
        self.line.turn(state if state in (STALLED, FAILING, LOSING) else OPEN)
        if state == SIGNED_OUT:
            self.page.context.clear_cookies()
            self.walk.speak()

    def tick(self, waits: bool = True) -> None:
        row = self.first_row()
        door = (row.locator("b").first.text_content() or "").split()[-1]  # without its estate
        row.locator("button[name=one]").click()
        self.typed.append((door, "None"))
        if waits:
            expect(self.page.locator("#queue")).to_contain_text(door)

    def open_door(self) -> str:
        row = self.first_row()
        door = (row.locator("b").first.text_content() or "").split()[-1]  # without its estate
        row.locator("a[data-keep]").click()
        self.page.wait_for_url(re.compile(r"/doors/[0-9a-f-]{36}/"))
        return door

    def fill(self, door: str, heat: str, picture: bool) -> None:
        page = self.page
        page.locator("input[name^=temperature]").first.fill(heat)
        page.locator("label:has(input[name^=antigen][value=negative])").first.click()
        expect(page.locator("input[name^=antigen][value=negative]").first).to_be_checked()
        if picture:
            page.locator("input[name=photo]").set_input_files(photo())
            page.wait_for_timeout(800)
            self.photos += 1
        page.locator("form[data-queue] button.primary").click()
        self.typed.append((door, heat))
        expect(page.locator("#queue")).to_contain_text(door)

    def come_back(self) -> None:
        """The line is whole again, and the officer signed in."""
        self.turn(OPEN)
        if not [one for one in self.page.context.cookies() if "session" in one["name"]]:
            self.walk.sign_in("desk1")
        self.open_list()
        expect(self.page.locator("#queue")).to_contain_text(
            self.walk.word("都送到了", "has arrived"), timeout=60_000
        )
        assert on_disk(self.page) == 0
        assert on_disk(self.page, "drafts") == 0


@pytest.fixture
def start(made, sealed: Path, tmp_path: Path, walk_in: Callable[..., Walk]) -> Iterator[Callable]:
    """An officer's phone on a line of its own: `start(language)`."""
    with (
        serving((sealed, made[1]), tmp_path / "town", LATER) as served,
        line_to(served.url) as line,
    ):

        def begin(language: str) -> Phone:
            through = dataclasses.replace(served, url=line.url)
            walk = walk_in(through, language, "phone")
            walk.meant = TROUBLE
            walk.sign_in("desk1")
            walk.go("/rounds/")
            found = [one for one in walk.links() if re.fullmatch(r"/rounds/[0-9a-f-]{36}/", one)]
            phone = Phone(walk, line, through, found[0] + "doors/")
            phone.open_list()
            ready(walk)
            return phone

        yield begin


def counted(phone: Phone, before: dict) -> None:
    """What was typed is what is stored: each once, none lost, none doubled."""
    after = told(phone.served)
    new = after["answers"][len(before["answers"]) :]
    ticked = {door for door, heat in phone.typed if heat == "None"}
    measured = sorted((door, heat) for door, heat in phone.typed if heat != "None")
    assert {one[0] for one in new if one[2] == "None"} == ticked
    assert sorted((one[0], one[2]) for one in new if one[2] != "None") == measured
    assert len(new) == len({(one[0], one[4]) for one in new})
    assert after["photos"] - before["photos"] == phone.photos
    fevers = sum(float(heat) >= 37.3 for _, heat in measured)
    assert len(after["alarms"]) - len(before["alarms"]) == fevers


def fail_and_come_back(phone: Phone, state: str, heat: str, picture: bool) -> None:
    """Two ticks and a door filled in while the line fails so, with a reload in between."""
    phone.open_stairwell()
    if state == SIGNED_OUT:
        door = phone.open_door()
        phone.turn(state)
        phone.fill(door, heat, picture)
        phone.page.wait_for_url("**/login/**")
        phone.come_back()
        phone.turn(state)
        phone.tick()
        phone.tick()
    else:
        phone.turn(state)
        phone.tick(state != LOSING)
        phone.tick(state != LOSING)
        phone.fill(phone.open_door(), heat, picture)
        phone.page.wait_for_url(re.compile(r"/doors/(\?.*)?$"), timeout=60_000)
    if state == STALLED:
        assert on_disk(phone.page) == 3
        phone.open_list()
        expect(phone.page.locator("[data-unsent]")).to_contain_text("3")
        phone.walk.shot("phone-stalled")
    phone.come_back()


def test_a_line_that_fails_in_several_ways_loses_nothing_and_doubles_nothing(start):
    phone = start("zh-hans")
    before = told(phone.served)
    for state, heat in (
        (STALLED, "39.1"),
        (FAILING, "36.5"),
        (LOSING, "38.2"),
        (SIGNED_OUT, "36.6"),
    ):
        fail_and_come_back(phone, state, heat, state in (STALLED, LOSING))
    counted(phone, before)


@BOTH
@pytest.mark.parametrize("state", [CUT, STALLED, FAILING, LOSING, SIGNED_OUT])
def test_what_was_typed_on_a_failing_line_is_what_is_stored(start, state: str, language: str):
    phone = start(language)
    before = told(phone.served)
    fail_and_come_back(phone, state, "39.1", picture=True)
    phone.walk.shot(f"phone-after-{state.replace(' ', '-')}")
    counted(phone, before)


@BOTH
def test_what_is_half_typed_and_what_cannot_be_is_kept_as_a_draft(start, language: str):
    phone = start(language)
    page, before = phone.page, told(phone.served)
    door = phone.open_door()
    heat = page.locator("input[name^=temperature]").first
    heat.fill("365")
    page.locator("input[name^=symptoms]").first.evaluate(
        "one => one.closest('details').open = true"
    )
    page.locator("input[name^=symptoms]").first.fill("咳")
    page.locator("form[data-queue] button.primary").click()
    expect(page.locator(".err")).to_contain_text("365")
    expect(page.locator(".err")).to_contain_text("43")
    phone.walk.shot("phone-range")
    assert on_disk(page) == 0
    page.reload()
    expect(heat).to_have_value("365")
    expect(page.locator("input[name^=symptoms]").first).to_have_value("咳")
    phone.walk.shot("phone-draft")
    page = page.context.new_page()
    phone.walk.page.close()
    phone.walk.page = page
    page.goto(phone.served.url + phone.path)
    assert on_disk(page, "drafts") == 1
    assert phone.open_door() == door
    expect(page.locator("input[name^=temperature]").first).to_have_value("365")
    page.locator("input[name^=temperature]").first.fill("３９。１")
    page.locator("form[data-queue] button.primary").click()
    page.wait_for_url(re.compile(r"/doors/\?"))
    assert on_disk(page, "drafts") == 0
    [new] = told(phone.served)["answers"][len(before["answers"]) :]
    assert new[2] == "39.1"


@BOTH
def test_a_phone_with_a_wrong_clock_is_right(start, language: str):
    phone = start(language)
    home = link_of(phone.served, "7-201")
    walk, page = phone.walk, phone.page
    page.add_init_script("const real = Date.now; Date.now = () => real() - 5 * 3600 * 1000")
    walk.go(home)
    ready(walk)
    phone.turn(CUT)
    page.goto(phone.served.url + home)
    report(page, "39.1")
    expect(page.locator("#queue")).to_contain_text(walk.word("还没到居委会", "Not yet"))
    walk.shot("phone-household-waits")
    page.wait_for_timeout(3_000)
    phone.turn(OPEN)
    page.reload()
    expect(page.locator("#queue")).to_contain_text(walk.word("都送到了", "has arrived"))
    walk.shot("phone-household-arrived")
    for measured, arrived in told(phone.served)["times"][-1:]:
        assert 2 < arrived - measured < 120, (measured, arrived)
