"""The planner against every plan there is, on small estates; and by hand where it may go wrong."""

import json
import subprocess
import sys
from copy import deepcopy
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.__main__ import main
from wanjia.zoning.plans.graph import EstateGraph, Gate, Path, Stairwell, read_graph, with_way_out
from wanjia.zoning.plans.planner import (
    Post,
    Violation,
    check_plan,
    cut_off_anyway,
    plan_command,
    plans,
    price,
    recommended,
    violation_text,
)
from wanjia.zoning.plans.planner_text import Refused

# --- every plan there is -------------------------------------------------------------------------


def guards_of(graph, sealed, junctions):
    """Guards by the definition in the design, written apart from the planner's."""
    posts = [
        path.guards
        for path in graph.paths
        if len(junctions & set(path.between)) == 1 and path.between[0] != path.between[1]
    ]
    posts += [gate.guards for gate in graph.gates if gate.at in junctions]
    posts += [1 for one in graph.stairwells if (one.id in sealed) != (one.at in junctions)]
    return sum(posts)


def walks_out(graph, junctions):
    """Junctions from which a gate is reached through open ones, by relaxing paths n times."""
    out = {gate.at for gate in graph.gates} - junctions
    for _ in graph.junctions:
        for path in graph.paths:
            if out & set(path.between):
                out |= set(path.between) - junctions
    return out


def all_costs(graph, cases, sealed_is=None):
    """(residents, guards) of every allowed plan; only those sealing `sealed_is` if given."""
    costs = set()
    ids = [one.id for one in graph.stairwells if one.id not in cases]
    choices = product([False, True], repeat=len(ids)) if sealed_is is None else []
    stairwell_sets = [
        set(cases) | {one for one, chosen in zip(ids, bits, strict=True) if chosen}
        for bits in choices
    ] or [set(sealed_is)]
    for bits in product([False, True], repeat=len(graph.junctions)):
        junctions = {one for one, chosen in zip(graph.junctions, bits, strict=True) if chosen}
        out = walks_out(graph, junctions)
        for sealed in stairwell_sets:
            cut = any((a in sealed) != (b in sealed) for a, b in graph.shared)
            if cut and sealed_is is None:
                continue
            if all(one.at in out for one in graph.stairwells if one.id not in sealed):
                people = sum(one.residents for one in graph.stairwells if one.id in sealed)
                costs.add((people, guards_of(graph, sealed, junctions)))
    return costs


def best_of(costs, weight):
    return min(costs, key=lambda cost: (cost[0] + weight * cost[1], *cost))


@st.composite
def estates(draw):
    """Any small estate: loops, parallel paths, parts without a gate, shared ways across it."""
    junctions = [f"j{n}" for n in range(draw(st.integers(1, 5)))]
    at = st.sampled_from(junctions)
    few = st.integers(0, 3)
    stairwells = [
        Stairwell(str(n), draw(st.integers(0, 90)), draw(few), draw(at))
        for n in range(draw(st.integers(1, 5)))
    ]
    paths = [Path(f"p{n}", (draw(at), draw(at)), draw(few)) for n in range(draw(st.integers(0, 8)))]
    gates = [Gate(f"g{n}", draw(at), draw(few)) for n in range(draw(st.integers(0, 3)))]
    one = st.sampled_from([stairwell.id for stairwell in stairwells])
    shared = draw(st.lists(st.tuples(one, one), max_size=3))
    cases = draw(st.lists(one, min_size=1, max_size=3))
    graph = EstateGraph(
        tuple(stairwells), tuple(junctions), tuple(paths), tuple(gates), tuple(shared)
    )
    return graph, cases


