"""Guard posts are named by what lies beside them, each by a name of its own, in both languages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.zoning.plans.named_posts import NamedPost, count_words, names_in
from wanjia.zoning.plans.post_names import (
    Entrance,
    House,
    Road,
    Surroundings,
    gate_words,
    post_names,
)

AT = 0.0001  # about ten metres


def spot(east: float, north: float) -> tuple[float, float]:
    return 31 + north * AT, 121 + east * AT


def street(*houses, line=((0, 0), (10, 0)), label="p1", gates=(), **more):
    """A road that runs east, with what is given beside it."""
    road = Road(label, ("j1", "j2"), tuple(spot(*at) for at in line))
    return post_names(Surroundings(tuple(houses), (road,), tuple(gates), **more))[label]


def test_a_road_is_named_by_the_nearest_house_on_each_of_its_sides():
    north = House("19", spot(5, 2)), House("21", spot(9, 2))
    south = House("7", spot(5, -2))
    named = street(south, *north)
    assert named.zh == "7号与19号之间的路"
    assert named.en == "the road between no. 7 and no. 19"


def test_a_block_stands_by_its_walls_and_is_called_by_its_nearest_door():
    """Its middle and its doors may be far from the road that its end wall stands at."""
    wall = tuple(spot(*at) for at in ((4, 1), (6, 1), (6, 9), (4, 9)))
    houses = House("3", spot(6, 8), "b1"), House("1", spot(6, 3), "b1"), House("9", spot(5, -4))
    assert street(*houses, blocks={"b1": wall}).zh == "1号与9号之间的路"


def test_with_houses_on_one_side_the_gate_at_its_end_is_named_too():
    gate = Entrance("west", "西门", "", "j1", spot(0, 0))
    named = street(House("7", spot(5, 2)), gates=[gate])
    assert (named.zh, named.en) == (
        "7号与西门之间的路",
        "the road between no. 7 and the west gate",
    )
    assert street(House("7", spot(5, 2))).en == "the road beside no. 7"


def test_in_a_village_of_unnamed_houses_a_road_is_named_from_the_gate():
    gate = Entrance("g", "村口", "Village mouth", "j9", spot(5, -30))
    named = street(House("", spot(5, 2)), House("", spot(5, -2)), gates=[gate])
    assert named.zh == "村口以北约330米的路"
    assert named.en == "the road about 330 m north of the Village mouth"
    nothing = street(House("", spot(5, 2)))
    assert (nothing.zh, nothing.en) == ("小区里的路", "the road inside the estate")


def test_without_a_drawing_the_doors_at_its_ends_name_a_road():
    named = street(House("7", junctions=("j1",)), House("19", junctions=("j2",)), line=())
    assert named.zh == "7号与19号之间的路"


@pytest.mark.parametrize(
    ("chinese", "english", "said"),
    [
        ("西门", "", "west gate"),
        ("东南门", "", "south-east gate"),
        ("正大门", "", "main gate"),
        ("2号门", "", "gate 2"),
        ("西门", "Bamboo gate", "Bamboo gate"),
    ],
)
def test_a_gate_has_its_own_name_and_english_where_nobody_wrote_it(chinese, english, said):
    assert gate_words(Entrance("g", chinese, english, "j")).en == said


def test_what_would_bear_one_name_is_told_apart_by_where_it_lies():
    houses = House("7", spot(-3, 5)), House("19", spot(3, 5))
    roads = [
        Road(label, (f"a{label}", f"b{label}"), (spot(0, north), spot(0, north + 2)))
        for label, north in (("p10", 2), ("p2", 6))
    ]
    names = post_names(Surroundings(houses, tuple(roads)))
    assert names["p2"].zh == "7号与19号之间的路（靠北）"
    assert names["p10"].en == "the road between no. 7 and no. 19 (south one)"


places = st.tuples(st.floats(-20, 20), st.floats(-20, 20)).map(lambda at: spot(*at)) | st.just(())
numbers = st.sampled_from(["", "", "7", "7号", "19", "A3", "1266弄3", "村委会"])
ends = st.sampled_from(["j1", "j2", "j3", "j4"])


@st.composite
def estates(draw):
    houses = draw(
        st.lists(
            st.builds(House, numbers, places, st.sampled_from([None, "b1"]), st.tuples(ends, ends)),
            max_size=6,
            unique_by=lambda house: house.number or id(house),
        )
    )
    roads = draw(
        st.lists(
            st.builds(
                Road,
                st.sampled_from([f"p{number}" for number in range(12)] + ["竹园路"]),
                st.tuples(ends, ends),
                st.lists(places.filter(bool), max_size=3).map(tuple),
            ),
            max_size=8,
            unique_by=lambda road: road.label,
        )
    )
    gates = draw(
        st.lists(
            st.builds(
                Entrance,
                st.sampled_from(["g1", "g2", "g3"]),
                st.sampled_from(["西门", "大门", ""]),
                st.sampled_from(["", "West gate"]),
                ends,
                places,
            ),
            max_size=3,
            unique_by=lambda gate: gate.label,
        )
    )
    spots = draw(st.dictionaries(ends, places, max_size=4))
    blocks = {"b1": (spot(1, 1), spot(3, 1), spot(3, 2))} if draw(st.booleans()) else {}
    return Surroundings(tuple(houses), tuple(roads), tuple(gates), spots, blocks)


@given(estates())
def test_each_post_has_a_name_of_its_own_in_both_languages_and_none_is_an_id(around):
    names = post_names(around)
    wanted = {gate.label for gate in around.gates} | {road.label for road in around.roads}
    wanted |= {f"door:{house.number}" for house in around.houses if house.number}
    assert wanted <= set(names)
    for language in ("zh", "en"):
        words = [text.words(language) for text in names.values()]
        assert len(set(words)) == len(words)
        for said in words:
            assert not re.search(r"\b(p\d+|g\d|j\d|door:)", said), said
            assert not re.search(r"卡口 ?\d", said)
    for label, text in names.items():
        if label != "竹园路":
            known = {"村委会", "西门", "大门"}
            plain = text.en
            for word in known:
                plain = plain.replace(word, "")
            assert not re.search(r"[\u3400-\u9fff]", plain.replace("号", "")), text.en


def test_posts_and_people_are_one_count_each():
    posts = [NamedPost("西门", 2), NamedPost("7号楼道门", 1)]
    assert count_words(posts) == "2 个卡口，3 人值守"
    assert str(posts[0]) == "西门（2 人）"


@pytest.mark.both
def test_the_posts_of_an_estate_are_named_from_its_map(estate, viewer):
    names = names_in(viewer, estate)
    assert len({text.zh for text in names.values()}) == len(names)
    assert not [text.zh for text in names.values() if re.search(r"\bp\d", text.zh)]
