"""Names as people of each age bear them, drawn from `names.toml`: nobody real is meant."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

Pool = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Family:
    """How a household is named: its people, the surname or father's name, and what it speaks."""

    people: str
    surname: str
    country: str = ""
    speaks: str = ""


@dataclass(frozen=True, slots=True)
class _Names:
    surnames: list[str]
    weights: list[float]
    given: list[tuple[int, Pool]]
    rare: Pool
    uyghur: Pool
    tibetan: Pool
    foreign: dict[str, dict[str, Any]]


@cache
def _load_names() -> _Names:
    data = tomllib.loads(files("wanjia_demo").joinpath("names.toml").read_text("utf-8"))
    surnames, delta = data["surnames"].split(), frozenset(data["delta"].split())
    return _Names(
        surnames,
        # Falls off as in a census, the delta's surnames raised.
        [60 / (rank + 8) + (2.2 if name in delta else 0) for rank, name in enumerate(surnames)],
        [(era["born_before"], _name_pool(era)) for era in data["given"]],
        _name_pool(data["rare"]),
        _name_pool(data["uyghur"]),
        _name_pool(data["tibetan"]),
        {entry["country"]: entry for entry in data["foreign"]},
    )


def _name_pool(entry: dict[str, Any]) -> Pool:
    return {sex: entry[sex].split() for sex in "男女"}


def family(rng: Random) -> Family:
    """Return a household's naming: one in about 170 Uyghur, Tibetan or from abroad, else Han."""
    dice = rng.random()
    if dice < 0.0022:
        return Family("uyghur", rng.choice(_load_names().uyghur["男"]), speaks="维吾尔语")
    if dice < 0.003:
        return Family("tibetan", "", speaks="藏语")
    if dice < 0.006:
        entry = rng.choice(list(_load_names().foreign.values()))
        return Family("foreign", rng.choice(entry["surnames"]), entry["country"], entry["speaks"])
    return Family("han", surname(rng))


def surname(rng: Random) -> str:
    """Return a Han surname, common ones oftener."""
    return rng.choices(_load_names().surnames, _load_names().weights)[0]


def full_name(rng: Random, of: Family, kin: str, sex: str, born: int) -> str:
    """Return a name for a member of the family.

    `kin` is 'own' for those who bear the family's surname and 'other' for those who married in or
    are not related; `born` is the year of birth.
    """
    if of.people == "uyghur":
        return f"{rng.choice(_load_names().uyghur[sex])}·{rng.choice(_load_names().uyghur['男'])}"
    if of.people == "tibetan":
        return rng.choice(_load_names().tibetan[sex])
    if of.people == "foreign":
        return f"{rng.choice(_load_names().foreign[of.country][sex])} {of.surname}"
    return (of.surname if kin == "own" else _other_surname(rng, of)) + given_name(rng, sex, born)


def _other_surname(rng: Random, of: Family) -> str:
    while (found := surname(rng)) == of.surname:
        pass
    return found


def given_name(rng: Random, sex: str, born: int) -> str:
    """Return a given name of one or two characters as borne by people of that year and sex."""
    if rng.random() < 0.001:
        return rng.choice(_load_names().rare[sex])
    pools = [pool for before, pool in _load_names().given if born < before]
    # Fashions overlap: some bear the names of the decade after theirs.
    pool = pools[1] if len(pools) > 1 and rng.random() < 0.12 else pools[0]
    return rng.choice(pool[sex])
