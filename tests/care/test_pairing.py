"""Pairs: nobody where they may not be, as many as can be, as few changed, then the best."""

import re
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.care.pairs.pairing import FILE, Cared, Volunteer, find_pairs, load_weights, score
from wanjia.core.rules.rules_file import RulesFileError

WEIGHTS = load_weights()
TONGUES, SKILLS, ZONES = ("沪", "苏"), ("drive", "nursing"), ("", "z")


def cared(number=1, **known):
    return Cared(**{"id": f"c{number}", "building": "1", "estate": "西", **known})


def volunteer(number=1, **known):
    return Volunteer(
        **{"id": f"v{number}", "building": "9", "estate": "东", "capacity": 2, **known}
    )


def with_whom(pairing):
    return {one.cared: one.volunteer for one in pairing.pairs}


@pytest.mark.parametrize(
    ("better", "why"),
    [
        ({"building": "1", "estate": "西"}, "same_building"),
        ({"estate": "西"}, "same_estate"),
        ({"speaks": frozenset({"沪"})}, "dialect"),
        ({"skills": frozenset({"nursing"})}, "skill:nursing"),
    ],
)
def test_what_they_have_in_common_decides_and_is_told(better, why):
    who = cared(speaks=frozenset({"沪"}), wants=frozenset({"nursing"}))
    made = find_pairs([who], [volunteer(1), volunteer(2, **better), volunteer(3)])
    assert with_whom(made) == {"c1": "v2"}
    assert made.pairs[0].why == (why,)


def test_nobody_is_sent_where_they_may_not_be():
    locked_in = volunteer(1, building="1", estate="西", enters=frozenset({"z"}))
    outside = volunteer(2, enters=frozenset({""}))
    made = find_pairs([cared(1), cared(2, zone="z"), cared(3, zone="y")], [locked_in, outside])
    assert with_whom(made) == {"c1": "v2", "c2": "v1"}
    assert made.unpaired == (("c3", "nobody_may_enter"),)


def test_the_load_is_shared():
    made = find_pairs([cared(n) for n in range(6)], [volunteer(n, capacity=6) for n in range(3)])
    assert sorted(Counter(with_whom(made).values()).values()) == [2, 2, 2]


def test_who_stays_without_a_pair_is_told_with_the_reason():
    made = find_pairs([cared(n) for n in range(3)], [volunteer(1, capacity=2)])
    assert len(made.pairs) == 2
    assert [why for _one, why in made.unpaired] == ["all_full"]


def test_nobody_to_pair_and_nobody_to_pair_with():
    assert find_pairs([], [volunteer()]).pairs == ()
    assert find_pairs([cared()], []).unpaired == (("c1", "nobody_may_enter"),)
    assert find_pairs([cared()], [volunteer(capacity=0)]).pairs == ()


def test_a_pair_lasts_although_another_would_score_more():
    made = find_pairs([cared(now="v1")], [volunteer(1), volunteer(2, building="1", estate="西")])
    assert with_whom(made) == {"c1": "v1"}
    assert made.pairs[0].kept
    assert made.changed == 0


def test_only_the_pairs_of_who_drops_out_are_touched():
    people = [cared(n, building=str(n % 3)) for n in range(9)]
    helpers = [volunteer(n, building=str(n % 3), estate="西", capacity=4) for n in range(4)]
    now = with_whom(find_pairs(people, helpers))
    lost = [one for one in people if now[one.id] == "v0"]
    again = find_pairs(
        [cared(n, building=str(n % 3), now=now[f"c{n}"]) for n in range(9)], helpers[1:]
    )
    assert again.changed == len(lost)
    assert len(again.pairs) == 9


def test_a_pair_gives_way_when_somebody_would_stay_alone_otherwise():
    """Only v1 may enter z, and is full with somebody whom v2 could care for."""
    helpers = [volunteer(1, capacity=1, enters=frozenset({"", "z"})), volunteer(2, capacity=1)]
    made = find_pairs([cared(1, now="v1"), cared(2, zone="z")], helpers)
    assert with_whom(made) == {"c1": "v2", "c2": "v1"}
    assert made.changed == 1


def test_a_capacity_that_shrank_ends_as_few_pairs_as_it_must():
    people = [cared(n, now="v1") for n in range(4)]
    made = find_pairs(people, [volunteer(1, capacity=2), volunteer(2, capacity=3)])
    assert sum(one.kept for one in made.pairs) == 2
    assert len(made.pairs) == 4


def test_the_weights_are_refused_with_file_and_key(tmp_path):
    file = tmp_path / "pairing.toml"
    good = FILE.read_text("utf-8")
    file.write_text(re.sub("(?m)^same_building = .*$", 'same_building = "a lot"', good), "utf-8")
    with pytest.raises(RulesFileError, match=r"pairing\.toml, line \d, weights\.same_building"):
        load_weights(file)


some = {
    "building": st.sampled_from("12"),
    "estate": st.sampled_from("东西"),
}
zones, tongues = st.sampled_from(ZONES), st.frozensets(st.sampled_from(TONGUES))
skills = st.frozensets(st.sampled_from(SKILLS))
now = st.sampled_from([None, "v0", "v1", "v2", "v9"])
one_cared = st.builds(cared, **some, zone=zones, speaks=tongues, wants=skills, now=now)
one_volunteer = st.builds(
    volunteer, **some, capacity=st.integers(0, 3), enters=st.frozensets(zones), speaks=tongues,
    skills=skills,
)  # fmt: skip


def numbered(letter):
    """Each of a list with an id of its own."""
    return lambda people: [replace(one, id=f"{letter}{n}") for n, one in enumerate(people)]


many_cared = st.lists(one_cared, max_size=5).map(numbered("c"))
many_volunteers = st.lists(one_volunteer, max_size=3).map(numbered("v"))


def worth(people, helpers, chosen):
    """How many are paired, how many pairs kept, how much it scores; None if not allowed."""
    loads = Counter(one.id for one in chosen if one)
    if any(loads[one.id] > one.capacity for one in helpers):
        return None
    pairs = [(one, other) for one, other in zip(people, chosen, strict=True) if other]
    if any(one.zone not in other.enters for one, other in pairs):
        return None
    kept = sum(one.now == other.id for one, other in pairs)
    points = sum(score(one, other, WEIGHTS)[0] for one, other in pairs)
    burden = sum(WEIGHTS.load * many * (many - 1) // 2 for many in loads.values())
    return len(pairs), kept, points - burden


@settings(max_examples=300, deadline=None)
@given(many_cared, many_volunteers)
@pytest.mark.slow
def test_no_other_choice_is_better(people, helpers):
    made = find_pairs(people, helpers)
    known = {one.id: one for one in helpers}
    found = with_whom(made)
    mine = worth(people, helpers, [known.get(found.get(one.id)) for one in people])
    every = (worth(people, helpers, one) for one in product([None, *helpers], repeat=len(people)))
    best = max(value for value in every if value is not None)
    assert mine == best
    # A pair that cannot last (its volunteer gone or shut out) is not weighed against the load.
    assert made.total == mine[2]
    assert len(made.pairs) + len(made.unpaired) == len(people)
