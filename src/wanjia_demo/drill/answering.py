"""How a round is answered in a drill: by the households' pages, and by the group's list."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Round
from wanjia.reports.queries import residents_in_round
from wanjia_demo.day import DayAnswer, answers_for
from wanjia_demo.drill.stage import Stage

WORDS = {"negative": "阴性", "positive": "两条杠", "invalid": "无效"}
PASTED_AT = 0.8  # of the window: when the group's list is copied


@dataclass
class Coming:
    """The answers of a round that are still to come."""

    round: Round
    people: dict[UUID, Resident]
    by_page: list[tuple[datetime, DayAnswer]] = field(default_factory=list)
    listed: list[DayAnswer] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the group's list, as people write it."""
        return [
            f"{n}. {self.people[UUID(one.resident)].dwelling.door}"
            f" {self.people[UUID(one.resident)].name} {WORDS[one.antigen]} {one.temperature}"
            for n, one in enumerate(self.listed, 1)
        ]

    @property
    def pasted_at(self) -> datetime:
        """When the list is copied."""
        return self.round.opens_at + (self.round.closes_at - self.round.opens_at) * PASTED_AT


def coming(stage: Stage, round_: Round, positives: int) -> Coming:
    """Return who answers a round, when and by which way."""
    settings = stage.settings
    rows = residents_in_round(stage.system, round_).filter(where="home")
    people = {row.id: row for row in rows.select_related("dwelling__stairwell")}
    slow = frozenset(
        str(one.id)
        for kind in ("alone_elder", "no_smartphone")
        for one in stage.by_risk.get(kind, ())
    )
    doors = {str(key): str(one.dwelling_id) for key, one in people.items()}
    found = Coming(round_, people)
    window = round_.closes_at - round_.opens_at
    given = answers_for(
        list(doors),
        f"{round_.zone_id}/{round_.key}",
        settings.answers.by_paste,
        stage.seed,
        slow=slow,
        doors=doors,
        positives=positives,
    )
    last = settings.answers.by_household / settings.answers.by_paste * len(given)
    for place, one in enumerate(given):
        if place < last:
            found.by_page.append((round_.opens_at + window * min(one.at, 0.99), one))
        else:
            found.listed.append(one)
    return found


def send_pages(stage: Stage, waiting: Coming, now: datetime) -> None:
    """Each household that is ready by now sends its page."""
    ready = [one for at, one in waiting.by_page if at <= now]
    waiting.by_page = [(at, one) for at, one in waiting.by_page if at > now]
    for dwelling, answers in _by_dwelling(waiting, ready):
        door = Viewer(stage.community.id, "household", dwelling_id=dwelling)
        given = [given_of(waiting.round, answer) for answer in answers]
        people = {one.resident: waiting.people[one.resident] for one in given}
        store_answers(door, waiting.round, given, "household", people)


def _by_dwelling(
    waiting: Coming, answers: list[DayAnswer]
) -> Iterator[tuple[UUID, list[DayAnswer]]]:
    found: dict[UUID, list[DayAnswer]] = defaultdict(list)
    for answer in answers:
        found[waiting.people[UUID(answer.resident)].dwelling_id].append(answer)
    yield from found.items()


def given_of(round_: Round, day_answer: DayAnswer) -> Given:
    """Return a resident's answer as the page sends it."""
    return Given(
        UUID(day_answer.resident),
        antigen=day_answer.antigen if "antigen" in round_.wants else "",
        temperature=str(day_answer.temperature) if "temperature" in round_.wants else None,
        well=True,
    )
