"""Pairs proposed from the register: who is cared for, who volunteers, what the flow makes of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.care.actions import close_pair, make_pair
from wanjia.care.models import Pair
from wanjia.care.pairs.pairing import Cared, Match, Pairing, Volunteer, load_weights, pair, score
from wanjia.care.queries import at_risk, shut_zones
from wanjia.care.register.actions import live_pairs
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
    """Pair everyone who needs it, exactly; those already paired keep theirs where both can."""
    people = _to_care_for(viewer)
    staff = {
        str(one.id): one
        for one in Staff.objects.of(viewer)
        .filter(active=True, role="volunteer")
        .select_related("resident__dwelling__stairwell")
    }
    lasting = {one.resident_id: one for one in live_pairs(viewer).select_related("staff")}
    zones = _zones(viewer)
    cared = [_cared(one, zones, lasting.get(one.id)) for one in people.values()]
    told = pair(cared, _volunteers(viewer, staff, zones))
    return _shown(told, people, staff, lasting)


@dataclass(frozen=True)
class Fit:
    """A volunteer who has room, why they fit one resident, and how many they care for already."""

    staff: Staff
    why: tuple[str, ...]
    cares_for: int


def who_fits(viewer: Viewer, resident: Resident, most: int = 3) -> list[Fit]:
    """The volunteers with room who fit one resident best, as they are paired now."""
    rows = Staff.objects.of(viewer).filter(active=True, role="volunteer")
    staff = {str(one.id): one for one in rows.select_related("resident__dwelling__stairwell")}
    zones, loads, weights = _zones(viewer), load(viewer), load_weights()
    cared = _cared(resident, zones, None)
    found = []
    for one in _volunteers(viewer, staff, zones):
        has = loads[staff[one.id].id]
        if has >= one.capacity or cared.zone not in one.enters:
            continue
        points, why = score(cared, one, weights)
        found.append((points - weights.load * has, Fit(staff[one.id], why, has)))
    found.sort(key=lambda pair: (-pair[0], pair[1].staff.name))
    return [fit for _points, fit in found[:most]]


def _to_care_for(viewer: Viewer) -> dict[str, Resident]:
    """Those at risk at home whom a volunteer can help, and one of each all-old household."""
    found: dict[str, Resident] = {}
    kinds = risks().keys(lambda kind: kind.pairs)
    for one in at_risk(viewer).filter(where="home"):
        if any(risk.kind in kinds for risk in one.risks.all()):
            found[str(one.id)] = one
    homes = {one.dwelling_id for one in found.values()}
    for one in _old_households(viewer):
        if one.dwelling_id not in homes:
            found[str(one.id)] = one
    return found


def _old_households(viewer: Viewer) -> Iterable[Resident]:
    born_by = date(timezone.localdate(clock.now()).year - OLD, 1, 1)
    homes: dict[UUID, list[tuple[UUID, date | None]]] = defaultdict(list)
    rows = visible_residents(viewer).filter(where="home").order_by("sort", "id")
    for dwelling, one, birth in rows.values_list("dwelling", "id", "birth"):
        homes[dwelling].append((one, birth))
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


def _zones(viewer: Viewer) -> dict[UUID, str]:
    """The shut zone of each stairwell that is in one."""
    rows = ZoneStairwell.objects.of(viewer).filter(until=None, zone__in=shut_zones(viewer))
    return {well: str(zone) for well, zone in rows.values_list("stairwell", "zone")}


def _cared(one: Resident, zones: dict[UUID, str], now: Pair | None) -> Cared:
    well = one.dwelling.stairwell
    kinds = {risk.kind for risk in one.risks.all()}
    return Cared(
        id=str(one.id),
        building=str(well.building_id or well.id),
        estate=str(well.estate_id),
        zone=zones.get(well.id, ""),
        speaks=_speaks(one.risks.all()),
        wants=frozenset(
            {"carry"} if kinds & risks().keys(lambda kind: kind.pairs == "carry") else ()
        ),
        now=str(now.staff_id) if now else None,
    )


def _speaks(risks: Iterable[Risk]) -> frozenset[str]:
    said = {str(risk.detail.get("speaks", "")) for risk in risks if risk.kind == "language"}
    known = {_language(one) for one in said}
    return frozenset(known)


def _language(said: str) -> str:
    return "english" if "英" in said or said.lower().startswith("en") else "dialect"


def _volunteers(viewer: Viewer, staff: dict[str, Staff], zones: dict[UUID, str]) -> list[Volunteer]:
    grids: dict[UUID, set[str]] = defaultdict(set)
    members = GridMember.objects.of(viewer).filter(grid__ended_at=None, grid__zone__ended_at=None)
    for who, zone in members.values_list("staff", "grid__zone"):
        grids[who].add(str(zone))
    return [_volunteer(one, grids[one.id], zones) for one in staff.values()]


def _volunteer(one: Staff, grids: set[str], zones: dict[UUID, str]) -> Volunteer:
    well = one.resident.dwelling.stairwell if one.resident else None
    shut = zones.get(well.id, "") if well else ""
    return Volunteer(
        id=str(one.id),
        building=str(well.building_id or well.id) if well else "",
        estate=str(well.estate_id) if well else "",
        capacity=CAPACITY,
        enters=frozenset({shut}) if shut else frozenset({"", *grids}),
        speaks=LANGUAGES & set(one.skills),
        skills=frozenset(one.skills),
    )


def _shown(
    told: Pairing,
    people: dict[str, Resident],
    staff: dict[str, Staff],
    lasting: dict[UUID, Pair],
) -> Proposals:
    pairs = [_proposal(match, people, staff, lasting) for match in told.pairs]
    pairs.sort(key=lambda one: (one.kept, one.staff.name, one.resident.dwelling.door))
    why = {"nobody_may_enter": _("没有人能进他那个区"), "all_full": _("志愿者都满了")}
    alone = [(people[one], why.get(code, code)) for one, code in told.unpaired]
    return Proposals(pairs, alone)


def _proposal(
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
    """Why two are paired, in words."""
    said: dict[str, Any] = {
        "same_building": _("同一栋"),
        "same_estate": _("同小区"),
        "dialect": _("说得到一起"),
        "skill:carry": _("搬得动东西"),
        "skill:nursing": _("会护理"),
        "kept": _("原来就结对"),
    }
    return _("、").join(str(said.get(code, code)) for code in codes) or "—"


@transaction.atomic
def accept(viewer: Viewer, chosen: Sequence[tuple[UUID, UUID]]) -> int:
    """Make the pairs (resident, staff) that were ticked; return how many are new.

    A pair that one of them ends is ended with the reason; one that stands already stays.
    """
    viewer.need("head", "desk", "grid")
    offered = {(one.resident.id, one.staff.id): one for one in proposals(viewer).pairs}
    made = 0
    for resident, staff in chosen:
        one = offered.get((resident, staff))
        if one is None or one.kept:
            continue
        if one.replaces:
            close_pair(viewer, one.replaces, _("重新结对"))
        make_pair(viewer, staff, resident, one.why)
        made += 1
    return made


def load(viewer: Viewer) -> Counter[UUID]:
    """How many each volunteer cares for."""
    return Counter(live_pairs(viewer).values_list("staff", flat=True))