@st.composite
def estates_with_pockets(draw):
    """A ring with many cases on some junctions and many people on those between.

    Here the cheapest cut likes to leave people enclosed, which the planner must not do.
    """
    numbers = range(draw(st.integers(4, 7)))
    junctions = [f"j{n}" for n in numbers]
    stairwells, cases = [], []
    for number in numbers[1:]:
        if draw(st.booleans()):
            many = range(draw(st.integers(2, 6)))
            block = [Stairwell(f"{number}c{n}", 5, 2, f"j{number}") for n in many]
            cases += [one.id for one in block]
            stairwells += block
        else:
            people = draw(st.sampled_from([10, 40, 100, 300]))
            stairwells.append(Stairwell(str(number), people, 9, f"j{number}"))
    ends = [(n, (n + 1) % len(numbers)) for n in numbers]
    ends += draw(st.lists(st.tuples(*[st.sampled_from(numbers)] * 2), max_size=4))
    paths = [
        Path(f"p{n}", (f"j{a}", f"j{b}"), draw(st.integers(0, 2))) for n, (a, b) in enumerate(ends)
    ]
    graph = EstateGraph(tuple(stairwells), tuple(junctions), tuple(paths), (Gate("g", "j0", 2),))
    return graph, cases


weights = st.one_of(
    st.integers(0, 200),
    st.floats(0, 200, allow_nan=False).filter(lambda number: number == 0 or number > 1e-9),
    st.fractions(0, 100, max_denominator=7),
)


def exactly(weight):
    return weight if isinstance(weight, Fraction) else Fraction(str(weight))


@settings(max_examples=300, deadline=None)
@given(estates(), weights)
@pytest.mark.slow
def test_the_recommended_plan_is_the_best_of_all_plans(estate, weight):
    graph, cases = estate
    plan = recommended(graph, cases, weight)
    assert (plan.residents, plan.guards) == best_of(all_costs(graph, cases), exactly(weight))


@settings(max_examples=200, deadline=None)
@given(estates_with_pockets(), st.sampled_from([5, 20, 33.3, 100]))
@pytest.mark.slow
def test_nobody_is_left_enclosed_to_save_guards(estate, weight):
    graph, cases = estate
    plan = recommended(graph, cases, weight)
    assert (plan.residents, plan.guards) == best_of(all_costs(graph, cases), exactly(weight))


@settings(max_examples=150, deadline=None)
@given(estates(), weights)
def test_each_alternative_is_the_best_at_its_own_weight(estate, weight):
    graph, cases = estate
    offered = plans(graph, cases, weight)
    costs = all_costs(graph, cases)
    for plan in offered:
        at = exactly(weight) if plan.recommended else exactly(plan.weight)
        assert (plan.residents, plan.guards) == best_of(costs, at)
    assert [plan.recommended for plan in offered].count(True) == 1
    found = [(plan.residents, plan.guards) for plan in offered]
    assert found == sorted(set(found))
    assert found[0] == min(costs)
    assert found[-1] == min(costs, key=lambda cost: (cost[1], cost[0]))
    assert len(found) <= 6


@settings(max_examples=150, deadline=None)
@given(estates(), weights)
def test_a_plan_breaks_no_rule_and_counts_what_it_names(estate, weight):
    graph, cases = estate
    for plan in plans(graph, cases, weight):
        sealed, junctions = set(plan.sealed), set(plan.sealed_junctions)
        assert check_plan(graph, cases, sealed, junctions) == []
        assert plan.guards == guards_of(graph, sealed, junctions)
        assert plan.guards == sum(post.guards for post in plan.posts)
        inside = [one for one in graph.stairwells if one.id in sealed]
        assert plan.residents == sum(one.residents for one in inside)
        assert plan.households == sum(one.households for one in inside)
        assert len({post.id for post in plan.posts}) == len(plan.posts)


@settings(max_examples=200, deadline=None)
@given(estates(), st.data())
def test_a_hand_made_plan_is_priced_with_the_fewest_guards(estate, data):
    graph, cases = estate
    ids = [one.id for one in graph.stairwells]
    chosen = set(data.draw(st.lists(st.sampled_from(ids)))) | cut_off_anyway(graph)
    plan = price(graph, cases, chosen)
    fewest = min(guards for _, guards in all_costs(graph, cases, sealed_is=chosen))
    assert plan.guards == fewest == guards_of(graph, chosen, set(plan.sealed_junctions))
    assert set(plan.sealed) == chosen
    codes = {violation.code for violation in check_plan(graph, cases, chosen)}
    assert "cut_off" not in codes


