"""The rounds that a protocol asks for: which windows open in a span of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from wanjia.zoning.protocols.values import Protocol, RoundRule, Text

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class RoundWindow:
    """One round: `key` names it in its zone for ever (`2022-05-02-morning`).

    `opens_at` and `closes_at` are aware, in the community's zone; `wants` is what each person
    is asked for; `who` is asked: `residents`, `at_risk` (those who need care), `sheltered` (those
    moved to a shelter) or `staff`.
    """

    key: str
    name: Text
    opens_at: datetime
    closes_at: datetime
    wants: frozenset[str]
    who: str


def rounds_between(
    protocol: Protocol,
    klass: str,
    start: datetime,
    frm: datetime,
    to: datetime,
    tz: tzinfo,
    *,
    staff: bool = False,
) -> list[RoundWindow]:
    """Return the rounds of a zone that are open at some moment from `frm` until `to`, in order.

    `start` is the moment from which the zone's days are counted (day 1 is its local date); all
    three are aware. `staff` asks for the rounds of people on duty instead of the residents'.
    The same call gives the same keys, and a changed `start` changes none of them.
    """
    rules = [rule for rule in protocol.classes[klass].rounds if (rule.who == "staff") is staff]
    first_day = start.astimezone(tz).date()
    day, last = frm.astimezone(tz).date(), to.astimezone(tz).date()
    windows = []
    while day <= last:
        for rule in _rules_on(rules, day, (day - first_day).days + 1):
            windows += [
                window
                for window in _windows_of_day(rule, day, tz)
                if window.closes_at > frm and window.opens_at < to
            ]
        day += timedelta(days=1)
    return sorted(windows, key=lambda window: (window.opens_at, window.key))


def _rules_on(rules: list[RoundRule], day: date, number: int) -> list[RoundRule]:
    """Return the rules that hold on a date, which is day `number` of the zone."""
    dated = [rule for rule in rules if rule.dated and _rule_covers(rule, day)]
    replaced = {rule.key for rule in dated}
    # The test before release belongs to a day of the zone: no cadence by date takes it away.
    undated = [rule for rule in rules if not rule.dated and (rule.days or rule.key not in replaced)]
    holding = {
        rule.key: rule
        for rule in undated + dated
        if day.weekday() in rule.weekdays and (rule.days is None or rule.days.covers(number))
    }
    return list(holding.values())


def _rule_covers(rule: RoundRule, day: date) -> bool:
    after = rule.from_date is None or rule.from_date <= day
    return after and (rule.to_date is None or day <= rule.to_date)


def _windows_of_day(rule: RoundRule, day: date, tz: tzinfo) -> Iterator[RoundWindow]:
    opens, closes = minutes(rule)
    step = rule.every_minutes or closes - opens
    midnight = datetime.combine(day, time(), tz)
    for minute in range(opens, closes, step):
        at = f"{minute // 60:02}:{minute % 60:02}"
        part = rule.every_minutes is not None
        yield RoundWindow(
            key=f"{day}-{rule.key}-{at.replace(':', '')}" if part else f"{day}-{rule.key}",
            name=Text(f"{at} {rule.name.zh}", f"{at} {rule.name.en}") if part else rule.name,
            opens_at=midnight + timedelta(minutes=minute),
            closes_at=midnight + timedelta(minutes=minute + step),
            wants=rule.wants,
            who=rule.who,
        )


def minutes(rule: RoundRule) -> tuple[int, int]:
    """Return a rule's opening and closing in minutes since midnight.

    Closing 00:00 is 24:00.
    """
    opens = rule.opens.hour * 60 + rule.opens.minute
    return opens, rule.closes.hour * 60 + rule.closes.minute or DAY_MINUTES


def overlap(first: RoundRule, second: RoundRule) -> bool:
    """Return whether the windows of two rules share a minute of the day, or stand too close."""
    (first_opens, first_closes), (second_opens, second_closes) = minutes(first), minutes(second)
    apart = 60 * min(first.apart_hours or 0, second.apart_hours or 0)
    return first_opens < second_closes + apart and second_opens < first_closes + apart


def both_hold(first: RoundRule, second: RoundRule) -> bool:
    """Return whether there can be a day on which both rules hold."""
    if first.key == second.key and first.dated != second.dated:
        return False
    weekdays = bool(first.weekdays & second.weekdays)
    return weekdays and _dates_meet(first, second) and _days_meet(first, second)


def _dates_meet(first: RoundRule, second: RoundRule) -> bool:
    start = max(first.from_date or date.min, second.from_date or date.min)
    return start <= min(first.to_date or date.max, second.to_date or date.max)


def _days_meet(first: RoundRule, second: RoundRule) -> bool:
    if first.days is None or second.days is None:
        return True
    low = max(first.days.first, second.days.first)
    return low <= min(first.days.last or DAY_MINUTES, second.days.last or DAY_MINUTES)
