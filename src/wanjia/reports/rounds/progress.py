"""How far rounds are: reported, away, exempt, missing and abnormal, by stairwell, in four queries.

The counts follow `status.status_of` exactly; they are added up from groups of alike residents, so
that a day of rounds over seven thousand people is a few hundred rows from the database.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.people.access import risks_on
from wanjia.people.models import Resident
from wanjia.reports.answers.status import (
    abnormal_q,
    given_q,
    let_off,
    moment_of,
    not_home,
    results_of,
    status_of,
    tests_wanted,
)
from wanjia.reports.models import Answer, Round, TestExemption
from wanjia.zoning.queries import Spans, zone_spans


@dataclass
class Counts:
    """Numbers of residents. `abnormal` and `invalid` are among those who answered.

    `tests` and `tests_…` count tests, not people: antigen and PCR of one person are two.
    """

    total: int = 0
    reported: int = 0
    away: int = 0
    exempt: int = 0
    missing: int = 0
    abnormal: int = 0
    invalid: int = 0
    negative: int = 0
    positive: int = 0
    fever: int = 0
    tests: int = 0
    tests_waiting: int = 0
    tests_negative: int = 0
    tests_positive: int = 0
    tests_invalid: int = 0

    @property
    def asked(self) -> int:
        """How many have to report: those who are neither away nor exempt."""
        return self.reported + self.missing

    @property
    def percent(self) -> int:
        """How much of it is done, in whole percent, rounded down."""
        return 100 * self.reported // self.asked if self.asked else 100

    def add(self, other: "Counts") -> None:
        """Add another's numbers to these."""
        for name in Counts.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Progress(Counts):
    """A round's numbers, and the same for each stairwell."""

    stairwells: dict[UUID, Counts] = field(default_factory=dict)

    def of(self, stairwells: Iterable[UUID]) -> Counts:
        """Return the numbers of some stairwells together, such as a grid's."""
        counts = Counts()
        for stairwell_id in stairwells:
            counts.add(self.stairwells.get(stairwell_id, Counts()))
        return counts


class _Home(NamedTuple):
    """What residents that count alike have in common."""

    stairwell: UUID
    where: str
    exempt_until: date | None
    left_at: datetime | None
    let_off: bool = False


class _Answered(NamedTuple):
    where: str
    antigen: str
    pcr: str
    given: bool
    abnormal: bool
    fever: bool


MOST_NAMED = 500
_HOME = ("dwelling__stairwell", "where", "exempt_until", "left_at")
# Whether somebody has an exemption from tests at all; which rounds it holds for is asked then.
_LET_OFF = Exists(
    TestExemption.objects.filter(community=OuterRef("community"), resident=OuterRef("pk"))
)
_ANSWERED = ("where", "antigen", "pcr", "given", "abnormal", "fever")


def round_progress(
    viewer: Viewer,
    rounds: Sequence[Round],
    spans: Spans | None = None,
    only_now: bool = False,
) -> dict[UUID, Progress]:
    """Return how far each of these rounds is, of the residents in the viewer's sight.

    `spans` (of `zone_spans`) of all these rounds' zones are not asked for again where at hand.
    `only_now` leaves out who has left since, and the stairwells that the zone no longer holds.
    """
    if not rounds:
        return {}
    now = clock.now()
    moments = {round_.id: moment_of(round_, now) for round_ in rounds}
    if only_now and spans is None:
        spans = zone_spans(viewer, {round_.zone_id for round_ in rounds})
    doors = stairwells_of(viewer, rounds, moments, spans)
    if only_now:
        moments = dict.fromkeys(moments, now)
        held = stairwells_of(viewer, rounds, moments, spans)
        doors = {round_id: doors[round_id] & held[round_id] for round_id in doors}
    progress = {round_.id: Progress() for round_ in rounds}
    for alike in _asking_alike(rounds, moments):
        at = moments[alike[0].id]
        doors_of_all = set[UUID]().union(*(doors[round_.id] for round_ in alike))
        homes = _count_homes(viewer, alike[0], at, doors_of_all)
        answered = _count_answers(viewer, alike, at)
        for round_ in alike:
            progress[round_.id] = _add_up(
                round_, moments[round_.id], doors[round_.id], homes, answered[round_.id]
            )
        if any(home.let_off for home in homes):
            _let_off(viewer, alike, moments, progress)
    return progress


