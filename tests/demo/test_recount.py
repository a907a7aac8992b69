"""The independent recount, against sums made by hand from the rows that a small town was given."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from wanjia.core.ids import new_id
from wanjia.duty.models import Roster, Shift, Team
from wanjia.goods.models import Barrel, Order, Pickup, Supply, WastePlace
from wanjia.needs.models import Need
from wanjia.people.models import Resident, Risk, Staff
from wanjia.places.models import Dwelling, Stairwell
from wanjia.reports.models import Alarm, Answer, Round
from wanjia.sites.models import Site, Stay, Transfer
from wanjia.zoning.models import Case, Zone, ZoneStairwell
from wanjia_demo.rehearse.find_double import find_double
from wanjia_demo.rehearse.recount import differences, recount, recount_wall, recount_zone
from wanjia_demo.rehearse.recount_fields import recount_fields
from wanjia_demo.rehearse.recount_town import recount_town

pytestmark = [pytest.mark.django_db, pytest.mark.both]

DAY = date(2022, 4, 19)


def at(hour, minute=0, day=19):
    return datetime(2022, 4, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


CUTOFF = at(20)
SEALED_UNTIL = datetime(2022, 5, 2, tzinfo=ZoneInfo("Asia/Shanghai"))


class SmallTown:
    """Rows put into the tables one by one, as nobody's code would have put them."""

    def __init__(self, community, estate):
        self.community, self.estate = community, estate

    def make(self, model, **fields):
        return model.objects.create(community=self.community, **fields)

    def zone(self, name, klass, doors, since, **fields):
        values = {
            "protocol": "shanghai-2022-04",
            "started_at": since,
            "clock_from": since,
        } | fields
        zone = self.make(Zone, estate=self.estate, name=name, klass=klass, **values)
        for label in doors:
            self.let_in(zone, label, since)
        return zone

    def let_in(self, zone, label, since):
        stairwell = Stairwell.objects.get(community=self.community, label=label)
        return self.make(ZoneStairwell, zone=zone, stairwell=stairwell, since=since)

    def let_out(self, zone, label, until):
        doors = ZoneStairwell.objects.filter(zone=zone, stairwell__label=label)
        doors.update(until=until)

    def round(self, zone, opens_at, closes_at, wants=("antigen", "temperature"), **fields):
        return self.make(
            Round,
            zone=zone,
            key=f"{opens_at:%d-%H%M}",
            name="上午",
            opens_at=opens_at,
            closes_at=closes_at,
            wants=list(wants),
            **fields,
        )

    def say(self, round_, resident, moment, **fields):
        before = Answer.objects.filter(round=round_, resident=resident, current=True)
        before.update(current=False)
        values = {"channel": "household"} | fields
        return self.make(Answer, round=round_, resident=resident, recorded_at=moment, **values)

    def person(self, door, place=0):
        return Resident.objects.get(dwelling__door=door, sort=place)

    def change(self, door, place=0, **fields):
        Resident.objects.filter(pk=self.person(door, place).pk).update(**fields)


@pytest.fixture
def town(community, estate, residents):
    """36 people in 18 homes: 23 and 24 sealed since 18 April, 3 beside them under precaution.

    24 steps down to a zone of its own at noon of the 19th. Somebody of 3 moved out that morning,
    somebody of 24 moves out in the night after the report.
    """
    town = SmallTown(community, estate)
    for label in ("无", "空"):  # doors behind which nobody lives
        town.make(Stairwell, estate=estate, label=label)
    town.west = town.zone("西区", "sealed", ("23", "24"), at(18, 40, 18), planned_end=SEALED_UNTIL)
    town.east = town.zone("东区", "precaution", ("3",), at(18, 40, 18))
    old = town.zone("旧区", "controlled", ("无",), at(8, 0, 10), ended_at=at(9))
    town.let_out(old, "无", at(9))
    town.zone("明日区", "controlled", ("空",), at(0, 0, 20))
    town.let_out(town.west, "24", at(12))
    town.north = town.zone("北区", "controlled", ("24",), at(12), planned_end=SEALED_UNTIL)
    town.change("3-302", 1, left_at=at(8))
    town.change("24-302", 1, left_at=at(22))
    return town


