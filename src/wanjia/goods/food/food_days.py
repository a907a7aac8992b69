"""For how many days a household has food, from what was brought to it. Pure.

What a home had before, how much its people eat and what else they got is not known: so the days
are a range, and who may be without food tomorrow is told from who likely is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wanjia.goods.food.food_rules import Food, FoodRules

DAY = timedelta(days=1)
_UNITS = {"kg": 1.0, "公斤": 1.0, "千克": 1.0, "斤": 0.5, "市斤": 0.5, "两": 0.05}
_UNITS |= {"g": 0.001, "克": 0.001, "l": 1.0, "升": 1.0, "ml": 0.001, "毫升": 0.001}
_WEIGHT = re.compile(
    r"(\d+(?:\.\d+)?|半)\s*(kg|公斤|千克|市斤|斤|两|ml|毫升|g|克|l|升)"
    r"(?:\s*[x×*]\s*(\d+)(?!\d))?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)\s*([^\d\s]{1,2})?")
_HAN = {"半": 0.5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_HAN |= {"八": 8, "九": 9, "十": 10}


@dataclass(frozen=True)
class Brought:
    """What came to a door at a moment, in days of food for one person."""

    at: datetime
    person_days: float


@dataclass(frozen=True)
class FoodDays:
    """The days that the food of a household lasts from now: at least, likely, at most."""

    low: float
    likely: float
    high: float


def person_days(name: str, quantity: str, rules: FoodRules, unit: str = "") -> float | None:
    """The days of food for one person in so many of a thing; None: it is no food that is known.

    `quantity` is a number or as people write it: 2, 10 斤, 一箱.
    """
    food = _food_named(name, rules)
    if food is None:
        return None
    kilos = _kilos(name, quantity, food, unit)
    return kilos * food.kcal_kg * food.counts / rules.kcal_a_day


def _food_named(name: str, rules: FoodRules) -> Food | None:
    """The kind of food a name says; of several words the longest, of these the last one."""
    if any(word in name for word in rules.not_food):
        return None
    found = [(len(word), name.rfind(word), food) for food in rules.foods for word in food.words
             if word in name]  # fmt: skip
    return max(found, key=lambda one: one[:2])[2] if found else None


def _kilos(name: str, quantity: str, food: Food, unit: str) -> float:
    if weight := _weight(quantity):
        return weight
    many, written = _count(quantity)
    if weight := _weight(name) or _weight(unit):
        return many * weight
    return many * food.units.get(written or unit, food.piece)


def _weight(text: str) -> float | None:
    found = _WEIGHT.search(text)
    if found is None:
        return None
    number = 0.5 if found[1] == "半" else float(found[1])
    return number * _UNITS[found[2].lower()] * int(found[3] or 1)


def _count(text: str) -> tuple[float, str]:
    found = _COUNT.search(text)
    if found is None:
        return 1.0, ""
    number = found[1]
    if number[0].isdecimal():
        return float(number), found[2] or ""
    tens, ten, ones = number.rpartition("十")
    many = 10.0 * _HAN.get(tens, 1) if ten else 0.0
    return many + sum(_HAN[sign] for sign in ones), found[2] or ""


def food_days(
    since: datetime,
    brought: Iterable[Brought],
    people: int,
    now: datetime,
    rules: FoodRules,
    emptied: datetime | None = None,
) -> FoodDays:
    """For how many days the food lasts that a household had at `since` and was brought after.

    `emptied`: when it said that there is nothing left to eat.
    """
    coming = sorted((one for one in brought if one.at <= now), key=lambda one: one.at)
    frugal, hungry = rules.eaten
    low, likely, high = (
        _left(start, coming, people * eaten, since, now, emptied)
        for start, eaten in zip(rules.at_home, (hungry, 1.0, frugal), strict=True)
    )
    return FoodDays(low, likely, high)


def _left(
    start: float,
    brought: Iterable[Brought],
    eaters: float,
    since: datetime,
    now: datetime,
    emptied: datetime | None,
) -> float:
    """The days left: what is eaten up is gone, however long ago."""
    level, at = start, since
    if emptied is not None and emptied >= since:
        level, at = 0.0, emptied
    for one in brought:
        if one.at < at:
            continue
        level = max(level - (one.at - at) / DAY, 0.0) + one.person_days / eaters
        at = one.at
    return max(level - max(now - at, timedelta(0)) / DAY, 0.0)
