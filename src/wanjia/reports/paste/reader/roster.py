"""The roster as the reader asks it: doors, the people behind them, names."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from wanjia.places.addresses.characters import plain

_HOUSE = re.compile(r"(\D*[a-z\u3400-\u9fff]{2,})(\d{1,3})")
COMPOUND = frozenset(
    ["欧阳", "司马", "上官", "诸葛", "司徒", "慕容", "令狐", "东方", "皇甫", "尉迟", "夏侯", "长孙",
     "公孙", "宇文", "端木", "南宫", "闻人", "呼延", "轩辕", "钟离", "赫连", "申屠", "濮阳"]
)  # fmt: skip


class RosterPerson(NamedTuple):
    """One resident. `age` in years on the day of the paste; None if not known."""

    id: str
    door: str
    name: str
    estate: str = ""
    lane: str = ""
    aliases: tuple[str, ...] = ()
    age: int | None = None
    sex: str = ""
    relation: str = ""


class RosterDoor(NamedTuple):
    """A dwelling that exists, whether anyone is registered there or not."""

    door: str
    estate: str = ""
    lane: str = ""


class Member:
    """A resident as a line may speak of them: the name taken apart, and who they are."""

    __slots__ = (
        "age", "aliases", "dwelling", "given", "id", "latin", "name", "relation", "sex", "surname",
    )  # fmt: skip

    def __init__(self, person: RosterPerson, dwelling: "Dwelling") -> None:
        self.id, self.dwelling, self.age = person.id, dwelling, person.age
        self.name = plain(person.name).strip()
        self.latin = "a" <= self.name[:1] <= "z"
        if self.latin:
            self.given, _, self.surname = self.name.partition(" ")
        else:
            size = 2 if self.name[:2] in COMPOUND and len(self.name) > 2 else 1
            self.surname, self.given = self.name[:size], self.name[size:]
        self.sex = {"m": "男", "f": "女", "男": "男", "女": "女"}.get(person.sex[:1].lower(), "")
        self.relation = person.relation
        self.aliases = tuple(plain(one) for one in person.aliases)


class Stairwell(NamedTuple):
    """Which stairwell of which estate: what a list is mostly about."""

    estate: str
    lane: str
    label: str


class Dwelling:
    """One dwelling and its people in the roster's order."""

    __slots__ = ("cache", "door", "estate", "ids", "lane", "members", "people", "room", "stairwell")

    def __init__(self, place: RosterDoor, people: tuple[RosterPerson, ...]) -> None:
        self.door, self.estate, self.lane = place
        self.people = people
        self.ids = tuple(p.id for p in people)
        self.members = tuple(Member(p, self) for p in people)
        key = plain(self.door)
        label, _, room = key.rpartition("-")
        self.room = room if label else ""
        house = None if label else _HOUSE.fullmatch(key)
        if house is not None:  # 听澜12: a house of the row 听澜
            label, self.room = house[1], house[2]
        self.stairwell = Stairwell(self.estate, self.lane, label or key)
        self.cache: dict[str, object] = {}

    @property
    def size(self) -> int:
        """How many people are registered here."""
        return len(self.people)


class Context(NamedTuple):
    """What is known of a paste before it is read.

    `purpose` is answer, headcount or order where the officer said what the list is. `stairwells`
    are answers to "which stairwell is this": what is known of a group by its title. `senders` are
    nicknames of the group with the resident they are, `aliases` other names of residents.
    """

    estate: str = ""
    lane: str = ""
    stairwell: str = ""
    purpose: str = ""
    stairwells: tuple[tuple[str, Stairwell], ...] = ()
    senders: tuple[tuple[str, str], ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


class RosterIndex:
    """Made once for a roster, then asked by door, room and name in constant time."""

    def __init__(self, dwellings: list[Dwelling]) -> None:
        self.dwellings = dwellings
        self.by_door: dict[str, list[Dwelling]] = {}
        self.by_room: dict[str, list[Dwelling]] = {}
        self.by_name: dict[str, list[Member]] = {}
        self.by_given: dict[str, list[Member]] = {}
        self.by_id: dict[str, Member] = {}
        self.stairwells: dict[Stairwell, list[Dwelling]] = {}
        self.rooms: dict[Stairwell, dict[str, Dwelling]] = {}
        self.estates: set[str] = set()
        for dwelling in dwellings:
            self._enter(dwelling)
        self.labels = {one.label for one in self.stairwells}
        words = {
            room for room in self.by_room if len(room) > 1 and not any(c.isdigit() for c in room)
        }
        self.room_words = tuple(sorted(words, key=lambda one: -len(one)))
        self.name_sizes: dict[str, tuple[int, ...]] = {}
        sizes: dict[str, set[int]] = {}
        for name in self.by_name:
            sizes.setdefault(name[0], set()).add(len(name))
        for first, several in sizes.items():
            self.name_sizes[first] = tuple(sorted(several, reverse=True))
        self.estate_names = _estate_names(self.estates)
        self.spans_kept: dict[str, list[Any]] = {}
        self.called: object = None  # the doors with words in their names, laid out when asked for
        self.door_keys: dict[tuple[tuple[str, str], ...], list[tuple[Dwelling, float]]] | None = (
            None
        )

    def _enter(self, dwelling: Dwelling) -> None:
        self.by_door.setdefault(plain(dwelling.door), []).append(dwelling)
        self.by_room.setdefault(dwelling.room or dwelling.stairwell.label, []).append(dwelling)
        self.stairwells.setdefault(dwelling.stairwell, []).append(dwelling)
        if dwelling.room:
            self.rooms.setdefault(dwelling.stairwell, {})[dwelling.room] = dwelling
        if dwelling.estate:
            self.estates.add(dwelling.estate)
        for member in dwelling.members:
            self.by_id[member.id] = member
            for name in (member.name, *member.aliases):
                if len(name) > 1:
                    self.by_name.setdefault(name, []).append(member)
            if len(member.given) > 1 and not member.latin:
                self.by_given.setdefault(member.given, []).append(member)

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


_SUFFIXES = (
    "小区",
    "花园",
    "家园",
    "公寓",
    "苑",
    "新村",
    "村",
    "城",
    "里",
    "园",
    "府",
    "庭",
    "坊",
    "湾",
)


def _estate_names(estates: set[str]) -> dict[str, str]:
    """How an estate is called: whole, or short where no other begins so."""
    names = {plain(one): one for one in estates}
    for one in estates:
        for suffix in _SUFFIXES:
            short = one.removesuffix(suffix)
            if short != one and len(short) > 1:
                if sum(other.startswith(short) for other in estates) == 1:
                    names.setdefault(plain(short), one)
                break
    return names


def narrowed(dwellings: Iterable[Dwelling], estate: str, lane: str) -> list[Dwelling]:
    """Those in the estate and lane; where the roster gives neither, nothing is ruled out."""
    return [
        d
        for d in dwellings
        if (not estate or not d.estate or d.estate == estate)
        and (not lane or not d.lane or d.lane == lane)
    ]
