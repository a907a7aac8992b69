"""The roster as the reader asks it: doors, the people behind them, names."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from wanjia.places.addresses.characters import plain


class RosterPerson(NamedTuple):
    """One resident. `age` in years on the day of the paste; None if not known."""

    id: str
    door: str
    name: str
    estate: str = ""
    lane: str = ""
    aliases: tuple[str, ...] = ()
    age: int | None = None


Written = tuple[str, str, int]  # a name, the same with a space, whose of several it is


class RosterDoor(NamedTuple):
    """A dwelling that exists, whether anyone is registered there or not."""

    door: str
    estate: str = ""
    lane: str = ""


class Dwelling:
    """One dwelling and its people in the roster's order."""

    __slots__ = (
        "_odd",
        "door",
        "estate",
        "ids",
        "lane",
        "people",
        "plain_names",
        "size",
        "written",
    )

    def __init__(self, place: RosterDoor, people: tuple[RosterPerson, ...]) -> None:
        self.door, self.estate, self.lane = place
        self.people = people
        self.size = len(people)
        self.ids = tuple(p.id for p in people)
        both = [(plain(word), p) for p in people for word in (p.name, *p.aliases) if len(word) > 1]
        self.plain_names = tuple(sorted(both, key=_longest))
        self.written = tuple(
            written(name, people.index(person)) for name, person in self.plain_names
        )
        self._odd: frozenset[int] | None = None

    def odd(self, tells: Callable[[str], bool]) -> frozenset[int]:
        """Whose name `tells` something besides who it is; by place, worked out once."""
        if self._odd is None:
            self._odd = frozenset(place for name, _, place in self.written if tells(name))
        return self._odd

    def minors(self) -> tuple[RosterPerson, ...]:
        """Those under 18."""
        return tuple(p for p in self.people if p.age is not None and p.age < 18)

    def adults(self) -> tuple[RosterPerson, ...]:
        """Those of 18 and over."""
        return tuple(p for p in self.people if p.age is not None and p.age >= 18)

    def elders(self) -> tuple[RosterPerson, ...]:
        """Those of 60 and over."""
        return tuple(p for p in self.people if p.age is not None and p.age >= 60)

    def ages_known(self) -> bool:
        """Whether each person's age is known."""
        return all(p.age is not None for p in self.people)


def written(name: str, place: int) -> Written:
    """A name as it can stand in a text: at once, or a short one with a space in it."""
    return name, f"{name[0]} {name[1:]}" if len(name) == 2 else "", place


def _longest(pair: tuple[str, RosterPerson]) -> int:
    return -len(pair[0])


class Context(NamedTuple):
    """What is known of a paste before it is read, e.g. the group's estate and stairwell.

    `purpose` is answer, headcount or order where the officer said what the list is.
    """

    estate: str = ""
    lane: str = ""
    stairwell: str = ""
    purpose: str = ""


class RosterIndex:
    """Made once for a roster, then asked by door, room and name in constant time."""

    def __init__(self, dwellings: list[Dwelling]) -> None:
        self.dwellings = dwellings
        self.by_door: dict[str, list[Dwelling]] = {}
        self.by_room: dict[str, list[Dwelling]] = {}
        self.by_name: dict[str, list[RosterPerson]] = {}
        self.by_id: dict[str, Dwelling] = {}
        self.stairwells: set[str] = set()
        self.estates: set[str] = set()
        for d in dwellings:
            key = plain(d.door)
            self.by_door.setdefault(key, []).append(d)
            stairwell, _, room = key.rpartition("-")
            self.by_room.setdefault(room, []).append(d)
            self.stairwells.add(stairwell or key)
            if d.estate:
                self.estates.add(d.estate)
            for name, person in d.plain_names:
                self.by_name.setdefault(name, []).append(person)
            for person in d.people:
                self.by_id[person.id] = d
        self.initial = {name[0] for name in self.by_name}
        self.longest_name = min(max(map(len, self.by_name), default=2), 8)
        self._views: dict[tuple[str, str], dict[str, Dwelling]] = {}

    @classmethod
    def build(
        cls, people: Iterable[RosterPerson], doors: Iterable[RosterDoor] = ()
    ) -> "RosterIndex":
        """Index a roster; `doors` adds dwellings that exist though nobody is registered there."""
        behind: dict[RosterDoor, list[RosterPerson]] = {RosterDoor(*d): [] for d in doors}
        for person in people:
            place = RosterDoor(person.door, person.estate, person.lane)
            behind.setdefault(place, []).append(person)
        return cls([Dwelling(place, tuple(group)) for place, group in behind.items()])

    def find(self, door: str, estate: str = "", lane: str = "") -> list[Dwelling]:
        """The dwellings with this door (plain form), in the estate and lane if they are given."""
        return narrowed(self.by_door.get(door, ()), estate, lane)

    def in_room(self, room: str, estate: str = "", lane: str = "") -> list[Dwelling]:
        """The dwellings of any stairwell with this room."""
        return narrowed(self.by_room.get(room, ()), estate, lane)

    def view(self, estate: str, lane: str) -> dict[str, Dwelling]:
        """Door → dwelling for the doors that are one dwelling in this estate and lane."""
        known = self._views.get((estate, lane))
        if known is None:
            known = {}
            for door in self.by_door:
                found = self.find(door, estate, lane)
                if len(found) == 1:
                    known[door] = found[0]
            self._views[(estate, lane)] = known
        return known


def narrowed(dwellings: Iterable[Dwelling], estate: str, lane: str) -> list[Dwelling]:
    """Those in the estate and lane; where the roster gives neither, nothing is ruled out."""
    return [
        d
        for d in dwellings
        if (not estate or not d.estate or d.estate == estate)
        and (not lane or not d.lane or d.lane == lane)
    ]


class Place(NamedTuple):
    """Where an entry stands: its list's context, its title's block, the door it inherits."""

    roster: RosterIndex
    context: Context
    prefix: str = ""
    inherited: Dwelling | None = None
    in_list: bool = False
