"""An overrule becomes data: what triage said, what an officer said instead, and why."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from wanjia.core import clock
from wanjia.core.access.viewer import STAFF, Viewer
from wanjia.needs.models import Need, Overrule
from wanjia.needs.overrules.masking import mask
from wanjia.people.models import Resident, Staff
from wanjia.places.models import Estate


def note_overrule(viewer: Viewer, need: Need, way: str, why: str) -> Overrule | None:
    """Store that an officer says otherwise than triage did.

    None where they say the same. The last word of one way counts. Raises nothing: a household's own
    word is no overrule.
    """
    verdict = need.verdict
    if viewer.role not in STAFF or not verdict:
        return None
    scope = {"community_id": viewer.community_id, "need": need, "occasion": way}
    Overrule.objects.filter(**scope).delete()
    same = (need.category, need.urgency, need.unsure)
    if same == (verdict["category"], verdict["urgency"], verdict["unsure"]):
        return None
    words = _Words(need)
    return Overrule.objects.create(
        **scope,
        recorded_at=clock.now(),
        created_by=viewer.user_id,
        created_by_name=viewer.name,
        text=words.masked(need.text),
        category=need.category,
        urgency=need.urgency,
        reason=words.masked(why)[:200],
        triage_category=verdict["category"],
        triage_urgency=verdict["urgency"],
        triage_unsure=verdict["unsure"],
    )


class _Words:
    """What must not be told of a need's people: their names, doors and places."""

    def __init__(self, need: Need) -> None:
        scope = {"community_id": need.community_id}
        people = Resident.objects.filter(**scope)
        self.names = {*people.values_list("name", flat=True)}
        self.names |= {*Staff.objects.filter(**scope).values_list("name", flat=True)}
        self.household = {need.asker} - {""}
        self.doors: set[str] = set()
        if need.dwelling:
            behind = people.filter(dwelling=need.dwelling_id)
            self.household |= {*behind.values_list("name", flat=True)}
            self.doors = {need.dwelling.door}
        rows = Estate.objects.filter(**scope).values_list("name", "name_en")
        self.places = {name for row in rows for name in row if name}

    def masked(self, text: str) -> str:
        return mask(text, self.names, self.household, self.doors, self.places)


def overrules_of(community_id: UUID) -> Iterator[dict[str, Any]]:
    """Yield each overrule as a line that trains triage.

    Of one need the last word counts.
    """
    rows = Overrule.objects.filter(community_id=community_id).order_by("recorded_at", "id")
    last = {overrule.need_id: overrule for overrule in rows}
    for overrule in last.values():
        yield {
            "text": overrule.text,
            "category": overrule.category,
            "urgency": overrule.urgency,
            "why": overrule.reason,
            "said": {
                "category": overrule.triage_category,
                "urgency": overrule.triage_urgency,
                "unsure": overrule.triage_unsure,
            },
        }
