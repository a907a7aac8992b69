"""Rosters: every rule kept, no minute left out, proved best, or told why there is none."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from wanjia.duty.rosters.infeasibility import explain
from wanjia.duty.rosters.labels import describe_roster, why_impossible
from wanjia.duty.rosters.rules import load_patterns, load_rules
from wanjia.duty.rosters.solver import make_roster
from wanjia.duty.rosters.validation import breaches, empty_minutes
from wanjia.duty.rosters.values import Duty, Impossible, Person, Roster, Task

FIRST = date(2022, 4, 18)
THREE, TWO = load_patterns()["three8"], load_patterns()["two12"]
RULES = load_rules()
quick = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def day(number: int) -> date:
    return FIRST + timedelta(number)


def team(many: int) -> tuple[Person, ...]:
    return tuple(Person(f"p{number}", f"医生{number}") for number in range(many))


def made(task: Task) -> Roster:
    found = make_roster(task)
    assert isinstance(found, Roster), found
    return found


@pytest.fixture(scope="module")
def month() -> tuple[Task, Roster]:
    task = Task(FIRST, 28, THREE, team(6), RULES)
    return task, made(task)


def test_six_people_hold_28_days_round_the_clock_proved_best(month):
    task, roster = month
    assert roster.proved
    assert roster.gap == 0
    assert breaches(task, roster.duties) == []
    assert empty_minutes(task, roster.duties) == 0
    assert len(roster.duties) == 84


def test_shares_differ_by_one_at_most(month):
    _task, roster = month
    assert {one.shifts for one in roster.burdens} == {14}
    assert {one.nights for one in roster.burdens} == {4, 5}
    assert {one.weekends for one in roster.burdens} == {4}


def test_wishes_that_can_be_met_are_met():
    some = team(6)
    wishing = (
        replace(some[0], no_nights=True),
        replace(some[1], days_off=frozenset(day(number) for number in (3, 4, 5))),
        replace(some[2], most_shifts=10),
        *some[3:],
    )
    task = Task(FIRST, 28, TWO, wishing, RULES)
    roster = made(task)
    assert sum(one.broken for one in roster.burdens) == 0
    assert breaches(task, roster.duties) == []
    assert "大家的愿望都满足了。" in describe_roster(task, roster)


def test_a_wish_that_all_share_is_broken_for_as_few_as_it_takes():
    all_off = tuple(replace(one, days_off=frozenset({day(10)})) for one in team(6))
    task = Task(FIRST, 28, THREE, all_off, RULES)
    roster = made(task)
    assert sorted(one.broken for one in roster.burdens) == [0, 0, 0, 1, 1, 1]
    assert sum("04-28 要上班" in line for line in describe_roster(task, roster)) == 3
    assert sum("on duty on 04-28" in line for line in describe_roster(task, roster, "en")) == 3


def test_who_is_away_is_never_on_duty():
    gone = frozenset(day(number) for number in range(5, 12))
    away = (replace(team(1)[0], away=gone), *team(6)[1:])
    task = Task(FIRST, 28, TWO, away, RULES)
    roster = made(task)
    theirs = {one for one in roster.duties if one.person == "p0"}
    assert not [one for one in theirs if one.day in gone]
    assert Duty(day(4), "long_night", "p0") not in theirs, "it would end on a day away"
    assert breaches(task, roster.duties) == []


def test_days_away_are_not_made_up_for():
    gone = frozenset(day(number) for number in range(14))
    away = (replace(team(1)[0], away=gone), *team(6)[1:])
    roster = made(Task(FIRST, 28, THREE, away, RULES))
    shifts = {one.person: one.shifts for one in roster.burdens}
    assert shifts["p0"] in (7, 8)


def test_three_people_hear_which_rule_cannot_be_met_and_how_many_more_would_do():
    task = Task(FIRST, 28, THREE, team(3), RULES)
    found = make_roster(task)
    assert isinstance(found, Impossible)
    assert found.rules == ("hours_in_seven_days",)
    assert found.more_people == 1
    assert why_impossible(task, found) == (
        "3 个人要排满每一班，做不到“任意 7 天内不超过 48 小时”。能解决的办法：再加 1 个人。"
    )
    assert "at most 48 hours in any 7 days" in why_impossible(task, found, "en")


def test_a_milder_rule_that_would_do_is_named():
    task = Task(FIRST, 28, TWO, team(3), RULES)
    found = make_roster(task)
    assert isinstance(found, Impossible)
    assert "放宽为“任意 7 天内不超过 60 小时”" in why_impossible(task, found)


def test_the_clash_is_a_smallest_one():
    """Without any one of the rules named, the others named can be kept."""
    strict = RULES.changed("rest_after_nights", 48).changed("nights_in_row", 1)
    task = Task(FIRST, 14, THREE, team(3), strict)
    found = make_roster(task)
    assert isinstance(found, Impossible)
    assert found.rules
    only = strict
    for rule in strict.rules:
        if rule not in found.rules:
            only = only.changed(rule, None)
    assert isinstance(make_roster(replace(task, rules=only)), Impossible)
    for rule in found.rules:
        eased = replace(task, rules=only.changed(rule, None))
        assert isinstance(make_roster(eased), Roster)


def test_a_shift_that_nobody_can_take_is_named():
    gone = tuple(replace(one, away=frozenset({day(3)})) for one in team(6))
    task = Task(FIRST, 28, THREE, gone, RULES)
    found = make_roster(task)
    assert isinstance(found, Impossible)
    assert why_impossible(task, found).startswith("2022-04-21 夜班要 1 人，能来的只有 0 人")
    assert why_impossible(task, found, "en").startswith("On 2022-04-21 the Night shift needs 1")


def test_nobody_at_all_is_told_too():
    found = make_roster(Task(FIRST, 7, THREE, (), RULES))
    assert isinstance(found, Impossible)
    assert found.shortage


def test_one_person_cannot_be_in_two_places_whatever_the_rules():
    double = THREE.asking({"day": 1, "evening": 1, "night": 1})
    overlapping = replace(
        double, shifts=(replace(double.shifts[0], minutes=16 * 60), *double.shifts[1:])
    )
    task = Task(FIRST, 3, overlapping, team(1), RULES)
    found = explain(task, 2)
    assert found.rules == ()
    assert "不管什么规则" in why_impossible(task, found)


def test_after_somebody_drops_out_published_shifts_stay(month):
    task, roster = month
    published = frozenset(roster.duties)
    lost = [one for one in published if one.person == "p2" and one.day >= day(10)]
    gone = frozenset(day(number) for number in range(10, 28))
    people = tuple(replace(one, away=gone) if one.id == "p2" else one for one in task.people)
    again = replace(
        task, first=day(10), days=18, people=people, since=FIRST,
        done=frozenset(one for one in published if one.day < day(10)),
        published=frozenset(one for one in published if one.day >= day(10)),
    )  # fmt: skip
    new = made(again)
    assert breaches(again, new.duties) == []
    assert not [one for one in new.duties if one.person == "p2"]
    # Only a handful beside the shifts that nobody can keep.
    assert len(lost) <= new.changed <= len(lost) + 3
    assert new.proved


def test_what_was_worked_before_the_first_day_counts_for_the_rules():
    done = frozenset(Duty(day(-number), "night", "p0") for number in (1, 2, 3))
    task = Task(FIRST, 7, THREE, team(4), RULES, done=done)
    roster = made(task)
    assert Duty(FIRST, "night", "p0") not in roster.duties
    assert breaches(task, roster.duties) == []


def test_shifts_worked_against_the_rules_do_not_make_the_days_after_impossible():
    done = frozenset(
        Duty(day(-number), shift, "p0") for number in range(1, 8) for shift in ("night", "evening")
    )
    roster = make_roster(Task(FIRST, 7, THREE, team(5), RULES, done=done))
    assert isinstance(roster, Roster)
    assert min(one.day for one in roster.duties if one.person == "p0") >= day(1)


def test_shifts_that_have_begun_are_not_given_to_somebody_else():
    done = frozenset({Duty(FIRST, "night", "p3"), Duty(FIRST, "day", "p4")})
    task = Task(FIRST, 7, THREE, team(6), RULES, done=done, not_before=12 * 60)
    roster = made(task)
    assert done <= set(roster.duties)
    assert len([one for one in roster.duties if one.day == FIRST]) == 3


def test_more_people_a_shift_are_given():
    asked = THREE.asking({"day": 3})
    task = Task(FIRST, 14, asked, team(9), RULES)
    roster = made(task)
    assert len([one for one in roster.duties if one.shift == "day"]) == 3 * 14
    assert breaches(task, roster.duties) == []


days_of_two_weeks = st.frozensets(st.integers(0, 13).map(day), max_size=4)
people = st.builds(
    Person,
    id=st.uuids().map(str),
    name=st.just("医生"),
    away=days_of_two_weeks,
    days_off=days_of_two_weeks,
    no_nights=st.booleans(),
    most_shifts=st.none() | st.integers(0, 8),
)
books = st.builds(
    lambda rest, nights, after, hours, off: (
        RULES.changed("rest_hours", rest).changed("nights_in_row", nights)
        .changed("rest_after_nights", after).changed("hours_in_seven_days", hours)
        .changed("days_off_in_seven", off)
    ),
    st.sampled_from([0, 8, 11, 12, 16]), st.integers(1, 5), st.sampled_from([0, 11, 24, 48]),
    st.sampled_from([36, 48, 60]), st.integers(0, 3),
)  # fmt: skip


@quick
@given(st.lists(people, min_size=3, max_size=7), books, st.sampled_from([THREE, TWO]), st.data())
@pytest.mark.slow
def test_a_roster_never_breaks_a_hard_rule_and_leaves_no_minute_out(team, book, pattern, data):
    before = st.builds(
        Duty, st.integers(-6, -1).map(day), st.sampled_from([one.key for one in pattern.shifts]),
        st.sampled_from([one.id for one in team]),
    )  # fmt: skip
    done = data.draw(st.frozensets(before, max_size=4))
    task = Task(FIRST, 14, pattern, tuple(team), book, done=done)
    # What was worked against the rules is not the roster's doing.
    assume(not breaches(replace(task, days=0), ()))
    found = make_roster(task, seconds=2)
    if isinstance(found, Impossible):
        assert why_impossible(task, found)
        return
    assert breaches(task, found.duties) == []
    assert empty_minutes(task, found.duties) == 0
    assert sum(one.shifts for one in found.burdens) == len(found.duties)


@quick
@given(st.integers(4, 6), st.integers(0, 5), st.integers(1, 9))
@pytest.mark.slow
def test_published_shifts_change_only_where_somebody_is_gone(many, who, since):
    assume(who < many)
    task = Task(FIRST, 14, TWO, team(many), RULES)
    first = made(task)
    people = tuple(
        replace(one, away=frozenset(day(number) for number in range(since, since + 2)))
        if one.id == f"p{who}" else one
        for one in task.people
    )  # fmt: skip
    again = replace(task, people=people, published=frozenset(first.duties))
    new = made(again)
    gone = {one.id: one.away for one in people}
    forced = sum(not gone[one.person].isdisjoint(task.slot(one).days) for one in first.duties)
    assert new.changed >= forced
    assert forced or new.changed == 0
    assert breaches(again, new.duties) == []
