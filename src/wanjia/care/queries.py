"""What is asked of care: who must be spoken with, who is paired, what is bought, which files."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from wanjia.care.contacts.contact_policy import (
    ContactFact,
    Due,
    Lists,
    PersonFacts,
    RiskFact,
    make_lists,
)
from wanjia.care.models import Errand, Newborn, Pair, Pregnancy
from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, visible_to
from wanjia.core.shortcuts import get_or_refuse
from wanjia.duty.queries import next_change
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Contact, Resident, Risk, Staff, Where
from wanjia.reports.models import Answer, Round
from wanjia.risks import risks as risk_rules
from wanjia.zoning.models import Zone, ZoneStairwell

SHUT = ("sealed", "controlled")
SHIFTS = (time(8), time(20))  # when a shift ends, where no roster says otherwise
HEARD_FOR = timedelta(days=60)  # the longest interval is shorter: older contacts change nothing
MISSED_FOR = timedelta(days=3)
LONG_AGO = timedelta(days=60)


@dataclass(frozen=True)
class Cared:
    """Somebody on a list of the promise, as the pages show them."""

    resident: Resident
    due: Due
    risks: tuple[Risk, ...]
    pair: Pair | None
    shut: bool


@dataclass(frozen=True)
class Promise:
    """Who is late, due before the shift ends, later; and who is at risk but not at home."""

    late: list[Cared]
    soon: list[Cared]
    later: list[Cared]
    elsewhere: list[Resident]
    shift_end: datetime


def shift_end(now: datetime, community_id: UUID | None = None) -> datetime:
    """Return when the present shift ends.

    By the roster, or by the usual hours where there is none.
    """
    if community_id and (change := next_change(community_id, now)):
        return change
    local = timezone.localtime(now)
    ends = [
        local.replace(hour=ends.hour, minute=0, second=0, microsecond=0) + timedelta(days=day)
        for day in (0, 1)
        for ends in SHIFTS
    ]
    return min(end for end in ends if end > local)


def at_risk(viewer: Viewer) -> QuerySet[Resident]:
    """Residents in sight with a risk that holds, each with `risks`, their home and their pair."""
    risks = live_risks().filter(community_id=viewer.community_id)
    pairs = Pair.objects.of(viewer).filter(ended_at=None)
    return (
        visible_residents(viewer)
        .filter(Exists(risks.filter(resident=OuterRef("pk"))))
        .select_related("dwelling__stairwell__estate")
        .prefetch_related(
            Prefetch("risks", risks.order_by("kind")),
            Prefetch("pairs", pairs.select_related("staff"), to_attr="paired"),
        )
    )


def make_promise(
    viewer: Viewer, only: Iterable[UUID] | None = None, until: datetime | None = None
) -> Promise:
    """The promise of contact now, for everyone at risk in sight, or for `only` some residents."""
    now = clock.now()
    people = at_risk(viewer)
    if only is not None:
        people = people.filter(id__in=list(only))
    residents = {resident.id: resident for resident in people}
    home = {key: resident for key, resident in residents.items() if resident.where == Where.HOME}
    contacts = _list_contact_facts(viewer, now)
    shut = _shut_since(viewer, now)
    missed = _missed_rounds(
        viewer, now, [resident for resident in home.values() if _lives_alone(resident)]
    )
    facts = [
        PersonFacts(
            id=resident.id,
            risks=tuple(_make_risk_fact(risk, now) for risk in _risks_of(resident)),
            contacts=tuple(contacts.get(resident.id, ())),
            shut=shut.get(resident.dwelling.stairwell_id),
            missed_round_at=missed.get(resident.id),
        )
        for resident in home.values()
    ]
    end = until or shift_end(now, viewer.community_id)
    due_lists = make_lists(facts, now, end, risk_rules())
    return _group_people(
        due_lists,
        home,
        shut,
        [resident for key, resident in residents.items() if key not in home],
        end,
    )


def _group_people(
    due_lists: Lists,
    home: dict[UUID, Resident],
    shut: dict[UUID, datetime],
    elsewhere: list[Resident],
    end: datetime,
) -> Promise:
    def cared(dues: Sequence[Due]) -> list[Cared]:
        return [
            Cared(
                resident=home[due.person],
                due=due,
                risks=tuple(_risks_of(home[due.person])),
                pair=next(iter(home[due.person].paired), None),  # type: ignore[attr-defined]
                shut=home[due.person].dwelling.stairwell_id in shut,
            )
            for due in dues
        ]

    return Promise(
        cared(due_lists.late), cared(due_lists.soon), cared(due_lists.later), elsewhere, end
    )


def _risks_of(resident: Resident) -> list[Risk]:
    return list(resident.risks.all())


def _make_risk_fact(risk: Risk, now: datetime) -> RiskFact:
    return RiskFact(risk.kind, risk.detail, _known_since(risk, now))


def _known_since(risk: Risk, now: datetime) -> datetime:
    """Return from when a risk is known.

    The start of its day, in the community's zone. Where nobody noted the day the risk is old:
    whoever bears it is due at once, never "from today" on each day anew.
    """
    day = risk.since or timezone.localdate(now) - LONG_AGO
    return timezone.make_aware(datetime.combine(day, time()))


def _list_contact_facts(viewer: Viewer, now: datetime) -> dict[UUID, list[ContactFact]]:
    rows = (
        Contact.objects.of(viewer)
        .filter(occurred_at__gt=now - HEARD_FOR, occurred_at__lte=now)
        .order_by("occurred_at")
    )
    facts: dict[UUID, list[ContactFact]] = defaultdict(list)
    for resident, at, way, outcome in rows.values_list(
        "resident", "occurred_at", "channel", "outcome"
    ):
        facts[resident].append(ContactFact(at, way, outcome))
    return facts


def _shut_since(viewer: Viewer, now: datetime) -> dict[UUID, datetime]:
    """Since when each sealed or controlled stairwell is shut in, through every step of the way."""
    rows = ZoneStairwell.objects.of(viewer).filter(
        since__lte=now, until=None, zone__in=shut_zones(viewer)
    )
    return dict(rows.values_list("stairwell", "since"))


def shut_zones(viewer: Viewer) -> QuerySet[Zone]:
    """Zones in force whose people may not go where they like."""
    return Zone.objects.of(viewer).filter(ended_at=None, klass__in=_shut_classes(viewer))


def _shut_classes(viewer: Viewer) -> set[str]:
    """Return the classes, of any protocol, that look sealed or controlled."""
    from wanjia.zoning.queries import protocols

    return {
        zone_class.key
        for protocol in protocols(viewer.community_id).values()
        for zone_class in protocol.classes.values()
        if zone_class.look in SHUT
    }


def _lives_alone(resident: Resident) -> bool:
    alone = risk_rules().keys(lambda kind: kind.alone)
    return any(risk.kind in alone for risk in _risks_of(resident))


def _missed_rounds(viewer: Viewer, now: datetime, elders: list[Resident]) -> dict[UUID, datetime]:
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
    members = ZoneStairwell.objects.of(viewer).filter(zone__in={zone for _, zone, *_at in closed})
    behind = defaultdict(list)
    for zone, stairwell, since, until in members.values_list("zone", "stairwell", "since", "until"):
        behind[zone, stairwell].append((since, until))
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
            spans = behind.get((zone, elder.dwelling.stairwell_id), ())
            if not any(a < closes_at and (b is None or b >= closes_at) for a, b in spans):
                continue
            if (id, elder.id) in heard:
                missed.pop(elder.id, None)
            elif not (elder.exempt_until and elder.exempt_until >= day):
                missed[elder.id] = closes_at
    return missed


def visible_pairs(viewer: Viewer) -> QuerySet[Pair]:
    """Return pairs in sight; a volunteer sees their own."""
    rows = visible_to(
        viewer,
        Pair.objects.select_related("staff", "resident__dwelling__stairwell__estate"),
        stairwell="resident__dwelling__stairwell",
    )
    if viewer.role == "volunteer":
        own = Pair.objects.of(viewer).filter(staff__user=viewer.user_id)
        return own.select_related("staff", "resident__dwelling__stairwell__estate")
    return rows


def live_pairs(viewer: Viewer) -> QuerySet[Pair]:
    """Return all pairs that last, whoever looks."""
    return Pair.objects.of(viewer).filter(ended_at=None)


def visible_errands(viewer: Viewer) -> QuerySet[Errand]:
    """Return errands in sight.

    A household sees its own, a volunteer theirs and those of their grids.
    """
    rows = visible_to(
        viewer,
        Errand.objects.all(),
        stairwell="resident__dwelling__stairwell",
        dwelling="resident__dwelling",
    )
    if viewer.role == "volunteer":
        rows = rows | Errand.objects.of(viewer).filter(buyer__user=viewer.user_id)
    return rows


def get_visible_errand(viewer: Viewer, errand_id: UUID) -> Errand:
    """Return an errand in sight; raises Problem `kernel.not_found`."""
    return get_or_refuse(
        visible_errands(viewer)
        .select_related("resident__dwelling__stairwell__estate", "buyer")
        .prefetch_related("items", "receipts"),
        id=errand_id,
    )


def open_errands(viewer: Viewer) -> QuerySet[Errand]:
    """Return errands that are not settled, grouped as one buys.

    By shop, then stairwell by stairwell.
    """
    return (
        visible_errands(viewer)
        .filter(settled_at=None, cancelled_at=None)
        .select_related("resident__dwelling__stairwell__estate", "buyer")
        .prefetch_related("items")
        .order_by(
            "shop",
            "resident__dwelling__stairwell__estate__name",
            "resident__dwelling__stairwell__sort",
            F("wanted_by").asc(nulls_last=True),
            "asked_at",
        )
    )


def visible_pregnancies(viewer: Viewer) -> QuerySet[Pregnancy]:
    """Pregnancy files in sight."""
    return visible_to(
        viewer,
        Pregnancy.objects.select_related("resident__dwelling__stairwell__estate", "driver"),
        stairwell="resident__dwelling__stairwell",
    )


def visible_newborns(viewer: Viewer) -> QuerySet[Newborn]:
    """Return newborn files in sight."""
    return visible_to(
        viewer,
        Newborn.objects.select_related("resident__dwelling__stairwell__estate"),
        stairwell="resident__dwelling__stairwell",
    ).prefetch_related("weighings", "vaccinations")


def helpers(viewer: Viewer) -> QuerySet[Staff]:
    """Return who can be asked: everyone who serves the community now."""
    return Staff.objects.of(viewer).filter(active=True)
