"""Who was near a case: proposed by rule with the reason, confirmed by a person, watched until."""

from datetime import date, datetime, timedelta

import pytest
from tests.reports.conftest import SHANGHAI, signed_in, text_of

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.models import Entry, Membership, User
from wanjia.core.problems import Problem
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.duty.models import Roster, Shift, Team
from wanjia.people.models import Staff
from wanjia.people.residents.actions import record_contact
from wanjia.places.models import Dwelling
from wanjia.reports.exposures.actions import (
    add_contact,
    add_visit,
    confirm_contacts,
    dismiss_contact,
    propose_contacts,
    remove_visit,
)
from wanjia.reports.exposures.drawing import Person, draw_chain
from wanjia.reports.exposures.queries import contact_words, watched_contacts
from wanjia.reports.exposures.rules import FILE, course_of, load_rules, next_test
from wanjia.reports.models import CloseContact, Visit
from wanjia.reports.results.actions import record
from wanjia.reports.results.rules import Tube
from wanjia.sites.models import Transfer
from wanjia.zoning.cases.actions import note_onset, place_case, record_case, withdraw_case
from wanjia.zoning.models import Case, Zone
from wanjia.zoning.queries import unheld_cases, zone_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MORNING = datetime(2022, 4, 20, 8, 0, tzinfo=SHANGHAI)
RULES = load_rules()


@pytest.fixture
def morning(zone):
    with clock.freeze(MORNING):
        yield MORNING


def person(people, door, place=0):
    return [one for one in people if one.dwelling.door == door][place]


@pytest.fixture
def case(viewer, people, morning):
    """A case at 23-201, with a neighbour above, one below and one beside."""
    one = person(people, "23-201")
    return record_case(
        viewer, one.dwelling, test="pcr", sampled_at=MORNING - timedelta(hours=8),
        told_by="疾控", resident=one,
    )  # fmt: skip


def relations(case):
    return {
        (one.resident.dwelling.door if one.resident else one.staff.name, one.kind, one.relation)
        for one in CloseContact.objects.filter(case=case, dismissed_at=None)
    }


def test_a_case_proposes_its_household_and_neighbours_by_itself(case):
    assert relations(case) == {
        ("23-201", "close", "household"),
        ("23-202", "second", "same_floor"),
        ("23-301", "second", "floor_above"),
        ("23-302", "second", "floor_above"),
        ("23-101", "second", "floor_below"),
        ("23-102", "second", "floor_below"),
    }
    assert not CloseContact.objects.filter(resident=case.resident_id).exists()
    assert Entry.objects.filter(type="exposure.proposed").count() == 1


def test_homes_that_share_a_kitchen_are_close_contacts(viewer, case):
    propose_contacts(viewer, case.id, "23-202")
    assert ("23-202", "close", "sharers") in relations(case)


def test_who_shared_a_tube_or_a_queue_is_proposed_wherever_they_live(viewer, people, morning):
    one, neighbour, queue = (person(people, door) for door in ("23-201", "24-101", "24-301"))
    at = MORNING - timedelta(hours=10)
    mine = Tube("pcr", at, "negative", "A1", 10, place="南门")
    record(viewer, mine, [one.id, neighbour.id])
    later = Tube("pcr", at + timedelta(minutes=20), "negative", "A2", 10, place="南门")
    record(viewer, later, [queue.id])
    record(viewer, Tube("pcr", MORNING - timedelta(hours=1), "positive"), [one.id])
    case = Case.objects.get()
    assert {("24-101", "close", "tube"), ("24-301", "second", "queue")} <= relations(case)
    words = CloseContact.objects.get(relation="tube").words
    assert words == "A1"


def test_staff_who_called_at_the_door_are_proposed(viewer, people, community, morning):
    user = User.objects.create(username="aunt", name="赵大姐")
    Membership.objects.create(community=community, user=user, role="volunteer")
    staff = Staff.objects.create(community=community, name="赵大姐", role="volunteer", user=user)
    one = person(people, "23-201")
    caller = Viewer(community.id, "desk", user.id, "赵大姐")
    with clock.freeze(MORNING - timedelta(hours=20)):
        record_contact(caller, one.id, "door", "well")
    case = record_case(
        viewer, one.dwelling, test="pcr", sampled_at=MORNING, told_by="疾控", resident=one
    )
    assert (staff.name, "close", "door_caller") in relations(case)


