"""Pairs proposed from the register: who is cared for, who volunteers, what the flow makes of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.care.models import Pair
from wanjia.care.pairs.pairing import (
    Cared,
    Match,
    Pairing,
    Volunteer,
    find_pairs,
    load_weights,
    score,
)
from wanjia.care.queries import at_risk, live_pairs, shut_zones
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident, Risk, Staff
from wanjia.risks import risks
from wanjia.zoning.models import GridMember, ZoneStairwell

LANGUAGES = frozenset({"dialect", "english"})
CAPACITY = 5
OLD = 70  # 纯老户: everyone of the household is as old


@dataclass(frozen=True)
class Proposal:
    """A pair that is proposed, with who it is and why; `replaces` is the pair that it ends."""

    resident: Resident
    staff: Staff
    why: tuple[str, ...]
    kept: bool
    replaces: Pair | None


@dataclass(frozen=True)
class Proposals:
    """All that is proposed, and who stays alone and why."""

    pairs: list[Proposal]
    alone: list[tuple[Resident, str]]


def proposals(viewer: Viewer) -> Proposals:
    """Pair everyone who needs it, exactly.

    Those already paired keep theirs where both can.
    """
    people = _list_people_to_care_for(viewer)
    staff = {
        str(member.id): member
        for member in Staff.objects.of(viewer)
        .filter(active=True, role="volunteer")
        .select_related("resident__dwelling__stairwell")
    }
    lasting = {pair.resident_id: pair for pair in live_pairs(viewer).select_related("staff")}
    zones = _shut_zone_by_stairwell(viewer)
    cared = [_make_cared(resident, zones, lasting.get(resident.id)) for resident in people.values()]
    pairing = find_pairs(cared, _list_volunteers(viewer, staff, zones))
    return _make_proposals(pairing, people, staff, lasting)


@dataclass(frozen=True)
class Fit:
    """A volunteer who has room, why they fit one resident, and how many they care for already."""

    staff: Staff
    why: tuple[str, ...]
    cares_for: int


def who_fits(viewer: Viewer, resident: Resident, most: int = 3) -> list[Fit]:
    """Return the volunteers with room who fit one resident best, as they are paired now."""
    rows = Staff.objects.of(viewer).filter(active=True, role="volunteer")
    staff = {
        str(member.id): member for member in rows.select_related("resident__dwelling__stairwell")
    }
    zones, loads, weights = _shut_zone_by_stairwell(viewer), count_cared_for(viewer), load_weights()
    cared = _make_cared(resident, zones, None)
    fits = []
    for volunteer in _list_volunteers(viewer, staff, zones):
        has = loads[staff[volunteer.id].id]
        if has >= volunteer.capacity or cared.zone not in volunteer.enters:
            continue
        points, why = score(cared, volunteer, weights)
        fits.append((points - weights.load * has, Fit(staff[volunteer.id], why, has)))
    fits.sort(key=lambda pair: (-pair[0], pair[1].staff.name))
    return [fit for _points, fit in fits[:most]]


def _list_people_to_care_for(viewer: Viewer) -> dict[str, Resident]:
    """Return those at risk at home whom a volunteer can help, and one of each all-old household."""
    people: dict[str, Resident] = {}
    kinds = risks().keys(lambda kind: kind.pairs)
    for resident in at_risk(viewer).filter(where="home"):
        if any(risk.kind in kinds for risk in resident.risks.all()):
            people[str(resident.id)] = resident
    homes = {resident.dwelling_id for resident in people.values()}
    for resident in _list_old_households(viewer):
        if resident.dwelling_id not in homes:
            people[str(resident.id)] = resident
    return people


def _list_old_households(viewer: Viewer) -> Iterable[Resident]:
    born_by = date(timezone.localdate(clock.now()).year - OLD, 1, 1)
    homes: dict[UUID, list[tuple[UUID, date | None]]] = defaultdict(list)
    rows = visible_residents(viewer).filter(where="home").order_by("sort", "id")
    for dwelling, resident, birth in rows.values_list("dwelling", "id", "birth"):
        homes[dwelling].append((resident, birth))
    firsts = [
        people[0][0]
        for people in homes.values()
        if all(birth and birth <= born_by for _one, birth in people)
    ]
    return (
        visible_residents(viewer)
        .filter(id__in=firsts)
        .select_related("dwelling__stairwell__estate")
        .prefetch_related("risks")
    )


def _shut_zone_by_stairwell(viewer: Viewer) -> dict[UUID, str]:
    """Return the shut zone of each stairwell that is in one."""
    rows = ZoneStairwell.objects.of(viewer).filter(until=None, zone__in=shut_zones(viewer))
    return {well: str(zone) for well, zone in rows.values_list("stairwell", "zone")}


def _make_cared(resident: Resident, zones: dict[UUID, str], now: Pair | None) -> Cared:
    well = resident.dwelling.stairwell
    kinds = {risk.kind for risk in resident.risks.all()}
    return Cared(
        id=str(resident.id),
        building=str(well.building_id or well.id),
        estate=str(well.estate_id),
        zone=zones.get(well.id, ""),
        speaks=_languages_of(resident.risks.all()),
        wants=frozenset(
            {"carry"} if kinds & risks().keys(lambda kind: kind.pairs == "carry") else ()
        ),
        now=str(now.staff_id) if now else None,
    )


def _languages_of(risks: Iterable[Risk]) -> frozenset[str]:
    languages = {str(risk.detail.get("speaks", "")) for risk in risks if risk.kind == "language"}
    known = {_read_language(language) for language in languages}
    return frozenset(known)


def _read_language(language: str) -> str:
    return "english" if "英" in language or language.lower().startswith("en") else "dialect"


def _list_volunteers(
    viewer: Viewer, staff: dict[str, Staff], zones: dict[UUID, str]
) -> list[Volunteer]:
    grids: dict[UUID, set[str]] = defaultdict(set)
    members = GridMember.objects.of(viewer).filter(grid__ended_at=None, grid__zone__ended_at=None)
    for who, zone in members.values_list("staff", "grid__zone"):
        grids[who].add(str(zone))
    return [_make_volunteer(member, grids[member.id], zones) for member in staff.values()]


def _make_volunteer(member: Staff, grids: set[str], zones: dict[UUID, str]) -> Volunteer:
    well = member.resident.dwelling.stairwell if member.resident else None
    shut = zones.get(well.id, "") if well else ""
    return Volunteer(
        id=str(member.id),
        building=str(well.building_id or well.id) if well else "",
        estate=str(well.estate_id) if well else "",
        capacity=CAPACITY,
        enters=frozenset({shut}) if shut else frozenset({"", *grids}),
        speaks=LANGUAGES & set(member.skills),
        skills=frozenset(member.skills),
    )


def _make_proposals(
    pairing: Pairing,
    people: dict[str, Resident],
    staff: dict[str, Staff],
    lasting: dict[UUID, Pair],
) -> Proposals:
    pairs = [_make_proposal(match, people, staff, lasting) for match in pairing.pairs]
    pairs.sort(
        key=lambda proposal: (proposal.kept, proposal.staff.name, proposal.resident.dwelling.door)
    )
    why = {"nobody_may_enter": _("没有人能进他那个区"), "all_full": _("志愿者都满了")}
    alone = [(people[resident_id], why.get(code, code)) for resident_id, code in pairing.unpaired]
    return Proposals(pairs, alone)


def _make_proposal(
    match: Match,
    people: dict[str, Resident],
    staff: dict[str, Staff],
    lasting: dict[UUID, Pair],
) -> Proposal:
    resident = people[match.cared]
    before = lasting.get(resident.id)
    return Proposal(
        resident, staff[match.volunteer], match.why, match.kept, None if match.kept else before
    )


def reason_words(codes: Iterable[str]) -> str:
    """Return why two are paired, in words."""
    words: dict[str, Any] = {
        "same_building": _("同一栋"),
        "same_estate": _("同小区"),
        "dialect": _("说得到一起"),
        "skill:carry": _("搬得动东西"),
        "skill:nursing": _("会护理"),
        "kept": _("原来就结对"),
    }
    return _("、").join(str(words.get(code, code)) for code in codes) or "—"


def count_cared_for(viewer: Viewer) -> Counter[UUID]:
    """Return how many each volunteer cares for."""
    return Counter(live_pairs(viewer).values_list("staff", flat=True))
