"""The clock of a protocol: which day a zone is in, when it is due, what a new case does.

Days are dates in the community's zone. Day 1 is the local date on which a zone started, however
late in the evening; its seven days are days 1 to 7, and it is due on day 8. The clear days are
counted the same way from the last positive: its date is day 1 again. So a zone that started on
1 May is due after seven days on 8 May, from 00:00 on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wanjia.zoning.protocols.values import (
    Confirmation,
    NeededTest,
    NewCaseRule,
    Phase,
    Protocol,
    StepDown,
    Text,
)
from wanjia.zoning.protocols.zone_end import (
    ZoneEnd,
    clear_since,
    counts_from,
    earliest_end,
    local_date,
    step_for,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")  # the zone of a community that names none

Fact = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class TestRound:
    """A round of tests of everyone in a zone.

    Its local date, its kind (`pcr`, `antigen`).

    `complete`: everyone who had to be tested was; `all_negative`: every result was negative;
    `missing`: how many were not tested, where that is known.
    `waiting`: results are still to come, and none that came was positive. What is waiting says
    nothing yet: it is neither clean nor does it undo what was.
    """

    __test__ = False

    on: date
    kind: str
    complete: bool
    all_negative: bool
    missing: int = 0
    waiting: bool = False


@dataclass(frozen=True)
class ZoneState:
    """What the clock needs to know of a zone. Moments are aware.

    `started_at`: when the clock of the zone last started. `last_case_at`: the newest positive
    in it that counts; `undecided`: how many wait for a person to say whether they do.
    `moved_out_at`: when the last positive or close contact was taken away (None: not
    known); `waiting_to_move`: how many still wait for it. `others`: the classes of the other
    zones in force (None: not known). `confirmed`: keys of what a person confirmed.
    """

    klass: str
    started_at: datetime
    name: str = ""
    last_case_at: datetime | None = None
    came_from: str | None = None
    tests: tuple[TestRound, ...] = ()
    moved_out_at: datetime | None = None
    waiting_to_move: int = 0
    undecided: int = 0
    others: frozenset[str] | None = None
    confirmed: frozenset[str] = frozenset()
    tz: tzinfo = SHANGHAI


@dataclass(frozen=True)
class Proposal:
    """A step that the clock proposes.

    `on` is the first day on which it can be, `end` the sum that it comes from.

    `reasons` are satisfied; `missing` are not yet, and while any is the zone is not due;
    `confirm` is what a person still has to make sure of. Facts are (code, parameters).
    """

    zone: str
    from_class: str
    to_class: str
    to_name: Text
    on: date
    reasons: tuple[Fact, ...]
    missing: tuple[Fact, ...]
    confirm: tuple[Confirmation, ...] = ()
    end: ZoneEnd | None = None

    @property
    def ready(self) -> bool:
        """Whether nothing is missing: the zone is due."""
        return not self.missing


@dataclass(frozen=True)
class Effect:
    """What a new positive does: `kind` is one of `protocol_values.EFFECTS`.

    `to_class` is the class after it; `end` the planned end after it, of the whole zone, or for
    `restart_building` of the building concerned. It never lies before the end that was planned.
    """

    kind: str
    to_class: str
    end: datetime | None
    words: Text


class PhaseDay(NamedTuple):
    """A phase and the day of the zone (1 is the first; 0 and less: not in force yet)."""

    phase: Phase
    day: int


def day_of(start: datetime, now: datetime, tz: tzinfo = SHANGHAI) -> int:
    """Return which day of a zone `now` lies in, by local dates.

    Both moments are aware.
    """
    return (local_date(now, tz) - local_date(start, tz)).days + 1


def phase_on(
    protocol: Protocol, klass: str, start: datetime, now: datetime, tz: tzinfo = SHANGHAI
) -> PhaseDay:
    """Return the phase and the day that a zone of a class is in.

    The last phase lasts until a step.
    """
    day = day_of(start, now, tz)
    phases = protocol.classes[klass].phases
    for phase in phases:
        if phase.days.covers(max(day, 1)):
            return PhaseDay(phase, day)
    return PhaseDay(phases[-1], day)


def end_of(
    protocol: Protocol,
    klass: str,
    start: datetime,
    came_from: str | None = None,
    tz: tzinfo = SHANGHAI,
) -> datetime | None:
    """Return the planned end: local midnight after the last clear day.

    None for a class without one.

    `start` is aware; `came_from` is the class that the zone was before, where it was one.
    """
    end = earliest_end(protocol, ZoneState(klass, start, came_from=came_from, tz=tz), start)
    return end.moment(tz) if end else None


def due(protocol: Protocol, state: ZoneState, now: datetime) -> Proposal | None:
    """Return what the protocol proposes for a zone, due (`ready`) or on its way; None: nothing.

    A step that hangs on a person's word alone is proposed only when the word is given, one that
    hangs on other zones only when they are known.
    """
    step = step_for(protocol, state.klass, state.came_from)
    if step is None:
        return None
    unconfirmed = tuple(
        confirmation for confirmation in step.confirm if confirmation.key not in state.confirmed
    )
    if step.after is None and (unconfirmed or (step.lifted and state.others is None)):
        return None
    since, today = clear_since(protocol, state, now), local_date(now, state.tz)
    end = earliest_end(protocol, state, now)
    on = end.on if end else today
    facts = [
        *_clear_facts(protocol, step, state, since, today),
        *_lifted_facts(protocol, step, state),
        *(_test_fact(test, state.tests, since, max(on, today)) for test in step.tests),
        *(
            (True, ("confirmed", {"text": confirmation.text}))
            for confirmation in step.confirm
            if confirmation not in unconfirmed
        ),
    ]
    return Proposal(
        zone=state.name,
        from_class=state.klass,
        to_class=step.to,
        to_name=protocol.name_of(step.to),
        on=on,
        reasons=tuple(fact for done, fact in facts if done),
        missing=tuple(fact for done, fact in facts if not done),
        confirm=unconfirmed,
        end=end,
    )


def _clear_facts(
    protocol: Protocol, step: StepDown, state: ZoneState, since: date, today: date
) -> Iterable[tuple[bool, Fact]]:
    if step.after is None:
        return
    full = max(0, min(step.after, (today - since).days))
    done = full >= step.after
    yield done, ("days", {"days": step.after, "full": full, "left": step.after - full})
    first = local_date(state.started_at, state.tz)
    yield True, ("no_case", {"since": since if since > first else None})
    if state.waiting_to_move and counts_from(protocol, today) == "moved_out":
        yield False, ("waiting_to_move", {"count": state.waiting_to_move})
    if state.undecided:
        yield False, ("undecided", {"count": state.undecided})


def _lifted_facts(
    protocol: Protocol, step: StepDown, state: ZoneState
) -> Iterable[tuple[bool, Fact]]:
    if step.lifted and state.others is not None:
        left = [protocol.name_of(klass) for klass in step.lifted if klass in state.others]
        names = left or [protocol.name_of(klass) for klass in step.lifted]
        yield not left, ("lifted" if not left else "not_lifted", {"classes": tuple(names)})


def _test_fact(
    test: NeededTest, rounds: tuple[TestRound, ...], since: date, step_day: date
) -> tuple[bool, Fact]:
    """Return whether a needed round was taken.

    One that was missed on its day can be made up later.
    """
    first = (
        since + timedelta(days=test.day - 1)
        if test.day is not None
        else step_day - timedelta(days=test.last_days or 0)
    )
    taken = [
        test_round
        for test_round in rounds
        if test_round.kind == test.kind and test_round.on >= max(first, since)
    ]
    told = [test_round for test_round in taken if not test_round.waiting]
    whole = max(
        (test_round.on for test_round in told if test_round.complete and test_round.all_negative),
        default=None,
    )
    bad = max((test_round.on for test_round in told if not test_round.all_negative), default=None)
    params = {"kind": test.kind, "day": test.day}
    if bad and (whole is None or bad >= whole):
        # What was found last counts: a positive takes an earlier clean round away.
        return False, ("test_positive", params | {"on": bad})
    if whole:
        return True, ("test", params | {"on": whole})
    begun = max(taken, key=lambda test_round: test_round.on, default=None)
    if begun is None:
        return False, ("test_missing", params | {"on": first})
    reason = "test_waiting" if begun.waiting else "test_incomplete"
    return False, (reason, params | {"on": begun.on, "missing": begun.missing})


def on_new_case(protocol: Protocol, state: ZoneState, at: datetime) -> Effect:
    """Return what the protocol says that a positive recorded at `at` in a zone does."""
    phase = phase_on(protocol, state.klass, state.started_at, at, state.tz).phase
    rule = _case_rule(protocol, state.klass, phase.key)
    planned = end_of(protocol, state.klass, state.started_at, state.came_from, state.tz)
    if rule is None:
        return Effect("none", state.klass, planned, NO_EFFECT)
    if rule.effect == "raise_to" and rule.to:
        to_class, end = rule.to, end_of(protocol, rule.to, at, state.klass, state.tz)
    elif rule.effect in ("restart_zone", "restart_building"):
        to_class = state.klass
        end = end_of(protocol, to_class, at, state.came_from, state.tz)
    else:
        return Effect(rule.effect, state.klass, planned, rule.text)
    later = max((moment for moment in (planned, end) if moment), default=None) if end else None
    return Effect(rule.effect, to_class, later, rule.text)


NO_EFFECT = Text("规则没有规定新增病例的处置。", "The protocol says nothing of a new case.")


def _case_rule(protocol: Protocol, klass: str, phase: str) -> NewCaseRule | None:
    by_phase = {rule.phase: rule for rule in protocol.classes[klass].new_case}
    return by_phase.get(phase) or by_phase.get(None)
