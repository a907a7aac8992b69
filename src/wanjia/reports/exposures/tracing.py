"""Who may have been near a case, from what is stored: homes, tubes, queues, lifts, door calls."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from wanjia.core import clock
from wanjia.core.access.viewer import Viewer
from wanjia.people.models import Contact, Resident, Staff
from wanjia.places.models import Dwelling
from wanjia.reports.exposures.rules import Met, Proposed, load_rules, propose
from wanjia.reports.models import Answer, AnswerChannel, PlaceKind, TestedPerson, Visit
from wanjia.zoning.models import Case
from wanjia.zoning.protocols.person_rules import Home
from wanjia.zoning.protocols.protocol import Protocol
from wanjia.zoning.queries import protocols, zone_of

DEFAULT = "shanghai-2022-04"  # where no zone says under which protocol a door is


OnDuty = Callable[[Viewer, datetime, datetime, Sequence[str]], Iterable[UUID]]
_on_duty_at: list[OnDuty] = []


def on_duty_from(finder: OnDuty) -> OnDuty:
    """Register what knows which staff had a shift in some hours, in teams so named."""
    if finder not in _on_duty_at:
        _on_duty_at.append(finder)
    return finder


@dataclass(frozen=True)
class Window:
    """From when until when somebody could be infected by a case."""

    since: datetime
    until: datetime


def protocol_of(viewer: Viewer, case: Case) -> Protocol | None:
    """Return the protocol at the door of a case."""
    shelf = protocols(viewer.community_id)
    zone = zone_of(viewer, case.dwelling.stairwell_id) if case.dwelling else None
    return shelf.get(zone.protocol if zone else DEFAULT)


def window_of(case: Case, protocol: Protocol | None) -> Window:
    """Return the window: some days before onset or sample, until the case was taken away."""
    people = protocol.people if protocol else None
    days = people.contact_days_before if people else load_rules().window.days_before
    first = timezone.localtime(case.sampled_at).replace(hour=0, minute=0, second=0, microsecond=0)
    if case.onset_on:
        onset = timezone.make_aware(datetime.combine(case.onset_on, first.time()))
        first = min(first, onset)
    return Window(first - timedelta(days=days), case.moved_out_at or clock.now())


def proposals_for(viewer: Viewer, case: Case, sharing: Iterable[UUID] = ()) -> list[Proposed]:
    """Return whom the rules propose; `sharing` are dwellings with the case's kitchen and bath."""
    protocol = protocol_of(viewer, case)
    window = window_of(case, protocol)
    case_home, homes = _homes_around(viewer, case, frozenset(sharing))
    people: dict[str, list[UUID]] = {}
    residents = Resident.objects.of(viewer).filter(left_at=None)
    if homes:
        at_homes = residents.filter(dwelling__in=[UUID(home.key) for home in homes])
        for resident_id, dwelling_id in at_homes.values_list("id", "dwelling"):
            people.setdefault(str(dwelling_id), []).append(resident_id)
    met = [
        *_in_tubes(viewer, case, window),
        *_in_queues(viewer, case, window),
        *_in_lifts(viewer, case, homes, people),
        *_door_callers(viewer, case, window),
        *_on_duty(viewer, case),
    ]
    found = propose(protocol, load_rules(), case_home, homes, people, met, window.until)
    return [one for one in found if one.who != case.resident_id]


def _homes_around(
    viewer: Viewer, case: Case, sharing: frozenset[UUID]
) -> tuple[Home | None, list[Home]]:
    """Return the case's home, and those of its stairwell with it."""
    if case.dwelling is None:
        return None, []
    shared = str(case.dwelling_id) if sharing else ""
    rows = Dwelling.objects.of(viewer).filter(stairwell=case.dwelling.stairwell_id)
    homes = [
        Home(
            str(dwelling.id),
            str(dwelling.stairwell_id),
            dwelling.floor,
            shared if dwelling.id in sharing or dwelling.id == case.dwelling_id else "",
        )
        for dwelling in rows
    ]
    return next(home for home in homes if home.key == str(case.dwelling_id)), homes


