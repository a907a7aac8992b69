"""A roster beside the community's people: who is new, who changed, who moved, who is as they were.

Asks the database a handful of questions, however long the roster is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.models import Entry
from wanjia.people.models import Resident
from wanjia.people.roster.differences import FIELD_WORDS, Change, Difference, Move, Newcomer, Told
from wanjia.people.roster.reader import Listed, Place, Refused, Roster, matching, refuse_place
from wanjia.places.doors.actions import Door, Doors
from wanjia.places.doors.labels import door_of
from wanjia.places.models import Dwelling

FIELDS = ("sex", "birth", "id_number", "phone", "phone2", "relation", "register", "note")
NOBODY = UUID(int=0)


class Known(NamedTuple):
    """A resident as stored."""

    id: UUID
    dwelling_id: UUID
    name: str
    sex: str
    birth: date | None
    id_number: str
    phone: str
    phone2: str
    relation: str
    register: str
    note: str


@dataclass
class Comparison:
    """What becomes of each person of a roster; `people` are named by their place in the list."""

    roster: Roster
    doors: Doors
    people: list[Listed]
    refused: list[Told]
    homes: dict[Place, Door]
    known: dict[UUID, Known]
    known_of: dict[int, UUID] = field(default_factory=dict)
    added: list[int] = field(default_factory=list)
    changed: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    moved: dict[UUID, Door] = field(default_factory=dict)
    warnings: list[Told] = field(default_factory=list)
    old_doors: Mapping[UUID, str] = field(default_factory=dict)

    def difference(self) -> Difference:
        """The counts and the rows to tell."""
        several = len(self.roster.sheets) > 1
        own = [
            Told(one.row, one.zh, one.en, code=one.code, sheet=one.sheet if several else "")
            for one in self.roster.warnings
        ]
        warnings = own + self.warnings
        if self.warnings and not several:
            warnings.sort(key=lambda one: (one.row is None, one.row or 0))
        changed = len(self.changed.keys() - self.moved.keys())
        return Difference(
            people=len(self.people),
            households=len({one.place for one in self.people}),
            stairwells=len({one.place[:3] for one in self.people}),
            added=len(self.added),
            changed=changed,
            moved=len(self.moved),
            unchanged=len(self.people) - len(self.added) - changed - len(self.moved),
            refused=tuple(self.refused),
            warnings=tuple(warnings),
            ignored=self.roster.ignored,
            made=self.doors.missing(self.homes.values()),
            moves=tuple(
                Move(
                    self.known[one].name,
                    self.old_doors[self.known[one].dwelling_id],
                    door_of(door.stairwell, door.room),
                )
                for one, door in self.moved.items()
            ),
            changes=tuple(
                Change(one.name, door_of(one.place.stairwell, one.place.room), tuple(changes))
                for at, one in enumerate(self.people)
                if (changes := self.changed.get(self.known_of.get(at, NOBODY)))
            ),
            newcomers=tuple(
                Newcomer(one.row, one.name, door_of(one.place.stairwell, one.place.room))
                for one in (self.people[at] for at in self.added)
            ),
        )


def compare(viewer: Viewer, roster: Roster, estate_named: str) -> Comparison:
    """Compare a roster with the people in the viewer's sight."""
    doors = _doors(viewer, roster, estate_named)
    people, refused = _placed(roster, doors)
    homes = {place: Door(*place) for place in dict.fromkeys(one.place for one in people)}
    rows = visible_to(viewer, Resident.objects.order_by()).values_list(
        *Known._fields, "left_at", named=False
    )
    known: dict[UUID, Known] = {}
    gone: dict[UUID, Known] = {}
    for *values, left_at in rows:
        one = Known(*values)
        (known if left_at is None else gone)[one.id] = one
    comparison = Comparison(roster, doors, people, refused, homes, known)
    _match(comparison, viewer, gone)
    return comparison


def _doors(viewer: Viewer, roster: Roster, estate_named: str) -> Doors:
    """The known doors; those of a roster that names no estate are in the one that it is about."""
    doors = Doors(viewer, estate_named)
    if len(doors.estates) > 1 and not any(one.estate for one in roster.people):
        about = [name for name in doors.estates if name in roster.about]
        if len(about) != 1:
            wells = {(one.place.lane, one.place.stairwell) for one in roster.people}
            about = [name for name in doors.estates if doors.knows_all(name, wells)]
        if len(about) == 1:
            doors.estate_named = about[0]
    return doors


def _placed(roster: Roster, doors: Doors) -> tuple[list[Listed], list[Told]]:
    """Who can be placed among the doors that are known, and who cannot and why."""
    reasons = _reasons(roster, doors)
    several = len(roster.sheets) > 1
    told = [
        Told(one.row, one.zh, one.en, column=one.column, sheet=one.sheet if several else "")
        for one in _refused(roster, reasons)
    ]
    return [one for one in roster.people if one.place not in reasons], told


def refused_rows(viewer: Viewer, roster: Roster, estate_named: str) -> list[Refused]:
    """The rows that are not taken in, in the order of the file, with their cells."""
    return _refused(roster, _reasons(roster, _doors(viewer, roster, estate_named)))


def _reasons(roster: Roster, doors: Doors) -> dict[Place, tuple[str, str]]:
    places = {one.place for one in roster.people}
    reasons = ((place, _misplaced(doors, Door(*place))) for place in places)
    return {place: reason for place, reason in reasons if reason}


def _refused(roster: Roster, reasons: Mapping[Place, tuple[str, str]]) -> list[Refused]:
    if not reasons:
        return list(roster.refused)
    placeless = [
        refuse_place(one, *reasons[one.place]) for one in roster.people if one.place in reasons
    ]
    order = {name: at for at, name in enumerate(roster.sheets)}
    return sorted([*roster.refused, *placeless], key=lambda one: (order[one.sheet], one.row))


