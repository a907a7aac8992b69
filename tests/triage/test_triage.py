"""Triage: no danger is missed, no calm word is cried up; measured on two hands' requests."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.__main__ import main
from wanjia.triage import triage
from wanjia.triage.rules import CATEGORIES, FILE, TriageError, load_rules

DATA = Path(__file__).parent / "data"
SAMPLES = [json.loads(line) for line in (DATA / "requests.jsonl").read_text().splitlines()]
OTHERS = [json.loads(line) for line in (DATA / "other_hand.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("row", [one for one in SAMPLES + OTHERS if one["urgency"] == 1])
def test_danger_to_life_is_never_below_urgent(row):
    assert triage(row["text"]).urgency <= 2


@pytest.mark.parametrize("row", [one for one in SAMPLES + OTHERS if one["urgency"] == 4])
def test_a_calm_word_is_never_cried_up_to_danger(row):
    assert triage(row["text"]).urgency > 2


@pytest.mark.parametrize(("rows", "least"), [(SAMPLES, 0.95), (OTHERS, 0.9)])
def test_urgency_category_and_deadline_hold_on_both_hands(rows, least):
    told = [(row, triage(row["text"], row.get("person_risk") or [])) for row in rows]
    urgency = sum(one.urgency == row["urgency"] for row, one in told)
    category = sum(
        one.category in (row["category"], *row.get("category_also", [])) for row, one in told
    )
    assert urgency >= least * len(rows)
    assert category >= (least - 0.05) * len(rows)
    for row, one in told:
        hours = row.get("deadline_hours")
        if hours is not None:
            late = one.deadline_hours > 6 if hours == 0 else one.deadline_hours > hours * 1.5
            assert not late, row["text"]


@given(st.text(max_size=300), st.lists(st.text(max_size=12), max_size=3))
def test_no_text_raises_and_every_verdict_is_whole(text, risks):
    verdict = triage(text, risks)
    assert verdict.category in CATEGORIES
    assert verdict.urgency in (1, 2, 3, 4)
    assert verdict.deadline_hours >= 0
    assert verdict.why
    assert verdict.why_en


@given(st.sampled_from([row["text"] for row in SAMPLES if row["urgency"] > 1]))
def test_a_danger_that_is_added_makes_it_danger(text):
    assert triage(f"{text}。我爸叫不醒了").urgency == 1


@given(st.sampled_from([row["text"] for row in SAMPLES]))
def test_asking_politely_does_not_lower_danger(text):
    if triage(text).urgency == 1:
        assert triage(f"请问，麻烦您，{text}").urgency == 1


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("不是胸口疼，是手机坏了", 4),
        ("没有发烧，就是问下几点做核酸", 4),
        ("急死我了快递怎么还没到", 4),
        ("药拿到了，谢谢。但是我妈现在喘不上气", 1),
        ("I'm not having chest pain, just want to ask about the PCR time", 4),
        ("想死你们了，什么时候解封", 4),
    ],
)
def test_denials_and_figures_of_speech_are_understood(text, urgency):
    assert triage(text).urgency == urgency


def test_the_reason_says_which_sign_spoke_and_by_when():
    verdict = triage("明天早上七点要去血透，车子还没着落")
    assert (verdict.urgency, verdict.deadline_hours) == (2, 24)
    assert "透析" in verdict.why
    assert "24" in verdict.why_en


def test_who_is_at_risk_is_heard_sooner():
    text = "家里今天停水了"
    assert triage(text).urgency == 3
    assert triage(text, ["newborn"]).urgency == 2


def test_the_command_prints_a_list_and_names_the_line_that_is_wrong(tmp_path, capsys):
    path = tmp_path / "requests.jsonl"
    path.write_text('{"text": "胰岛素只剩两天", "person_risk": ["chronic"]}\n\n', "utf-8")
    assert main(["triage", str(path), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["category"], told["urgency"], told["deadline_hours"]) == ("medicine", 2, 48)
    path.write_text('{"text": "好"}\n{"words": "坏"}\n', "utf-8")
    assert main(["triage", str(path)]) == 1
    assert "line 2" in capsys.readouterr().err


def test_rules_that_cannot_be_read_name_file_line_and_key(tmp_path):
    text = FILE.read_text("utf-8").replace("urgency = 1\n", "urgency = 9\n", 1)
    (tmp_path / "triage.toml").write_text(text, "utf-8")
    with pytest.raises(TriageError, match=r"triage\.toml, line \d+: signs\[1\]\.urgency"):
        load_rules(tmp_path / "triage.toml")
    text = FILE.read_text("utf-8").replace('"@vital"', '"@vitel"', 1)
    (tmp_path / "other.toml").write_text(text, "utf-8")
    with pytest.raises(TriageError, match="vitel"):
        load_rules(tmp_path / "other.toml")
