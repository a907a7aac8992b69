"""Answers are stored once each, corrections beside what they correct, however they come."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.reports.conftest import NOW, SHANGHAI

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.people.models import Resident
from wanjia.reports import queries
from wanjia.reports.answers import actions
from wanjia.reports.answers.actions import Given, Stored, store_answers, temperature
from wanjia.reports.answers.status import status_of
from wanjia.reports.models import Alarm, Answer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AGAIN = settings(
    max_examples=examples(12, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def household(person):
    return Viewer(person.community_id, "household", dwelling_id=person.dwelling_id)


def test_an_answer_is_stored_with_its_way_and_time(viewer, morning, people):
    done = store_answers(viewer, morning, [Given(people[0].id, "negative", "36.5")], "door")
    assert done == Stored(new=1, corrected=0, same=0)
    answer = Answer.objects.get()
    assert (answer.antigen, answer.temperature) == ("negative", Decimal("36.5"))
    assert (answer.recorded_at, answer.channel, answer.current) == (NOW, "door", True)


def test_the_same_answer_by_another_way_is_not_stored_again(viewer, morning, people):
    one = people[0]
    store_answers(viewer, morning, [Given(one.id, "negative", "36.5")], "household")
    done = store_answers(viewer, morning, [Given(one.id, "negative", 36.5)], "excel")
    assert (done.new, done.corrected, done.same) == (0, 0, 1)
    assert Answer.objects.count() == 1


def test_a_correction_keeps_both_and_one_is_current(viewer, morning, people):
    one = people[0]
    store_answers(viewer, morning, [Given(one.id, "negative", 36.5)], "household")
    done = store_answers(viewer, morning, [Given(one.id, "negative", 36.9)], "door")
    assert (done.new, done.corrected) == (0, 1)
    kept = Answer.objects.order_by("current").values_list("temperature", "current")
    assert list(kept) == [(Decimal("36.5"), False), (Decimal("36.9"), True)]


def test_what_an_answer_does_not_speak_of_stays_known(viewer, morning, people):
    one = people[0]
    store_answers(viewer, morning, [Given(one.id, "negative")], "paste")
    store_answers(viewer, morning, [Given(one.id, temperature=36.6)], "paste")
    now = Answer.objects.get(current=True)
    assert (now.antigen, now.temperature) == ("negative", Decimal("36.6"))


def test_a_whole_answer_takes_back_what_it_leaves_empty(viewer, morning, people):
    one = people[0]
    store_answers(viewer, morning, [Given(one.id, "negative", symptoms="咳嗽")], "household")
    store_answers(viewer, morning, [Given(one.id, "negative", whole=True)], "household")
    assert Answer.objects.get(current=True).symptoms == ""


def test_a_late_repetition_does_not_undo_a_correction(viewer, morning, people):
    first = Given(people[0].id, "negative", 36.5)
    store_answers(viewer, morning, [first], "household")
    store_answers(viewer, morning, [Given(people[0].id, "positive", 36.5)], "door")
    store_answers(viewer, morning, [first], "household")
    assert Answer.objects.get(current=True).antigen == "positive"
    assert Answer.objects.count() == 2


def test_a_temperature_alone_is_no_report_where_an_antigen_is_asked(viewer, morning, people):
    store_answers(viewer, morning, [Given(people[0].id, temperature=36.5)], "paste")
    assert people[0] in queries.missing_residents(viewer, morning)


def test_who_says_to_be_away_is_not_missing_and_who_tests_while_away_has_reported(
    viewer, morning, people
):
    store_answers(viewer, morning, [Given(people[0].id, where="away")], "household")
    store_answers(viewer, morning, [Given(people[1].id, "negative", where="work")], "household")
    found = queries.round_progress(viewer, [morning])[morning.id]
    assert (found.away, found.reported, found.missing) == (1, 1, 22)


def test_a_household_cannot_answer_for_its_neighbour_and_nothing_is_stored(morning, people):
    mine, next_door = people[0], people[2]
    both = [Given(mine.id, "negative"), Given(next_door.id, "negative")]
    with pytest.raises(Problem, match="名单"):
        store_answers(household(mine), morning, both, "household")
    assert Answer.objects.count() == 0


def test_what_was_stored_in_time_and_is_sent_again_after_the_end_is_stored(morning, people):
    """Its acknowledgement was lost: the phone sends it until it has one."""
    mine = people[0]
    sent = [Given(mine.id, "negative", 36.5)]
    store_answers(household(mine), morning, sent, "household")
    with clock.freeze(morning.closes_at):
        again = store_answers(household(mine), morning, sent, "household")
        assert (again.new, again.corrected, again.same) == (0, 0, 1)
        with pytest.raises(Problem, match="截止"):
            store_answers(household(mine), morning, [], "household")
        other = [*sent, Given(people[1].id, "negative", 36.4)]
        with pytest.raises(Problem, match="截止"):
            store_answers(household(mine), morning, other, "household")
    assert Answer.objects.count() == 1


def test_a_closed_round_takes_no_answer_of_a_household_but_of_staff(viewer, morning, people):
    late = [Given(people[0].id, "negative", 36.5)]
    with clock.freeze(morning.closes_at):
        with pytest.raises(Problem) as refused:
            store_answers(household(people[0]), morning, late, "household")
        assert refused.value.code == "answer.round_closed"
        assert store_answers(viewer, morning, late, "door").new == 1


def test_a_round_that_has_not_opened_takes_no_answer(viewer, zone, people):
    evening = zone.rounds.get(key="2022-04-19-evening")
    with pytest.raises(Problem) as refused:
        store_answers(viewer, evening, [Given(people[0].id, "negative")], "door")
    assert refused.value.code == "answer.round_not_open"


def test_a_cancelled_round_takes_no_answer(viewer, morning, people):
    morning.cancelled_at = NOW
    morning.save()
    with pytest.raises(Problem) as refused:
        store_answers(viewer, morning, [Given(people[0].id, "negative")], "door")
    assert refused.value.code == "answer.round_cancelled"


def test_the_town_stores_nothing(community, morning, people):
    with pytest.raises(Problem) as refused:
        store_answers(Viewer(community.id, "town"), morning, [Given(people[0].id)], "door")
    assert refused.value.code == "kernel.not_yours"


@pytest.mark.parametrize("bad", ["365", "3.65", "三十六", "36.5.5", "NaN", "-36"])
def test_a_temperature_that_cannot_be_is_refused_with_the_name(viewer, morning, people, bad):
    with pytest.raises(Problem) as refused:
        store_answers(viewer, morning, [Given(people[0].id, "negative", bad)], "door")
    assert refused.value.code == "answer.temperature"
    assert people[0].name in refused.value.words("zh")
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("text", ["36.5", "３６．５", "36。5", " 36.5℃ ", "36.5度", "36.50"])
def test_a_temperature_is_read_as_people_write_it(text):
    assert temperature(text) == Decimal("36.5")


def test_one_form_with_one_id_for_a_family_stores_each_person_once(viewer, morning, people):
    sent = UUID("018f0000-0000-7000-8000-000000000001")
    family = [Given(one.id, "negative", 36.5, id=sent) for one in people[:2]]
    assert store_answers(viewer, morning, family, "household").new == 2
    assert store_answers(viewer, morning, family, "household").same == 2
    assert {str(answer.id)[:13] for answer in Answer.objects.all()} == {"018f0000-0000"}
    assert all(answer.id.version == 7 for answer in Answer.objects.all())


def test_two_who_store_a_first_answer_at_once_both_find_it_stored(
    viewer, morning, people, monkeypatch
):
    one, store, beaten = people[0], actions._store_given, []

    def meanwhile(*args):
        if not beaten:
            beaten.append(store(viewer, morning, [Given(one.id, "negative")], "household", None))
            raise IntegrityError("UNIQUE constraint failed: answer_current_once")
        return store(*args)

    monkeypatch.setattr(actions, "_store_given", meanwhile)
    done = store_answers(viewer, morning, [Given(one.id, "positive")], "door")
    assert (done.new, done.corrected) == (0, 1)
    assert Answer.objects.get(current=True).antigen == "positive"
    assert Answer.objects.count() == 2


SENDS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["negative", "positive", "invalid", ""]),
        st.sampled_from([None, "36.5", "37.3", "38"]),
        st.sampled_from(["", "home", "away"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@AGAIN
@given(sends=SENDS, repeats=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 20)), max_size=6))
def test_what_was_stored_and_is_sent_again_changes_nothing(viewer, morning, people, sends, repeats):
    """However often and however late it comes again, alone or with all the others."""
    calls = [
        Given(people[who].id, antigen, heat, where=where, whole=whole)
        for who, antigen, heat, where, whole in sends
    ]
    once, stored = _current_after(viewer, morning, [[call] for call in calls])
    order = list(range(len(calls)))
    for which, later in repeats:
        if which in stored:
            place = order.index(which) + 1
            order.insert(min(place + later, len(order)), which)
    again, _ = _current_after(viewer, morning, [[calls[one]] for one in order])
    assert again == once
    kept = [calls[one] for one in stored]
    together, _ = _current_after(viewer, morning, [calls, kept])
    assert together == once


def _current_after(viewer, round_, batches):
    """The current answer of each, and which of the batches stored something."""
    Alarm.objects.all().delete()
    Answer.objects.all().delete()
    done = [store_answers(viewer, round_, batch, "door") for batch in batches]
    rows = Answer.objects.filter(current=True)
    found = {one.resident_id: (one.antigen, one.temperature, one.where) for one in rows}
    assert len(found) == rows.count() == len({call.resident for batch in batches for call in batch})
    return found, [number for number, one in enumerate(done) if one.new or one.corrected]


@pytest.mark.slow
@AGAIN
@given(
    homes=st.lists(
        st.tuples(
            st.sampled_from(["home", "away", "hospital", "transferred"]),
            st.sampled_from([None, "2022-04-18", "2022-04-19", "2022-05-01"]),
        ),
        min_size=4,
        max_size=4,
    ),
    sends=SENDS,
)
def test_the_counts_are_those_of_the_list(viewer, morning, people, homes, sends):
    Alarm.objects.all().delete()
    Answer.objects.all().delete()
    for one, (where, exempt) in zip(people, homes, strict=False):
        Resident.objects.filter(id=one.id).update(where=where, exempt_until=exempt)
    for who, antigen, heat, where, whole in sends:
        one = Given(people[who].id, antigen, heat, where=where, whole=whole)
        store_answers(viewer, morning, [one], "door")
    counts = queries.round_progress(viewer, [morning])[morning.id]
    listed = list(queries.residents_with_status(viewer, morning))
    for status in ("reported", "away", "exempt", "missing"):
        assert getattr(counts, status) == sum(one.status == status for one in listed)
    assert counts.abnormal == sum(one.abnormal for one in listed)
    said = {answer.resident_id: answer for answer in Answer.objects.filter(current=True)}
    for one in listed:
        answer = said.get(one.id)
        assert one.status == status_of(
            bool(answer and answer.antigen),
            answer.where if answer else "",
            one.where,
            one.exempt_until,
            datetime(2022, 4, 19, tzinfo=SHANGHAI).date(),
            "residents",
        )
    assert counts.total == len(listed) == 24
