"""Who must be spoken with, read from the database: the promise of contact, and its rows."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from wanjia.care.contacts.contact_policy import (
    SPOKE,
    ContactFact,
    Due,
    PersonFacts,
    RiskFact,
    make_lists,
)
from wanjia.care.models import Pair
from wanjia.care.queries import live_assignments, live_pairs, shut_classes
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.duty.queries import next_change
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Contact, ContactOutcome, Resident, Where
from wanjia.reports.models import Answer, Round
from wanjia.risks import risks as risk_rules
from wanjia.zoning.models import ZoneStairwell

SHIFTS = (time(8), time(20))  # when a shift ends, where no roster says otherwise
NIGHT, MORNING = time(21, 30), time(7, 30)  # between these nobody is called
EVENING = time(18)  # a shift that ends later calls those who fall due in the night
CALLED_BY = time(10)  # of the next morning; who takes no call is tried again that evening
HEARD_FOR = timedelta(days=60)  # the longest interval is shorter: older contacts change nothing
MISSED_FOR = timedelta(days=3)
LONG_AGO = timedelta(days=60)
NOTHING_MORE = "{}"  # as most risks are stored: known by their kind alone


@dataclass(frozen=True)
class AtRisk:
    """What the promise reads of somebody at risk: where they are, what presses them."""

    risks: tuple[RiskFact, ...]
    id: UUID
    name: str
    dwelling: UUID
    door: str
    stairwell: UUID
    estate: UUID
    estate_name: str
    estate_name_en: str
    where: str
    exempt_until: date | None


@dataclass(frozen=True)
class Cared:
    """Somebody on a list of the promise."""

    person: AtRisk
    due: Due
    shut: bool


@dataclass(frozen=True)
class CaredResident:
    """Somebody on a list of the promise, read in full for a page."""

    resident: Resident
    due: Due
    risks: tuple[RiskFact, ...]
    pair: Pair | None
    assigned: str  # to whom, until the shift ends
    shut: bool


@dataclass(frozen=True)
class Promise:
    """Who is late, due before the shift ends, later; and who is at risk but not at home."""

    late: list[Cared]
    soon: list[Cared]
    later: list[Cared]
    elsewhere: list[AtRisk]
    shift_end: datetime


def shift_end(now: datetime, community_id: UUID | None = None) -> datetime:
    """Return when the present shift ends.

    By the roster, or by the usual hours where there is none.
    """
    change = next_change(community_id, now) if community_id else None
    return change or _usual_end(now)


def _usual_end(now: datetime) -> datetime:
    local = timezone.localtime(now)
    ends = [
        local.replace(hour=ends.hour, minute=0, second=0, microsecond=0) + timedelta(days=day)
        for day in (0, 1)
        for ends in SHIFTS
    ]
    return min(end for end in ends if end > local)


def after_night(end: datetime) -> datetime:
    """Return a moment, or for one in evening or night the next morning's hour of the first calls.

    Nobody is called in the night: the evening's shift calls those who fall due in it.
    """
    local = timezone.localtime(end)
    if MORNING <= local.time() < EVENING:
        return end
    day = local + timedelta(days=local.time() >= EVENING)
    return day.replace(hour=CALLED_BY.hour, minute=CALLED_BY.minute, second=0, microsecond=0)


def make_promise(
    viewer: Viewer, only: Iterable[UUID] | None = None, until: datetime | None = None
) -> Promise:
    """The promise of contact now, for everyone at risk in sight, or for `only` some residents.

    It reads plain rows, a thousand people in some hundredths of a second; what a page shows of
    them is read by `load_cared`.
    """
    now = clock.now()
    only = None if only is None else list(only)
    people = _read_people(viewer, now, only)
    home = {person.id: person for person in people if person.where == Where.HOME}
    contacts = _list_contact_facts(viewer, now, only)
    memberships = _read_memberships(viewer, now)
    shut = _shut_since(viewer, now, memberships)
    alone = [person for person in home.values() if _lives_alone(person)]
    missed = _missed_rounds(viewer, now, alone, memberships)
    facts = [
        PersonFacts(
            id=person.id,
            risks=person.risks,
            contacts=tuple(contacts.get(person.id, ())),
            shut=shut.get(person.stairwell),
            missed_round_at=missed.get(person.id),
        )
        for person in home.values()
    ]
    end = until or after_night(shift_end(now, viewer.community_id))
    lists = make_lists(facts, now, end, risk_rules())
    late, soon, later = (
        [Cared(home[due.person], due, home[due.person].stairwell in shut) for due in dues]
        for dues in (lists.late, lists.soon, lists.later)
    )
    return Promise(late, soon, later, [one for one in people if one.id not in home], end)


def load_cared(viewer: Viewer, cared: Sequence[Cared]) -> list[CaredResident]:
    """Read those on a page in full, in the same order: residents, pairs, homes."""
    residents = (
        visible_residents(viewer)
        .select_related("dwelling__stairwell__estate")
        .in_bulk([one.person.id for one in cared])
    )
    rows = live_pairs(viewer).filter(resident__in=residents).select_related("staff")
    pairs = {pair.resident_id: pair for pair in rows}
    given = live_assignments(viewer).filter(resident__in=residents)
    names = dict(given.values_list("resident", "staff__name"))
    return [
        CaredResident(
            resident=resident,
            due=one.due,
            risks=one.person.risks,
            pair=pairs.get(resident.id),
            assigned=names.get(resident.id, ""),
            shut=one.shut,
        )
        for one in cared
        if (resident := residents.get(one.person.id))
    ]


def _read_people(viewer: Viewer, now: datetime, only: Collection[UUID] | None) -> list[AtRisk]:
    """Read everyone at risk in sight, or `only` some, with the risks that hold."""
    risk_rows = live_risks().filter(community_id=viewer.community_id)
    rows = visible_residents(viewer).filter(Exists(risk_rows.filter(resident=OuterRef("pk"))))
    if only is not None:
        rows, risk_rows = rows.filter(id__in=only), risk_rows.filter(resident__in=only)
    risks: dict[UUID, list[RiskFact]] = defaultdict(list)
    known = risk_rows.order_by("kind").values_list(
        "resident", "kind", Cast("detail", TextField()), "since"
    )
    days: dict[date | None, datetime] = {}
    for resident, kind, detail, since in known:
        if since not in days:
            days[since] = _known_since(since, now)
        more = {} if detail == NOTHING_MORE else json.loads(detail)
        risks[resident].append(RiskFact(kind, more, days[since]))
    columns = (
        "id",
        "name",
        "dwelling",
        "dwelling__door",
        "dwelling__stairwell",
        "dwelling__stairwell__estate",
        "dwelling__stairwell__estate__name",
        "dwelling__stairwell__estate__name_en",
        "where",
        "exempt_until",
    )
    return [
        AtRisk(tuple(risks[row[0]]), *row) for row in rows.values_list(*columns) if row[0] in risks
    ]


def _known_since(since: date | None, now: datetime) -> datetime:
    """Return from when a risk is known.

    The start of its day, in the community's zone. Where nobody noted the day the risk is old:
    whoever bears it is due at once, never "from today" on each day anew.
    """
    day = since or timezone.localdate(now) - LONG_AGO
    return timezone.make_aware(datetime.combine(day, time()))


def _list_contact_facts(
    viewer: Viewer, now: datetime, only: Collection[UUID] | None
) -> dict[UUID, list[ContactFact]]:
    """Read what of each person's contacts still counts: the last talk, and what was tried since.

    After a month of daily calls that is a small part of the rows.
    """
    rows = Contact.objects.of(viewer).filter(occurred_at__gt=now - HEARD_FOR, occurred_at__lte=now)
    if only is not None:
        rows = rows.filter(resident__in=only)
    spoken = rows.filter(outcome__in=SPOKE).order_by()
    facts: dict[UUID, list[ContactFact]] = defaultdict(list)
    for resident, at in spoken.values_list("resident").annotate(last=Max("occurred_at")):
        facts[resident].append(ContactFact(at, "", ContactOutcome.WELL))
    spoke_since = spoken.filter(
        resident=OuterRef("resident"), occurred_at__gte=OuterRef("occurred_at")
    )
    tried = rows.exclude(outcome__in=SPOKE).filter(~Exists(spoke_since)).order_by("occurred_at")
    for resident, at, way, outcome in tried.values_list(
        "resident", "occurred_at", "channel", "outcome"
    ):
        facts[resident].append(ContactFact(at, way, outcome))
    return facts


@dataclass(frozen=True)
class Membership:
    """When a stairwell is, or lately was, in a zone; of which class, if that still holds."""

    zone: UUID
    stairwell: UUID
    since: datetime
    until: datetime | None
    zone_class: str
    ended_at: datetime | None


def _read_memberships(viewer: Viewer, now: datetime) -> list[Membership]:
    lately = Q(until=None) | Q(until__gte=now - MISSED_FOR)
    rows = ZoneStairwell.objects.of(viewer).filter(lately)
    columns = ("zone", "stairwell", "since", "until", "zone__klass", "zone__ended_at")
    return [Membership(*row) for row in rows.values_list(*columns)]


def _shut_since(
    viewer: Viewer, now: datetime, memberships: Iterable[Membership]
) -> dict[UUID, datetime]:
    """Since when each sealed or controlled stairwell is shut in, through every step of the way."""
    shut = shut_classes(viewer)
    return {
        one.stairwell: one.since
        for one in memberships
        if one.until is None
        and one.ended_at is None
        and one.since <= now
        and one.zone_class in shut
    }


def _lives_alone(person: AtRisk) -> bool:
    alone = risk_rules().keys(lambda kind: kind.alone)
    return any(risk.kind in alone for risk in person.risks)


def _missed_rounds(
    viewer: Viewer, now: datetime, elders: list[AtRisk], memberships: Iterable[Membership]
) -> dict[UUID, datetime]:
    """Return when the last round of each lone elder closed without a word of them.

    A round of staff asks no resident; who was exempt that day was not asked.
    """
    if not elders:
        return {}
    rounds = (
        Round.objects.of(viewer)
        .filter(cancelled_at=None, closes_at__lte=now, closes_at__gt=now - MISSED_FOR)
        .exclude(who="staff")
        .order_by("closes_at", "id")
    )
    closed = list(rounds.values_list("id", "zone", "opens_at", "closes_at"))
    behind = defaultdict(list)
    for one in memberships:
        behind[one.zone, one.stairwell].append((one.since, one.until))
    heard = set(
        Answer.objects.of(viewer)
        .filter(
            round__in=[id for id, *_rest in closed],
            current=True,
            resident__in=[elder.id for elder in elders],
        )
        .values_list("round", "resident")
    )
    missed: dict[UUID, datetime] = {}
    for id, zone, opens_at, closes_at in closed:
        day = timezone.localtime(opens_at).date()
        for elder in elders:
            spans = behind.get((zone, elder.stairwell), ())
            if not any(a < closes_at and (b is None or b >= closes_at) for a, b in spans):
                continue
            if (id, elder.id) in heard:
                missed.pop(elder.id, None)
            elif not (elder.exempt_until and elder.exempt_until >= day):
                missed[elder.id] = closes_at
    return missed
