"""The estate map in a real browser: drawn without tiles, and a click picks a stairwell."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.template import Context, Template
from playwright.sync_api import Browser, Page

from wanjia import ui

PAGE = """{% load wanjia static %}<!doctype html><html lang="zh-hans">
<meta charset="utf-8"><title>图</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/vendor/leaflet-1.9.4/leaflet.css">
<link rel="stylesheet" href="/static/ui/wanjia.css">
<script src="/static/vendor/leaflet-1.9.4/leaflet.js" defer></script>
<script src="/static/ui/map.js" defer></script>
<form id="plan">{% for s in data.stairwells %}
<input type="checkbox" name="sealed" value="{{ s.id }}" {% if s.in %}checked{% endif %}>
{% endfor %}</form>{% map_of data form="plan" %}"""
ROW = {"residents": 40, "households": 12, "case": False, "in": False, "zone": "precaution"}
ESTATE = {
    "estates": [
        {"id": "e", "name": "中海悦庭", "outline": [[31, 121], [31, 121.003], [31.002, 121]]}
    ],
    "buildings": [],
    "stairwells": [
        ROW | {"id": "a", "label": "23", "at": [31.001, 121.001], "case": True, "in": True},
        ROW | {"id": "b", "label": "<b>24", "at": [31.0015, 121.001]},
    ],
    "paths": [{"id": "p", "line": [[31, 121], [31.002, 121.002]], "post": True, "guards": 2}],
    "gates": [{"id": "g", "name": "西门", "at": [31, 121], "guards": 2, "post": False}],
    "zones": [{"name": "西区", "klass": "sealed", "days": 6}],
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def page(tmp_path: Path, browser: Browser) -> Iterator[Page]:
    (tmp_path / "static").symlink_to(Path(ui.__file__).parent / "static")
    context = Context({"data": json.loads(json.dumps(ESTATE))})
    (tmp_path / "map.html").write_text(Template(PAGE).render(context))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened = browser.new_page(viewport={"width": 360, "height": 740})
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(f"http://127.0.0.1:{server.server_port}/map.html")
    opened.wait_for_selector("[data-map][data-ready]")
    yield opened
    assert faults == []
    opened.close()
    server.shutdown()


def test_a_click_on_a_stairwell_ticks_it_and_tells_the_page(page: Page):
    page.evaluate("addEventListener('wanjia:stairwell', e => (window.told = e.detail))")
    door = page.locator(".map-door", has_text="24")
    assert door.get_attribute("aria-checked") == "false"
    door.locator("span").click()
    assert page.locator("input[value=b]").is_checked()
    assert page.evaluate("window.told") == {"id": "b", "in": True}
    assert door.get_attribute("aria-checked") == "true"


def test_a_tick_in_the_list_shows_on_the_map(page: Page):
    page.locator("input[value=a]").uncheck()
    door = page.locator(".map-door.is-case")
    assert door.get_attribute("aria-checked") == "false"
    assert "z-sealed" not in (door.get_attribute("class") or "")


def test_the_keyboard_can_pick_a_stairwell(page: Page):
    page.locator(".map-door", has_text="24").focus()
    page.keyboard.press("Enter")
    assert page.locator("input[value=b]").is_checked()


def test_zones_posts_and_labels_are_told_in_words_and_labels_are_only_text(page: Page):
    assert page.locator(".map-zones").text_content() == "西区 封控区 第 7 天"
    assert page.get_by_label("卡口 2 人值守").count() == 1
    assert page.get_by_label("<b>24 · 12 户 40 人 · 防范区").count() == 1
    assert page.get_by_label("23 · 12 户 40 人 · 封控区 · 病例").count() == 1
