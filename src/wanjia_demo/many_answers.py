"""The answers of a generated community's rounds, in bulk: some hundred thousand rows a minute."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from wanjia.core.ids import new_ids
from wanjia.core.models import Community
from wanjia.people.models import Resident, Risk
from wanjia.places.bulk import insert_rows
from wanjia.reports.alarms.actions import FOLLOW_UP_WITHIN
from wanjia.reports.answers.status import moment_of
from wanjia.reports.models import Alarm, Answer, Round
from wanjia.zoning.models import ZoneStairwell
from wanjia_demo.asking import IN_ORDER

PAGE = 10_000  # rows at once
FIELDS = (
    "id",
    "round_id",
    "resident_id",
    "recorded_at",
    "channel",
    "antigen",
    "pcr",
    "temperature",
)
WAYS = ("household",) * 62 + ("paste",) * 20 + ("door",) * 14 + ("call",) * 4
FULL, SLOW = 0.985, 0.82  # the share that answers: of all, and of those who live alone
FEVERS_IN_100_000 = 40
FEVER = Decimal("38.1")
TEMPERATURES = tuple(Decimal(tenths) / 10 for tenths in range(362, 370))
CLOSED_WITHIN = timedelta(hours=20)
Person = tuple[UUID, bool]


def answer_all(community: Community, rng: Random, now: datetime) -> int:
    """Answer every round that opened before `now`: most of each, half of one that is open.

    Now and then somebody is feverish: an alarm, closed if it is older. How many answers there are.
    """
    doors = _people_by_stairwell(community)
    spans = list(
        ZoneStairwell.objects.filter(community=community).values_list(
            "zone", "stairwell", "since", "until"
        )
    )
    rounds = Round.objects.filter(community=community, opens_at__lte=now, cancelled_at=None)
    stored = 0
    for round_ in rounds.select_related("zone").order_by(
        "opens_at", "zone__estate__name", "zone__klass", "zone__name"
    ):
        moment = moment_of(round_, now)
        inside = {
            stairwell
            for zone, stairwell, since, until in spans
            if zone == round_.zone_id and since <= moment and (until is None or until > moment)
        }
        people = [one for door, behind in doors.items() if door in inside for one in behind]
        stored += _answer_round(round_, people, rng, now)
    return stored


def _people_by_stairwell(community: Community) -> Mapping[UUID, Sequence[Person]]:
    """Return who is at home behind each stairwell, and whether they are slow to answer."""
    slow = set(
        Risk.objects.filter(
            community=community, kind__in=("alone_elder", "no_smartphone"), ended_at=None
        ).values_list("resident_id", flat=True)
    )
    rows = Resident.objects.filter(community=community, left_at=None, where="home")
    found: dict[UUID, list[Person]] = {}
    rows = rows.order_by(*IN_ORDER)
    for resident, door in rows.values_list("id", "dwelling__stairwell_id"):
        found.setdefault(door, []).append((resident, resident in slow))
    return found


def _answer_round(round_: Round, people: Sequence[Person], rng: Random, now: datetime) -> int:
    same = {"community_id": round_.community_id, "current": True}
    stored, page, ill = 0, [], []
    for row in _answer_rows(round_, people, rng, now):
        page.append(row)
        if row[-1] == FEVER:
            ill.append(row)
        if len(page) == PAGE:
            insert_rows(Answer, FIELDS, page, **same)
            stored, page = stored + PAGE, []
    insert_rows(Answer, FIELDS, page, **same)
    _make_alarms(round_, ill, rng, now)
    return stored + len(page)


def _answer_rows(
    round_: Round, people: Sequence[Person], rng: Random, now: datetime
) -> Iterator[tuple[Any, ...]]:
    window = min(round_.closes_at, now) - round_.opens_at
    gone = window / (round_.closes_at - round_.opens_at)
    antigen = "negative" if "antigen" in round_.wants else ""
    pcr = "sampled" if "pcr" in round_.wants else ""
    warm = "temperature" in round_.wants
    minutes = [round_.opens_at + window * n / 60 for n in range(60)]
    throw = rng.random
    for key, (resident, slow) in zip(new_ids(len(people)), people, strict=True):
        if throw() >= (SLOW if slow else FULL) * gone:
            continue
        temperature = TEMPERATURES[int(throw() * len(TEMPERATURES))] if warm else None
        if warm and throw() * 100_000 < FEVERS_IN_100_000:
            temperature = FEVER
        way, at = WAYS[int(throw() * len(WAYS))], minutes[int(throw() * 60)]
        yield key, round_.id, resident, at, way, antigen, pcr, temperature


def _make_alarms(round_: Round, ill: list[tuple[Any, ...]], rng: Random, now: datetime) -> None:
    """A follow-up for each fever; one that is older than a day was closed."""
    scope = {"community": round_.community_id, "closed_at": None}
    known = set(Alarm.objects.filter(**scope).values_list("resident_id", flat=True))
    made = []
    for key, _round, resident, at, *_rest in ill:
        if resident in known:
            continue
        closed = at + CLOSED_WITHIN * rng.random()
        made.append(
            Alarm(
                community_id=round_.community_id,
                answer_id=key,
                resident_id=resident,
                kind="fever",
                opened_at=at,
                due_at=at + FOLLOW_UP_WITHIN["fever"],
                closed_at=closed if closed < now else None,
                outcome="复测正常" if closed < now else "",
            )
        )
    Alarm.objects.bulk_create(made)
