"""Where the next case of a drill lives."""

from itertools import pairwise
from uuid import UUID

from wanjia.people.models import Resident
from wanjia.places.models import Stairwell
from wanjia_demo.drill.incoming import Person
from wanjia_demo.drill.stage import Stage


def choose_person(stage: Stage, first: Person, where: str) -> Person:
    """Choose somebody by chance: of another estate than the first case, of the door beside a shut
    one, or of a shut house; of anywhere when there is nobody there.
    """
    doors = _doors(stage, first, where)
    there = [person for person in stage.people if person.stairwell in doors]
    living = set(
        Resident.objects.filter(community=stage.community, left_at=None, where="home").values_list(
            "id", flat=True
        )
    )
    chosen = [person for person in there if person.id in living]
    return stage.rng.choice(chosen or [one for one in stage.people if one.id in living])


def _doors(stage: Stage, first: Person, where: str) -> set[UUID]:
    sealed = stage.sealed()
    if where == "inside":
        return set(sealed)
    rows = Stairwell.objects.filter(community=stage.community).order_by("estate", "sort", "label")
    doors = list(rows.values_list("id", "estate"))
    if where == "beside":
        return {
            door
            for (before, its), (door, estate) in pairwise(doors)
            if its == estate and before in sealed and door not in sealed
        }
    [home] = [estate for door, estate in doors if door == first.stairwell]
    return {door for door, estate in doors if estate != home}
