"""A volunteer who turns positive is out of service at once."""

from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.care.pairs.reassignment import hand_on
from wanjia.core import journal
from wanjia.core.access.viewer import system_viewer
from wanjia.core.models import Entry
from wanjia.people.models import Resident, Staff
from wanjia.reports.models import Alarm
from wanjia.zoning.models import Case


@journal.on("alarm.opened")
def _on_alarm(entry: Entry) -> None:
    alarms = Alarm.objects.filter(community_id=entry.community_id)
    alarm = alarms.filter(id=entry.subject).first() if entry.subject else None
    if alarm and alarm.kind == "positive":
        hand_on_all_of(entry.community_id, alarm.resident_id)


@journal.on("case.recorded")
def _on_case(entry: Entry) -> None:
    cases = Case.objects.filter(community_id=entry.community_id)
    case = cases.filter(id=entry.subject).first() if entry.subject else None
    if case and case.resident_id:
        hand_on_all_of(entry.community_id, case.resident_id)


def hand_on_all_of(community_id: UUID, resident_id: UUID) -> None:
    """Take somebody who turned positive out of every service that they do."""
    resident = Resident.objects.get(community_id=community_id, id=resident_id)
    for staff in Staff.objects.filter(community_id=community_id, resident=resident, active=True):
        hand_on(system_viewer(community_id), staff, _("阳性"))
