"""What zones and grids are called: the side of the estate that a zone lies on, a grid's doors."""

from collections.abc import Mapping, Sequence

from wanjia.places.models import Estate, Stairwell
from wanjia.zoning.protocols.protocol import Text

Points = Sequence[Sequence[float]]
SIDES = {
    (-1, 0): Text("西区", "West"),
    (1, 0): Text("东区", "East"),
    (0, 1): Text("北区", "North"),
    (0, -1): Text("南区", "South"),
    (0, 0): Text("中区", "Centre"),
}
CENTRED = 0.06  # of the estate's length: nearer to its middle than this is on no side
LONGEST_GRID = 4


def side(all_points: Points, inside: Points) -> Text:
    """Tell where `inside` lies among `all_points` ([lat, lon]).

    West, east, north, south, centre.

    The side is the axis along which the two centres are furthest apart, measured in the
    estate's own size, so that a long estate is not named by its short side.
    """
    if not inside or not all_points:
        return SIDES[0, 0]
    north, east = (_centre_offset(all_points, inside, axis) for axis in (0, 1))
    if max(abs(north), abs(east)) < CENTRED:
        return SIDES[0, 0]
    if abs(east) >= abs(north):
        return SIDES[1 if east > 0 else -1, 0]
    return SIDES[0, 1 if north > 0 else -1]


def _centre_offset(all_points: Points, inside: Points, axis: int) -> float:
    whole = [point[axis] for point in all_points]
    part = [point[axis] for point in inside]
    span = max(whole) - min(whole) or 1.0
    return (sum(part) / len(part) - (max(whole) + min(whole)) / 2) / span


def zone_name(
    estate: Estate, all_stairwells: Mapping[str, Stairwell], inside: Mapping[str, Stairwell]
) -> Text:
    """Name a zone of these stairwells (by graph id).

    中海悦庭西区, or all of it 中海悦庭.
    """
    english = estate.name_en or estate.name
    if len(inside) == len(all_stairwells):
        return Text(estate.name, english)
    if len(inside) == 1:
        key = next(iter(inside))
        return Text(f"{estate.name}{door_word(key)}", f"{english} {key}")
    whole, part = (
        [stairwell.at for stairwell in some.values() if stairwell.at]
        for some in (all_stairwells, inside)
    )
    where = side(whole, part)
    return Text(estate.name + where.zh, f"{english} {where.en}")


def door_word(key: str) -> str:
    """Return a stairwell as a door plate says it: 23号."""
    return f"{key}号"


def grid_name(keys: Sequence[str]) -> Text:
    """Name a grid by its doors: 23、24号.

    A long row by its first and last.
    """
    if len(keys) > LONGEST_GRID:
        return Text(f"{keys[0]}至{keys[-1]}号", f"{keys[0]} to {keys[-1]}")
    return Text("、".join(keys) + "号", ", ".join(keys))
