"""A helper who cannot go on: all their pairs and errands are handed on at once.

A volunteer who turns positive is one whose own household raised the alarm or is a case.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.care.actions import close_pair
from wanjia.care.models import Errand, Pair
from wanjia.core import journal
from wanjia.core.access.viewer import Viewer, system
from wanjia.core.models import Entry
from wanjia.people.models import Resident, Staff
from wanjia.reports.models import Alarm
from wanjia.zoning.models import Case


@journal.on("alarm.opened")
def _on_alarm(entry: Entry) -> None:
    alarms = Alarm.objects.filter(community_id=entry.community_id)
    alarm = alarms.filter(id=entry.subject).first() if entry.subject else None
    if alarm and alarm.kind == "positive":
        _hand_on_of(entry.community_id, alarm.resident_id)


@journal.on("case.recorded")
def _on_case(entry: Entry) -> None:
    cases = Case.objects.filter(community_id=entry.community_id)
    case = cases.filter(id=entry.subject).first() if entry.subject else None
    if case and case.resident_id:
        _hand_on_of(entry.community_id, case.resident_id)


def _hand_on_of(community_id: UUID, resident_id: UUID) -> None:
    resident = Resident.objects.get(community_id=community_id, id=resident_id)
    for staff in Staff.objects.filter(community_id=community_id, resident=resident, active=True):
        hand_on(system(community_id), staff, _("阳性"))


def hand_on(viewer: Viewer, staff: Staff, why: str) -> None:
    """Take somebody out of service within an act: pairs end, errands look for another buyer.

    Higher floors hand on what they gave this person when they read `staff.out`.
    """
    staff.active = False
    staff.save(update_fields=["active"])
    pairs = list(
        Pair.objects.of(viewer)
        .filter(staff=staff, ended_at=None)
        .select_related("resident", "staff")
    )
    for pair in pairs:
        close_pair(viewer, pair, why)
    errands = list(
        Errand.objects.of(viewer)
        .filter(buyer=staff, settled_at=None, cancelled_at=None)
        .select_related("resident")
    )
    for errand in errands:
        errand.buyer, errand.taken_at = None, None
        errand.save(update_fields=["buyer", "taken_at"])
        journal.write(
            viewer,
            "errand.handed_on",
            subject=errand.id,
            dwelling=errand.resident.dwelling_id,
            before={"buyer": staff.name},
            after={"why": why},
        )
    journal.write(
        viewer,
        "staff.out",
        subject=staff.id,
        before={"active": True},
        after={"why": why, "pairs": len(pairs), "errands": len(errands)},
    )
