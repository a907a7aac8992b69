"""What a roster is made from and what comes out: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from wanjia.core.rules.rules_file import Text

DAY = 24 * 60
RULES = (
    "rest_hours", "nights_in_row", "rest_after_nights", "hours_in_seven_days", "days_off_in_seven",
)  # fmt: skip


@dataclass(frozen=True)
class Shift:
    """A shift of the day: `start` and `minutes` count from local midnight; `need` is people."""

    key: str
    name: Text
    start: int
    minutes: int
    night: bool
    need: int


@dataclass(frozen=True)
class Pattern:
    """The shifts that a day is made of; together they leave no minute out."""

    key: str
    name: Text
    shifts: tuple[Shift, ...]

    def shift(self, key: str) -> Shift:
        """The shift of this key; raises KeyError."""
        found = next((one for one in self.shifts if one.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def asking(self, need: Mapping[str, int]) -> "Pattern":
        """The same shifts with as many people as `need` says by key."""
        shifts = tuple(replace(one, need=need.get(one.key, one.need)) for one in self.shifts)
        return replace(self, shifts=shifts)


@dataclass(frozen=True)
class Rule:
    """A rest rule: its value (None when it is set aside), milder values, its words."""

    value: int | None
    milder: tuple[int, ...]
    text: Text

    def words(self, language: str = "zh") -> str:
        """The rule as a phrase."""
        return self.text.words(language).format(n=self.value)


@dataclass(frozen=True)
class RuleBook:
    """All rest rules by name, and what weighs how much where something must give."""

    rules: Mapping[str, Rule]
    weights: Mapping[str, int]

    def value(self, name: str) -> int | None:
        """What a rule asks; None when it is set aside."""
        return self.rules[name].value

    def changed(self, name: str, value: int | None) -> "RuleBook":
        """The same rules with another value for one of them; None sets it aside."""
        return replace(self, rules={**self.rules, name: replace(self.rules[name], value=value)})


@dataclass(frozen=True)
class Person:
    """Who can be on duty. `away` is kept always; the rest are wishes, kept where possible."""

    id: str
    name: str
    away: frozenset[date] = frozenset()
    days_off: frozenset[date] = frozenset()
    no_nights: bool = False
    most_shifts: int | None = None


@dataclass(frozen=True, order=True)
class Duty:
    """One person in one shift of one day (the day that the shift starts on)."""

    day: date
    shift: str
    person: str


@dataclass(frozen=True)
class Task:
    """What is asked for: `days` from `first`, each made of the pattern's shifts.

    `done` stands as it is: shifts before `first`, and those of the horizon that have begun.
    Shifts that begin before minute `not_before` of the first day are no longer given to anybody.
    `published` is kept where possible. What is asked of each person is compared from `since` on
    (the first day if None), with what is done counted in.
    """

    first: date
    days: int
    pattern: Pattern
    people: tuple[Person, ...]
    rules: RuleBook
    done: frozenset[Duty] = frozenset()
    published: frozenset[Duty] = frozenset()
    not_before: int = 0
    since: date | None = None

    def slots(self) -> list["Slot"]:
        """Each shift of each day that is still to be given, in the order of time."""
        made = (
            Slot(number * DAY + shift.start, self.first + timedelta(number), shift)
            for number in range(self.days)
            for shift in self.pattern.shifts
        )
        return sorted(
            (one for one in made if one.start >= self.not_before), key=lambda one: one.start
        )

    def slot(self, duty: Duty) -> "Slot":
        """The slot of a duty; raises KeyError for a shift that the pattern has not."""
        shift = self.pattern.shift(duty.shift)
        return Slot((duty.day - self.first).days * DAY + shift.start, duty.day, shift)


@dataclass(frozen=True)
class Slot:
    """A shift on a day; `start` is in minutes from midnight of the task's first day."""

    start: int
    day: date
    shift: Shift

    @property
    def end(self) -> int:
        """When the shift is over, in the same minutes."""
        return self.start + self.shift.minutes

    @property
    def days(self) -> tuple[date, ...]:
        """The calendar days that the shift touches, one or two."""
        over = (self.shift.start + self.shift.minutes - 1) // DAY
        return tuple(self.day + timedelta(number) for number in range(over + 1))

    @property
    def weekend(self) -> bool:
        """Whether it starts on a Saturday or a Sunday."""
        return self.day.weekday() >= 5


@dataclass(frozen=True)
class Burden:
    """What the roster asks of one person: counts of shifts, hours, and wishes not met."""

    person: str
    shifts: int
    hours: float
    nights: int
    weekends: int
    broken_days_off: tuple[date, ...] = ()
    broken_nights: int = 0
    broken_shifts: int = 0

    @property
    def broken(self) -> int:
        """How many wishes are not met."""
        return len(self.broken_days_off) + self.broken_nights + self.broken_shifts


@dataclass(frozen=True)
class Roster:
    """A roster that keeps every rule. `gap` is how far it may be from the best; 0 if proved."""

    duties: tuple[Duty, ...]
    burdens: tuple[Burden, ...]
    changed: int
    proved: bool
    gap: float
    seconds: float = field(compare=False, default=0.0)


@dataclass(frozen=True)
class Remedy:
    """A rule that, made milder to `value` alone, lets a roster be made."""

    rule: str
    value: int


@dataclass(frozen=True)
class Impossible:
    """Why there is no roster: the shift that too few can take, or rules that clash.

    `rules` is a smallest set that cannot be met together (`least` False: perhaps not the
    smallest); none are named where even without rules there are too few people, or where the
    search ran out of time (`unknown`).
    """

    rules: tuple[str, ...] = ()
    shortage: tuple[Slot, int] | None = None
    remedies: tuple[Remedy, ...] = ()
    more_people: int | None = None
    least: bool = True
    unknown: bool = False
