"""How people answer in a rehearsed fortnight: by page, at the door, by list, by their sample."""

from datetime import timedelta
from random import Random

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.core.problems import Problem
from wanjia.reports.answers.actions import Given, store_answers
from wanjia.reports.models import Answer, Round
from wanjia.reports.paste.actions import commit_paste, read_paste
from wanjia.reports.queries import missing_residents
from wanjia_demo.rehearse.stage import Stage

SHARE = 0.4  # of those who are missing, at each of the hours
POSITIVE, FEVER, INVALID = 0.002, 0.01, 0.005
RESULTS_AFTER = timedelta(hours=5)
TUBE = 10  # in a pooled tube


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
    by_page = [one for one in some if rng.random() < 0.6]
    others = [one for one in some if one not in by_page]
    for one in by_page:
        door = Viewer(stage.community.id, "household", dwelling_id=one.dwelling_id)
        store_answers(door, round_, [_said(one.id, round_, rng)], "household")
    if others and "pcr" not in round_.wants:
        lines = [f"{one.dwelling.door} {one.name} 阴性 36.5" for one in others[::2]]
        commit_paste(stage.head, read_paste(stage.head, "\n".join(lines), round_)[0])
    if others:
        said = [_said(one.id, round_, rng) for one in others[1::2] or others]
        store_answers(stage.head, round_, said, "door")
    return len(some)


def _said(resident: object, round_: Round, rng: Random) -> Given:
    dice = rng.random()
    warm = dice > 1 - FEVER
    antigen = "positive" if dice < POSITIVE else "invalid" if dice < INVALID else "negative"
    return Given(
        resident,  # type: ignore[arg-type]
        antigen=antigen if "antigen" in round_.wants else "",
        pcr="sampled" if "pcr" in round_.wants else "",
        temperature="38.1" if warm else "36.6" if "temperature" in round_.wants else None,
        well=not warm,
        where="home",
    )


def bring_results(stage: Stage, rng: Random) -> int:
    """The laboratory's results come: a tube of ten is negative, or each of it is sampled again."""
    waiting = Answer.objects.of(stage.head).filter(
        current=True, pcr="sampled", recorded_at__lt=clock.now() - RESULTS_AFTER
    )
    rows = list(waiting.select_related("round").order_by("round", "recorded_at", "id"))
    told = 0
    for first in range(0, len(rows), TUBE):
        tube = rows[first : first + TUBE]
        result = "positive" if rng.random() < POSITIVE * TUBE else "negative"
        # A positive tube says nothing of one of them: one is, the others are negative.
        whose = rng.choice(tube) if result == "positive" else None
        for answer in tube:
            pcr = "positive" if answer is whose else "negative"
            try:
                store_answers(
                    stage.head, answer.round, [Given(answer.resident_id, pcr=pcr)], "excel"
                )
                told += 1
            except Problem:
                continue  # moved or left since: the result goes with the person
    return told