@pytest.fixture
def answered(town):
    """The morning of 23 and 24, the evening of 23 that is open, rounds that do not count."""
    town.morning = town.round(town.west, at(7), at(11))
    town.evening = town.round(town.west, at(17), at(21))
    town.round(town.west, at(12), at(13), cancelled_at=at(11, 30))
    town.round(town.west, at(20, 30), at(22))
    town.round(town.west, at(7, day=18), at(11, day=18))
    for n in range(1, 4):
        for flat in (1, 2):
            town.say(town.morning, town.person(f"23-{n}0{flat}"), at(8), antigen="negative")
    # 23: the second people.
    town.say(town.morning, town.person("23-101", 1), at(8), antigen="positive")
    town.say(town.morning, town.person("23-102", 1), at(8), temperature="38.2")  # no test
    town.say(town.morning, town.person("23-201", 1), at(8), antigen="invalid")
    town.say(town.morning, town.person("23-202", 1), at(8), where="hospital")
    town.change("23-301", 1, where="away")
    town.change("23-302", 1, exempt_until=DAY)
    # 24: a correction, one that arrived late and was measured before it, one after the report.
    corrected = town.person("24-101")
    town.say(town.morning, corrected, at(8), antigen="positive")
    town.say(town.morning, corrected, at(9), antigen="negative", temperature="36.5")
    town.make(
        Answer,
        round=town.morning,
        resident=corrected,
        recorded_at=at(9, 30),
        measured_at=at(7, 30),
        channel="household",
        antigen="positive",
        current=False,
    )
    town.say(town.morning, town.person("24-102"), at(20, 30), antigen="negative")
    town.change("24-201", exempt_until=date(2022, 4, 18))  # no more
    town.say(town.evening, town.person("23-101"), at(18), antigen="negative", temperature="37.3")
    return town


def counted(town, cutoff=CUTOFF, day=DAY):
    with connection.cursor() as cursor:
        return recount(cursor, town.community.id, day, cutoff)


def part(figures, name):
    return {key.removeprefix(name + "."): figures[key] for key in figures if key.startswith(name)}


def test_people_are_counted_who_have_not_moved_out_at_the_cut_off(town):
    figures = counted(town)
    assert (figures["households"], figures["residents"]) == (18, 35)
    assert counted(town, at(23))["residents"] == 34
    town.change("3-302", 0, left_at=at(19))
    assert counted(town)["households"] == 17


def test_the_zones_are_those_in_force_with_the_doors_in_them(town):
    figures = counted(town)
    assert part(figures, f"zones.{town.west.id}") == {"day": 2, "households": 6, "residents": 12}
    assert part(figures, f"zones.{town.north.id}") == {"day": 1, "households": 6, "residents": 12}
    assert part(figures, f"zones.{town.east.id}") == {"day": 2, "households": 6, "residents": 11}
    assert len([name for name in figures if name.startswith("zones.")]) == 9
    assert part(figures, "classes.shanghai-2022-04") == {
        "sealed.zones": 1,
        "sealed.households": 6,
        "sealed.residents": 12,
        "controlled.zones": 1,
        "controlled.households": 6,
        "controlled.residents": 12,
        "precaution.zones": 1,
        "precaution.households": 6,
        "precaution.residents": 11,
    }
    before = counted(town, at(11))
    assert before["classes.shanghai-2022-04.sealed.residents"] == 24
    assert "classes.shanghai-2022-04.controlled.zones" not in before


def test_what_begins_at_midnight_is_of_the_next_day(town):
    figures = counted(town, at(0, 0, 20))
    assert figures["classes.shanghai-2022-04.controlled.zones"] == 1
    assert (
        counted(town, at(0, 1, 20), date(2022, 4, 20))["classes.shanghai-2022-04.controlled.zones"]
        == 2
    )


def test_each_person_of_a_round_is_one_thing(answered):
    figures = counted(answered)
    # Of 23 one did not test, one is in hospital, one away, one exempt; the other eight reported.
    # Of 24 one reported and eleven did not: the word of half past eight came after the report.
    assert part(figures, f"rounds.{answered.morning.id}") == {
        "asked": 8 + 1 + 12,
        "reported": 8 + 1,
        "missing": 1 + 11,
        "abnormal": 2,  # a positive and a fever; what was corrected is none
        "away": 2,
        "exempt": 1,
    }
    # The evening asks 23 alone: one is away, one exempt, and who was in hospital is at home.
    assert part(figures, f"rounds.{answered.evening.id}") == {
        "asked": 10,
        "reported": 1,
        "missing": 9,
        "abnormal": 1,  # 37.3 is a fever
        "away": 1,
        "exempt": 1,
    }
    assert len([name for name in figures if name.startswith("rounds.")]) == 12
    assert counted(answered, at(20, 45))[f"rounds.{answered.morning.id}.reported"] == 10


