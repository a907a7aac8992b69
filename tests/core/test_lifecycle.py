"""A lifecycle: where a thing stands is read from the moments that its steps have stamped."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.core.lifecycle import Aside, Lifecycle, State, Step


@dataclass
class Parcel:
    packed_at: int | None = None
    sent_at: int | None = None
    lost_at: int | None = None


@dataclass
class Person:
    role: str

    def need(self, *roles):
        if self.role not in roles:
            raise PermissionError


class NotYetError(Exception):
    pass


WAY = Lifecycle(
    steps=(
        Step("pack", "packing", "to be packed", "packed_at", {"clerk"}),
        Step("send", "sending", "to be sent", "sent_at", {"driver"}),
    ),
    asides=(Aside("lost", "lost", lambda parcel: parcel.lost_at is not None, at="send"),),
    done=State("done", "gone"),
    refusal=lambda step: NotYetError(step.label),
)


def states(parcel):
    return [step["state"] for step in WAY.bar(parcel)]


@pytest.mark.parametrize(
    ("parcel", "name", "label", "bar"),
    [
        (Parcel(), "pack", "to be packed", ["now", ""]),
        (Parcel(packed_at=1), "send", "to be sent", ["done", "now"]),
        (Parcel(packed_at=1, sent_at=2), "done", "gone", ["done", "done"]),
        (Parcel(sent_at=2), "done", "gone", ["done", "done"]),
        (Parcel(lost_at=3), "lost", "lost", ["done", "now"]),
    ],
)
def test_where_a_thing_stands_is_told_by_what_was_stamped_last(parcel, name, label, bar):
    state = WAY.state_of(parcel)
    assert (state.name, state.label) == (name, label)
    assert states(parcel) == bar


def test_a_step_is_refused_before_the_one_that_comes_first():
    with pytest.raises(NotYetError, match="packing"):
        WAY.check(Person("driver"), "send", Parcel())
    WAY.check(Person("driver"), "send", Parcel(packed_at=1))


def test_a_step_is_refused_to_who_may_not_take_it():
    with pytest.raises(PermissionError):
        WAY.check(Person("driver"), "pack", Parcel())


MOMENTS = st.none() | st.integers(1)


@given(st.builds(Parcel, MOMENTS, MOMENTS, MOMENTS))
def test_every_state_has_a_name_that_the_api_knows(parcel):
    assert WAY.state_of(parcel).name in WAY.names


@given(st.builds(Parcel, MOMENTS, MOMENTS, MOMENTS))
def test_at_most_one_step_is_the_present_one_and_none_is_done_after_it(parcel):
    shown = states(parcel)
    assert shown == sorted(shown, key=["done", "now", ""].index)
    assert shown.count("now") <= 1
