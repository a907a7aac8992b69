"""English pages speak English: no Chinese word but in what is marked as Chinese.

All data of the two towns are in Latin letters.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from tests.examples import turn_of
from tests.threats.test_sight import ASKED, EVERY
from tests.two_towns import NOW, Town, build

from wanjia.core import clock

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
SAID = (
    "aria-label",
    "title",
    "placeholder",
    "alt",
    "content",
    "data-confirm",
    "data-done",
    "label",
)
VOID = {"input", "br", "img", "meta", "link", "hr", "use", "path", "col", "source", "wbr"}
# The headings that a Chinese roster has: what the import page asks for when they are missing.
HEADINGS = {"姓名", "室号", "楼号", "住址"}


class Reader(HTMLParser):
    """Collects the Chinese text of a page that stands outside elements marked `lang="zh…"`."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    @property
    def chinese(self) -> bool:
        return any(zh for _, zh in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        zh = (given.get("lang") or "").startswith("zh")
        if not zh and not self.chinese:
            for name in SAID:
                self._note(given.get(name) or "")
            if tag in ("input", "button") and given.get("type") in ("submit", "button"):
                self._note(given.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, zh))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self.open]
        if tag in names:
            while self.open and self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.chinese:
            self._note(data)

    def _note(self, text: str) -> None:
        self.found += CHINESE.findall(text)


def chinese_in(text: str) -> list[str]:
    """The Chinese words of a page that are not marked as Chinese."""
    reader = Reader()
    reader.feed(text)
    return reader.found


def test_the_reader_finds_what_is_chinese_and_not_marked():
    assert chinese_in('<p>今日</p><b lang="zh-hans">中文</b><input placeholder="找"><p>ok') == [
        "今日", "找",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def town(inhabit) -> Iterator[Town]:
    with inhabit("cedar", lambda: build("Cedar", 3), language="en") as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize(
    "role", ["head", "desk", "grid", "doctor", "steward", "volunteer", "town", "office"]
)
def test_what_a_role_reads_in_english_is_english(town, db, role):
    """In the ordinary run each page is read by two of its roles."""
    client = town.client(role, "en")
    paths = []
    for page in EVERY:
        readers = sorted(getattr(page.view, "roles", ()))
        if role in readers and role in turn_of(page.route, readers, 2):
            paths.append(page.path(town.ids))
    paths += [one.format(**town.ids) for one in ASKED]
    wrong = {}
    with clock.freeze(NOW):
        for path in paths:
            known = HEADINGS if path.startswith("/import/") else set()
            answer = client.get(path)
            if answer["Content-Type"].startswith("text/html") and (
                found := [one for one in chinese_in(answer.content.decode()) if one not in known]
            ):
                wrong[path] = found[:6]
    assert not wrong


def test_strangers_and_households_read_english(town, db):
    client = town.client("", "en")
    paths = ["/login/", "/nowhere/", f"/h/{town.links['7-101'].token}/", "/h/none/"]
    with clock.freeze(NOW):
        wrong = {path: chinese_in(client.get(path).content.decode()) for path in paths}
    assert not {path: found for path, found in wrong.items() if found}
