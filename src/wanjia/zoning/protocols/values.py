"""What a protocol says, as plain values. Each rule carries the source that it was taken from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

OPEN = "open"  # where a last step leads: the zone ends

KINDS = ("epidemic", "heatwave", "typhoon", "gas", "outage")
LOOKS = ("sealed", "controlled", "precaution")
WANTS = ("antigen", "pcr", "temperature", "headcount", "contact")
TEST_KINDS = ("antigen", "pcr")
WHO = ("residents", "at_risk", "sheltered", "staff")
EFFECTS = ("restart_zone", "restart_building", "raise_to", "expert_review", "none")
KITCHENS = ("own", "shared")
RELATIONS = ("household", "sharers", "same_floor", "floor_above", "floor_below", "stairwell")
CONTACT_KINDS = ("close", "second")
# What the Common Alerting Protocol 1.2 (3.2.2) knows; a protocol says which of them hold.
CATEGORIES = (
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
)
RESPONSES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Text:
    """A wording in both languages."""

    zh: str
    en: str

    def words(self, language: str = "zh") -> str:
        """The wording in `zh…` or `en…`."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True)
class DayRange:
    """Days of a zone or of a stay at home, both ends included; `last` None is open-ended."""

    first: int
    last: int | None

    def covers(self, day: int) -> bool:
        """Whether the day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Entry:
    """When a place comes into a class. The numbers are None where the rule has none.

    `positive_within_days`: a positive was found there within so many days; `none_within_days`:
    none was; `celsius` with `for_days` or `within_hours`: a forecast of that heat.
    """

    text: Text
    source: Text
    positive_within_days: int | None = None
    none_within_days: int | None = None
    celsius: Decimal | None = None
    for_days: int | None = None
    within_hours: int | None = None


@dataclass(frozen=True)
class PhasePublic:
    """What everybody is told in a phase: the event in words, a headline, what to do.

    The rest is for the programs that read the alert (CAP 1.2).
    """

    event: Text
    headline: Text
    instruction: tuple[Text, ...]
    response: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str


@dataclass(frozen=True)
class EndedPublic:
    """What everybody is told when it is over, and what to do then."""

    headline: Text
    instruction: tuple[Text, ...]


@dataclass(frozen=True)
class ProtocolPublic:
    """What everybody is told under a protocol, whatever the class.

    `no_longer` is said of an alert in whose place another one stands, or that was taken back.
    """

    category: str
    ended: EndedPublic
    no_longer: Text


@dataclass(frozen=True)
class Phase:
    """Some days of a zone with what people may and may not do on them.

    `public` is None only in a committee's copy that is older than these keys.
    """

    key: str
    name: Text
    days: DayRange
    movement: Text
    source: Text
    forbidden: tuple[Text, ...] = ()
    leaving: Text | None = None
    public: PhasePublic | None = None


@dataclass(frozen=True)
class NeededTest:
    """A round of tests of everyone that must be complete and negative before a step down.

    Taken on day `day` of the clear days (or made up later), or within the `last_days` days
    before the step.
    """

    kind: str
    day: int | None = None
    last_days: int | None = None


@dataclass(frozen=True)
class Confirmation:
    """What only a person can say, and which the step down waits for."""

    key: str
    text: Text


@dataclass(frozen=True)
class StepDown:
    """How a class ends: where it leads and what must be so before.

    `after` counts clear days; `came_from` limits the rule to zones that were of that class
    before; `lifted` names classes of which no zone may be left in force.
    """

    to: str
    source: Text
    after: int | None = None
    came_from: str | None = None
    lifted: tuple[str, ...] = ()
    tests: tuple[NeededTest, ...] = ()
    confirm: tuple[Confirmation, ...] = ()


@dataclass(frozen=True)
class NewCaseRule:
    """What a new positive does in a class, or in one phase of it."""

    effect: str
    text: Text
    source: Text
    phase: str | None = None
    to: str | None = None


@dataclass(frozen=True)
class RoundRule:
    """A time window that comes again: daily, on weekdays, on days of the zone, every N minutes.

    A rule with dates (`from_date`, `to_date`, both included) takes the place of the undated
    rule with the same key on its days, unless that belongs to certain `days` of the zone.
    `every_minutes` cuts the window from `opens` to `closes` into equal parts; `closes` 00:00 is
    the end of the day. `apart_hours` is the least time between the end of one such round and
    the start of the next.
    """

    key: str
    name: Text
    opens: time
    closes: time
    wants: frozenset[str]
    source: Text
    who: str = "residents"
    weekdays: frozenset[int] = frozenset(range(7))
    days: DayRange | None = None
    from_date: date | None = None
    to_date: date | None = None
    every_minutes: int | None = None
    apart_hours: int | None = None

    @property
    def dated(self) -> bool:
        """Whether the rule holds between dates only."""
        return self.from_date is not None or self.to_date is not None


@dataclass(frozen=True)
class Measure:
    """Something that must be done; `within_minutes` is the promise, where there is one."""

    text: Text
    source: Text
    within_minutes: int | None = None


@dataclass(frozen=True)
class ZoneClass:
    """A class of zones, or a level of alarm. `look` is how it is drawn."""

    key: str
    name: Text
    look: str
    entry: Entry
    phases: tuple[Phase, ...]
    steps: tuple[StepDown, ...] = ()
    new_case: tuple[NewCaseRule, ...] = ()
    rounds: tuple[RoundRule, ...] = ()
    measures: tuple[Measure, ...] = ()

    def phase(self, key: str) -> Phase:
        """The phase of that key; raises KeyError."""
        return {phase.key: phase for phase in self.phases}[key]


@dataclass(frozen=True)
class ClockRule:
    """From a date on, what the clear days are counted from: `last_case` or `moved_out`."""

    since: str
    source: Text
    from_date: date | None = None


@dataclass(frozen=True)
class ContactRule:
    """Who is a close contact of a case, by how they live: relation → `close` or `second`."""

    kitchen: str
    relations: Mapping[str, str]
    source: Text


@dataclass(frozen=True)
class RecoveredRule:
    """How a recovered person who came home is tested; days counted from the return (day 1)."""

    home_days: int
    no_tests: DayRange
    pcr_day: int
    exempt_months: int
    temperature_a_day: int
    source: Text


@dataclass(frozen=True)
class PersonRules:
    """Rules about persons: contacts, the recovered, those waiting for a single recheck."""

    contact_days_before: int
    close_contact: Text
    contact_source: Text
    contacts: tuple[ContactRule, ...]
    recovered: RecoveredRule
    pooled_skips_next_round: bool
    pooled_source: Text


@dataclass(frozen=True)
class Health:
    """Antigen and temperature: what counts as fever, the symptoms, what a result means."""

    fever: Decimal
    fever_source: Text
    symptoms: tuple[Text, ...]
    results: Mapping[str, Text]
    collected_at: time
    source: Text


@dataclass(frozen=True)
class Lacking:
    """The first thing that a file lacks: its key, its line, what is wrong with it."""

    file: str
    key: str
    line: int
    why: Text

    def words(self, language: str = "zh") -> str:
        """The whole sentence in `zh…` or `en…`."""
        if language.startswith("en"):
            key = f", {self.key}" if self.key else ""
            return f"{self.file}, line {self.line}{key}: {self.why.en}"
        key = f"，{self.key}" if self.key else ""
        return f"{self.file} 第 {self.line} 行{key}：{self.why.zh}"


@dataclass(frozen=True)
class Protocol:
    """防控规则: a protocol file. `classes` go from the gravest to the lightest.

    `on_positive` is what a household with a positive does; empty where it is about no infection.
    `public` is None, and `lacks` says what to add, only in a committee's copy that is older
    than the keys for the public: what is under it is shown, nothing new is published under it.
    """

    name: str
    version: str
    kind: str
    title: Text
    in_force_from: date
    unit: Text
    classes: Mapping[str, ZoneClass]
    clock: tuple[ClockRule, ...] = ()
    measures: tuple[Measure, ...] = ()
    people: PersonRules | None = None
    health: Health | None = None
    on_positive: tuple[Text, ...] = ()
    public: ProtocolPublic | None = None
    lacks: Lacking | None = None

    def name_of(self, klass: str) -> Text:
        """What a class is called; `open` is the end of all."""
        return OPEN_NAME if klass == OPEN else self.classes[klass].name


OPEN_NAME = Text("解除", "lifted")
