"""`wanjia forecast FILE.jsonl`: nights, silence, blocks and chains, as somebody reads them."""

import json
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

START = datetime.fromisoformat("2022-04-18T08:00:00+08:00")
HOUR = timedelta(hours=1)


def line(item: str, hour: float, done: int, **more) -> dict:
    row = {"site": "Expo", "item": item, "target": 100, "hours": 20, "after": [], "blocked": None}
    return row | {"at": (START + hour * HOUR).isoformat(), "done": done} | more


def run(tmp_path, lines, *words: str) -> subprocess.CompletedProcess:
    file = tmp_path / "reports.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in lines), "utf-8")
    command = [sys.executable, "-m", "wanjia", "forecast", str(file), *words]
    return subprocess.run(command, capture_output=True, text=True)


def told(tmp_path, lines, *words: str) -> dict:
    answer = run(tmp_path, lines, "--json", *words)
    assert answer.returncode == 0, answer.stderr
    (site,) = json.loads(answer.stdout)
    for key in ("opens", "low", "high"):
        site[key] = datetime.fromisoformat(site[key])
    return site


def steady(item: str = "beds", hours: int = 10, pace: int = 5, **more) -> list[dict]:
    return [line(item, n, min(pace * n, 100), **more) for n in range(hours + 1)]


def test_a_steady_site_opens_about_when_its_pace_says(tmp_path):
    site = told(tmp_path, steady(hours=6))
    assert site["site"] == "Expo"
    assert site["low"] < START + 20 * HOUR < site["high"]
    assert site["low"] <= site["opens"] <= site["high"]
    assert [hold["item"] for hold in site["holds"]] == ["beds"]


def test_silence_is_no_progress(tmp_path):
    """After 13 hours without a word the opening lies later, and the silence is named."""
    heard = told(tmp_path, steady(hours=6))
    silent = told(tmp_path, steady(hours=6), "--at", (START + 19 * HOUR).isoformat())
    assert silent["opens"] > heard["opens"] + 6 * HOUR
    assert silent["high"] - silent["low"] > heard["high"] - heard["low"]
    (hold,) = silent["holds"]
    assert hold["code"] == "silent"
    assert "13" in hold["why"]


def test_an_item_that_alone_is_silent_is_named(tmp_path):
    site = told(tmp_path, [*steady("water", 4), *steady("beds", 14, 6)])
    first = site["holds"][0]
    assert (first["item"], first["code"]) == ("water", "silent")


def test_a_block_stops_an_item_and_is_named_with_its_reason(tmp_path):
    going = steady(hours=10, pace=6)
    blocked = [
        *going[:7],
        *(line("beds", n, 36, blocked="缺螺丝") for n in range(7, 11)),
    ]
    site = told(tmp_path, blocked)
    assert site["opens"] > told(tmp_path, going)["opens"] + 3 * HOUR
    (hold,) = site["holds"]
    assert hold["code"] == "blocked"
    assert "缺螺丝" in hold["why"]


def test_the_night_is_as_slow_as_the_last_one(tmp_path):
    """Two sites of the same pace by day; one did little in its first night."""

    def lines(night: int) -> list[dict]:
        rows, done = [], 0
        for n in range(38):
            dark = 14 <= n % 24 < 22
            rows.append(line("beds", n, done, target=400, hours=80))
            done += night if dark else 5
        return rows

    slow, even = told(tmp_path, lines(1)), told(tmp_path, lines(5))
    left_slow, left_even = 400 - lines(1)[-1]["done"], 400 - lines(5)[-1]["done"]
    now = START + 37 * HOUR
    assert (slow["opens"] - now) / left_slow > 1.15 * ((even["opens"] - now) / left_even)


def test_many_chains_end_later_than_each_of_them(tmp_path):
    """The last of many uncertain chains is later than a maximum of medians."""
    one = told(tmp_path, steady("a", 6))
    many = told(tmp_path, [row for key in "abcdefgh" for row in steady(key, 6)])
    assert many["opens"] > one["opens"] + HOUR


def test_what_still_waits_makes_the_chain_longer_and_the_first_of_it_holds(tmp_path):
    lines = [
        *steady("floor", 6),
        *(line("beds", n, 0, after=["floor"]) for n in range(7)),
        *steady("paint", 6),
    ]
    site = told(tmp_path, lines)
    assert site["opens"] > told(tmp_path, steady("floor", 6))["opens"] + 8 * HOUR
    assert [hold["item"] for hold in site["holds"]] == ["floor"]


def test_a_site_that_is_done_says_since_when(tmp_path):
    site = told(tmp_path, steady(hours=22))
    assert site["opens"] == site["low"] == site["high"] == START + 20 * HOUR
    assert site["holds"] == []
    assert site["state"] == "ready"


def test_what_was_reported_later_is_not_known_yet(tmp_path):
    at = (START + 6 * HOUR).isoformat()
    assert told(tmp_path, steady(hours=18), "--at", at) == told(tmp_path, steady(hours=6))


def test_sites_of_one_file_are_told_apart(tmp_path):
    other = [row | {"site": "Stadium"} for row in steady(pace=2)]
    answer = run(tmp_path, [*steady(), *other], "--json")
    assert [one["site"] for one in json.loads(answer.stdout)] == ["Expo", "Stadium"]
    assert answer.stderr == ""


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"target": 0}, "target"),
        ({"done": "viele"}, "done"),
        ({"at": "gestern"}, "at"),
        ({"after": "floor"}, "after"),
        ({"blocked": 7}, "blocked"),
        ({"site": None}, "site"),
    ],
)
@pytest.mark.slow
def test_a_line_that_cannot_be_read_is_refused_with_its_number(tmp_path, row, said):
    answer = run(tmp_path, [*steady(hours=2), line("beds", 3, 5) | row], "--json")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert f"line 4: {said}" in answer.stderr


def test_items_that_wait_for_each_other_are_refused_by_name(tmp_path):
    lines = [line("a", 0, 0, after=["b"]), line("b", 0, 0, after=["a"])]
    answer = run(tmp_path, lines)
    assert answer.returncode == 1
    assert "a, b" in answer.stderr


def test_an_item_nobody_reported_is_told_of(tmp_path):
    answer = run(tmp_path, steady(hours=4, after=["roof"]), "--json")
    assert answer.returncode == 0
    assert "roof" in answer.stderr


def test_it_needs_no_django(tmp_path):
    code = "import sys; from wanjia.sites.sites import cli; assert 'django' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