def _misplaced(doors: Doors, door: Door) -> tuple[str, str] | None:
    if doors.is_ambiguous(door):
        return (
            f"几条弄里都有{door.stairwell}号，请写明弄号",
            "the stairwell stands in several lanes",
        )
    if doors.lacks_room(door):
        return "本楼道其他人都有室号，这一行没有", "no room, though the stairwell has flats"
    return None


def _match(comparison: Comparison, viewer: Viewer, gone: Mapping[UUID, Known]) -> None:
    listed = _persons(comparison)
    if not comparison.known and not gone:
        comparison.added = list(range(len(listed)))
        return
    by_hand = _changed_by_hand(viewer)
    persons = [_person(one, one.name) for one in comparison.known.values()]
    persons += [
        _person(comparison.known[who], old)
        for who, what, old in by_hand
        if what == "name" and who in comparison.known
    ]
    pairs = matching.match(listed, persons)
    left = _who_left(comparison, [one for one in listed if one.key not in pairs], gone)
    for at, one in enumerate(comparison.people):
        who = pairs.get(at)
        if isinstance(who, UUID):
            comparison.known_of[at] = who
            _compare_one(comparison, one, comparison.known[who], by_hand)
        elif at not in left:
            comparison.added.append(at)
    old = {comparison.known[one].dwelling_id for one in comparison.moved}
    comparison.old_doors = dict(
        visible_to(viewer, Dwelling.objects.order_by(), stairwell="stairwell")
        .filter(id__in=old)
        .values_list("id", "door")
        if old
        else ()
    )


def _persons(comparison: Comparison) -> list[matching.Person]:
    dwelling = {place: comparison.doors.find(door) for place, door in comparison.homes.items()}
    return [
        matching.Person(at, one.name, one.id_number, frozenset(one.phones), dwelling[one.place])
        for at, one in enumerate(comparison.people)
    ]


def _person(one: Known, name: str) -> matching.Person:
    phones = frozenset(phone for phone in (one.phone, one.phone2) if phone)
    return matching.Person(one.id, name, one.id_number, phones, one.dwelling_id)


def _changed_by_hand(viewer: Viewer) -> set[tuple[UUID, str, Any]]:
    """What people have replaced by hand: who, which field, the value it had."""
    entries = (
        Entry.objects.of(viewer).filter(type__in=("resident.edited", "resident.moved")).order_by()
    )
    return {
        (subject, name, value)
        for subject, before in entries.values_list("subject", "before")
        for name, value in (before or {}).items()
        if subject and value
    }


def _who_left(
    comparison: Comparison, unknown: Iterable[matching.Person], gone: Mapping[UUID, Known]
) -> set[int]:
    """Who was taken off the data: an older file does not bring them back."""
    if not gone:
        return set()
    pairs = matching.match(list(unknown), [_person(one, one.name) for one in gone.values()])
    left = {at for at in pairs if isinstance(at, int)}
    for at in left:
        _warn(
            comparison,
            comparison.people[at],
            "left",
            "这个人已登记迁出，没有重新加入，请人定夺",
            "this person is recorded as having left and was not added again; please decide",
        )
    return left


def _compare_one(
    comparison: Comparison, one: Listed, known: Known, by_hand: set[tuple[UUID, str, Any]]
) -> None:
    changes = _changes(one, known)
    for name in list(changes):
        value = changes[name]
        plain = value.isoformat() if isinstance(value, date) else value
        if (known.id, name, plain) in by_hand:
            del changes[name]
            _warn_by_hand(comparison, one, name)
    if changes:
        comparison.changed[known.id] = changes
    door = comparison.homes[one.place]
    dwelling = comparison.doors.find(door)
    if dwelling == known.dwelling_id:
        return
    if (known.id, "dwelling", str(dwelling)) in by_hand:
        _warn_by_hand(comparison, one, "dwelling")
    else:
        comparison.moved[known.id] = door


def _warn_by_hand(comparison: Comparison, one: Listed, name: str) -> None:
    zh, en = FIELD_WORDS[name]
    _warn(
        comparison,
        one,
        "changed_by_hand",
        f"{zh}已由人改过，名册里是改之前的，没有改回去",
        f"the {en} has been changed by hand since; the roster's older one was not put back",
    )


def _warn(comparison: Comparison, one: Listed, code: str, zh: str, en: str) -> None:
    sheet = one.sheet if len(comparison.roster.sheets) > 1 else ""
    comparison.warnings.append(Told(one.row, zh, en, code=code, sheet=sheet))


def values_of(one: Listed) -> tuple[Any, ...]:
    """What a roster says of a person in the order of `FIELDS`; empty where it says nothing."""
    phones = one.phones
    return (
        one.sex,
        one.birth,
        one.id_number,
        phones[0] if phones else "",
        phones[1] if len(phones) > 1 else "",
        one.relation,
        one.register,
        one.note,
    )


def _changes(one: Listed, known: Known) -> dict[str, Any]:
    """The fields in which the roster says something else; what it leaves empty stays."""
    said, stored = values_of(one), known[3:]
    if said == stored:
        return {}
    changes = {
        name: value
        for name, value, old in zip(FIELDS, said, stored, strict=True)
        if value and value != old
    }
    if "note" in changes and changes["note"] in known.note:
        del changes["note"]
    if {"phone", "phone2"} & changes.keys() and {*one.phones} <= {known.phone, known.phone2}:
        changes.pop("phone", None)
        changes.pop("phone2", None)
    return changes
