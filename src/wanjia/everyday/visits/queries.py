"""What is asked of visits: who is to be seen, who was seen, in which order one walks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer, system_viewer, visible_to
from wanjia.core.localized import localized, localized_name
from wanjia.core.models import Entry
from wanjia.core.scheduling.cached_counts import CachedCount
from wanjia.everyday.models import DoorVisit, PlannedVisit
from wanjia.everyday.visits.due_visits import (
    LATE,
    LATER,
    SOON,
    DueVisit,
    Occasion,
    Planned,
    Visited,
    list_due,
    state_of,
)
from wanjia.everyday.visits.visit_rules import (
    MOVED_IN,
    REGISTER,
    REQUEST,
    WARNING,
    load_visit_rules,
)
from wanjia.everyday.visits.walk import Stop, walk_past
from wanjia.needs.models import Need
from wanjia.people.access import live_risks, visible_residents
from wanjia.people.models import Contact, ContactOutcome, ContactWay, Resident, Where
from wanjia.places.models import Dwelling
from wanjia.places.queries import visible_dwellings

SEEN_FOR = timedelta(days=400)  # the longest interval is shorter
MOVED_IN_FOR = timedelta(days=60)
REQUEST_FOR = timedelta(days=60)
UNKNOWN_SINCE = timedelta(days=60)  # a risk whose day nobody noted is old: due at once
SEEN_BY_CONTACT = (ContactOutcome.WELL, ContactOutcome.NEEDS, ContactOutcome.REFUSED)

Whom = tuple[UUID, UUID | None]  # a door, and a person behind it or nobody in particular


def door_visits(viewer: Viewer) -> QuerySet[DoorVisit]:
    """Return the visits to doors in sight, the last first."""
    return visible_to(
        viewer, DoorVisit.objects.all(), stairwell="dwelling__stairwell", dwelling="dwelling"
    )


def open_plans(viewer: Viewer) -> QuerySet[PlannedVisit]:
    """Return the planned visits in sight that nobody has made."""
    rows = PlannedVisit.objects.filter(done_at=None, cancelled_at=None)
    return visible_to(viewer, rows, stairwell="dwelling__stairwell", dwelling="dwelling")


def due_visits(viewer: Viewer, only: Whom | None = None) -> list[DueVisit]:
    """Return every visit that is asked of doors in sight, the earliest first; of `only` one."""
    home = visible_residents(viewer).filter(where=Where.HOME)
    plans = open_plans(viewer)
    if only:
        home = home.filter(dwelling=only[0])
        plans = plans.filter(dwelling=only[0], resident=only[1])
    doors = dict(home.order_by().values_list("id", "dwelling"))
    occasions = defaultdict(list)
    found = (
        *_from_register(viewer, doors, only),
        *_from_moving(viewer, doors),
        *_from_requests(viewer, doors, only),
    )
    for whom, occasion in found:
        occasions[whom].append(occasion)
    seen = _last_seen(viewer, doors, only)
    people = [
        Visited(whom[0], whom[1], tuple(listed), seen.get(whom))
        for whom, listed in occasions.items()
        if only is None or whom == only
    ]
    planned = [
        Planned(*row)
        for row in plans.values_list("id", "dwelling", "resident", "reason", "due_at")
        if row[2] is None or row[2] in doors
    ]
    return list_due(people, planned, load_visit_rules().rules)


def _from_register(
    viewer: Viewer, doors: dict[UUID, UUID], only: Whom | None
) -> list[tuple[Whom, Occasion]]:
    by_risk = {
        risk: key
        for key, rule in load_visit_rules().beginning(REGISTER).items()
        for risk in rule.risks
    }
    rows = live_risks().filter(community_id=viewer.community_id, kind__in=by_risk)
    if only:
        rows = rows.filter(resident=only[1])
    now = clock.now()
    old = timezone.localdate(now) - UNKNOWN_SINCE
    return [
        ((doors[resident], resident), Occasion(by_risk[kind], _start_of(since or old)))
        for resident, kind, since in rows.values_list("resident", "kind", "since")
        if resident in doors
    ]


def _start_of(day: object) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))  # type: ignore[arg-type]


def _from_moving(viewer: Viewer, doors: dict[UUID, UUID]) -> list[tuple[Whom, Occasion]]:
    [key, *_more] = load_visit_rules().beginning(MOVED_IN) or [""]
    if not key:
        return []
    rows = Entry.objects.of(viewer).filter(
        type__in=("resident.added", "resident.moved"),
        occurred_at__gt=clock.now() - MOVED_IN_FOR,
    )
    return [
        ((doors[resident], resident), Occasion(key, at))
        for resident, at in rows.order_by().values_list("subject", "occurred_at")
        if resident in doors
    ]


def _from_requests(
    viewer: Viewer, doors: dict[UUID, UUID], only: Whom | None
) -> list[tuple[Whom, Occasion]]:
    by_category = {
        category: key
        for key, rule in load_visit_rules().beginning(REQUEST).items()
        for category in rule.categories
    }
    rows = Need.objects.of(viewer).filter(
        closed_at__gt=clock.now() - REQUEST_FOR, category__in=by_category, dwelling__isnull=False
    )
    rows = rows.filter(dwelling__in=visible_dwellings(viewer).order_by().values("id"))
    if only:
        rows = rows.filter(dwelling=only[0])
    columns = rows.order_by().values_list("dwelling", "resident", "category", "closed_at")
    return [
        ((dwelling, resident if resident in doors else None), Occasion(by_category[category], at))
        for dwelling, resident, category, at in columns
        if dwelling is not None and at is not None
    ]


def _last_seen(viewer: Viewer, doors: dict[UUID, UUID], only: Whom | None) -> dict[Whom, datetime]:
    """Return when each person and each door was seen last, by a visit or a contact at the door."""
    now = clock.now()
    span = {"occurred_at__gt": now - SEEN_FOR, "occurred_at__lte": now}
    contacts = Contact.objects.of(viewer).filter(
        channel=ContactWay.DOOR, outcome__in=SEEN_BY_CONTACT, **span
    )
    visits = DoorVisit.objects.of(viewer).filter(seen=True, **span)
    if only:
        contacts, visits = contacts.filter(resident=only[1]), visits.filter(dwelling=only[0])
    seen: dict[Whom, datetime] = {}

    def note(whom: Whom, at: datetime) -> None:
        seen[whom] = max(at, seen.get(whom, at))

    last = contacts.order_by().values("resident").annotate(at=Max("occurred_at"))
    for resident, at in last.values_list("resident", "at"):
        if resident in doors:
            note((doors[resident], resident), at)
            note((doors[resident], None), at)
    latest = visits.order_by().values("dwelling", "resident").annotate(at=Max("occurred_at"))
    for dwelling, resident, at in latest.values_list("dwelling", "resident", "at"):
        note((dwelling, resident), at)
        note((dwelling, None), at)
    return seen


def day_end(now: datetime) -> datetime:
    """Return the end of the community's day."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return _start_of(tomorrow)


