"""Many needs to many people: exact, the urgent first, nobody where they may not go."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.needs.dispatch.assignment import UNSENT, Wanted, assign, score_of
from wanjia.needs.dispatch.helpers import WEIGHTS, Candidate, Job, may_go

ROLES = ("doctor", "steward", "volunteer", "grid")
WELLS = ("a", "b", "c")
CATEGORIES = ("medicine", "food", "repair", "medical_emergency")


@st.composite
def candidates(draw, most=3):
    number = draw(st.integers(1, most))
    return [
        Candidate(
            id=f"p{n}",
            name=f"p{n}",
            role=draw(st.sampled_from(ROLES)),
            skills=frozenset(draw(st.sets(st.sampled_from(("carry", "drive", "repair"))))),
            lives=draw(st.sampled_from(WELLS)),
            building=draw(st.sampled_from(("x", "y"))),
            estate="e",
            grids=frozenset(draw(st.sets(st.sampled_from(("g", "h"))))),
            sealed=draw(st.booleans()),
            load=draw(st.integers(0, 2)),
            on_duty=draw(st.booleans()),
        )
        for n in range(number)
    ]


@st.composite
def wanted(draw, most=4):
    number = draw(st.integers(0, most))
    return [
        Wanted(
            f"n{n}",
            draw(st.integers(1, 4)),
            Job(
                draw(st.sampled_from(CATEGORIES)),
                draw(st.sampled_from(ROLES)),
                draw(st.sampled_from(WELLS)),
                draw(st.sampled_from(("x", "y"))),
                "e",
                draw(st.sampled_from(("g", "h", None))),
                draw(st.booleans()),
            ),
            frozenset(draw(st.sets(st.sampled_from(("p0", "p1"))))),
        )
        for n in range(number)
    ]


def cost_of(needs, people, chosen, most):
    """What a choice costs, or None where it may not be; the definition, written out."""
    load = {one.id: one.load for one in people}
    total = 0
    for need, person in zip(needs, chosen, strict=True):
        if person is None:
            total += UNSENT[need.urgency]
            continue
        if not may_go(person, need.job) or load[person.id] >= most:
            return None
        total -= score_of(person, need)[0] + WEIGHTS["load"] * load[person.id]
        load[person.id] += 1
    return total


@settings(max_examples=80, deadline=None)
@given(needs=wanted(), people=candidates(), most=st.integers(1, 3))
def test_the_assignment_is_the_best_of_all_there_are(needs, people, most):
    found = assign(needs, people, most)
    every = product([None, *people], repeat=len(needs))
    best = min(
        cost for choice in every if (cost := cost_of(needs, people, choice, most)) is not None
    )
    assert found.cost == best
    by = {one.id: one for one in people}
    went = {one.need: by[one.person] for one in found.sent}
    assert cost_of(needs, people, [went.get(one.id) for one in needs], most) == best
    assert {one.need for one in found.sent} | {one for one, _why in found.left} == {
        one.id for one in needs
    }


def test_where_one_has_time_for_one_the_urgent_need_is_sent_to():
    people = [Candidate("p", "p", "doctor", load=7)]
    job = Job("medicine", "doctor")
    calm, grave = Wanted("calm", 4, job), Wanted("grave", 1, job)
    found = assign([calm, grave], people)
    assert [one.need for one in found.sent] == ["grave"]
    assert found.left == (("calm", "all_full"),)


def test_nobody_is_sent_across_a_sealed_line_without_the_role():
    volunteer = Candidate("v", "v", "volunteer", lives="b", building="x", estate="e")
    need = Wanted("n", 2, Job("food", "volunteer", "a", "x", "e", "g", sealed=True))
    assert assign([need], [volunteer]).left == (("n", "nobody_may_go"),)
    inside = Candidate("w", "w", "volunteer", grids=frozenset({"g"}))
    assert assign([need], [volunteer, inside]).sent[0].person == "w"