def test_a_lift_makes_the_stairwell_contacts(viewer, case):
    at = MORNING - timedelta(hours=14)
    visit = add_visit(viewer, case.id, "lift", at, at + timedelta(minutes=5), "23号")
    assert add_visit(viewer, case.id, "lift", at, at + timedelta(minutes=5), "23号") == visit
    assert CloseContact.objects.filter(relation="household").exists()
    doors = {door for door, _kind, _relation in relations(case)}
    assert doors == set(
        Dwelling.objects.filter(stairwell__label="23").values_list("door", flat=True)
    )
    remove_visit(viewer, case.id, visit.id)
    assert not Visit.objects.exists()


def test_confirmed_contacts_have_measures_tests_and_an_end(viewer, case):
    [one] = CloseContact.objects.filter(case=case, relation="household")
    assert confirm_contacts(viewer, case.id, [one.id]) == 1
    one.refresh_from_db()
    assert (one.protocol, one.until) == ("shanghai-2022-04", date(2022, 5, 11))
    assert one.tests[:3] == ["2022-04-21", "2022-04-24", "2022-04-27"]
    [watched] = [row for row in watched_contacts(viewer) if row.contact.id == one.id]
    assert watched.next_test == date(2022, 4, 21)
    with clock.freeze(MORNING + timedelta(days=1)):
        record(viewer, Tube("pcr", clock.now(), "negative"), [one.resident_id])
        [watched] = [row for row in watched_contacts(viewer) if row.contact.id == one.id]
        assert (watched.next_test, watched.overdue) == (date(2022, 4, 24), False)
    with clock.freeze(MORNING + timedelta(days=6)):
        [watched] = [row for row in watched_contacts(viewer) if row.contact.id == one.id]
        assert watched.overdue
    with clock.freeze(MORNING + timedelta(days=30)):
        assert not watched_contacts(viewer)


def test_who_was_dismissed_stays_dismissed(viewer, case):
    one = CloseContact.objects.filter(case=case, relation="same_floor").first()
    dismiss_contact(viewer, case.id, one.id, "出差在外")
    propose_contacts(viewer, case.id)
    one.refresh_from_db()
    assert (one.confirmed_at, one.reason) == (None, "出差在外")
    with pytest.raises(Problem):
        dismiss_contact(viewer, case.id, CloseContact.objects.last().id, " ")


def test_a_stranger_can_be_a_contact(viewer, case):
    at = MORNING - timedelta(hours=3)
    one = add_contact(viewer, case.id, "快递员小刘", "close", at, "面对面取件")
    assert (one.name, one.resident_id, one.until) == ("快递员小刘", None, date(2022, 5, 11))
    again = add_contact(viewer, case.id, "快递员小刘", "close", at, "面对面取件")
    assert again == one


def test_a_withdrawn_case_has_no_contacts(viewer, case):
    confirm_contacts(viewer, case.id, [CloseContact.objects.first().id])
    withdraw_case(viewer, case, "录错")
    assert not CloseContact.objects.filter(dismissed_at=None).exists()
    assert not watched_contacts(viewer)


def test_onset_widens_the_window(viewer, people, morning):
    one, mate = person(people, "23-201"), person(people, "24-101")
    at = MORNING - timedelta(days=5)
    with clock.freeze(at + timedelta(hours=1)):
        record(viewer, Tube("pcr", at, "negative", "A1", 10), [one.id, mate.id])
    case = record_case(
        viewer, one.dwelling, test="pcr", sampled_at=MORNING, told_by="疾控", resident=one
    )
    assert not CloseContact.objects.filter(relation="tube").exists()
    note_onset(viewer, case.id, date(2022, 4, 16))
    propose_contacts(viewer, case.id)
    assert CloseContact.objects.get(relation="tube").resident_id == mate.id


