"""Pasted text against the roster in the database: what the page and the command read with."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.models import Entry
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident
from wanjia.people.roster.reader.risk_suggestions import years
from wanjia.places.addresses.characters import plain
from wanjia.places.bulk import update_rows
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings
from wanjia.reports.answers.actions import Given
from wanjia.reports.models import Antigen, Paste, PasteLine, Round
from wanjia.reports.paste.reader import (
    Asked,
    Context,
    Reading,
    RosterDoor,
    RosterIndex,
    RosterPerson,
    Said,
)

CHANGING = (
    "resident.added",
    "resident.edited",
    "resident.moved",
    "resident.left",
    "roster.imported",
    "places.imported",
)
MOST_KEPT = 2  # rosters of communities at hand at once
MOST_CANDIDATES = 12  # as many as a person can choose from at a glance
_kept: dict[UUID, tuple[tuple[Any, ...], RosterIndex]] = {}


def roster_index(viewer: Viewer) -> RosterIndex:
    """The roster in sight as the reader asks it; an officer's is kept while nobody moves."""
    if not viewer.sees_all:
        return _index(viewer)
    key = _fingerprint(viewer)
    known = _kept.get(viewer.community_id)
    if known is None or known[0] != key:
        known = _kept[viewer.community_id] = (key, _index(viewer))
        while len(_kept) > MOST_KEPT:
            _kept.pop(next(iter(_kept)))
    return known[1]


def _fingerprint(viewer: Viewer) -> tuple[Any, ...]:
    """What differs when somebody came, went, moved, or is called otherwise."""
    changed = Entry.objects.of(viewer).filter(type__in=CHANGING)
    people = Resident.objects.of(viewer).filter(left_at=None)
    today = timezone.localdate(clock.now())
    return changed.aggregate(last=Max("occurred_at"))["last"], people.count(), today


def _index(viewer: Viewer) -> RosterIndex:
    today = timezone.localdate(clock.now())
    rows = visible_residents(viewer).order_by("dwelling", "sort", "id")
    people = (
        RosterPerson(
            id=str(one), door=door, name=name, estate=estate, lane=lane,
            age=years(birth, today) if birth else None, sex=sex, relation=relation,
        )
        for one, door, name, estate, lane, birth, sex, relation in rows.values_list(
            "id",
            "dwelling__door",
            "name",
            "dwelling__stairwell__estate__name",
            "dwelling__stairwell__lane",
            "birth",
            "sex",
            "relation",
        )
    )  # fmt: skip
    doors = visible_dwellings(viewer).values_list(
        "door", "stairwell__estate__name", "stairwell__lane"
    )
    return RosterIndex.build(people, (RosterDoor(*one) for one in doors))


def context_of(round_: Round | None) -> Context:
    """What a paste for a round is about: the round's estate."""
    return Context(estate=round_.zone.estate.name) if round_ else Context()


