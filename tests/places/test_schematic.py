from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from wanjia.places.estates.auto_layout import Layout, lay_out

LABELS = st.one_of(
    st.integers(1, 400).map(str),
    st.builds("{}-{}".format, st.integers(1, 30), st.integers(1, 6)),
    st.sampled_from(["12甲", "1266弄3", "1288弄3", "A座"]),
)
WELLS = st.lists(
    st.tuples(LABELS, st.integers(0, 120), st.integers(1, 33)),
    max_size=60,
    unique_by=lambda well: well[0],
)


def reached(plan: Layout) -> set[str]:
    """Junctions with a way to a gate."""
    found = {gate.junction for gate in plan.gates}
    while (
        more := {end for path in plan.paths if found & set(path.between) for end in path.between}
        - found
    ):
        found |= more
    return found


@settings(max_examples=60, deadline=None)
@given(WELLS)
def test_every_stairwell_has_a_door_and_a_way_to_the_gate(
    wells: list[tuple[str, int, int]],
) -> None:
    plan = lay_out(wells)
    assert sorted(door.label for door in plan.doors) == sorted(label for label, _, _ in wells)
    assert {junction.id for junction in plan.junctions} == reached(plan)
    assert {door.junction for door in plan.doors} <= reached(plan)


@settings(max_examples=60, deadline=None)
@given(WELLS)
def test_labels_are_unique_and_doors_name_their_building(
    wells: list[tuple[str, int, int]],
) -> None:
    plan = lay_out(wells)
    buildings = [block.label for block in plan.buildings]
    assert len(set(buildings)) == len(buildings)
    assert {door.building for door in plan.doors} == set(buildings)
    ways = [path.id for path in plan.paths]
    assert len(set(ways)) == len(ways)


@settings(max_examples=40, deadline=None)
@given(WELLS)
def test_buildings_stand_apart_inside_the_wall_and_no_path_runs_through_one(
    wells: list[tuple[str, int, int]],
) -> None:
    plan = lay_out(wells)
    blocks = [Polygon(block.polygon) for block in plan.buildings]
    wall = Polygon(plan.outline).buffer(1e-7)
    assert all(not a.intersects(b) for a, b in combinations(blocks, 2))
    assert all(wall.contains(block) for block in blocks)
    lines = [LineString(path.line) for path in plan.paths]
    assert not any(line.intersects(block) for line in lines for block in blocks)


@settings(max_examples=40, deadline=None)
@given(WELLS, st.randoms(use_true_random=False))
def test_the_order_of_the_roster_does_not_move_a_house(wells, random) -> None:
    shuffled = list(wells)
    random.shuffle(shuffled)
    assert lay_out(shuffled) == lay_out(wells)


def test_doors_stand_on_the_wall_of_their_building() -> None:
    plan = lay_out([(str(n), 12, 6) for n in range(1, 9)])
    walls = {block.label: Polygon(block.polygon).exterior for block in plan.buildings}
    assert all(walls[door.building].distance(Point(door.at)) < 1e-6 for door in plan.doors)


def test_neighbours_share_a_building_but_towers_and_houses_stand_alone() -> None:
    plan = lay_out([("1", 12, 6), ("2", 11, 5), ("3", 72, 18), ("4", 1, 3), ("5", 1, 3)])
    assert [block.label for block in plan.buildings] == ["1-2", "3", "4", "5"]
    assert plan.buildings[0].floors == 6


def test_units_of_one_block_share_it_beside_a_stairwell_of_that_number() -> None:
    plan = lay_out([("3-1", 12, 6), ("3-2", 12, 4), ("3", 12, 6)])
    assert {door.label: door.building for door in plan.doors} == {
        "3": "3",
        "3-1": "3·2",
        "3-2": "3·2",
    }


def test_numbers_read_from_west_to_east_along_a_lane() -> None:
    plan = lay_out([(str(n), 1, 3) for n in range(1, 41)])
    rows: dict[float, list[float]] = {}
    for door in plan.doors:
        rows.setdefault(door.at[1], []).append(door.at[0])
    assert len(rows) > 2
    in_order = sorted(plan.doors, key=lambda door: int(door.label))
    assert in_order == sorted(plan.doors, key=lambda door: (door.at[1], door.at[0]))


def test_an_estate_of_nobody_still_has_its_gate() -> None:
    plan = lay_out([])
    assert plan.doors == ()
    assert len(plan.gates) == 1


def test_the_gate_stands_where_it_is_wanted() -> None:
    assert lay_out([("1", 12, 6)], origin=(120.5, 30.25)).gates[0].at == (120.5, 30.25)


@pytest.mark.parametrize("wells", [[("1", 12, 6), ("1", 4, 2)], [("1", 12, 0)]])
def test_two_of_one_label_or_no_floors_are_refused(wells) -> None:
    with pytest.raises(ValueError, match="1"):
        lay_out(wells)