def test_a_case_without_a_home_asks_for_it_and_then_all_follows(viewer, people, community, morning):
    with pytest.raises(Problem):
        record_case(viewer, None, test="pcr", sampled_at=MORNING, told_by="疾控")
    case = record_case(
        viewer, None, test="pcr", sampled_at=MORNING, told_by="疾控", place="只知道是送货的"
    )
    desk = signed_in(community, "desk")
    assert "住处不明" in text_of(desk.get("/"))
    assert "只知道是送货的" in text_of(desk.get("/cases/"))
    page = text_of(desk.get(f"/cases/{case.id}/"))
    assert "补上住处" in page
    for path in ("/daily/", "/daily/rows/cases/", f"/cases/{case.id}/contacts/", "/zones/"):
        assert desk.get(path).status_code == 200, path
    one = person(people, "24-201")
    place_case(viewer, case.id, f"{one.dwelling.door} {one.name}")
    case.refresh_from_db()
    assert (case.dwelling_id, case.resident_id) == (one.dwelling_id, one.id)
    assert Transfer.objects.get().case_id == case.id
    assert ("24-201", "close", "household") in relations(case)
    assert unheld_cases(viewer).count() == 0  # The sealed zone at its door holds it.
    with pytest.raises(Problem):
        place_case(viewer, case.id, "23-101")


def test_the_pages_show_and_confirm_contacts(community, case):
    desk = signed_in(community, "desk")
    url = f"/cases/{case.id}/contacts/"
    page = text_of(desk.get(url))
    assert "同住" in page
    assert "<svg" in page
    ids = [str(one.id) for one in CloseContact.objects.filter(kind="close")]
    assert "等确认" in text_of(desk.get("/"))
    told = desk.post(f"{url}confirm/", {"contact_ids": ids}, follow=True)
    assert "集中隔离14天" in text_of(told)
    assert "23-201" in text_of(desk.get("/close-contacts/"))
    bad = desk.post(f"{url}visit/", {"kind": "shop", "since": "2022-04-19T10:00", "until": ""})
    assert bad.status_code == 422
    step = text_of(desk.get(f"/cases/{case.id}/"))
    assert "密接" in step


def test_the_course_of_a_contact_under_each_protocol():
    v9 = RULES.for_contact("national-v9", "close")
    course = course_of(v9, date(2022, 7, 1))
    assert (course.first, course.until) == (date(2022, 7, 2), date(2022, 7, 11))
    assert course.tests[0] == date(2022, 7, 2)
    assert next_test(course, []) == date(2022, 7, 2)
    assert next_test(course, [date(2022, 7, 3)]) == date(2022, 7, 3)
    assert next_test(course, list(course.tests)) is None
    assert RULES.for_contact("heatwave", "close") is None


def test_a_wrong_rule_is_refused_with_its_line(tmp_path):
    bad = tmp_path / "exposures.toml"
    bad.write_text(FILE.read_text("utf-8").replace('tube = "close"', 'tube = "near"'), "utf-8")
    with pytest.raises(RulesFileError) as refused:
        load_rules(bad)
    assert "tube" in str(refused.value)


def test_the_chain_is_drawn_from_left_to_right():
    chain = draw_chain(
        Person("甲", "case"),
        [Person("乙", "case")],
        [Person("丙", "close"), Person("丁", "proposed")],
    )
    assert [node.person.name for node in chain.nodes] == ["乙", "甲", "丙", "丁"]
    assert [line.dashed for line in chain.lines] == [False, False, True]
    assert max(node.y for node in chain.nodes) < chain.height


