"""Those left at home when somebody is taken: care cases and needs at once, told to the grid."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from wanjia.care.actions import add_risk
from wanjia.core import clock, journal
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.needs.followup.actions import close, record_need
from wanjia.needs.models import Channel, Need, Urgency
from wanjia.people.access import live_risks
from wanjia.people.labels import age
from wanjia.people.models import Resident, Where
from wanjia.people.residents.actions import judge_risk
from wanjia.sites.models import Transfer
from wanjia.sites.transfers.dependants_rules import Left, Person, left_behind
from wanjia.triage import Verdict

SOURCE = "转运"
ALONE = Verdict("other", 2, "同住人转运，家里没人照看", "Nobody left at home to look after them", 4)
PET = Verdict("pet", 3, "同住人转运，宠物没人照看", "A pet is left without its people", 12)


def people_at(viewer: Viewer, dwelling_id: UUID) -> list[Person]:
    """Who lives behind a door, as the rule of who is left behind sees them."""
    today = timezone.localdate(clock.now())
    people = Resident.objects.of(viewer).filter(dwelling=dwelling_id, left_at=None)
    risks = live_risks().filter(
        community_id=viewer.community_id, resident__dwelling=dwelling_id, kind="disabled"
    )
    disabled = set(risks.values_list("resident", flat=True))
    return [
        Person(one.id, age(one.birth, today), one.id in disabled, one.where == Where.HOME)
        for one in people
    ]


def would_be_left(viewer: Viewer, transfer: Transfer) -> list[tuple[Resident, Left]]:
    """Who would be left behind if this person went now, for the page that asks."""
    found = left_behind(
        people_at(viewer, transfer.resident.dwelling_id), frozenset({transfer.resident_id})
    )
    people = Resident.objects.of(viewer).in_bulk([one.id for one in found])
    return [(people[one.id], one) for one in found]


def look_after(viewer: Viewer, transfer: Transfer, pet: bool) -> dict[str, Any]:
    """Open what those at home need; returns what was opened: `people`, `risks`, `needs` by id."""
    left = would_be_left(viewer, transfer)
    opened: dict[str, Any] = {"people": [], "risks": [], "needs": [], "pet": pet}
    for person, one in left:
        known = live_risks().filter(
            community_id=viewer.community_id, resident=person, kind=one.kind, confirmed=True
        )
        if not known.exists():
            risk = add_risk(viewer, person.id, one.kind, {"note": _("同住人转运")}, SOURCE)
            opened["risks"].append(str(risk.id))
        opened["people"].append({"id": str(person.id), "kind": one.kind})
    if left:
        names = _("、").join(person.name for person, _left in left)
        said = {"who": transfer.resident.name, "names": names}
        text = _("%(who)s 被转运，家里只剩 %(names)s，请马上上门或打电话。") % said
        opened["needs"].append(_need(viewer, transfer, text, ALONE))
    if pet:
        text = _("%(who)s 被转运，家里有宠物要照看。") % {"who": transfer.resident.name}
        opened["needs"].append(_need(viewer, transfer, text, PET))
    if left or pet:
        journal.write(
            viewer,
            "transfer.left_behind",
            subject=transfer.resident_id,
            dwelling=transfer.resident.dwelling_id,
            after={"people": len(left), "pet": pet},
        )
    return opened


def _need(viewer: Viewer, transfer: Transfer, text: str, verdict: Verdict) -> str:
    need = record_need(
        viewer,
        text,
        dwelling_id=transfer.resident.dwelling_id,
        channel=Channel.DOOR,
        asker=viewer.name,
        apart=True,
        verdict=verdict,
    )
    return str(need.id)


def take_back(viewer: Viewer, transfer: Transfer) -> None:
    """Close what was opened for those at home: the person did not leave."""
    _end_risks(viewer, transfer.behind.get("risks", []))
    needs = Need.objects.of(viewer).filter(id__in=transfer.behind.get("needs", []), closed_at=None)
    # One that somebody raised meanwhile is of another matter, and stays.
    for need in needs.exclude(urgency=Urgency.NOW):
        close(viewer, need.id, _("接走已撤销"), reached=need.asker or viewer.name)


def welcome(viewer: Viewer, resident: Resident) -> None:
    """Somebody is home again: end the risks that transfers made of whom they can look after."""
    people = people_at(viewer, resident.dwelling_id)
    still = {one.id for one in left_behind(people, frozenset())}
    rows = Transfer.objects.of(viewer).filter(resident__dwelling=resident.dwelling_id)
    risks = [risk for one in rows for risk in one.behind.get("risks", [])]
    kept = live_risks().filter(community_id=viewer.community_id, id__in=risks, resident__in=still)
    keep = {str(one) for one in kept.values_list("id", flat=True)}
    _end_risks(viewer, [one for one in risks if one not in keep])


def _end_risks(viewer: Viewer, risks: list[str]) -> None:
    for risk in risks:
        try:
            judge_risk(viewer, UUID(risk), holds=False)
        except Problem as problem:
            if problem.code != "kernel.not_found":  # Somebody ended it before: as wanted.
                raise
