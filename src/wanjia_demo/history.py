"""Rounds that have passed are answered, as a town's people answer: most, not all, some late."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from wanjia.core.ids import new_ids
from wanjia.core.models import Community
from wanjia.people.models import Resident, Risk
from wanjia.places.bulk import insert_rows
from wanjia.reports.models import Answer, Round
from wanjia_demo.day import answers_for

SLOW = ("alone_elder", "no_smartphone")
NAMES = ("id", "resident_id", "recorded_at", "channel", "antigen", "temperature")
FULL, PART = 0.97, 0.62


def answer_rounds(community: Community, rounds: Iterable[Round], now: datetime) -> int:
    """Give the rounds that opened before `now` their answers; return how many were stored.

    A round that is still open has as many as came in by now. Who is away does not answer.
    """
    slow = frozenset(
        str(risk)
        for risk in Risk.objects.filter(
            community=community, kind__in=SLOW, ended_at=None
        ).values_list("resident_id", flat=True)
    )
    stored = 0
    for round_ in rounds:
        rows = list(_answer_rows(community, round_, slow, now))
        insert_rows(Answer, NAMES, rows, community_id=community.id, round_id=round_.id)
        stored += len(rows)
    return stored


def _answer_rows(
    community: Community, round_: Round, slow: frozenset[str], now: datetime
) -> Iterator[tuple[Any, ...]]:
    people = Resident.objects.filter(
        community=community,
        left_at=None,
        where="home",
        dwelling__stairwell__zonings__zone_id=round_.zone_id,
    ).values_list("id", "dwelling_id")
    lives = list(people.order_by("id"))
    doors = {str(one): str(dwelling) for one, dwelling in lives}
    ids = {str(one): one for one, _dwelling in lives}
    window = round_.closes_at - round_.opens_at
    share = FULL if now >= round_.closes_at else PART * ((now - round_.opens_at) / window)
    given = answers_for(
        list(doors), f"{round_.zone_id}/{round_.key}", share, slow=slow, doors=doors
    )
    antigen, heat = "antigen" in round_.wants, "temperature" in round_.wants
    for made, one in zip(new_ids(len(given)), given, strict=True):
        yield (
            made,
            ids[one.resident],
            round_.opens_at + window * min(one.at, 0.99),
            one.way,
            one.antigen if antigen else "",
            Decimal(str(one.temperature)) if heat else None,
        )