@pytest.mark.parametrize(
    ("wants", "reported"), [("antigen", 1), ("pcr", 1), ("temperature", 4), ("contact", 6)]
)
def test_who_reports_what_a_round_wants_has_reported(town, wants, reported):
    round_ = town.round(town.east, at(7), at(11), [wants])
    said = (
        {"antigen": "invalid"},
        {"pcr": "sampled"},
        {"temperature": "36.5"},
        {"well": True, "where": "away"},
        {"symptoms": "咳嗽"},
        {"where": "home"},
        {"where": "hospital"},
        {"note": "收到"},
    )
    for fields, person in zip(
        said, Resident.objects.filter(dwelling__door__startswith="3-", left_at=None), strict=False
    ):
        town.say(round_, person, at(8), **fields)
    figures = part(counted(town), f"rounds.{round_.id}")
    away = {"antigen": 2, "pcr": 2, "temperature": 1, "contact": 1}[wants]
    assert (figures["reported"], figures["away"]) == (reported, away)


def test_a_round_for_some_asks_them_alone(town):
    for door, fields in (
        ("3-101", {}),
        ("3-102", {"ended_at": at(9)}),
        ("3-201", {"until": date(2022, 4, 18)}),
        ("3-202", {"since": date(2022, 4, 20)}),
        ("3-301", {"until": DAY}),
    ):
        person = town.person(door)
        for kind in ("alone_elder", "disabled"):
            town.make(Risk, resident=person, kind=kind, **fields)
    town.change("3-101", 1, where="transferred")
    calls = town.round(town.east, at(10), at(12), ["contact"], who="at_risk")
    heads = town.round(town.east, at(13), at(14), ["headcount"], who="sheltered")
    town.say(calls, town.person("3-101"), at(10, 5), well=True)
    figures = counted(town)
    assert part(figures, f"rounds.{calls.id}")["asked"] == 2
    assert part(figures, f"rounds.{calls.id}")["reported"] == 1
    assert part(figures, f"rounds.{heads.id}")["missing"] == 1


def test_cases_alarms_and_needs_are_new_closed_and_open(answered):
    town, dwelling = answered, Dwelling.objects.get(door="23-101")
    case = {"dwelling": dwelling, "test": "pcr", "sampled_at": at(9, 0, 18), "told_by": "疾控"}
    town.make(Case, **case, recorded_at=at(18, 0, 18))
    town.make(Case, **case, recorded_at=at(9))
    town.make(Case, **case, recorded_at=at(9), withdrawn_at=at(10))
    town.make(Case, **case, recorded_at=at(9), withdrawn_at=at(21))
    town.make(Case, **case, recorded_at=at(21))
    answer = Answer.objects.filter(round=town.morning, antigen="positive").first()
    for place, (opened, closed) in enumerate(
        (
            (at(8, 0, 18), None),
            (at(8, 0, 18), at(9)),
            (at(8), at(9)),
            (at(8), at(21)),
            (at(21), None),
        )
    ):
        town.make(
            Alarm,
            answer=answer,
            resident=town.person("23-201", place % 2) if place < 2 else answer.resident,
            kind="fever" if place % 2 else "positive",
            opened_at=opened,
            due_at=opened,
            closed_at=closed,
        )
    for category, opened, closed in (
        ("food", at(8, 0, 18), at(8)),
        ("food", at(8, 0, 18), None),
        ("food", at(8), at(9)),
        ("medicine", at(8), at(21)),
        ("medicine", at(21), None),
    ):
        town.make(
            Need,
            channel="phone",
            text="要米",
            category=category,
            urgency=3,
            opened_at=opened,
            closed_at=closed,
        )
    figures = counted(town)
    assert part(figures, "cases") == {"new": 2, "total": 3}
    assert part(figures, "follow_ups") == {"new": 2, "closed": 2, "open": 2}
    assert part(figures, "needs.food") == {"new": 1, "closed": 2, "open": 1}
    assert part(figures, "needs.medicine") == {"new": 1, "closed": 0, "open": 1}


