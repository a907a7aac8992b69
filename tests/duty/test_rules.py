"""The committee's own numbers: read, or refused with file, key and line."""

import pytest

from wanjia.core.rules.rules_file import RulesFileError
from wanjia.duty.rosters.rules import RULES_FILE, SHIFTS, load_patterns, load_rules


def changed(tmp_path, path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    copy = tmp_path / path.name
    copy.write_text(text.replace(old, new, 1), "utf-8")
    return copy


def test_the_files_as_they_ship_can_be_read():
    assert list(load_patterns()) == ["three8", "two12"]
    assert load_rules().value("rest_hours") == 11


def test_the_pattern_named_ours_comes_first(tmp_path):
    copy = changed(tmp_path, SHIFTS, 'ours = "three8"', 'ours = "two12"')
    assert list(load_patterns(copy)) == ["two12", "three8"]


def test_a_day_with_a_minute_left_out_is_refused(tmp_path):
    copy = changed(tmp_path, SHIFTS, 'ends = "16:00"', 'ends = "15:59"')
    with pytest.raises(RulesFileError) as refused:
        load_patterns(copy)
    assert "15:59 没有人值班" in refused.value.words("zh")
    assert "nobody is on duty at 15:59" in refused.value.words("en")


def test_a_number_that_cannot_be_read_is_named_with_its_line(tmp_path):
    copy = changed(tmp_path, RULES_FILE, "value = 3", 'value = "three"')
    with pytest.raises(RulesFileError) as refused:
        load_rules(copy)
    line = copy.read_text("utf-8").split("\n").index('value = "three"') + 1
    assert f"rules.toml 第 {line} 行，nights_in_row.value" in refused.value.words("zh")


@pytest.mark.parametrize(
    ("old", "new"),
    [("[rest_hours]", "[rest_hour]"), ("{n} 小时", "{m} 小时"), ("wish = 6", "wish = -1"),
     ("milder = [10, 8]", 'milder = "10"'), ("[weights]", "[weights")],
)  # fmt: skip
def test_a_slip_of_the_pen_is_refused(tmp_path, old, new):
    copy = changed(tmp_path, RULES_FILE, old, new)
    with pytest.raises(RulesFileError, match=r"rules\.toml"):
        load_rules(copy)