def by_state(dues: Iterable[DueVisit], now: datetime) -> dict[str, list[DueVisit]]:
    """Return the visits that are late, due before the day ends, and later."""
    end = day_end(now)
    states: dict[str, list[DueVisit]] = {LATE: [], SOON: [], LATER: []}
    for due in dues:
        states[state_of(due.due_at, now, end)].append(due)
    return states


@dataclass(frozen=True)
class VisitCounts:
    """How many visits are late and due today, how many of these for a warning."""

    late: int
    today: int
    warned: int
    oldest: datetime | None

    @property
    def asked(self) -> int:
        """How many are to be seen by the end of the day."""
        return self.late + self.today


def _count_visits(community: UUID) -> VisitCounts:
    now = clock.now()
    states = by_state(due_visits(system_viewer(community)), now)
    warned = set(load_visit_rules().beginning(WARNING))
    asked = [*states[LATE], *states[SOON]]
    return VisitCounts(
        late=len(states[LATE]),
        today=len(states[SOON]),
        warned=sum(bool(warned & set(due.rules)) for due in asked),
        oldest=min((due.due_at for due in states[LATE]), default=None),
    )


VISITS: CachedCount[VisitCounts] = CachedCount("visits-today", _count_visits)


@dataclass(frozen=True)
class ShownVisit:
    """A visit on the list: whom, why in words, whether it is late; what was typed and refused."""

    due: DueVisit
    dwelling: Dwelling
    resident: Resident | None
    why: tuple[str, ...]
    late: bool
    typed: Mapping[str, str]


@dataclass(frozen=True)
class ShownStairwell:
    """The visits of one stairwell, as one goes up it."""

    dwelling: Dwelling
    name: str
    visits: list[ShownVisit]


def walk_order(viewer: Viewer, dues: Sequence[DueVisit]) -> list[DueVisit]:
    """Return the visits as one walks: from stairwell to stairwell, door by door."""
    rows = visible_dwellings(viewer).filter(id__in={due.dwelling for due in dues})
    columns = ("stairwell", "stairwell__estate__name", "stairwell__sort", "stairwell__at")
    places = {row[0]: row[1:] for row in rows.values_list("id", "sort", *columns)}
    stops = {
        stairwell: Stop(stairwell, estate, sort, tuple(at) if len(at) == 2 else None)
        for _sort, stairwell, estate, sort, at in places.values()
    }
    walked = {stop.key: place for place, stop in enumerate(walk_past(list(stops.values())))}
    here = [due for due in dues if due.dwelling in places]
    return sorted(
        here, key=lambda due: (walked[places[due.dwelling][1]], places[due.dwelling][0], due.due_at)
    )


def load_visits(
    viewer: Viewer, dues: Sequence[DueVisit], now: datetime, typed: Mapping[str, str]
) -> list[ShownStairwell]:
    """Read the visits of a page in full, grouped by stairwell in the order given."""
    refused = tuple(typed.get(name, "") for name in ("dwelling_id", "resident_id"))
    homes = (
        visible_dwellings(viewer)
        .select_related("stairwell__estate")
        .in_bulk({due.dwelling for due in dues})
    )
    people = visible_residents(viewer).in_bulk({due.resident for due in dues if due.resident})
    rules = load_visit_rules().rules
    shown: list[ShownStairwell] = []
    for due in dues:
        home = homes[due.dwelling]
        if not shown or shown[-1].dwelling.stairwell_id != home.stairwell_id:
            well = home.stairwell
            shown.append(ShownStairwell(home, f"{localized_name(well.estate)} {well.label}", []))
        why = tuple(localized(rules[key].name) if key in rules else key for key in due.rules)
        person = people.get(due.resident) if due.resident else None
        again = typed if refused == (str(due.dwelling), str(due.resident or "")) else {}
        shown[-1].visits.append(ShownVisit(due, home, person, why, due.due_at <= now, again))
    return shown


def diary(viewer: Viewer, text: str = "", outcome: str = "") -> QuerySet[DoorVisit]:
    """Return the diary in sight, filtered by words, name or door, and by outcome."""
    rows = door_visits(viewer).select_related("dwelling__stairwell__estate", "resident")
    if outcome in load_visit_rules().outcomes:
        rows = rows.filter(outcome=outcome)
    if text := text.strip()[:40]:
        rows = rows.filter(
            Q(note__icontains=text)
            | Q(resident__name__icontains=text)
            | Q(dwelling__door__istartswith=text)
        )
    return rows