def _asking_alike(rounds: Iterable[Round], moments: Mapping[UUID, datetime]) -> list[list[Round]]:
    """Return the rounds that ask the same people together."""
    alike: dict[tuple[Any, ...], list[Round]] = defaultdict(list)
    for round_ in rounds:
        key: tuple[Any, ...] = (round_.who,)
        if round_.who == "at_risk":  # risks come and go by the day
            key += (timezone.localdate(round_.opens_at), moments[round_.id])
        alike[key].append(round_)
    return list(alike.values())


def _let_off(
    viewer: Viewer,
    rounds: Sequence[Round],
    moments: Mapping[UUID, datetime],
    progress: Mapping[UUID, Progress],
) -> None:
    """Count those as exempt who are missing in a round of tests that they are let off."""
    for round_ in rounds:
        if not tests_wanted(round_.wants):
            continue
        counts = progress[round_.id]
        people = visible_to(
            viewer,
            Resident.objects.filter(Exists(let_off(round_))),
            stairwell="dwelling__stairwell",
        )
        missing = asked_of(viewer, _still_missing(people, round_), round_, moments[round_.id])
        for stairwell, left_at in missing.values_list("dwelling__stairwell", "left_at"):
            door = counts.stairwells.get(stairwell)
            if door and (left_at is None or left_at > moments[round_.id]):
                for place in (door, counts):
                    place.missing -= 1
                    place.exempt += 1


def _still_missing(people: QuerySet[Resident], round_: Round) -> QuerySet[Resident]:
    """Return those who would be missing in a round if nobody were let off its tests."""
    day = timezone.localtime(round_.opens_at).date()
    away = not_home(round_.who)
    said = Answer.objects.filter(
        community_id=round_.community_id, round=round_.id, resident=OuterRef("pk"), current=True
    )
    return people.filter(
        ~Exists(said.filter(given_q(round_.wants) | Q(where__in=away))),
        ~Q(where__in=away) | Exists(said.filter(where__gt="")),
        Q(exempt_until=None) | Q(exempt_until__lt=day),
    )


def stairwells_of(
    viewer: Viewer,
    rounds: Iterable[Round],
    moments: Mapping[UUID, datetime],
    spans: Spans | None = None,
) -> dict[UUID, set[UUID]]:
    """Return each round's stairwells in sight.

    Those in its zone at the round's moment.
    """
    rounds = list(rounds)
    if spans is None:
        spans = zone_spans(viewer, {round_.zone_id for round_ in rounds})
    return {
        round_.id: {
            stairwell
            for stairwell, since, until in spans.get(round_.zone_id, ())
            if since <= moments[round_.id] and (until is None or until > moments[round_.id])
        }
        for round_ in rounds
    }


def asked_of(
    viewer: Viewer, rows: QuerySet[Resident], round_: Round, moment: datetime
) -> QuerySet[Resident]:
    """Return those of the residents whom a round asks, as of a moment.

    All, those with a risk that holds on the round's day, or those in a shelter.
    """
    if round_.who == "at_risk":
        risks = risks_on(timezone.localdate(round_.opens_at), moment).filter(
            community_id=viewer.community_id, resident=OuterRef("pk")
        )
        return rows.filter(Exists(risks))
    if round_.who == "sheltered":
        return rows.filter(where="transferred")
    return rows


