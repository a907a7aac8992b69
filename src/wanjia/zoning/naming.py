"""What a zone is called: the side of its estate that it lies on."""

from collections.abc import Sequence

from wanjia.kernel.access import Viewer
from wanjia.places.models import Estate, Stairwell

SIDES = {(-1, 0): "西区", (1, 0): "东区", (0, 1): "北区", (0, -1): "南区", (0, 0): "中区"}


def side(all_points: Sequence[Sequence[float]], inside: Sequence[Sequence[float]]) -> str:
    """Return 东区, 西区, 南区, 北区 or 中区: where `inside` lies among `all_points` ([lat, lon]).

    The side is the axis along which the two centres are furthest apart, measured in the
    estate's own size, so that a long estate is not named by its short side.
    """
    if not inside or not all_points:
        return "中区"
    offsets = []
    for axis in (0, 1):
        whole = [point[axis] for point in all_points]
        part = [point[axis] for point in inside]
        span = max(whole) - min(whole) or 1.0
        offsets.append((sum(part) / len(part) - (max(whole) + min(whole)) / 2) / span)
    north, east = offsets
    if max(abs(north), abs(east)) < 0.06:
        return SIDES[0, 0]
    if abs(east) >= abs(north):
        return SIDES[1 if east > 0 else -1, 0]
    return SIDES[0, 1 if north > 0 else -1]


def zone_name(viewer: Viewer, estate: Estate, stairwells: Sequence[Stairwell]) -> str:
    """Name a zone of these stairwells: 中海悦庭西区, or the estate's name when it is all of it."""
    every = list(
        Stairwell.objects.filter(community_id=viewer.community_id, estate=estate).values_list(
            "at", flat=True
        )
    )
    if len(stairwells) == len(every):
        return estate.name
    if len(stairwells) == 1:
        return f"{estate.name}{stairwells[0].label}号"
    points = [stairwell.at for stairwell in stairwells if stairwell.at]
    return estate.name + side([point for point in every if point], points)
