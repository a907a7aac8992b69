"""The ground of an alert: it holds every door that is meant, and no other stairwell's."""

from math import cos, radians

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from wanjia.channels.standards.areas import Door, areas
from wanjia_demo.layout import ground, plan

# A degree of latitude and of longitude near Shanghai, in metres.
NORTH, EAST = 110_540, 111_320 * cos(radians(31.2))


def at(east: float, north: float) -> tuple[float, float]:
    """A point so many metres east and north of a place in Shanghai."""
    return (31.2 + north / NORTH, 121.4 + east / EAST)


def block(east: float, north: float, wide: float, deep: float) -> tuple[tuple[float, float], ...]:
    corners = [(0, 0), (wide, 0), (wide, deep), (0, deep), (0, 0)]
    return tuple(at(east + right, north + up) for right, up in corners)


def holds(rings, door: Door) -> bool:
    return any(Polygon(ring).covers(Point(door.at)) for ring in rings)


def sound(rings, meant, others):
    for ring in rings:
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert Polygon(ring).is_valid
    assert not [one for one in others if one.at and holds(rings, one)]
    assert not [one for one in meant if one.at and not holds(rings, one)]


def test_buildings_of_the_zone_are_drawn_whole():
    one, other = block(0, 0, 60, 12), block(0, 40, 60, 12)
    meant = [Door(at(15, -2), one), Door(at(45, -2), one)]
    rings = areas(meant, [Door(at(15, 38), other)])
    sound(rings, meant, [Door(at(15, 38), other)])
    (ring,) = rings
    assert all(Polygon(ring).buffer(1e-6).covers(Point(corner)) for corner in one)
    assert not Polygon(ring).intersects(Polygon(other))


def test_a_building_of_two_classes_is_cut_between_its_doors():
    one = block(0, 0, 60, 12)
    meant, others = [Door(at(15, -1), one)], [Door(at(45, -1), one)]
    rings = areas(meant, others)
    sound(rings, meant, others)
    assert any(Polygon(ring).covers(Point(at(5, 6))) for ring in rings)
    assert not any(Polygon(ring).covers(Point(at(40, 6))) for ring in rings)


def test_two_buildings_far_apart_are_two_polygons_with_nothing_between():
    meant = [Door(at(5, -1), block(0, 0, 20, 12)), Door(at(205, -1), block(200, 0, 20, 12))]
    others = [Door(at(105, -1), block(100, 0, 20, 12))]
    rings = areas(meant, others)
    assert len(rings) == 2
    sound(rings, meant, others)


def test_a_courtyard_with_another_house_in_it_is_no_part_of_the_ground():
    sides = [block(0, 0, 60, 10), block(50, 0, 10, 60), block(0, 50, 60, 10), block(0, 0, 10, 60)]
    meant = [
        Door(at(30, 5), sides[0]),
        Door(at(55, 30), sides[1]),
        Door(at(30, 55), sides[2]),
        Door(at(5, 30), sides[3]),
    ]
    others = [Door(at(30, 25), block(25, 25, 10, 10))]
    sound(areas(meant, others), meant, others)


def test_two_doors_on_one_point_are_not_told_apart_and_nothing_strange_is_drawn():
    one = block(0, 0, 60, 12)
    same = at(30, -1)
    rings = areas([Door(same, one)], [Door(same, one)])
    assert not holds(rings, Door(same))


def test_without_a_place_there_is_no_ground():
    assert areas([Door(())], [Door(at(0, 0))]) == []
    assert areas([], [Door(at(0, 0))]) == []


GRID = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda xy: (xy[0] * 3, xy[1] * 3))


@given(st.lists(st.tuples(GRID, st.booleans(), st.booleans()), min_size=1, max_size=14))
def test_however_they_stand_no_polygon_holds_another_stairwell(rows):
    spots = {spot: (drawn, mine) for spot, drawn, mine in rows}
    # Two doors share the building that stands between them; what is drawn overlaps as it likes.
    doors = [
        (Door(at(*spot), block(spot[0] - spot[0] % 9, spot[1] + 1, 16, 10) if drawn else ()), mine)
        for spot, (drawn, mine) in spots.items()
    ]
    meant = [door for door, mine in doors if mine]
    others = [door for door, mine in doors if not mine]
    sound(areas(meant, others), meant, others)


def drawn(plan) -> list[Door]:
    """The doors of one of the demo's estates, as its map has them (lon, lat)."""
    found = ground(plan)
    rings = {one.label: tuple((lat, lon) for lon, lat in one.polygon) for one in found.buildings}
    return [Door((one.at[1], one.at[0]), rings.get(one.building, ())) for one in found.doors]


ESTATES = {one["name_en"]: drawn(one) for one in plan()["estate"]}


@pytest.mark.parametrize("estate", ESTATES)
@given(data=st.data())
@settings(max_examples=12)
@pytest.mark.slow
def test_of_any_zone_of_the_demos_estates_no_polygon_holds_another_stairwell(estate, data):
    doors = ESTATES[estate]
    inside = data.draw(st.sets(st.integers(0, len(doors) - 1), min_size=1, max_size=len(doors)))
    meant = [one for place, one in enumerate(doors) if place in inside]
    others = [one for place, one in enumerate(doors) if place not in inside]
    elsewhere = [one for name, some in ESTATES.items() if name != estate for one in some]
    rings = areas(meant, [*others, *elsewhere])
    sound(rings, meant, [*others, *elsewhere])
    for one in others:
        if one.block and not any(door.block == one.block for door in meant):
            middle = Polygon(one.block).representative_point()
            assert not any(Polygon(ring).covers(middle) for ring in rings)
