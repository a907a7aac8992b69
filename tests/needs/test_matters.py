"""A new matter is a new need; only the same matter is another voice of an open one."""

import tomllib
from itertools import permutations
from pathlib import Path

import pytest

from wanjia.core.rules.rules_file import RulesFileError
from wanjia.needs.intake.matters import ComparedRequest, is_same_matter, load_words
from wanjia.triage import triage

PAIRS = tomllib.loads(Path(__file__).with_name("matters.toml").read_text("utf-8"))


def said(text: str, whose: str = "") -> ComparedRequest:
    verdict = triage(text)
    return ComparedRequest(text, verdict.category, verdict.urgency, verdict.unsure, whose)


def same(before: str, now: str) -> bool:
    return is_same_matter(said(before), said(now), triage)


@pytest.mark.slow
def test_no_two_unlike_requests_are_one_matter():
    pairs = list(permutations(PAIRS["unlike"], 2))
    assert len(pairs) >= 380
    assert [pair for pair in pairs if same(*pair)] == []


@pytest.mark.parametrize(("before", "now"), PAIRS["like"])
def test_the_same_matter_in_other_words_is_another_voice(before, now):
    assert len(PAIRS["like"]) >= 15
    assert same(before, now)


@pytest.mark.parametrize(("before", "now"), PAIRS["more"])
def test_what_is_new_beside_the_old_is_a_need_of_its_own(before, now):
    assert not same(before, now)


@pytest.mark.parametrize(("before", "now"), PAIRS["plain"])
def test_life_in_danger_is_the_same_only_word_for_word(before, now):
    assert same(before, now)
    assert not same(before, f"{now}，还吐血了")


def test_two_people_of_one_door_are_two_matters():
    text = "降压药没有了"
    assert is_same_matter(said(text, "a"), said(text, "a"), triage)
    assert not is_same_matter(said(text, "a"), said(text, "b"), triage)


def test_a_wrong_list_is_named(tmp_path):
    file = tmp_path / "matters.toml"
    file.write_text('courtesy = ["请"]\nasked = 3\ncounted = []\npeople = []\n', "utf-8")
    with pytest.raises(RulesFileError, match=r"matters.toml, line 2, asked: must be a list"):
        load_words(file)
