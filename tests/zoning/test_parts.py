"""One zone is one connected place with a name of its own; what is new is planned on what stands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.core import clock
from wanjia.places.models import Building, Dwelling, Estate, Gate, Junction, Path, Stairwell
from wanjia.zoning import queries
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.models import GuardPost, Zone
from wanjia.zoning.plans import graph as graphs
from wanjia.zoning.plans.actions import Order, publish, undo
from wanjia.zoning.plans.page import Choice, plan_ground, weigh
from wanjia.zoning.plans.parts import connected_parts
from wanjia.zoning.plans.planner import check_plan, plans, price
from wanjia.zoning.plans.posts import Closed, needed_posts, plans_on_top
from wanjia.zoning.protocols.values import Text
from wanjia.zoning.zones.actions import step
from wanjia.zoning.zones.labels import zone_name

SHANGHAI = "shanghai-2022-04"
EVENING = datetime(2022, 4, 18, 10, 40, tzinfo=UTC)


def row_graph(doors: int, gates=(0,), guards=1, shared=()) -> graphs.EstateGraph:
    """Doors 1, 2, … on junctions j0, j1, … in a row, two on each, gates at some of them."""
    junctions = tuple(f"j{number}" for number in range((doors + 1) // 2))
    return graphs.EstateGraph(
        stairwells=tuple(
            graphs.Stairwell(str(door), 30, 10, f"j{(door - 1) // 2}")
            for door in range(1, doors + 1)
        ),
        junctions=junctions,
        paths=tuple(
            graphs.Path(f"p{number}", (junctions[number], junctions[number + 1]), guards)
            for number in range(len(junctions) - 1)
        ),
        gates=tuple(graphs.Gate(f"g{at}", junctions[at], 2) for at in gates),
        shared=tuple(shared),
    )


# --- parts


def test_doors_on_junctions_closed_together_are_one_place():
    graph = row_graph(12, gates=(0, 5))
    assert connected_parts(graph, ["3", "4", "5"], ["j1", "j2"]) == [("3", "4", "5")]


def test_the_far_corner_is_a_place_of_its_own():
    graph = row_graph(12, gates=(0, 5))
    found = connected_parts(graph, ["3", "4", "11"], ["j1", "j5"])
    assert found == [("3", "4"), ("11",)]


def test_doors_round_one_spot_or_in_one_building_are_one_place_and_others_behind_guards_are_not():
    graph = row_graph(12)
    assert connected_parts(graph, ["3", "4"], []) == [("3", "4")]
    assert connected_parts(graph, ["4", "5"], []) == [("4",), ("5",)]
    assert connected_parts(graph, ["4", "5"], [], {"4": "b", "5": "b"}) == [("4", "5")]


def test_an_inner_way_makes_one_place():
    graph = row_graph(12, shared=[("3", "12")])
    assert connected_parts(graph, ["3", "12"], []) == [("3", "12")]


def test_nobody_walks_through_another_zone():
    graph = row_graph(6, gates=(0, 2))
    found = connected_parts(graph, ["1", "2", "5", "6"], ["j0", "j1", "j2"], beside=["j1"])
    assert found == [("1", "2"), ("5", "6")]


def test_a_whole_estate_is_one_place_and_so_is_what_nobody_has_drawn():
    assert connected_parts(row_graph(4), ["1", "2", "3", "4"], []) == [("1", "2", "3", "4")]
    assert connected_parts(row_graph(4), ["1", "97", "98"], []) == [("1",), ("97", "98")]


@given(
    doors=st.integers(2, 16),
    picked=st.sets(st.integers(1, 16), min_size=1),
    other=st.sets(st.integers(1, 16), min_size=1),
)
def test_parts_are_a_partition_and_no_two_zones_of_an_estate_share_a_name(doors, picked, other):
    graph = row_graph(doors, gates=(0, (doors - 1) // 2))
    all_doors = [stairwell.id for stairwell in graph.stairwells]
    inside = [door for door in all_doors if int(door) in picked]
    rest = [door for door in all_doors if int(door) in other - picked]
    parts = connected_parts(graph, inside, price(graph, (), inside).sealed_junctions)
    assert sorted(door for part in parts for door in part) == sorted(inside)
    zones = [*parts, *([tuple(rest)] if rest else [])]
    names = [zone_name(Text("悦庭", "Yueting"), all_doors, zone) for zone in zones]
    assert len({name.zh for name in names}) == len({name.en for name in names}) == len(zones)


@pytest.mark.parametrize(
    ("inside", "zh", "en"),
    [
        ("7 8", "中海悦庭 7–8号", "Zhonghai 7–8"),
        ("9", "中海悦庭 9号", "Zhonghai 9"),
        ("1 2 3 9", "中海悦庭 1–3、9号", "Zhonghai 1–3, 9"),
        (
            "1 3 5 7 9",
            "中海悦庭 1、3、5号等5个楼道",
            "Zhonghai 1, 3, 5 and others (5 stairwells)",
        ),
        ("1 2 3 4 5 6 7 8 9 10", "中海悦庭", "Zhonghai"),
    ],
)
def test_a_zone_is_named_by_the_estate_and_what_is_in_it(inside, zh, en):
    doors = [str(number) for number in range(1, 11)]
    assert zone_name(Text("中海悦庭", "Zhonghai"), doors, inside.split()) == Text(zh, en)


# --- on top of what stands


def test_with_nothing_sealed_the_plans_are_the_planners():
    graph = row_graph(12, gates=(0, 5), guards=2)
    assert plans_on_top(graph, {"5"}, Closed()) == plans(graph, {"5"})


def test_the_case_next_door_pays_for_no_post_that_stands():
    graph = row_graph(12, gates=(0, 5))
    closed = Closed(frozenset({"5", "6"}))
    best = next(plan for plan in plans_on_top(graph, {"7"}, closed) if plan.recommended)
    assert not {"5", "6"} & set(best.sealed)
    after = needed_posts(graph, closed.with_homes(best.sealed))
    assert best.guards == sum(after.values()) - sum(needed_posts(graph, closed).values())
    assert best.guards <= price(graph, (), best.sealed).guards


def small_cases(doors):
    return st.sets(st.integers(1, doors), min_size=1, max_size=2)


@settings(max_examples=60)
@given(doors=st.integers(4, 10), first=st.data(), weight=st.integers(0, 60))
def test_what_is_planned_on_top_holds_its_cases_and_breaks_no_rule(doors, first, weight):
    graph = row_graph(doors, gates=(0, (doors - 1) // 2), guards=1)
    name = lambda numbers: frozenset(str(number) for number in numbers)  # noqa: E731
    stands = name(first.draw(small_cases(doors)))
    standing = next(plan for plan in plans(graph, stands, weight) if plan.recommended)
    closed = Closed(frozenset(standing.sealed))
    new = name(first.draw(small_cases(doors)))
    for plan in plans_on_top(graph, new, closed, weight):
        whole = set(plan.sealed) | closed.homes
        assert not set(plan.sealed) & closed.homes
        assert check_plan(graph, new | stands, whole) == []
        assert plan.residents == 30 * len(plan.sealed)
        before, after = needed_posts(graph, closed), needed_posts(graph, Closed(frozenset(whole)))
        assert plan.guards == sum(after.values()) - sum(before.values())


# --- published


@pytest.fixture
def long_estate(community):
    """Twelve doors in six buildings on a path of six junctions, a gate at either end."""
    from wanjia.people.models import Resident

    estate = Estate.objects.create(community=community, name="长里", name_en="Longli")
    tenant = {"community": community}
    junctions = [
        Junction.objects.create(**tenant, estate=estate, label=f"j{n}", at=[31.0, 121 + n / 1000])
        for n in range(6)
    ]
    for n in range(5):
        Path.objects.create(
            **tenant, estate=estate, label=f"p{n}", a=junctions[n], b=junctions[n + 1], guards=1
        )
    for n in (0, 5):
        Gate.objects.create(
            **tenant, estate=estate, label=f"g{n}", name=f"{n}门", junction=junctions[n], guards=2
        )
    for n in range(6):
        block = Building.objects.create(**tenant, estate=estate, label=f"{2 * n + 1}-{2 * n + 2}")
        for door in (2 * n + 1, 2 * n + 2):
            stairwell = Stairwell.objects.create(
                **tenant, estate=estate, label=str(door), sort=door, building=block,
                junction=junctions[n], at=[31.0, 121 + door / 2000],
            )  # fmt: skip
            home = Dwelling.objects.create(
                **tenant, stairwell=stairwell, room="101", door=f"{door}-101"
            )
            for place in range(5):
                Resident.objects.create(**tenant, dwelling=home, name=f"某{door}{place}")
    return estate


@pytest.fixture(autouse=True)
def evening():
    with clock.freeze(EVENING):
        yield


in_database = pytest.mark.django_db


def a_case(viewer, door):
    dwelling = Dwelling.objects.get(community_id=viewer.community_id, door=door)
    sampled = clock.now() - timedelta(hours=6)
    return record_case(viewer, dwelling, test="pcr", sampled_at=sampled, told_by="区疾控")


def seal(viewer, estate, doors, **more):
    newest = queries.newest_publication(viewer, estate)
    keys = frozenset(doors.split())
    order = Order(keys, SHANGHAI, seen=newest.id if newest else None, **more)
    return publish(viewer, estate, order)


def names(viewer):
    return sorted(zone.name for zone in queries.zones_in_force(viewer))


def posts(viewer, estate):
    return sorted(post.label for post in queries.posts_in_force(viewer, [estate]))


@in_database
@pytest.mark.both
def test_disjoint_parts_of_a_plan_become_zones_of_their_own(viewer, long_estate):
    published = seal(viewer, long_estate, "1 2 7 8 9 10")
    assert names(viewer) == ["长里 1–2号", "长里 3–6、11–12号", "长里 7–10号"]
    assert len(published.plan["zones"]) == 2
    with clock.freeze(EVENING + timedelta(minutes=5)):
        undo(viewer, published)
        assert names(viewer) == []
        assert posts(viewer, long_estate) == []


@in_database
def test_a_mild_class_is_one_zone_for_its_people_may_go_out_at_the_gates(viewer, long_estate):
    publish(viewer, long_estate, Order(frozenset({"1", "7"}), SHANGHAI, "precaution", None))
    assert names(viewer) == ["长里 1、7号"]


@in_database
@pytest.mark.both
def test_the_far_corner_and_next_door_are_planned_on_top_of_what_stands(viewer, long_estate):
    seal(viewer, long_estate, "3 4")
    stood = posts(viewer, long_estate)
    with clock.freeze(EVENING + timedelta(hours=1)):
        a_case(viewer, "12-101")
        on = plan_ground(viewer, long_estate.id)
        chosen = weigh(on, Choice(protocol=SHANGHAI), clock.now().astimezone(UTC))
        assert not chosen.sealed & {"3", "4"}
        context = chosen.context()
        people = 5 * (12 - 2 - len(chosen.sealed))
        assert (context["people"], context["rest_people"]) == (5 * len(chosen.sealed), people)
        seal(viewer, long_estate, " ".join(chosen.sealed))
        assert set(stood) <= set(posts(viewer, long_estate))
    with clock.freeze(EVENING + timedelta(hours=2)):
        a_case(viewer, "5-101")
        on = plan_ground(viewer, long_estate.id)
        chosen = weigh(on, Choice(protocol=SHANGHAI), clock.now().astimezone(UTC))
        assert "5" in chosen.sealed
        assert not chosen.sealed & {"3", "4", "12"}
        seal(viewer, long_estate, " ".join(chosen.sealed))
        counted = {
            post.label: post.guards for post in queries.posts_in_force(viewer, [long_estate])
        }
        graph, sealed = (
            queries.graph_of(viewer, long_estate),
            queries.sealed_keys(viewer, long_estate),
        )
        assert counted == needed_posts(graph, Closed(sealed))
    assert len(names(viewer)) == len(set(names(viewer)))
    # Each moment is told as it was.
    early = queries.posts_in_force(viewer, [long_estate], EVENING + timedelta(minutes=1))
    assert sorted(post.label for post in early) == stood


@in_database
def test_a_post_between_two_sealed_zones_goes_and_comes_back_with_an_undo(viewer, long_estate):
    seal(viewer, long_estate, "1 2 3 4")
    before = posts(viewer, long_estate)
    with clock.freeze(EVENING + timedelta(minutes=10)):
        second = seal(viewer, long_estate, "5 6")
        gone = set(before) - set(posts(viewer, long_estate))
        assert gone == {"p1"}
    with clock.freeze(EVENING + timedelta(minutes=20)):
        undo(viewer, second)
        assert posts(viewer, long_estate) == before


@in_database
def test_a_step_down_takes_its_posts_away(viewer, long_estate):
    zone = seal(viewer, long_estate, "3 4").zones.get(klass="sealed")
    assert posts(viewer, long_estate)
    with clock.freeze(EVENING + timedelta(hours=2)):
        step(viewer, zone, "precaution", "区防控办通知")
        assert posts(viewer, long_estate) == []
        assert GuardPost.objects.filter(ended_at=None).count() == 0


@in_database
@pytest.mark.both
def test_a_building_that_starts_again_takes_its_name_from_the_zone_that_is_left(
    viewer, long_estate
):
    seal(viewer, long_estate, "1 2 3 4 5 6")
    with clock.freeze(EVENING + timedelta(days=3)):
        a_case(viewer, "3-101")
        assert names(viewer) == ["长里 1–2、5–6号", "长里 3–4号", "长里 7–12号"]
        assert Zone.objects.filter(ended_at=None).count() == 3


@in_database
def test_a_controlled_zone_that_loses_its_middle_goes_on_as_two_with_one_clock(viewer, long_estate):
    publish(
        viewer,
        long_estate,
        Order(frozenset(map(str, range(3, 11))), SHANGHAI, "controlled", None),
    )
    with clock.freeze(EVENING + timedelta(days=1)):
        second = seal(viewer, long_estate, "5 6 7 8", rest=None)
        assert names(viewer) == ["长里 3–4号", "长里 5–8号", "长里 9–10号"]
        clocks = {zone.clock_from for zone in Zone.objects.filter(klass="controlled")}
        assert clocks == {EVENING}
        undo(viewer, second)
        assert names(viewer) == ["长里 3–10号"]


@in_database
@pytest.mark.both
def test_a_grid_that_a_building_leaves_keeps_its_other_doors_and_both_keep_their_people(
    viewer, long_estate, community
):
    from wanjia.people.models import Staff
    from wanjia.zoning.models import Grid, GridStairwell

    for role in ("grid", "doctor", "steward", "volunteer", "volunteer"):
        Staff.objects.create(community=community, name=f"某{role}", role=role)
    seal(viewer, long_estate, "1 2 3 4 5 6")
    known = {frozenset(grid.members.values_list("staff", flat=True)) for grid in Grid.objects.all()}
    with clock.freeze(EVENING + timedelta(days=3)):
        a_case(viewer, "3-101")
        doors = {}
        for row in GridStairwell.objects.filter(grid__ended_at=None).select_related("grid__zone"):
            doors.setdefault(row.stairwell.label, []).append(row.grid)
        assert sorted(doors) == ["1", "2", "3", "4", "5", "6"]
        assert all(len(grids) == 1 for grids in doors.values())
        assert doors["3"][0].zone.name == "长里 3–4号"
        assert doors["5"][0].zone.name == "长里 1–2、5–6号"
        for label in ("1", "3", "5"):
            assert {frozenset(doors[label][0].members.values_list("staff", flat=True))} == known
