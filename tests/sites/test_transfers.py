"""From the positive test until they are home again, and who is looked after meanwhile."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from wanjia.care.register.actions import add_risk
from wanjia.core import clock
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.needs.models import Need
from wanjia.people.models import Resident, Risk
from wanjia.people.residents.actions import resident_left
from wanjia.reports.models import Alarm, Answer, Round, TestResult
from wanjia.reports.results.actions import record
from wanjia.reports.results.rules import Tube
from wanjia.sites.beds import actions as stays
from wanjia.sites.models import Stay, Transfer
from wanjia.sites.queries import beds_of, returned_transfers, waiting_transfers
from wanjia.sites.sites import actions as building
from wanjia.sites.transfers import actions as transfers
from wanjia.sites.transfers.monitoring import watches_of
from wanjia.zoning.cases.actions import mark_moved_out, record_case, withdraw_case
from wanjia.zoning.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def family(residents):
    """A mother and her child of seven."""
    mother, child = residents[:2]
    mother.birth, child.birth = date(1985, 1, 1), date(2015, 1, 1)
    for one in (mother, child):
        one.save()
    return mother, child


@pytest.fixture
def desk(community) -> Client:
    user = User.objects.create(username="desk", name="王敏")
    Membership.objects.create(community=community, user=user, role="desk")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def hospital(viewer):
    return building.make_site(viewer, "区中心医院", 2, kind="hospital")


@pytest.fixture
def car(viewer):
    return transfers.add_vehicle(viewer, "沪A·1", 2, "王师傅")


@pytest.fixture
def trip(viewer, car, hospital):
    return transfers.make_trip(viewer, car.id, hospital.id, clock.now() + timedelta(hours=1))


def listed(viewer, resident) -> Transfer:
    case = record_case(
        viewer,
        resident.dwelling,
        test="pcr",
        sampled_at=clock.now() - timedelta(hours=8),
        told_by="疾控",
        resident=resident,
    )
    return Transfer.objects.get(case=case)


def refused(code: str, act, *args, **kwargs) -> None:
    with pytest.raises(Problem) as problem:
        act(*args, **kwargs)
    assert problem.value.code == code
    assert problem.value.words("en")
    assert problem.value.words("zh")


def home_again(viewer, resident, trip) -> Transfer:
    one = listed(viewer, resident)
    transfers.give_seat(viewer, one.id, trip.id)
    transfers.note_left(viewer, one.id)
    transfers.hand_over_person(viewer, one.id, "陈护士", "A", "01")
    return transfers.note_home(viewer, one.id, "两次阴性")


def test_a_case_comes_on_the_list_by_itself_and_once(viewer, family):
    one = listed(viewer, family[0])
    assert list(waiting_transfers(viewer)) == [one]
    assert transfers.list_for_transfer(viewer, family[0].id, "again") == one
    entry = Entry.objects.get(type="transfer.listed")
    assert (entry.subject, entry.dwelling) == (family[0].id, family[0].dwelling_id)
    assert entry.actor_name == viewer.name


def test_a_case_without_a_person_lists_nobody(viewer, family):
    record_case(viewer, family[0].dwelling, test="pcr", sampled_at=clock.now(), told_by="疾控")
    assert not waiting_transfers(viewer).exists()


@pytest.fixture
def alarm(viewer, family, estate):
    """A positive answer of the first of the family that somebody must follow up."""
    from wanjia.zoning.models import Zone

    now = clock.now()
    of = {"community_id": viewer.community_id}
    zone = Zone.objects.create(
        **of,
        estate=estate,
        name="z",
        klass="sealed",
        protocol="shanghai-2022-04",
        started_at=now,
        clock_from=now,
    )
    names = {one.name for one in Round._meta.concrete_fields}
    given = {"zone": zone, "opens_at": now, "closes_at": now + timedelta(hours=4), "name": "r"}
    round_ = Round.objects.create(**of, **{k: v for k, v in given.items() if k in names})
    answer = Answer.objects.create(
        **of, round=round_, resident=family[0], recorded_at=now, channel="door", antigen="positive"
    )
    return Alarm.objects.create(
        **of, answer=answer, resident=family[0], kind="positive", opened_at=now, due_at=now
    )


CONFIRMING = ["复核阳性", "核酸阳性，已上报", "确诊", "PCR positive", "双阳"]
OTHER = ["人在阳台晒太阳，复测正常", "核酸阴性，抗原假阳性", "not positive"]


@pytest.mark.parametrize("outcome", CONFIRMING)
def test_an_alarm_is_not_closed_as_confirmed_without_a_case(viewer, alarm, outcome):
    from wanjia.reports.alarms.actions import close_alarm

    with pytest.raises(Problem) as problem:
        close_alarm(viewer, alarm.id, outcome)
    assert problem.value.code == "alarm.confirm_first"
    with pytest.raises(Problem):
        close_alarm(viewer, alarm.id, "做完了", "confirmed")
    alarm.refresh_from_db()
    assert alarm.closed_at is None
    assert not waiting_transfers(viewer).exists()


def test_the_database_refuses_a_confirmed_alarm_without_a_case(viewer, alarm):
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.of(viewer).filter(id=alarm.id).update(verdict="confirmed")


@pytest.mark.parametrize("outcome", OTHER)
def test_other_words_close_an_alarm_and_list_nobody(viewer, alarm, outcome):
    from wanjia.reports.alarms.actions import close_alarm

    assert close_alarm(viewer, alarm.id, outcome).verdict == "other"
    assert not waiting_transfers(viewer).exists()


def second_test(alarm, finding="positive", hours=-5, **more):
    at = more.pop("sampled_at", clock.now() + timedelta(hours=hours))
    return Tube(**{"kind": "pcr", "sampled_at": at, "finding": finding} | more)


@pytest.mark.parametrize(("result", "many"), [("positive", 1), ("negative", 0), ("unclear", 0)])
def test_a_report_that_a_person_enters_decides(viewer, alarm, result, many):
    said = second_test(alarm, result, laboratory="区疾控", ct={"N": "28.5"})
    made = record(viewer, said, [alarm.resident_id], alarm_id=alarm.id)
    assert waiting_transfers(viewer).count() == many
    assert (made.ct, made.laboratory, made.settles) == ({"N": "28.5"}, "区疾控", alarm.id)
    if many:
        [transfer] = waiting_transfers(viewer)
        assert transfer.case_id == made.case_id
    again = record(viewer, said, [alarm.resident_id], made.id, alarm.id)
    assert again == made
    assert TestResult.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"finding": "sure"},
        {"kind": "ct"},
        {"ct": {"N": "77"}},
        {"hours": 2},
        {"hours": -24 * 30},
    ],
)
def test_an_unlikely_report_is_refused(viewer, alarm, said):
    with pytest.raises(Problem) as problem:
        record(viewer, second_test(alarm, **said), [alarm.resident_id], alarm_id=alarm.id)
    assert problem.value.code in ("result.value", "result.when")
    assert not waiting_transfers(viewer).exists()


def test_the_page_of_an_alarm_leads_to_the_report(desk, alarm):
    url = f"/transfers/confirm/{alarm.id}/"
    assert url in desk.get(f"/alarms/{alarm.id}/").content.decode()
    at = timezone.localtime(clock.now() - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    refused = desk.post(url, {"test": "pcr", "sampled_at": at, "result": ""})
    assert refused.status_code == 422
    sent = {"test": "pcr", "sampled_at": at, "result": "positive", "ct": "31", "laboratory": "甲"}
    answer = desk.post(url, sent, follow=True)
    assert "核酸 单管 阳性" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/cases/{Case.objects.get().id}/"
    assert TestResult.objects.get().ct == {"Ct": "31"}
    assert url.encode() not in desk.get("/transfers/").content


def test_a_case_that_was_wrong_takes_them_off_again(viewer, family):
    one = listed(viewer, family[0])
    withdraw_case(viewer, one.case, "录错")
    assert not waiting_transfers(viewer).exists()
    one.refresh_from_db()
    assert one.cancelled_at


def test_a_case_marked_as_moved_out_has_left(viewer, family):
    one = listed(viewer, family[0])
    mark_moved_out(viewer, one.case)
    one.refresh_from_db()
    assert one.left_at
    assert Resident.objects.get(id=family[0].id).where == "transferred"


def test_from_the_list_to_the_bed_and_home(viewer, family, trip, hospital):
    one = home_again(viewer, family[0], trip)
    assert Resident.objects.get(id=family[0].id).where == "home"
    stay = Stay.objects.get(transfer=one)
    assert (stay.zone, stay.bed) == ("A", "01")
    assert stay.until == one.returned_at
    one.case.refresh_from_db()
    assert one.case.moved_out_at
    kinds = Entry.objects.filter(subject=family[0].id).values_list("type", flat=True)
    assert {"transfer.left", "transfer.returned", "transfer.handed_over"} <= set(kinds)
    left = Entry.objects.get(type="transfer.left")
    assert (left.subject, left.dwelling) == (family[0].id, family[0].dwelling_id)


def test_a_second_tap_changes_nothing(viewer, family, trip):
    one = listed(viewer, family[0])
    for act in (
        lambda: transfers.give_seat(viewer, one.id, trip.id, 1),
        lambda: transfers.note_left(viewer, one.id),
        lambda: transfers.hand_over_person(viewer, one.id, "陈护士"),
        lambda: transfers.note_home(viewer, one.id),
    ):
        act()
        before = Entry.objects.count()
        act() if act.__code__.co_consts is None else None
    assert transfers.note_home(viewer, one.id).returned_at
    assert Entry.objects.count() == before


def test_a_seat_is_given_once(viewer, residents, trip):
    first, second, third = (listed(viewer, residents[n]) for n in (0, 2, 4))
    transfers.give_seat(viewer, first.id, trip.id, 1)
    refused("transfer.seat_taken", transfers.give_seat, viewer, second.id, trip.id, 1)
    refused("transfer.no_seat", transfers.give_seat, viewer, second.id, trip.id, 3)
    assert transfers.give_seat(viewer, second.id, trip.id).seat == 2
    refused("transfer.car_full", transfers.give_seat, viewer, third.id, trip.id)


def test_a_promised_bed_is_not_free(viewer, residents, car, trip, hospital):
    big = transfers.add_vehicle(viewer, "沪A·2", 9)
    later = transfers.make_trip(viewer, big.id, hospital.id, clock.now() + timedelta(hours=2))
    people = [listed(viewer, residents[n]) for n in (0, 2, 4)]
    for one in people[:2]:
        transfers.give_seat(viewer, one.id, later.id)
    assert beds_of([hospital])[hospital.id].free == 0
    refused("sites.full", transfers.give_seat, viewer, people[2].id, later.id)
    transfers.give_seat(viewer, people[0].id, trip.id)  # another vehicle to the same bed
    refused("sites.full", stays.admit_patient, viewer, hospital.id, "外来")
    transfers.cancel_transfer(viewer, people[0].id, "复查阴性")
    assert transfers.give_seat(viewer, people[2].id, later.id).site == hospital


def test_who_never_left_cannot_come_home(viewer, family, trip):
    one = listed(viewer, family[0])
    refused("transfer.not_left", transfers.note_home, viewer, one.id)
    refused("transfer.not_left", transfers.hand_over_person, viewer, one.id, "x")
    refused("transfer.no_trip", transfers.note_left, viewer, one.id)
    transfers.give_seat(viewer, one.id, trip.id)
    transfers.note_left(viewer, one.id)
    refused("transfer.not_handed", transfers.note_home, viewer, one.id)
    refused("transfer.who_took", transfers.hand_over_person, viewer, one.id, " ")
    refused("transfer.left_already", transfers.cancel_transfer, viewer, one.id, "x")


def test_trips_and_vehicles_that_cannot_be(viewer, car, hospital, trip, family):
    refused("vehicle.known", transfers.add_vehicle, viewer, "沪a·1", 4)
    refused("vehicle.impossible", transfers.add_vehicle, viewer, "沪A·9", 0)
    past = clock.now() - timedelta(hours=1)
    refused("trip.past", transfers.make_trip, viewer, car.id, hospital.id, past)
    refused("vehicle.busy", transfers.make_trip, viewer, car.id, hospital.id, trip.leaves_at)
    one = listed(viewer, family[0])
    transfers.give_seat(viewer, one.id, trip.id)
    refused("trip.has_people", transfers.cancel_trip, viewer, trip.id)
    transfers.cancel_transfer(viewer, one.id, "x")
    transfers.cancel_trip(viewer, trip.id)
    other = listed(viewer, family[1])
    refused("transfer.trip_gone", transfers.give_seat, viewer, other.id, trip.id)


def test_a_child_left_alone_is_a_care_case_at_once(viewer, family, trip):
    mother, child = family
    one = listed(viewer, mother)
    transfers.give_seat(viewer, one.id, trip.id)
    transfers.note_left(viewer, one.id, pet=True)
    risk = Risk.objects.get(resident=child)
    assert (risk.kind, risk.confirmed, risk.ended_at) == ("minor_alone", True, None)
    needs = Need.objects.filter(dwelling=mother.dwelling)
    assert {one.category for one in needs} == {"other", "pet"}
    assert child.name in needs.get(category="other").text
    transfers.hand_over_person(viewer, one.id, "陈护士")
    transfers.note_home(viewer, one.id)
    risk.refresh_from_db()
    assert risk.ended_at


def test_a_departure_by_mistake_is_undone_within_the_hour(viewer, family, trip):
    mother, child = family
    one = listed(viewer, mother)
    transfers.give_seat(viewer, one.id, trip.id)
    transfers.note_left(viewer, one.id, pet=True)
    one = transfers.undo_left(viewer, one.id)
    assert Resident.objects.get(id=mother.id).where == "home"
    assert Risk.objects.get(resident=child).ended_at
    assert not Need.objects.filter(closed_at=None).exists()
    one.case.refresh_from_db()
    assert one.case.moved_out_at is None
    refused("kernel.nothing_to_undo", transfers.undo_left, viewer, one.id)
    transfers.note_left(viewer, one.id)
    with clock.freeze(clock.now() + timedelta(hours=2)):
        refused("kernel.nothing_to_undo", transfers.undo_left, viewer, one.id)


def test_a_risk_that_was_known_before_outlives_the_return(viewer, residents, trip):
    daughter, elder = residents[:2]
    elder.birth = date(1935, 1, 1)
    elder.save()
    add_risk(viewer, elder.id, "alone_elder")
    home_again(viewer, daughter, trip)
    assert Risk.objects.get(resident=elder).ended_at is None


def test_home_again_under_the_rules_of_monitoring(viewer, family, trip):
    one = home_again(viewer, family[0], trip)
    mother = Resident.objects.get(id=family[0].id)
    from django.utils import timezone

    today = timezone.localdate(clock.now())
    assert mother.exempt_until == today + timedelta(days=5)  # days 1 to 6 without tests
    for later, day, pcr in ((0, 1, False), (6, 7, True)):
        with clock.freeze(one.returned_at + timedelta(days=later)):
            seen = watches_of(viewer, returned_transfers(viewer))
            assert [(row.day, row.pcr_today, row.wanted) for row in seen] == [(day, pcr, 2)]
    with clock.freeze(one.returned_at + timedelta(days=7)):
        assert watches_of(viewer, returned_transfers(viewer)) == []


def test_who_fell_ill_again_is_listed_again(viewer, family, trip):
    home_again(viewer, family[0], trip)
    again = transfers.list_for_transfer(viewer, family[0].id, "复阳")
    assert list(waiting_transfers(viewer)) == [again]


def test_who_is_taken_off_the_roster_waits_no_more(viewer, family):
    waiting = transfers.list_for_transfer(viewer, family[0].id, "复核阳性")
    resident_left(viewer, family[0].id)
    waiting.refresh_from_db()
    assert waiting.cancelled_at
    assert not waiting_transfers(viewer).exists()
