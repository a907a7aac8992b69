"""A helper who cannot go on: all their pairs and errands are handed on at once.

A volunteer who turns positive is one whose own household raised the alarm or is a case.
"""

from wanjia.care.actions import close_pair
from wanjia.care.models import Errand, Pair
from wanjia.core import journal
from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Staff


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
