"""Places from a GeoJSON file: taken in whole, twice harmless, refused by name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.core.models import Entry
from wanjia.core.problems import Problem
from wanjia.places.estates.actions import import_places
from wanjia.places.estates.geojson import read_places
from wanjia.places.models import Dwelling, Estate, Junction, Path, SharedWay, Stairwell
from wanjia.places.queries import estate_by, estate_graph, map_data, people_behind, stairwell_keys


def feature(what, geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": {"what": what, **properties}}


def point(lon, lat):
    return {"type": "Point", "coordinates": [lon, lat]}


def ring(*corners):
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}


def line(*points):
    return {"type": "LineString", "coordinates": [list(one) for one in points]}


def orchard():
    """Two lanes that both have a no. 3, a villa, and a garage between two doors."""
    of = {"estate": "果园"}
    return [
        feature(
            "estate",
            ring((121, 31), (121.1, 31), (121.1, 31.1)),
            name="果园",
            name_en="Orchard",
            kind="apartments",
            lanes=["1266", "1288"],
        ),
        feature(
            "building", ring((121, 31), (121.01, 31), (121.01, 31.01)), **of, label="A", floors=6
        ),
        feature("junction", point(121, 31), **of, id="j1"),
        feature("junction", point(121.05, 31), **of, id="j2"),
        feature(
            "path", line((121, 31), (121.05, 31)), **of, id="p1", between=["j1", "j2"], guards=2
        ),
        feature("gate", point(121.06, 31), **of, id="g", name="东门", at="j2", guards=2),
        feature(
            "stairwell",
            point(121, 31.001),
            **of,
            building="A",
            label="3",
            lane="1266",
            at="j1",
            dwellings=[["101", 1], ["102", 1], ["601", 6]],
        ),
        feature(
            "stairwell",
            point(121.05, 31.001),
            **of,
            building="A",
            label="3",
            lane="1288",
            at="j2",
            dwellings=[["101", 1]],
        ),
        feature(
            "stairwell",
            point(121.05, 31.002),
            **of,
            building="",
            label="12",
            lane="1288",
            at="j2",
            dwellings=[["", 1]],
        ),
        feature("shared", None, **of, between=["1266弄3", "12"]),
    ]


def read(features):
    data = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return read_places(data.encode())


@pytest.fixture
def drawn(viewer):
    import_places(viewer, read(orchard()).estates)
    return Estate.objects.get(name="果园")


def test_an_estate_comes_in_with_all_that_stands_in_it(drawn, viewer):
    assert drawn.outline[0] == [31, 121]
    assert drawn.outline[0] == drawn.outline[-1]
    assert Stairwell.objects.filter(estate=drawn).count() == 3
    doors = Dwelling.objects.filter(stairwell__estate=drawn).values_list("door", flat=True)
    assert sorted(doors) == ["12", "3-101", "3-101", "3-102", "3-601"]
    assert Entry.objects.get(type="places.imported").after["added"]["dwelling"] == 5


def test_the_same_file_again_changes_nothing(drawn, viewer):
    difference = import_places(viewer, read(orchard()).estates)
    assert difference.nothing
    assert Entry.objects.filter(type="places.imported").count() == 1


def test_without_commit_only_the_difference_is_told(viewer):
    difference = import_places(viewer, read(orchard()).estates, commit=False)
    assert difference.added["stairwell"] == 3
    assert not Estate.objects.exists()
    assert not Entry.objects.exists()


def test_ways_are_redrawn_and_doors_stay(drawn, viewer):
    features = [one for one in orchard() if one["properties"].get("id") != "p1"]
    features = [one for one in features if one["properties"].get("label") != "12"]
    features = [one for one in features if one["properties"]["what"] != "shared"]
    difference = import_places(viewer, read(features).estates)
    assert difference.removed == {"path": 1, "sharedway": 1}
    assert not Path.objects.exists()
    assert not SharedWay.objects.exists()
    assert Stairwell.objects.filter(estate=drawn, label="12").exists()


def test_a_door_that_the_map_forgot_hangs_beside_its_neighbour(drawn, viewer):
    lost = Stairwell.objects.create(
        community_id=viewer.community_id, estate=drawn, label="13", lane="1288"
    )
    import_places(viewer, read(orchard()).estates)
    lost.refresh_from_db()
    assert lost.junction.label == "j2"
    assert lost.at


def test_a_map_after_a_roster_without_lanes_draws_its_doors(viewer, community):
    estate = Estate.objects.create(community=community, name="果园")
    door = Stairwell.objects.create(community=community, estate=estate, label="12")
    import_places(viewer, read(orchard()).estates)
    door.refresh_from_db()
    assert (door.lane, door.junction.label) == ("1288", "j2")
    assert Stairwell.objects.filter(estate=estate).count() == 3


def test_the_graph_names_the_lane_where_two_lanes_share_a_number(drawn, viewer):
    graph = estate_graph(viewer, drawn)
    assert [one["id"] for one in graph["stairwells"]] == ["1266弄3", "1288弄3", "12"]
    assert graph["shared"] == [["1266弄3", "12"]]
    assert graph["paths"] == [{"id": "p1", "between": ["j1", "j2"], "guards": 2}]
    assert graph["gates"] == [{"id": "g", "at": "j2", "guards": 2}]
    assert graph["junctions"] == ["j1", "j2"]
    assert set(stairwell_keys(viewer, drawn).values()) == {"1266弄3", "1288弄3", "12"}


def test_the_graph_counts_move_when_one_household_moves(estate, residents, viewer):
    counts = lambda: {  # noqa: E731
        one["id"]: (one["households"], one["residents"])
        for one in estate_graph(viewer, estate)["stairwells"]
    }
    assert counts() == {"23": (6, 12), "24": (6, 12), "3": (6, 12)}
    away = Dwelling.objects.get(stairwell__label="23", room="301")
    there = Dwelling.objects.create(
        community_id=estate.community_id,
        door="3-401",
        room="401",
        stairwell=Stairwell.objects.get(label="3"),
    )
    away.residents.update(dwelling=there)
    assert counts() == {"23": (5, 10), "24": (6, 12), "3": (7, 14)}


def test_who_moved_out_is_not_counted(estate, residents, viewer):
    from wanjia.core import clock

    gone = residents[0]
    gone.left_at = clock.now()
    gone.save()
    stairwell = gone.dwelling.stairwell_id
    assert people_behind(viewer, [stairwell]) == {stairwell: (6, 11)}


def test_the_planner_reads_the_graph(estate, residents, viewer):
    from wanjia.zoning.plans.graph import read_graph

    assert read_graph(estate_graph(viewer, estate)).to_dict() == estate_graph(viewer, estate)


def test_the_map_of_several_estates_has_ids_of_its_own(estate, drawn, viewer):
    data = map_data(viewer, [estate, drawn], ids="uuid")
    ids = [one["id"] for one in data["stairwells"]]
    assert len(set(ids)) == len(ids) == 6
    assert {one["name"] for one in data["estates"]} == {"中海悦庭", "果园"}


def test_another_community_is_not_touched(drawn, viewer, community):
    from wanjia.core.models import Community

    other = type(viewer)(community_id=Community.objects.create(name="别处").id, role="desk")
    import_places(other, read(orchard()).estates)
    assert Junction.objects.filter(community=community).count() == 2
    with pytest.raises(Problem, match="没有名为"):
        estate_by(other, drawn.id)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"what": "tower"}, "what"),
        ({"label": ""}, "label"),
        ({"label": "x" * 21}, "label"),
        ({"label": "a\u0000b"}, "label"),
        ({"label": ["3"]}, "label"),
        ({"at": "j9"}, "j9"),
        ({"building": "Z"}, "Z"),
        ({"estate": "没有"}, "没有"),
        ({"dwellings": [["101"]]}, "dwellings"),
        ({"dwellings": [["101", 1], ["101", 2]]}, "101"),
        ({"dwellings": [["101", 1e9]]}, "floor"),
    ],
)
def test_a_fault_names_its_feature_and_nothing_is_taken(change, words):
    features = orchard()
    features[6]["properties"] |= change
    file = read(features)
    assert not file.estates
    assert any(one.feature == 7 and words in one.zh and words in one.en for one in file.refused)


@pytest.mark.parametrize(
    "position", [[31, 121], [121], ["121", "31"], [121, 31, 5, 5], [True, False], [1e7, 3], None]
)
def test_a_place_not_on_earth_is_refused(position):
    features = orchard()
    features[2]["geometry"]["coordinates"] = position
    file = read(features)
    assert [one.feature for one in file.refused] == [3]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"type": "FeatureCollection", "features": [' + b"[" * 50_000 + b"]}",
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": {"a": NaN}}',
        "果园".encode("gb18030"),
        b'{"type": "FeatureCollection", "features": [1, null, {}, {"type": "Feature"}]}',
        b"9" * 5000,
    ],
)
def test_what_is_no_places_file_is_refused(data):
    file = read_places(data)
    assert file.refused
    assert not file.estates


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    place=st.integers(0, 9),
    key=st.sampled_from(
        [
            "estate",
            "label",
            "id",
            "at",
            "between",
            "guards",
            "floors",
            "lane",
            "dwellings",
            "lanes",
            "kind",
            "geometry",
            "building",
        ]
    ),
    value=JSON,
)
def test_any_value_anywhere_is_read_or_refused_but_never_breaks(place, key, value):
    features = orchard()
    if key == "geometry":
        features[place]["geometry"] = value
    else:
        features[place]["properties"][key] = value
    file = read(features)
    assert bool(file.estates) != bool(file.refused)
