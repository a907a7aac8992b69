"""The one date of a zone: counted once, told everywhere in the same words. Pure.

A zone's end is the first day after its clear days. Which day is day 1 (the start, the last case
that counts, the day the last person was moved out) is decided here and nowhere else; pages, paper,
alerts and reports tell the sum that comes out: 5 May = 21 April + 14 days.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from wanjia.zoning.protocols.values import Protocol, StepDown

if TYPE_CHECKING:
    from wanjia.zoning.protocols.schedule import ZoneState


@dataclass(frozen=True)
class ZoneEnd:
    """Day 1 of a zone's clear days, and how many of them there must be."""

    counted_from: date
    days: int

    @property
    def on(self) -> date:
        """The first day on which the zone can step down."""
        return self.counted_from + timedelta(days=self.days)

    def moment(self, tz: tzinfo) -> datetime:
        """Return the local midnight with which that day begins."""
        return datetime.combine(self.on, time(), tz)


def earliest_end(protocol: Protocol, state: "ZoneState", now: datetime) -> ZoneEnd | None:
    """Return the earliest end of a zone as it stands; None where its class counts no days."""
    step = step_for(protocol, state.klass, state.came_from)
    if step is None or step.after is None:
        return None
    return ZoneEnd(clear_since(protocol, state, now), step.after)


def end_told(planned_end: datetime | None, days: int | None, tz: tzinfo) -> ZoneEnd | None:
    """Return the end that was counted, from what is kept of it: its moment and its days."""
    if planned_end is None or days is None:
        return None
    return ZoneEnd(planned_end.astimezone(tz).date() - timedelta(days=days), days)


def step_for(protocol: Protocol, klass: str, came_from: str | None = None) -> StepDown | None:
    """Return the step down of a class.

    The one for zones that came from `came_from`, else the common.
    """
    by_origin = {step.came_from: step for step in protocol.classes[klass].steps}
    return by_origin.get(came_from) or by_origin.get(None)


def clear_since(protocol: Protocol, state: "ZoneState", now: datetime) -> date:
    """Return the date that is day 1 of the clear days."""
    moments = [state.started_at]
    if state.last_case_at:
        moments.append(state.last_case_at)
    if state.moved_out_at and counts_from(protocol, local_date(now, state.tz)) == "moved_out":
        moments.append(state.moved_out_at)
    return max(local_date(moment, state.tz) for moment in moments)


def counts_from(protocol: Protocol, today: date) -> str:
    """Return what a protocol counts the clear days from on a date."""
    holding = [rule for rule in protocol.clock if rule.from_date is None or rule.from_date <= today]
    newest = max(holding, key=lambda rule: rule.from_date or date.min, default=None)
    return newest.since if newest else "last_case"


def local_date(moment: datetime, tz: tzinfo) -> date:
    """Return the date of an aware moment in a time zone."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs aware moments")
    return moment.astimezone(tz).date()