def test_waste_and_goods_of_the_day_are_summed(town):
    homes = [
        town.make(WastePlace, address=f"{n} 号", source=new_id(), since=since, until=until)
        for n, (since, until) in enumerate(
            (
                (date(2022, 4, 18), None),
                (DAY, None),
                (date(2022, 4, 1), date(2022, 4, 18)),
                (DAY, DAY),
            )
        )
    ]
    town.make(WastePlace, address="明天", source=new_id(), since=date(2022, 4, 20))
    barrel = town.make(Barrel, day=DAY, number="7", kind="household", grams=6500, weighed_at=at(15))
    town.make(Barrel, day=DAY, number="8", kind="medical", grams=1250, weighed_at=at(16))
    town.make(Barrel, day=DAY, number="9", kind="household")
    for bags, moment, fields in (
        (2, at(9), {}),
        (3, at(10), {"undone_at": at(11)}),
        (1, at(19), {}),
        (4, at(21), {}),
    ):
        town.make(
            Pickup, place=homes[0], day=DAY, occurred_at=moment, bags=bags, barrel=barrel, **fields
        )
    town.make(Pickup, place=homes[1], day=DAY, occurred_at=at(9), bags=0)
    supply = town.make(Supply, kind="package", title="保供", opened_at=at(8))
    for n, moment in enumerate((at(9), at(21), None, at(9, 0, 18))):
        town.make(
            Order, supply=supply, channel="desk", key=str(n), made_at=at(8), delivered_at=moment
        )
    assert part(counted(town), "others") == {
        "waste_places": 3,
        "waste_served": 2,
        "waste_bags": 3,
        "waste_kg": 7.8,
        "supplies_delivered": 1,
    }


def test_a_zone_tells_its_newest_round_and_its_one_end(answered):
    with connection.cursor() as cursor:
        ask = answered.community.id, answered.west.id
        assert recount_zone(cursor, *ask, at(12, 30)) == {
            "doors": 1,
            "households": 6,
            "residents": 12,
            "asked": 21,
            "reported": 9,
            "missing": 12,
            "positive": 1,
            "end": SEALED_UNTIL,
        }
        evening = recount_zone(cursor, *ask, at(18, 30))
        assert [evening[name] for name in ("asked", "reported", "missing")] == [10, 1, 9]
        without = recount_zone(cursor, answered.community.id, answered.east.id, CUTOFF)
        assert (without["asked"], without["residents"], without["end"]) == (0, 11, None)


def test_the_wall_counts_each_estate_in_the_newest_rounds_of_its_zones(answered):
    calls = answered.round(answered.east, at(10), at(12), ["temperature"])
    answered.say(calls, answered.person("3-101"), at(10), temperature="36.4")
    with connection.cursor() as cursor:
        assert recount_wall(cursor, answered.community.id, CUTOFF) == {
            answered.estate.id: {
                "asked": 10 + 11,
                "reported": 1 + 1,
                "missing": 9 + 10,
                "abnormal": 1,
                "away": 1,
            }
        }


def test_the_towns_row_is_counted(answered):
    town = answered
    site = town.make(Site, name="方舱", beds_planned=10, started_at=at(8), opened_at=at(9))
    town.make(Site, name="在建", beds_planned=50, started_at=at(8))
    town.make(Stay, site=site, since=at(9), resident=town.person("23-101"))
    town.make(Stay, site=site, since=at(9), until=at(10), patient="外来")
    town.make(Transfer, resident=town.person("23-102"), waiting_since=at(9))
    town.make(Transfer, resident=town.person("23-201"), waiting_since=at(9), left_at=at(10))
    need = {"channel": "phone", "text": "要米", "category": "food", "opened_at": at(8)}
    town.make(Need, **need, urgency=1, due_at=at(9))
    town.make(Need, **need, urgency=1, due_at=at(9), waiting_since=at(8, 30))
    town.make(Need, **need, urgency=4, due_at=at(9, 0, 30))
    with connection.cursor() as cursor:
        figures = recount_town(cursor, town.community.id, DAY, CUTOFF)
    expected = {
        "people_sealed": 12,
        "homes_controlled": 6,
        "zones_precaution": 1,
        "asked": 10,
        "answered": 1,
        "day_asked": 31,
        "day_answered": 10,
        "abnormal": 3,
        "open_now": 2,
        "late_now": 1,
        "open_calm": 1,
        "late_calm": 0,
        "beds": 10,
        "beds_taken": 1,
        "beds_free": 9,
        "transfers_waiting": 1,
    }
    assert {name: figures[name] for name in expected} == expected