def _in_tubes(viewer: Viewer, case: Case, window: Window) -> Iterable[Met]:
    """Yield those whose sample is in a tube with the case's."""
    if case.resident_id is None:
        return
    mine = TestedPerson.objects.of(viewer).filter(
        resident=case.resident_id,
        result__withdrawn_at=None,
        result__pool__gt=1,
        result__sampled_at__gte=window.since,
        result__sampled_at__lte=window.until,
    )
    rows = TestedPerson.objects.of(viewer).filter(result__in=mine.values("result"))
    for who, at, tube in rows.values_list("resident", "result__sampled_at", "result__tube"):
        yield Met(who, "tube", at, tube)


def _in_queues(viewer: Viewer, case: Case, window: Window) -> Iterable[Met]:
    """Yield those who were sampled at one place at about the same time as the case."""
    if case.resident_id is None:
        return
    mine = TestedPerson.objects.of(viewer).filter(
        resident=case.resident_id,
        result__withdrawn_at=None,
        result__sampled_at__gte=window.since,
        result__sampled_at__lte=window.until,
    )
    near = timedelta(minutes=load_rules().window.queue_minutes)
    for place, at in mine.exclude(result__place="").values_list(
        "result__place", "result__sampled_at"
    ):
        rows = TestedPerson.objects.of(viewer).filter(
            result__place=place,
            result__withdrawn_at=None,
            result__sampled_at__gte=at - near,
            result__sampled_at__lte=at + near,
        )
        for who in rows.values_list("resident", flat=True).distinct():
            yield Met(who, "queue", at, place)


def _in_lifts(
    viewer: Viewer, case: Case, homes: Iterable[Home], people: dict[str, list[UUID]]
) -> Iterable[Met]:
    """Yield the people of the stairwell whose lift the case used."""
    lifts = Visit.objects.of(viewer).filter(case=case, kind=PlaceKind.LIFT)
    last = lifts.order_by("-until").values_list("until", flat=True).first()
    if last is None:
        return
    for home in homes:
        for who in people.get(home.key, ()):
            yield Met(who, "lift", last)


def _door_callers(viewer: Viewer, case: Case, window: Window) -> Iterable[Met]:
    """Yield the staff who called at the case's door."""
    if case.dwelling_id is None:
        return
    span = {"gte": window.since, "lte": window.until}
    calls = Contact.objects.of(viewer).filter(
        resident__dwelling=case.dwelling_id,
        channel="door",
        **{f"occurred_at__{name}": at for name, at in span.items()},
    )
    answers = Answer.objects.of(viewer).filter(
        resident__dwelling=case.dwelling_id,
        channel=AnswerChannel.DOOR,
        **{f"recorded_at__{name}": at for name, at in span.items()},
    )
    came: dict[UUID, datetime] = {}
    seen: list[tuple[UUID | None, datetime]] = [
        *calls.exclude(created_by=None).values_list("created_by", "occurred_at"),
        *answers.exclude(created_by=None).values_list("created_by", "recorded_at"),
    ]
    for user, at in seen:
        if user:
            came[user] = max(at, came.get(user, at))
    for staff in Staff.objects.of(viewer).filter(user__in=came):
        assert staff.user_id
        at = came[staff.user_id]
        words = timezone.localtime(at).strftime("%m-%d %H:%M")
        yield Met(staff.id, "door_caller", at, words, staff=True)


def _on_duty(viewer: Viewer, case: Case) -> Iterable[Met]:
    """Yield the staff who had a shift where the case was, by its visits and the teams' names."""
    teams = load_rules().teams
    for visit in Visit.objects.of(viewer).filter(case=case, kind__in=teams):
        words = timezone.localtime(visit.since).strftime("%m-%d %H:%M")
        for find in _on_duty_at:
            for who in find(viewer, visit.since, visit.until, teams[visit.kind]):
                yield Met(who, "on_duty", visit.until, words, staff=True)
