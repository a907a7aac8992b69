"""The stage of a drill: the town's people, its workers as viewers, and what waits for them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from django.utils import timezone

from wanjia.care.contacts.contact_policy import Due
from wanjia.care.contacts.queries import load_cared, make_promise
from wanjia.care.queries import live_assignments, shut_zones
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.models import Community, Membership, User
from wanjia.needs.models import Need
from wanjia.needs.queries import ORDER
from wanjia.people.access import live_risks
from wanjia.people.models import Resident, Staff
from wanjia.reports.models import Alarm, Round
from wanjia.zoning.models import GuardPost, ZoneStairwell
from wanjia_demo.drill.crew import ONE_DAY, Worker, fall_ill, plan_shifts, take_out
from wanjia_demo.drill.incoming import Person
from wanjia_demo.drill.settings import Settings

CHASED_FOR = timedelta(hours=3)  # a round's missing are asked for until then
AGAIN_AFTER = timedelta(minutes=60)  # who was not reached is tried again
USUAL_NEED = timedelta(minutes=30)  # how long a need that waits will take, as the desk guesses
COMMITTEE = ("head", "desk", "grid")


class NotPossible(ValueError):
    """A drill that cannot be played; the sentence says what is missing, in both languages."""


@dataclass(eq=False)
class ToContact:
    """Somebody whom the promise asks for, by when, and whose they are."""

    resident: Resident
    due: Due
    whose: UUID | None


@dataclass
class Stage:
    """A town under rehearsal."""

    community: Community
    settings: Settings
    seed: int
    start: datetime
    staff: dict[str, Staff] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)
    tried: dict[UUID, datetime] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)  # needs that somebody has not begun
    fallen_ill: int = 0

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        pools = {
            "committee": self._committee(),
            "doctor": self._serving("doctor"),
            "steward": self._serving("steward"),
            "volunteer": self._volunteers(),
        }
        first, days = timezone.localtime(self.start), -(-self.settings.hours // 24) + 1
        for pool, people in pools.items():
            for number, member in enumerate(people):
                spans = plan_shifts(number, len(people), self.settings.rota[pool], first, days)
                self.workers.append(Worker(str(member.id), member.role, pool, spans))
                self.staff[str(member.id)] = member
        self._take_out(first, days)

    def _serving(self, *roles: str) -> list[Staff]:
        rows = Staff.objects.filter(community=self.community, active=True, role__in=roles)
        return list(rows.order_by("role", "id"))

    def _committee(self) -> list[Staff]:
        """Return the committee's people; all but the head have the desk's grant and take turns."""
        have = sorted(self._serving(*COMMITTEE), key=lambda one: COMMITTEE.index(one.role))
        while len(have) < self.settings.staff:
            have.append(self._add_staff("desk", f"社工{len(have) + 1}", None))
        for member in have[1:]:
            if member.role != "desk":
                member.role = "desk"
                member.save(update_fields=["role"])
                Membership.objects.filter(community=self.community, user=member.user).update(
                    role="desk"
                )
        for member in have[self.settings.staff :]:
            member.active = False
            member.save(update_fields=["active"])
        return have[: self.settings.staff]

    def _volunteers(self) -> list[Staff]:
        """Return so many volunteers as the settings say; more come forward from the residents."""
        have, wanted = self._serving("volunteer"), self.settings.volunteers
        for member in have[wanted:]:
            member.active = False
            member.save(update_fields=["active"])
        if len(have) < wanted:
            able = Resident.objects.filter(
                community=self.community, left_at=None, where="home", staff=None, risks=None
            ).exclude(phone="")
            for resident in able.order_by("id")[:: max(able.count() // (wanted - len(have)), 1)][
                : wanted - len(have)
            ]:
                have.append(self._add_staff("volunteer", resident.name, resident))
        return have[:wanted]

    def _add_staff(self, role: str, name: str, resident: Resident | None) -> Staff:
        number = Staff.objects.filter(community=self.community).count() + 1
        user = User.objects.create(username=f"drill-{number}", name=name)
        Membership.objects.create(community=self.community, user=user, role=role)
        return Staff.objects.create(
            community=self.community, name=name, role=role, user=user, resident=resident
        )

    def _take_out(self, first: datetime, days: int) -> None:
        """Take out who is away by the settings, and who falls ill by chance."""
        midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
        for away in self.settings.away:
            there = [worker for worker in self.workers if worker.pool == away.who]
            if away.people > len(there):
                raise NotPossible(
                    f"away：{away.who} 只有 {len(there)} 人，去不了 {away.people} 人。 "
                    f"away: there are {len(there)} of {away.who}, {away.people} cannot be out."
                )
            start = midnight + away.day * ONE_DAY
            for worker in there[-away.people :]:
                take_out(worker, start, start + away.days * ONE_DAY)
        ill = self.settings.ill
        rng = Random(f"{self.seed}/ill")
        self.fallen_ill = fall_ill(self.workers, rng, ill.a_day, ill.days, midnight, days)

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

    def free_at(self, at: datetime) -> dict[str, datetime]:
        """Return when each of those who are on will be free, with what they were given."""
        return {
            worker.key: max(worker.free_at or at, at) + self.given[worker.key] * USUAL_NEED
            for worker in self.workers
            if worker.on(at)
        }

    def first_there(self, at: datetime) -> dict[str, datetime]:
        """Return when each of those who are on can be with a life in danger."""
        return {
            worker.key: max(worker.held_until or at, at) for worker in self.workers if worker.on(at)
        }

    def guards_needed(self, now: datetime) -> int:
        """Return how many people must stand at guard posts now."""
        rows = GuardPost.objects.filter(community=self.community, ended_at=None).exclude(
            started_at__gt=now
        )
        return sum(rows.values_list("guards", flat=True))

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

    def to_contact(self, now: datetime) -> list[ToContact]:
        """Whom the promise asks for now: the resident, call or door, whose they are, by when."""
        told = make_promise(self.system)
        given = dict(live_assignments(self.system).values_list("resident", "staff"))
        due = [
            one
            for one in [*told.late, *told.soon]
            if one.person.id not in self.tried or self.tried[one.person.id] + AGAIN_AFTER <= now
        ]
        return [
            ToContact(
                one.resident,
                one.due,
                given.get(one.resident.id) or (one.pair.staff_id if one.pair else None),
            )
            for one in load_cared(self.system, due)
        ]
