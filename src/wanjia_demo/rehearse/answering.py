"""How people answer in a rehearsed fortnight: by page, at the door, by list, by their sample."""

from datetime import timedelta
from random import Random
from uuid import UUID

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Resident
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Alarm, Finding, Round, TestResult
from wanjia.reports.paste.actions import commit_paste, read_paste
from wanjia.reports.queries import missing_residents
from wanjia.reports.results.actions import record, tell
from wanjia.reports.results.rules import Tube
from wanjia_demo.rehearse.stage import Stage

SHARE = 0.4  # of those who are missing, at each of the hours
POSITIVE, FEVER, INVALID = 0.002, 0.01, 0.005
RESULTS_AFTER = timedelta(hours=5)
POOL = 10  # in a pooled tube


def answer_rounds(stage: Stage, rng: Random) -> int:
    """Let some of those who are missing in the open rounds answer; how many did."""
    now = clock.now()
    rounds = Round.objects.of(stage.head).filter(
        cancelled_at=None, opens_at__lte=now, closes_at__gt=now
    )
    return sum(_answer_round(stage, round_, rng) for round_ in rounds.order_by("opens_at", "id"))


def _answer_round(stage: Stage, round_: Round, rng: Random) -> int:
    people = list(missing_residents(stage.head, round_))
    some = [one for one in people if rng.random() < SHARE]
    if "pcr" in round_.wants:
        return sample(stage, some)
    by_page = [one for one in some if rng.random() < 0.6]
    others = [one for one in some if one not in by_page]
    for one in by_page:
        door = Viewer(stage.community.id, "household", dwelling_id=one.dwelling_id)
        store_answers(door, round_, [_said(one.id, round_, rng)], "household")
    if others:
        lines = [f"{one.dwelling.door} {one.name} 阴性 36.5" for one in others[::2]]
        commit_paste(stage.head, read_paste(stage.head, "\n".join(lines), round_)[0])
        said = [_said(one.id, round_, rng) for one in others[1::2] or others]
        store_answers(stage.head, round_, said, "door")
    return len(some)


def _said(resident: UUID, round_: Round, rng: Random) -> Given:
    dice = rng.random()
    warm = dice > 1 - FEVER
    antigen = "positive" if dice < POSITIVE else "invalid" if dice < INVALID else "negative"
    return Given(
        resident,
        antigen=antigen if "antigen" in round_.wants else "",
        temperature="38.1" if warm else "36.6" if "temperature" in round_.wants else None,
        well=not warm,
        where="home",
    )


def sample(stage: Stage, people: list[Resident]) -> int:
    """Take samples of ten into one tube each; the results come later."""
    now = clock.now()
    for place, first in enumerate(range(0, len(people), POOL)):
        ids = [one.id for one in people[first : first + POOL]]
        name = f"R{now:%d%H%M%S}-{place}"
        record(stage.head, Tube("pcr", now, Finding.WAITING, name, POOL), ids)
    return len(people)


def bring_results(stage: Stage, rng: Random, positive: bool) -> bool:
    """Let the laboratory tell of the tubes that wait, and sample alone whoever was in a positive.

    Whether a tube was positive, one at least where `positive` asks for it.
    """
    _test_alone(stage, rng)
    sampled = clock.now() - RESULTS_AFTER
    waiting = TestResult.objects.of(stage.head).filter(
        finding=Finding.WAITING, withdrawn_at=None, sampled_at__lt=sampled
    )
    found = False
    for result in waiting.order_by("sampled_at", "id"):
        ill = (positive and not found) or rng.random() < POSITIVE
        tell(
            stage.head, result.id, Finding.POSITIVE if ill else Finding.NEGATIVE, laboratory="一所"
        )
        found = found or ill
    return found


def _test_alone(stage: Stage, rng: Random) -> None:
    """Whoever was in a positive tube is sampled alone: one of them is positive."""
    alarms = Alarm.objects.of(stage.head).filter(kind="retest", closed_at=None)
    ill: dict[UUID | None, UUID] = {}
    for alarm in alarms.select_related("resident").order_by("result", "id"):
        if alarm.resident.left_at or alarm.resident.where != "home":
            continue
        ill.setdefault(alarm.result_id, alarm.id)
        finding = Finding.POSITIVE if ill[alarm.result_id] == alarm.id else Finding.NEGATIVE
        tube = Tube("pcr", clock.now() - timedelta(minutes=90 + rng.randrange(20)), finding)
        record(stage.head, tube, [alarm.resident_id], alarm_id=alarm.id)
