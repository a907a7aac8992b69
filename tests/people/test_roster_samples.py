"""The five sample rosters, each beside what is expected of it."""

import json
from datetime import date
from pathlib import Path

import pytest

from wanjia.people.roster.reader import read_roster

FOLDER = Path(__file__).parent / "data" / "rosters"
SAMPLES = ("tidy.xlsx", "merged.xlsx", "gb18030.csv", "old.xls", "errors.xlsx")
TODAY = date(2022, 4, 18)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_as_expected(name):
    roster = read_roster((FOLDER / name).read_bytes(), TODAY)
    expected = json.loads((FOLDER / f"{name}.expected.json").read_text("utf-8"))

    assert len(roster.people) == expected["people"]
    assert roster.households == expected["households"]
    assert roster.stairwells == expected["stairwells"]
    assert [one.row for one in roster.refused] == expected["refused_rows"]
    assert list(roster.ignored) == expected["ignored_rows"]
    assert [(one.row, one.code) for one in roster.warnings] == [
        (one["row"], one["code"]) for one in expected["warnings"]
    ]
    assert roster.sheets == (expected.get("sheet", ""),)
    for row in expected.get("hidden_rows_that_count", ()):
        assert row in {one.row for one in roster.people}


def test_the_reasons_for_refusal_are_told_in_both_languages():
    roster = read_roster((FOLDER / "errors.xlsx").read_bytes(), TODAY)
    expected = json.loads((FOLDER / "errors.xlsx.expected.json").read_text("utf-8"))

    assert {str(one.row): one.zh for one in roster.refused} == expected["refused_why"]
    assert all(one.en.isascii() for one in roster.refused)
    assert [one.column for one in roster.refused] == ["姓名", "室号", "楼号", "姓名"]


def test_the_words_of_warnings_are_those_of_the_convention():
    roster = read_roster((FOLDER / "errors.xlsx").read_bytes(), TODAY)
    expected = json.loads((FOLDER / "errors.xlsx.expected.json").read_text("utf-8"))

    said = {(one.row, one.zh) for one in roster.warnings}
    wanted = {(one["row"], one["why"].split("（同名")[0]) for one in expected["warnings"]}
    assert said == wanted
