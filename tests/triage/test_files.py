"""The files of triage: what is wrong in them is refused with file, line and key."""

import json
import shutil

import pytest

from wanjia.__main__ import main
from wanjia.triage.clauses import normalize
from wanjia.triage.corpus import generate
from wanjia.triage.corrections import read_corrections
from wanjia.triage.features import pieces
from wanjia.triage.listening import Listener
from wanjia.triage.model import FILE as WEIGHTS
from wanjia.triage.rules import CATEGORIES, FOLDER, TriageError, check_patterns, load_rules


@pytest.fixture
def folder(tmp_path):
    for name in ("concepts", "protocols"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    shutil.copy(FOLDER / "questions.toml", tmp_path)
    return tmp_path


def _change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


DANGER = "protocols/danger.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (DANGER, "urgency = 1", "urgency = 9", r"danger\.toml, line \d+: .*urgency"),
        (DANGER, '["gas"', '["gaz"', r"danger\.toml, line \d+: .*gaz"),
        (DANGER, 'complaint = "fire"', 'complaint = "fyre"', r"line \d+: .*complaint"),
        ("concepts/people.toml", "[people]", "[folk]", r"people\.toml, line \d+: folk"),
        ("questions.toml", "hours = [0,", "hours = [", r"questions\.toml, line \d+"),
        ("questions.toml", '"medical_emergency"', '"x"', r"category must be"),
    ],
)
def test_rules_that_cannot_be_read_name_file_line_and_key(folder, file, old, new, told):
    _change(folder / file, old, new)
    with pytest.raises(TriageError, match=told):
        load_rules(folder)


def test_every_pattern_can_be_read_and_every_question_has_a_name_of_its_own():
    rules = load_rules()
    check_patterns(rules)
    assert all(len(complaint.questions) == 2 for complaint in rules.complaints.values())


def test_the_weights_are_small_and_the_corpus_is_the_same_for_a_seed():
    assert WEIGHTS.stat().st_size < 1_000_000
    rows = list(generate(400, 7))
    assert rows == list(generate(400, 7))
    assert {row["urgency"] for row in rows} == {1, 2, 3, 4}
    assert {row["category"] for row in rows} <= set(CATEGORIES)


def test_an_officers_correction_is_a_training_line():
    line = {
        "text": "某某说胸口不舒服，血氧##",
        "category": "medical_emergency",
        "urgency": 1,
        "why": "去看了，是心梗",
        "said": {"category": "other", "urgency": 4, "unsure": False},
    }
    (row,) = read_corrections([json.dumps(line)])
    assert (row["category"], row["urgency"]) == ("medical_emergency", 1)
    assert row["weight"] > 1
    with pytest.raises(ValueError, match="line 2"):
        read_corrections(["", '{"text": "好"}'])


def test_a_masked_number_is_a_number_to_the_model():
    assert pieces(normalize("血氧##，喘")) == pieces(normalize("血氧82，喘"))


def test_the_command_prints_a_list_and_names_the_line_that_is_wrong(tmp_path, capsys):
    path = tmp_path / "requests.jsonl"
    path.write_text('{"text": "胰岛素只剩两天", "person_risk": ["chronic"]}\n\n', "utf-8")
    assert main(["triage", str(path), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["category"], told["urgency"], told["deadline_hours"]) == ("medicine", 2, 48)
    assert told["unsure"] is False
    assert told["signs"][0]["category"] == "medicine"
    path.write_text('{"text": "好"}\n{"words": "坏"}\n', "utf-8")
    assert main(["triage", str(path)]) == 1
    assert "line 2" in capsys.readouterr().err


def test_the_command_scores_several_labelled_files(tmp_path, capsys):
    for name in ("one", "two"):
        row = {"text": "我爸叫不醒了", "urgency": 1, "category": "medical_emergency"}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row), "utf-8")
    files = [str(tmp_path / "one.jsonl"), str(tmp_path / "two.jsonl")]
    assert main(["triage", *files, "--score"]) == 0
    told = capsys.readouterr().out
    assert "one" in told
    assert "two" in told
    assert "100.0%" in told


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(?:惨|尖)叫|哭(?:喊|声)|求饶", "他在求饶"),
        ("(?:惨|尖)叫|哭(?:喊|声)|求饶", "楼上有哭声"),
        ("(?:化疗|靶向)(?:药|片)|格列卫", "格列卫断了"),
    ],
)
def test_each_alternative_of_a_pattern_is_heard(pattern, said):
    assert Listener([("heard", pattern)]).spans(said)
