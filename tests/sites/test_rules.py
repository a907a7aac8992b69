"""Who is left at home, which beds are taken at an hour."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wanjia.sites.beds.occupancy import Span, by_hour, taken_at
from wanjia.sites.transfers.dependants_rules import Person, can_look_after, left_behind

START = datetime(2022, 4, 18, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def person(n: int, age: int | None, disabled: bool = False, home: bool = True) -> Person:
    return Person(UUID(int=n), age, disabled, home)


def kinds(people: list[Person], *leaving: int) -> list[tuple[int, str]]:
    gone = frozenset(UUID(int=n) for n in leaving)
    return [(one.id.int, one.kind) for one in left_behind(people, gone)]


def test_a_child_whose_last_parent_goes_is_alone():
    assert kinds([person(1, 35), person(2, 7)], 1) == [(2, "minor_alone")]


def test_a_child_with_another_adult_is_not():
    assert kinds([person(1, 35), person(2, 7), person(3, 40)], 1) == []


def test_an_adult_who_is_away_looks_after_nobody():
    assert kinds([person(1, 35), person(2, 7), person(3, 40, home=False)], 1) == [
        (2, "minor_alone")
    ]


def test_an_elder_left_alone_is_a_case():
    assert kinds([person(1, 50), person(2, 80)], 1) == [(2, "alone_elder")]
    assert kinds([person(1, 50), person(2, 74)], 1) == []


def test_a_child_left_with_a_very_old_grandmother_and_she_too():
    assert kinds([person(1, 35), person(2, 7), person(3, 82)], 1) == [
        (2, "minor_alone"),
        (3, "alone_elder"),
    ]


def test_somebody_disabled_is_not_left_alone():
    assert kinds([person(1, 50), person(2, 45, disabled=True)], 1) == [(2, "disabled")]


def test_whose_age_is_unknown_counts_as_an_adult():
    assert kinds([person(1, 50), person(2, None)], 1) == []


AGES = st.one_of(st.none(), st.integers(0, 105))
PEOPLE = st.lists(st.tuples(AGES, st.booleans(), st.booleans()), max_size=6)


@given(PEOPLE, st.integers(0, 5))
def test_either_somebody_can_help_or_all_who_stay_are_cases(rows, leaving):
    people = [person(n, *row) for n, row in enumerate(rows)]
    gone = frozenset({UUID(int=leaving)})
    stay = [one for one in people if one.home and one.id not in gone]
    found = left_behind(people, gone)
    if any(can_look_after(one) for one in stay):
        assert found == []
    else:
        assert [one.id for one in found] == [one.id for one in stay]


@given(st.lists(st.tuples(st.integers(0, 600), st.one_of(st.none(), st.integers(1, 600)))))
def test_beds_by_the_hour_add_up(rows):
    minute = timedelta(minutes=1)
    spans = [
        Span(START + begin * minute, None if long is None else START + (begin + long) * minute)
        for begin, long in rows
    ]
    hours = by_hour(spans, START, START + 22 * HOUR)
    for one, after in itertools.pairwise(hours):
        assert one.taken + after.came - after.went == after.taken
    assert hours[-1].taken == taken_at(spans, START + 22 * HOUR)
    assert all(one.taken <= len(spans) for one in hours)
