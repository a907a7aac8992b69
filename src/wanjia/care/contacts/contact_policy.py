"""The promise of contact: whom somebody must speak with, by when, and how. Pure.

Everyone at risk stands on exactly one of three lists at any moment: late, due before the shift
ends, or later. Nobody at risk is off every list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from wanjia.risks import Risks

SPOKE = frozenset({"well", "needs", "will_report", "refused"})
CALL, DOOR = "call", "door"
# So long before a contact is due for a treatment, a talk is that contact.
SPOKEN_AHEAD = timedelta(hours=12)


@dataclass(frozen=True)
class RiskFact:
    """A risk as known: its kind, what is known of it, from when it is known."""

    kind: str
    detail: dict[str, Any]
    since: datetime


@dataclass(frozen=True)
class ContactFact:
    """One try to speak with the person; `outcome` as people.ContactOutcome."""

    at: datetime
    way: str
    outcome: str


@dataclass(frozen=True)
class PersonFacts:
    """What the promise needs to know of one person; `shut` is when their stairwell was shut in.

    `missed_round_at` is when a round closed without their answer, None if the last was answered.
    """

    id: Any
    risks: tuple[RiskFact, ...]
    contacts: tuple[ContactFact, ...] = ()
    shut: datetime | None = None
    missed_round_at: datetime | None = None


@dataclass(frozen=True)
class Due:
    """Somebody to speak with: by when, why, and whether a call is enough.

    `why` are codes: the kind of risk whose interval is the shortest, then what else presses
    ("unanswered", "missed_round", "tomorrow", "medicine"). `interval_at` is when the interval of
    the risks ends; a reason to visit is due before it, from its moment on.
    """

    person: Any
    due_at: datetime
    step: str
    why: tuple[str, ...]
    first: int
    last_spoke: datetime | None
    unanswered: int
    interval_at: datetime | None = None


@dataclass(frozen=True)
class Lists:
    """Who is late, who is due before the shift ends, who later."""

    late: tuple[Due, ...]
    soon: tuple[Due, ...]
    later: tuple[Due, ...]


def make_lists(
    people: Iterable[PersonFacts], now: datetime, shift_end: datetime, rules: Risks
) -> Lists:
    """Put everyone at risk on one list.

    The late and the soon by risk, then by how long it is.
    """
    dues = [entry for person in people if (entry := find_due(person, now, rules)) is not None]
    late = [due for due in dues if due.due_at <= now]
    soon = [due for due in dues if now < due.due_at <= shift_end]
    later = [due for due in dues if due.due_at > max(now, shift_end)]
    return Lists(
        tuple(sorted(late, key=_sort_key)),
        tuple(sorted(soon, key=_sort_key)),
        tuple(sorted(later, key=lambda due: due.due_at)),
    )


def _sort_key(due: Due) -> tuple[bool, int, datetime]:
    return due.step != DOOR, due.first, due.due_at


def find_due(person: PersonFacts, now: datetime, rules: Risks) -> Due | None:
    """Return by when somebody must speak with a person.

    None only for who has no risk that is known.
    """
    risks = [risk for risk in person.risks if risk.kind in rules.kinds]
    if not risks:
        return None
    past = sorted(
        (contact for contact in person.contacts if contact.at <= now),
        key=lambda contact: contact.at,
    )
    spoke = next((contact.at for contact in reversed(past) if contact.outcome in SPOKE), None)
    when, kind = min(
        ((_compute_due_at(risk, person, spoke, now, rules), risk.kind) for risk in risks),
        key=lambda pair: (pair[0], rules.kinds[pair[1]].order),
    )
    tried = [
        contact.at
        for contact in past
        if contact.outcome not in SPOKE and (not spoke or contact.at > spoke)
    ]
    pressing, interval_at = _list_reasons_to_visit(person, spoke, tried, rules), when
    if pressing:
        when = min(when, min(at for _, at in pressing))
    return Due(
        person=person.id,
        due_at=when,
        step=DOOR if pressing else CALL,
        why=(kind, *(code for code, _ in pressing)),
        first=min(rules.kinds[risk.kind].order for risk in risks),
        last_spoke=spoke,
        unanswered=len(tried),
        interval_at=interval_at,
    )


def _compute_due_at(
    risk: RiskFact, person: PersonFacts, spoke: datetime | None, now: datetime, rules: Risks
) -> datetime:
    """Return by when one risk asks for a contact.

    Being shut in shortens the interval from that moment on: who was called yesterday in freedom
    is not late at once, and not later than the short interval after the door was shut.
    """
    rule = rules.kinds[risk.kind]
    start = spoke or risk.since
    when = start + timedelta(hours=rule.open)
    if person.shut is not None:
        when = min(when, max(start, person.shut) + timedelta(hours=rule.shut))
    if "weekdays" in rule.fields:
        when = min(when, _before_next_treatment(risk, start, when, rules))
    if "days_left" in rule.fields:
        low = _medicine_low_since(risk, rules)
        if low is not None and low <= now:
            when = min(when, max(start, low) + timedelta(hours=24))
    if "due" in rule.fields:
        when = min(when, start + _antenatal_interval(risk, now))
    return when


def _before_next_treatment(
    risk: RiskFact, start: datetime, latest: datetime, rules: Risks
) -> datetime:
    """Return some hours before the first treatment day that nobody has spoken of yet.

    Who was spoken with on the morning before is not due again at noon.
    """
    weekdays = {day for day in risk.detail.get("weekdays", ()) if isinstance(day, int)}
    ahead = timedelta(hours=rules.contact.before_treatment)
    for days in range(1, 9):
        day = (start + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        if day.isoweekday() in weekdays and day - ahead - SPOKEN_AHEAD > start:
            return min(latest, day - ahead)
    return latest


def _medicine_low_since(risk: RiskFact, rules: Risks) -> datetime | None:
    """Return from when the medicine is nearly out; the day's interval runs from then, not back.

    None where nobody noted how much there is.
    """
    left = risk.detail.get("days_left")
    if not isinstance(left, int | float):
        return None
    return risk.since + timedelta(days=max(ceil(left - rules.contact.soon_days_left), 0))


def _antenatal_interval(risk: RiskFact, now: datetime) -> timedelta:
    """Return the interval by weeks.

    Before 28 every 4 weeks, to 36 every 2, then weekly.
    """
    try:
        left = (date.fromisoformat(str(risk.detail.get("due"))) - now.date()).days
    except ValueError:
        return timedelta(weeks=1)
    week = 40 - left / 7
    return timedelta(weeks=4 if week < 28 else 2 if week <= 36 else 1)


def _list_reasons_to_visit(
    person: PersonFacts, spoke: datetime | None, tried: Sequence[datetime], rules: Risks
) -> list[tuple[str, datetime]]:
    """Return what sends somebody to the door, and since when.

    `tried` reached nobody since `spoke`.
    """
    reasons = []
    if len(tried) >= rules.contact.unanswered_to_door:
        reasons.append(("unanswered", tried[rules.contact.unanswered_to_door - 1]))
    alone = any(risk.kind in rules.kinds and rules.kinds[risk.kind].alone for risk in person.risks)
    missed = person.missed_round_at
    if alone and missed and (spoke is None or spoke < missed):
        reasons.append(("missed_round", missed))
    return reasons
