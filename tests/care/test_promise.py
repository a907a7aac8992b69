"""The promise of contact: nobody at risk is off every list, nobody waits longer than promised."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.care.contacts.contact_policy import (
    CALL,
    DOOR,
    SPOKE,
    ContactFact,
    PersonFacts,
    RiskFact,
    find_due,
    make_lists,
)
from wanjia.core.rules.rules_file import RulesFileError
from wanjia.risks import FILE, load_risks, risks

RULES = risks()
START = datetime(2022, 4, 18, 8, tzinfo=UTC)
HOURS = st.integers(0, 24 * 40).map(lambda hours: START + timedelta(hours=hours))
OUTCOMES = st.sampled_from(["well", "needs", "no_answer", "wrong_number", "will_report", "refused"])
RISKS = st.builds(
    RiskFact,
    kind=st.sampled_from(sorted(RULES.kinds)),
    detail=st.fixed_dictionaries(
        {},
        optional={
            "weekdays": st.lists(st.integers(1, 7), max_size=3),
            "days_left": st.integers(0, 30),
            "due": st.sampled_from(["2022-05-01", "2022-11-01", "unknown"]),
        },
    ),
    since=HOURS,
)
CONTACTS = st.builds(
    ContactFact, at=HOURS, way=st.sampled_from(["call", "door", "video"]), outcome=OUTCOMES
)
PEOPLE = st.builds(
    PersonFacts,
    id=st.integers(0, 10**6),
    risks=st.lists(RISKS, max_size=3).map(tuple),
    contacts=st.lists(CONTACTS, max_size=8).map(tuple),
    shut=st.none() | HOURS,
    missed_round_at=st.none() | HOURS,
)


def elder(*contacts: ContactFact, **more) -> PersonFacts:
    return PersonFacts("old man", (RiskFact("alone_elder", {}, START),), contacts, **more)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@given(st.lists(PEOPLE, max_size=8, unique_by=lambda one: one.id), HOURS, st.integers(0, 24))
def test_nobody_at_risk_is_off_every_list_or_on_two(people, now, shift):
    told = make_lists(people, now, now + timedelta(hours=shift), RULES)
    listed = [one.person for one in (*told.late, *told.soon, *told.later)]
    assert sorted(listed) == sorted(one.id for one in people if one.risks)


@given(PEOPLE.filter(lambda one: one.risks), HOURS)
def test_nobody_waits_longer_than_the_longest_interval(person, now):
    found = find_due(person, now, RULES)
    spoke = [one.at for one in person.contacts if one.at <= now and one.outcome in SPOKE]
    longest = timedelta(hours=max(RULES.kinds[risk.kind].open for risk in person.risks))
    start = max(spoke, default=max(risk.since for risk in person.risks))
    assert found is not None
    assert found.due_at <= start + longest


@given(PEOPLE.filter(lambda one: one.risks), HOURS)
def test_a_call_that_nobody_answers_never_puts_the_duty_off(person, now):
    tried = ContactFact(now, "call", "no_answer")
    before = find_due(person, now, RULES)
    after = find_due(
        PersonFacts(
            person.id, person.risks, (*person.contacts, tried), person.shut, person.missed_round_at
        ),
        now,
        RULES,
    )
    assert before is not None
    assert after is not None
    assert after.due_at <= before.due_at


def test_an_elder_who_was_spoken_with_is_called_a_day_later_when_shut_in():
    person = elder(ContactFact(at(30), "call", "well"), shut=at(1))
    found = find_due(person, at(31), RULES)
    assert found is not None
    assert (found.due_at, found.step) == (at(54), CALL)


def test_three_unanswered_calls_become_a_visit_at_the_door():
    tries = [ContactFact(at(hours), "call", "no_answer") for hours in (2, 4, 6)]
    two = find_due(elder(*tries[:2]), at(7), RULES)
    three = find_due(elder(*tries), at(7), RULES)
    assert two is not None
    assert two.step == CALL
    assert three is not None
    assert (three.step, three.due_at) == (DOOR, at(6))
    assert "unanswered" in three.why


def test_a_round_that_a_alone_elder_missed_becomes_a_visit_until_somebody_spoke():
    missed = elder(missed_round_at=at(5))
    found = find_due(missed, at(6), RULES)
    assert found is not None
    assert (found.step, found.due_at) == (DOOR, at(5))
    seen = find_due(elder(ContactFact(at(7), "door", "well"), missed_round_at=at(5)), at(8), RULES)
    assert seen is not None
    assert seen.step == CALL


@pytest.mark.parametrize("hours_before_due", [1, 5, 11])
def test_who_was_spoken_with_on_the_morning_before_dialysis_is_not_called_again_at_noon(
    hours_before_due,
):
    every_day = RiskFact("dialysis", {"weekdays": [1, 2, 3, 4, 5, 6, 7]}, at(-2000))
    due = find_due(PersonFacts("a", (every_day,), (), START), START, RULES).due_at
    talk = ContactFact(due - timedelta(hours=hours_before_due), "phone", "well")
    again = find_due(PersonFacts("a", (every_day,), (talk,), START), talk.at, RULES).due_at
    assert again - talk.at > timedelta(hours=hours_before_due)


def test_who_goes_to_dialysis_is_spoken_with_before_the_day():
    thursday = RiskFact("dialysis", {"weekdays": [4]}, START)
    person = PersonFacts("p", (thursday,), (ContactFact(at(24), "call", "well"),))
    found = find_due(person, at(25), RULES)
    assert found is not None
    assert found.due_at == datetime(2022, 4, 20, 4, tzinfo=UTC)


def test_the_lists_put_the_door_first_and_then_the_graver_risk():
    people = [
        PersonFacts("language", (RiskFact("language", {}, at(-2000)),)),
        PersonFacts("dialysis", (RiskFact("dialysis", {}, at(-2000)),)),
        PersonFacts("elder", (RiskFact("alone_elder", {}, START),), missed_round_at=at(1)),
    ]
    told = make_lists(people, at(2), at(8), RULES)
    assert [one.person for one in told.late] == ["elder", "dialysis", "language"]


def test_rules_that_are_wrong_name_file_line_and_key(tmp_path: Path):
    text = FILE.read_text("utf-8").replace("shut = 24", "shut = -1", 1)
    (tmp_path / "risks.toml").write_text(text, "utf-8")
    with pytest.raises(RulesFileError, match=r"risks\.toml, line \d+, kinds\.alone_elder\.shut"):
        load_risks(tmp_path / "risks.toml")


def test_medicine_that_runs_low_today_makes_nobody_late_since_last_week():
    left = RULES.contact.soon_days_left + 5
    risk = RiskFact("chronic", {"days_left": left}, START)
    spoke = ContactFact(at(1), "call", "well")
    person = PersonFacts("low", (risk,), (spoke,))
    usual = find_due(
        PersonFacts("usual", (RiskFact("chronic", {}, START),), (spoke,)), at(2), RULES
    )
    assert find_due(person, at(5 * 24 - 1), RULES).due_at == usual.due_at
    low = find_due(person, at(5 * 24), RULES)
    assert low.due_at == min(usual.due_at, at(6 * 24))
