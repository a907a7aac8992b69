"""The planner's proposals as cards: title, price, guard posts, a sketch."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wanjia.zoning.plans.estate_map import Ground
from wanjia.zoning.plans.named_posts import with_names
from wanjia.zoning.plans.page import PlanGround
from wanjia.zoning.plans.planner import Plan


def cards(on: PlanGround, chosen: frozenset[str]) -> list[dict[str, Any]]:
    """Return the planner's proposals as the page shows them."""
    last = len(on.proposals) - 1
    names = on.ground.post_names[on.estate.id]
    return [
        {
            "number": number,
            "plan": plan,
            "posts": with_names(names, [(post.id, post.guards) for post in plan.posts]),
            "burden": on.burden(plan.sealed)[:6],
            "title": _card_title(number, last, plan is on.offers[-1] and _is_whole(on, plan)),
            "shadow": on.shadow_beyond(plan.sealed),
            "current": frozenset(plan.sealed) == chosen,
            "sketch": sketch(on.ground, plan.sealed),
        }
        for number, plan in enumerate(on.offers)
    ]


def _is_whole(on: PlanGround, plan: Plan) -> bool:
    return on.whole is not None and frozenset(plan.sealed) == frozenset(on.whole.sealed)


def _card_title(number: int, last: int, whole: bool) -> str:
    if whole:
        return _("整个小区")
    if number > last:
        return _("连密接一起封")
    if last == 0:
        return _("唯一方案")
    if number == 0:
        return _("封的人最少")
    if number == last:
        return _("卡口最少")
    return _("折中方案") if last == 2 else _("折中方案 %(n)s") % {"n": number}


SKETCH = (120, 72)


def sketch(ground: Ground, sealed: Iterable[str]) -> dict[str, str]:
    """Return a plan in small.

    Its doors as dots on the ways, as paths of an SVG 120 wide.
    """
    inside = set(sealed)
    points = [row.at for row in ground.stairwells if row.at]
    points += [point for path in ground.paths for point in path.line]
    if not points:
        return {}
    south, west = (min(point[axis] for point in points) for axis in (0, 1))
    north, east = (max(point[axis] for point in points) for axis in (0, 1))
    # At these latitudes a degree of longitude is 0.86 of a degree of latitude.
    high, wide = (north - south) or 1e-9, (east - west) * 0.86 or 1e-9
    scale = min((SKETCH[0] - 8) / wide, (SKETCH[1] - 8) / high)
    left, top = (SKETCH[0] - wide * scale) / 2, (SKETCH[1] - high * scale) / 2

    def spot(point: Sequence[float]) -> str:
        x = left + (point[1] - west) * 0.86 * scale
        return f"{x:.0f} {top + (north - point[0]) * scale:.0f}"

    def dots(rows: Iterable[Any]) -> str:
        return "".join(f"M{spot(row.at)}h0" for row in rows if row.at)

    keys = ground.keys
    ways = "".join(
        "M" + "L".join(spot(point) for point in path.line) for path in ground.paths if path.line
    )
    return {
        "ways": ways,
        "open": dots(row for row in ground.stairwells if keys[row.id] not in inside),
        "sealed": dots(row for row in ground.stairwells if keys[row.id] in inside),
    }