@settings(max_examples=100, deadline=None)
@given(estates(), st.data())
def test_any_choice_of_stairwells_has_a_price(estate, data):
    graph, cases = estate
    ids = [one.id for one in graph.stairwells]
    chosen = set(data.draw(st.lists(st.sampled_from(ids))))
    plan = price(graph, cases, chosen)
    assert set(plan.sealed) == chosen
    assert plan.guards == guards_of(graph, chosen, set(plan.sealed_junctions))
    stuck = {one.id for one in graph.stairwells if one.id not in chosen} & cut_off_anyway(graph)
    named = [one.ids for one in check_plan(graph, cases, chosen) if one.code == "cut_off"]
    assert {one for ids in named for one in ids} == stuck


@settings(max_examples=100, deadline=None)
@given(estates(), weights, st.randoms())
def test_the_order_of_the_file_decides_nothing(estate, weight, random):
    graph, cases = estate

    def shuffled(items):
        return tuple(random.sample(items, len(items)))

    other = EstateGraph(
        shuffled(graph.stairwells),
        shuffled(graph.junctions),
        shuffled(graph.paths),
        shuffled(graph.gates),
        shuffled([pair[::-1] for pair in graph.shared]),
    )
    for one, two in zip(
        plans(graph, cases, weight), plans(other, cases[::-1], weight), strict=True
    ):
        assert set(one.sealed) == set(two.sealed)
        assert set(one.sealed_junctions) == set(two.sealed_junctions)
        assert one.weight == two.weight


@settings(max_examples=100, deadline=None)
@given(estates())
def test_a_graph_reads_back_what_it_writes(estate):
    graph, _ = estate
    assert read_graph(graph.to_dict()) == graph


@settings(max_examples=100, deadline=None)
@given(estates(), st.sets(st.sampled_from([f"j{n}" for n in range(5)])))
def test_ways_out_lead_round_closed_junctions(estate, closed):
    graph, _ = estate
    assert with_way_out(graph, frozenset(closed)) == walks_out(graph, closed)


# --- by hand -------------------------------------------------------------------------------------

SMALL = {
    "stairwells": [
        {"id": "23", "residents": 41, "households": 14, "at": "j1"},
        {"id": "24", "residents": 38, "households": 12, "at": "j1"},
        {"id": "25", "residents": 30, "households": 11, "at": "j1"},
        {"id": "3", "residents": 300, "households": 100, "at": "j2"},
    ],
    "junctions": ["j1", "j2"],
    "paths": [{"id": "p1", "between": ["j1", "j2"], "guards": 2}],
    "gates": [{"id": "west", "at": "j2", "guards": 2}],
    "shared": [["23", "24"], ["24", "25"]],
}


def without(part, key):
    """SMALL with `key` missing from the first of `part`, or from the top."""
    changed = deepcopy(SMALL)
    del (changed[part][0] if part else changed)[key]
    return changed


def having(part, **values):
    """SMALL with other values in the first of `part`."""
    changed = deepcopy(SMALL)
    changed[part][0].update(values)
    return changed


def test_the_command_answers_as_the_design_says():
    assert plan_command(SMALL, ["23"], 20) == {
        "plans": [
            {
                "sealed": ["23", "24", "25"],
                "sealed_junctions": ["j1"],
                "posts": [{"id": "p1", "guards": 2}],
                "residents": 109,
                "households": 37,
                "guards": 2,
                "weight": 20,
                "recommended": True,
            }
        ]
    }


def test_a_case_alone_is_held_at_its_door():
    plan = recommended(read_graph(SMALL | {"shared": []}), ["24"])
    assert plan.sealed == ("24",)
    assert plan.posts == (Post("door:24", 1),)
    assert plan.sealed_junctions == ()


