"""A roll-up says what the rows say: after any history of acts it equals counts made by hand."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.examples import examples

from wanjia.city import rollup
from wanjia.city.figures import NAMES
from wanjia.city.models import Rollup
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, system_viewer
from wanjia.core.ids import new_id
from wanjia.core.problems import Problem
from wanjia.goods.models import Pickup, WastePlace
from wanjia.goods.waste.actions import pick_up
from wanjia.needs.followup import actions as needs
from wanjia.needs.models import Need
from wanjia.needs.queries import is_late
from wanjia.people.models import Resident
from wanjia.reports.answers.actions import Given, close_alarm, extend_rounds, store_answers
from wanjia.reports.models import Alarm, Round
from wanjia.reports.queries import residents_with_status
from wanjia.sites.beds import actions as stays
from wanjia.sites.models import Site, Stay, Transfer
from wanjia.sites.queries import beds_of
from wanjia.sites.sites import actions as building
from wanjia.sites.transfers import actions as transfers
from wanjia.zoning.cases.actions import record_case
from wanjia.zoning.models import Case, Zone
from wanjia.zoning.protocols.protocol_store import look_of, protocols
from wanjia.zoning.zones.publish import Order, publish

pytestmark = pytest.mark.django_db
START = datetime(2022, 4, 18, 18, 40, tzinfo=ZoneInfo("Asia/Shanghai"))
PROTOCOL = "shanghai-2022-04"
WORDS = ("胸口痛，喘不上气", "胰岛素明天就没了", "水管漏水", "想问什么时候解封", "狗没有吃的了")


class History:
    """A community that lives through random acts, some of which are refused."""

    def __init__(self, estate, residents, seed):
        self.rng = random.Random(seed)
        self.estate, self.residents = estate, residents
        self.desk = Viewer(estate.community_id, "desk", new_id(), "值班")
        self.of = {"community": estate.community_id}
        self.now = START

    def live(self, acts):
        every = frozenset({"23", "24", "3"})
        with clock.freeze(self.now):
            publish(self.desk, self.estate, Order(every, PROTOCOL, "precaution", rest=None))
            building.make_site(self.desk, "定点医院", 3, kind="hospital")
        kinds = [
            self.answer, self.answer, self.answer, self.ask, self.ask, self.close_need,
            self.take_need, self.close_alarm, self.case, self.seal, self.admit, self.discharge,
            self.move, self.waste, self.leave,
        ]  # fmt: skip
        for _ in range(acts):
            self.now += timedelta(minutes=self.rng.choice((1, 7, 50, 200)))
            with clock.freeze(self.now):
                extend_rounds(self.estate.community_id)
                try:
                    self.rng.choice(kinds)()
                except Problem:
                    continue

    def one_of(self, rows):
        found = list(rows.order_by("id"))
        return self.rng.choice(found) if found else None

    def answer(self):
        round_ = self.one_of(Round.objects.filter(**self.of, opens_at__lte=self.now))
        if round_ is None:
            return
        asked = list(residents_with_status(self.desk, round_))
        given = [
            Given(
                one.id,
                antigen=self.rng.choice(("negative", "negative", "positive", "invalid", "")),
                temperature=self.rng.choice(("36.5", "38.2", None)),
                where=self.rng.choice(("home", "away", "")),
            )
            for one in self.rng.sample(asked, min(len(asked), 6))
        ]
        store_answers(self.desk, round_, given, "door")

    def ask(self):
        who = self.rng.choice(self.residents)
        needs.record_need(self.desk, self.rng.choice(WORDS), resident_id=who.id)

    def close_need(self):
        if one := self.one_of(Need.objects.filter(**self.of)):
            act = needs.reopen if one.closed_at else needs.close
            act(self.desk, one.id, "好了")

    def take_need(self):
        if one := self.one_of(Need.objects.filter(**self.of, owner=None)):
            needs.take(self.desk, one.id)

    def close_alarm(self):
        if one := self.one_of(Alarm.objects.filter(**self.of, closed_at=None)):
            close_alarm(self.desk, one.id, "复核阴性")

    def case(self):
        who = self.rng.choice(self.residents)
        record_case(
            self.desk, who.dwelling, test="pcr", sampled_at=self.now, told_by="疾控", resident=who
        )

    def seal(self):
        labels = frozenset(self.rng.sample(["23", "24", "3"], self.rng.randint(1, 3)))
        publish(self.desk, self.estate, Order(labels, PROTOCOL, self.rng.choice(("sealed", ""))))

    def admit(self):
        stays.admit(self.desk, Site.objects.get(**self.of).id, "外来的人")

    def discharge(self):
        if one := self.one_of(Stay.objects.filter(**self.of, until=None)):
            stays.discharge(self.desk, one.id)

    def move(self):
        if one := self.one_of(Transfer.objects.filter(**self.of)):
            self.rng.choice((transfers.leave, transfers.come_home))(self.desk, one.id)

    def waste(self):
        if one := self.one_of(WastePlace.objects.filter(**self.of)):
            pick_up(self.desk, one.id, str(self.rng.randint(1, 4)))

    def leave(self):
        who = self.rng.choice(self.residents)
        who.left_at = self.now
        who.save(update_fields=["left_at"])


def by_hand(community, now):
    """What the rows of today come to, counted one by one."""
    of = {"community": community.id}
    whole = system_viewer(community.id)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found = dict.fromkeys(NAMES, 0)
    here = [one for one in Resident.objects.filter(**of) if one.left_at is None]
    found["residents"] = len(here)
    found["households"] = len({one.dwelling_id for one in here})
    shelf = protocols(community.id)
    standing = []
    for zone in Zone.objects.filter(**of):
        doors = {
            one.stairwell_id
            for one in zone.memberships.all()
            if one.since <= now and (one.until is None or one.until > now)
        }
        if doors:
            standing.append(zone.id)
            inside = [one for one in here if one.dwelling.stairwell_id in doors]
            look = look_of(shelf, zone)
            found[f"zones_{look}"] += 1
            found[f"homes_{look}"] += len({one.dwelling_id for one in inside})
            found[f"people_{look}"] += len(inside)
    rounds = [
        one
        for one in Round.objects.filter(**of, cancelled_at=None).order_by("-closes_at", "-opens_at")
        if today <= one.opens_at <= now
    ]
    seen = set()
    for one in rounds:
        people = list(residents_with_status(whole, one))
        answered = sum(person.status == "reported" for person in people)
        asked = answered + sum(person.status == "missing" for person in people)
        found["day_asked"] += asked
        found["day_answered"] += answered
        found["abnormal"] += sum(person.abnormal for person in people)
        if one.zone_id in standing and (one.closes_at > now or one.zone_id not in seen):
            found["asked"] += asked
            found["answered"] += answered
        seen.add(one.zone_id)
    for case in Case.objects.filter(**of, withdrawn_at=None):
        found["cases_total"] += 1
        found["cases_new"] += case.recorded_at >= today
    for alarm in Alarm.objects.filter(**of):
        found["alarms_new"] += alarm.opened_at >= today
        found["alarms_closed"] += bool(alarm.closed_at and alarm.closed_at >= today)
        found["alarms_open"] += alarm.closed_at is None
        found["alarms_overdue"] += alarm.closed_at is None and alarm.due_at < now
    for need in Need.objects.filter(**of):
        word = ("now", "day", "days", "calm")[need.urgency - 1]
        found["needs_new"] += need.opened_at >= today
        found["needs_closed"] += bool(need.closed_at and need.closed_at >= today)
        found[f"open_{word}"] += need.closed_at is None
        found[f"late_{word}"] += is_late(need, now)
    site = Site.objects.get(**of)
    beds = beds_of([site])[site.id]
    found |= {"beds": beds.beds, "beds_taken": beds.taken, "beds_free": beds.free}
    found["transfers_waiting"] = sum(
        one.left_at is None and one.returned_at is None and one.cancelled_at is None
        for one in Transfer.objects.filter(**of)
    )
    day = today.date()
    places = [
        one
        for one in WastePlace.objects.filter(**of)
        if one.since <= day and (one.until is None or one.until >= day)
    ]
    picked = Pickup.objects.filter(**of, day=day, undone_at=None)
    found["waste_places"] = len(places)
    found["waste_served"] = len({one.place_id for one in picked})
    found["waste_bags"] = sum(one.bags for one in picked)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(2, 6)))
def test_a_roll_up_equals_what_is_counted_by_hand_after_any_history(
    seed, community, estate, residents
):
    history = History(estate, residents, seed)
    history.live(acts=60)
    with clock.freeze(history.now):
        rollup.keep_up(community.id)
        row = Rollup.objects.get(community=community, latest=True)
        expected = by_hand(community, history.now)
    assert {name: getattr(row, name) for name in NAMES} == expected
    assert expected["day_asked"] + expected["needs_new"] + expected["cases_total"]


def test_every_figure_has_its_column_and_no_column_is_left_over():
    others = {
        "id", "community", "day", "latest", "counted_at", "acted_at", "mark", "lat", "lon",
    }  # fmt: skip
    assert {one.name for one in Rollup._meta.get_fields()} == others | set(NAMES)


@pytest.fixture
def history(estate, residents):
    lived = History(estate, residents, seed=1)
    lived.live(acts=12)
    return lived


def test_what_did_not_change_is_not_counted_again(history, community):
    with clock.freeze(history.now):
        assert rollup.keep_up(community.id) == 2  # yesterday too, the first time
        assert rollup.keep_up(community.id) == 0
    with clock.freeze(history.now + timedelta(minutes=9)):
        history.ask()
        assert rollup.keep_up(community.id) == 1


def test_answers_alone_are_counted_every_other_minute(community, estate, residents):
    morning = START + timedelta(hours=13)
    history = History(estate, residents, seed=3)
    history.live(acts=0)
    with clock.freeze(morning):
        extend_rounds(community.id)
        rollup.keep_up(community.id)
    counted = []
    for minute in (1, 2, 3):
        with clock.freeze(morning + timedelta(minutes=minute)):
            round_ = Round.objects.filter(opens_at__lte=morning, closes_at__gt=morning).first()
            given = [Given(residents[minute].id, antigen="negative", temperature="36.5")]
            store_answers(history.desk, round_, given, "door")
            counted.append(rollup.keep_up(community.id))
    assert counted == [0, 1, 0]
    with clock.freeze(morning + timedelta(minutes=4)):
        rollup.keep_up(community.id)
        assert Rollup.objects.get(community=community, latest=True).answered == 3


def test_what_is_overdue_by_the_clock_alone_is_counted_within_ten_minutes(history, community):
    with clock.freeze(history.now):
        rollup.keep_up(community.id)
    with clock.freeze(history.now + timedelta(minutes=10)):
        assert rollup.keep_up(community.id) >= 1


def test_a_day_that_ended_keeps_its_figures_and_the_new_day_is_the_latest(history, community):
    with clock.freeze(history.now):
        history.ask()
        rollup.keep_up(community.id)
        day = timezone.localdate(history.now)
    with clock.freeze(history.now + timedelta(days=1)):
        rollup.keep_up(community.id)
    rows = {one.day: one for one in Rollup.objects.filter(community=community)}
    assert rows[day].needs_new >= 1
    assert [one.day for one in rows.values() if one.latest] == [day + timedelta(days=1)]
    assert rows[day + timedelta(days=1)].needs_new == 0


def test_days_missed_while_the_program_was_off_are_made_up(history, community):
    with clock.freeze(history.now):
        rollup.keep_up(community.id)
        day = timezone.localdate(history.now)
    with clock.freeze(history.now + timedelta(days=3)):
        rollup.keep_up(community.id)
    days = {one.day for one in Rollup.objects.filter(community=community)}
    assert {day + timedelta(days=n) for n in range(4)} <= days


def test_an_answer_pays_nothing_for_the_roll_up(history, community):
    with (
        clock.freeze(history.now),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        history.answer()
        history.ask()
    assert asked.captured_queries
    assert not [one for one in asked.captured_queries if "city_" in one["sql"]]
