"""The stage of a drill: the town's people, its workers as viewers, and what waits for them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from wanjia.care.contacts.queries import load_cared, make_promise
from wanjia.care.queries import shut_zones
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Community
from wanjia.needs.models import Need
from wanjia.needs.queries import ORDER
from wanjia.people.access import live_risks
from wanjia.people.models import Resident, Staff
from wanjia.reports.models import Alarm, Round
from wanjia.zoning.models import ZoneStairwell
from wanjia_demo.drill.crew import Worker, crew
from wanjia_demo.drill.incoming import Person
from wanjia_demo.drill.settings import ROLES, Settings

CHASED_FOR = timedelta(hours=3)  # a round's missing are asked for until then
AGAIN_AFTER = timedelta(minutes=60)  # who was not reached is tried again


@dataclass
class Stage:
    """A town under rehearsal."""

    community: Community
    settings: Settings
    seed: int
    staff: dict[str, Staff] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)
    tried: dict[UUID, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = Staff.objects.filter(community=self.community, active=True, role__in=ROLES)
        self.staff = {str(row.id): row for row in rows.order_by("role", "id")}
        people = [(key, one.role) for key, one in self.staff.items()]
        self.workers = crew(people, self.settings.crew)
        self.rng = Random(self.seed)

    @cached_property
    def system(self) -> Viewer:
        """The program itself."""
        return system_viewer(self.community.id)

    def viewer(self, worker: Worker) -> Viewer:
        """Whom the application sees when a worker acts; made anew, as grids come and go."""
        one = self.staff[worker.key]
        return Viewer(self.community.id, one.role, one.user_id, one.name)

    @cached_property
    def people(self) -> list[Person]:
        """Everyone who lives there."""
        risks: dict[UUID, set[str]] = defaultdict(set)
        rows = live_risks().filter(community_id=self.community.id)
        for resident, kind in rows.values_list("resident", "kind"):
            risks[resident].add(kind)
        found = Resident.objects.filter(
            community=self.community, left_at=None, where="home"
        ).order_by("dwelling", "sort", "id")
        return [
            Person(one, dwelling, stairwell, frozenset(risks[one]))
            for one, dwelling, stairwell in found.values_list(
                "id", "dwelling", "dwelling__stairwell"
            )
        ]

    @cached_property
    def by_risk(self) -> dict[str, list[Person]]:
        """People by each kind of risk they have."""
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            for kind in person.risks:
                found[kind].append(person)
        return found

    def sealed(self) -> frozenset[UUID]:
        """Return the stairwells that are shut now."""
        rows = ZoneStairwell.objects.filter(
            community=self.community, until=None, zone__in=shut_zones(self.system)
        )
        return frozenset(rows.values_list("stairwell", flat=True))

    def open_needs(self) -> list[Need]:
        """Open needs that wait for us, the most urgent first."""
        rows = Need.objects.filter(
            community=self.community, closed_at=None, waiting_since=None
        ).select_related("dwelling__stairwell", "helper")
        return list(rows.order_by(*ORDER))

    def open_alarms(self) -> list[Alarm]:
        """Open follow-ups that nobody has taken on."""
        rows = Alarm.objects.filter(community=self.community, closed_at=None, owner=None)
        return list(rows.select_related("resident__dwelling").order_by("due_at"))

    def rounds_to_chase(self, now: datetime) -> list[Round]:
        """Rounds of shut zones that closed a while ago."""
        rows = Round.objects.filter(
            community=self.community,
            cancelled_at=None,
            closes_at__lte=now,
            closes_at__gt=now - CHASED_FOR,
            zone__in=shut_zones(self.system),
        )
        return list(rows.select_related("zone").order_by("closes_at"))

    def to_contact(self, now: datetime) -> list[tuple[Resident, str, UUID | None, datetime]]:
        """Whom the promise asks for now: the resident, call or door, their pair, by when."""
        told = make_promise(self.system)
        due = [
            one
            for one in [*told.late, *told.soon]
            if one.person.id not in self.tried or self.tried[one.person.id] + AGAIN_AFTER <= now
        ]
        return [
            (one.resident, one.due.step, one.pair.staff_id if one.pair else None, one.due.due_at)
            for one in load_cared(self.system, due)
        ]
