"""What an officer sees while a call is taken: whose phone it is, what is known, what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.needs.doubts.questions import words_of
from wanjia.needs.followup.actions import risks_of
from wanjia.needs.followup.promises import is_unread
from wanjia.needs.models import Need
from wanjia.needs.queries import duplicate_of, open_needs
from wanjia.people.labels import risk_words
from wanjia.people.models import Contact, Resident
from wanjia.people.queries import live_risks
from wanjia.people.search.queries import Hit, find
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings
from wanjia.triage import Verdict, settle, triage
from wanjia.zoning.protocols.protocol_store import klass_word, look_of
from wanjia.zoning.queries import protocols, zone_of

HITS = 6
NOBODY = "nobody"  # chosen where none of those found is meant


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
    """A call as far as it is known: hits to choose from, the household, the verdict.

    `asked` is what triage said first, where it doubts: its questions stay on the screen; `verdict`
    is what follows from the answers given so far. `chosen` is a hit's id, or NOBODY.
    """

    hits: list[Hit]
    known: Known | None
    verdict: Verdict | None
    chosen: str = ""
    asked: Verdict | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    who: str = ""

    @property
    def undecided(self) -> bool:
        """Whether several may be meant, and nobody said yet who."""
        return bool(self.hits) and self.known is None and self.chosen != NOBODY

    @property
    def unknown(self) -> bool:
        """Whether somebody was named whom nobody knows here, or whom the officer leaves open."""
        return bool(self.who) and self.known is None and not self.undecided

    @property
    def unread(self) -> bool:
        """Whether triage understood nothing of what was said: that is not calm."""
        return self.verdict is not None and is_unread(self.verdict)

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The questions of a doubt, each with the answer given so far."""
        asked = self.asked.ask if self.asked and self.asked.unsure else ()
        return [
            {
                "name": question.name,
                "text": words_of(question),
                "given": self.answers.get(question.name),
            }
            for question in asked
        ]


def look_up(
    viewer: Viewer,
    who: str,
    text: str,
    chosen: str = "",
    answers: Mapping[str, bool] | None = None,
) -> Call:
    """Find who is meant by a phone, name or door, and triage what is said.

    `chosen` is a hit's id, or NOBODY; without it the only hit counts.
    """
    who, answers = who.strip(), answers or {}
    hits = [hit for hit in find(viewer, who, HITS) if hit.dwelling_id] if who else []
    hit = next((hit for hit in hits if str(hit.id) == chosen), None)
    if hit is None and chosen != NOBODY and _one_home(hits):
        hit = hits[0]
    known = _find_known(viewer, hit) if hit else None
    asked = verdict = None
    if text.strip():
        risks = risks_of(viewer, known.dwelling, known.resident) if known else []
        asked = triage(text, risks)
        verdict = settle(asked, answers)
        if known:
            known = _with_duplicate(viewer, known, verdict, text)
    choice = str(hit.id) if hit else NOBODY if chosen == NOBODY else ""
    return Call(hits, known, verdict, choice, asked, answers, who)


def _one_home(hits: list[Hit]) -> bool:
    """Return whether all that was found is one person, or one door."""
    return len(hits) == 1 or (bool(hits) and len({hit.dwelling_id for hit in hits}) == 1)


def _find_known(viewer: Viewer, hit: Hit) -> Known | None:
    dwelling = (
        visible_dwellings(viewer)
        .select_related("stairwell__estate")
        .filter(id__in=[hit.dwelling_id])
        .first()
    )
    if dwelling is None:
        return None
    scope = {"community_id": viewer.community_id}
    resident = (
        Resident.objects.filter(**scope, id=hit.id).first() if hit.kind == "resident" else None
    )
    risks = live_risks().filter(**scope, resident__dwelling=dwelling, resident__left_at=None)
    zone = zone_of(viewer, dwelling.stairwell_id)
    shelf = protocols(viewer.community_id)
    return Known(
        dwelling=dwelling,
        resident=resident,
        zone={"look": look_of(shelf, zone), "word": klass_word(shelf, zone)} if zone else None,
        risks=[
            f"{risk.resident.name} {risk_words(risk)}" for risk in risks.select_related("resident")
        ],
        open=list(open_needs(viewer).filter(dwelling=dwelling)[:5]),
        last=Contact.objects.filter(**scope, resident__dwelling=dwelling)
        .order_by("-occurred_at")
        .first(),
        duplicate=None,
    )


def _with_duplicate(viewer: Viewer, known: Known, verdict: Verdict, text: str) -> Known:
    same = duplicate_of(viewer, known.dwelling, verdict, text, known.resident)
    return replace(known, duplicate=same)


def meant(hits: list[Hit], chosen: str) -> tuple[UUID | None, UUID | None]:
    """Return the (dwelling, resident) of the hit that was chosen, or of the only one."""
    hit = next((hit for hit in hits if str(hit.id) == chosen), None)
    if hit is None and _one_home(hits):
        hit = hits[0] if len(hits) == 1 else None
        if hit is None:
            return hits[0].dwelling_id, None
    if hit is None:
        return None, None
    return hit.dwelling_id, hit.id if hit.kind == "resident" else None
