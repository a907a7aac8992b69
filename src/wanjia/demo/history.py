"""Rounds that have passed are answered, as a town's people answer: most, not all, some late."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from wanjia.demo.day import DayAnswer, answers_for
from wanjia.kernel.models import Community
from wanjia.people.models import Resident, Risk
from wanjia.reports.models import Answer, Round

SLOW = ("lone_elder", "no_smartphone")
FULL, PART = 0.97, 0.62


def answer_rounds(community: Community, rounds: Iterable[Round], now: datetime) -> int:
    """Give the rounds that opened before `now` their answers; return how many were stored.

    A round that is still open has as many as came in by now. Who is away does not answer.
    """
    slow = frozenset(
        str(one)
        for one in Risk.objects.filter(
            community=community, kind__in=SLOW, ended_at=None
        ).values_list("resident_id", flat=True)
    )
    stored = 0
    for round_ in rounds:
        stored += len(
            Answer.objects.bulk_create(_answers(community, round_, slow, now), batch_size=2000)
        )
    return stored


def _answers(
    community: Community, round_: Round, slow: frozenset[str], now: datetime
) -> Iterator[Answer]:
    people = Resident.objects.filter(
        community=community,
        left_at=None,
        where="home",
        dwelling__stairwell__zonings__zone_id=round_.zone_id,
    ).values_list("id", "dwelling_id")
    doors = {str(one): str(dwelling) for one, dwelling in people.order_by("id")}
    window = round_.closes_at - round_.opens_at
    share = FULL if now >= round_.closes_at else PART * ((now - round_.opens_at) / window)
    given = answers_for(
        list(doors), f"{round_.zone_id}/{round_.key}", share, slow=slow, doors=doors
    )
    for one in given:
        yield _answer(community, round_, one)


def _answer(community: Community, round_: Round, one: DayAnswer) -> Answer:
    wants = round_.wants
    return Answer(
        community=community,
        round=round_,
        resident_id=one.resident,
        at=round_.opens_at + (round_.closes_at - round_.opens_at) * min(one.at, 0.99),
        way=one.way,
        antigen=one.antigen if "antigen" in wants else "",
        temperature=Decimal(str(one.temperature)) if "temperature" in wants else None,
    )
