"""What a protocol says, as plain values. Each rule carries the source that it was taken from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from wanjia.core.rules.rules_file import (
    AboveZero,
    Hour,
    NotBlank,
    RulesFileError,
    RulesTable,
    Source,
    Text,
    Whole,
    one_of,
)
from wanjia.zoning.protocols.fields import (
    Celsius,
    Days,
    Headline,
    Key,
    Lines,
    Weekdays,
    told_unless_old,
)

OPEN = "open"  # where a last step leads: the zone ends

KINDS = ("epidemic", "heatwave", "typhoon", "gas", "outage")
LOOKS = ("sealed", "controlled", "precaution")
WANTS = ("antigen", "pcr", "temperature", "headcount", "contact")
TEST_KINDS = ("antigen", "pcr")
WHO = ("residents", "at_risk", "sheltered", "staff")
POSTS = ("home", "area", "estate")
EFFECTS = ("restart_zone", "restart_building", "raise_to", "expert_review", "none")
KITCHENS = ("own", "shared")
RELATIONS = ("household", "sharers", "same_floor", "floor_above", "floor_below", "stairwell")
CONTACT_KINDS = ("close", "second")
RESULTS = ("negative", "positive", "invalid")
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


@dataclass(frozen=True)
class Entry(RulesTable):
    """When a place comes into a class.

    The numbers are None where the rule has none.

    `positive_within_days`: a positive was found there within so many days; `none_within_days`:
    none was; `celsius` with `for_days` or `within_hours`: a forecast of that heat.
    """

    text: Text
    source: Source
    positive_within_days: AboveZero | None = None
    none_within_days: AboveZero | None = None
    celsius: Celsius | None = None
    for_days: AboveZero | None = None
    within_hours: AboveZero | None = None


@dataclass(frozen=True)
class PhasePublic(RulesTable):
    """What everybody is told in a phase.

    The event in words, a headline, what to do.

    The rest is for the programs that read the alert (CAP 1.2).
    """

    event: Headline
    headline: Headline
    instruction: Lines
    response: Annotated[tuple[Annotated[str, one_of(RESPONSES)], ...], Field(min_length=1)]
    urgency: Annotated[str, one_of(URGENCIES)]
    severity: Annotated[str, one_of(SEVERITIES)]
    certainty: Annotated[str, one_of(CERTAINTIES)]


@dataclass(frozen=True)
class EndedPublic(RulesTable):
    """What everybody is told when it is over, and what to do then."""

    headline: Headline
    instruction: Lines


@dataclass(frozen=True)
class ProtocolPublic(RulesTable):
    """What everybody is told under a protocol, whatever the class.

    `no_longer` is said of an alert in whose place another one stands, or that was taken back.
    """

    category: Annotated[str, one_of(CATEGORIES)]
    ended: EndedPublic
    no_longer: Headline


@dataclass(frozen=True)
class Phase(RulesTable):
    """Some days of a zone with what people may and may not do on them.

    `public` is None only in a committee's copy that is older than these keys. `posts` says where
    guards stand when that is not as the class is drawn: at each `home`'s door, round the `area`,
    or at the gates of the `estate`.
    """

    key: NotBlank
    name: Text
    days: Days
    movement: Text
    source: Source
    forbidden: tuple[Text, ...] = ()
    leaving: Text | None = None
    posts: Annotated[str | None, one_of(POSTS)] = None
    public: Annotated[
        PhasePublic | None,
        Field(validate_default=True),
        told_unless_old(
            "[classes.phases.public]",
            "event, headline, instruction, response, urgency, severity, certainty",
        ),
    ] = None


@dataclass(frozen=True)
class NeededTest(RulesTable):
    """A round of tests of everyone that must be complete and negative before a step down.

    Taken on day `day` of the clear days (or made up later), or within the `last_days` days
    before the step.
    """

    kind: Annotated[str, one_of(TEST_KINDS)]
    day: AboveZero | None = None
    last_days: AboveZero | None = None


@dataclass(frozen=True)
class Confirmation(RulesTable):
    """What only a person can say, and which the step down waits for."""

    key: NotBlank
    text: Text


@dataclass(frozen=True)
class StepDown(RulesTable):
    """How a class ends.

    Where it leads and what must be so before.

    `after` counts clear days; `came_from` limits the rule to zones that were of that class
    before; `lifted` names classes of which no zone may be left in force.
    """

    to: str
    source: Source
    after: AboveZero | None = None
    came_from: str | None = None
    lifted: tuple[str, ...] = ()
    tests: tuple[NeededTest, ...] = ()
    confirm: tuple[Confirmation, ...] = ()


@dataclass(frozen=True)
class NewCaseRule(RulesTable):
    """What a new positive does in a class, or in one phase of it."""

    effect: Annotated[str, one_of(EFFECTS)]
    text: Text
    source: Source
    phase: str | None = None
    to: str | None = None


@dataclass(frozen=True)
class RoundRule(RulesTable):
    """A time window that comes again.

    Daily, on weekdays, on days of the zone, every N minutes.

    A rule with dates (`from_date`, `to_date`, both included) takes the place of the undated
    rule with the same key on its days, unless that belongs to certain `days` of the zone.
    `every_minutes` cuts the window from `opens` to `closes` into equal parts; `closes` 00:00 is
    the end of the day. `apart_hours` is the least time between the end of one such round and
    the start of the next.
    """

    key: Key
    name: Text
    opens: Hour
    closes: Hour
    wants: Annotated[frozenset[Annotated[str, one_of(WANTS)]], Field(min_length=1)]
    source: Source
    who: Annotated[str, one_of(WHO)] = "residents"
    weekdays: Weekdays = frozenset(range(7))
    days: Days | None = None
    from_date: Annotated[date | None, Field(alias="from")] = None
    to_date: Annotated[date | None, Field(alias="to")] = None
    every_minutes: Annotated[int, Field(ge=5)] | None = None
    apart_hours: AboveZero | None = None

    @property
    def dated(self) -> bool:
        """Whether the rule holds between dates only."""
        return self.from_date is not None or self.to_date is not None


@dataclass(frozen=True)
class Measure(RulesTable):
    """Something that must be done.

    `within_minutes` is the promise, where there is one.
    """

    text: Text
    source: Source
    within_minutes: AboveZero | None = None


@dataclass(frozen=True)
class ZoneClass(RulesTable):
    """A class of zones, or a level of alarm.

    `look` is how it is drawn.
    """

    key: Key
    name: Text
    look: Annotated[str, one_of(LOOKS)]
    entry: Entry
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    steps: tuple[StepDown, ...] = ()
    new_case: tuple[NewCaseRule, ...] = ()
    rounds: tuple[RoundRule, ...] = ()
    measures: tuple[Measure, ...] = ()

    def phase(self, key: str) -> Phase:
        """Return the phase of that key; raises KeyError."""
        return {phase.key: phase for phase in self.phases}[key]


@dataclass(frozen=True)
class ClockRule(RulesTable):
    """From a date on, what the clear days are counted from.

    `last_case` or `moved_out`.
    """

    since: Annotated[str, one_of(("last_case", "moved_out"))]
    source: Source
    from_date: Annotated[date | None, Field(alias="from")] = None


ContactKind = Annotated[str, one_of(CONTACT_KINDS)] | None


@dataclass(frozen=True)
class ContactRule(RulesTable):
    """Who is a close contact of a case, by how they live."""

    kitchen: Annotated[str, one_of(KITCHENS)]
    source: Source
    household: ContactKind = None
    sharers: ContactKind = None
    same_floor: ContactKind = None
    floor_above: ContactKind = None
    floor_below: ContactKind = None
    stairwell: ContactKind = None

    @property
    def relations(self) -> Mapping[str, str]:
        """Each relation that counts → `close` or `second`."""
        kinds = ((relation, getattr(self, relation)) for relation in RELATIONS)
        return {relation: kind for relation, kind in kinds if kind}


@dataclass(frozen=True)
class RecoveredRule(RulesTable):
    """How a recovered person who came home is tested.

    Days counted from the return (day 1).
    """

    home_days: AboveZero
    no_tests: Days
    pcr_day: AboveZero
    exempt_months: Whole
    temperature_a_day: Whole
    source: Source


@dataclass(frozen=True)
class PersonRules(RulesTable):
    """Rules about persons: contacts, the recovered, those waiting for a single recheck."""

    contact_days_before: Whole
    close_contact: Text
    contact_source: Source
    contacts: tuple[ContactRule, ...]
    recovered: RecoveredRule
    pooled_skips_next_round: bool
    pooled_source: Source


@dataclass(frozen=True)
class Health(RulesTable):
    """Antigen and temperature.

    What counts as fever, the symptoms, what a result means.
    """

    fever: Celsius
    fever_source: Source
    results: Mapping[Annotated[str, one_of(RESULTS)], Text]
    collected_at: Hour
    source: Source
    symptoms: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Protocol:
    """防控规则: a protocol file. `classes` go from the gravest to the lightest.

    `on_positive` is what a household with a positive does; empty where it is about no infection.
    `places` are the statistical codes of the areas that it holds in (31 is Shanghai); empty: all.
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
    lacks: RulesFileError | None = None
    places: tuple[str, ...] = ()

    def name_of(self, klass: str) -> Text:
        """Return what a class is called; `open` is the end of all."""
        return OPEN_NAME if klass == OPEN else self.classes[klass].name


OPEN_NAME = Text("解除", "lifted")