def as_stored(reading: Reading, index: RosterIndex, asked: Asked | None = None) -> dict[str, Any]:
    """A reading as a line keeps it: plain JSON, with people to choose from where it is doubtful.

    `asked` is what the line asks for beside what it answers.
    """
    return {
        "doors": list(reading.doors),
        "names": list(reading.names),
        "count": reading.count,
        "antigen": _plain(reading.antigen),
        "temperature": _plain(reading.temperature),
        "where": reading.where,
        "why": reading.why,
        "about": reading.about,
        "residents": list(reading.residents),
        "candidates": _candidates(reading, index),
        "symptoms": list(reading.symptoms),
        "superseded": reading.superseded,
        "asks": reading.asks,
        "said": [list(one) for one in reading.said],
        "options": [
            {"door": one.door, "said": [list(s) for s in one.said], "share": round(one.share, 2)}
            for one in reading.options
        ],
        "certainty": round(reading.certainty, 3),
        "features": dict(reading.features) if reading.status == "doubtful" else {},
        "sender": reading.sender,
        "block": reading.block,
        "room": reading.room,
        "door_named": reading.door_named,
        "need": asked._asdict() if asked else None,
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _candidates(reading: Reading, index: RosterIndex) -> list[str]:
    """Whom a doubtful line may mean: those the reader names, else all behind its doors."""
    if reading.status != "doubtful":
        return []
    found = list(reading.candidates) or list(reading.residents)
    if not found:
        for door in reading.doors:
            for dwelling in index.find(door.lower()) or index.find(door):
                found += dwelling.ids
    return list(dict.fromkeys(found))[:MOST_CANDIDATES]


def given_of(reading: Mapping[str, Any], line_id: UUID) -> list[Given]:
    """What a line says of each of its residents, ready to be stored; sent twice it is once."""
    if reading.get("said"):
        told = [Said(*one) for one in reading["said"]]
        symptoms = "、".join(reading["symptoms"]) if len(told) == 1 else ""
        return [
            Given(
                resident=UUID(one.resident),
                antigen=one.antigen if one.antigen in Antigen.values else "",
                temperature=one.temperature,
                symptoms=symptoms,
                where=one.where or "",
                id=line_id,
            )
            for one in told
            if one.antigen in Antigen.values or one.temperature is not None or one.where
        ]
    antigen, temperature = reading["antigen"], reading["temperature"]
    return [
        Given(
            resident=UUID(one),
            antigen=_at(antigen, place) or "",
            temperature=_at(temperature, place),
            symptoms="、".join(reading["symptoms"]),
            where="" if _tested(antigen, place) else reading["where"] or "",
            well=reading["why"] == "well",
            id=line_id,
        )
        for place, one in enumerate(reading["residents"])
    ]


def _tested(antigen: Any, place: int) -> bool:
    """Whether this one of a line's people has a result while another, who is not here, has none."""
    return isinstance(antigen, list) and None in antigen and bool(_at(antigen, place))


def _at(value: Any, place: int) -> Any:
    if not isinstance(value, list):
        return value
    return value[place] if place < len(value) else None


def says_something(reading: Mapping[str, Any]) -> bool:
    """Whether a line carries anything that a round keeps of a person."""
    if reading.get("said"):
        return any(one[1] not in (None, "untested") or one[2] or one[3] for one in reading["said"])
    return bool(reading["residents"]) and any(
        reading[key] not in (None, "", [])
        for key in ("antigen", "temperature", "where", "symptoms")
    )


def people_named(viewer: Viewer, ids: Iterable[str]) -> dict[str, Resident]:
    """Residents in sight by their id as text, with their door."""
    wanted = {UUID(one) for one in ids}
    rows = visible_to(
        viewer,
        Resident.objects.filter(left_at=None).select_related("dwelling"),
        stairwell="dwelling__stairwell",
    )
    if len(wanted) <= 500:
        rows = rows.filter(id__in=wanted)
    return {str(one.id): one for one in rows if one.id in wanted}


def people_of(lines: Iterable[PasteLine]) -> set[UUID]:
    """Everyone whom these lines speak for."""
    told = (
        one
        for line in lines
        for one in (*line.reading["residents"], *(said[0] for said in line.reading.get("said", ())))
    )
    return {UUID(one) for one in told}


def housemates(viewer: Viewer, ids: Iterable[str]) -> list[str]:
    """Everyone who lives where one of these lives, themselves among them."""
    homes = {one.dwelling_id for one in people_named(viewer, ids).values()}
    rows = visible_residents(viewer).filter(dwelling__in=homes).order_by("dwelling", "sort", "id")
    return [str(one) for one in rows.values_list("id", flat=True)[:MOST_CANDIDATES]]


def tell_others_doors(viewer: Viewer, paste: Paste) -> None:
    """Doors that exist but are not in this officer's sight are no mistakes: nobody asks of them."""
    lines = list(paste.lines.filter(status="doubtful", reading__why="door_unknown"))
    told = {line.id: plain(line.reading["about"]) for line in lines}
    there = Dwelling.objects.of(viewer).filter(door__in=set(told.values()))
    doors = set(there.values_list("door", flat=True))
    others = [line for line in lines if told[line.id] in doors]
    for line in others:
        line.status, line.reading = "unread", {**line.reading, "why": "not_yours"}
    update_rows(others, ["status", "reading"])


def dwelling_of(
    viewer: Viewer, doors: Iterable[str], estate: UUID | None = None
) -> Dwelling | None:
    """The one dwelling that a line's doors name, in the estate if it is given; None if several."""
    rows = visible_dwellings(viewer).filter(door__in=list(doors))
    found = list((rows.filter(stairwell__estate=estate) if estate else rows)[:2])
    return found[0] if len(found) == 1 else None
