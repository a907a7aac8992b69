import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia_demo.day import FEVER, answers_for

PEOPLE = [f"p{n}" for n in range(168)]
DOORS = {id_: str(n // 4) for n, id_ in enumerate(PEOPLE)}


def test_the_same_question_has_the_same_answer() -> None:
    assert answers_for(PEOPLE, "am", 0.8) == answers_for(PEOPLE, "am", 0.8)
    assert answers_for(PEOPLE, "am", 0.8) != answers_for(PEOPLE, "pm", 0.8)
    assert answers_for(PEOPLE, "am", 0.8) != answers_for(PEOPLE, "am", 0.8, seed=1)


@given(st.floats(0, 1))
def test_a_share_of_the_people_has_answered_each_once(share: float) -> None:
    found = answers_for(PEOPLE, "am", share)
    assert len({answer.resident for answer in found}) == len(found) == round(share * 168)
    assert [answer.at for answer in found] == sorted(answer.at for answer in found)


@given(st.floats(0, 1), st.floats(0, 1), st.randoms(use_true_random=False))
def test_more_time_keeps_every_answer_whatever_the_order(first, second, random) -> None:
    shuffled = list(PEOPLE)
    random.shuffle(shuffled)
    early = answers_for(PEOPLE, "am", min(first, second))
    late = answers_for(shuffled, "am", max(first, second))
    assert late[: len(early)] == early


def test_answers_are_those_of_people_who_are_mostly_well() -> None:
    many = answers_for([str(n) for n in range(3000)], "am", 1)
    assert {answer.antigen for answer in many} == {"negative", "invalid"}
    warm = [answer.temperature for answer in many if answer.temperature >= FEVER]
    assert 10 <= len(warm) <= 80
    assert max(warm) < 39
    usual = [answer.temperature for answer in many if answer.temperature < FEVER]
    assert (min(usual), max(usual)) == (36.2, 36.9)
    assert {answer.way for answer in many} == {"household", "paste", "door", "call"}


def test_as_many_are_positive_as_are_asked_for() -> None:
    for positives in (0, 1, 3):
        found = answers_for(PEOPLE, "am", 0.7, positives=positives)
        assert sum(answer.antigen == "positive" for answer in found) == positives


def test_the_slow_are_most_of_the_missing() -> None:
    slow = frozenset(PEOPLE[:20])
    answered = {answer.resident for answer in answers_for(PEOPLE, "am", 0.85, slow=slow)}
    missing = set(PEOPLE) - answered
    assert len(missing & slow) > len(missing) / 3
    assert slow & answered


def test_most_households_answer_together() -> None:
    answered = {answer.resident for answer in answers_for(PEOPLE, "am", 0.6, doors=DOORS)}
    homes: dict[str, set[bool]] = {}
    for id_, door in DOORS.items():
        homes.setdefault(door, set()).add(id_ in answered)
    assert sum(len(states) == 1 for states in homes.values()) > 0.75 * len(homes)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_an_impossible_share_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        answers_for(PEOPLE, "am", share)
