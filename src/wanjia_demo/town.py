"""The demo town: a community of four estates and seven thousand people, made from a seed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from wanjia_demo import layout
from wanjia_demo.households import sizes
from wanjia_demo.people import Papers, residents
from wanjia_demo.staff import staff
from wanjia_demo.values import Dwelling, Estate, Stairwell, Story, Town

SEED = 2022
FIRST_DAY = date(2022, 4, 18)


def build_town(seed: int = SEED, today: date = FIRST_DAY) -> Town:
    """Return the demo town, the same each time for the same seed and day.

    `today` is the day on which ages, due dates and days left are true; who lives with whom does
    not depend on it. The register in `estates.toml` says how many live behind which door of an
    estate that lists it, for every seed.
    """
    plan = layout.plan()
    papers = Papers(Random(f"{seed}/papers"))
    estates = tuple(_make_estate(spec, seed, papers, today) for spec in plan["estate"])
    helpers = staff(Random(f"{seed}/staff"), papers, estates, plan["town_office"], today)
    return Town(
        plan["name"],
        plan["name_en"],
        plan["town_office"],
        today,
        seed,
        estates,
        helpers,
        _make_story(plan["story"], estates, today),
    )


def _make_estate(spec: dict[str, Any], seed: int, papers: Papers, today: date) -> Estate:
    ground = layout.ground(spec)
    return Estate(
        spec["name"],
        spec["name_en"],
        spec["kind"],
        tuple(spec["lanes"]),
        ground.outline,
        ground.buildings,
        ground.junctions,
        ground.paths,
        ground.gates,
        ground.shared,
        tuple(_make_stairwell(door, spec, seed, papers, today) for door in ground.doors),
    )


def _make_stairwell(
    door: layout.Door, spec: dict[str, Any], seed: int, papers: Papers, today: date
) -> Stairwell:
    # A seed of its own, so that a change behind one door moves nobody behind another.
    rng = Random(f"{seed}/{spec.get('draw', 0)}/{spec['name']}/{door.label}")
    return Stairwell(
        door.label,
        door.lane,
        door.building,
        door.junction,
        door.at,
        tuple(_make_dwellings(rng, door, spec, papers, today)),
    )


def _make_dwellings(
    rng: Random, door: layout.Door, spec: dict[str, Any], papers: Papers, today: date
) -> Iterator[Dwelling]:
    rooms = range(len(door.rooms))
    if door.homes is None:
        lived_in = [i for i in rooms if rng.random() < spec["lived_in"]]
    else:
        lived_in = sorted(rng.sample(rooms, door.homes))
    size_of = dict(
        zip(lived_in, sizes(rng, len(lived_in), door.people, spec["sizes"]), strict=True)
    )
    for i, room in enumerate(door.rooms):
        label = f"{door.label}-{room.room}" if room.room else door.label
        home = f"{spec['name']}/{label}"
        people = residents(rng, papers, home, size_of[i], today) if i in size_of else ()
        yield Dwelling(label, room.room, room.floor, people)


def _make_story(spec: dict[str, str], estates: tuple[Estate, ...], today: date) -> Story:
    """Return the case: the first resident of working age who is at home in the story's
    stairwell.
    """
    estate = next(e for e in estates if e.name == spec["estate"])
    for home in estate.stairwell(spec["stairwell"]).dwellings:
        for person in home.residents:
            if person.where == "home" and 22 <= person.age(today) <= 59 and not person.exempt_until:
                return Story(estate.name, spec["stairwell"], home.door, person.key)
    raise ValueError(f"nobody of working age in stairwell {spec['stairwell']} of {estate.name}")


def without_household(estate: Estate, door: str) -> Estate:
    """Return the estate after the household behind `door` has moved out: its dwelling stands
    empty.
    """
    return replace(
        estate,
        stairwells=tuple(
            replace(
                well,
                dwellings=tuple(
                    replace(home, residents=()) if home.door == door else home
                    for home in well.dwellings
                ),
            )
            for well in estate.stairwells
        ),
    )