def test_a_dead_end_behind_the_sealed_part_is_sealed_or_let_through():
    """The people on j2 leave through j1 only, where three cases live."""

    def graph(behind):
        return read_graph(
            SMALL
            | {
                "stairwells": [
                    *SMALL["stairwells"][:3],
                    {"id": "3", "residents": behind, "households": 9, "at": "j2"},
                ],
                "junctions": ["j0", "j1", "j2"],
                "paths": [
                    {"id": "p0", "between": ["j0", "j1"], "guards": 1},
                    {"id": "p1", "between": ["j1", "j2"], "guards": 1},
                ],
                "gates": [{"id": "west", "at": "j0", "guards": 2}],
            }
        )

    sealed_too = recommended(graph(39), ["23"])
    assert (sealed_too.sealed_junctions, sealed_too.guards) == (("j1", "j2"), 1)
    let_through = recommended(graph(41), ["23"])
    assert (let_through.sealed_junctions, let_through.guards) == ((), 3)
    tie = recommended(graph(40), ["23"])
    assert tie.residents == 109


def test_who_has_no_way_to_a_gate_at_all_is_sealed_and_named():
    graph = read_graph(SMALL | {"paths": []})
    assert cut_off_anyway(graph) == {"23", "24", "25"}
    assert recommended(graph, ["3"]).sealed == ("23", "24", "25", "3")


def test_a_graph_without_a_gate_seals_everyone():
    plan = recommended(read_graph(SMALL | {"gates": []}), ["23"])
    assert (plan.residents, plan.guards) == (409, 0)


def test_the_weight_is_as_it_is_written():
    """At 0.1 residents a guard ten guards are worth exactly one resident: fewer residents win."""
    graph = read_graph(
        {
            "stairwells": [
                *({"id": f"c{n}", "residents": 0, "households": 1, "at": "a"} for n in range(10)),
                {"id": "x", "residents": 1, "households": 1, "at": "a"},
            ],
            "junctions": ["a"],
            "paths": [],
            "gates": [{"id": "g", "at": "a", "guards": 0}],
        }
    )
    cases = [f"c{n}" for n in range(10)]
    assert recommended(graph, cases, 0.1).residents == 0
    assert recommended(graph, cases, "0.1").residents == 0
    assert recommended(graph, cases, Fraction(1, 10) + Fraction(1, 10**30)).residents == 1
    assert recommended(graph, cases, "0.1000000000000000000001").residents == 1


def test_a_hand_made_plan_is_told_what_it_breaks():
    graph = read_graph(SMALL)
    assert check_plan(graph, ["23"], ["23", "24", "25"]) == []
    assert check_plan(graph, ["3", "23"], ["24", "25"]) == [
        Violation("case_outside", ("23", "3")),
        Violation("shared_cut", ("23", "24")),
    ]
    assert check_plan(graph, ["23"], ["23", "24", "25"], ["j1", "j2"]) == [
        Violation("cut_off", ("3",))
    ]
    for code in ("case_outside", "shared_cut", "cut_off"):
        assert "23、24" in violation_text(Violation(code, ("23", "24")))
        assert "23, 24" in violation_text(Violation(code, ("23", "24")), "en")


@pytest.mark.parametrize(
    ("graph", "code"),
    [
        ([], "graph.not_object"),
        ({**SMALL, "paths": {}}, "graph.not_list"),
        ({**SMALL, "gates": ["west"]}, "graph.not_object"),
        (without(None, "junctions"), "graph.missing_key"),
        (without("stairwells", "households"), "graph.missing_key"),
        (without("paths", "between"), "graph.missing_key"),
        (having("stairwells", residents=-1), "graph.bad_number"),
        (having("stairwells", residents=1.5), "graph.bad_number"),
        (having("gates", guards=True), "graph.bad_number"),
        (having("gates", guards="2"), "graph.bad_number"),
        (having("gates", id=7), "graph.bad_id"),
        (having("stairwells", id=" "), "graph.bad_id"),
        (having("paths", between=["j1"]), "graph.bad_pair"),
        ({**SMALL, "shared": [["23", "24", "25"]]}, "graph.bad_pair"),
        (having("stairwells", id="24"), "graph.duplicate"),
        (having("paths", id="west"), "graph.duplicate"),
        (having("gates", id="door:24"), "graph.duplicate"),
        ({**SMALL, "junctions": ["j1", "j2", "j1"]}, "graph.duplicate"),
        (having("stairwells", at="j9"), "graph.unknown_junction"),
        (having("gates", at="j9"), "graph.unknown_junction"),
        (having("paths", between=["j1", "j9"]), "graph.unknown_junction"),
        ({**SMALL, "shared": [["23", "99"]]}, "graph.unknown_stairwell"),
        (having("stairwells", residents=10**19), "graph.too_big"),
    ],
)
def test_a_bad_graph_is_refused_by_name_and_place(graph, code):
    with pytest.raises(Refused) as refusal:
        plan_command(graph, ["23"], 20)
    assert refusal.value.code == code
    assert refusal.value.words("zh") != refusal.value.words("en")