def _count_homes(
    viewer: Viewer, round_: Round, at: datetime, stairwells: set[UUID]
) -> dict[_Home, int]:
    rows = visible_to(viewer, Resident.objects.all(), stairwell="dwelling__stairwell")
    # A town's thousands of stairwells would not fit into one statement.
    if len(stairwells) <= MOST_NAMED:
        rows = rows.filter(dwelling__stairwell__in=stairwells)
    counted = (
        asked_of(viewer, rows, round_, at)
        .order_by()
        .annotate(let_off=_LET_OFF)
        .values_list(*_HOME, "let_off")
        .annotate(people=Count("id"))
    )
    return {_Home(*row[:-1]): row[-1] for row in counted if row[0] in stairwells}


def _count_answers(
    viewer: Viewer, rounds: Sequence[Round], at: datetime
) -> dict[UUID, dict[tuple[_Home, _Answered], int]]:
    """For each round how many of which residents said what in their current answers."""
    rows = visible_to(
        viewer,
        Answer.objects.filter(round__in=[round_.id for round_ in rounds], current=True),
        stairwell="resident__dwelling__stairwell",
    )
    if rounds[0].who != "residents":
        people = asked_of(viewer, Resident.objects.of(viewer), rounds[0], at)
        rows = rows.filter(resident__in=people)
    counted = (
        rows.order_by()
        .annotate(
            given=_any_round(rounds, lambda round_: tuple(round_.wants), given_q),
            abnormal=_any_round(rounds, lambda round_: round_.fever, abnormal_q),
            fever=_any_round(
                rounds, lambda round_: round_.fever, lambda at: Q(temperature__gte=at)
            ),
        )
        .values_list("round", *(f"resident__{name}" for name in _HOME), *_ANSWERED)
        .annotate(people=Count("id"))
    )
    answered: dict[UUID, dict[tuple[_Home, _Answered], int]] = {round_.id: {} for round_ in rounds}
    for row in counted:
        home, answer = _Home(*row[1:5]), _Answered(*row[5:-1])
        answered[row[0]][home, answer] = row[-1]
    return answered


def _any_round(
    rounds: Sequence[Round], key: Callable[[Round], Any], condition: Callable[[Any], Q]
) -> Case:
    """Return a condition that hangs on the round, for several rounds at once."""
    alike = defaultdict(list)
    for round_ in rounds:
        alike[key(round_)].append(round_.id)
    return Case(
        *(
            When(condition(value) & Q(round__in=ids), then=Value(True))
            for value, ids in alike.items()
        ),
        default=Value(False),
        output_field=BooleanField(),
    )


def _add_up(
    round_: Round,
    moment: datetime,
    stairwells: set[UUID],
    homes: Mapping[_Home, int],
    answered: Mapping[tuple[_Home, _Answered], int],
) -> Progress:
    day = timezone.localtime(round_.opens_at).date()
    progress = Progress(stairwells={stairwell_id: Counts() for stairwell_id in stairwells})

    def count(home: _Home, given: bool, said_where: str, people: int) -> None:
        status = status_of(given, said_where, home.where, home.exempt_until, day, round_.who)
        door = progress.stairwells[home.stairwell]
        setattr(door, status, getattr(door, status) + people)

    def lives_there(home: _Home) -> bool:
        return home.stairwell in stairwells and (home.left_at is None or home.left_at > moment)

    for home, people in homes.items():
        if lives_there(home):
            progress.stairwells[home.stairwell].total += people
            count(home, False, "", people)
    for (home, words), people in answered.items():
        if not lives_there(home):
            continue
        count(home, False, "", -people)
        count(home, words.given, words.where, people)
        _note_answer(progress.stairwells[home.stairwell], words, people)
    for door in progress.stairwells.values():
        progress.add(door)
    return progress


def _note_answer(door: Counts, answer: _Answered, people: int) -> None:
    results = (answer.antigen, answer.pcr)
    door.abnormal += people * answer.abnormal
    door.fever += people * answer.fever
    door.positive += people * ("positive" in results)
    door.invalid += people * ("invalid" in results and "positive" not in results)
    door.negative += people * ("negative" in results and not {"positive", "invalid"} & set(results))
    for result in results_of(*results):
        door.tests += people
        name = f"tests_{result}"
        setattr(door, name, getattr(door, name) + people)
