"""What people do in a rehearsed fortnight, by the very acts that the pages call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wanjia.core import clock
from wanjia.core.problems import Problem
from wanjia.goods.models import WastePlace
from wanjia.goods.waste.actions import note_pickup, weigh_barrel
from wanjia.needs.followup import actions as needs
from wanjia.needs.models import Need
from wanjia.people.models import Resident
from wanjia.people.residents import actions as people
from wanjia.places.models import Dwelling, Estate, Stairwell
from wanjia.places.queries import stairwell_keys
from wanjia.sites.models import Site, Transfer, Vehicle
from wanjia.sites.transfers import actions as transfers
from wanjia.zoning.cases.actions import decide_case, record_case, withdraw_case
from wanjia.zoning.models import Case, Zone, ZoneStairwell
from wanjia.zoning.plans.actions import Order, publish
from wanjia.zoning.queries import (
    cases_inside,
    look_of,
    newest_publication,
    proposals,
    protocols,
    unheld_cases,
)
from wanjia.zoning.zones.actions import step
from wanjia_demo.drill.acts import follow_up, plan_for
from wanjia_demo.rehearse.answering import POOL, sample
from wanjia_demo.rehearse.stage import Stage

WORDS = (
    "家里的药快没有了",
    "想问一下快递什么时候可以拿",
    "老人心里难受，想找人说说话",
    "家里断奶粉了",
)
STORM = "typhoon"
TOLD_BY = "区疾控"


@dataclass
class Acting:
    """Somebody who does all that there is to do in one community."""

    stage: Stage
    rng: Random
    wrong_by: timedelta = timedelta(0)
    positive_tube: bool = False
    done: list[str] = field(default_factory=list)

    def act(self, name: str) -> None:
        """Do a scene of the script; what the program refuses with a reason is noted, no more."""
        try:
            ACTS[name](self)
            self.done.append(name)
        except Problem as problem:
            self.done.append(f"{name} refused: {problem.code}")

    # Who is there.

    def residents(self, **lookups: Any) -> QuerySet[Resident]:
        """Return who lives there and is at home, in an order that does not change."""
        rows = Resident.objects.of(self.stage.head).filter(left_at=None, where="home", **lookups)
        return rows.select_related("dwelling__stairwell__estate").order_by("dwelling", "sort", "id")

    def anybody(self, **lookups: Any) -> Resident | None:
        """Return somebody at home, by chance."""
        ids = list(self.residents(**lookups).values_list("id", flat=True))
        return self.residents().get(id=self.rng.choice(ids)) if ids else None

    def sealed_doors(self) -> set[UUID]:
        """Return the stairwells that are shut now."""
        shelf = protocols(self.stage.community.id)
        rows = ZoneStairwell.objects.of(self.stage.head).filter(until=None).select_related("zone")
        return {row.stairwell_id for row in rows if look_of(shelf, row.zone) == "sealed"}

    # Cases.

    def case(self) -> None:
        """Somebody of a house that is open is positive; the plan is put in force."""
        shut = self.sealed_doors()
        open_doors = Stairwell.objects.of(self.stage.head).exclude(id__in=shut)
        self._record(self.anybody(dwelling__stairwell__in=open_doors.values("id")))

    def case_next_door(self) -> None:
        """Somebody of the door beside a shut one is positive."""
        shut = self.sealed_doors()
        doors = list(Stairwell.objects.of(self.stage.head).order_by("estate", "sort", "label"))
        beside = [
            door.id
            for before, door in pairwise(doors)
            if before.id in shut and door.id not in shut and door.estate_id == before.estate_id
        ]
        self._record(self.anybody(dwelling__stairwell__in=beside))

    def case_far(self) -> None:
        """Somebody at the far end of the estates is positive."""
        doors = list(Stairwell.objects.of(self.stage.head).order_by("-estate", "-sort", "-label"))
        self._record(self.anybody(dwelling__stairwell__in=[door.id for door in doors[:5]]))

    def case_inside(self) -> None:
        """Somebody behind a shut door is positive; what the protocol leaves open is decided."""
        self._record(self.anybody(dwelling__stairwell__in=self.sealed_doors()))
        for _entry, case, _zone in cases_inside(self.stage.head):
            decide_case(self.stage.head, case, "keep", "同住人，本来就在封控区里")

    def case_withdrawn(self) -> None:
        """The last case was a mistake of the laboratory."""
        case = Case.objects.of(self.stage.head).filter(withdrawn_at=None).first()
        if case:
            withdraw_case(self.stage.head, case, "复核阴性")

    def _record(self, person: Resident | None) -> None:
        if person is None:
            return
        record_case(
            self.stage.head,
            person.dwelling,
            test="pcr",
            sampled_at=clock.now() - timedelta(hours=9),
            told_by=TOLD_BY,
            resident=person,
        )
        plan_for(self.stage.head, person.dwelling.stairwell.estate_id)

    # Who goes and comes.

    def transfer(self) -> None:
        """All who wait get a seat, leave, and are handed over."""
        head = self.stage.head
        site = Site.objects.of(head).exclude(opened_at=None).filter(closed_at=None).first()
        car = Vehicle.objects.of(head).filter(retired_at=None).order_by("-seats").first()
        waiting = Transfer.objects.of(head).filter(
            left_at=None, cancelled_at=None, returned_at=None
        )
        if site is None or car is None or not waiting:
            return
        trip = transfers.make_trip(head, car.id, site.id, clock.now() + timedelta(minutes=5))
        for transfer in waiting.filter(resident__left_at=None):
            transfers.give_seat(head, transfer.id, trip.id)
            transfers.note_left(head, transfer.id)
            transfers.hand_over_person(head, transfer.id, "护士长")

    def return_home(self) -> None:
        """Who was taken first comes home."""
        away = Transfer.objects.of(self.stage.head).exclude(arrived_at=None)
        first = away.filter(returned_at=None, cancelled_at=None).order_by("left_at").first()
        if first:
            transfers.note_home(self.stage.head, first.id, "两次核酸阴性")

    def household_moves(self) -> None:
        """A household moves into an empty flat elsewhere; a zone's end does not move with it."""
        person = self.anybody()
        empty = Dwelling.objects.of(self.stage.head).filter(residents=None).order_by("id")
        if person is None or not empty:
            return
        target = empty[self.rng.randrange(min(len(empty), 20))]
        for one in self.residents(dwelling=person.dwelling_id):
            people.move_resident(self.stage.head, one.id, target.id)

    def resident_leaves(self) -> None:
        """Somebody moves out of the community."""
        if person := self.anybody():
            people.resident_left(self.stage.head, person.id)

    def resident_comes(self) -> None:
        """Somebody moves in with a household."""
        if person := self.anybody():
            people.add_resident(self.stage.head, person.dwelling_id, "新来的")

    def goes_away(self) -> None:
        """Somebody is away, somebody else need not report for three days."""
        if person := self.anybody():
            people.mark_away(self.stage.head, person.id)
        if other := self.anybody():
            today = clock.now().astimezone(self.stage.community_tz).date()
            people.exempt_until(self.stage.head, other.id, today + timedelta(days=2), "化疗")

    def comes_back(self) -> None:
        """Everybody who was away is home again."""
        rows = Resident.objects.of(self.stage.head).filter(left_at=None, where="away")
        for one in rows.order_by("id"):
            people.mark_away(self.stage.head, one.id, False)

    # What else there is.

    def typhoon(self) -> None:
        """A storm comes: every door that nothing holds is under the storm's gravest class."""
        shut = self.sealed_doors()
        for estate in Estate.objects.of(self.stage.head).order_by("id"):
            open_doors = {
                key for id, key in stairwell_keys(self.stage.head, estate).items() if id not in shut
            }
            self._publish(estate, frozenset(open_doors), STORM)

    def typhoon_over(self) -> None:
        """The warning is lifted; those doors are under the mildest class again."""
        head = self.stage.head
        storm = Zone.objects.of(head).filter(protocol=STORM, ended_at=None)
        for zone in storm.select_related("estate"):
            keys = stairwell_keys(head, zone.estate)
            doors = [keys[row] for row in _doors_of(zone) if row in keys]
            step(head, zone, "open", "预警已解除", ["warning_lifted"])
            self._publish(zone.estate, frozenset(doors), "shanghai-2022-04", "precaution")

    def _publish(
        self, estate: Estate, doors: frozenset[str], protocol: str, klass: str = ""
    ) -> None:
        seen = newest_publication(self.stage.head, estate)
        order = Order(doors, protocol, klass, rest=None, seen=seen.id if seen else None)
        publish(self.stage.head, estate, order)

    def step_down(self) -> None:
        """Each class that the clock says is over is stepped down, with what is to be confirmed."""
        for zone, proposal in proposals(self.stage.head):
            if proposal.ready:
                keys = [one.key for one in proposal.confirm]
                step(self.stage.head, zone, proposal.to_class, "", keys)

    def follow_alarms(self) -> None:
        """Who was positive or feverish is followed up; now and then it waits for the morning."""
        from wanjia.reports.models import Alarm

        for alarm in Alarm.objects.of(self.stage.head).filter(closed_at=None).order_by("id"):
            # Who was in a positive tube waits for the sample of their own.
            if alarm.kind != "retest" and self.rng.random() < 0.7:
                follow_up(self.stage.head, alarm)

    def ask_and_close(self) -> None:
        """Somebody asks for something; an older request is done."""
        head = self.stage.head
        if person := self.anybody():
            words = self.rng.choice(WORDS)
            needs.record_need(head, words, dwelling_id=person.dwelling_id, resident_id=person.id)
        old = Need.objects.of(head).filter(closed_at=None, opened_at__lt=clock.now())
        for need in old.order_by("opened_at")[:1]:
            needs.take(head, need.id)
            needs.report_back(head, need.id, "送到了", reached="本人")
            needs.verify(head, need.id)

    def collect_waste(self) -> None:
        """The cart goes round the infected homes."""
        head = self.stage.head
        today = clock.now().astimezone(self.stage.community_tz).date()
        places = WastePlace.objects.of(head).filter(until=None).order_by("since", "id")
        number = f"R{today:%m%d}"
        for place in places:
            note_pickup(head, place.id, "2", doubled=True, sprayed=True, barrel=number, ppm="1000")
        if places:
            weigh_barrel(head, number, "6.4")

    def pooled_positive(self) -> None:
        """Ten neighbours go to be sampled into one tube, and it is positive."""
        if person := self.anybody():
            near = self.residents(dwelling__stairwell=person.dwelling.stairwell_id)
            sample(self.stage, list(near[:POOL]))
            self.positive_tube = True

    def plan_cases(self) -> None:
        """Whoever became a case by a result alone is planned for like any other."""
        for estate in Estate.objects.of(self.stage.head).order_by("id"):
            if unheld_cases(self.stage.head, estate).exists():
                plan_for(self.stage.head, estate.id)

    def clock_wrong(self) -> None:
        """The server's clock is three quarters of an hour ahead."""
        self.wrong_by = timedelta(minutes=45)

    def clock_right(self) -> None:
        """The clock is put right."""
        self.wrong_by = timedelta(0)


def _doors_of(zone: Zone) -> list[UUID]:
    rows = zone.memberships.filter(until=None, community_id=zone.community_id)
    return list(rows.values_list("stairwell_id", flat=True))


ACTS: dict[str, Callable[[Acting], None]] = {
    "case": Acting.case,
    "case_next_door": Acting.case_next_door,
    "case_inside": Acting.case_inside,
    "case_far": Acting.case_far,
    "case_withdrawn": Acting.case_withdrawn,
    "transfer": Acting.transfer,
    "return": Acting.return_home,
    "household_moves": Acting.household_moves,
    "resident_leaves": Acting.resident_leaves,
    "resident_comes": Acting.resident_comes,
    "goes_away": Acting.goes_away,
    "comes_back": Acting.comes_back,
    "typhoon": Acting.typhoon,
    "typhoon_over": Acting.typhoon_over,
    "step_down": Acting.step_down,
    "follow_alarms": Acting.follow_alarms,
    "needs": Acting.ask_and_close,
    "waste": Acting.collect_waste,
    "pooled_positive": Acting.pooled_positive,
    "plan_cases": Acting.plan_cases,
    "clock_wrong": Acting.clock_wrong,
    "clock_right": Acting.clock_right,
}
