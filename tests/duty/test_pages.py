"""Duty and the way to a hospital as officers go it: page by page, refusals and bad values too."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.core.ids import NIL
from wanjia.core.models import Community, Entry, Membership, User
from wanjia.duty.models import Roster, Shift, Team, Trip, Wish
from wanjia.people.models import Resident, Staff, Where

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.freeze(NOW):
        yield


def staff_of(community, role, name):
    user = User.objects.create(username=f"{role}-{name}", name=name)
    Membership.objects.create(community=community, user=user, role=role)
    return Staff.objects.create(
        community=community, name=name, role=role, user=user, phone="19900001234"
    )


def browser_of(staff):
    client = Client()
    client.force_login(staff.user)
    return client


@pytest.fixture
def doctors(community):
    return [staff_of(community, "doctor", f"医生{number}") for number in range(6)]


@pytest.fixture
def desk(community):
    return browser_of(staff_of(community, "desk", "值班员"))


def read(answer):
    return answer.content.decode()


@pytest.fixture
def team(desk, doctors):
    form = {
        "name": "医疗组", "medical": "on", "pattern": "three8",
        "members": [str(one.id) for one in doctors],
    }  # fmt: skip
    assert desk.post("/duty/teams/new/", form).status_code == 302
    return Team.objects.get()


@pytest.mark.both
def test_a_team_gets_a_roster_that_holds_once_it_is_published(desk, team):
    first = {"first": "2022-04-20", "days": "7", "pattern": "three8", "need": "1"}
    made = desk.post(f"/duty/teams/{team.id}/make/", first)
    roster = Roster.objects.get()
    assert made.url == f"/duty/rosters/{roster.id}/"
    assert "医生0" in read(desk.get(made.url))
    assert not Shift.objects.filter(live=True).exists()
    published = desk.post(f"{made.url}publish/", follow=True)
    assert "班表已公布" in read(published)
    assert Shift.objects.filter(live=True).count() == 7 * 3


@pytest.mark.both
def test_a_draft_is_thrown_away_once_and_a_published_roster_never(desk, team):
    days = {"first": "2022-04-20", "days": "2", "pattern": "three8", "need": "1"}
    path = desk.post(f"/duty/teams/{team.id}/make/", days).url
    assert desk.post(f"{path}discard/").url == "/duty/"
    assert desk.get(path).status_code == 404
    kept = desk.post(f"/duty/teams/{team.id}/make/", days).url
    desk.post(f"{kept}publish/")
    assert desk.post(f"{kept}discard/").status_code == 409
    assert Shift.objects.filter(live=True).count() == 2 * 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "nonsense"},
        {"days": "0"},
        {"days": "63"},
        {"pattern": "of-nobody"},
        {"need": "21"},
        {"need": "99999999999999999999"},
    ],
)
def test_a_roster_of_days_that_cannot_be_is_asked_for_again(desk, team, wrong):
    form = {"first": "2022-04-20", "days": "7", "pattern": "three8", "need": "1"} | wrong
    answer = desk.post(f"/duty/teams/{team.id}/make/", form)
    assert 'aria-invalid="true"' in read(answer)
    assert not Roster.objects.exists()


def test_more_people_a_shift_than_there_are_is_refused_with_what_would_do(desk, team):
    form = {"first": "2022-04-20", "days": "7", "pattern": "three8", "need": "20"}
    answer = desk.post(f"/duty/teams/{team.id}/make/", form)
    assert answer.status_code == 409
    assert "20" in read(answer)
    assert not Roster.objects.exists()


@pytest.mark.both
def test_a_team_is_changed_and_only_its_people_are_asked(desk, team, doctors):
    form = {
        "name": "夜班组", "name_en": "Night", "pattern": "two12", "members": [str(doctors[0].id)],
    }  # fmt: skip
    assert desk.post(f"/duty/teams/{team.id}/", form).status_code == 302
    team.refresh_from_db()
    assert (team.name, team.name_en, team.pattern, team.medical) == (
        "夜班组", "Night", "two12", False,
    )  # fmt: skip
    assert list(team.members.values_list("staff", flat=True)) == [doctors[0].id]


def test_nobody_of_another_community_is_put_into_a_team(desk, team):
    other = Community.objects.create(name="另一个居民区")
    stranger = staff_of(other, "doctor", "外人")
    form = {"name": "医疗组", "pattern": "three8", "members": [str(stranger.id)]}
    answer = desk.post(f"/duty/teams/{team.id}/", form)
    assert answer.status_code == 200
    assert team.members.count() == 6
    assert "外人" not in read(answer)


@pytest.mark.both
def test_everybody_asks_for_themselves_and_takes_it_back(doctors):
    one = browser_of(doctors[0])
    days = {"kind": "away", "first": "2022-04-21", "last": "2022-04-22"}
    assert one.post("/duty/wishes/", days | {"staff_id": str(doctors[0].id)}).status_code == 302
    assert one.post("/duty/wishes/", days | {"staff_id": str(doctors[0].id)}).status_code == 302
    wish = Wish.objects.get()
    assert "2022" in read(one.get("/duty/wishes/"))
    assert one.post("/duty/wishes/", days | {"staff_id": str(doctors[1].id)}).status_code in (
        403,
        404,
    )
    other = browser_of(doctors[1])
    assert other.post(f"/duty/wishes/{wish.id}/drop/").status_code in (403, 404)
    assert Wish.objects.count() == 1
    assert one.post(f"/duty/wishes/{wish.id}/drop/").status_code == 302
    assert not Wish.objects.exists()


def test_a_wish_that_ends_before_it_begins_is_refused_and_kept_on_the_page(desk, doctors):
    form = {
        "kind": "away", "first": "2022-04-22", "last": "2022-04-21", "staff_id": str(doctors[0].id),
    }  # fmt: skip
    answer = desk.post("/duty/wishes/", form)
    assert answer.status_code >= 400
    assert 'value="2022-04-22"' in read(answer)
    assert not Wish.objects.exists()


@pytest.mark.parametrize("staff", ["", "nobody", str(NIL)])
def test_a_wish_and_a_stay_of_nobody_are_not_found(desk, doctors, staff):
    days = {"kind": "away", "first": "2022-04-21", "last": "2022-04-22", "staff_id": staff}
    assert desk.post("/duty/wishes/", days).status_code == 404
    assert desk.post("/duty/home/stay/", {"staff_id": staff}).status_code == 404


@pytest.mark.both
def test_who_lives_at_the_post_is_counted_by_the_day_until_they_go_home(desk, doctors):
    lives = {"staff_id": str(doctors[0].id)}
    assert desk.post("/duty/home/stay/", lives).status_code == 302
    with clock.freeze(NOW.replace(day=24)):
        page = read(desk.get("/duty/home/"))
        assert re.search(r"医生0 .*?04-19.*?>5<", page, re.S)
        desk.post("/duty/home/leave/", lives)
        desk.post("/duty/home/leave/", lives)
    kinds = Entry.objects.filter(type__startswith="staff.").values_list("type", flat=True)
    assert sorted(kinds) == ["staff.home", "staff.stays"]


@pytest.mark.both
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"one": "x"},
        {"one": str(NIL), "other": "x"},
        {"one": str(NIL), "staff": "x"},
        {"one": str(NIL), "other": str(NIL)},
    ],
)
def test_a_swap_of_what_is_not_there_says_so_and_changes_nothing(desk, team, form):
    answer = desk.post("/duty/swap/", form, follow=True)
    assert answer.status_code in (200, 404)
    assert not Entry.objects.filter(type="shift.handed_over").exists()


CARD = {"why": "透析", "hospital": "中心医院", "hospital_phone": "19900009999"}


@pytest.fixture
def patient(residents):
    return Resident.objects.get(id=residents[4].id)


def card_of(desk, patient, **more):
    form = CARD | {"trip_id": str(uuid4())} | more
    answer = desk.post(f"/trips/new/?resident={patient.id}", form)
    return answer, form


@pytest.mark.both
def test_a_card_goes_from_the_name_to_the_hospital_and_home_tap_by_tap(desk, patient):
    found = read(desk.get("/trips/new/", {"q": patient.name}))
    assert str(patient.id) in found
    answer, form = card_of(desk, patient)
    trip = Trip.objects.get()
    assert answer.url == f"/trips/{trip.id}/"
    again = desk.post(f"/trips/new/?resident={patient.id}", form)
    assert (again.url, Trip.objects.count()) == (answer.url, 1)
    for name, where in (
        ("told", ""), ("left", Where.HOSPITAL), ("arrived", Where.HOSPITAL),
        ("returned", Where.HOME),
    ):  # fmt: skip
        desk.post(f"/trips/{trip.id}/{name}/", {"outcome": "平安"})
        patient.refresh_from_db()
        if where:
            assert patient.where == where
    trip.refresh_from_db()
    assert trip.outcome == "平安"
    assert None not in (trip.told_at, trip.left_at, trip.arrived_at, trip.returned_at)


@pytest.mark.both
def test_a_second_card_for_one_person_is_refused_and_what_was_typed_stays(desk, patient):
    card_of(desk, patient)
    answer, _form = card_of(desk, patient, hospital="远方医院")
    assert answer.status_code == 409
    assert "远方医院" in read(answer)
    assert Trip.objects.count() == 1


def test_nobody_comes_home_who_never_left_and_who_left_is_not_called_off(desk, patient):
    trip = desk.post(card_of(desk, patient)[0].url + "returned/", follow=True)
    assert "出发" in read(trip)
    made = Trip.objects.get()
    assert made.returned_at is None
    desk.post(f"/trips/{made.id}/left/")
    desk.post(f"/trips/{made.id}/cancel/", {"why": "不去了"})
    made.refresh_from_db()
    assert made.cancelled_at is None


@pytest.mark.both
def test_a_card_that_is_called_off_is_closed_for_good(desk, patient):
    card_of(desk, patient)
    made = Trip.objects.get()
    desk.post(f"/trips/{made.id}/cancel/", {"why": "家人送"})
    desk.post(f"/trips/{made.id}/left/")
    assert desk.post(f"/trips/{made.id}/", CARD).status_code >= 400
    made.refresh_from_db()
    assert (made.outcome, made.left_at) == ("家人送", None)
    patient.refresh_from_db()
    assert patient.where == Where.HOME


@pytest.mark.both
def test_a_card_is_kept_up_to_date_and_its_pass_says_so(desk, patient, doctors):
    card_of(desk, patient)
    made = Trip.objects.get()
    changed = CARD | {"vehicle": "沪A·12345", "escort": "女儿", "driver": str(doctors[0].id)}
    assert desk.post(f"/trips/{made.id}/", changed).status_code == 302
    paper = read(desk.get(f"/trips/{made.id}/?print=1"))
    for word in ("沪A·12345", "女儿", made.pass_number, "中心医院"):
        assert word in paper


@pytest.mark.parametrize(
    ("form", "kept"), [({"why": ""}, "中心医院"), ({"hospital": "院" * 81}, "透析")]
)
def test_a_card_without_what_it_needs_is_asked_for_again(desk, patient, form, kept):
    answer, _form = card_of(desk, patient, **form)
    assert kept in read(answer)
    assert not Trip.objects.exists()


@pytest.mark.parametrize("step", ["", "nonsense", "told_at", "__class__"])
def test_a_step_that_there_is_not_is_not_found(desk, patient, step):
    card_of(desk, patient)
    made = Trip.objects.get()
    assert desk.post(f"/trips/{made.id}/{step}/").status_code == 404


@pytest.mark.both
def test_a_grid_officer_opens_no_card_for_somebody_out_of_sight(community, patient):
    officer = browser_of(staff_of(community, "grid", "网格员"))
    answer, _form = card_of(officer, patient)
    assert not Trip.objects.exists()
    assert patient.name not in read(answer)
