"""The find box: any of phone, name, pinyin, initials, 23-602, 23号602室 or an estate's name."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from wanjia.core.access.viewer import Viewer
from wanjia.core.encryption.fields import ids_ending_with
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident
from wanjia.people.search.pinyin import sound, sound_rank
from wanjia.places.addresses.characters import plain, visible
from wanjia.places.addresses.reader import read_address
from wanjia.places.estates.addresses import Door
from wanjia.places.models import Dwelling, Estate
from wanjia.places.queries import visible_dwellings, visible_estates

LONGEST = 60
MOST_ENDING = 200  # people whose phones end alike: more than anybody reads
_DIGITS = re.compile(r"^\+?[\d\s-]{4,20}$")
_LATIN = re.compile(r"^[a-züǖǘǚǜ\s'·.-]+$")
_DOORLIKE = re.compile(r"^[a-z]?\d+(?:-\d+)*[甲乙丙丁a-z]?(?:-\d*[a-z]?)?$")


@dataclass(frozen=True)
class Hit:
    """One thing found. `kind` is resident, dwelling or estate; `title` may be personal."""

    kind: str
    id: UUID
    title: str
    text: str
    estate: str
    dwelling_id: UUID | None = None
    door: str = ""
    phone: str = ""
    place: Door | None = None  # of a household: its door with its estate


@dataclass(frozen=True)
class Found:
    """The likeliest of what was found, and how much there is."""

    hits: list[Hit]
    total: int


def find(viewer: Viewer, text: str, limit: int = 12) -> list[Hit]:
    """Return what the viewer may see that the text means, the likeliest first; at most `limit`."""
    return find_with_total(viewer, text, limit).hits


def find_with_total(viewer: Viewer, text: str, limit: int = 12) -> Found:
    """Return what `find` does, and how much there is; people and doors are counted."""
    words = plain(visible(text[:LONGEST])).strip()
    if not words:
        return Found([], 0)
    estates, rest = _estates_in(viewer, words)
    hits: list[Hit] = []
    scope = estates if rest and rest != words else []
    if not scope:
        hits += [_estate_hit(estate) for estate in estates]
    raw = visible(text[:LONGEST]).strip()[len(words) - len(rest) :]
    doors, of_doors = _find_doors(viewer, rest or words, scope, limit)
    people, of_people = _find_people(viewer, rest, raw, scope, limit)
    total = len(hits) + of_doors + of_people
    return Found([*hits, *doors, *people][:limit], total)


def residents_like(viewer: Viewer, text: str) -> QuerySet[Resident]:
    """Everyone in sight whom the text may mean: the person, or all who live behind the door."""
    words = plain(visible(text[:LONGEST])).strip()
    people = visible_residents(viewer)
    if not words:
        return people
    estates, rest = _estates_in(viewer, words)
    scope = estates if rest != words else []
    if scope:
        people = people.filter(dwelling__stairwell__estate__in=scope)
    if not rest:
        return people
    raw = visible(text[:LONGEST]).strip()[len(words) - len(rest) :]
    person, _ = _person_match(rest, raw)
    door = _door_match(rest)
    match = person or Q(pk__in=[])
    if door is not None:
        homes = visible_dwellings(viewer).filter(door)
        match |= Q(dwelling__in=homes.values("id"))
    return people.filter(match)


def _estates_in(viewer: Viewer, words: str) -> tuple[list[Estate], str]:
    """Return the estates that the text begins with and what follows; or those that begin with the
    text.
    """
    estates = list(visible_estates(viewer))
    named = [one for one in estates if words.startswith(plain(one.name))]
    if named:
        longest = max(named, key=lambda one: len(one.name))
        return [longest], words[len(longest.name) :].strip(" -,，")
    begun = [
        one
        for one in estates
        if plain(one.name).startswith(words)
        or (len(words) > 1 and one.name_en.lower().startswith(words))
    ]
    if begun and not words.isascii():
        return begun, ""
    return begun, words


def _find_doors(
    viewer: Viewer, words: str, scope: list[Estate], limit: int
) -> tuple[list[Hit], int]:
    match = _door_match(words)
    if match is None:
        return [], 0
    rows = visible_dwellings(viewer).filter(match)
    if scope:
        rows = rows.filter(stairwell__estate__in=scope)
    rows = rows.select_related("stairwell__estate").annotate(
        people=Count("residents", filter=Q(residents__left_at=None))
    )
    first = Case(
        When(_exact_door(words), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    ordered = rows.order_by(first, "stairwell__estate__name", "stairwell__sort", "sort", "door")
    found = list(ordered[:limit])
    return [_dwelling_hit(row) for row in found], _count(rows, len(found), limit)


def _count(rows: QuerySet[Any], found: int, limit: int) -> int:
    """Return how many there are; it is asked only where there may be more than were found."""
    return found if found < limit else rows.count()


def dwellings_like(viewer: Viewer, text: str) -> QuerySet[Dwelling]:
    """Return the dwellings in sight that a text names in full: 23-602, 中海悦庭23号602室."""
    words = plain(visible(text[:LONGEST])).strip()
    estates, rest = _estates_in(viewer, words)
    rows = visible_dwellings(viewer).filter(_exact_door(rest))
    if (address := read_address(rest)).lane:
        rows = rows.filter(stairwell__lane=address.lane)
    return rows.filter(stairwell__estate__in=estates) if rest != words else rows


def _exact_door(words: str) -> Q:
    address = read_address(words)
    return Q(door__iexact=words) | Q(door__iexact=address.door or words)


def _door_match(words: str) -> Q | None:
    """Return the dwellings that a text may mean, as it is being typed; None if it names no door."""
    if _DOORLIKE.match(words):
        begun = Q(door__iexact=words) | Q(door__istartswith=words.rstrip("-") + "-")
        return begun | Q(door__istartswith=words) if "-" in words else begun
    if words.isalpha() and words.isascii():
        return None
    address = read_address(words)
    if not address.stairwell:
        return None
    match = Q(door__iexact=address.door)
    if not address.room:
        match |= Q(door__istartswith=f"{address.stairwell}-")
    if address.lane:
        match &= Q(stairwell__lane=address.lane)
    return match


def _find_people(
    viewer: Viewer, words: str, raw: str, scope: list[Estate], limit: int
) -> tuple[list[Hit], int]:
    everybody: QuerySet[Resident] = visible_residents(viewer)
    if _DIGITS.match(words):
        match, order = _number_match(everybody, words)
    else:
        match, order = _person_match(words, raw)
    if match is None or order is None:
        return [], 0
    rows = everybody.filter(match)
    if scope:
        rows = rows.filter(dwelling__stairwell__estate__in=scope)
    if _LATIN.match(words):
        return _find_by_sound(rows, words, limit)
    ordered = rows.select_related("dwelling__stairwell__estate").order_by(
        Case(When(order, then=Value(0)), default=Value(1), output_field=IntegerField()),
        "name",
        "dwelling__stairwell__sort",
        "id",
    )
    found = list(ordered[:limit])
    return [_resident_hit(row) for row in found], _count(rows, len(found), limit)


def _find_by_sound(rows: QuerySet[Resident], words: str, limit: int) -> tuple[list[Hit], int]:
    """Return whose name sounds so: whole names first, then whole syllables (`chen` is 陈 before
    程), then what only begins so.
    """
    letters = _letters_of(words)
    names = list(rows.order_by("name", "dwelling__stairwell__sort", "id").values_list("id", "name"))
    ranked = sorted(names, key=lambda one: sound_rank(one[1], letters))[:limit]
    people = rows.select_related("dwelling__stairwell__estate").in_bulk([one[0] for one in ranked])
    return [_resident_hit(people[id_]) for id_, _name in ranked if id_ in people], len(names)


def _letters_of(words: str) -> str:
    return re.sub(r"[^a-z]", "", words.replace("ü", "v"))


def _number_match(rows: QuerySet[Resident], words: str) -> tuple[Q | None, Q | None]:
    """Return whose phone it is, or ends so; the whole number comes first."""
    digits = re.sub(r"\D", "", words)
    digits = digits.removeprefix("86") if len(digits) == 13 else digits
    if len(digits) < 4:
        return None, None
    ends = ids_ending_with(rows, digits, "phone", "phone2")
    return Q(id__in=ends[:MOST_ENDING]), Q(phone=digits) | Q(phone2=digits)


def _person_match(words: str, raw: str) -> tuple[Q | None, Q | None]:
    """Return who is meant, and who of them comes first.

    `raw` is the text as typed: names in traditional characters are kept as people write them. A
    name that only sounds like the text counts too, after the others.
    """
    if not words:
        return None, None
    if _LATIN.match(words):
        letters = _letters_of(words)
        if not letters:
            return None, None
        whole = Q(initials=letters) | Q(pinyin=letters)
        begun = (
            Q(initials__startswith=letters)
            | Q(initials__contains=" " + letters)
            | Q(pinyin__startswith=letters)
            | Q(pinyin__contains=" " + letters)
        )
        if len(letters) > 2:
            begun |= Q(name__icontains=raw)  # a name that is written in Latin letters
        return begun, whole
    name = re.sub(r"[\s·•]+", "", words)
    if any(character.isdigit() for character in name):
        return None, None
    exact = Q(name=name) | Q(name__iexact=words) | Q(name=raw)
    alike = sound(name).pinyin.split(" ")[0]
    match = exact | Q(name__contains=name) | Q(name__icontains=words) | Q(name__contains=raw)
    if len(name) > 1 and alike:
        match |= (
            Q(pinyin=alike) | Q(pinyin__startswith=f"{alike} ") | Q(pinyin__endswith=f" {alike}")
        )
    return match, exact


def _estate_hit(estate: Estate) -> Hit:
    return Hit("estate", estate.id, estate.name, estate.name_en, estate.name)


def _dwelling_hit(row: Dwelling) -> Hit:
    stairwell = row.stairwell
    people = row.people  # type: ignore[attr-defined]
    lane = f"{stairwell.lane}弄" if stairwell.lane else ""
    return Hit(
        "dwelling",
        row.id,
        row.door,
        str(people),
        stairwell.estate.name + lane,
        row.id,
        row.door,
        place=Door(row.community_id, row.stairwell_id, row.door),
    )


def _resident_hit(row: Resident) -> Hit:
    stairwell = row.dwelling.stairwell
    return Hit(
        "resident",
        row.id,
        row.name,
        row.relation,
        stairwell.estate.name,
        row.dwelling_id,
        row.dwelling.door,
        row.phone,
        Door(row.community_id, row.dwelling.stairwell_id, row.dwelling.door),
    )