def test_the_keys_of_the_graph_that_may_be_missing_or_unknown():
    graph = {key: value for key, value in SMALL.items() if key != "shared"}
    assert read_graph(graph | {"drawn_by": "居委会"}).shared == ()


@pytest.mark.parametrize(
    "weight", [-1, "-0.5", "nan", "inf", float("inf"), "x", "1e999999999", None]
)
def test_a_weight_that_is_no_number_is_refused(weight):
    with pytest.raises(Refused, match="weight"):
        recommended(read_graph(SMALL), ["23"], weight)


def test_unknown_names_are_refused():
    graph = read_graph(SMALL)
    for code, ask in {
        "plan.case_unknown": lambda: plans(graph, ["99"]),
        "plan.stairwell_unknown": lambda: price(graph, ["23"], ["99"]),
        "plan.junction_unknown": lambda: check_plan(graph, ["23"], ["23"], ["j9"]),
        "plan.no_case": lambda: plan_command(SMALL, [], 20),
    }.items():
        with pytest.raises(Refused) as refusal:
            ask()
        assert refusal.value.code == code


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def graph_file(tmp_path):
    file = tmp_path / "graph.json"
    file.write_text(json.dumps(SMALL), encoding="utf-8")
    return file


def test_json_goes_to_standard_output_alone(graph_file, capsys):
    assert main(["plan", str(graph_file), "--cases", "23", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == plan_command(SMALL, ["23"], 20)
    assert said.err == ""


def test_the_table_speaks_both_languages(graph_file, capsys):
    assert main(["plan", str(graph_file), "--cases", "23,3"]) == 0
    assert "封控楼道" in capsys.readouterr().out
    assert main(["plan", str(graph_file), "--cases", "23,3", "--lang", "en"]) == 0
    assert "sealed stairwells" in capsys.readouterr().out


def test_a_refusal_tells_its_reason_and_ends_with_one(graph_file, tmp_path, capsys):
    broken = tmp_path / "broken.json"
    broken.write_text('{"stairwells": [}', encoding="utf-8")
    twice = tmp_path / "twice.json"
    twice.write_text('{"stairwells": [], "stairwells": []}', encoding="utf-8")
    for arguments, word in [
        ([str(graph_file), "--cases", "99"], "99"),
        ([str(broken), "--cases", "23"], "第 1 行"),
        ([str(twice), "--cases", "23"], "stairwells"),
        ([str(tmp_path / "none.json"), "--cases", "23"], "none.json"),
    ]:
        assert main(["plan", *arguments, "--json"]) == 1
        said = capsys.readouterr()
        assert word in said.err
        assert said.out == ""


@pytest.mark.parametrize(
    "arguments", [[], ["--cases", ","], ["--cases", "23", "--weight", "-1"], ["--cases"]]
)
def test_wrong_usage_ends_with_two(graph_file, arguments):
    with pytest.raises(SystemExit) as stop:
        main(["plan", str(graph_file), *arguments])
    assert stop.value.code == 2


def test_a_missing_gate_is_told_beside_the_plans(tmp_path, capsys):
    file = tmp_path / "graph.json"
    file.write_text(json.dumps(SMALL | {"gates": []}), encoding="utf-8")
    assert main(["plan", str(file), "--cases", "23", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["plans"]
    assert "大门" in said.err


def test_the_command_loads_no_django(graph_file):
    code = (
        "import sys; from wanjia.__main__ import main\n"
        f"main(['plan', {str(graph_file)!r}, '--cases', '23'])\n"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