def found_double(town, moment=CUTOFF):
    with connection.cursor() as cursor:
        return find_double(cursor, town.community.id, moment)


def test_in_a_town_in_order_nothing_is_double(answered):
    assert found_double(answered) == []


def test_who_is_asked_twice_at_the_same_time_is_found(answered):
    answered.round(answered.west, at(18), at(19))
    found = found_double(answered)
    assert len(found) == 10  # those whom the evening asks
    assert all("is asked by rounds" in line for line in found)


def test_two_rounds_that_want_different_things_ask_nobody_twice(answered):
    answered.round(answered.west, at(18), at(19), ["pcr"])
    assert found_double(answered) == []


def test_a_door_in_two_zones_is_found_with_its_people(answered):
    zone = answered.zone("北区", "controlled", (), at(13), planned_end=at(0, 0, 30))
    ZoneStairwell.objects.bulk_create(
        [
            ZoneStairwell(
                community=answered.community,
                zone=zone,
                stairwell=Stairwell.objects.get(label="24"),
                since=at(13),
                until=at(23),
            )
        ]
    )
    found = found_double(answered)
    assert len([line for line in found if "is in 2 zones" in line]) == 12
    assert len([line for line in found if "zones named 北区" in line]) == 1


def test_a_door_that_outlasts_its_zone_is_found(answered):
    Zone.objects.filter(pk=answered.west.pk).update(ended_at=at(16))
    assert len([line for line in found_double(answered) if "of its doors did not" in line]) == 1


def test_a_difference_tells_both_sums():
    assert differences({"a": 1, "b": 2, "c": 0}, {"a": 1, "b": 3}) == {"b": (2, 3)}


def test_the_further_fields_are_counted(answered):
    town = answered
    noon = town.round(town.east, at(12), at(16), ["pcr"])
    town.say(noon, town.person("3-101"), at(13), pcr="sampled")
    town.say(noon, town.person("3-102"), at(13), pcr="negative", antigen="negative")
    person = town.person("23-201")
    for kind in ("alone_elder", "disabled"):
        town.make(Risk, resident=person, kind=kind)
    moved = {"waiting_since": at(8, 0, 18)}
    town.make(Transfer, resident=person, left_at=at(9), **moved)
    town.make(Transfer, resident=town.person("23-102"), **moved)
    home = town.person("23-202")
    town.make(Transfer, resident=home, left_at=at(9, 0, 18), returned_at=at(9), **moved)
    team = town.make(Team, name="一组", pattern="三班")
    roster = town.make(Roster, team=team, first=DAY, days=1, pattern="三班", made_at=at(0))
    for role, starts_at, ends_at, live in (
        ("desk", at(20, 0, 18), at(8), True),
        ("desk", at(8), at(16), False),
        ("volunteer", at(8), at(16), True),
        ("volunteer", at(21), at(23), True),
    ):
        staff = town.make(Staff, name="王敏", role=role)
        shift = {"roster": roster, "staff": staff, "day": DAY, "key": "day"}
        town.make(Shift, starts_at=starts_at, ends_at=ends_at, live=live, **shift)
    with connection.cursor() as cursor:
        assert recount_fields(cursor, town.community.id, DAY, CUTOFF) == {
            "sampled": 13,
            "waiting": 1,
            "negative": 10,  # of 23 six in the morning and one in the evening, one of 24, two of 3
            "positive": 1,
            "invalid": 1,
            "fever": 0,
            "transfers_waiting": 1,
            "transferred": 1,
            "returned": 1,
            "moved_out": 1,
            "special_care": 1,
            "needs_overdue": 0,
            "staff_on_duty": 1,
            "volunteers_on_duty": 1,
        }
