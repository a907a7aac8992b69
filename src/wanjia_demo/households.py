"""Who lives together: household sizes behind a door, and the ages and relations in each."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

LARGEST = 7
YOUNG_CHILD = 9
MARRIED_IN = {"儿媳", "女婿", "母亲", "婆婆", "岳母", "保姆", "合租"}
BY_SEX = {
    ("子女", "男"): "儿子",
    ("子女", "女"): "女儿",
    ("孙辈", "男"): "孙子",
    ("孙辈", "女"): "孙女",
}
OF_A_WIFE = {"父亲": "公公", "母亲": "婆婆", "岳母": "母亲"}


@dataclass(frozen=True, slots=True)
class Member:
    """A person before they have a name; `kin` as `names.full_name` takes it."""

    relation: str
    sex: str
    age: int
    kin: str
    rents: bool


@cache
def _household_kinds() -> dict[int, list[dict[str, Any]]]:
    """Kinds of household by size."""
    data = tomllib.loads(files("wanjia_demo").joinpath("households.toml").read_text("utf-8"))
    by_size: dict[int, list[dict[str, Any]]] = {}
    for kind in data["household"]:
        by_size.setdefault(len(kind["members"]), []).append(kind)
    return by_size


def sizes(rng: Random, homes: int, people: int | None, weights: list[float]) -> list[int]:
    """Sizes of `homes` households drawn by weight (of 1, 2, 3 …), nudged at random to sum to
    `people` where the register says how many there are.

    Raises ValueError if that many people can't live in that many homes.
    """
    drawn = rng.choices(range(1, len(weights) + 1), weights, k=homes)
    if people is None:
        return drawn
    if not homes <= people <= homes * LARGEST:
        raise ValueError(f"{people} people can't live in {homes} homes")
    while sum(drawn) != people:
        step = 1 if sum(drawn) < people else -1
        home = rng.randrange(homes)
        if 1 <= drawn[home] + step <= LARGEST:
            drawn[home] += step
    return drawn


def household(rng: Random, size: int) -> list[Member]:
    """Return the members of a household of that size, the head first."""
    kinds = _household_kinds()[size]
    kind = rng.choices(kinds, [k["weight"] for k in kinds])[0]
    rents = kind.get("rents", False)
    members: list[Member] = []
    for relation, sex, low, high in kind["members"]:
        head = members[0] if members else None
        members.append(
            _make_member(rng, relation, _draw_sex(rng, sex, head), (low, high), head, rents)
        )
    return _named_after_father(members)


def _draw_sex(rng: Random, wanted: str, head: Member | None) -> str:
    if wanted == "~" and head:
        return "女" if head.sex == "男" else "男"
    if wanted != "*":
        return wanted
    # Heads are oftener men in rosters; of the rest as many are women.
    return "男" if rng.random() < (0.64 if head is None else 0.5) else "女"


def _make_member(
    rng: Random,
    relation: str,
    sex: str,
    ages: tuple[int, int],
    head: Member | None,
    rents: bool,
) -> Member:
    age = rng.randint(*ages) + (head.age if head else 0)
    if age < 0:
        age = rng.randint(0, YOUNG_CHILD)
    relation = BY_SEX.get((relation, sex), relation)
    return Member(relation, sex, age, "other" if relation in MARRIED_IN else "own", rents)


def _named_after_father(members: list[Member]) -> list[Member]:
    """In a couple the wife keeps her own surname; a wife who is the head has her husband's kin."""
    if not any(m.relation == "配偶" for m in members):
        return members
    head_is_wife = members[0].sex == "女"
    return [
        Member(
            OF_A_WIFE.get(m.relation, m.relation) if head_is_wife else m.relation,
            m.sex,
            m.age,
            "other" if m.relation in ("户主", "配偶") and m.sex == "女" else m.kin,
            m.rents,
        )
        for m in members
    ]
