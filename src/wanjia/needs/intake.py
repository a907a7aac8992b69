"""What an officer sees while a call is taken: whose phone it is, what is known, what it is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wanjia.kernel.access import Viewer
from wanjia.needs.actions import risks_of
from wanjia.needs.models import Need
from wanjia.needs.queries import duplicate_of, open_needs
from wanjia.people.find import Hit, find
from wanjia.people.models import Contact, Resident
from wanjia.people.queries import live_risks
from wanjia.people.words import risk_words
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings
from wanjia.triage import Verdict, triage
from wanjia.zoning.queries import protocols, zone_of
from wanjia.zoning.shelf import klass_word, look_of

HITS = 6


@dataclass(frozen=True)
class Known:
    """Everything relevant about a household at a glance."""

    dwelling: Dwelling
    resident: Resident | None
    zone: dict[str, Any] | None
    risks: list[str]
    open: list[Need]
    last: Contact | None
    duplicate: Need | None


@dataclass(frozen=True)
class Call:
    """A call as far as it is known: hits to choose from, the household, the verdict."""

    hits: list[Hit]
    known: Known | None
    verdict: Verdict | None
    chosen: str = ""


def look_up(viewer: Viewer, who: str, text: str, chosen: str = "") -> Call:
    """Find who is meant by a phone, name or door, and triage what is said.

    `chosen` is a hit's id; without it the only hit counts.
    """
    hits = [one for one in find(viewer, who, HITS) if one.dwelling_id] if who.strip() else []
    hit = next((one for one in hits if str(one.id) == chosen), None)
    if hit is None and _one_home(hits):
        hit = hits[0]
    known = _known(viewer, hit) if hit else None
    verdict = None
    if text.strip():
        risks = risks_of(viewer, known.dwelling, known.resident) if known else []
        verdict = triage(text, risks)
        if known:
            known = _with_duplicate(viewer, known, verdict, text)
    return Call(hits, known, verdict, str(hit.id) if hit else "")


def _one_home(hits: list[Hit]) -> bool:
    """Whether all that was found is one person, or one door."""
    return len(hits) == 1 or (bool(hits) and len({one.dwelling_id for one in hits}) == 1)


def _known(viewer: Viewer, hit: Hit) -> Known | None:
    dwelling = (
        visible_dwellings(viewer)
        .select_related("stairwell__estate")
        .filter(id__in=[hit.dwelling_id])
        .first()
    )
    if dwelling is None:
        return None
    of = {"community_id": viewer.community_id}
    resident = Resident.objects.filter(**of, id=hit.id).first() if hit.kind == "resident" else None
    risks = live_risks().filter(**of, resident__dwelling=dwelling, resident__left_at=None)
    zone = zone_of(viewer, dwelling.stairwell_id)
    shelf = protocols(viewer.community_id)
    return Known(
        dwelling=dwelling,
        resident=resident,
        zone={"look": look_of(shelf, zone), "word": klass_word(shelf, zone)} if zone else None,
        risks=[
            f"{one.resident.name} {risk_words(one)}" for one in risks.select_related("resident")
        ],
        open=list(open_needs(viewer).filter(dwelling=dwelling)[:5]),
        last=Contact.objects.filter(**of, resident__dwelling=dwelling).order_by("-at").first(),
        duplicate=None,
    )


def _with_duplicate(viewer: Viewer, known: Known, verdict: Verdict, text: str) -> Known:
    same = duplicate_of(viewer, known.dwelling, verdict, text, known.resident)
    return Known(
        known.dwelling, known.resident, known.zone, known.risks, known.open, known.last, same
    )


def meant(hits: list[Hit], chosen: str) -> tuple[UUID | None, UUID | None]:
    """The (dwelling, resident) of the hit that was chosen, or of the only one."""
    hit = next((one for one in hits if str(one.id) == chosen), None)
    if hit is None and _one_home(hits):
        hit = hits[0] if len(hits) == 1 else None
        if hit is None:
            return hits[0].dwelling_id, None
    if hit is None:
        return None, None
    return hit.dwelling_id, hit.id if hit.kind == "resident" else None