def test_the_plan_shows_the_flats_that_follow_and_offers_a_line_that_holds_them(
    desk, viewer, community, people, estate, zone
):
    """At 18:45 the line is drawn round 23; a flat of 24 shared a tube with the case."""
    from wanjia.zoning.models import ZoneStairwell

    ZoneStairwell.objects.all().delete()
    one, neighbour = person(people, "23-201"), person(people, "24-101")
    with clock.freeze(MORNING):
        tube = Tube("pcr", MORNING - timedelta(hours=10), "negative", "A1", 10)
        record(viewer, tube, [one.id, neighbour.id])
        record(viewer, Tube("pcr", MORNING - timedelta(hours=1), "positive"), [one.id])
        page = f"/plans/{estate.id}/"
        text = text_of(desk.get(page))
        homes = Dwelling.objects.get(door="24-101").residents.count()
        assert f"若接触者按规则定下来，还会多 1 户 {homes} 人：24（同一管）" in text
        assert "连密接一起封" in text
        part = text_of(desk.get(f"/plans/{estate.id}/part/?hand=1&sealed=23&sealed=24"))
        assert "还会多" not in part
        assert "推出的密接都在里面" in part
        number = text.split("连密接一起封")[0].rsplit("?plan=", 1)[1].split('"')[0]
        held = text_of(desk.get(f"{page}?plan={number}"))
        assert "还会多" not in held
        contact = CloseContact.objects.get(relation="tube")
        dismiss_contact(viewer, contact.case_id, contact.id, "没有同管")
        assert "还会多" not in text_of(desk.get(page))
        english = signed_in(community, "desk", english=True)
        assert "连密接" not in text_of(english.get(page))


def test_since_the_twenty_measures_contacts_of_contacts_are_not_judged(viewer, people, morning):
    Zone.objects.update(protocol="national-2022-11", klass="high")
    one = person(people, "23-201")
    case = record_case(
        viewer, one.dwelling, test="pcr", sampled_at=MORNING, told_by="疾控", resident=one
    )
    at = MORNING - timedelta(hours=14)
    add_visit(viewer, case.id, "lift", at, at + timedelta(minutes=5), "23号")
    assert {kind for _door, kind, _relation in relations(case)} == {"close"}
    assert course_of(RULES.for_contact("national-v8", "second"), date(2022, 4, 1)).until == date(
        2022, 4, 8
    )


def test_a_confirmed_contact_is_marked_where_the_round_is_worked(desk, viewer, case, zone):
    contacts = CloseContact.objects.filter(case=case)
    household = contacts.filter(relation="household").first()
    above = contacts.filter(relation="floor_above").first()
    well = household.resident.dwelling.stairwell_id
    # The building of the case starts again, as a zone of its own.
    rounds = zone_of(viewer, well).rounds.filter(opens_at__lte=MORNING, closes_at__gt=MORNING)
    round_ = rounds.first()
    missing = f"/missing/?round={round_.id}&stairwell={well}"
    doors = f"/rounds/{round_.id}/doors/?stairwell={well}"
    for page in (missing, doors, missing + "&print=1"):
        assert "密接者" not in text_of(desk.get(page))
    confirm_contacts(viewer, case.id, [household.id, above.id])
    near = contact_words(viewer, [household.resident_id, above.resident_id])
    assert near == {household.resident_id: "密接者", above.resident_id: "次密接"}
    for page in (missing, doors, missing + "&print=1"):
        text = text_of(desk.get(page))
        assert (text.count("密接者"), text.count("次密接")) == (1, 1), page


def test_who_stood_at_the_gate_when_the_case_passed_is_proposed(viewer, community, case):
    guard = Staff.objects.create(community=community, name="某门岗", role="volunteer")
    doctor = Staff.objects.create(community=community, name="某医生", role="doctor")
    at = MORNING - timedelta(hours=14)
    for name, who in (("西门门岗", guard), ("医务", doctor)):
        roster = Roster.objects.create(
            community=community,
            team=Team.objects.create(community=community, name=name),
            first=at.date(), days=1, pattern="day", made_at=at,
        )  # fmt: skip
        Shift.objects.create(
            community=community, roster=roster, staff=who, day=at.date(), key="day", live=True,
            starts_at=at - timedelta(hours=2), ends_at=at + timedelta(hours=6),
        )  # fmt: skip
    add_visit(viewer, case.id, "gate", at, at + timedelta(minutes=5), "西门")
    on_duty = [row for row in relations(case) if row[2] == "on_duty"]
    assert on_duty == [(guard.name, "close", "on_duty")]
