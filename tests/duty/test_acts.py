"""Duty in the database: rosters drafted and published, swaps, gaps, stays, trips to hospital."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.core.today import TodayPage
from wanjia.duty import queries
from wanjia.duty.doctor_on_duty import doctors_on_duty
from wanjia.duty.models import Roster, Shift, Trip
from wanjia.duty.rosters import actions
from wanjia.duty.trips.actions import cancel_trip, note_step, open_trip
from wanjia.duty.trips.repeats import next_going
from wanjia.duty.trips.today import trip_rows
from wanjia.people.models import Resident, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIRST = date(2022, 4, 20)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def morning():
    with clock.freeze(NOW):
        yield


@pytest.fixture
def head(community):
    user = User.objects.create(username="head", name="主任")
    Membership.objects.create(community=community, user=user, role="head")
    return Viewer(community.id, "head", user.id, "主任")


@pytest.fixture
def doctors(community):
    made = []
    for number in range(6):
        user = User.objects.create(username=f"doctor{number}", name=f"医生{number}")
        Membership.objects.create(community=community, user=user, role="doctor")
        made.append(
            Staff.objects.create(
                community=community, name=user.name, role="doctor", user=user, phone="19900001234"
            )
        )
    return made


@pytest.fixture
def team(head, doctors):
    return actions.save_team(head, "医疗组", "three8", [one.id for one in doctors], medical=True)


@pytest.fixture
def roster(head, team):
    made = actions.draft(head, team, FIRST, 14)
    return actions.publish(head, made.id)


@pytest.fixture
def desk(head) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=head.user_id))
    return client


def viewer_of(staff: Staff) -> Viewer:
    return Viewer(staff.community_id, staff.role, staff.user_id, staff.name)


def test_six_people_leave_no_minute_without_a_doctor(head, team, roster):
    assert queries.gaps(head, team, FIRST, 14) == []
    shifts = list(Shift.objects.filter(live=True).order_by("starts_at"))
    assert all(one.ends_at >= other.starts_at for one, other in pairwise(shifts))


def test_a_draft_holds_nothing_before_it_is_published(head, team):
    made = actions.draft(head, team, FIRST, 3)
    assert not queries.on_duty(head.community_id, NOW + timedelta(days=1)).exists()
    actions.publish(head, made.id)
    actions.publish(head, made.id)  # again is harmless
    assert queries.on_duty(head.community_id, NOW + timedelta(days=1)).count() == 1
    assert Entry.objects.filter(type="roster.published").count() == 1


@pytest.mark.slow
def test_a_roster_that_cannot_be_names_the_rule_and_what_would_do(head, doctors, desk):
    few = actions.save_team(head, "三人", "three8", [one.id for one in doctors[:2]])
    with pytest.raises(Problem) as refused:
        actions.draft(head, few, FIRST, 14)
    assert refused.value.code == "duty.impossible"
    assert "规则" in refused.value.words() or "人" in refused.value.words()
    answer = desk.post(
        f"/duty/teams/{few.id}/make/",
        {"first": "2022-04-20", "days": "14", "pattern": "three8", "need": "1"},
    )
    assert answer.status_code == 409
    assert not Roster.objects.exists()


def test_two_taps_swap_two_shifts_and_no_minute_is_lost(head, team, roster, desk):
    mine = Shift.objects.filter(live=True, day=FIRST + timedelta(days=3)).order_by("starts_at")
    one, other = mine[0], mine[1]
    page = desk.get(f"/duty/?swap={one.id}&from={one.day}").content.decode()
    assert str(other.id) in page
    before = (one.staff_id, other.staff_id)
    actions.swap(head, one.id, other.id, anyway=True)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (other.staff_id, one.staff_id) == before
    assert queries.gaps(head, team, FIRST, 14) == []
    assert Entry.objects.filter(type="shift.handed_over").count() == 2


def test_a_swap_that_breaks_a_rest_rule_says_which_and_only_an_officer_may_insist(head, roster):
    night = Shift.objects.filter(live=True, key="night", day=FIRST + timedelta(days=4)).get()
    day = Shift.objects.filter(live=True, key="day", day=FIRST + timedelta(days=4)).get()
    with pytest.raises(Problem) as refused:
        actions.give(head, day.id, night.staff_id)
    assert refused.value.code == "duty.breaks_rule"
    with pytest.raises(Problem):
        actions.give(viewer_of(day.staff), day.id, night.staff_id, anyway=True)
    actions.give(head, day.id, night.staff_id, anyway=True)


def test_nobody_swaps_shifts_of_others(roster, doctors):
    shifts = Shift.objects.filter(live=True, day=FIRST + timedelta(days=3))
    strangers = [one for one in doctors if one.id not in {shift.staff_id for shift in shifts}]
    with pytest.raises(Problem, match=""):
        actions.swap(viewer_of(strangers[0]), shifts[0].id, shifts[1].id)


def test_a_shift_that_has_begun_stays(head, roster):
    shift = Shift.objects.filter(live=True).earliest("starts_at")
    with clock.freeze(shift.starts_at + timedelta(minutes=1)), pytest.raises(Problem) as refused:
        actions.give(head, shift.id, shift.staff_id)
    assert refused.value.code == "duty.begun"


def test_who_cannot_come_is_not_put_on(head, team, doctors):
    actions.wish(head, doctors[0].id, "away", FIRST, FIRST + timedelta(days=4))
    made = actions.draft(head, team, FIRST, 7)
    days = set(made.shifts.filter(staff=doctors[0]).values_list("day", flat=True))
    assert not days & {FIRST + timedelta(days=n) for n in range(5)}


def test_the_doctor_on_duty_is_on_every_screen(roster, desk):
    with clock.freeze(NOW + timedelta(days=2)):
        called = doctors_on_duty(roster.community_id)
        assert len(called) == 1
        for path in ("/", "/residents/", "/duty/"):
            page = desk.get(path).content.decode()
            assert called[0].name in page
            assert "tel:19900001234" in page


def test_who_lives_at_the_post_is_counted_in_days_until_they_go_home(head, doctors):
    actions.stay(head, doctors[0].id, at_post=True)
    actions.stay(head, doctors[0].id, at_post=True)
    with clock.freeze(NOW + timedelta(days=12)):
        assert [(one.staff.name, days) for one, days in queries.away_from_home(head)] == [
            (doctors[0].name, 12)
        ]
        actions.stay(head, doctors[0].id, at_post=False)
        assert queries.away_from_home(head) == []


def test_a_card_stays_open_until_the_person_is_home(head, residents):
    person = Resident.objects.first()
    card = {"why": "血透", "hospital": "市六医院"}
    trip = open_trip(head, person.id, card)
    with pytest.raises(Problem) as refused:
        open_trip(head, person.id, card)
    assert refused.value.code == "trip.open_already"
    assert open_trip(head, person.id, card, trip_id=trip.id) == trip
    with pytest.raises(Problem) as refused:
        note_step(head, trip.id, "returned")
    assert refused.value.code == "trip.not_yet"
    note_step(head, trip.id, "told")
    note_step(head, trip.id, "left")
    person.refresh_from_db()
    assert person.where == "hospital"
    with pytest.raises(Problem):
        cancel_trip(head, trip.id, "")
    note_step(head, trip.id, "arrived")
    assert list(queries.open_trips(head)) == [trip]
    note_step(head, trip.id, "returned", "周四再去")
    person.refresh_from_db()
    assert person.where == "home"
    assert not queries.open_trips(head).exists()
    assert Trip.objects.get().outcome == "周四再去"


def test_the_pages_of_duty_and_trips_answer_in_few_statements(
    head, team, roster, residents, desk, django_assert_max_num_queries
):
    trip = open_trip(head, Resident.objects.first().id, {"why": "血透", "hospital": "市六"})
    for path in (
        "/duty/", f"/duty/?print=1&team={team.id}", "/duty/wishes/", "/duty/home/",
        f"/duty/teams/{team.id}/", f"/duty/teams/{team.id}/make/", f"/duty/rosters/{roster.id}/",
        "/trips/", "/trips/new/", f"/trips/{trip.id}/", f"/trips/{trip.id}/?print=1",
    ):  # fmt: skip
        desk.get(path)
        with django_assert_max_num_queries(14):
            assert desk.get(path).status_code == 200, path


@pytest.mark.both
def test_a_weekly_trip_opens_its_next_card_until_it_never_goes_again(head, residents):
    person = Resident.objects.first()
    monday = datetime(2022, 4, 18, 7, 0, tzinfo=SHANGHAI)
    card = {
        "why": "血透", "hospital": "市六医院", "planned_at": monday,
        "back_by": monday + timedelta(hours=5), "weekdays": ["1", "3", "5"],
    }  # fmt: skip
    with clock.freeze(monday - timedelta(hours=10)):
        with pytest.raises(Problem) as refused:
            open_trip(head, person.id, card | {"back_by": monday})
        assert refused.value.code == "trip.times"
        trip = open_trip(head, person.id, card)
    with clock.freeze(monday):
        note_step(head, trip.id, "left")
    with clock.freeze(monday + timedelta(hours=6)):
        page = TodayPage(head, clock.now())
        assert [row["tone"] for row in trip_rows(page)] == ["alarm"]
        note_step(head, trip.id, "returned")
        (wednesday,) = queries.open_trips(head)
        assert wednesday.planned_at == monday + timedelta(days=2)
        assert wednesday.back_by == monday + timedelta(days=2, hours=5)
        assert wednesday.weekdays == "135"
        assert trip_rows(TodayPage(head, clock.now())) == []  # it waits for its day
        cancel_trip(head, wednesday.id, "医院停一次")
        (friday,) = queries.open_trips(head)
        assert friday.planned_at == monday + timedelta(days=4)
        cancel_trip(head, friday.id, "转院了", never=True)
        assert not queries.open_trips(head).exists()


def test_the_next_going_keeps_its_local_hour():
    berlin = ZoneInfo("Europe/Berlin")
    saturday = datetime(2022, 3, 26, 7, 0, tzinfo=berlin)
    going = next_going(saturday, [7], berlin, saturday)
    assert (going.isoformat(), going.hour) == ("2022-03-27T07:00:00+02:00", 7)
    assert next_going(saturday, [], berlin, saturday) is None
