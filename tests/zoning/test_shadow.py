"""The contact shadow: the flats that follow from contacts by rule, and the plan that holds them."""

import json

import pytest

from wanjia.__main__ import main
from wanjia.zoning.plans.graph import EstateGraph, Gate, Path, Stairwell
from wanjia.zoning.plans.planner import plan_command, recommended
from wanjia.zoning.plans.planner_text import Refused
from wanjia.zoning.plans.posts import Closed
from wanjia.zoning.plans.shadow import ContactFlat, plan_holding, shadow_of

# A street of five doors with a gate at its end: 1 – 2 – 3 – 4 – 5 – gate.
STREET = EstateGraph(
    stairwells=tuple(Stairwell(str(n), 10 * n, 3 * n, f"j{n}") for n in range(1, 6)),
    junctions=tuple(f"j{n}" for n in range(1, 6)),
    paths=tuple(Path(f"p{n}", (f"j{n}", f"j{n + 1}"), 2) for n in range(1, 5)),
    gates=(Gate("g", "j5", 2),),
)
TUBE = ContactFlat("3-201", "3", 4, "close", "同一管")
QUEUE = ContactFlat("5-101", "5", 2, "second", "同时排队采样")
INSIDE = ContactFlat("1-301", "1", 3, "second", "楼上")


def test_the_shadow_is_the_flats_that_the_line_leaves_out():
    shadow = shadow_of([TUBE, QUEUE, INSIDE], {"1"})
    assert (shadow.households, shadow.residents, shadow.stairwells) == (1, 4, ("3",))
    assert [flat.id for flat in shadow.second] == ["5-101"]
    assert shadow_of([TUBE, QUEUE, INSIDE], {"1", "3"}).close == ()


def test_a_flat_that_follows_in_two_ways_counts_once_and_as_the_closer():
    twice = ContactFlat("3-201", "3", 4, "second", "同时排队采样")
    shadow = shadow_of([twice, TUBE], {"1"})
    assert (shadow.close, shadow.second) == ((TUBE,), ())


def test_the_plan_that_holds_them_holds_close_contacts_alone_and_is_the_best_of_those():
    plan = plan_holding(STREET, {"1"}, [TUBE, QUEUE], Closed())
    best = recommended(STREET, ["1", "3"])
    assert (plan.sealed, plan.guards) == (best.sealed, best.guards)
    assert plan_holding(STREET, {"1"}, [QUEUE, INSIDE], Closed()) is None


def test_what_is_sealed_already_casts_no_shadow_and_costs_nothing_again():
    closed = Closed(frozenset({"3"}))
    assert plan_holding(STREET, {"1"}, [TUBE], closed) is None
    other = ContactFlat("2-101", "2", 5, "close", "同一管")
    plan = plan_holding(STREET, {"1"}, [TUBE, other], closed)
    assert set(plan.sealed) == {"1", "2"}


def with_contacts():
    flats = [
        {"home": "3-201", "stairwell": "3", "residents": 4, "kind": "close", "why": "tube A1"},
        {"home": "5-101", "stairwell": "5", "residents": 2, "kind": "second", "why": "queue"},
    ]
    return STREET.to_dict() | {"contacts": flats}


def test_the_command_prices_the_shadow_of_each_plan_and_offers_one_without(tmp_path, capsys):
    answer = plan_command(with_contacts(), ["1"], 20)
    chosen = next(plan for plan in answer["plans"] if plan["recommended"])
    assert chosen["sealed"] == ["1"]
    assert chosen["shadow"] == {
        "stairwells": ["3"],
        "households": 1,
        "residents": 4,
        "second": {"stairwells": ["5"], "households": 1, "residents": 2},
    }
    assert set(answer["with_contacts"]["sealed"]) >= {"1", "3"}
    assert answer["with_contacts"]["shadow"]["households"] == 0
    file = tmp_path / "street.json"
    file.write_text(json.dumps(with_contacts()))
    assert main(["plan", str(file), "--cases", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == answer
    assert main(["plan", str(file), "--cases", "1"]) == 0
    assert "若接触者按规则定下来，还会多 1 户 4 人：3（tube A1）" in capsys.readouterr().out
    assert main(["plan", str(file), "--cases", "1", "--lang", "en"]) == 0
    assert "1 more flat with 4 people" in capsys.readouterr().out


def test_without_contacts_the_answer_is_as_it_was():
    answer = plan_command(STREET.to_dict(), ["1"], 20)
    assert set(answer) == {"plans"}
    assert "shadow" not in answer["plans"][0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stairwell": "9"}, "graph.unknown_stairwell"),
        ({"kind": "near"}, "graph.bad_kind"),
        ({"residents": -1}, "graph.bad_number"),
    ],
)
def test_contacts_that_make_no_sense_are_refused_by_place(change, code):
    data = with_contacts()
    data["contacts"][0] |= change
    with pytest.raises(Refused) as refusal:
        plan_command(data, ["1"], 20)
    assert refusal.value.code == code
    assert "contacts[0]" in refusal.value.words()
