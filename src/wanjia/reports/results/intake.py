"""Results come in, several at once: looked at first, then stored in one transaction or not at all.

The same tube again is known; a result that was awaited is added to its tube; a negative one that is
positive now is corrected at once, any other change is named and left to a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.core.database_errors import idempotent
from wanjia.core.problems import Problem
from wanjia.people.access import visible_residents
from wanjia.people.models import Resident
from wanjia.reports.models import Finding, TestResult
from wanjia.reports.results import actions
from wanjia.reports.results.matching import Roster, match_people
from wanjia.reports.results.rules import Named, Tube

SAME_TUBE = timedelta(days=3)  # a number comes again after that


@dataclass(frozen=True)
class Unmatched:
    """Somebody in a list who is nobody of ours for sure: their row, and why in words."""

    row: int
    text: str
    why: str
    finding: str = ""


@dataclass
class Planned:
    """What storing a tube would do: `change` is new, same, result, corrected, differs, nobody."""

    tube: Tube
    people: list[Resident]
    others: list[str]
    known: TestResult | None = None
    change: str = "new"
    refused: str = ""


@dataclass
class Intake:
    """What a list of tubes would do, or did."""

    planned: list[Planned] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)

    def of(self, *changes: str) -> list[Planned]:
        """Return the tubes of these changes."""
        return [planned for planned in self.planned if planned.change in changes]

    @property
    def counts(self) -> dict[str, int]:
        """How many tubes there are of each change."""
        changes = ("new", "same", "result", "corrected", "differs", "nobody", "refused")
        return {change: len(self.of(change)) for change in changes}

    @property
    def positive(self) -> list[Planned]:
        """The tubes that set something going."""
        return [one for one in self.planned if one.tube.finding == Finding.POSITIVE]


def look_at(viewer: Viewer, tubes: Sequence[Tube]) -> Intake:
    """Return what storing these tubes would do; nothing is stored."""
    roster = Roster(visible_residents(viewer).select_related("dwelling"))
    known = _known_results(viewer, tubes)
    intake = Intake()
    for tube in tubes:
        people, unmatched = match_people(roster, tube.people)
        intake.unmatched += [
            Unmatched(
                named.row,
                named.text,
                Problem(why.code, name=why.name or named.text, door=why.door).words(),
                tube.finding,
            )
            for named, why in unmatched
        ]
        planned = Planned(tube, people, [named.text for named, _why in unmatched])
        _judge(planned, known)
        intake.planned.append(planned)
    return intake


def _judge(planned: Planned, known: Iterable[TestResult]) -> None:
    """Say what storing a tube would do."""
    tube = planned.tube
    if not planned.people:
        planned.change = "nobody"
        return
    try:
        actions.refuse_unlikely(tube, len(planned.people))
    except Problem as problem:
        planned.change, planned.refused = "refused", problem.words()
        return
    planned.known = next((row for row in known if _is_same(row, planned)), None)
    if planned.known:
        planned.change = _change(planned.known.finding, tube.finding)


def _change(before: str, now: str) -> str:
    if before == now or now == Finding.WAITING:
        return "same"
    if before == Finding.WAITING:
        return "result"
    return "corrected" if now == Finding.POSITIVE else "differs"


def _is_same(row: TestResult, planned: Planned) -> bool:
    tube = planned.tube
    if row.kind != tube.kind or row.tube != tube.tube:
        return False
    if tube.tube:
        return abs(row.sampled_at - tube.sampled_at) < SAME_TUBE
    people = {person.resident_id for person in row.people.all()}
    return row.sampled_at == tube.sampled_at and people == {one.id for one in planned.people}


def _known_results(viewer: Viewer, tubes: Sequence[Tube]) -> list[TestResult]:
    if not tubes:
        return []
    first = min(tube.sampled_at for tube in tubes) - SAME_TUBE
    last = max(tube.sampled_at for tube in tubes) + SAME_TUBE
    rows = TestResult.objects.of(viewer).filter(
        withdrawn_at=None, sampled_at__gte=first, sampled_at__lte=last
    )
    return list(rows.prefetch_related("people"))


@idempotent
def store_tubes(viewer: Viewer, tubes: Sequence[Tube], source: str) -> Intake:
    """Store tubes with their results and all that follows from them, or nothing at all.

    Who cannot be matched stays named; a tube is stored for those of it who can.
    """
    viewer.need(*actions.WHO_RECORDS)
    intake = look_at(viewer, tubes)
    results = []
    for planned in intake.of("new"):
        results.append(
            actions.make_result(viewer, planned.tube, planned.people, source, planned.others)
        )
    for planned in intake.of("result", "corrected"):
        assert planned.known is not None
        results.append(actions.change_result(viewer, planned.known, planned.tube))
    actions.follow_all(viewer, results)
    return intake


def people_in_words(viewer: Viewer, lines: str) -> tuple[list[UUID], list[Unmatched]]:
    """Return who is meant by lines such as `23-602 张三`, and the lines that mean nobody."""
    roster = Roster(visible_residents(viewer).select_related("dwelling"))
    named = [
        _named_in(line, number) for number, line in enumerate(lines.splitlines(), 1) if line.strip()
    ]
    people, unmatched = match_people(roster, named)
    return [resident.id for resident in people], [
        Unmatched(
            one.row, one.text, Problem(why.code, name=why.name or one.text, door=why.door).words()
        )
        for one, why in unmatched
    ]


def _named_in(line: str, row: int) -> Named:
    """Read a line: a door and a name in either order, or one of them alone."""
    parts = line.replace("，", " ").replace(",", " ").replace("、", " ").split()
    door = next((part for part in parts if any(char.isdigit() for char in part)), "")
    name = " ".join(part for part in parts if part != door)
    if door.isdigit() and len(door) == 11:
        return Named(name, phone=door, row=row)
    return Named(name, door=door, row=row)
