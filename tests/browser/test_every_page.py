"""Every page that a role reaches from its navigation, at a desk and on a phone, both languages."""

import re
from collections.abc import Callable, Iterator

import pytest
from tests.browser.served import Served, Walk, serving
from tests.browser.test_notices import link_of
from tests.examples import examples, is_long

OPEN = [("zh-hans", False), ("en", True)]
OPEN += [("zh-hans", True), ("en", False)] if is_long() else []
FILES = (".xlsx", ".json", ".csv", ".geojson", ".svg")
# Pages of one role with --long, and in the ordinary run: who sees the same pages on the same screen
# visits fewer.
MOST, MANY, FEW = examples(12, 30), examples(5, 16), examples(4, 8)


@pytest.fixture(scope="module")
def served(made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(made, tmp_path_factory.mktemp("pages") / "town") as one:
        yield one


def shape(path: str) -> str:
    """A page's kind: its path without ids, so that one of seven hundred households is enough."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", path)
    return re.sub(r"/[A-Za-z0-9_-]{40,}(?=/)", "/*", path)


def crawl(walk: Walk, enough: int) -> list[str]:
    """Visit one page of each kind that links lead to from Today, looking at each."""
    waiting, seen = ["/"], {"/"}
    visited: list[str] = []
    while waiting and len(visited) < enough:
        path = waiting.pop(0)
        walk.go(path)
        name = "crawl-" + (shape(path).strip("/").replace("/", "_").replace("*", "x") or "today")
        walk.shot(name + "-large" if walk.large else name)
        visited.append(shape(path))
        for link in walk.links():
            kind = shape(link)
            if kind not in seen and not link.endswith(FILES) and "/logout" not in link:
                seen.add(kind)
                waiting.append(link)
    return visited


@pytest.mark.parametrize(
    ("user", "language", "size", "enough", "large"),
    [
        ("head", "zh-hans", "desk", MOST, False),
        ("head", "en", "phone", examples(8, 30), False),
        ("desk1", "zh-hans", "phone", MANY, True),
        ("grid1", "zh-hans", "phone", MANY, False),
        ("doctor1", "en", "phone", FEW, True),
        ("town", "en", "desk", FEW, False),
    ],
)
def test_every_page_that_a_role_reaches_is_whole(
    walk_in: Callable[..., Walk],
    served: Served,
    user: str,
    language: str,
    size: str,
    enough: int,
    large: bool,
):
    walk = walk_in(served, language, size)
    walk.sign_in(user)
    if large:
        walk.enlarge()
    visited = crawl(walk, enough)
    assert len(visited) > 3


@pytest.mark.parametrize(("language", "large"), OPEN)
def test_every_page_without_an_account_is_whole(
    walk_in: Callable[..., Walk], served: Served, language: str, large: bool
):
    walk = walk_in(served, language, "phone")
    home = link_of(served, "7-201")
    if large:
        walk.enlarge()
    for path in ("/login/", "/offline/", home):
        walk.go(path)
        walk.shot("open-" + path.split("/")[1] + ("-large" if large else ""))
    for link in walk.links():
        if link.startswith(home) and link != home:
            walk.go(link)
            walk.look(shape(link))
