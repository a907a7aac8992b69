"""The parts that pages are made of."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from wanjia import ui
from wanjia.core import clock

STATIC = Path(ui.__file__).parent / "static"
TEMPLATES = Path(ui.__file__).parent / "templates"
NOON = datetime(2022, 5, 2, 4, tzinfo=UTC)


def draw(source: str, **context: object) -> str:
    return Template("{% load wanjia %}" + source).render(Context(context))


def test_a_figure_opens_the_list_it_counts():
    shown = draw('{% figure 1923 "居民" url="/r/" %}')
    assert 'href="/r/"' in shown
    assert "1,923" in shown


def test_a_figure_of_nothing_is_no_alarm():
    assert "alarm" not in draw('{% figure 0 "异常" url="/a/" tone="alarm" %}')
    assert "fig alarm" in draw('{% figure 1 "异常" url="/a/" tone="alarm" %}')


@pytest.mark.parametrize("klass", ["sealed", "controlled", "precaution"])
@pytest.mark.parametrize(("language", "first_day"), [("zh-hans", "第 1 天"), ("en", "day 1")])
def test_a_zone_never_goes_without_its_word(klass, language, first_day):
    with translation.override(language):
        shown = draw("{% zone klass days=0 %}", klass=klass)
        word = {"sealed": "封控区", "controlled": "管控区", "precaution": "防范区"}[klass]
        assert translation.gettext(word) in shown
        assert first_day in shown


def test_a_row_has_one_button_and_says_how_late_it_is():
    item = {
        "title": "23-602",
        "due": NOON - timedelta(minutes=40),
        "post": {"url": "/x/", "label": "接手", "fields": {"id": "7"}},
    }
    with clock.freeze(NOON), translation.override("zh-hans"):
        shown = draw("{% row item %}", item=item)
    assert shown.count("<button") == 1
    assert 'name="id" value="7"' in shown
    assert '<span class="late">逾期 40 分钟</span>' in shown


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "1 分钟"),
        (59, "59 分钟"),
        (60, "1 小时"),
        (75, "1 小时 15 分"),
        (400, "6 小时"),
        (3000, "2 天"),
    ],
)
def test_time_left_is_told_in_words(minutes, words):
    with clock.freeze(NOON), translation.override("zh-hans"):
        due = NOON + timedelta(minutes=minutes)
        assert draw("{{ due|due }}", due=due) == f"还有 {words}"


def test_time_gone_is_told_in_words():
    with clock.freeze(NOON), translation.override("en"):
        assert draw("{{ m|ago }}", m=NOON) == "just now"
        assert draw("{{ m|ago }}", m=NOON - timedelta(hours=3)) == "3 h ago"


def test_the_pager_keeps_the_rest_of_the_address():
    request = RequestFactory().get("/list/?q=zjg&page=2")
    page = Paginator(range(30), 10).page(2)
    shown = draw("{% pager page %}", page=page, request=request)
    assert re.search(r'href="\?q=s1[^&"]+&amp;page=3"', shown)
    assert "zjg" not in shown  # what is typed to find somebody stands in no address
    assert re.search(r'href="\?q=s1[^&"]+&amp;page=1"', shown)


def test_a_field_shows_its_label_help_and_error():
    class Door(forms.Form):
        door = forms.CharField(label="门号", help_text="如 23-602")

    shown = draw("{% fields form %}", form=Door({}))
    assert re.search(r'<label for="id_door">\s*门号', shown)
    assert 'id="id_door_helptext"' in shown
    assert 'id="id_door_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_drawings_have_their_table():
    days = [{"day": date(2022, 5, 2), "count": 7, "url": "/c/"}]
    assert '<a href="/c/">7</a>' in draw("{% bar_by_day rows %}", rows=days)
    stacks = [{"label": "23号", "url": "/s/", "done": 8, "abnormal": 1, "missing": 2}]
    shown = draw("{% stack_bar rows %}", rows=stacks)
    assert "9/11" in shown
    assert '<td class="num">2</td>' in shown


def test_every_icon_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "ui/icons.svg").read_text()))
    asked = {
        name
        for page in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "(\w+)" %}', page.read_text())
    }
    assert asked
    assert asked <= drawn


def test_no_page_part_holds_a_script_of_its_own_or_another_host():
    for page in TEMPLATES.rglob("*.html"):
        source = page.read_text()
        assert not re.search(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", source), page
        assert not re.search(r"\son\w+=", source), page
        assert not re.search(r'(?:src|href)="(?:https?:)?//', source), page


def test_the_household_page_is_small():
    carried = [STATIC / "ui/household.css", STATIC / "ui/mark.svg"]
    assert sum(path.stat().st_size for path in carried) < 8_000
    assert "<script" not in (TEMPLATES / "ui/base_household.html").read_text()


def test_the_red_yellow_and_green_of_the_zones_colour_nothing_else():
    owned = re.compile(r"var\(--(?:sealed|controlled|precaution)")
    for name in ("wanjia.css", "wall.css"):
        for rule in re.findall(r"([^{}]+)\{([^{}]*)\}", (STATIC / "ui" / name).read_text()):
            selector, body = rule
            assert not owned.search(body) or ".z-" in selector, selector
