"""A stairwell with two street doors, an estate of one gate, a whole estate in one choice."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from wanjia.places.estates.geojson import read_places
from wanjia.places.estates.walking import note_walked
from wanjia.places.models import Stairwell
from wanjia.zoning import queries
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.models import GuardPost
from wanjia.zoning.plans.actions import Order, publish
from wanjia.zoning.plans.graph import read_graph
from wanjia.zoning.plans.parts import connected_parts
from wanjia.zoning.plans.planner import check_plan, plan_command, price, recommended

# 1 – 2 – 3 – gate; stairwell B has its front door at 1 and its back door at 3.
STREET = {
    "stairwells": [
        {"id": "A", "residents": 10, "households": 4, "at": "j2"},
        {"id": "B", "residents": 20, "households": 8, "at": "j1", "also_at": ["j3"]},
        {"id": "C", "residents": 30, "households": 9, "at": "j3"},
    ],
    "junctions": ["j1", "j2", "j3"],
    "paths": [
        {"id": "p1", "between": ["j1", "j2"], "guards": 3},
        {"id": "p2", "between": ["j2", "j3"], "guards": 3},
    ],
    "gates": [{"id": "gate", "at": "j3", "guards": 2}],
}


def test_both_doors_of_a_sealed_stairwell_are_watched():
    graph = read_graph(STREET)
    plan = price(graph, ["B"], ["B"])
    assert plan.sealed == ("B",)
    assert {post.id for post in plan.posts} == {"door:B", "door:B@j3"}
    assert (plan.residents, plan.households, plan.guards) == (20, 8, 2)
    assert recommended(graph, ["B"]).sealed == ("B",)
    assert graph.to_dict()["stairwells"][1]["also_at"] == ["j3"]
    assert "also_at" not in graph.to_dict()["stairwells"][0]


def test_nobody_walks_round_the_guards_through_a_stairwell_that_stays_open():
    """Held with A at the path alone, B would be a way past the post, in at 3 and out at 1."""
    graph = read_graph(STREET)
    for plan in plan_command(STREET, ["A"], 0)["plans"]:
        doors = {post["id"] for post in plan["posts"]}
        if "j1" in plan["sealed_junctions"] and "B" not in plan["sealed"]:
            assert "door:B" in doors
    assert not check_plan(graph, ["B"], ["B"])
    # With one of its doors it still comes to the gate: it is not cut off.
    assert not check_plan(graph, ["A"], ["A"], ["j1", "j2"])


def test_a_stairwell_with_two_doors_joins_what_lies_at_both():
    graph = read_graph(STREET)
    assert connected_parts(graph, ["B", "C"], []) == [("B", "C")]


def test_a_back_door_leads_to_a_junction_that_is_there():
    broken = json.loads(json.dumps(STREET))
    broken["stairwells"][1]["also_at"] = ["j9"]
    from wanjia.zoning.plans.planner_text import Refused

    with pytest.raises(Refused) as refusal:
        read_graph(broken)
    assert refusal.value.code == "graph.unknown_junction"


def test_the_map_tells_of_second_doors():
    def feature(what, geometry, **more):
        return {"type": "Feature", "geometry": geometry, "properties": {"what": what} | more}

    spot = {"type": "Point", "coordinates": [121.2, 31.0]}
    square = [[121.2, 31.0], [121.3, 31.0], [121.3, 31.1], [121.2, 31.0]]
    outline = {"type": "Polygon", "coordinates": [square]}
    features = [
        feature("estate", outline, name="甲", kind="apartments"),
        feature("junction", spot, estate="甲", id="j1"),
        feature("junction", spot, estate="甲", id="j2"),
        feature("gate", spot, estate="甲", id="g", at="j2"),
        feature("stairwell", spot, estate="甲", label="5", at="j1", also_at=["j2"]),
    ]  # fmt: skip
    data = {"type": "FeatureCollection", "features": features}
    places = read_places(json.dumps(data).encode())
    assert not places.refused
    assert places.estates[0].stairwells[0].also_at == ("j2",)
    features[-1]["properties"]["also_at"] = ["j7"]
    assert read_places(json.dumps(data).encode()).refused


@pytest.mark.django_db
@pytest.mark.both
def test_who_walked_tells_of_back_doors_and_the_guards_stand_there(
    desk, viewer, estate, residents, evening
):
    url = reverse("zoning:plan_walked", args=[estate.id])
    assert desk.post(url, {"joined": "", "back_doors": "23 99"}).status_code == 422
    assert desk.post(url, {"joined": "", "back_doors": "23、3"}).status_code == 302
    assert Stairwell.objects.get(label="23").also_at == ["j2"]
    someone = residents[0]
    record_case(
        viewer, someone.dwelling, resident=someone, test="pcr",
        sampled_at=evening - timedelta(hours=6), told_by="区疾控",
    )  # fmt: skip
    part = reverse("zoning:plan_part", args=[estate.id]) + "?hand=1&sealed=23"
    page = desk.get(part).content.decode()
    assert "23号楼道门" in page
    assert "23号的另一个门" in page
    publication = publish(viewer, estate, Order(frozenset({"23"}), "shanghai-2022-04"))
    labels = set(GuardPost.objects.filter(publication=publication).values_list("label", flat=True))
    assert labels == {"door:23", "door:23@j2"}
    note_walked(viewer, estate, [], [])
    assert queries.graph_of(viewer, estate).stairwells[0].also_at == ("j2",)


@pytest.mark.django_db
@pytest.mark.both
def test_the_whole_estate_is_one_choice_with_its_one_gate(desk, viewer, estate, residents, evening):
    someone = residents[0]
    record_case(
        viewer, someone.dwelling, resident=someone, test="pcr",
        sampled_at=evening - timedelta(hours=6), told_by="区疾控",
    )  # fmt: skip
    page = desk.get(reverse("zoning:plan", args=[estate.id])).content.decode()
    number = page.split("整个小区</b>")[0].rsplit("?plan=", 1)[1].split('"')[0]
    whole = desk.get(reverse("zoning:plan", args=[estate.id]) + f"?plan={number}").content.decode()
    assert "<b>36<i>人" in whole
    assert "东门（2 人）" in whole
    publication = publish(viewer, estate, Order(frozenset({"23", "24", "3"}), "shanghai-2022-04"))
    assert publication.zones.count() == 1
    assert [post.label for post in publication.posts.all()] == ["east"]
