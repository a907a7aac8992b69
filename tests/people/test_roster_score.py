"""`wanjia roster` shows how a file is read, and scores it beside what is really in it."""

import json

import pytest
from tests.people.layouts import LAYOUTS, gold, town
from tests.people.rosters import csv

from wanjia.__main__ import main

ROSTER = csv("楼号,室号,姓名,电话,年龄", "5,101,张三,19900001234,45", "5,102,李四,,")
GOLD = {
    "people": [
        {"name": "张三", "door": "5-101", "phone": "19900001234", "age": "45"},
        {"name": "李四", "stairwell": "5号", "room": "102室", "phones": []},
    ]
}


@pytest.fixture
def run(capsys, tmp_path):
    """Run `wanjia roster` on a file: exit code, what it prints, what it says."""

    def go(data, *words, answer=None):
        file = tmp_path / "名册.csv"
        file.write_bytes(data)
        if answer is not None:
            beside = tmp_path / "gold.json"
            beside.write_text(json.dumps(answer, ensure_ascii=False), "utf-8")
            words = (*words, "--score", str(beside))
        code = main(["roster", str(file), *words])
        out = capsys.readouterr()
        return code, out.out, out.err

    return go


def test_what_is_read_is_printed_in_the_form_of_a_gold_file(run):
    code, out, said = run(ROSTER, "--json")
    first, second = json.loads(out)["people"]
    assert (code, said) == (0, "")
    assert (first["name"], first["stairwell"], first["room"]) == ("张三", "5", "101")
    assert (first["phones"], "birth" in first, len(first["born"])) == (["19900001234"], False, 2)
    assert second["row"] == 3


def test_a_question_ends_the_command_with_1_and_its_ways(run):
    asked = csv("楼号,室号,姓名,", "5,101,张三,王小明", "5,102,李四,王小红")
    code, out, said = run(asked, "--json")
    assert (code, json.loads(out)["questions"][0]["code"]) == (1, "who_lives")
    assert "--reading 0:without" in said
    assert run(asked, "--json", "--reading", "0:without")[0] == 0


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "whole"),
        ({"name": "王五"}, "wrong"),
        ({"door": "5-103"}, "wrong"),
        ({"phone": "19900009999"}, "wrong"),
        ({"age": "70-79"}, "wrong"),
        ({"age": "40-49"}, "whole"),
        ({"birth": "1930"}, "wrong"),
    ],
)
def test_a_file_is_whole_only_with_every_fact_that_the_gold_gives(run, change, outcome):
    first, second = GOLD["people"]
    code, out, _ = run(ROSTER, "--json", answer={"people": [{**first, **change}, second]})
    (result,) = json.loads(out).values()
    assert (result["outcome"], code) == (outcome, int(outcome == "wrong"))


def test_somebody_too_many_makes_a_file_wrong(run):
    code, out, _ = run(ROSTER, "--json", answer={"people": GOLD["people"][:1]})
    (result,) = json.loads(out).values()
    assert (code, result["outcome"], result["extra"]) == (1, "wrong", ["李四 5-102"])


def test_a_folder_is_scored_file_by_file(capsys, tmp_path):
    from tests.people.rosters import xlsx

    homes = town(3)
    for name in ("long_table", "several_in_a_cell", "banners"):
        make, facts, how = LAYOUTS[name]
        (tmp_path / f"{name}.xlsx").write_bytes(xlsx(*make(homes)))
        answer = json.dumps(gold(homes, facts, **how), ensure_ascii=False)
        (tmp_path / f"{name}.xlsx.json").write_text(answer, "utf-8")
    assert main(["roster", str(tmp_path), "--score", str(tmp_path)]) == 0
    assert "3 files: {'whole': 3, 'asked': 0, 'wrong': 0}" in capsys.readouterr().out


def test_a_missing_file_is_refused_with_a_reason(capsys, tmp_path):
    assert main(["roster", str(tmp_path / "none.xlsx"), "--json"]) == 1
    assert "none.xlsx" in capsys.readouterr().err
