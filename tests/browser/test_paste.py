"""A list of three hundred lines in Chromium: thirty doubtful ones are settled by a key each."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Response, expect
from tests.browser.served import Served, Walk, serving

LINES, DOUBTFUL = 300, 30
A_STEP = 20_000  # bytes that one settled line may send; the page is a quarter of a million
# Words that a careful reader asks about, each in another wording.
HEDGES = ("好像阴性", "应该是阴性", "可能阳性", "看不清，阴", "是阴性吗", "大概阴")


@pytest.fixture(scope="module")
def town(made, tmp_path_factory) -> Iterator[Served]:
    with serving(made, tmp_path_factory.mktemp("paste") / "town") as served:
        yield served


def homes(served: Served) -> list[tuple[str, str]]:
    """Doors of the story's estate, each with the first who lives there."""
    with sqlite3.connect(served.folder / "wanjia.sqlite3") as database:
        rows = database.execute(
            "SELECT d.door, r.name FROM people_resident r"
            " JOIN places_dwelling d ON d.id = r.dwelling_id"
            " JOIN places_stairwell s ON s.id = d.stairwell_id"
            " JOIN places_estate e ON e.id = s.estate_id"
            " WHERE e.name = ? AND r.left_at IS NULL ORDER BY d.door, r.sort",
            [served.said["story"]["estate"]],
        )
        first: dict[str, str] = {}
        for door, name in rows:
            first.setdefault(door, name)
    return list(first.items())[:LINES]


def text_of(served: Served) -> str:
    every = LINES // DOUBTFUL
    lines = ["#接龙", "今天的抗原"]
    for place, (door, name) in enumerate(homes(served), 1):
        doubtful = place % every == 0
        said = HEDGES[place // every % len(HEDGES)] if doubtful else "阴性 36.5"
        more = "，" * (place // every % 5) if doubtful else ""
        lines.append(f"{place}. {door} {name}{more} {said}")
    return "\n".join(lines)


def test_thirty_doubtful_lines_of_three_hundred_take_a_key_each(town, walk_in: Callable[..., Walk]):
    walk = walk_in(town, "zh-hans", "desk")
    walk.sign_in("desk1")
    page = walk.page
    walk.go("/pastes/")
    page.fill("#p-text", text_of(town))
    page.get_by_role("button", name="读一读").click()
    page.wait_for_url("**/pastes/*-*/")
    walk.shot("80-paste-300")
    sent: list[int] = []
    page.on("response", lambda answer: sent.append(size_of(answer)))
    steps = settle_all(page)
    assert page.locator("#doubtful > [data-card]").count() == 0
    assert steps <= DOUBTFUL
    assert max(sent) < A_STEP
    walk.shot("81-paste-settled")
    page.keyboard.press("u")
    expect(page.locator("#doubtful > [data-card]")).not_to_have_count(0)


def size_of(answer: Response) -> int:
    return len(answer.body()) if answer.request.method == "POST" else 0


def settle_all(page: Page) -> int:
    """Press Enter for each doubtful line in turn; how often it took."""
    steps = 0
    while page.locator("#doubtful > [data-card]").count():
        current = page.locator("[data-card].current")
        expect(current).to_have_count(1)
        card = current.get_attribute("id")
        page.keyboard.press("Enter" if current.locator("[data-option]").count() else "x")
        steps += 1
        expect(page.locator(f"#{card}[data-card]")).to_have_count(0)
    return steps


@pytest.mark.parametrize(("language", "size"), [("zh-hans", "phone"), ("en", "desk")])
def test_a_list_of_an_unknown_stairwell_is_one_question_on_any_screen(
    town, walk_in: Callable[..., Walk], language: str, size: str
):
    walk = walk_in(town, language, size)
    walk.sign_in("desk1")
    page = walk.page
    rooms = dict.fromkeys(door.rpartition("-")[2] for door, _name in homes(town))
    said = [f"{place}. {room} 全家阴" for place, room in enumerate(list(rooms)[:4], 1)]
    walk.go("/pastes/")
    page.fill("#p-text", "\n".join(["#接龙", f"抗原 {language}", "", *said]))
    page.locator("main form.card button").click()
    page.wait_for_url("**/pastes/*-*/")
    question = page.locator("#lists [data-card]")
    expect(question).to_have_count(1)
    walk.shot("82-which-stairwell")
    question.locator("[data-option='1']").click()
    expect(page.locator("#lists")).to_have_count(0)
    walk.shot("83-stairwell-known")
